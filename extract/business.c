#include "extract/business.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "grammar/numeral.h"

enum { HAN_FULL_STOP = 0x3002, HAN_COMMA = 0x3001 };

/* ---- places ---- */

/* Marks between names; a comma's tail is read as many things. */
static bool is_place_separator(unsigned folded)
{
  return (!codepoint_is_han(folded) && !codepoint_is_digit(folded) && !codepoint_is_latin(folded) &&
          folded != '(' && folded != '[') ||
         folded == 0x548C /* 和 */ || folded == 0x53CA /* 及 */;
}

/* Length of the place at the start of the ink, 0 for none. */
static size_t place_length(const struct reference *reference, const unsigned *folded, size_t count)
{
  size_t length;
  if (count >= 2 && folded[0] == 0x5168 /* 全 */ && folded[1] == 0x56FD /* 国 */)
    return 2;
  return region_at_start(&reference->regions, folded, count, &length) ? length : 0;
}

bool passage_is_places(const struct reference *reference, const struct passage *passage,
                       size_t from, size_t to)
{
  size_t count = to - from, places = 0, at = 0, length;
  autofree unsigned *folded = passage_folded(passage, from, to);
  while (at < count && (length = place_length(reference, folded + at, count - at)) > 0) {
    places++;
    at += length;
    while (at < count && is_place_separator(folded[at]))
      at++;
  }
  return places > 0 && at == count;
}

/* The printed separator, or 、 where it is lost or was read as another mark. */
static void separator_append(struct strbuf *text, const struct passage *passage, size_t from,
                             size_t to)
{
  unsigned folded = to == from + 1 ? passage->inks[from].folded : 0;
  bool plausible = folded == HAN_COMMA || folded == ',' || folded == ';' ||
                   folded == 0x548C /* 和 */ || folded == 0x53CA /* 及 */;
  strbuf_append(text, plausible ? passage->inks[from].text : "、");
}

char *places_text(const struct reference *reference, const struct passage *passage, size_t from,
                  size_t to)
{
  struct strbuf text = {0};
  autofree unsigned *folded = passage_folded(passage, 0, passage->count);
  for (size_t at = from; at < to;) {
    size_t length = place_length(reference, folded + at, to - at), next = at + length;
    for (size_t i = at; i < next; i++)
      strbuf_append(&text, passage->inks[i].text);
    while (next < to && is_place_separator(folded[next]))
      next++;
    if (next < to)
      separator_append(&text, passage, at + length, next);
    at = next > at ? next : to;
  }
  return strbuf_take(&text);
}

/* ---- pieces: what a row says before a new part may begin ---- */

/* True where a catalogue name, with or without words in front, begins and the piece is no more than
 * a name. */
static bool is_catalogue_name(const struct reference *reference, const struct passage *passage,
                              size_t from, size_t to)
{
  for (size_t i = 0; i < reference->prefixes.count; i++)
    if (passage_find(passage, from, &reference->prefixes.folded[i]) == from)
      return true;
  for (size_t i = 0; i < reference->services.count; i++) {
    const struct folded *name = &reference->services.folded[i];
    if (passage_find(passage, from, name) != from || from + name->count > to)
      continue;
    size_t end = from + name->count;
    if (end == to || passage->inks[end].folded == '(' || passage->inks[end].folded == HAN_COMMA)
      return true;
  }
  return false;
}

/* Length of the longest text of the list that stands at ink `at`; 0 for none. */
static size_t list_length_at(const struct name_list *list, const struct passage *passage, size_t at)
{
  size_t best = 0;
  for (size_t i = 0; i < list->count; i++)
    if (list->folded[i].count > best && passage_stands_at(passage, at, &list->folded[i]))
      best = list->folded[i].count;
  return best;
}

