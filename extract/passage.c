#include "extract/passage.h"

#include <uchar.h>

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "grammar/fold.h"

void passage_add(struct passage *passage, const struct row *row, size_t from, size_t to)
{
  for (size_t i = from; i < to; i++) {
    array_reserve(passage->inks, passage->count, passage->capacity);
    struct ink *ink = &passage->inks[passage->count++];
    *ink = row->inks[i];
    ink->row_start = i == from;
  }
}

void page_gather(const struct layout *layout, size_t page, struct passage *ret_passage)
{
  const struct layout_page *source = &layout->pages[page];
  for (size_t i = 0; i < source->row_count; i++) {
    const struct row *row = &layout->rows[source->first_row + i];
    if (!row_is_page_number(row))
      passage_add(ret_passage, row, 0, row->count);
  }
}

void passage_part(const struct passage *passage, size_t from, size_t to,
                  struct passage *ret_passage)
{
  for (size_t i = from; i < to; i++) {
    array_reserve(ret_passage->inks, ret_passage->count, ret_passage->capacity);
    ret_passage->inks[ret_passage->count] = passage->inks[i];
    if (i == from)
      ret_passage->inks[ret_passage->count].row_start = true;
    ret_passage->count++;
  }
}

void passage_clear(struct passage *passage)
{
  free(passage->inks);
  *passage = (struct passage){0};
}

static bool codepoint_is_western(unsigned codepoint)
{
  return codepoint > ' ' && codepoint < 0x250;
}

/* A space is part of a value only between Latin words; a Latin word may also end at a row's end. */
static bool space_belongs(const struct ink *before, const struct ink *ink)
{
  if (!codepoint_is_western(before->codepoint) || !codepoint_is_western(ink->codepoint))
    return false;
  if (ink->row_start)
    return codepoint_is_latin(before->codepoint) && codepoint_is_latin(ink->codepoint);
  bool both_digits = codepoint_is_digit(before->codepoint) && codepoint_is_digit(ink->codepoint);
  return ink->space_before && !both_digits;
}

static char *inks_text(const struct passage *passage, size_t from, size_t to, bool as_read)
{
  struct strbuf text = {0};
  for (size_t i = from; i < to; i++) {
    const struct ink *ink = &passage->inks[i];
    if (i > from && space_belongs(&passage->inks[i - 1], ink))
      strbuf_append_char(&text, ' ');
    strbuf_append(&text, as_read && *ink->read ? ink->read : ink->text);
  }
  return strbuf_take(&text);
}

char *passage_text(const struct passage *passage, size_t from, size_t to)
{
  return inks_text(passage, from, to, false);
}

char *passage_text_as_read(const struct passage *passage, size_t from, size_t to)
{
  return inks_text(passage, from, to, true);
}

/* Makes the ink the character that its shape tells. A shape is right mostly, never surely. */
static void ink_take_shape(struct ink *ink)
{
  static const float SHAPE_CONFIDENCE = 0.93F;
  memcpy(ink->read, ink->text, sizeof ink->text);
  ink->read_folded = ink->folded;
  memcpy(ink->text, ink->by_shape, sizeof ink->text);
  utf8_decode(ink->text, &ink->codepoint);
  ink->folded = codepoint_fold(ink->codepoint);
  if (ink->confidence > SHAPE_CONFIDENCE)
    ink->confidence = SHAPE_CONFIDENCE;
}

/* Joins an ink that is a part of the character before it to that. */
static void ink_join_part(struct ink *whole, const struct ink *part)
{
  size_t length = strlen(whole->read), more = strlen(part->text);
  if (length + more < sizeof whole->read)
    memcpy(whole->read + length, part->text, more + 1);
  whole->source = box_union(whole->source, part->source);
  whole->box = box_union(whole->box, part->box);
}

void ink_write(struct ink *ink, unsigned meant)
{
  memset(ink->text, 0, sizeof ink->text);
  utf8_encode(meant, ink->text);
  ink->codepoint = meant;
  ink->folded = codepoint_fold(meant);
}

void passage_take_shapes(struct passage *passage)
{
  size_t kept = 0;
  for (size_t i = 0; i < passage->count; i++) {
    struct ink *before = kept ? &passage->inks[kept - 1] : NULL;
    if (passage->inks[i].is_part_of_shape && before && *before->read &&
        !passage->inks[i].row_start) {
      ink_join_part(before, &passage->inks[i]);
      continue;
    }
    struct ink *ink = &passage->inks[kept++];
    *ink = passage->inks[i];
    if (*ink->by_shape && !*ink->read)
      ink_take_shape(ink);
  }
  passage->count = kept;
}

unsigned *passage_folded(const struct passage *passage, size_t from, size_t to)
{
  unsigned *folded = memory_resize(NULL, to - from + 1, sizeof *folded);
  for (size_t i = from; i < to; i++)
    folded[i - from] = passage->inks[i].folded;
  return folded;
}

