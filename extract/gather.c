#include "extract/gather.h"

#include <limits.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"

/* In character heights. Set by hand; a change is judged by scripts/calibration, by the fields that
 * are missing or hold too much (docs/accuracy.md, Fields). */
static const double column_slack = 1.5;       /* how far left of its label a value may begin */
static const double row_gap_most = 3.2;       /* blank between the rows of one value */
static const double first_row_gap_most = 4.0; /* and between a label and the value below it */
static const double column_blank_least = 3.0; /* blank in a row that parts two columns for sure */

/* ---- geometry; all of it is skipped for text, which has no boxes ---- */

struct column {
  bool known;
  int left, right; /* upright pixels */
  int character;   /* character height */
};

static struct box hit_box(const struct layout *layout, const struct label_hit *hit)
{
  struct box box = {0};
  const struct row *row = &layout->rows[hit->row];
  for (size_t i = hit->start; i < hit->end; i++)
    box = box_union(box, row->inks[i].box);
  return box;
}

/* Whether the label begins a column: a word of running text that reads like one does not. */
static bool hit_begins_column(const struct layout *layout, const struct label_hit *hit)
{
  return hit->start <= LABEL_SCRAPS_MOST || layout->rows[hit->row].inks[hit->start].gap_before;
}

static struct column column_of(const struct gather_context *context, const struct label_hit *hit)
{
  const struct layout_page *page = &context->layout->pages[context->layout->rows[hit->row].page];
  struct box box = hit_box(context->layout, hit);
  struct column column = {.character = page->character_height, .right = INT_MAX};
  if (box_is_empty(box) || !page->character_height)
    return column;
  column.known = true;
  column.left = box.x - (int)(column_slack * column.character);
  return column;
}

/* Another label stands left of it on its height: two columns begin there. One that stands alone, as
 * a number's beside the title, parts nothing below. */
static bool hit_has_left_neighbour(const struct gather_context *context,
                                   const struct label_hit *hit)
{
  struct box place = hit_box(context->layout, hit);
  bool has = false;
  for (size_t i = 0; i < context->hits->count && !has; i++) {
    const struct label_hit *other = &context->hits->items[i];
    struct box box = hit_box(context->layout, other);
    has = other != hit &&
          context->layout->rows[other->row].page == context->layout->rows[hit->row].page &&
          profile_label_names_field(context->profile, other->label) && box.x + box.w < place.x &&
          box.y < place.y + 2 * place.h && place.y < box.y + 2 * box.h;
  }
  return has;
}

/* A label's column reaches to the next labels on its right, in profiles with two columns: to those
 * that stand beside or above the row, for below it the page may be parted otherwise. */
static int column_right_at(const struct gather_context *context, const struct label_hit *hit,
                           const struct column *column, const struct row *row)
{
  struct box box = hit_box(context->layout, hit);
  int right = INT_MAX, low = row->box.y + row->box.h + column->character;
  for (size_t i = 0; column->known && context->profile->two_columns && i < context->hits->count;
       i++) {
    const struct label_hit *other = &context->hits->items[i];
    if (context->layout->rows[other->row].page != context->layout->rows[hit->row].page ||
        !profile_label_names_field(context->profile, other->label) ||
        !hit_begins_column(context->layout, other))
      continue;
    struct box place = hit_box(context->layout, other);
    if (place.y < low && hit_has_left_neighbour(context, other) &&
        place.x > box.x + box.w + 2 * column->character && place.x < right)
      right = place.x;
  }
  return right;
}

/* The rows of a label printed in several rows: how far right they reach, and down. */
struct label_block {
  bool several_rows;
  int right, top, bottom;
};

static struct label_block label_block_find(const struct gather_context *context,
                                           const struct profile_field *field,
                                           const struct label_hit *hit)
{
  enum { LABEL_ROWS_MOST = 4 };
  struct box first = hit_box(context->layout, hit);
  struct label_block block = {
      .right = first.x + first.w, .top = first.y, .bottom = first.y + first.h};
  for (size_t i = 0; i < context->hits->count; i++) {
    const struct label_hit *other = &context->hits->items[i];
    bool near = other->row > hit->row && other->row <= hit->row + LABEL_ROWS_MOST;
    if (!near || !label_set_has(&field->label_rest, other->label))
      continue;
    struct box box = hit_box(context->layout, other);
    block.several_rows |= profile_label_is_rest_of_one(context->profile, other->label);
    if (box.x + box.w > block.right && box.x < first.x + first.w)
      block.right = box.x + box.w;
    if (box.y + box.h > block.bottom)
      block.bottom = box.y + box.h;
  }
  return block;
}

