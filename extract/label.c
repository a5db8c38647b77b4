#include "extract/label.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

/* A label of four characters may be read with one wrong, of seven with two. */
static size_t distance_allowed(size_t length)
{
  return length < 4 ? 0 : length < 7 ? 1 : 2;
}

/* Marks and specks in front of a row's first label do not hide it. */
static bool is_speck(const struct ink *ink)
{
  return !codepoint_is_han(ink->codepoint) && !codepoint_is_digit(ink->codepoint) &&
         !codepoint_is_latin(ink->codepoint) && ink->folded != '(';
}

static bool label_may_start(const struct row *row, size_t at)
{
  if (at == 0 || row->inks[at].space_before)
    return true;
  for (size_t i = 0; i < at; i++)
    if (!is_speck(&row->inks[i]) || i > 2)
      return false;
  return true;
}

/* A label misread in a character must at least end as labels do. */
static bool label_ends_clearly(const struct row *row, const struct label_hit *hit)
{
  enum { LONG_LABEL = 5 };
  bool figure_follows = hit->end < row->count && codepoint_is_digit(row->inks[hit->end].folded);
  return hit->colon || hit->end == row->count || row->inks[hit->end].space_before ||
         (figure_follows && hit->end - hit->start >= LONG_LABEL);
}

/* Inside a row without a blank in front only a long label with its colon counts; behind scraps of
 * what stands in the margin, one with a blank behind it. */
static bool label_fits_inside(const struct row *row, const struct label_hit *hit)
{
  enum { LONG_LABEL = 5, MARGIN_LABEL = 4 };
  size_t length = hit->end - hit->start;
  bool behind_scraps = hit->start <= LABEL_SCRAPS_MOST && hit->end < row->count &&
                       length >= MARGIN_LABEL && row->inks[hit->end].gap_before;
  return hit->distance == 0 && ((hit->colon && length >= LONG_LABEL) || behind_scraps);
}

/* A one- or two-character label is too common a word to count without a mark of its end, or a
 * wide blank in front or inside. */
static bool label_is_distinct(const struct row *row, const struct label_hit *hit)
{
  bool spread = hit->end - hit->start == 2 && row->inks[hit->end - 1].gap_before;
  return hit->end - hit->start > 2 || hit->start == 0 || spread ||
         row->inks[hit->start].gap_before || label_ends_clearly(row, hit);
}

static bool label_stands_exactly(const struct folded *label, const struct row *row,
                                 const unsigned *folded, size_t at)
{
  return at + label->count <= row->count && folded[at] == label->codepoints[0] &&
         !memcmp(label->codepoints, folded + at, label->count * sizeof *folded);
}

static bool is_colon(unsigned folded)
{
  return folded == ':' || folded == ';'; /* a semicolon is a colon misread, or mistyped */
}

/* How well `length` inks read as a misread label: faults first, then a colon behind, then the
 * length. */
static size_t label_cost(const struct folded *label, const struct row *row, const unsigned *folded,
                         size_t at, size_t length)
{
  size_t end = at + length;
  size_t faults = folded_distance(label->codepoints, label->count, folded + at, length);
  bool colon = end < row->count && is_colon(folded[end]);
  size_t off = length > label->count ? length - label->count : label->count - length;
  return faults * 8 + (colon ? 0 : 4) + (off < 4 ? off : 3);
}

/* A misread label still has one of its first characters about where it belongs. */
static bool label_may_stand(const struct folded *label, const struct row *row,
                            const unsigned *folded, size_t at)
{
  const unsigned *known = label->codepoints;
  unsigned first = folded[at], second = at + 1 < row->count ? folded[at + 1] : 0;
  return first == known[0] || second == known[1] || first == known[1] || second == known[0];
}

/* Length of ink at `at` that reads as the label, 0 when none does. */
static size_t label_length_at(const struct folded *label, const struct row *row,
                              const unsigned *folded, size_t at, size_t *ret_distance)
{
  *ret_distance = 0;
  if (label_stands_exactly(label, row, folded, at))
    return label->count;
  size_t allowed = distance_allowed(label->count), best = 0, best_cost = 0;
  if (!allowed || !label_may_stand(label, row, folded, at) || !label_may_start(row, at))
    return 0;
  for (size_t length = label->count - allowed; length <= label->count + allowed; length++) {
    if (at + length > row->count)
      break;
    size_t cost = label_cost(label, row, folded, at, length);
    if (!best || cost < best_cost) {
      best = length;
      best_cost = cost;
    }
  }
  *ret_distance = best_cost / 8;
  return best && *ret_distance <= allowed ? best : 0;
}

/* 各 称: two characters spread over a column at the row's start, one of them in doubt. */
static bool spread_label_stands(const struct folded *label, const struct row *row,
                                const unsigned *folded, size_t at)
{
  static const float doubtful = 0.97F;
  if (label->count != 2 || at != 0 || row->count < 3 || !row->inks[1].gap_before)
    return false;
  for (size_t i = 0; i < 2; i++)
    if (folded[i] == label->codepoints[i] && row->inks[1 - i].confidence < doubtful &&
        codepoint_is_han(row->inks[1 - i].codepoint))
      return true;
  return false;
}

