#include "ocr/prepared_page.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "page/colour_text.h"
#include "page/flatten.h"
#include "page/negative.h"
#include "page/ornament.h"
#include "page/overprint.h"
#include "page/picture_encode.h"
#include "page/region.h"
#include "ocr/engine_handle.h"
#include "ocr/segment_read.h"

/* Rules shorter or thicker than this, in characters, may be strokes of large characters. */
static const int RULE_LENGTH = 4, RULE_THICKNESS_DIVISOR = 4;

/* Adds red ink that may be text to the black. */
static bool red_text_add(struct prepared_page *prepared, PIX *text)
{
  PIX *red = seals_red_text(prepared->clean.red_mask, &prepared->seals, prepared->clean.char_size);
  bool ok = red && colour_text_restore_red(&prepared->clean, red, text);
  pixDestroy(&red);
  return ok;
}

/* Share of the box that is ink on the plane, pale print's too. */
static double ink_share(PIX *plane, struct box box)
{
  enum { INK_LEVEL = 176 };
  PIX *ink = region_dark(plane, box, INK_LEVEL);
  double share = mask_share(ink);
  pixDestroy(&ink);
  return share;
}

/* Whether a segment is the print of a seal: inside it, and hardly there once its print has been
 * lightened. How dark the page's own print is must not matter: on pale copies it is as grey as a
 * seal. Of what such a copy's print shows two thirds stay, of a seal's print a quarter. */
static bool segment_is_of_seal(const struct prepared_page *prepared,
                               const struct text_segment *segment)
{
  static const double STAYS = 0.33;
  const struct clean_page *clean = &prepared->clean;
  return seals_hold(&prepared->seals, segment->box) &&
         ink_share(clean->black, segment->box) <= STAYS * ink_share(clean->ink, segment->box);
}

static void segments_drop_seals(struct prepared_page *prepared)
{
  size_t kept = 0;
  for (size_t i = 0; i < prepared->segments.count; i++) {
    struct text_segment *segment = &prepared->segments.segments[i];
    if (segment_is_of_seal(prepared, segment))
      free(segment->pieces);
    else
      prepared->segments.segments[kept++] = *segment;
  }
  prepared->segments.count = kept;
}

static void first_readings_clear(struct prepared_page *prepared)
{
  for (size_t i = 0; prepared->first_readings && i < prepared->segments.count; i++)
    reading_clear(&prepared->first_readings[i]);
  free(prepared->first_readings);
  prepared->first_readings = NULL;
}

/* Seals that a page shows without colour, by the paleness of their print. */
static bool prepared_clear_grey_seals(struct prepared_page *prepared)
{
  struct clean_page *clean = &prepared->clean;
  PIX *print = NULL;
  struct seal_list seals = seals_find_grey(clean->mask, clean->ink, clean->char_size, &print);
  if (seals.count && !clean->black)
    clean->black = pixCopy(NULL, clean->ink);
  bool ok = !seals.count || clean->black;
  if (ok)
    seals_clear_grey(&seals, clean->mask, clean->black, print);
  seals_clear(&prepared->seals);
  prepared->seals = seals;
  pixDestroy(&print);
  return ok;
}

/* Takes out of the page's mask and planes what is no text, once for all: what was lightened cannot
 * be told from paper again. */
static bool prepared_clear_ornament(struct prepared_page *prepared)
{
  struct clean_page *clean = &prepared->clean;
  int size = clean->char_size;
  prepared->seals = seals_find(clean->red_mask, size);
  if (clean->red_mask && !red_text_add(prepared, clean->mask))
    return false;
  if (prepared->seals.count == 0 && !prepared_clear_grey_seals(prepared))
    return false;
  colour_text_invert_blocks(clean, clean->mask);
  ornament_clear_blocks(clean->mask, clean->red_mask, size);
  overprint_part(clean->mask, clean->black ? clean->black : clean->ink, size, &clean->black);
  if (clean->red_mask)
    seals_clear_print(&prepared->seals, clean->mask, clean->black, clean->red_mask);
  pixDestroy(&clean->mask); /* the planes say from here on what is text */
  return true;
}

