#include "ocr/text_layer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/plain_form.h"
#include "base/utf8.h"
#include "page/region.h"

/* Share of a run's characters that the reading has as well, for the run to be what the page shows;
 * and of the characters of all compared runs, for the layer to be worth anything. */
static const double RUN_ALIKE = 0.6, LAYER_ALIKE = 0.5;
/* How far beside a run, in its heights, its characters may be read. */
static const double REACH_ALONG = 0.35, REACH_ACROSS = 0.1;
/* Two runs in the same place: share of the smaller one's box. */
static const double SAME_PLACE = 0.5;
/* Ink where a character stands: darker than this on the clean page, on this share of its box; more
 * is no print, but a bar over it. */
enum { INK_LEVEL = 200 };
static const double INK_SHARE = 0.01, INK_SHARE_MAX = 0.9;
/* The reading's own confidence in a character that the layer has otherwise, and how sure the
 * layer's is then. */
static const float READ_SURELY = 0.93f, READ_LIKELY = 0.75f;
static const float DIFFERS_SURELY = 0.4f, DIFFERS_LIKELY = 0.75f, DIFFERS_WEAKLY = 0.97f;
/* Of a run that could not be read at all. */
static const float UNREAD = 0.6f;
/* What the picture has beside a layer that has most of the page must read so surely. */
static const float REST_SURE = 0.7f;

/* A character that counts when texts are compared: no space, no mark. */
struct layer_char {
  unsigned folded;
  size_t item; /* glyph of the run's reading; of the read ones, index into the read glyphs */
  float confidence;
};

struct char_list {
  struct layer_char *items;
  size_t count, capacity;
};

/* A glyph of the picture's reading. */
struct read_glyph {
  size_t segment, glyph;
  double along;    /* where its segment begins */
  bool is_outside; /* of the run's own box */
  bool is_beside;  /* outside, and nothing of the run: it stands beside it */
};

struct glyph_list {
  struct read_glyph *items;
  size_t count, capacity;
};

enum run_verdict { RUN_TAKEN, RUN_UNSHOWN, RUN_UNLIKE, RUN_DOUBLE };

struct layer_run {
  struct box box; /* clean page */
  struct reading text;
  struct char_list chars;
  struct glyph_list read; /* in the run's place */
  struct char_list read_chars;
  ptrdiff_t *partner; /* by chars: index into read_chars, -1 for none */
  size_t alike;
  size_t beside;  /* of the read characters */
  bool lost_part; /* some of it is not shown */
  enum run_verdict verdict;
};

struct layer {
  struct layer_run *runs;
  size_t count;
};

/* No space and no mark of any kind. */
static bool counts(unsigned codepoint)
{
  bool ascii_mark =
      codepoint < 0x80 && !codepoint_is_digit(codepoint) && !codepoint_is_latin(codepoint);
  bool general_mark = codepoint >= 0x2000 && codepoint <= 0x206F;
  return !ascii_mark && !general_mark && !codepoint_is_space(codepoint) &&
         !codepoint_is_cjk_punctuation(codepoint);
}

/* Full-width forms as ASCII, radicals as characters, capital letters small. */
static unsigned char_fold(unsigned codepoint)
{
  codepoint = codepoint_narrow(codepoint);
  if (codepoint >= 'A' && codepoint <= 'Z')
    codepoint += 'a' - 'A';
  return codepoint_plain_form(codepoint);
}

static void chars_add_glyph(struct char_list *list, const struct glyph *glyph, size_t item)
{
  unsigned codepoint;
  for (const char *text = glyph->by_shape[0] ? glyph->by_shape : glyph->text; *text;) {
    text += utf8_decode(text, &codepoint);
    unsigned folded = char_fold(codepoint);
    if (!counts(folded) || glyph->is_part_of_shape)
      continue;
    array_reserve(list->items, list->count, list->capacity);
    list->items[list->count++] = (struct layer_char){folded, item, glyph->confidence};
  }
}