static bool is_term_start(const struct reference *reference, const struct passage *passage,
                          size_t at)
{
  const struct name_list *bracketed = &reference->bracketed_term_starts;
  return passage->inks[at].folded == '[' || list_length_at(&reference->term_starts, passage, at) ||
         list_length_at(bracketed, passage, at) ||
         list_length_at(bracketed, passage, at + 1); /* the bracket 【 misread */
}

static bool is_coverage_label(const struct reference *reference, const struct passage *passage,
                              size_t at)
{
  return list_length_at(&reference->coverage_labels, passage, at) > 0;
}

/* True when [from, to) ends as services' names do. */
static bool ends_as_name(const struct reference *reference, const struct passage *passage,
                         size_t from, size_t to)
{
  const struct name_list *endings = &reference->service_endings;
  for (size_t i = 0; i < endings->count; i++) {
    const struct folded *ending = &endings->folded[i];
    if (to - from >= ending->count && passage_stands_at(passage, to - ending->count, ending))
      return true;
  }
  return false;
}

static int balance_of(const struct passage *passage, size_t from, size_t to)
{
  int balance = 0;
  for (size_t i = from; i < to; i++)
    balance += (passage->inks[i].folded == '(') - (passage->inks[i].folded == ')');
  return balance;
}

/* Marks that stand, or are read, for the bracket in front of a condition. */
static bool is_opening_mark(unsigned codepoint)
{
  unsigned folded = codepoint_fold(codepoint);
  return folded == '(' || folded == '[' || folded == '{' || folded == '<' ||
         codepoint == 0x300A /* 《 */;
}

/* 信息服务业务【仅限…: the wrong bracket, printed or read, in front of a name's condition. */
static bool is_condition(const struct reference *reference, const struct passage *passage,
                         size_t from, size_t at)
{
  return ends_as_name(reference, passage, from, at) &&
         list_length_at(&reference->condition_starts, passage, at + 1);
}

/* True when, inside a row, a new piece begins at `at`. */
static bool piece_starts(const struct reference *reference, const struct passage *passage,
                         size_t from, size_t at, size_t row_end)
{
  if (balance_of(passage, from, at) > 0)
    return false;
  unsigned before = passage->inks[at - 1].folded;
  if (passage->inks[at].folded == '[')
    return !is_condition(reference, passage, from, at);
  if (before == ']')
    return passage->inks[at].folded != HAN_FULL_STOP;
  bool after_name =
      before == ')' || before == HAN_FULL_STOP || ends_as_name(reference, passage, from, at);
  if (after_name &&
      (is_term_start(reference, passage, at) || is_coverage_label(reference, passage, at)))
    return true;
  return (before == HAN_COMMA || before == ';' || before == HAN_FULL_STOP) && (at - from > 1) &&
         is_catalogue_name(reference, passage, at, row_end) &&
         (ends_as_name(reference, passage, from, at - 1) || passage->inks[at - 2].folded == ')' ||
          before == HAN_FULL_STOP);
}

/* ---- parts ---- */

struct builder {
  const struct reference *reference;
  const struct passage *passage;
  struct business_parts *parts;
};

static enum business_part_kind piece_kind(const struct builder *builder, size_t from, size_t to)
{
  if (is_coverage_label(builder->reference, builder->passage, from) ||
      passage_is_places(builder->reference, builder->passage, from, to))
    return BUSINESS_COVERAGE;
  return is_term_start(builder->reference, builder->passage, from) ? BUSINESS_TERM : BUSINESS_NAME;
}

/* A part that the next row may go on with: an open bracket, a name without its end, a term without
 * its stop. */
static bool part_is_open(const struct builder *builder, const struct business_part *part)
{
  const struct passage *passage = builder->passage;
  unsigned last = passage->inks[part->to - 1].folded;
  if (balance_of(passage, part->from, part->to) > 0)
    return true;
  switch (part->kind) {
  case BUSINESS_NAME:
    return last != ')' && !ends_as_name(builder->reference, passage, part->from, part->to);
  case BUSINESS_TERM:
    if (passage->inks[part->from].folded == '[')
      return last != ']' && !(last == HAN_FULL_STOP && part->to > part->from + 1 &&
                              passage->inks[part->to - 2].folded == ']');
    return last != HAN_FULL_STOP;
  case BUSINESS_COVERAGE:
    break;
  }
  return last == HAN_COMMA || last == ',';
}