struct box passage_source_box(const struct passage *passage, size_t from, size_t to)
{
  struct box box = {0};
  for (size_t i = from; i < to; i++)
    box = box_union(box, passage->inks[i].source);
  return box;
}

bool passage_stands_at(const struct passage *passage, size_t at, const struct folded *text)
{
  if (at + text->count > passage->count)
    return false;
  for (size_t i = 0; i < text->count; i++)
    if (passage->inks[at + i].folded != text->codepoints[i])
      return false;
  return true;
}

size_t passage_find(const struct passage *passage, size_t from, const struct folded *text)
{
  for (size_t i = from; i + text->count <= passage->count; i++)
    if (passage_stands_at(passage, i, text))
      return i;
  return passage->count;
}

size_t passage_find_nearest(const struct passage *passage, const struct folded *text,
                            size_t *ret_otherwise)
{
  size_t nearest = passage->count;
  *ret_otherwise = text->count;
  for (size_t i = 0; i + text->count <= passage->count; i++) {
    size_t otherwise = 0;
    for (size_t k = 0; k < text->count; k++)
      otherwise += passage->inks[i + k].folded != text->codepoints[k];
    if (otherwise < *ret_otherwise) {
      *ret_otherwise = otherwise;
      nearest = i;
    }
  }
  return nearest;
}

bool passage_starts_with(const struct passage *passage, size_t at, const char *text)
{
  struct folded folded = text_fold(text);
  bool starts = passage_stands_at(passage, at, &folded);
  folded_clear(&folded);
  return starts;
}

size_t passage_division_end(const struct division_list *list, const struct passage *passage,
                            size_t at, size_t to, bool as_in_names, size_t least)
{
  size_t end = at;
  for (size_t i = 0; i < list->count; i++) {
    const struct division *place = &list->items[i];
    size_t length = as_in_names ? division_short_length(place) : place->folded.count;
    const struct folded name = {.codepoints = place->folded.codepoints, .count = length};
    if (length >= least && at + length <= to && at + length > end &&
        passage_stands_at(passage, at, &name))
      end = at + length;
  }
  return end;
}

size_t passage_row_end(const struct passage *passage, size_t at)
{
  size_t end = at + 1;
  while (end < passage->count && !passage->inks[end].row_start)
    end++;
  return end;
}

/* Marks that recognition or printing leaves around a value. */
static bool is_edge_mark(unsigned folded)
{
  static const char marks[] = ":;,.|_'`~^-=*\"\\/";
  if (folded < 0x80)
    return folded <= ' ' || strchr(marks, (int)folded) != NULL;
  return folded == 0xB7 || folded == 0x3001 || folded == 0x3002;
}

/* Brackets opened minus brackets closed. */
static int bracket_balance(const struct passage *passage, size_t from, size_t to)
{
  int balance = 0;
  for (size_t i = from; i < to; i++) {
    unsigned folded = passage->inks[i].folded;
    balance += (folded == '(' || folded == '[') - (folded == ')' || folded == ']');
  }
  return balance;
}

/* Brackets by form, opening and closing; those that differ in width alone are of one form. */
static const char32_t bracket_forms[][4] = {U"(（)）",   U"[［]］",   U"{｛}｝",  U"【【】】",
                                            U"〔〔〕〕", U"〖〖〗〗", U"《《》》"};

/* Which form the bracket is of, from 1 on, and whether it closes; 0: it is none. */
static size_t bracket_form(unsigned codepoint, bool *ret_closes)
{
  for (size_t i = 0; i < sizeof bracket_forms / sizeof *bracket_forms; i++)
    for (size_t k = 0; k < 4; k++)
      if (bracket_forms[i][k] == codepoint) {
        *ret_closes = k >= 2;
        return i + 1;
      }
  return 0;
}

bool passage_brackets_match(const struct passage *passage, size_t from, size_t to)
{
  enum { BRACKETS_OPEN_MOST = 8 };
  size_t awaited[BRACKETS_OPEN_MOST], open = 0;
  for (size_t i = from; i < to; i++) {
    bool closes = false;
    size_t form = bracket_form(passage->inks[i].codepoint, &closes);
    if (form && !closes && open == BRACKETS_OPEN_MOST)
      return false;
    if (form && !closes)
      awaited[open++] = form;
    else if (form && (open == 0 || awaited[--open] != form))
      return false;
  }
  return open == 0;
}

void passage_trim(const struct passage *passage, size_t *from, size_t *to)
{
  for (bool changed = true; changed && *from < *to;) {
    unsigned first = passage->inks[*from].folded, last = passage->inks[*to - 1].folded;
    int balance = bracket_balance(passage, *from, *to);
    changed = true;
    if (is_edge_mark(first) || first == ')' || first == ']')
      (*from)++;
    else if (is_edge_mark(last) || last == '(' || last == '[' ||
             ((last == ')' || last == ']') && balance < 0))
      (*to)--;
    else
      changed = false;
  }
}
