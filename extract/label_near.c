#include "extract/label_near.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"

enum {
  LONG_LABEL = 4,    /* characters of a label that tells itself by three quarters of them */
  PIECES_MOST = 2,   /* characters more than the label has: one was read as several */
  LETTERS_MOST = 24, /* of a label; the longest has fewer */
  NEAR_MOST = 100,   /* of a document; none has more, but a hostile one */
  COLUMN_ROWS = 2,   /* so many labels in line make a column */
};

/* How a row's inks [start, end) read as a label. */
struct likeness {
  size_t start, end, label;
  size_t letters; /* of the label, in its order */
  size_t faults;  /* letters that are not there, inks that are too many or stand in front */
  size_t off;     /* inks more or fewer than the label has letters */
};

/* How many of the label's characters stand among the inks, in order. */
static size_t letters_in_order(const struct folded *label, const unsigned *folded, size_t count)
{
  size_t before[LETTERS_MOST + 1] = {0};
  for (size_t i = 0; i < count; i++) {
    size_t diagonal = 0;
    for (size_t k = 1; k <= label->count; k++) {
      size_t above = before[k];
      if (folded[i] == label->codepoints[k - 1])
        before[k] = diagonal + 1;
      else if (before[k - 1] > above)
        before[k] = before[k - 1];
      diagonal = above;
    }
  }
  return before[label->count];
}

static bool is_colon(unsigned folded)
{
  return folded == ':' || folded == ';';
}

/* A colon or a blank as wide as half a character parts the label from what follows. */
static bool label_is_parted(const struct row *row, const unsigned *folded, size_t end)
{
  if (end >= row->count || is_colon(folded[end]) || row->inks[end].gap_before)
    return true;
  struct box before = row->inks[end - 1].box, box = row->inks[end].box;
  return !box_is_empty(box) && 2 * (box.x - (before.x + before.w)) > before.h;
}

/* The label's first and last characters stand at the ends, and half of all in between. */
static bool is_framed(const struct folded *label, const unsigned *folded,
                      const struct likeness *likeness)
{
  return folded[likeness->start] == label->codepoints[0] &&
         folded[likeness->end - 1] == label->codepoints[label->count - 1] &&
         2 * likeness->letters >= label->count;
}

/* Half of the characters are the label's and stand where they belong, or its last half is all that
 * is left. */
static bool is_half(const struct folded *label, const unsigned *folded,
                    const struct likeness *likeness)
{
  size_t count = likeness->end - likeness->start, in_place = 0;
  size_t lost = label->count > count ? label->count - count : 0;
  for (size_t i = 0; i < count && lost + i < label->count; i++)
    in_place += folded[likeness->start + i] == label->codepoints[lost + i];
  return likeness->start == 0 && count <= label->count && 2 * in_place >= label->count &&
         (!lost || in_place == count);
}

static bool is_near(const struct folded *label, const struct row *row, const unsigned *folded,
                    const struct likeness *likeness)
{
  size_t count = likeness->end - likeness->start;
  if (label->count >= LONG_LABEL && 4 * likeness->letters >= 3 * label->count &&
      count <= label->count + 1)
    return true;
  if (is_framed(label, folded, likeness))
    return label->count < LONG_LABEL || label_is_parted(row, folded, likeness->end);
  return is_half(label, folded, likeness) && label_is_parted(row, folded, likeness->end);
}

static int likeness_points(const struct likeness *likeness)
{
  return 2 * (int)likeness->letters - (int)likeness->faults;
}

static bool is_better(const struct likeness *a, const struct likeness *b)
{
  int points_a = likeness_points(a), points_b = likeness_points(b);
  return points_a > points_b || (points_a == points_b && a->off < b->off);
}

/* The best the row's head reads as the label; false where it does not. */
static bool label_likeness(const struct folded *label, const struct row *row,
                           const unsigned *folded, struct likeness *ret_best)
{
  bool found = false;
  for (size_t start = 0; start <= LABEL_SCRAPS_MOST && start < row->count; start++)
    for (size_t count = label->count / 2; count <= label->count + PIECES_MOST; count++) {
      if (count < 2 || start + count > row->count)
        continue;
      struct likeness now = {.start = start, .end = start + count};
      now.letters = letters_in_order(label, folded + start, count);
      size_t longer = count > label->count ? count : label->count;
      now.faults = start + longer - now.letters;
      now.off = longer - (count < label->count ? count : label->count);
      if (is_near(label, row, folded, &now) && (!found || is_better(&now, ret_best))) {
        *ret_best = now;
        found = true;
      }
    }
  return found;
}

/* What the search in one layout knows. */
struct search {
  const struct profile *profile;
  const struct layout *layout;
  const struct label_hits *hits;
  bool *is_read; /* of each of the profile's fields: a label of it was */
};

/* Owned by the caller. */
static bool *fields_read(const struct profile *profile, const struct label_hits *hits)
{
  bool *is_read = memory_alloc((profile->field_count + 1) * sizeof *is_read);
  for (size_t i = 0; i < profile->field_count; i++)
    for (size_t k = 0; k < hits->count && !is_read[i]; k++)
      is_read[i] = label_set_has(&profile->fields[i].labels, hits->items[k].label);
  return is_read;
}

