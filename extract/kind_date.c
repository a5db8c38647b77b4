/* The kind `date`. */

#include "base/memory.h"
#include "base/utf8.h"
#include "extract/kind.h"
#include "grammar/date_read.h"

bool kind_parse_date(const struct kind_input *input, struct parsed *ret_parsed)
{
  const struct passage *passage = input->passage;
  autofree unsigned *folded = passage_folded(passage, 0, passage->count);
  for (size_t at = 0; at < passage->count; at++) {
    struct date_reading date;
    bool inside_number =
        at > 0 && codepoint_is_digit(folded[at - 1]) && !passage->inks[at].row_start;
    if (inside_number || !date_read(folded, passage->count, at, &date))
      continue;
    autofree char *text =
        memory_format("%04d-%02d-%02d", date.date.year, date.date.month, date.date.day);
    ret_parsed->value = json_string(text);
    parsed_add_span(ret_parsed, at, date.to, false);
    ret_parsed->repairs = date.repairs;
    ret_parsed->whole = calendar_date_is_real(date.date);
    return true;
  }
  return false;
}
