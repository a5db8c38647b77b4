/* The kinds `person`, `organisation` and `names`. */

#include <stdlib.h>
#include <uchar.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "extract/kind.h"
#include "grammar/reference.h"

/* ---- persons ---- */

static bool is_name_character(const struct ink *ink)
{
  return codepoint_is_han(ink->codepoint) || ink->folded == 0xB7 ||
         codepoint_is_latin(ink->codepoint);
}

/* 何崴; 买买提·艾力; JOHN SMITH. A second column's blank ends the name. */
bool kind_parse_person(const struct kind_input *input, struct parsed *ret_parsed)
{
  const struct passage *passage = input->passage;
  size_t from = 0, han = 0, dots = 0;
  while (from < passage->count && !is_name_character(&passage->inks[from]))
    from++;
  size_t to = from;
  bool latin = to < passage->count && codepoint_is_latin(passage->inks[to].codepoint);
  for (; to < passage->count && is_name_character(&passage->inks[to]); to++) {
    const struct ink *ink = &passage->inks[to];
    if (to > from && ink->row_start && !latin)
      break;
    han += codepoint_is_han(ink->codepoint);
    dots += ink->folded == 0xB7;
  }
  if (from == to)
    return false;
  parsed_set_text(ret_parsed, passage, from, to);
  bool chinese = han == to - from && han >= 2 && han <= 4;
  bool foreign = dots > 0 ? han + dots == to - from && han >= 4 : latin && han == 0;
  size_t rest = to, row_end = to < passage->count ? passage_row_end(passage, to) : to;
  if (to < passage->count && !passage->inks[to].row_start)
    passage_trim(passage, &rest, &row_end);
  bool alone = to == passage->count || passage->inks[to].row_start || rest == row_end;
  ret_parsed->whole = (chinese || foreign) && alone && to - from <= 40;
  return true;
}

/* ---- organisations ---- */

static const char32_t LIMITED_COMPANY[] = U"有限公司";
enum { LIMITED_COMPANY_LENGTH = 4 };

/* The place of the one character of 有限公司 that was read otherwise at the end of [from, to),
 * which no name has: 有限公共. `to`: it was not read so. */
static size_t limited_company_misread(const struct passage *passage, size_t from, size_t to)
{
  size_t start = to - LIMITED_COMPANY_LENGTH, misread = to, count = 0;
  if (to < from + LIMITED_COMPANY_LENGTH + 2) /* a brand stands in front */
    return to;
  for (size_t i = 0; i < LIMITED_COMPANY_LENGTH; i++)
    if (passage->inks[start + i].folded != LIMITED_COMPANY[i]) {
      misread = start + i;
      count++;
    }
  return count == 1 && codepoint_is_han(passage->inks[misread].codepoint) ? misread : to;
}

/* The name [from, to) with its 有限公司 as it is printed; owned by the caller. */
static char *limited_company_text(const struct passage *passage, size_t from, size_t to)
{
  struct strbuf text = {0};
  autofree char *name = passage_text(passage, from, to - LIMITED_COMPANY_LENGTH);
  strbuf_append(&text, name);
  for (size_t i = 0; i < LIMITED_COMPANY_LENGTH; i++)
    strbuf_append_codepoint(&text, LIMITED_COMPANY[i]);
  return strbuf_take(&text);
}

/* End of the last organisation ending inside [from, to), or `from`. */
static size_t organisation_end(const struct kind_input *input, size_t from, size_t to)
{
  const struct name_list *endings = &input->reference->organisation_endings;
  size_t best = from;
  for (size_t i = 0; i < endings->count; i++) {
    const struct folded *ending = &endings->folded[i];
    bool short_ending = ending->count == 1; /* counts only where the text ends */
    for (size_t at = from; (at = passage_find(input->passage, at, ending)) + ending->count <= to;
         at++)
      if (at + ending->count > best && (!short_ending || at + ending->count == to))
        best = at + ending->count;
  }
  return best;
}

