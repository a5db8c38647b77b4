#include "postproc/page_split.h"

#include <string.h>

#include "base/utf8.h"
#include "grammar/characters.h"

enum {
  HEADING_CODEPOINTS = 40, /* label, province and number with room for stray marks */
  TITLE_CODEPOINTS = 32,
  LABEL_MATCH = 4,        /* characters of the label that must be there: OCR spoils one or two */
  NUMBER_DIGITS = 7,      /* year and at least three digits of the serial */
  FRONT_LINES_BEFORE = 5, /* a first heading lower than this has a page of its own before it */
};

/* The line's code points without spaces; returns their number, or `capacity` + 1 when there are
 * more. */
static size_t codepoints_compact(const char *line, unsigned *ret_codepoints, size_t capacity)
{
  size_t count = 0;
  unsigned codepoint;
  for (size_t step; (step = utf8_decode(line, &codepoint)) != 0; line += step) {
    if (codepoint_is_space(codepoint))
      continue;
    if (count == capacity)
      return capacity + 1;
    ret_codepoints[count++] = codepoint;
  }
  return count;
}

bool text_is_page_heading(const char *line)
{
  unsigned text[HEADING_CODEPOINTS];
  size_t count = codepoints_compact(line, text, HEADING_CODEPOINTS);
  if (count > HEADING_CODEPOINTS)
    return false;
  size_t label = 0, at = 0;
  for (; at < count && codepoint_is_han(text[at]); at++)
    label += codepoint_is_in(text[at], U"经营许可证编号");
  if (label < LABEL_MATCH || at >= count)
    return false;
  /* The rest: colon, at most one province, then letters, digits, dashes and their misreadings. */
  size_t digits = 0, han = 0;
  for (; at < count; at++) {
    if (codepoint_is_digit(text[at]))
      digits++;
    else if (codepoint_is_han(text[at]))
      han += !codepoint_is_in(text[at], U"一");
    else if (codepoint_is_in(text[at], U"，。；、"))
      return false;
  }
  return digits >= NUMBER_DIGITS && han <= 1;
}

bool text_is_title_of(const unsigned *codepoints, size_t count)
{
  static const char *const parts[] = {"中华人民共和国", "增值电信业务", "电信业务", "经营许可证",
                                      "许可证",         "（副本）",     "(副本)",   "副本"};
  if (count == 0 || count > TITLE_CODEPOINTS)
    return false;
  char compact[TITLE_CODEPOINTS * 4 + 5] = "", *end = compact;
  for (size_t i = 0; i < count; i++)
    if (!codepoint_is_space(codepoints[i]))
      end += utf8_encode(codepoints[i], end);
  const char *at = compact;
  while (*at) {
    size_t part = 0, parts_count = sizeof parts / sizeof *parts;
    while (part < parts_count && strncmp(at, parts[part], strlen(parts[part])) != 0)
      part++;
    if (part == parts_count)
      return false;
    at += strlen(parts[part]);
  }
  return true;
}

bool text_is_title(const char *line)
{
  unsigned text[TITLE_CODEPOINTS];
  return text_is_title_of(text, codepoints_compact(line, text, TITLE_CODEPOINTS));
}

static bool text_is_blank(const char *line)
{
  unsigned codepoint;
  for (size_t step; (step = utf8_decode(line, &codepoint)) != 0; line += step)
    if (!codepoint_is_space(codepoint))
      return false;
  return true;
}

/* First line of the page whose heading is line `heading`: takes title lines before it along. */
static size_t page_first_line(const char *const *lines, size_t heading, size_t previous_heading)
{
  size_t first = heading;
  for (size_t i = heading; i > previous_heading + 1; i--) {
    const char *line = lines[i - 1];
    if (text_is_blank(line))
      continue;
    if (!text_is_title(line))
      break;
    first = i - 1;
  }
  return first;
}

void text_find_page_starts(const char *const *lines, size_t count, bool *ret_starts)
{
  size_t headings = 0, previous = 0, text_lines = 0;
  for (size_t i = 0; i < count; i++) {
    ret_starts[i] = i == 0;
    headings += text_is_page_heading(lines[i]);
  }
  if (headings < 2)
    return;
  bool first = true;
  for (size_t i = 0; i < count; i++) {
    if (text_is_page_heading(lines[i])) {
      if (!first || text_lines > FRONT_LINES_BEFORE)
        ret_starts[page_first_line(lines, i, previous)] = true;
      first = false;
      previous = i;
    }
    text_lines += !text_is_blank(lines[i]);
  }
}