/* ---- the runs and what is read in their places ---- */

static int width_units(unsigned codepoint)
{
  return codepoint < 0x1100 ? 1 : 2;
}

/* A glyph a character, each with its share of the run's longer side; sure. */
static struct reading run_reading(const struct text_run *run, struct box box)
{
  struct reading reading = {0};
  int units = 0, at = 0;
  unsigned codepoint;
  bool down = box.h > box.w && utf8_count(run->text) > 1;
  int side = down ? box.h : box.w;
  for (const char *text = run->text; *text; units += width_units(codepoint))
    text += utf8_decode(text, &codepoint);
  for (const char *text = run->text; *text;) {
    char character[5];
    text += utf8_decode(text, &codepoint);
    bool space = codepoint_is_space(codepoint);
    utf8_encode(space ? ' ' : codepoint, character);
    int from = (int)((long)side * at / units);
    at += width_units(codepoint);
    int length = (int)((long)side * at / units) - from;
    struct box place = down ? (struct box){box.x, box.y + from, box.w, length}
                            : (struct box){box.x + from, box.y, length, box.h};
    reading_add(&reading, character, 1.0f, space ? (struct box){0} : place);
  }
  return reading;
}

static struct layer layer_make(const struct prepared_page *prepared, const struct text_run *runs,
                               size_t count)
{
  struct layer layer = {memory_alloc((count + 1) * sizeof *layer.runs), count};
  for (size_t i = 0; i < count; i++) {
    struct layer_run *run = &layer.runs[i];
    run->box = homography_apply_box(&prepared->clean.clean_from_source, runs[i].box);
    run->text = run_reading(&runs[i], run->box);
    for (size_t k = 0; k < run->text.count; k++)
      chars_add_glyph(&run->chars, &run->text.glyphs[k], k);
    run->partner = memory_alloc((run->chars.count + 1) * sizeof *run->partner);
  }
  return layer;
}

static void layer_clear(struct layer *layer)
{
  for (size_t i = 0; i < layer->count; i++) {
    reading_clear(&layer->runs[i].text);
    free(layer->runs[i].chars.items);
    free(layer->runs[i].read.items);
    free(layer->runs[i].read_chars.items);
    free(layer->runs[i].partner);
  }
  free(layer->runs);
}

static int run_height(const struct layer_run *run)
{
  return min_int(run->box.w, run->box.h);
}

/* Whether a glyph of the reading stands in the run's place. */
static bool run_holds(const struct layer_run *run, struct box glyph)
{
  bool down = run->box.h > run->box.w;
  double along = REACH_ALONG * run_height(run), across = REACH_ACROSS * run_height(run);
  double reach_x = down ? across : along, reach_y = down ? along : across;
  double x = box_middle_x(glyph), y = box_middle(glyph);
  return x >= run->box.x - reach_x && x <= box_right(run->box) + reach_x &&
         y >= run->box.y - reach_y && y <= box_bottom(run->box) + reach_y;
}

static bool box_holds_middle(struct box box, struct box glyph)
{
  double x = box_middle_x(glyph), y = box_middle(glyph);
  return x >= box.x && x <= box_right(box) && y >= box.y && y <= box_bottom(box);
}

/* As they were read: within a segment the recogniser's order is surer than the places it gives. */
static int compare_reading_order(const void *a, const void *b)
{
  const struct read_glyph *left = a, *right = b;
  if (left->along != right->along)
    return left->along > right->along ? 1 : -1;
  if (left->segment != right->segment)
    return left->segment > right->segment ? 1 : -1;
  return (left->glyph > right->glyph) - (left->glyph < right->glyph);
}