/* True when something stands beside the rows of the label, so that its values have a column there.
 */
static bool block_has_values_beside(const struct gather_context *context,
                                    const struct label_hit *hit, const struct label_block *block)
{
  enum { VALUE_ROWS_MOST = 12 };
  const struct layout *layout = context->layout;
  size_t page = layout->rows[hit->row].page;
  for (size_t r = hit->row; r < layout->row_count && r < hit->row + VALUE_ROWS_MOST; r++) {
    const struct row *row = &layout->rows[r];
    const struct ink *last = &row->inks[row->count - 1];
    int middle = row->box.y + row->box.h / 2;
    bool beside = middle >= block->top && middle <= block->bottom;
    if (row->page == page && beside && last->box.x > block->right &&
        codepoint_is_han(last->codepoint))
      return true;
  }
  return false;
}

/*
 * The values of a label printed in several rows stand right of all of them. Ink further left is
 * label, even where it was misread beyond recognition.
 */
static void column_clear_labels(const struct gather_context *context,
                                const struct profile_field *field, const struct label_hit *hit,
                                struct column *column)
{
  if (!column->known || !field->label_rest.count)
    return;
  struct label_block block = label_block_find(context, field, hit);
  if (block.several_rows && block_has_values_beside(context, hit, &block))
    column->left = block.right - column->character / 2;
}

static bool column_holds(const struct column *column, const struct ink *ink)
{
  return !column->known || box_is_empty(ink->box) ||
         (ink->box.x >= column->left && ink->box.x < column->right);
}

/* The part of [*from, *to) that stands in the column; false when nothing does. */
static bool column_narrow(const struct column *column, const struct row *row, size_t *from,
                          size_t *to)
{
  while (*from < *to && !column_holds(column, &row->inks[*from]))
    (*from)++;
  size_t end = *from;
  while (end < *to && column_holds(column, &row->inks[end]))
    end++;
  *to = end;
  return *from < end;
}

/* ---- rows below ---- */

struct gatherer {
  const struct gather_context *context;
  const struct profile_field *field;
  const struct label_hit *hit;
  struct column column;
  struct passage *passage;
  int lines_left;
  int bottom; /* of the ink taken last, or of the label */
  int right;  /* of the ink taken last */
  int left;   /* of all rows taken */
  int rows_taken;
};

static size_t hit_value_end(const struct gather_context *context, const struct label_hit *hit)
{
  const struct label_hit *next = label_hits_in_row(context->hits, hit->row, hit->end);
  return next ? next->start : context->layout->rows[hit->row].count;
}

/* Where the ink from `at` on begins: one character's own place is rough. */
static int ink_begins(const struct row *row, size_t at, size_t to)
{
  enum { LOOKED_AT = 3 };
  int x = INT_MAX;
  for (size_t i = at; i < to && i < at + LOOKED_AT; i++)
    if (!box_is_empty(row->inks[i].box) && row->inks[i].box.x < x)
      x = row->inks[i].box.x;
  return x;
}

/* Where two columns share a row, a wide blank behind the value's first ink ends it. */
static size_t column_end(const struct gatherer *gatherer, const struct row *row, size_t from,
                         size_t to)
{
  if (!gatherer->context->profile->two_columns || !gatherer->column.known)
    return to;
  int least = (int)(column_blank_least * gatherer->column.character);
  for (size_t i = from + 1; i < to; i++) {
    struct box before = row->inks[i - 1].box;
    int begins = ink_begins(row, i, to);
    if (!box_is_empty(before) && begins < INT_MAX && begins - (before.x + before.w) > least)
      return i;
  }
  return to;
}