/* ：完成日期 of 创作完成日期: the row's start was lost, its end has a colon. */
static size_t label_tail_length(const struct folded *label, const struct row *row,
                                const unsigned *folded, size_t at)
{
  enum { TAIL_LEAST = 4 };
  if (at > 1 || (at == 1 && !is_speck(&row->inks[0])))
    return 0;
  for (size_t lost = 1; lost + TAIL_LEAST <= label->count && lost * 3 <= label->count; lost++) {
    size_t length = label->count - lost;
    struct folded tail = {.codepoints = label->codepoints + lost, .count = length};
    if (label_stands_exactly(&tail, row, folded, at) && at + length < row->count &&
        is_colon(folded[at + length]))
      return length;
  }
  return 0;
}

static size_t label_remains_at(const struct folded *label, const struct row *row,
                               const unsigned *folded, size_t at)
{
  return spread_label_stands(label, row, folded, at) ? 2
                                                     : label_tail_length(label, row, folded, at);
}

static bool label_match(const struct folded *label, const struct row *row, const unsigned *folded,
                        size_t at, struct label_hit *hit)
{
  size_t length = label_length_at(label, row, folded, at, &hit->distance);
  bool whole = length > 0;
  if (!whole) {
    length = label_remains_at(label, row, folded, at);
    hit->distance = 1;
  }
  if (!length)
    return false;
  hit->start = at;
  hit->end = at + length;
  hit->colon = hit->end < row->count && is_colon(folded[hit->end]);
  if (hit->colon)
    hit->end++;
  if (!whole)
    return true;
  if (!label_may_start(row, at))
    return label_fits_inside(row, hit);
  return label_is_distinct(row, hit) && (hit->distance == 0 || label_ends_clearly(row, hit));
}

/* The best label that starts at ink `at`: fewest faults, then the longest. */
static bool label_best_at(const struct profile *profile, const struct row *row,
                          const unsigned *folded, size_t at, struct label_hit *ret_hit)
{
  bool found = false;
  for (size_t i = 0; i < profile->label_count; i++) {
    struct label_hit hit = {.label = i};
    if (!label_match(&profile->labels[i].folded, row, folded, at, &hit))
      continue;
    bool better = !found || hit.distance < ret_hit->distance ||
                  (hit.distance == ret_hit->distance &&
                   profile->labels[i].folded.count > profile->labels[ret_hit->label].folded.count);
    if (better)
      *ret_hit = hit;
    found = true;
  }
  return found;
}

/* A character of the value in front of a label may read like a part of it, misread: one that stands
 * as it is printed begins right behind. */
static bool better_label_follows(const struct profile *profile, const struct row *row,
                                 const unsigned *folded, const struct label_hit *hit)
{
  enum { LOOKED_AHEAD = 2 };
  struct label_hit next;
  for (size_t at = hit->start + 1; hit->distance > 0 && at <= hit->start + LOOKED_AHEAD; at++)
    if (at < row->count && label_best_at(profile, row, folded, at, &next) && next.distance == 0 &&
        next.end >= hit->end)
      return true;
  return false;
}

struct label_hits labels_find(const struct profile *profile, const struct layout *layout)
{
  struct label_hits hits = {0};
  for (size_t r = 0; r < layout->row_count; r++) {
    const struct row *row = &layout->rows[r];
    unsigned *folded = row_folded(row);
    for (size_t at = 0; at < row->count;) {
      struct label_hit hit;
      if (!label_best_at(profile, row, folded, at, &hit) ||
          better_label_follows(profile, row, folded, &hit)) {
        at++;
        continue;
      }
      hit.row = r;
      array_reserve(hits.items, hits.count, hits.capacity);
      hits.items[hits.count++] = hit;
      at = hit.end;
    }
    free(folded);
  }
  return hits;
}

void label_hits_clear(struct label_hits *hits)
{
  free(hits->items);
  *hits = (struct label_hits){0};
}

const struct label_hit *label_hits_in_row(const struct label_hits *hits, size_t row, size_t from)
{
  size_t low = 0, high = hits->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const struct label_hit *hit = &hits->items[middle];
    if (hit->row < row || (hit->row == row && hit->start < from))
      low = middle + 1;
    else
      high = middle;
  }
  return low < hits->count && hits->items[low].row == row ? &hits->items[low] : NULL;
}

const struct label_hit *label_hits_first_in_row(const struct label_hits *hits, size_t row)
{
  const struct label_hit *hit = label_hits_in_row(hits, row, 0);
  return hit && hit->start <= LABEL_SCRAPS_MOST ? hit : NULL;
}

const char *label_piece_at_end(const struct profile *profile, const struct passage *passage,
                               size_t from, size_t to)
{
  enum { PIECE_LEAST = 2, LABEL_LEAST = 4 };
  for (size_t at = from + 1; at + PIECE_LEAST <= to; at++) {
    if (!passage->inks[at].space_before && !passage->inks[at].row_start)
      continue;
    for (size_t i = 0; i < profile->label_count; i++) {
      const struct folded *label = &profile->labels[i].folded;
      struct folded piece = {.codepoints = label->codepoints, .count = to - at};
      if (label->count >= LABEL_LEAST && piece.count < label->count &&
          passage_stands_at(passage, at, &piece))
        return profile->labels[i].text;
    }
  }
  return NULL;
}