enum status prepared_find_lines(const struct line_net *net, struct prepared_page *prepared,
                                struct error *error)
{
  const struct clean_page *clean = &prepared->clean;
  PIX *text = pix_pale_ink_mask(clean->black ? clean->black : clean->ink);
  if (!text)
    return error_set(error, STATUS_NO_MEMORY, "not enough memory to find the lines of a page");
  int size = clean->char_size;
  ornament_clear_rules(text, size * RULE_LENGTH, size / RULE_THICKNESS_DIVISOR);
  segments_clear(&prepared->segments);
  enum status status =
      lines_find(net, clean->plain, clean->redness, text, size, &prepared->segments, error);
  pixDestroy(&text);
  if (status == STATUS_OK)
    segments_drop_seals(prepared);
  return status;
}

enum status page_prepare(PIX *picture, const struct page_read_options *options,
                         struct prepared_page **ret_prepared, struct error *error)
{
  struct prepared_page *prepared = memory_alloc(sizeof *prepared);
  prepared->source_width = pixGetWidth(picture);
  prepared->source_height = pixGetHeight(picture);
  prepared->dpi = options->dpi;
  prepared->want_previews = options->want_previews;
  prepared->runs = options->runs;
  prepared->run_count = options->run_count;
  prepared->text_is_hidden = options->text_is_hidden;
  PIX *positive = page_is_negative(picture) ? pixInvert(NULL, picture) : pixClone(picture);
  enum status status =
      positive ? clean_page_make(positive, &prepared->clean, error)
               : error_set(error, STATUS_NO_MEMORY, "not enough memory to clean a page");
  if (status == STATUS_OK && !prepared_clear_ornament(prepared))
    status = error_set(error, STATUS_NO_MEMORY, "not enough memory to find the lines of a page");
  if (status == STATUS_OK)
    status = qr_find(positive, &prepared->qr, &prepared->qr_count, error);
  pixDestroy(&positive);
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
  first_readings_clear(*prepared);
  clean_page_clear(&(*prepared)->clean);
  segments_clear(&(*prepared)->segments);
  seals_clear(&(*prepared)->seals);
  qr_codes_free(&(*prepared)->qr, (*prepared)->qr_count);
  free((*prepared)->scan_preview.bytes);
  free(*prepared);
  *prepared = NULL;
}

/* ---- orientation ---- */

/* Segments that show how the page stands: the longest. */
enum { SAMPLES = 4 };
struct sample {
  size_t segments[SAMPLES];
  size_t count;
};

/* How much a segment can tell: its length; little near the sheet's edges, where what is left of a
 * frame reads alike both ways. */
static int segment_worth(const struct prepared_page *prepared, size_t index)
{
  static const double EDGE = 0.07;
  struct box box = prepared->segments.segments[index].box;
  double x = box_middle_x(box) / pixGetWidth(prepared->clean.ink);
  double y = box_middle(box) / pixGetHeight(prepared->clean.ink);
  bool inside = x > EDGE && x < 1 - EDGE && y > EDGE && y < 1 - EDGE;
  return inside ? box.w : box.w / 8;
}

static struct sample sample_longest(const struct prepared_page *prepared)
{
  struct sample sample = {0};
  for (size_t i = 0; i < prepared->segments.count; i++) {
    size_t place = sample.count;
    int worth = segment_worth(prepared, i);
    while (place > 0 && segment_worth(prepared, sample.segments[place - 1]) < worth)
      place--;
    if (place == SAMPLES)
      continue;
    if (sample.count < SAMPLES)
      sample.count++;
    for (size_t k = sample.count - 1; k > place; k--)
      sample.segments[k] = sample.segments[k - 1];
    sample.segments[place] = i;
  }
  return sample;
}

/* Reads the sample as the page stands, and keeps the readings for later. */
static enum status sample_read(struct engine *engine, struct prepared_page *prepared,
                               const struct sample *sample, float *ret_confidence,
                               struct error *error)
{
  first_readings_clear(prepared);
  prepared->first_readings =
      memory_alloc(prepared->segments.count * sizeof *prepared->first_readings);
  double sum = 0;
  for (size_t i = 0; i < sample->count; i++) {
    size_t index = sample->segments[i];
    struct reading *reading = &prepared->first_readings[index];
    enum status status =
        segment_read_first(engine, &prepared->clean, &prepared->segments.segments[index],
                           LINE_AS_IT_IS, reading, error);
    if (status != STATUS_OK)
      return status;
    sum += (double)reading_confidence(reading);
  }
  *ret_confidence = sample->count ? (float)(sum / (double)sample->count) : 0;
  return STATUS_OK;
}