static void run_gather(struct layer_run *run, const struct read_segment *segments, size_t count)
{
  bool down = run->box.h > run->box.w;
  for (size_t s = 0; s < count; s++)
    for (size_t g = 0; g < segments[s].best.count; g++) {
      struct box box = segments[s].best.glyphs[g].box;
      if (box_is_empty(box) || !run_holds(run, box))
        continue;
      array_reserve(run->read.items, run->read.count, run->read.capacity);
      run->read.items[run->read.count++] =
          (struct read_glyph){.segment = s,
                              .glyph = g,
                              .along = down ? segments[s].box.y : segments[s].box.x,
                              .is_outside = !box_holds_middle(run->box, box)};
    }
  if (run->read.count)
    qsort(run->read.items, run->read.count, sizeof *run->read.items, compare_reading_order);
  for (size_t i = 0; i < run->read.count; i++) {
    struct read_glyph at = run->read.items[i];
    chars_add_glyph(&run->read_chars, &segments[at.segment].best.glyphs[at.glyph], i);
  }
}

/* ---- comparing ---- */

/* Whether the reading has the character, as its first choice or as another. */
static bool chars_alike(const struct layer_run *run, const struct read_segment *segments, size_t a,
                        size_t b, bool with_choices)
{
  unsigned wanted = run->chars.items[a].folded, codepoint;
  if (wanted == run->read_chars.items[b].folded)
    return true;
  struct read_glyph at = run->read.items[run->read_chars.items[b].item];
  const struct glyph *glyph = &segments[at.segment].best.glyphs[at.glyph];
  for (int i = 0; with_choices && i < glyph->alternative_count; i++) {
    utf8_decode(glyph->alternatives[i].text, &codepoint);
    if (char_fold(codepoint) == wanted)
      return true;
  }
  return false;
}

/* The cheapest way from the run's characters to the read ones: partners of all that are replaced or
 * the same. */
static void run_align(struct layer_run *run, const struct read_segment *segments)
{
  size_t rows = run->chars.count + 1, columns = run->read_chars.count + 1;
  unsigned *cost = memory_alloc(rows * columns * sizeof *cost);
  for (size_t i = 0; i < rows; i++)
    for (size_t k = 0; k < columns; k++) {
      unsigned best = i == 0 ? (unsigned)k : cost[(i - 1) * columns + k] + 1;
      if (k > 0 && i > 0) {
        bool same = chars_alike(run, segments, i - 1, k - 1, false);
        unsigned both = cost[(i - 1) * columns + k - 1] + (same ? 0 : 1);
        unsigned left = cost[i * columns + k - 1] + 1;
        best = both <= best ? both : best;
        best = left < best ? left : best;
      }
      cost[i * columns + k] = best;
    }
  for (size_t i = rows - 1, k = columns - 1; i > 0;) {
    unsigned here = cost[i * columns + k];
    bool same = k > 0 && chars_alike(run, segments, i - 1, k - 1, false);
    if (k > 0 && here == cost[(i - 1) * columns + k - 1] + (same ? 0 : 1)) {
      run->partner[--i] = (ptrdiff_t)--k;
      run->alike += same;
    } else if (k > 0 && here == cost[i * columns + k - 1] + 1) {
      k--;
    } else {
      run->partner[--i] = -1;
    }
  }
  free(cost);
}

/* Sets aside what was read beside the run: at its ends, outside its box, and like none of its
 * characters. */
static void run_set_aside(struct layer_run *run)
{
  size_t count = run->read_chars.count;
  bool *alike = memory_alloc((count + 1) * sizeof *alike);
  for (size_t i = 0; i < run->chars.count; i++)
    if (run->partner[i] >= 0)
      alike[run->partner[i]] =
          run->chars.items[i].folded == run->read_chars.items[run->partner[i]].folded;
  for (size_t k = 0; k < count && !alike[k]; k++)
    run->read.items[run->read_chars.items[k].item].is_beside |=
        run->read.items[run->read_chars.items[k].item].is_outside;
  for (size_t k = count; k > 0 && !alike[k - 1]; k--)
    run->read.items[run->read_chars.items[k - 1].item].is_beside |=
        run->read.items[run->read_chars.items[k - 1].item].is_outside;
  for (size_t k = 0; k < count; k++)
    run->beside += run->read.items[run->read_chars.items[k].item].is_beside;
  for (size_t i = 0; i < run->chars.count; i++)
    if (run->partner[i] >= 0 &&
        run->read.items[run->read_chars.items[run->partner[i]].item].is_beside)
      run->partner[i] = -1;
  free(alike);
}

