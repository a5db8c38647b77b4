#include "ocr/segment_read.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/utf8.h"
#include "ocr/engine_handle.h"
#include "ocr/reading_doubt.h"
#include "ocr/reading_vote.h"

static enum status segment_read_one(struct engine *engine, PIX *plane,
                                    const struct text_segment *segment,
                                    const struct line_rendering *rendering, bool with_alternatives,
                                    enum line_turn turn, struct reading *ret_reading,
                                    struct error *error)
{
  struct line_picture picture;
  if (!line_picture_make(plane, segment, rendering, &picture))
    return STATUS_OK;
  if (turn == LINE_BY_HALF || turn == LINE_BY_HALF_MIRRORED)
    pixRotate180(picture.pix, picture.pix);
  if (turn == LINE_MIRRORED || turn == LINE_BY_HALF_MIRRORED)
    pixFlipLR(picture.pix, picture.pix);
  enum status status = line_read(engine, &picture, with_alternatives, ret_reading, error);
  line_picture_clear(&picture);
  return status;
}

/* A rendering of a line and the plane it is taken from. */
enum line_plane { PLANE_INK, PLANE_PLAIN, PLANE_BLACK };

enum { AS_PRINTED, NARROWER, WIDER, SOFTENED, UNSEALED, RENDERINGS };

/* As unlike each other as can be while each still reads well: what one makes the network take for
 * another character seldom misleads it on the next (reading_vote.h). Where a seal lies over
 * the print, two votes are of the plane without it. */
static const struct {
  enum line_plane plane, sealed;
  struct line_rendering rendering;
} renderings[] = {
    [AS_PRINTED] = {PLANE_INK, PLANE_INK, {.margin = 0.30, .height = 48}},
    [NARROWER] = {PLANE_INK, PLANE_INK, {.margin = 0.30, .height = 48, .width = 0.86}},
    [WIDER] = {PLANE_INK, PLANE_INK, {.margin = 0.30, .height = 48, .width = 1.25}},
    [SOFTENED] = {PLANE_PLAIN,
                  PLANE_BLACK,
                  {.margin = 0.45, .height = 48, .width = 0.93, .softened = true}},
    [UNSEALED] = {PLANE_BLACK, PLANE_BLACK, {.margin = 0.25, .height = 48}},
};

static bool segment_is_small(const struct clean_page *clean, const struct text_segment *segment)
{
  static const double SMALL = 30; /* pixels of the scan */
  return segment->size < SMALL * clean->scale;
}

/* The one that is read first, alone where it leaves no doubt: large print is as well read from a
 * narrower picture, in less time. */
static size_t first_rendering(const struct clean_page *clean, const struct text_segment *segment)
{
  return segment_is_small(clean, segment) ? AS_PRINTED : NARROWER;
}

/* NULL where the page has none. */
static PIX *clean_plane(const struct clean_page *clean, enum line_plane plane)
{
  PIX *const planes[] = {clean->ink, clean->plain, clean->black};
  return planes[plane];
}

/* How much a reading says, and how surely: a reading that loses characters scores low. */
static double reading_score(const struct reading *reading)
{
  static const double WORTH_NOTHING = 0.4;
  double score = 0;
  for (size_t i = 0; i < reading->count; i++)
    if (!glyph_is_space(&reading->glyphs[i]))
      score += reading->glyphs[i].confidence - WORTH_NOTHING;
  return score;
}

/* Makes a reading the best, and what was best the runner-up. */
static void segment_put_reading(struct read_segment *segment, struct reading *reading)
{
  reading_clear(&segment->other);
  segment->other = segment->best;
  segment->best = *reading;
  *reading = (struct reading){0};
}

enum status segment_read_first(struct engine *engine, const struct clean_page *clean,
                               const struct text_segment *segment, enum line_turn turn,
                               struct reading *ret_reading, struct error *error)
{
  return segment_read_one(engine, clean->ink, segment,
                          &renderings[first_rendering(clean, segment)].rendering, false, turn,
                          ret_reading, error);
}