/* Punctuation, or a name's bracket printed on the next row, cannot begin a part. */
static bool piece_must_join(const struct builder *builder, const struct business_part *part,
                            size_t from)
{
  unsigned first = builder->passage->inks[from].folded;
  if (first == HAN_FULL_STOP || first == HAN_COMMA || first == ',' || first == ')' ||
      first == ']' || first == ';')
    return true;
  if (first == '(' && part->kind == BUSINESS_NAME)
    return builder->passage->inks[part->to - 1].folded != ')';
  return builder->passage->inks[part->to - 1].folded == '(';
}

static bool piece_joins(const struct builder *builder, size_t from, size_t to)
{
  if (!builder->parts->count)
    return false;
  const struct business_part *part = &builder->parts->items[builder->parts->count - 1];
  if (piece_must_join(builder, part, from))
    return true;
  bool starts_anew = is_term_start(builder->reference, builder->passage, from) ||
                     is_coverage_label(builder->reference, builder->passage, from) ||
                     is_catalogue_name(builder->reference, builder->passage, from, to);
  if (!part_is_open(builder, part) || starts_anew)
    return false;
  return part->kind == BUSINESS_COVERAGE || piece_kind(builder, from, to) != BUSINESS_COVERAGE;
}

static void piece_add(const struct builder *builder, size_t from, size_t to)
{
  struct business_parts *parts = builder->parts;
  if (piece_joins(builder, from, to)) {
    parts->items[parts->count - 1].to = to;
    return;
  }
  array_reserve(parts->items, parts->count, parts->capacity);
  parts->items[parts->count++] =
      (struct business_part){.kind = piece_kind(builder, from, to), .from = from, .to = to};
}

static void row_add_pieces(const struct builder *builder, size_t from, size_t row_end)
{
  for (size_t at = from + 1; at < row_end; at++)
    if (piece_starts(builder->reference, builder->passage, from, at, row_end)) {
      piece_add(builder, from, at);
      from = at;
    }
  piece_add(builder, from, row_end);
}

/* 1、 or （1） or 一、 in front of a name. */
static size_t skip_number(const struct passage *passage, size_t from, size_t to)
{
  size_t at = from;
  bool bracket = at < to && passage->inks[at].folded == '(';
  at += bracket;
  size_t digits = at;
  while (at < to && (codepoint_is_digit(passage->inks[at].folded) ||
                     numeral_digit(passage->inks[at].folded) > 0))
    at++;
  if (at == digits || at >= to)
    return from;
  unsigned mark = passage->inks[at].folded;
  bool closed = bracket ? mark == ')' : mark == HAN_COMMA || mark == '.';
  return closed ? at + 1 : from;
}

/* 业务覆盖范围： in front of the places. */
static size_t skip_coverage_label(const struct reference *reference, const struct passage *passage,
                                  size_t from, size_t to)
{
  size_t label = list_length_at(&reference->coverage_labels, passage, from);
  from += label;
  while (label && from < to && passage->inks[from].folded == ':')
    from++;
  return from;
}

/* A closing bracket whose partner was misread stays; other marks at the ends go. */
static void name_trim(const struct passage *passage, size_t *from, size_t *to)
{
  size_t end = *to;
  bool opens = false;
  passage_trim(passage, from, to);
  for (size_t i = *from; i < *to; i++)
    opens |= is_opening_mark(passage->inks[i].codepoint);
  if (opens && *to < end && passage->inks[*to].folded == ')')
    ++*to;
}