/* Whether a field that has the label is still without one; but for those that have `but_for`. */
static bool label_is_wanted(const struct search *search, size_t label, size_t but_for)
{
  for (size_t i = 0; i < search->profile->field_count; i++) {
    const struct label_set *labels = &search->profile->fields[i].labels;
    if (!search->is_read[i] && label_set_has(labels, label) && !label_set_has(labels, but_for))
      return true;
  }
  return false;
}

/* How the row's head reads as each of the profile's labels; `letters` is 0 where it does not. Owned
 * by the caller. */
static struct likeness *row_likenesses(const struct profile *profile, const struct row *row)
{
  struct likeness *all = memory_alloc((profile->label_count + 1) * sizeof *all);
  autofree unsigned *folded = row_folded(row);
  for (size_t i = 0; i < profile->label_count; i++) {
    const struct folded *label = &profile->labels[i].folded;
    if (label->count < 2 || label->count > LETTERS_MOST ||
        !label_likeness(label, row, folded, &all[i]))
      all[i] = (struct likeness){0};
    all[i].label = i;
  }
  return all;
}

/* The label that the row's head is likest; false where there is none, or where another one as like
 * is wanted too. */
static bool row_likeness(const struct search *search, const struct row *row,
                         struct likeness *ret_best)
{
  const struct profile *profile = search->profile;
  autofree struct likeness *all = row_likenesses(profile, row);
  const struct likeness *best = NULL;
  size_t none = profile->label_count;
  for (size_t i = 0; i < profile->label_count; i++) {
    bool is_like = all[i].letters > 0;
    bool is_first =
        !best || (!is_better(best, &all[i]) && !label_is_wanted(search, best->label, none));
    if (is_like && (is_first || is_better(&all[i], best)))
      best = &all[i];
  }
  if (!best || !label_is_wanted(search, best->label, none))
    return false;
  for (size_t i = 0; i < profile->label_count; i++)
    if (all[i].letters && !is_better(best, &all[i]) && label_is_wanted(search, i, best->label))
      return false;
  *ret_best = *best;
  return true;
}

/* ---- where labels stand ---- */

static int ink_right(const struct row *row, size_t at)
{
  return row->inks[at].box.x + row->inks[at].box.w;
}

/* How many labels at the head of their rows begin in line with the likeness, or end so: what is
 * left of a label whose first characters were lost. */
static size_t labels_in_line(const struct layout *layout, const struct label_hits *hits,
                             const struct row *row, const struct likeness *likeness,
                             size_t *ret_colons)
{
  size_t count = 0;
  int slack = layout->pages[row->page].character_height;
  *ret_colons = 0;
  for (size_t i = 0; i < hits->count; i++) {
    const struct label_hit *hit = &hits->items[i];
    const struct row *other = &layout->rows[hit->row];
    if (other->page != row->page || hit->start > LABEL_SCRAPS_MOST)
      continue;
    int left = other->inks[hit->start].box.x - row->inks[likeness->start].box.x;
    int right = ink_right(other, hit->end - hit->colon - 1) - ink_right(row, likeness->end - 1);
    if (abs(left) > slack && abs(right) > slack)
      continue;
    count++;
    *ret_colons += hit->colon;
  }
  return count;
}

/* The colon behind the label, misread as a figure or a mark where the page's labels have colons. */
static size_t colon_end(const struct row *row, size_t end, bool has_colons)
{
  if (end >= row->count)
    return end;
  bool colon = is_colon(row->inks[end].folded);
  bool misread = has_colons && end + 1 < row->count && row->inks[end].folded != '(' &&
                 !codepoint_is_han(row->inks[end].codepoint) &&
                 codepoint_is_han(row->inks[end + 1].codepoint);
  return end + (colon || misread);
}

static bool near_hit_make(const struct search *search, size_t index, struct label_hit *ret_hit)
{
  const struct row *row = &search->layout->rows[index];
  struct likeness likeness;
  if (label_hits_first_in_row(search->hits, index) || !row_likeness(search, row, &likeness))
    return false;
  size_t colons = 0, labels = labels_in_line(search->layout, search->hits, row, &likeness, &colons);
  bool alone = likeness.end == row->count &&
               search->profile->labels[likeness.label].folded.count >= LONG_LABEL;
  if (labels < COLUMN_ROWS && !alone)
    return false;
  size_t end = colon_end(row, likeness.end, 2 * colons > labels);
  *ret_hit = (struct label_hit){.label = likeness.label,
                                .row = index,
                                .start = likeness.start,
                                .end = end,
                                .distance = likeness.faults,
                                .colon = end > likeness.end};
  return true;
}

struct label_hits labels_find_near(const struct profile *profile, const struct layout *layout,
                                   const struct label_hits *hits)
{
  struct label_hits near = {0};
  autofree bool *is_read = fields_read(profile, hits);
  const struct search search = {profile, layout, hits, is_read};
  for (size_t i = 0; i < layout->row_count && near.count < NEAR_MOST; i++) {
    struct label_hit hit;
    if (!near_hit_make(&search, i, &hit))
      continue;
    array_reserve(near.items, near.count, near.capacity);
    near.items[near.count++] = hit;
  }
  return near;
}