/* The reading of most score but for `skipped`. */
static size_t readings_best(const struct reading *readings, size_t count, size_t skipped)
{
  size_t best = skipped == 0 && count > 1 ? 1 : 0;
  for (size_t i = 0; i < count; i++)
    if (i != skipped && reading_score(&readings[i]) > reading_score(&readings[best]))
      best = i;
  return best;
}

/* The best of the readings that say what the vote says, or that do not; the best but one where
 * there is none. */
static size_t readings_second(const struct reading *readings, size_t count, size_t best,
                              const struct reading *voted, bool agreeing)
{
  size_t second = readings_best(readings, count, best);
  bool found = false;
  for (size_t i = 0; i < count; i++)
    if (readings_agree(&readings[i], voted) == agreeing &&
        (!found || reading_score(&readings[i]) > reading_score(&readings[second]))) {
      second = i;
      found = true;
    }
  return second;
}

/* Makes one reading of several, and keeps one of them for comparison: one that bears the vote out,
 * or, where a character may be lost, one that contradicts it. */
static void segment_take_votes(struct read_segment *read, struct reading *readings, size_t count)
{
  for (size_t i = 0; i < count; i++)
    read->surest = fmaxf(read->surest, reading_confidence(&readings[i]));
  size_t best = readings_best(readings, count, count);
  bool is_complete = readings_vote(readings, count, best, &read->best);
  size_t second = readings_second(readings, count, best, &read->best, is_complete);
  for (size_t i = 0; i < count; i++)
    if (i != second)
      reading_clear(&readings[i]);
  read->other = readings[second];
}

/* Reads a doubtful segment in the other renderings too, unless the second leaves no doubt and says
 * the same, and lets all readings vote. */
static enum status segment_read_again(struct engine *engine, const struct clean_page *clean,
                                      const struct text_segment *segment, bool is_sealed,
                                      struct read_segment *read, struct error *error)
{
  struct reading readings[RENDERINGS] = {read->best};
  size_t count = 1, first = first_rendering(clean, segment);
  bool is_small = segment_is_small(clean, segment), agree = false;
  enum status status = STATUS_OK;
  for (size_t i = 0; i < RENDERINGS && status == STATUS_OK && !agree; i++) {
    PIX *plane = clean_plane(clean, is_sealed ? renderings[i].sealed : renderings[i].plane);
    bool may_help = is_sealed || is_small || i != UNSEALED;
    if (i == first || !plane || !may_help)
      continue;
    struct reading *reading = &readings[count++];
    status = segment_read_one(engine, plane, segment, &renderings[i].rendering, false,
                              LINE_AS_IT_IS, reading, error);
    agree = count == 2 && !reading_is_doubtful(reading) && readings_agree(&readings[0], reading);
  }
  segment_take_votes(read, readings, count);
  return status;
}

/* Reads a segment that a grey seal's print crosses without that print, and takes the surer reading:
 * the network may read that print for strokes without any doubt. */
static enum status segment_read_crossed(struct engine *engine, const struct clean_page *clean,
                                        const struct text_segment *segment,
                                        struct read_segment *read, struct error *error)
{
  struct reading reading = {0};
  enum status status =
      segment_read_one(engine, clean->black, segment, &renderings[UNSEALED].rendering, true,
                       LINE_AS_IT_IS, &reading, error);
  if (status == STATUS_OK && reading_confidence(&reading) >= reading_confidence(&read->best))
    segment_put_reading(read, &reading);
  reading_clear(&reading);
  return status;
}

/* How sure the network is that this is print: voting makes less of it where the readings differ. */
static float read_confidence(const struct read_segment *read)
{
  return fmaxf(reading_confidence(&read->best), read->surest);
}

/* ---- wide print ---- */

