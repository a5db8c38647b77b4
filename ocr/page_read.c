#include "ocr/page_read.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ingest/line_find.h"
#include "ingest/ornament.h"
#include "ingest/page_clean.h"
#include "ingest/page_fingerprint.h"
#include "ingest/picture_encode.h"
#include "ocr/engine.h"
#include "ocr/line_read.h"
#include "ocr/row_order.h"

/* Rules shorter or thicker than this, in characters, may be strokes of large characters. */
static const int RULE_LENGTH = 4, RULE_THICKNESS_DIVISOR = 4;

struct prepared_page {
  struct clean_page clean;
  struct segment_list segments;
  int source_width, source_height;
  float dpi;
  struct picture_blob scan_preview;
  bool want_previews;
  struct page_fingerprint fingerprint;
};

/* The page's lines, ornament left aside. */
static bool prepared_find_lines(struct prepared_page *prepared)
{
  PIX *text = pixCopy(NULL, prepared->clean.mask);
  if (!text)
    return false;
  int size = prepared->clean.char_size;
  ornament_clear_frames(text);
  ornament_clear_blocks(text, prepared->clean.red_mask, size);
  ornament_clear_rules(text, size * RULE_LENGTH, size / RULE_THICKNESS_DIVISOR);
  segments_clear(&prepared->segments);
  prepared->segments = lines_find(text, size);
  pixDestroy(&text);
  return true;
}

enum status page_prepare(PIX *picture, const struct page_read_options *options,
                         struct prepared_page **ret_prepared, struct error *error)
{
  struct prepared_page *prepared = memory_alloc(sizeof *prepared);
  prepared->source_width = pixGetWidth(picture);
  prepared->source_height = pixGetHeight(picture);
  prepared->dpi = options->dpi;
  prepared->want_previews = options->want_previews;
  enum status status = clean_page_make(picture, &prepared->clean, error);
  if (status == STATUS_OK && !prepared_find_lines(prepared))
    status = error_set(error, STATUS_NO_MEMORY, "not enough memory to find the lines of a page");
  if (status == STATUS_OK && options->want_previews)
    status = picture_encode_preview(picture, &prepared->scan_preview, error);
  if (status != STATUS_OK) {
    prepared_page_free(&prepared);
    return status;
  }
  *ret_prepared = prepared;
  return STATUS_OK;
}

void prepared_page_free(struct prepared_page **prepared)
{
  if (!*prepared)
    return;
  clean_page_clear(&(*prepared)->clean);
  segments_clear(&(*prepared)->segments);
  free((*prepared)->scan_preview.bytes);
  free(*prepared);
  *prepared = NULL;
}

const struct page_fingerprint *prepared_page_fingerprint(const struct prepared_page *prepared)
{
  return &prepared->fingerprint;
}

static enum status segment_read_one(struct engine *engine, PIX *plane,
                                    const struct text_segment *segment,
                                    const struct line_rendering *rendering,
                                    struct reading *ret_reading, struct error *error)
{
  struct line_picture picture;
  if (!line_picture_make(plane, segment, rendering, &picture))
    return STATUS_OK;
  enum status status = line_read(engine, &picture, ret_reading, error);
  line_picture_clear(&picture);
  return status;
}

/* A rendering of a line and the plane it is taken from. */
enum line_plane { PLANE_INK, PLANE_BLACK, PLANE_PLAIN };

static const struct {
  enum line_plane plane;
  struct line_rendering rendering;
} renderings[] = {
    {PLANE_INK, {0.30, 48}},
    {PLANE_INK, {0.45, 48}},
    {PLANE_BLACK, {0.25, 48}},
};

/* The plane, or NULL where it would show nothing new. */
static PIX *clean_plane(const struct clean_page *clean, enum line_plane plane)
{
  return plane == PLANE_INK ? clean->ink : plane == PLANE_BLACK ? clean->black : clean->plain;
}

/* How much a reading says, and how surely: a reading that loses characters scores low. */
static double reading_score(const struct reading *reading)
{
  static const double WORTH_NOTHING = 0.4;
  double score = 0;
  for (size_t i = 0; i < reading->count; i++)
    if (strcmp(reading->glyphs[i].text, " ") != 0)
      score += reading->glyphs[i].confidence - WORTH_NOTHING;
  return score;
}

/* Whether any character of the reading is less than sure. */
static bool reading_is_doubtful(const struct reading *reading)
{
  static const float SURE = 0.80f;
  for (size_t i = 0; i < reading->count; i++)
    if (reading->glyphs[i].confidence < SURE)
      return true;
  return reading->count == 0;
}

/* Keeps the better of two readings as best and the other as runner-up. */
static void segment_take_reading(struct read_segment *segment, struct reading *reading)
{
  struct reading loser = *reading;
  if (reading_score(reading) > reading_score(&segment->best)) {
    loser = segment->best;
    segment->best = *reading;
  }
  if (!segment->other.count || reading_score(&loser) > reading_score(&segment->other)) {
    reading_clear(&segment->other);
    segment->other = loser;
  } else {
    reading_clear(&loser);
  }
  *reading = (struct reading){0};
}

