#include "output/pdf_writer.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "files/digest.h"

void pdf_begin(struct pdf_writer *writer, struct strbuf *bytes)
{
  *writer = (struct pdf_writer){.bytes = bytes, .origin = bytes->length};
  /* Bytes over 127 tell programs that move files that this one is not text. */
  strbuf_append(bytes, "%PDF-1.5\n%\xE7\x85\xA7\xE5\xBD\x95\n");
}

int pdf_reserve(struct pdf_writer *writer)
{
  array_reserve(writer->offsets, writer->count, writer->capacity);
  writer->offsets[writer->count++] = 0;
  return writer->count;
}

void pdf_object_begin(struct pdf_writer *writer, int number)
{
  writer->offsets[number - 1] = writer->bytes->length - writer->origin;
  strbuf_appendf(writer->bytes, "%d 0 obj\n", number);
}

void pdf_object_end(struct pdf_writer *writer)
{
  strbuf_append(writer->bytes, "\nendobj\n");
}

static void stream_put(struct pdf_writer *writer, int number, const char *entries,
                       const char *filter, const void *bytes, size_t size)
{
  pdf_object_begin(writer, number);
  strbuf_appendf(writer->bytes, "<< %s%s /Length %zu >>\nstream\n", entries, filter, size);
  strbuf_append_bytes(writer->bytes, bytes, size);
  strbuf_append(writer->bytes, "\nendstream");
  pdf_object_end(writer);
}

void pdf_stream(struct pdf_writer *writer, int number, const char *entries, const void *bytes,
                size_t size, bool deflate)
{
  uLongf packed_size = compressBound(size);
  autofree Bytef *packed = deflate ? memory_alloc(packed_size) : NULL;
  if (deflate && compress(packed, &packed_size, bytes, size) == Z_OK)
    stream_put(writer, number, entries, " /Filter /FlateDecode", packed, packed_size);
  else
    stream_put(writer, number, entries, "", bytes, size);
}

void pdf_append_text(struct strbuf *bytes, const char *text)
{
  unsigned codepoint;
  strbuf_append(bytes, "<FEFF");
  for (size_t length; (length = utf8_decode(text, &codepoint)) > 0; text += length)
    pdf_append_utf16(bytes, codepoint);
  strbuf_append_char(bytes, '>');
}

void pdf_append_utf16(struct strbuf *bytes, unsigned codepoint)
{
  if (codepoint < 0x10000)
    strbuf_appendf(bytes, "%04X", codepoint);
  else
    strbuf_appendf(bytes, "%04X%04X", 0xD800 + ((codepoint - 0x10000) >> 10),
                   0xDC00 + ((codepoint - 0x10000) & 0x3FF));
}

void pdf_end(struct pdf_writer *writer, int catalogue, int info, const char *id)
{
  struct strbuf *bytes = writer->bytes;
  size_t table = bytes->length - writer->origin;
  char digest[DIGEST_HEX_BYTES];
  digest_bytes(id, strlen(id), digest);
  digest[32] = '\0'; /* an identifier has 16 bytes */
  strbuf_appendf(bytes, "xref\n0 %d\n0000000000 65535 f \n", writer->count + 1);
  for (int i = 0; i < writer->count; i++)
    strbuf_appendf(bytes, "%010zu 00000 n \n", writer->offsets[i]);
  strbuf_appendf(bytes,
                 "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>] >>\n"
                 "startxref\n%zu\n%%%%EOF\n",
                 writer->count + 1, catalogue, info, digest, digest, table);
  free(writer->offsets);
  *writer = (struct pdf_writer){0};
}