static void take(struct gatherer *gatherer, const struct row *row, size_t from, size_t to)
{
  if (from >= to)
    return;
  size_t end = column_end(gatherer, row, from, to);
  passage_add(gatherer->passage, row, from, end);
  gatherer->lines_left--;
  if (gatherer->column.known) {
    gatherer->bottom = row->box.y + row->box.h;
    gatherer->right = row->inks[end - 1].box.x + row->inks[end - 1].box.w;
    int left = ink_begins(row, from, end);
    gatherer->left = gatherer->rows_taken && gatherer->left < left ? gatherer->left : left;
    gatherer->rows_taken++;
  }
}

static bool row_is_too_low(const struct gatherer *gatherer, const struct row *row)
{
  if (!gatherer->column.known)
    return false;
  double most = gatherer->passage->count ? row_gap_most : first_row_gap_most;
  return row->box.y - gatherer->bottom > most * gatherer->column.character;
}

/* A row beside the value's last one, far off behind its end, is no part of it: ornament, a stamp.
 */
static bool row_is_far_beside(const struct gatherer *gatherer, const struct row *row)
{
  int blank = row->box.x - gatherer->right;
  return gatherer->column.known && gatherer->passage->count &&
         row->box.y < gatherer->bottom + gatherer->column.character &&
         blank > column_blank_least * gatherer->column.character;
}

/* Whether the row stands right of the label, on its height and not far off. */
static bool row_is_beside_label(const struct gather_context *context, const struct label_hit *hit,
                                const struct row *row)
{
  static const double blank_most = 12; /* character heights */
  const struct layout_page *page = &context->layout->pages[row->page];
  struct box label = hit_box(context->layout, hit);
  int middle = row->box.y + row->box.h / 2, blank = row->box.x - (label.x + label.w);
  return !box_is_empty(label) && !box_is_empty(row->box) && middle >= label.y &&
         middle <= label.y + label.h && blank > -page->character_height / 2 &&
         blank < (int)(blank_most * page->character_height);
}

/* A label with nothing behind it in its own row: its value may be a row by itself. */
static bool hit_is_alone(const struct gather_context *context, const struct label_hit *hit)
{
  const struct row *row = &context->layout->rows[hit->row];
  return hit->start <= 3 && hit->end == row->count &&
         profile_label_names_field(context->profile, hit->label);
}

/* The row beside the label where reading made two rows of one; the layout's row_count: none. */
static size_t row_beside(const struct gather_context *context, const struct label_hit *hit)
{
  enum { ROWS_AROUND = 12 };
  const struct layout *layout = context->layout;
  size_t from = hit->row > ROWS_AROUND ? hit->row - ROWS_AROUND : 0;
  for (size_t r = from; r < layout->row_count && r <= hit->row + ROWS_AROUND; r++)
    if (r != hit->row && layout->rows[r].page == layout->rows[hit->row].page &&
        !label_hits_in_row(context->hits, r, 0) &&
        row_is_beside_label(context, hit, &layout->rows[r]))
      return r;
  return layout->row_count;
}

/* A row that stands beside another label, which has nothing else, is that one's value. */
static bool row_is_of_another_label(const struct gatherer *gatherer, const struct row *row)
{
  const struct gather_context *context = gatherer->context;
  bool others = false;
  for (size_t i = 0; i < context->hits->count && !others; i++) {
    const struct label_hit *other = &context->hits->items[i];
    others = other != gatherer->hit && hit_is_alone(context, other) &&
             context->layout->rows[other->row].page == row->page &&
             row_is_beside_label(context, other, row) &&
             !row_is_beside_label(context, gatherer->hit, row);
  }
  return others;
}

/* A row in the labels' column that begins nearly as the label of a field that has none yet. */
static bool row_begins_nearly_as_label(const struct gatherer *gatherer, size_t index)
{
  const struct label_hits *near = gatherer->context->near_hits;
  const struct label_hit *hit = near ? label_hits_first_in_row(near, index) : NULL;
  const struct row *row = &gatherer->context->layout->rows[index];
  struct box label = hit_box(gatherer->context->layout, gatherer->hit);
  int off = hit ? row->inks[hit->start].box.x - label.x : 0;
  return hit && off >= -gatherer->column.character && off <= label.w;
}

/* A row that begins where the labels do, left of all that the value has so far, and has a colon
 * behind its first characters: a label of which too much was misread. */