/* Words of trade, form and place are confirmed by being words; the brand stands alone. */
static void organisation_spans(const struct kind_input *input, size_t from, size_t to,
                               struct parsed *parsed)
{
  size_t count = to - from, brand = 0;
  autofree unsigned *folded = passage_folded(input->passage, from, to);
  free(parsed->spans);
  parsed->spans = NULL;
  parsed->span_count = 0;
  for (size_t at = 0; at < count;) {
    size_t length = company_word_length(input->reference, folded + at, count - at);
    if (length) {
      if (brand < at)
        parsed_add_span(parsed, from + brand, from + at, false);
      parsed_add_span(parsed, from + at, from + at + length, true);
      brand = at + length;
    }
    at += length ? length : 1;
  }
  if (brand < count)
    parsed_add_span(parsed, from + brand, to, false);
}

/* A name that its first row completes does not take the next row. */
bool kind_parse_organisation(const struct kind_input *input, struct parsed *ret_parsed)
{
  const struct passage *passage = input->passage;
  size_t from = 0, to = passage->count;
  passage_trim(passage, &from, &to);
  if (from == to)
    return false;
  size_t row_end = passage_row_end(passage, from), end = from;
  bool whole = false, is_mended = false;
  for (;; row_end = passage_row_end(passage, row_end)) {
    if (row_end > to)
      row_end = to;
    size_t row_from = from, ink_end = row_end;
    passage_trim(passage, &row_from, &ink_end);
    end = organisation_end(input, from, ink_end);
    bool open_bracket = row_end < to && passage->inks[row_end].folded == '(';
    whole = end > from + 1 && end == ink_end;
    if (!whole && limited_company_misread(passage, from, ink_end) < ink_end) {
      end = ink_end;
      whole = is_mended = true;
    }
    if ((whole && !open_bracket) || row_end >= to)
      break;
  }
  if (end <= from + 1)
    end = passage_row_end(passage, from) < to ? passage_row_end(passage, from) : to;
  passage_trim(passage, &from, &end);
  parsed_set_text(ret_parsed, passage, from, end);
  ret_parsed->whole = whole && passage_brackets_match(passage, from, end);
  organisation_spans(input, from, end, ret_parsed);
  if (is_mended) {
    autofree char *name = limited_company_text(passage, from, end);
    json_decref(ret_parsed->value);
    ret_parsed->value = json_string(name);
    ret_parsed->repairs++;
  }
  return true;
}

/* ---- several names ---- */

enum { IDEOGRAPHIC_COMMA = 0x3001 };

/* Marks between names, and what recognition makes of them. */
static bool is_name_mark(unsigned folded)
{
  return folded == ';' || folded == ':' || folded == ',' || folded == IDEOGRAPHIC_COMMA;
}

/* The mark that stands most between the names; of equal ones ； or the first. 0: there is none. */
static unsigned names_mark(const struct passage *passage, size_t from, size_t to)
{
  static const unsigned marks[] = {';', IDEOGRAPHIC_COMMA, ',', ':'};
  unsigned best = 0;
  size_t most = 0;
  for (size_t m = 0; m < sizeof marks / sizeof *marks; m++) {
    size_t count = 0;
    for (size_t i = from; i < to; i++)
      count += passage->inks[i].folded == marks[m];
    if (count > most) {
      most = count;
      best = marks[m];
    }
  }
  return best;
}

/*
 * Names in one text, joined by ；. All marks of a list are the same, so that one that differs was
 * misread, and what stands around it may be as well. A name that goes on in the next row has no
 * mark between its rows.
 */
bool kind_parse_names(const struct kind_input *input, struct parsed *ret_parsed)
{
  const struct passage *passage = input->passage;
  if (!kind_parse_text(input, ret_parsed))
    return false;
  size_t from = ret_parsed->spans[0].from, to = ret_parsed->spans[0].to;
  unsigned mark = names_mark(passage, from, to);
  struct strbuf names = {0};
  for (size_t i = from; i < to;) {
    size_t end = i;
    while (end < to && !is_name_mark(passage->inks[end].folded))
      end++;
    bool is_misread = limited_company_misread(passage, i, end) < end;
    autofree char *name =
        is_misread ? limited_company_text(passage, i, end) : passage_text(passage, i, end);
    strbuf_append(&names, name);
    ret_parsed->repairs += is_misread;
    if (end < to)
      strbuf_append(&names, "；");
    ret_parsed->repairs += end < to && passage->inks[end].folded != mark;
    i = end + 1;
  }
  json_decref(ret_parsed->value);
  ret_parsed->value = json_string(strbuf_text(&names));
  strbuf_clear(&names);
  return true;
}
