#include "document/reading.h"

#include <stdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"

const float GLYPH_OPEN = 0.985f, GLYPH_LOOKED = 0.992f;

struct glyph *reading_add(struct reading *reading, const char *text, float confidence,
                          struct box box)
{
  array_reserve(reading->glyphs, reading->count, reading->capacity);
  struct glyph *glyph = &reading->glyphs[reading->count++];
  *glyph = (struct glyph){.confidence = confidence, .box = box};
  snprintf(glyph->text, sizeof glyph->text, "%s", text);
  return glyph;
}

void reading_add_glyph(struct reading *reading, const struct glyph *glyph)
{
  *reading_add(reading, glyph->text, glyph->confidence, glyph->box) = *glyph;
}

bool glyph_is_space(const struct glyph *glyph)
{
  return strcmp(glyph->text, " ") == 0;
}

void reading_clear(struct reading *reading)
{
  free(reading->glyphs);
  *reading = (struct reading){0};
}

float reading_confidence_by_shape(const struct reading *reading, float by_shape)
{
  double sum = 0;
  size_t count = 0;
  for (size_t i = 0; i < reading->count; i++) {
    const struct glyph *glyph = &reading->glyphs[i];
    bool told = *glyph->by_shape || glyph->is_part_of_shape;
    if (glyph_is_space(glyph))
      continue;
    sum += (double)(told ? fmaxf(glyph->confidence, by_shape) : glyph->confidence);
    count++;
  }
  return count ? (float)(sum / (double)count) : 0.0f;
}

float reading_confidence(const struct reading *reading)
{
  return reading_confidence_by_shape(reading, 0);
}

char *reading_text(const struct reading *reading)
{
  struct strbuf text = {0};
  for (size_t i = 0; i < reading->count; i++)
    strbuf_append(&text, reading->glyphs[i].text);
  return strbuf_take(&text);
}

struct read_line *read_page_add_line(struct read_page *page, enum line_kind kind, struct box box)
{
  array_reserve(page->lines, page->line_count, page->line_capacity);
  struct read_line *line = &page->lines[page->line_count++];
  *line = (struct read_line){.kind = kind, .box = box};
  return line;
}

void read_page_add_qr(struct read_page *page, const char *text)
{
  page->qr = memory_resize(page->qr, page->qr_count + 1, sizeof *page->qr);
  page->qr[page->qr_count++] = memory_copy_string(text);
}

size_t read_page_glyph_count(const struct read_page *page)
{
  size_t count = 0;
  for (size_t i = 0; i < page->line_count; i++)
    count += page->lines[i].best.count;
  return count;
}

void read_line_clear(struct read_line *line)
{
  reading_clear(&line->best);
  reading_clear(&line->other);
}

void read_page_clear(struct read_page *page)
{
  for (size_t i = 0; i < page->line_count; i++)
    read_line_clear(&page->lines[i]);
  for (size_t i = 0; i < page->qr_count; i++)
    free(page->qr[i]);
  free(page->lines);
  free(page->qr);
  free(page->error);
  free(page->note);
  picture_blob_clear(&page->scan_preview);
  picture_blob_clear(&page->clean_preview);
  picture_blob_clear(&page->full);
  free(page->scan_link);
  *page = (struct read_page){0};
}

const char *page_status_name(enum page_status status)
{
  static const char *const names[] = {"ok", "duplicate", "blank", "failed"};
  return names[status];
}