static bool row_begins_with_lost_label(const struct gatherer *gatherer, const struct row *row)
{
  enum { ROWS_LEAST = 2, LABEL_MOST = 10 };
  const struct column *column = &gatherer->column;
  if (!column->known || gatherer->rows_taken < ROWS_LEAST)
    return false;
  int label = hit_box(gatherer->context->layout, gatherer->hit).x;
  int begins = ink_begins(row, 0, row->count);
  bool is_label_column = abs(begins - label) <= column->character &&
                         gatherer->left - begins > column_blank_least * column->character;
  for (size_t i = 1; is_label_column && i < row->count && i <= LABEL_MOST; i++)
    if (row->inks[i].folded == ':')
      return true;
  return false;
}

/* A row that begins right of where the row above it ended does not go on with it. */
static bool row_begins_behind(const struct gatherer *gatherer, const struct row *row, size_t from)
{
  struct box box = row->inks[from].box;
  return gatherer->column.known && gatherer->passage->count && !box_is_empty(box) &&
         box.x - gatherer->right > column_blank_least * gatherer->column.character;
}

/* A sentence that the field knows as a mention starts something new. */
static bool row_has_mention(const struct profile_field *field, const struct row *row)
{
  bool has = false;
  for (size_t i = 0; !has && i < field->mention_count; i++)
    has = field->mentions[i].before.count && row_contains(row, &field->mentions[i].before);
  return has;
}

/* Where the row's part that is a label's translation ends: letters below a Chinese label, smaller
 * than it, that end in front of the value beside it. `from`: there is none. */
static size_t translation_end(const struct gatherer *gatherer, const struct row *row, size_t from)
{
  static const double height_most = 0.85; /* of the label's; boxes are as high as the row */
  const struct layout *layout = gatherer->context->layout;
  struct box label = hit_box(layout, gatherer->hit), box = {0};
  const struct passage *passage = gatherer->passage;
  if (!passage->count || box_is_empty(label) || box_is_empty(row->inks[from].box))
    return from;
  int value = passage->inks[0].box.x;
  size_t to = from;
  for (; to < row->count && codepoint_is_latin(row->inks[to].codepoint) &&
         (to == from || !row->inks[to].gap_before);
       to++) /* behind a wide blank stands another label's */
    box = box_union(box, row->inks[to].box);
  bool is_below = to > from && box.x < label.x + label.w && box.y >= label.y + label.h / 2;
  bool is_clear = box.x + box.w < value && value > label.x + label.w;
  return is_below && is_clear && box.h <= height_most * label.h ? to : from;
}

/* A row below a label in whose middle it stands, as titles and names are set: the column reaches as
 * far left as it does. */
static void column_take_centred(struct gatherer *gatherer, const struct row *row, size_t from)
{
  struct box label = hit_box(gatherer->context->layout, gatherer->hit);
  if (gatherer->passage->count || !gatherer->column.known || !from || from == row->count)
    return;
  int off = row->box.x + row->box.w / 2 - (label.x + label.w / 2);
  bool is_one = true;
  for (size_t i = 1; i <= from; i++)
    is_one &= !row->inks[i].gap_before;
  if (is_one && abs(off) <= gatherer->column.character)
    gatherer->column.left = row->box.x;
}

/* True when the row could be used or skipped, false when the value ends in front of it. */
static bool row_visit(struct gatherer *gatherer, size_t index)
{
  const struct gather_context *context = gatherer->context;
  const struct row *row = &context->layout->rows[index];
  gatherer->column.right = column_right_at(context, gatherer->hit, &gatherer->column, row);
  const struct label_hit *first = label_hits_first_in_row(context->hits, index);
  size_t from = 0, to = row->count;
  if (first && label_set_has(&gatherer->field->label_rest, first->label)) {
    if (gatherer->column.known)
      gatherer->bottom = row->box.y + row->box.h;
    take(gatherer, row, first->end, hit_value_end(context, first));
    return true;
  }
  if (first) {
    struct box box = hit_box(context->layout, first);
    if (!context->profile->two_columns || !gatherer->column.known)
      return false;
    if (box.x >= gatherer->column.right)
      return true;
    if (box.x + box.w > gatherer->column.left)
      return false; /* what stands left of the column is another's; the value may still be there */
  }
  if ((row_is_page_number(row) && column_holds(&gatherer->column, &row->inks[0])) ||
      row_has_mention(gatherer->field, row))
    return false;
  if (row_is_far_beside(gatherer, row))
    return true;
  if (row_is_of_another_label(gatherer, row) || row_begins_with_lost_label(gatherer, row) ||
      row_begins_nearly_as_label(gatherer, index))
    return false;
  from = translation_end(gatherer, row, from);
  size_t held = from;
  while (held < to && !column_holds(&gatherer->column, &row->inks[held]))
    held++;
  column_take_centred(gatherer, row, held);
  while (from < to && !column_holds(&gatherer->column, &row->inks[from]))
    from++;
  const struct label_hit *next = label_hits_in_row(context->hits, index, from);
  if (next)
    to = next->start;
  if (!column_narrow(&gatherer->column, row, &from, &to))
    return true;
  if (row_is_too_low(gatherer, row))
    return false;
  if (row_begins_behind(gatherer, row, from))
    return true;
  take(gatherer, row, from, to);
  return true;
}

