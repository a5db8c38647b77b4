/*
 * glyph_shapes PICTURE…: the shapes of the Chinese characters that were read on pages, for
 * scripts/train-shape-metric. Standard output, fields parted by tabs:
 *
 *   page   PICTURE
 *   line   TEXT                       what was read, white space and all
 *   glyph  INDEX CONFIDENCE CELLS…    of the line above: place in TEXT, in code points; 0 to 1; for
 *                                     each way to cut the character out its shape
 *
 * CELLS are SHAPE_CELLS bytes in hexadecimal, thousandths up to 255.
 */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "ocr/segment_read.h"
#include "ocr/shape_cut.h"
#include "tests/tools/page_tool.h"

/* Of the height of the line's characters: a narrower cut may be a part of one, a wider one two. */
static const double WIDTH_LEAST = 0.60, WIDTH_MOST = 1.35;

/* Readings below this are no print. */
static const float PRINT_CONFIDENCE = 0.6f;

static bool is_one_han(const struct glyph *glyph)
{
  unsigned codepoint;
  size_t length = utf8_decode(glyph->text, &codepoint);
  return codepoint_is_han(codepoint) && !glyph->text[length];
}

static void cells_print(const struct shape *shape)
{
  putchar('\t');
  for (int cell = 0; cell < SHAPE_CELLS; cell++)
    printf("%02x", (unsigned)fminf(255, lroundf(1000 * shape->cells[cell])));
}

static void cuts_print(const struct shape_strip *strip, int size)
{
  for (int i = 0; i < strip->cut_count; i++) {
    struct shape shape;
    double width = (double)(strip->cuts[i].right - strip->cuts[i].left) / size;
    if (width >= WIDTH_LEAST && width <= WIDTH_MOST && shape_strip_cut(strip, i, &shape))
      cells_print(&shape);
  }
}

static void reading_print(PIX *plane, const struct text_segment *segment,
                          const struct reading *reading)
{
  char *text = reading_text(reading);
  printf("line\t%s\n", text);
  free(text);
  size_t index = 0;
  for (size_t i = 0; i < reading->count; i++) {
    const struct glyph *glyph = &reading->glyphs[i];
    struct shape_strip strip;
    if (is_one_han(glyph) && !box_is_empty(glyph->box) &&
        shape_strip_make_at(plane, segment, glyph->box, &strip)) {
      printf("glyph\t%zu\t%.4f", index, (double)glyph->confidence);
      cuts_print(&strip, segment->size);
      putchar('\n');
      shape_strip_clear(&strip);
    }
    index += utf8_count(glyph->text);
  }
}

static bool segment_print(struct engine *engine, const struct prepared_page *prepared, size_t index)
{
  const struct text_segment *segment = &prepared->segments.segments[index];
  struct reading *first = prepared->first_readings ? &prepared->first_readings[index] : NULL;
  struct read_segment read = {0};
  struct error error;
  if (segment_read(engine, &prepared->clean, segment, seals_cover(&prepared->seals, segment->box),
                   first, &read, &error) != STATUS_OK) {
    fprintf(stderr, "glyph_shapes: %s\n", error.message);
    return false;
  }
  if (reading_confidence(&read.best) >= PRINT_CONFIDENCE)
    reading_print(prepared->clean.ink, segment, &read.best);
  reading_clear(&read.best);
  reading_clear(&read.other);
  return true;
}

static bool page_print(struct engine *engine, const char *path)
{
  struct prepared_page *prepared = tool_page_open(engine, path);
  if (!prepared) {
    fprintf(stderr, "glyph_shapes: %s cannot be read\n", path);
    return false;
  }
  printf("page\t%s\n", path);
  bool ok = true;
  for (size_t i = 0; ok && i < prepared->segments.count; i++)
    ok = segment_print(engine, prepared, i);
  prepared_page_free(&prepared);
  return ok;
}

int main(int argc, char **argv)
{
  if (argc < 2) {
    fprintf(stderr, "usage: glyph_shapes PICTURE…\n");
    return 2;
  }
  struct engine *engine = tool_engine_open("glyph_shapes");
  if (!engine)
    return 3;
  bool ok = true;
  for (int i = 1; i < argc; i++)
    ok = page_print(engine, argv[i]) && ok;
  engine_close(&engine);
  return ok ? 0 : 1;
}