/* Whether there is ink in the middle of the box. */
static bool box_has_ink(const struct prepared_page *prepared, struct box box)
{
  struct box middle = {box.x, box.y + box.h / 5, box.w, max_int(box.h * 3 / 5, 1)};
  PIX *dark = region_dark(prepared->clean.ink, middle, INK_LEVEL);
  double share = mask_share(dark);
  pixDestroy(&dark);
  return share >= INK_SHARE && share <= INK_SHARE_MAX;
}

/* Characters of the run or of what is read in its place, whichever are more. */
static size_t run_length(const struct layer_run *run)
{
  size_t read = run->read_chars.count - run->beside;
  return run->chars.count > read ? run->chars.count : read;
}

static enum run_verdict run_judge(const struct prepared_page *prepared, const struct layer_run *run)
{
  if (run->read_chars.count == run->beside)
    return box_has_ink(prepared, run->box) ? RUN_TAKEN : RUN_UNSHOWN;
  return (double)run->alike >= RUN_ALIKE * (double)run_length(run) ? RUN_TAKEN : RUN_UNLIKE;
}

/* How much of the run the reading bears out: of several in one place, the best is taken. */
static double run_worth(const struct layer_run *run)
{
  return run->chars.count ? (double)run->alike / (double)run->chars.count : 0;
}

static bool runs_share_a_place(const struct layer_run *a, const struct layer_run *b)
{
  int across = span_overlap(a->box.x, a->box.w, b->box.x, b->box.w);
  int down = span_overlap(a->box.y, a->box.h, b->box.y, b->box.h);
  double smaller = fmin((double)a->box.w * a->box.h, (double)b->box.w * b->box.h);
  return across > 0 && down > 0 && (double)across * down > SAME_PLACE * smaller;
}

static void layer_drop_doubles(struct layer *layer)
{
  for (size_t i = 0; i < layer->count; i++)
    for (size_t k = i + 1; k < layer->count; k++) {
      struct layer_run *a = &layer->runs[i], *b = &layer->runs[k];
      if (a->verdict == RUN_TAKEN && b->verdict == RUN_TAKEN && runs_share_a_place(a, b))
        (run_worth(a) < run_worth(b) ? a : b)->verdict = RUN_DOUBLE;
    }
}

/* Most of the characters that could be compared are others. */
static bool layer_is_rubbish(const struct layer *layer)
{
  double compared = 0, alike = 0;
  for (size_t i = 0; i < layer->count; i++) {
    const struct layer_run *run = &layer->runs[i];
    if (run->read_chars.count) {
      compared += (double)run_length(run);
      alike += (double)run->alike;
    }
  }
  return compared > 0 && alike < LAYER_ALIKE * compared;
}

/* ---- taking ---- */

/* How sure the run's character is, its partner being another or none. */
static float char_confidence(const struct layer_run *run, const struct read_segment *segments,
                             size_t index)
{
  ptrdiff_t partner = run->partner[index];
  if (partner < 0)
    return run->read_chars.count ? DIFFERS_LIKELY : UNREAD;
  if (chars_alike(run, segments, index, (size_t)partner, true))
    return run->chars.items[index].folded == run->read_chars.items[partner].folded ? 1.0f
                                                                                   : DIFFERS_WEAKLY;
  float read = run->read_chars.items[partner].confidence;
  return read >= READ_SURELY   ? DIFFERS_SURELY
         : read >= READ_LIKELY ? DIFFERS_LIKELY
                               : DIFFERS_WEAKLY;
}

