#include "ocr/page_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "page/picture_encode.h"
#include "ocr/engine_handle.h"
#include "ocr/prepared_page.h"
#include "ocr/seal_read.h"
#include "ocr/segment_read.h"
#include "ocr/shape_read.h"
#include "ocr/text_judge.h"
#include "ocr/text_layer.h"

/* Appends a segment's reading to a line; a space stands for the white between two segments. */
static void reading_append(struct reading *line, const struct reading *segment,
                           const struct homography *source_from_clean)
{
  if (line->count && segment->count)
    reading_add(line, " ", 1.0f, (struct box){0});
  for (size_t i = 0; i < segment->count; i++) {
    struct glyph glyph = segment->glyphs[i];
    if (!box_is_empty(glyph.box))
      glyph.box = homography_apply_box(source_from_clean, glyph.box);
    reading_add_glyph(line, &glyph);
  }
}

static void page_add_row(struct read_page *page, const struct row *row,
                         const struct read_segment *segments,
                         const struct homography *source_from_clean)
{
  struct box box = homography_apply_box(source_from_clean, row->box);
  struct read_line *line = read_page_add_line(page, LINE_TEXT, box);
  bool doubtful = false;
  for (size_t i = 0; i < row->count; i++)
    doubtful = doubtful || segments[row->segments[i]].other.count > 0;
  for (size_t i = 0; i < row->count; i++) {
    const struct read_segment *segment = &segments[row->segments[i]];
    reading_append(&line->best, &segment->best, source_from_clean);
    if (doubtful)
      reading_append(&line->other, segment->other.count ? &segment->other : &segment->best,
                     source_from_clean);
  }
}

/* Keeps of the read segments those that are print; how many. */
static size_t segments_keep_text(const struct prepared_page *prepared,
                                 struct read_segment *segments, size_t count)
{
  bool *in_seal = memory_alloc(count * sizeof *in_seal);
  bool *is_text = memory_alloc(count * sizeof *is_text);
  for (size_t i = 0; i < count; i++)
    in_seal[i] = seals_hold(&prepared->seals, segments[i].box);
  segments_judge(segments, in_seal, count, prepared->clean.char_size, is_text);
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    if (is_text[i] && !segment_is_border(prepared->clean.ink, &segments[i])) {
      segments[kept++] = segments[i];
    } else {
      reading_clear(&segments[i].best);
      reading_clear(&segments[i].other);
    }
  }
  free(in_seal);
  free(is_text);
  return kept;
}

/* Reads all segments and keeps the print. `segments` has room for all, zeroed. */
static enum status segments_read(struct engine *engine, const struct prepared_page *prepared,
                                 struct read_segment *segments, size_t *ret_count,
                                 struct error *error)
{
  size_t count = prepared->segments.count;
  for (size_t i = 0; i < count; i++) {
    struct reading *first = prepared->first_readings ? &prepared->first_readings[i] : NULL;
    const struct text_segment *segment = &prepared->segments.segments[i];
    enum status status =
        segment_read(engine, &prepared->clean, segment, seals_cover(&prepared->seals, segment->box),
                     first, &segments[i], error);
    if (status != STATUS_OK)
      return status;
    if (engine_shapes(engine))
      reading_compare_shapes(engine_shapes(engine), prepared->clean.ink,
                             &prepared->segments.segments[i], &segments[i].best);
  }
  *ret_count = segments_keep_text(prepared, segments, count);
  return STATUS_OK;
}

static void page_set_geometry(struct read_page *page, const struct prepared_page *prepared)
{
  page->width = prepared->source_width;
  page->height = prepared->source_height;
  page->dpi = prepared->dpi;
  page->rotation = prepared->clean.quarter_turns * 90;
  page->skew = prepared->clean.skew;
  page->clean_width = pixGetWidth(prepared->clean.ink);
  page->clean_height = pixGetHeight(prepared->clean.ink);
  for (size_t i = 0; i < prepared->qr_count; i++)
    read_page_add_qr(page, prepared->qr[i].text);
  memcpy(page->clean_from_source, prepared->clean.clean_from_source.m,
         sizeof page->clean_from_source);
}

/* What a person should know of a PDF page's text; NULL where it is what the page shows. */
static char *layer_note(const struct text_layer_result *result, bool text_is_hidden)
{
  if (result->is_rubbish)
    return memory_copy_string("the text in the PDF is not what the page shows; the page was read "
                              "as a picture");
  if (result->unshown || result->unlike || text_is_hidden)
    return memory_copy_string("the file holds text that the page does not show; it was left out");
  return NULL;
}

/* Lines of a page that is all text, one a run, as they stand from top to bottom. */
static void page_add_runs(struct read_page *page, const struct read_segment *segments, size_t count,
                          const struct homography *source_from_clean)
{
  for (size_t i = 0; i < count; i++) {
    struct row row = {.segments = &i, .count = 1, .box = segments[i].box};
    page_add_row(page, &row, segments, source_from_clean);
  }
}

static void page_add_rows(struct read_page *page, const struct read_segment *segments, size_t count,
                          const struct homography *source_from_clean)
{
  struct row_list rows = rows_order(segments, count);
  for (size_t i = 0; i < rows.count; i++)
    page_add_row(page, &rows.rows[i], segments, source_from_clean);
  rows_clear(&rows);
}

/* The read segments as the page's lines, a PDF's own text in their places. */
static void page_add_lines(struct read_page *page, const struct prepared_page *prepared,
                           struct read_segment **segments, size_t *count,
                           const struct homography *source_from_clean)
{
  struct text_layer_result layer = {0};
  if (prepared->run_count)
    text_layer_apply(prepared, prepared->runs, prepared->run_count, segments, count, &layer);
  page->note = layer_note(&layer, prepared->text_is_hidden);
  if (layer.kept && !layer.read)
    page_add_runs(page, *segments, *count, source_from_clean);
  else
    page_add_rows(page, *segments, *count, source_from_clean);
}

enum status page_read(struct engine *engine, struct prepared_page *prepared,
                      struct read_page *ret_page, struct error *error)
{
  enum status status = prepared_set_upright(engine, prepared, error);
  if (status != STATUS_OK)
    return status;
  struct read_page page = {0};
  page_set_geometry(&page, prepared);
  struct homography source_from_clean = homography_identity();
  if (!homography_invert(&prepared->clean.clean_from_source, &source_from_clean)) {
    read_page_clear(&page);
    return error_set(error, STATUS_INTERNAL, "the page's geometry cannot be inverted");
  }
  size_t count = 0;
  struct read_segment *segments = memory_alloc(prepared->segments.count * sizeof *segments);
  status = segments_read(engine, prepared, segments, &count, error);
  if (status == STATUS_OK)
    page_add_lines(&page, prepared, &segments, &count, &source_from_clean);
  for (size_t i = 0; i < count; i++) {
    reading_clear(&segments[i].best);
    reading_clear(&segments[i].other);
  }
  free(segments);
  if (page.line_count == 0)
    page.status = PAGE_BLANK;
  if (status == STATUS_OK && page.line_count > 0)
    status = seals_read(engine, prepared, &source_from_clean, &page, error);
  if (status == STATUS_OK && prepared->want_previews)
    status = picture_encode_preview(prepared->clean.ink, &page.clean_preview, error);
  page.scan_preview = prepared->scan_preview;
  prepared->scan_preview = (struct picture_blob){0};
  if (status != STATUS_OK) {
    read_page_clear(&page);
    return status;
  }
  *ret_page = page;
  return STATUS_OK;
}