/* Takes numbers, labels and stray marks off the parts; empty parts go. */
static void parts_tidy(const struct reference *reference, const struct passage *passage,
                       struct business_parts *parts)
{
  size_t kept = 0;
  for (size_t i = 0; i < parts->count; i++) {
    struct business_part part = parts->items[i];
    if (part.kind == BUSINESS_NAME) {
      part.from = skip_number(passage, part.from, part.to);
      name_trim(passage, &part.from, &part.to);
    } else if (part.kind == BUSINESS_COVERAGE) {
      part.from = skip_coverage_label(reference, passage, part.from, part.to);
      passage_trim(passage, &part.from, &part.to);
    }
    if (part.from < part.to)
      parts->items[kept++] = part;
  }
  parts->count = kept;
}

struct business_parts business_parts_find(const struct reference *reference,
                                          const struct passage *passage)
{
  struct business_parts parts = {0};
  struct builder builder = {reference, passage, &parts};
  for (size_t from = 0; from < passage->count;) {
    size_t row_end = passage_row_end(passage, from);
    row_add_pieces(&builder, from, row_end);
    from = row_end;
  }
  parts_tidy(reference, passage, &parts);
  return parts;
}

void business_parts_clear(struct business_parts *parts)
{
  free(parts->items);
  *parts = (struct business_parts){0};
}

/* ---- names against the catalogue ---- */

char *business_name_text(const struct reference *reference, const struct passage *passage,
                         size_t from, size_t to)
{
  struct strbuf text = {0};
  const struct ink *last = &passage->inks[to - 1];
  for (size_t i = from; i < to; i++) {
    const struct ink *ink = &passage->inks[i];
    bool opens = i > from && is_opening_mark(ink->codepoint) && last->folded == ')' &&
                 ends_as_name(reference, passage, from, i);
    strbuf_append(&text, !opens ? ink->text : last->codepoint == ')' ? "(" : "（");
  }
  return strbuf_take(&text);
}

/* Length of the text in front of the first bracket. */
static size_t name_stem(const struct folded *name)
{
  size_t length = 0;
  while (length < name->count && name->codepoints[length] != '(')
    length++;
  return length;
}

static bool condition_is_known(const struct reference *reference, const struct folded *name,
                               size_t stem)
{
  if (stem == name->count)
    return true;
  if (name->codepoints[name->count - 1] != ')')
    return false;
  const unsigned *inside = name->codepoints + stem + 1;
  size_t count = name->count - stem - 2, distance = 1;
  return name_list_nearest(&reference->conditions, inside, count, &distance) && distance == 0;
}

const char *business_nearest_name(const struct reference *reference, const char *name,
                                  size_t *ret_distance, bool *ret_condition_known)
{
  struct folded folded = text_fold(name);
  size_t stem = name_stem(&folded), skip = 0;
  for (size_t i = 0; i < reference->prefixes.count; i++) {
    const struct folded *prefix = &reference->prefixes.folded[i];
    if (prefix->count > skip && prefix->count < stem &&
        !memcmp(prefix->codepoints, folded.codepoints, prefix->count * sizeof(unsigned)))
      skip = prefix->count;
  }
  const char *nearest =
      name_list_nearest(&reference->services, folded.codepoints + skip, stem - skip, ret_distance);
  *ret_condition_known = folded.count > 0 && condition_is_known(reference, &folded, stem);
  folded_clear(&folded);
  return nearest;
}

const char *business_misread_condition(const struct reference *reference, const char *name)
{
  static const size_t characters_a_fault = 3;
  struct folded folded = text_fold(name);
  size_t stem = name_stem(&folded), distance = 0;
  const char *nearest = NULL;
  if (stem < folded.count) {
    size_t end = folded.codepoints[folded.count - 1] == ')' ? folded.count - 1 : folded.count;
    size_t count = end > stem + 1 ? end - stem - 1 : 0;
    nearest =
        name_list_nearest(&reference->conditions, folded.codepoints + stem + 1, count, &distance);
    if (distance > count / characters_a_fault)
      nearest = NULL;
  }
  folded_clear(&folded);
  return nearest && distance ? nearest : NULL;
}
