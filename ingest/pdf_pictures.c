#include "ingest/pdf_pictures.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ingest/source_jpeg.h"

enum {
  CHUNK_BYTES = 1 << 20,
  DICTIONARY_BYTES = 2048, /* a picture's dictionary is some hundred bytes long */
};

/* A dictionary's text, from "<<" up to the "stream" behind it. */
struct dictionary {
  const char *text;
  size_t size;
};

/* What stands behind /name, or NULL. */
static const char *dictionary_find(const struct dictionary *dictionary, const char *name)
{
  size_t length = strlen(name);
  const char *end = dictionary->text + dictionary->size, *at = dictionary->text;
  while ((at = memmem(at, (size_t)(end - at), name, length))) {
    at += length;
    if (at == end || !isalnum((unsigned char)*at))
      return at;
  }
  return NULL;
}

/* The number behind /name; false where there is none or it stands in another object. */
static bool dictionary_number(const struct dictionary *dictionary, const char *name,
                              uint64_t *ret_number)
{
  const char *at = dictionary_find(dictionary, name);
  const char *end = dictionary->text + dictionary->size;
  if (!at)
    return false;
  while (at < end && isspace((unsigned char)*at))
    at++;
  uint64_t number = 0;
  const char *first = at;
  for (; at < end && isdigit((unsigned char)*at) && at - first < 12; at++)
    number = number * 10 + (uint64_t)(*at - '0');
  const char *after = at;
  while (after < end && isspace((unsigned char)*after))
    after++;
  bool reference = after > at && after < end && isdigit((unsigned char)*after);
  if (at == first || reference)
    return false;
  *ret_number = number;
  return true;
}

/* Whether /Filter is DCTDecode and nothing else: then the stream is a JPEG file. */
static bool dictionary_is_jpeg(const struct dictionary *dictionary)
{
  static const char name[] = "/DCTDecode";
  const size_t length = sizeof name - 1;
  const char *at = dictionary_find(dictionary, "/Filter");
  const char *end = dictionary->text + dictionary->size;
  bool list = false;
  for (; at && at < end && (isspace((unsigned char)*at) || *at == '['); at++)
    list = list || *at == '[';
  if (!at || (size_t)(end - at) < length || memcmp(at, name, length) != 0)
    return false;
  for (at += length; at < end && isspace((unsigned char)*at);)
    at++;
  return !list || (at < end && *at == ']');
}

static bool has_jpeg_at(const struct source_file *file, uint64_t offset)
{
  unsigned char magic[3];
  return source_file_peek(file, offset, magic, 3) == 3 && magic[0] == 0xFF && magic[1] == 0xD8 &&
         magic[2] == 0xFF;
}

static void pictures_add(struct pdf_pictures *pictures, const struct source_file *file,
                         const struct dictionary *dictionary, uint64_t data)
{
  uint64_t width = 0, height = 0, size = 0, pixels = UINT64_MAX;
  bool sized = dictionary_number(dictionary, "/Width", &width) &&
               dictionary_number(dictionary, "/Height", &height);
  if (sized && __builtin_mul_overflow(width, height, &pixels))
    pixels = UINT64_MAX;
  if (pixels > pictures->largest)
    pictures->largest = pixels;
  if (!sized || !dictionary_is_jpeg(dictionary) ||
      !dictionary_number(dictionary, "/Length", &size) || size > file->size ||
      data > file->size - size || !has_jpeg_at(file, data))
    return;
  array_reserve(pictures->jpegs, pictures->count, pictures->capacity);
  pictures->jpegs[pictures->count++] = (struct pdf_jpeg){data, size, width, height};
}

/* The start of the dictionary that ends before `end`, looking back over nested ones; NULL if none.
 */
static const char *dictionary_start(const char *begin, const char *end)
{
  int depth = 0;
  for (const char *at = end - 2; at >= begin; at--) {
    if (at[0] == '>' && at[1] == '>') {
      depth++;
      at--;
    } else if (at[0] == '<' && at[1] == '<') {
      if (--depth == 0)
        return at;
      at--;
    }
  }
  return NULL;
}

/* `at` is a "stream" in the file's bytes from `begin` on, which lie at `offset` in the file. */
static void stream_look(struct pdf_pictures *pictures, const struct source_file *file,
                        const char *begin, const char *at, uint64_t offset)
{
  const char *end = at;
  while (end > begin && isspace((unsigned char)end[-1]))
    end--;
  if (end - begin < 4 || end[-1] != '>' || end[-2] != '>')
    return;
  const char *limit = end - begin > DICTIONARY_BYTES ? end - DICTIONARY_BYTES : begin;
  const char *start = dictionary_start(limit, end);
  if (!start)
    return;
  struct dictionary dictionary = {start, (size_t)(end - start)};
  const char *subtype = dictionary_find(&dictionary, "/Subtype");
  while (subtype && subtype < end && isspace((unsigned char)*subtype))
    subtype++;
  if (!subtype || end - subtype < 6 || memcmp(subtype, "/Image", 6) != 0)
    return;
  uint64_t data = offset + (uint64_t)(at - begin) + strlen("stream");
  char line_end[2] = "";
  source_file_peek(file, data, line_end, sizeof line_end);
  data += line_end[0] == '\r' && line_end[1] == '\n' ? 2 : 1;
  pictures_add(pictures, file, &dictionary, data);
}