/* Characters that were not read and leave no ink are not on the page. */
static void run_drop_unshown(const struct prepared_page *prepared, struct layer_run *run)
{
  for (size_t i = 0; run->read_chars.count && i < run->chars.count; i++) {
    struct glyph *glyph = &run->text.glyphs[run->chars.items[i].item];
    if (run->partner[i] < 0 && !box_has_ink(prepared, glyph->box)) {
      glyph->text[0] = '\0';
      run->lost_part = true;
    }
  }
  size_t kept = 0;
  for (size_t i = 0; i < run->text.count; i++)
    if (run->text.glyphs[i].text[0])
      run->text.glyphs[kept++] = run->text.glyphs[i];
  run->text.count = kept;
}

/* A read character between two of the run that the run does not have: they are in doubt. */
static void run_doubt_insertions(struct layer_run *run)
{
  for (size_t i = 1; i < run->chars.count; i++) {
    ptrdiff_t before = run->partner[i - 1], after = run->partner[i];
    for (ptrdiff_t k = before + 1; before >= 0 && k < after; k++)
      if (run->read_chars.items[k].confidence >= READ_SURELY) {
        run->text.glyphs[run->chars.items[i].item].confidence = DIFFERS_SURELY;
        run->text.glyphs[run->chars.items[i - 1].item].confidence = DIFFERS_SURELY;
      }
  }
}

static void run_weigh(const struct prepared_page *prepared, struct layer_run *run,
                      const struct read_segment *segments)
{
  for (size_t i = 0; i < run->chars.count; i++)
    run->text.glyphs[run->chars.items[i].item].confidence = char_confidence(run, segments, i);
  run_doubt_insertions(run);
  run_drop_unshown(prepared, run);
}

static struct read_segment run_segment(struct layer_run *run)
{
  enum { CHARACTER_PARTS = 4, BOX_PARTS = 5 }; /* a character's height in that of a line's box */
  struct read_segment segment = {
      .box = run->box,
      .size = max_int(run_height(run) * CHARACTER_PARTS / BOX_PARTS, 1),
      .score = 1,
      .best = run->text,
  };
  run->text = (struct reading){0};
  return segment;
}

/* ---- what only the picture has ---- */

static bool reading_has_text(const struct reading *reading)
{
  struct char_list chars = {0};
  for (size_t i = 0; i < reading->count; i++)
    chars_add_glyph(&chars, &reading->glyphs[i], i);
  free(chars.items);
  return chars.count > 0;
}

/* Moves the glyphs from..end-1 of the segment into a segment of their own. */
static struct read_segment segment_part(const struct read_segment *segment, size_t from, size_t end)
{
  struct read_segment part = *segment;
  part.best = part.other = (struct reading){0};
  part.box = (struct box){0};
  for (size_t i = from; i < end; i++) {
    const struct glyph *glyph = &segment->best.glyphs[i];
    part.box = box_union(part.box, glyph->box);
    reading_add_glyph(&part.best, glyph);
  }
  return part;
}

struct segment_list_out {
  struct read_segment *items;
  size_t count, capacity;
};

static void out_add(struct segment_list_out *out, struct read_segment segment)
{
  array_reserve(out->items, out->count, out->capacity);
  out->items[out->count++] = segment;
}

/* What is left of a segment when the glyphs that are `taken` go. A segment of which nothing is
 * taken stays as it is. */
static void segment_keep_rest(struct read_segment *segment, const bool *taken, bool must_be_sure,
                              struct segment_list_out *out)
{
  size_t count = segment->best.count, gone = 0;
  for (size_t i = 0; i < count; i++)
    gone += taken[i];
  for (size_t from = 0; from < count;) {
    size_t end = from;
    while (end < count && !taken[end])
      end++;
    if (end > from) {
      struct read_segment part = segment_part(segment, from, end);
      if (!gone)
        part.box = segment->box;
      bool lone = gone && end - from == 1 && reading_confidence(&part.best) < READ_SURELY;
      if (!reading_has_text(&part.best) || lone ||
          (must_be_sure && reading_confidence(&part.best) < REST_SURE)) {
        reading_clear(&part.best);
      } else {
        if (!gone) {
          part.other = segment->other;
          segment->other = (struct reading){0};
        }
        out_add(out, part);
      }
    }
    from = end + 1;
  }
  reading_clear(&segment->best);
  reading_clear(&segment->other);
}