/* How much better the sample's lines read when they are turned; a line that reads surely one way
 * says more than all that do not, which may be ornament. Only their pictures are turned: a page
 * that stands upright is not prepared twice more. */
static enum status sample_gain(struct engine *engine, const struct prepared_page *prepared,
                               const struct sample *sample, enum line_turn turn, double *ret_gain,
                               struct error *error)
{
  static const float SURE = 0.96f;
  double gain = 0, sure_gain = 0;
  for (size_t i = 0; i < sample->count; i++) {
    size_t index = sample->segments[i];
    struct reading reading = {0};
    enum status status = segment_read_first(
        engine, &prepared->clean, &prepared->segments.segments[index], turn, &reading, error);
    if (status != STATUS_OK)
      return status;
    float turned = reading_confidence(&reading);
    float upright = reading_confidence(&prepared->first_readings[index]);
    gain += (double)turned - (double)upright;
    if (turned >= SURE || upright >= SURE)
      sure_gain += (double)turned - (double)upright;
    reading_clear(&reading);
  }
  *ret_gain = sure_gain != 0 ? sure_gain : gain;
  return STATUS_OK;
}

/* The way in which the sample's lines read best. Few pages are seen from behind: the mirrored ways
 * are tried where the others give rubbish, and have to be far better. */
static enum status sample_best_turn(struct engine *engine, const struct prepared_page *prepared,
                                    const struct sample *sample, float as_it_is,
                                    enum line_turn *ret_turn, struct error *error)
{
  static const double RUBBISH = 0.85, FAR_BETTER = 0.08;
  double best = 0, gain = 0, lines = (double)sample->count;
  enum line_turn turn = LINE_AS_IT_IS;
  enum status status = sample_gain(engine, prepared, sample, LINE_BY_HALF, &gain, error);
  if (status == STATUS_OK && gain > 0) {
    best = gain;
    turn = LINE_BY_HALF;
  }
  bool rubbish = sample->count > 0 && (double)as_it_is + best / lines < RUBBISH;
  for (int way = LINE_MIRRORED; rubbish && status == STATUS_OK && way < LINE_TURNS; way++) {
    status = sample_gain(engine, prepared, sample, (enum line_turn)way, &gain, error);
    if (status == STATUS_OK && gain > best + FAR_BETTER * lines) {
      best = gain;
      turn = (enum line_turn)way;
    }
  }
  *ret_turn = turn;
  return status;
}

static enum status prepared_turn(const struct line_net *net, struct prepared_page *prepared,
                                 enum line_turn turn, struct error *error)
{
  enum status status = STATUS_OK;
  int width = pixGetWidth(prepared->clean.ink), height = pixGetHeight(prepared->clean.ink);
  first_readings_clear(prepared);
  if (turn == LINE_BY_HALF || turn == LINE_BY_HALF_MIRRORED) {
    status = clean_page_turn_half(&prepared->clean, error);
    seals_turn_half(&prepared->seals, width, height);
  }
  if (status == STATUS_OK && (turn == LINE_MIRRORED || turn == LINE_BY_HALF_MIRRORED)) {
    status = clean_page_mirror(&prepared->clean, error);
    seals_mirror(&prepared->seals, width);
  }
  return status == STATUS_OK ? prepared_find_lines(net, prepared, error) : status;
}

enum status prepared_set_upright(struct engine *engine, struct prepared_page *prepared,
                                 struct error *error)
{
  static const float UPRIGHT_FOR_SURE = 0.96f;
  enum status status = prepared_find_lines(engine_line_net(engine), prepared, error);
  if (status != STATUS_OK)
    return status;
  const struct sample sample = sample_longest(prepared);
  float as_it_is = 0;
  enum line_turn turn = LINE_AS_IT_IS;
  status = sample_read(engine, prepared, &sample, &as_it_is, error);
  if (status == STATUS_OK && as_it_is < UPRIGHT_FOR_SURE)
    status = sample_best_turn(engine, prepared, &sample, as_it_is, &turn, error);
  if (status == STATUS_OK && turn != LINE_AS_IT_IS)
    status = prepared_turn(engine_line_net(engine), prepared, turn, error);
  return status;
}
