/* The kinds `date`, `last_date`, which takes the end of a term: 2016年1月11日至2020年8月6日,
 * `term`, and `date_or_words`. */

#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "extract/kind.h"
#include "grammar/characters.h"
#include "grammar/date_read.h"
#include "grammar/numeral.h"
#include "grammar/reference.h"

enum { TERM_TO = 0x81F3 /* 至 */ };

/* The ink begins a row, or stands behind a blank that parts it from what is in front. */
static bool begins_apart(const struct ink *ink)
{
  return ink->row_start || ink->gap_before || (box_is_empty(ink->box) && ink->space_before);
}

/* The next date at or after ink *at; *at moves behind it. */
static bool date_next(const struct passage *passage, const unsigned *folded, size_t *at,
                      size_t *ret_from, struct date_reading *ret_date)
{
  for (; *at < passage->count; (*at)++) {
    bool inside_number =
        *at > 0 && codepoint_is_digit(folded[*at - 1]) && !begins_apart(&passage->inks[*at]);
    if (inside_number || !date_read(folded, passage->count, *at, ret_date))
      continue;
    *ret_from = *at;
    *at = ret_date->to;
    return true;
  }
  return false;
}

static bool is_date_unit(unsigned folded)
{
  return folded == DATE_YEAR || folded == DATE_MONTH || folded == DATE_DAY;
}

/* 年, 月 or 日 beside the date: of another one, whose figures were lost or misread. */
static bool has_date_piece(const unsigned *folded, size_t from, size_t to)
{
  for (size_t i = from; i < to; i++)
    if (is_date_unit(folded[i]))
      return true;
  return false;
}

/* 年, 月 and 日 are confirmed by the figures in front of them. */
static void date_spans(const unsigned *folded, size_t from, size_t to, struct parsed *parsed)
{
  size_t figures = from;
  for (size_t i = from; i < to; i++) {
    if (!is_date_unit(folded[i]))
      continue;
    if (figures < i)
      parsed_add_span(parsed, figures, i, false);
    parsed_add_span(parsed, i, i + 1, true);
    figures = i + 1;
  }
  if (figures < to)
    parsed_add_span(parsed, figures, to, false);
}

static void parsed_set_date(struct parsed *parsed, const unsigned *folded, size_t from,
                            const struct date_reading *date)
{
  autofree char *text = calendar_date_text(date->date);
  parsed->value = json_string(text);
  date_spans(folded, from, date->to, parsed);
  parsed->repairs = date->repairs;
  parsed->whole = calendar_date_is_real(date->date);
}

bool kind_parse_date(const struct kind_input *input, struct parsed *ret_parsed)
{
  autofree unsigned *folded = passage_folded(input->passage, 0, input->passage->count);
  struct date_reading date;
  size_t at = 0, from;
  if (!date_next(input->passage, folded, &at, &from, &date))
    return false;
  parsed_set_date(ret_parsed, folded, from, &date);
  ret_parsed->whole &= !has_date_piece(folded, 0, from);
  return true;
}

/* A month without its day: it is a date once 1日 is put behind it. */
bool kind_parse_month(const struct kind_input *input, struct parsed *ret_parsed)
{
  size_t count = input->passage->count;
  autofree unsigned *folded = passage_folded(input->passage, 0, count);
  struct date_reading date;
  size_t end = count;
  for (size_t i = 0; i < count && end == count; i++)
    if (folded[i] == DATE_MONTH)
      end = i + 1;
  bool has_day =
      end < count && (codepoint_is_digit(folded[end]) || codepoint_is_numeral(folded[end]));
  if (!count || folded[end - 1] != DATE_MONTH || has_day)
    return false;
  autofree unsigned *whole = memory_resize(NULL, end + 2, sizeof *whole);
  memcpy(whole, folded, end * sizeof *whole);
  whole[end] = '1';
  whole[end + 1] = DATE_DAY;
  size_t at = 0;
  while (at < end && !(date_read(whole, end + 2, at, &date) && date.to == end + 2))
    at++;
  if (at == end)
    return false;
  autofree char *text = memory_format("%04d-%02d", date.date.year, date.date.month);
  ret_parsed->value = json_string(text);
  parsed_add_span(ret_parsed, at, end, false);
  ret_parsed->repairs = date.repairs;
  ret_parsed->whole = true;
  return true;
}