static bool glyph_is_han(const struct glyph *glyph)
{
  unsigned codepoint = 0;
  return glyph && utf8_decode(glyph->text, &codepoint) > 0 && codepoint_is_han(codepoint);
}

/* Whether the print may be wide, as the letters of golden titles are: hardly a piece of it is as
 * narrow as one square character. */
static bool segment_may_be_wide(const struct text_segment *segment)
{
  static const double WIDE = 1.2, TALL = 0.6, MOST = 0.65;
  size_t wide = 0, tall = 0;
  for (size_t i = 0; i < segment->piece_count; i++) {
    struct box piece = segment->pieces[i];
    bool is_tall = piece.h >= TALL * segment->size;
    tall += is_tall;
    wide += is_tall && piece.w >= WIDE * piece.h;
  }
  return tall && (double)wide >= MOST * (double)tall;
}

/* Whether a reading is two Han characters or more, and hardly anything else: ornament that is made
 * black looks like figures. */
static bool reading_is_title(const struct reading *reading)
{
  static const double MOST = 0.7;
  size_t han = 0, others = 0;
  for (size_t i = 0; i < reading->count; i++) {
    bool is_han = glyph_is_han(&reading->glyphs[i]);
    han += is_han;
    others += !is_han && !glyph_is_space(&reading->glyphs[i]);
  }
  return han >= 2 && (double)han >= MOST * (double)(han + others);
}

/* Reads what nothing sure was made of as wide print, narrowed to squares, and takes the reading if
 * it is much surer. */
static enum status segment_read_wide(struct engine *engine, const struct clean_page *clean,
                                     const struct text_segment *segment, struct read_segment *read,
                                     struct error *error)
{
  static const struct line_rendering rendering = {
      .margin = 0.30, .height = 48, .width = 1 / 1.5, .blackened = true};
  static const double DOUBTFUL = 0.92, SURER = 0.05;
  double before = read_confidence(read);
  if (before >= DOUBTFUL || !segment_may_be_wide(segment))
    return STATUS_OK;
  struct reading reading = {0};
  enum status status = segment_read_one(engine, clean->plain, segment, &rendering, true,
                                        LINE_AS_IT_IS, &reading, error);
  if (status != STATUS_OK || !reading_is_title(&reading) ||
      reading_confidence(&reading) < before + SURER) {
    reading_clear(&reading);
    return status;
  }
  segment_put_reading(read, &reading);
  return STATUS_OK;
}

/* ---- the end of a line ---- */

static const struct glyph *reading_last(const struct reading *reading)
{
  size_t i = reading->count;
  while (i > 0 && glyph_is_space(&reading->glyphs[i - 1]))
    i--;
  return i > 0 ? &reading->glyphs[i - 1] : NULL;
}

static bool glyph_closes(const struct glyph *glyph)
{
  static const char *const marks[] = {")", "）", "》", "】", "。", "；", ";", "，", ",", "、"};
  static const float SURE = 0.9f;
  for (size_t i = 0; glyph && i < sizeof marks / sizeof *marks; i++)
    if (!strcmp(glyph->text, marks[i]))
      return glyph->confidence >= SURE;
  return false;
}

/* The last characters of a level segment: its last pieces, in the caller's array, the first of them
 * cut where it reaches farther to the left. A line that slopes is left whole. */
static struct text_segment segment_tail(const struct text_segment *segment, struct box *ret_pieces)
{
  static const double LENGTH = 5; /* in characters */
  struct text_segment tail = *segment;
  int left = box_right(segment->box) - (int)(LENGTH * segment->size);
  if (segment->slope != 0 || left <= segment->box.x)
    return tail;
  tail.pieces = ret_pieces;
  tail.piece_count = 0;
  for (size_t i = 0; i < segment->piece_count; i++) {
    struct box piece = segment->pieces[i];
    if (box_right(piece) <= left)
      continue;
    piece.w = box_right(piece) - max_int(piece.x, left);
    piece.x = max_int(piece.x, left);
    ret_pieces[tail.piece_count++] = piece;
  }
  tail.box.w = box_right(segment->box) - left;
  tail.box.x = left;
  return tail;
}

