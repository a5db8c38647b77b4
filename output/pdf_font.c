#include "output/pdf_font.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "output/embedded.h"

enum { CODES = 0xFFFF, MAPPINGS_A_BLOCK = 100 /* the most that a CMap block may hold */ };

void pdf_font_make(struct pdf_font *ret_font)
{
  *ret_font =
      (struct pdf_font){.codes = memory_alloc(PDF_FONT_BASE_PLANE * sizeof *ret_font->codes)};
}

void pdf_font_clear(struct pdf_font *font)
{
  for (size_t i = 0; i < font->count; i++)
    free(font->texts[i]);
  free(font->texts);
  free(font->codes);
  *font = (struct pdf_font){0};
}

static unsigned code_add(struct pdf_font *font, const char *text)
{
  if (font->count == CODES)
    return CODES; /* more different characters than Chinese has */
  array_reserve(font->texts, font->count, font->capacity);
  font->texts[font->count++] = memory_copy_string(text);
  return (unsigned)font->count;
}

static unsigned code_search(struct pdf_font *font, const char *text)
{
  for (size_t i = 0; i < font->count; i++)
    if (strcmp(font->texts[i], text) == 0)
      return (unsigned)i + 1;
  return code_add(font, text);
}

unsigned pdf_font_code(struct pdf_font *font, const char *text)
{
  unsigned codepoint;
  size_t length = utf8_decode(text, &codepoint);
  bool single = length > 0 && text[length] == '\0' && codepoint < PDF_FONT_BASE_PLANE;
  if (!single)
    return code_search(font, text);
  if (font->codes[codepoint] == 0)
    font->codes[codepoint] = (unsigned short)code_add(font, text);
  return font->codes[codepoint];
}

static void mapping_append(struct strbuf *map, size_t code, const char *text)
{
  unsigned codepoint;
  strbuf_appendf(map, "<%04zX> <", code);
  for (size_t length; (length = utf8_decode(text, &codepoint)) > 0; text += length)
    pdf_append_utf16(map, codepoint);
  strbuf_append(map, ">\n");
}

/* Code to Unicode (ISO 32000-1 §9.10.3). */
static void unicode_map_write(const struct pdf_font *font, struct pdf_writer *writer, int number)
{
  struct strbuf map = {0};
  strbuf_append(&map, "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                      "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
                      "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                      "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
  for (size_t i = 0; i < font->count; i++) {
    size_t left = font->count - i;
    if (i % MAPPINGS_A_BLOCK == 0)
      strbuf_appendf(&map, "%zu beginbfchar\n", left < MAPPINGS_A_BLOCK ? left : MAPPINGS_A_BLOCK);
    mapping_append(&map, i + 1, font->texts[i]);
    if (i % MAPPINGS_A_BLOCK == MAPPINGS_A_BLOCK - 1 || left == 1)
      strbuf_append(&map, "endbfchar\n");
  }
  strbuf_append(&map, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
  pdf_stream(writer, number, "", map.data, map.length, true);
  strbuf_clear(&map);
}

/* Every code draws the font's glyph 1, the empty one. */
static void glyph_map_write(const struct pdf_font *font, struct pdf_writer *writer, int number)
{
  size_t size = (font->count + 1) * 2;
  autofree unsigned char *map = memory_alloc(size);
  for (size_t i = 1; i <= font->count; i++)
    map[2 * i + 1] = 1;
  pdf_stream(writer, number, "", map, size, true);
}

void pdf_font_write(const struct pdf_font *font, struct pdf_writer *writer, int number)
{
  int descendant = pdf_reserve(writer), descriptor = pdf_reserve(writer);
  int file = pdf_reserve(writer), glyphs = pdf_reserve(writer), unicode = pdf_reserve(writer);
  pdf_object_begin(writer, number);
  strbuf_appendf(writer->bytes,
                 "<< /Type /Font /Subtype /Type0 /BaseFont /ZhaoluGlyphless /Encoding /Identity-H "
                 "/DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>",
                 descendant, unicode);
  pdf_object_end(writer);
  pdf_object_begin(writer, descendant);
  strbuf_appendf(
      writer->bytes,
      "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ZhaoluGlyphless /CIDSystemInfo "
      "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R "
      "/DW 1000 /CIDToGIDMap %d 0 R >>",
      descriptor, glyphs);
  pdf_object_end(writer);
  pdf_object_begin(writer, descriptor);
  strbuf_appendf(
      writer->bytes,
      "<< /Type /FontDescriptor /FontName /ZhaoluGlyphless /Flags 5 /FontBBox "
      "[0 -120 1000 880] /Ascent 880 /Descent -120 /CapHeight 880 /ItalicAngle 0 /StemV 80 "
      "/FontFile2 %d 0 R >>",
      file);
  pdf_object_end(writer);
  autofree char *length = memory_format("/Length1 %zu", embedded_glyphless_font_size);
  pdf_stream(writer, file, length, embedded_glyphless_font, embedded_glyphless_font_size, true);
  glyph_map_write(font, writer, glyphs);
  unicode_map_write(font, writer, unicode);
}