/* Of a term of which one day was read, 至 or a piece of a date behind it tell that the other day is
 * the last one. */
static bool term_goes_on(const unsigned *folded, size_t from, size_t to)
{
  for (size_t i = from; i < to; i++)
    if (folded[i] == TERM_TO || folded[i] == '~')
      return true;
  return has_date_piece(folded, from, to);
}

bool kind_parse_last_date(const struct kind_input *input, struct parsed *ret_parsed)
{
  autofree unsigned *folded = passage_folded(input->passage, 0, input->passage->count);
  struct date_reading date, last;
  size_t at = 0, from, last_from = 0;
  size_t found = 0;
  while (date_next(input->passage, folded, &at, &from, &date)) {
    last = date;
    last_from = from;
    found++;
  }
  if (!found)
    return false;
  parsed_set_date(ret_parsed, folded, last_from, &last);
  ret_parsed->whole &= found > 1 || !term_goes_on(folded, last.to, input->passage->count);
  return true;
}

/* ---- terms ---- */

/* What may stand between a term's two days. */
static const char *const to_words[] = {"至", "到", "-", "—", "~"};

/* Length in inks of the word that stands at `at`; 0: none does. */
static size_t word_at(const struct passage *passage, size_t at, const char *const *words,
                      size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (at < passage->count && passage_starts_with(passage, at, words[i]))
      return utf8_count(words[i]);
  return 0;
}

/* One past the date or the word for no end that stands at `at`; `at` where neither does. */
static size_t term_end_at(const struct kind_input *input, const unsigned *folded, size_t at,
                          int *repairs)
{
  struct date_reading date;
  size_t count = input->passage->count;
  if (at < count && date_read(folded, count, at, &date)) {
    *repairs += date.repairs;
    return date.to;
  }
  return at + name_list_length_at_start(&input->reference->endless_terms, folded + at, count - at);
}

/* Something that carries meaning stands among the inks: of a day that was not read whole. */
static bool has_content(const unsigned *folded, size_t from, size_t to)
{
  for (size_t i = from; i < to; i++)
    if (codepoint_is_content(folded[i]))
      return true;
  return false;
}

/*
 * A term is nothing but its days: what stands behind them is a neighbour's. What stands in front of
 * the first day, and a 至 without a last day, are what is left of days that were lost.
 */
bool kind_parse_term(const struct kind_input *input, struct parsed *ret_parsed)
{
  const struct passage *passage = input->passage;
  autofree unsigned *folded = passage_folded(passage, 0, passage->count);
  int repairs = 0;
  size_t from = 0, to = 0;
  for (; from < passage->count; from++)
    if ((to = term_end_at(input, folded, from, &repairs)) > from)
      break;
  if (from >= passage->count)
    return false;
  static const char *const starts[] = {"自"};
  size_t first = from - (from > 0 ? word_at(passage, from - 1, starts, 1) : 0);
  size_t joined = to + word_at(passage, to, to_words, sizeof to_words / sizeof *to_words);
  size_t end = term_end_at(input, folded, joined, &repairs);
  bool ends_open = joined > to && end == joined;
  to = end > joined ? end : to;
  static const char *const stops[] = {"止"};
  to += word_at(passage, to, stops, 1);
  parsed_set_text(ret_parsed, passage, first, to);
  ret_parsed->repairs = repairs;
  ret_parsed->whole = !has_content(folded, 0, first) && !ends_open;
  return true;
}

/* ---- a day, or the words that stand for none ---- */

bool kind_parse_date_or_words(const struct kind_input *input, struct parsed *ret_parsed)
{
  static const char unpublished[] = "未发表";
  if (kind_parse_date(input, ret_parsed))
    return true;
  if (!kind_parse_text(input, ret_parsed))
    return false;
  const char *text = json_string_value(ret_parsed->value);
  ret_parsed->whole = !strcmp(text, unpublished);
  const struct name_list *endless = &input->reference->endless_terms;
  for (size_t i = 0; i < endless->count; i++)
    ret_parsed->whole |= !strcmp(text, endless->names[i]);
  return true;
}