struct pdf_pictures pdf_pictures_find(const struct source_file *file)
{
  struct pdf_pictures pictures = {0};
  autofree char *chunk = memory_alloc(DICTIONARY_BYTES + CHUNK_BYTES);
  static const char keyword[] = "stream";
  const size_t length = sizeof keyword - 1;
  size_t kept = 0; /* bytes of the chunk before that stand at the start of this one */
  for (uint64_t offset = 0; offset < file->size;) {
    size_t got = source_file_peek(file, offset, chunk + kept, CHUNK_BYTES);
    if (!got)
      break;
    size_t size = kept + got;
    const char *end = chunk + size, *at = chunk;
    while ((at = memmem(at, (size_t)(end - at), keyword, length))) {
      if (at + length > chunk + kept) /* else it was seen in the chunk before */
        stream_look(&pictures, file, chunk, at, offset - kept);
      at += length;
    }
    offset += got;
    kept = size < DICTIONARY_BYTES ? size : DICTIONARY_BYTES;
    memmove(chunk, end - kept, kept);
  }
  return pictures;
}

void pdf_pictures_clear(struct pdf_pictures *pictures)
{
  free(pictures->jpegs);
  *pictures = (struct pdf_pictures){0};
}

/* Whether the two show the same: no square of them differs by more than colour management makes. */
static bool pixels_agree(PIX *a, PIX *b)
{
  enum { SQUARE = 16, DIFFERENCE_AT_MOST = 12 };
  l_int32 equal = 0;
  if (pixGetDepth(a) == pixGetDepth(b) && pixEqual(a, b, &equal) == 0 && equal)
    return true;
  PIX *grey_a = pixConvertTo8(a, 0), *grey_b = pixConvertTo8(b, 0);
  PIX *difference = grey_a && grey_b ? pixAbsDifference(grey_a, grey_b) : NULL;
  PIX *squares = difference ? pixScaleAreaMap(difference, 1.0f / SQUARE, 1.0f / SQUARE) : NULL;
  l_uint32 most = 255;
  if (squares)
    pixGetMaxValueInRect(squares, NULL, &most, NULL, NULL);
  pixDestroy(&grey_a);
  pixDestroy(&grey_b);
  pixDestroy(&difference);
  pixDestroy(&squares);
  return most <= DIFFERENCE_AT_MOST;
}

/* *ret_bytes stays NULL where the JPEG shows something else. */
static enum status jpeg_if_same(const struct pdf_jpeg *jpeg, const struct source_file *file,
                                PIX *pix, unsigned char **ret_bytes, struct error *error)
{
  autofree unsigned char *bytes = malloc(jpeg->size);
  if (!bytes || source_file_peek(file, jpeg->offset, bytes, jpeg->size) != jpeg->size)
    return error_set(error, STATUS_IO, "the PDF's picture cannot be read");
  PIX *decoded = NULL;
  enum status status = source_jpeg_decode(bytes, jpeg->size, &file->limits, &decoded, error);
  if (status)
    return status;
  if (pixels_agree(pix, decoded)) {
    *ret_bytes = bytes;
    bytes = NULL;
  }
  pixDestroy(&decoded);
  return STATUS_OK;
}

enum status pdf_pictures_match(const struct pdf_pictures *pictures, const struct source_file *file,
                               PIX *pix, int page, int page_count, unsigned char **ret_bytes,
                               size_t *ret_size, struct error *error)
{
  enum { TRIES_AT_MOST = 3 };
  uint64_t width = (uint64_t)pixGetWidth(pix), height = (uint64_t)pixGetHeight(pix);
  /* Scanners write the pages' pictures in order, one a page. */
  bool one_a_page = pictures->count == (size_t)page_count;
  size_t start = pictures->count * (size_t)page / (size_t)page_count;
  int tries = 0;
  for (size_t i = 0; i < pictures->count && tries < TRIES_AT_MOST; i++) {
    const struct pdf_jpeg *jpeg = &pictures->jpegs[(start + i) % pictures->count];
    if (jpeg->width != width || jpeg->height != height)
      continue;
    unsigned char *bytes = NULL;
    struct error failure = {0};
    enum status status = jpeg_if_same(jpeg, file, pix, &bytes, &failure);
    if (status == STATUS_BAD_INPUT && one_a_page && i == 0) {
      if (error)
        *error = failure;
      return status;
    }
    if (bytes) {
      *ret_bytes = bytes;
      *ret_size = jpeg->size;
      return STATUS_OK;
    }
    tries++;
  }
  return STATUS_OK;
}
