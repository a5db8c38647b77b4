#include "extract/page_split.h"

#include <limits.h>
#include <stdlib.h>

#include "base/memory.h"

enum { TITLE_POINTS_LEAST = 2, TITLES_MOST = 8 };

/* A title on a page: its place, and its row for text. */
struct title {
  struct box box;
  size_t row; /* of the page */
};

/* A phrase that names a certificate: 营业执照, …许可证, …证书. */
static bool phrase_is_title(const struct profile_phrase *phrase)
{
  static const unsigned ends[] = {0x8BC1 /* 证 */, 0x4E66 /* 书 */, 0x7167 /* 照 */};
  const struct folded *text = &phrase->folded;
  bool ends_so = false;
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    ends_so |= text->count >= 4 && text->codepoints[text->count - 1] == ends[i];
  return ends_so && phrase->points >= TITLE_POINTS_LEAST;
}

/* One of the two is half as large again as the other. */
static bool heights_differ(struct box a, struct box b)
{
  return 2 * a.h >= 3 * b.h || 2 * b.h >= 3 * a.h;
}

/* Recognition puts spaces anywhere, so that of a picture only a wide blank, or print of another
 * size, parts texts. */
static bool blank_before(const struct row *row, size_t at)
{
  const struct ink *ink = &row->inks[at];
  if (at == 0)
    return true;
  if (box_is_empty(ink->box))
    return ink->space_before;
  return ink->gap_before || heights_differ(row->inks[at - 1].box, ink->box);
}

/* Where the phrase stands with blanks on either side; row->count: nowhere. */
static size_t phrase_alone_at(const struct row *row, const struct folded *phrase)
{
  for (size_t at = 0; at + phrase->count <= row->count; at++) {
    size_t end = at + phrase->count, k = 0;
    if (!blank_before(row, at) || (end < row->count && !blank_before(row, end)))
      continue;
    while (k < phrase->count && row->inks[at + k].folded == phrase->codepoints[k])
      k++;
    if (k == phrase->count)
      return at;
  }
  return row->count;
}

/* The first title of the profile in the row. */
static bool row_title(const struct row *row, const struct profile *profile, struct box *ret_box)
{
  for (size_t i = 0; i < profile->phrase_count; i++) {
    const struct folded *phrase = &profile->phrases[i].folded;
    size_t at;
    if (!phrase_is_title(&profile->phrases[i]) || (at = phrase_alone_at(row, phrase)) == row->count)
      continue;
    *ret_box = (struct box){0};
    for (size_t k = 0; k < phrase->count; k++)
      *ret_box = box_union(*ret_box, row->inks[at + k].box);
    return true;
  }
  return false;
}

bool layout_shows_title(const struct layout *part, const struct profile *profile)
{
  struct box box;
  for (size_t i = 0; i < part->row_count; i++)
    if (row_title(&part->rows[i], profile, &box))
      return true;
  return false;
}

static size_t titles_find(struct profile *const *profiles, size_t count,
                          const struct layout *layout, size_t page, struct title *ret_titles)
{
  const struct layout_page *source = &layout->pages[page];
  size_t found = 0;
  for (size_t r = 0; r < source->row_count && found < TITLES_MOST; r++)
    for (size_t i = 0; i < count; i++) {
      struct box box;
      if (!row_title(&layout->rows[source->first_row + r], profiles[i], &box))
        continue;
      ret_titles[found++] = (struct title){box, r};
      break;
    }
  return found;
}

/* ---- cuts ---- */

enum axis { ACROSS, DOWN };

static int ink_low(const struct ink *ink, enum axis axis)
{
  return axis == DOWN ? ink->box.y : ink->box.x;
}

static int ink_high(const struct ink *ink, enum axis axis)
{
  return axis == DOWN ? ink->box.y + ink->box.h : ink->box.x + ink->box.w;
}

/* Middle of the widest blank between two places: no ink of the page reaches into it. */
static int widest_blank(const struct layout *layout, size_t page, enum axis axis, int from, int to)
{
  const struct layout_page *source = &layout->pages[page];
  size_t length = to > from ? (size_t)(to - from) : 0;
  autofree bool *inked = memory_alloc(length + 1);
  for (size_t r = 0; r < source->row_count; r++)
    for (size_t k = 0; k < layout->rows[source->first_row + r].count; k++) {
      const struct ink *ink = &layout->rows[source->first_row + r].inks[k];
      int low = ink_low(ink, axis), high = ink_high(ink, axis);
      for (int at = low > from ? low : from; at < high && at < to; at++)
        inked[at - from] = true;
    }
  int best = 0, middle = to;
  for (int at = from, begin = from; at <= to; at++)
    if (at == to || inked[at - from]) {
      if (at - begin > best) {
        best = at - begin;
        middle = begin + best / 2;
      }
      begin = at + 1;
    }
  return middle;
}

static int box_middle_along(struct box box, enum axis axis)
{
  return axis == DOWN ? box.y + box.h / 2 : box.x + box.w / 2;
}

/* The titles stand one below the other rather than side by side. */
static bool titles_are_stacked(const struct title *titles, size_t count)
{
  for (size_t i = 1; i < count; i++) {
    struct box a = titles[i - 1].box, b = titles[i].box;
    if (box_is_empty(b))
      continue; /* text */
    int height = a.h > b.h ? a.h : b.h;
    if (b.y - (a.y + a.h) < 2 * height)
      return false;
  }
  return true;
}

static int compare_titles_across(const void *a, const void *b)
{
  return ((const struct title *)a)->box.x - ((const struct title *)b)->box.x;
}

struct layout_area *page_split(struct profile *const *profiles, size_t count,
                               const struct layout *layout, size_t page, size_t *ret_count)
{
  struct title titles[TITLES_MOST + 1];
  size_t found = titles_find(profiles, count, layout, page, titles);
  size_t areas = found > 1 ? found : 1;
  struct layout_area *list = memory_alloc(areas * sizeof *list);
  enum axis axis = titles_are_stacked(titles, found) ? DOWN : ACROSS;
  if (axis == ACROSS)
    qsort(titles, found, sizeof *titles, compare_titles_across);
  for (size_t i = 0; i < areas; i++)
    list[i] = (struct layout_area){.page = page,
                                   .whole = areas == 1,
                                   .left = INT_MIN,
                                   .right = INT_MAX,
                                   .top = INT_MIN,
                                   .bottom = INT_MAX,
                                   .first_row = i == 0 ? 0 : titles[i].row,
                                   .end_row = i + 1 < areas ? titles[i + 1].row : SIZE_MAX};
  for (size_t i = 1; i < areas; i++) {
    int cut = widest_blank(layout, page, axis, box_middle_along(titles[i - 1].box, axis),
                           box_middle_along(titles[i].box, axis));
    *(axis == DOWN ? &list[i - 1].bottom : &list[i - 1].right) = cut;
    *(axis == DOWN ? &list[i].top : &list[i].left) = cut;
  }
  *ret_count = areas;
  return list;
}
