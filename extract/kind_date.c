/* The kinds `date` and `last_date`, which takes the end of a term: 2016年1月11日至2020年8月6日. */

#include "base/memory.h"
#include "base/utf8.h"
#include "extract/kind.h"
#include "grammar/date_read.h"

/* The next date at or after ink *at; *at moves behind it. */
static bool date_next(const struct passage *passage, const unsigned *folded, size_t *at,
                      size_t *ret_from, struct date_reading *ret_date)
{
  for (; *at < passage->count; (*at)++) {
    bool inside_number =
        *at > 0 && codepoint_is_digit(folded[*at - 1]) && !passage->inks[*at].row_start;
    if (inside_number || !date_read(folded, passage->count, *at, ret_date))
      continue;
    *ret_from = *at;
    *at = ret_date->to;
    return true;
  }
  return false;
}

static void parsed_set_date(struct parsed *parsed, size_t from, const struct date_reading *date)
{
  autofree char *text =
      memory_format("%04d-%02d-%02d", date->date.year, date->date.month, date->date.day);
  parsed->value = json_string(text);
  parsed_add_span(parsed, from, date->to, false);
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
  parsed_set_date(ret_parsed, from, &date);
  return true;
}

bool kind_parse_last_date(const struct kind_input *input, struct parsed *ret_parsed)
{
  autofree unsigned *folded = passage_folded(input->passage, 0, input->passage->count);
  struct date_reading date, last;
  size_t at = 0, from, last_from = 0;
  bool found = false;
  while (date_next(input->passage, folded, &at, &from, &date)) {
    last = date;
    last_from = from;
    found = true;
  }
  if (found)
    parsed_set_date(ret_parsed, last_from, &last);
  return found;
}