/* By segment and glyph: whether a taken run stands there. */
static bool **taken_mark(const struct layer *layer, const struct read_segment *segments,
                         size_t count)
{
  bool **taken = memory_alloc((count + 1) * sizeof *taken);
  for (size_t s = 0; s < count; s++) {
    taken[s] = memory_alloc((segments[s].best.count + 1) * sizeof **taken);
    for (size_t i = 0; i < layer->count; i++)
      for (size_t k = 0; layer->runs[i].verdict == RUN_TAKEN && k < layer->runs[i].read.count; k++)
        if (layer->runs[i].read.items[k].segment == s && !layer->runs[i].read.items[k].is_beside)
          taken[s][layer->runs[i].read.items[k].glyph] = true;
  }
  return taken;
}

/* Whether the layer's taken runs have most of the page's characters. */
static bool layer_has_most(const struct layer *layer, const struct read_segment *segments,
                           bool *const *taken, size_t count)
{
  size_t own = 0, rest = 0;
  for (size_t i = 0; i < layer->count; i++)
    own += layer->runs[i].verdict == RUN_TAKEN ? layer->runs[i].chars.count : 0;
  for (size_t s = 0; s < count; s++)
    for (size_t g = 0; g < segments[s].best.count; g++)
      rest += !taken[s][g] && !box_is_empty(segments[s].best.glyphs[g].box);
  return own > rest;
}

/* A part of a run is not shown, or the run as a whole. */
static void layer_count(const struct layer *layer, struct text_layer_result *result)
{
  for (size_t i = 0; i < layer->count; i++) {
    const struct layer_run *run = &layer->runs[i];
    result->kept += run->verdict == RUN_TAKEN;
    result->unshown += run->verdict == RUN_UNSHOWN || run->lost_part;
    result->unlike += run->verdict == RUN_UNLIKE;
  }
}

static void layer_take(const struct prepared_page *prepared, struct layer *layer,
                       struct read_segment **segments, size_t *count,
                       struct text_layer_result *result)
{
  struct segment_list_out out = {0};
  bool **taken = taken_mark(layer, *segments, *count);
  bool must_be_sure = layer_has_most(layer, *segments, taken, *count);
  for (size_t i = 0; i < layer->count; i++)
    if (layer->runs[i].verdict == RUN_TAKEN) {
      run_weigh(prepared, &layer->runs[i], *segments);
      out_add(&out, run_segment(&layer->runs[i]));
    }
  layer_count(layer, result);
  for (size_t s = 0; s < *count; s++) {
    segment_keep_rest(&(*segments)[s], taken[s], must_be_sure, &out);
    free(taken[s]);
  }
  free(taken);
  result->read = out.count - result->kept;
  free(*segments);
  *segments = out.items;
  *count = out.count;
}

void text_layer_apply(const struct prepared_page *prepared, const struct text_run *runs,
                      size_t run_count, struct read_segment **segments, size_t *count,
                      struct text_layer_result *ret_result)
{
  struct text_layer_result result = {0};
  struct layer layer = layer_make(prepared, runs, run_count);
  for (size_t i = 0; i < layer.count; i++) {
    run_gather(&layer.runs[i], *segments, *count);
    run_align(&layer.runs[i], *segments);
    run_set_aside(&layer.runs[i]);
    layer.runs[i].verdict = run_judge(prepared, &layer.runs[i]);
  }
  layer_drop_doubles(&layer);
  result.is_rubbish = layer_is_rubbish(&layer);
  if (result.is_rubbish)
    result.read = *count;
  else
    layer_take(prepared, &layer, segments, count, &result);
  layer_clear(&layer);
  *ret_result = result;
}