/* Reads a segment; where the reading is doubtful, again in other renderings. */
static enum status segment_read(struct engine *engine, const struct clean_page *clean,
                                const struct text_segment *segment, struct read_segment *ret_read,
                                struct error *error)
{
  ret_read->box = segment->box;
  ret_read->size = segment->size;
  for (size_t i = 0; i < sizeof renderings / sizeof *renderings; i++) {
    PIX *plane = clean_plane(clean, renderings[i].plane);
    if (!plane)
      continue;
    struct reading reading = {0};
    enum status status =
        segment_read_one(engine, plane, segment, &renderings[i].rendering, &reading, error);
    if (status != STATUS_OK)
      return status;
    if (i == 0)
      ret_read->best = reading;
    else
      segment_take_reading(ret_read, &reading);
    if (!reading_is_doubtful(&ret_read->best))
      break;
  }
  return STATUS_OK;
}

/* ---- orientation ---- */

/* Reads the longest few segments; their mean confidence tells whether the page stands upright. */
static enum status confidence_sample(struct engine *engine, const struct prepared_page *prepared,
                                     float *ret_confidence, struct error *error)
{
  enum { SAMPLES = 4 };
  const struct text_segment *longest[SAMPLES] = {0};
  for (size_t i = 0; i < prepared->segments.count; i++) {
    const struct text_segment *segment = &prepared->segments.segments[i];
    for (int k = 0; k < SAMPLES; k++)
      if (!longest[k] || segment->box.w > longest[k]->box.w) {
        memmove(longest + k + 1, longest + k, (size_t)(SAMPLES - 1 - k) * sizeof *longest);
        longest[k] = segment;
        break;
      }
  }
  double sum = 0;
  int count = 0;
  for (int k = 0; k < SAMPLES && longest[k]; k++) {
    struct read_segment read = {0};
    enum status status = segment_read_one(engine, prepared->clean.ink, longest[k],
                                          &renderings[0].rendering, &read.best, error);
    if (status != STATUS_OK)
      return status;
    sum += reading_confidence(&read.best);
    count++;
    reading_clear(&read.best);
  }
  *ret_confidence = count ? (float)(sum / count) : 0;
  return STATUS_OK;
}

static enum status prepared_turn_half(struct prepared_page *prepared, struct error *error)
{
  enum status status = clean_page_turn_half(&prepared->clean, error);
  if (status == STATUS_OK && !prepared_find_lines(prepared))
    status = error_set(error, STATUS_NO_MEMORY, "not enough memory to turn a page");
  return status;
}

/* Turns the page by half where it reads better so. */
static enum status prepared_set_upright(struct engine *engine, struct prepared_page *prepared,
                                        struct error *error)
{
  static const float UPRIGHT_FOR_SURE = 0.96f;
  float as_it_is = 0, turned = 0;
  enum status status = confidence_sample(engine, prepared, &as_it_is, error);
  if (status != STATUS_OK || as_it_is >= UPRIGHT_FOR_SURE || !prepared->segments.count)
    return status;
  status = prepared_turn_half(prepared, error);
  if (status == STATUS_OK)
    status = confidence_sample(engine, prepared, &turned, error);
  if (status == STATUS_OK && turned <= as_it_is)
    status = prepared_turn_half(prepared, error);
  return status;
}

/* ---- segments to the page's lines ---- */

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
    *reading_add(line, glyph.text, glyph.confidence, glyph.box) = glyph;
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

static bool segment_is_text(const struct read_segment *segment)
{
  static const float CONFIDENCE_MIN = 0.78f;
  return segment->best.count > 0 && reading_confidence(&segment->best) >= CONFIDENCE_MIN;
}

static enum status segments_read(struct engine *engine, const struct prepared_page *prepared,
                                 struct read_segment *segments, size_t *ret_count,
                                 struct error *error)
{
  size_t count = 0;
  for (size_t i = 0; i < prepared->segments.count; i++) {
    struct read_segment read = {0};
    enum status status =
        segment_read(engine, &prepared->clean, &prepared->segments.segments[i], &read, error);
    if (status != STATUS_OK)
      return status;
    if (segment_is_text(&read)) {
      segments[count++] = read;
    } else {
      reading_clear(&read.best);
      reading_clear(&read.other);
    }
  }
  *ret_count = count;
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
  memcpy(page->clean_from_source, prepared->clean.clean_from_source.m,
         sizeof page->clean_from_source);
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
  if (!homography_invert(&prepared->clean.clean_from_source, &source_from_clean))
    return error_set(error, STATUS_INTERNAL, "the page's geometry cannot be inverted");
  size_t count = 0;
  struct read_segment *segments = memory_alloc(prepared->segments.count * sizeof *segments);
  status = segments_read(engine, prepared, segments, &count, error);
  if (status == STATUS_OK) {
    struct row_list rows = rows_order(segments, count);
    for (size_t i = 0; i < rows.count; i++)
      page_add_row(&page, &rows.rows[i], segments, &source_from_clean);
    rows_clear(&rows);
  }
  for (size_t i = 0; i < prepared->segments.count; i++) {
    reading_clear(&segments[i].best);
    reading_clear(&segments[i].other);
  }
  free(segments);
  if (page.line_count == 0)
    page.status = PAGE_BLANK;
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