/* A mark that ends the line has its white behind it, as wide as half a character; without it the
 * mark is often passed over. Where a line ends in a narrow stroke and none was read, one that
 * more white brings to light is added. */
static enum status segment_read_end(struct engine *engine, const struct clean_page *clean,
                                    const struct text_segment *segment, struct read_segment *read,
                                    struct error *error)
{
  static const struct line_rendering rendering = {
      .margin = 0.30, .height = 48, .white_after = 0.40};
  if (!segment->narrow_end || !glyph_is_han(reading_last(&read->best)))
    return STATUS_OK;
  struct reading reading = {0};
  autofree struct box *pieces = memory_alloc(segment->piece_count * sizeof *pieces);
  struct text_segment tail = segment_tail(segment, pieces);
  enum status status =
      segment_read_one(engine, clean->ink, &tail, &rendering, true, LINE_AS_IT_IS, &reading, error);
  const struct glyph *mark = reading_last(&reading);
  if (status == STATUS_OK && glyph_closes(mark))
    reading_add_glyph(&read->best, mark);
  reading_clear(&reading);
  return status;
}

/* Whether most of what was read is Latin letters, digits and marks, and enough of it letters. */
static bool reading_is_latin(const struct reading *reading)
{
  enum { LETTERS_MIN = 4 };
  size_t letters = 0, han = 0;
  for (size_t i = 0; i < reading->count; i++) {
    unsigned codepoint = 0;
    utf8_decode(reading->glyphs[i].text, &codepoint);
    letters += codepoint_is_latin(codepoint);
    han += codepoint_is_han(codepoint);
  }
  return letters >= LETTERS_MIN && letters > 4 * han;
}

/* Reads a run of Latin letters with their own model too. */
static enum status segment_read_latin(struct engine *engine, const struct clean_page *clean,
                                      const struct text_segment *segment, struct read_segment *read,
                                      struct error *error)
{
  if (!reading_is_latin(&read->best))
    return STATUS_OK;
  struct engine *latin = engine_latin(engine);
  struct reading reading = {0};
  if (!latin)
    return STATUS_OK;
  enum status status =
      segment_read_one(latin, clean->ink, segment, &renderings[AS_PRINTED].rendering, true,
                       LINE_AS_IT_IS, &reading, error);
  if (status == STATUS_OK && reading_confidence(&reading) > read_confidence(read)) {
    segment_put_reading(read, &reading);
  } else {
    reading_clear(&reading);
  }
  return status;
}

enum status segment_read(struct engine *engine, const struct clean_page *clean,
                         const struct text_segment *segment, enum seal_cover cover,
                         struct reading *first, struct read_segment *ret_read, struct error *error)
{
  ret_read->box = segment->box;
  ret_read->size = segment->size;
  ret_read->slope = segment->slope;
  ret_read->score = segment->score;
  if (first && first->count) {
    ret_read->best = *first;
    *first = (struct reading){0};
  } else {
    enum status status =
        segment_read_first(engine, clean, segment, LINE_AS_IT_IS, &ret_read->best, error);
    if (status != STATUS_OK)
      return status;
  }
  enum status status = STATUS_OK;
  if (reading_is_doubtful(&ret_read->best))
    status = segment_read_again(engine, clean, segment, cover != SEAL_NONE, ret_read, error);
  else if (cover == SEAL_GREY)
    status = segment_read_crossed(engine, clean, segment, ret_read, error);
  if (status == STATUS_OK)
    status = segment_read_wide(engine, clean, segment, ret_read, error);
  if (status == STATUS_OK)
    status = segment_read_end(engine, clean, segment, ret_read, error);
  if (status == STATUS_OK)
    status = segment_read_latin(engine, clean, segment, ret_read, error);
  return status;
}