/* The row in front of the label's own in which its value begins, where the label is set between the
 * first two rows of its value: as far in as the value, on the label's upper part, without a label
 * of its own. The layout's row_count: none. */
static size_t row_begun_above(const struct gather_context *context, const struct label_hit *hit)
{
  static const double on_label = 0.25,
                      indent_most = 1.2; /* of the row's and a character's height */
  const struct layout *layout = context->layout;
  const struct row *own = &layout->rows[hit->row], *above = hit->row ? own - 1 : own;
  struct box label = hit_box(layout, hit);
  if (above == own || above->page != own->page || hit->end >= own->count || box_is_empty(label) ||
      box_is_empty(above->box) || label_hits_in_row(context->hits, hit->row - 1, 0))
    return layout->row_count;
  int character = layout->pages[own->page].character_height;
  int value = ink_begins(own, hit->end, own->count), begins = ink_begins(above, 0, above->count);
  int on = above->box.y + above->box.h - label.y;
  bool is_level =
      on >= on_label * above->box.h && above->box.y + above->box.h / 2 < label.y + label.h / 2;
  bool is_in_line =
      value < INT_MAX && begins < INT_MAX && abs(begins - value) <= indent_most * character;
  return is_level && is_in_line && begins >= label.x + label.w ? hit->row - 1 : layout->row_count;
}

static bool passage_is_empty(const struct passage *passage)
{
  size_t from = 0, to = passage->count;
  passage_trim(passage, &from, &to);
  return from == to;
}

void value_gather(const struct gather_context *context, const struct profile_field *field,
                  const struct label_hit *hit, int lines, struct passage *ret_passage)
{
  const struct layout *layout = context->layout;
  const struct row *row = &layout->rows[hit->row];
  struct gatherer gatherer = {.context = context,
                              .field = field,
                              .hit = hit,
                              .column = column_of(context, hit),
                              .passage = ret_passage,
                              .lines_left = lines,
                              .bottom = row->box.y + row->box.h};
  column_clear_labels(context, field, hit, &gatherer.column);
  gatherer.column.right = column_right_at(context, hit, &gatherer.column, row);
  size_t next = hit->row + 1;
  if (field->position != POSITION_BELOW) {
    struct passage right = {0};
    size_t end = hit_value_end(context, hit);
    passage_add(&right, row, hit->end, end);
    size_t above = lines > 1 ? row_begun_above(context, hit) : layout->row_count;
    if (above < layout->row_count)
      take(&gatherer, &layout->rows[above], 0, layout->rows[above].count);
    if (!passage_is_empty(&right))
      take(&gatherer, row, hit->end, end);
    passage_clear(&right);
  }
  if (field->position != POSITION_BELOW && !ret_passage->count && hit_is_alone(context, hit)) {
    size_t beside = row_beside(context, hit);
    if (beside < layout->row_count) {
      take(&gatherer, &layout->rows[beside], 0, layout->rows[beside].count);
      next = beside + 1;
    }
  }
  if (field->position == POSITION_RIGHT && !field->label_rest.count && lines == 1)
    return;
  const struct layout_page *page = &layout->pages[row->page];
  size_t page_end = page->first_row + page->row_count;
  for (size_t r = next; r < page_end && gatherer.lines_left > 0; r++)
    if (r != hit->row && !row_visit(&gatherer, r))
      break;
}
