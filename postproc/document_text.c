/* Line ends, pages, and the characters as glyphs. */

#include "postproc/document_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf16.h"
#include "base/utf8.h"
#include "postproc/page_split.h"

/* The text's lines without their ends; a form feed is a line of its own, "\f". */
struct text_lines {
  char **items;
  size_t count, capacity;
};

static void text_lines_add(struct text_lines *lines, char *line)
{
  array_reserve(lines->items, lines->count, lines->capacity);
  lines->items[lines->count++] = line;
}

static void text_lines_clear(struct text_lines *lines)
{
  for (size_t i = 0; i < lines->count; i++)
    free(lines->items[i]);
  free(lines->items);
}

/* Length of a character without width at `bytes` (soft hyphen, zero-width space, byte order mark,
 * what steers terminals or turns text about), 0 when there is none. */
static size_t zero_width_length(const char *bytes, size_t available)
{
  static const char *const marks[] = {"\xC2\xAD",     "\xE2\x80\x8B", "\xE2\x80\x8C",
                                      "\xE2\x80\x8D", "\xE2\x81\xA0", "\xEF\xBB\xBF"};
  unsigned codepoint;
  size_t step = available && (unsigned char)*bytes >= 0x80 ? utf8_decode(bytes, &codepoint) : 0;
  if (step && step <= available && codepoint_steers(codepoint))
    return step;
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
    size_t length = strlen(marks[i]);
    if (length <= available && memcmp(bytes, marks[i], length) == 0)
      return length;
  }
  return 0;
}

/* Control characters and those without width are no text: a tab is a space, the others go. Spaces
 * at the end go too. */
static char *line_clean(const char *bytes, size_t length)
{
  char *line = memory_alloc(length + 1);
  size_t kept = 0;
  for (size_t i = 0; i < length; i++) {
    unsigned char byte = (unsigned char)bytes[i];
    size_t zero_width = zero_width_length(bytes + i, length - i);
    if (zero_width > 0)
      i += zero_width - 1;
    else if (byte == '\t')
      line[kept++] = ' ';
    else if (byte >= 0x20 && byte != 0x7F)
      line[kept++] = bytes[i];
  }
  while (kept > 0 && line[kept - 1] == ' ')
    kept--;
  line[kept] = '\0';
  return line;
}

/* Bytes of the line end at `bytes`: \n, \r\n, \r, \f, and Unicode's NEL, LINE and PARAGRAPH
 * SEPARATOR; 0 where there is none. */
static size_t line_end_length(const char *bytes, size_t available)
{
  static const char *const ends[] = {"\r\n",     "\n",           "\r",          "\f",
                                     "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    size_t length = strlen(ends[i]);
    if (length <= available && memcmp(bytes, ends[i], length) == 0)
      return length;
  }
  return 0;
}

/* A byte order mark in front is no text. */
static struct text_lines text_lines_split(const char *text, size_t length)
{
  struct text_lines lines = {0};
  size_t start = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  for (size_t i = start, step; i <= length; i += step) {
    step = line_end_length(text + i, length - i);
    bool form_feed = step && text[i] == '\f', ends = step || i == length;
    step = step ? step : 1;
    if (!ends)
      continue;
    if (i > start || !form_feed)
      text_lines_add(&lines, line_clean(text + start, i - start));
    if (form_feed)
      text_lines_add(&lines, memory_copy_string("\f"));
    start = i + step;
  }
  return lines;
}

static bool line_is_blank(const char *line)
{
  unsigned codepoint;
  for (size_t step; (step = utf8_decode(line, &codepoint)) != 0; line += step)
    if (!codepoint_is_space(codepoint))
      return false;
  return true;
}

struct page_lines {
  size_t first, end; /* of the text's lines; form feeds are not among them */
};

struct text_portions {
  struct text_lines lines;
  struct page_lines *pages;
  size_t page_count, page_capacity;
  size_t page, line;   /* where the next portion begins */
  size_t glyphs;       /* of a portion, at most */
  size_t source_bytes; /* of the text as it was given */
};

static void pages_add(struct text_portions *portions, size_t first, size_t end)
{
  array_reserve(portions->pages, portions->page_count, portions->page_capacity);
  portions->pages[portions->page_count++] = (struct page_lines){first, end};
}

static void page_add_line(struct document_page *page, size_t *capacity, const char *text,
                          int blank_lines_before)
{
  array_reserve(page->lines, page->line_count, *capacity);
  struct document_line *line = &page->lines[page->line_count++];
  *line = (struct document_line){
      .raw = memory_copy_string(text),
      .glyphs = memory_alloc((utf8_count(text) + 1) * sizeof *line->glyphs),
      .blank_lines_before = blank_lines_before,
  };
  unsigned codepoint;
  for (size_t step; (step = utf8_decode(text, &codepoint)) != 0; text += step) {
    struct glyph *glyph = &line->glyphs[line->glyph_count++];
    memcpy(glyph->text, text, step);
    glyph->confidence = 1.0f;
  }
  document_line_refresh(line);
  page->read.status = PAGE_OK;
}

/* The rest of the page that the portions have come to, as far as there is room: at least a line.
 * False where the room ended first. */
static bool page_fill(struct text_portions *portions, struct document_page *page, bool may_be_cut,
                      size_t *room)
{
  const struct page_lines *lines = &portions->pages[portions->page];
  size_t capacity = 0;
  int blank = 0;
  bool first_of_page = portions->line == lines->first;
  for (size_t i = portions->line; i < lines->end; i++) {
    const char *text = portions->lines.items[i];
    if (line_is_blank(text)) {
      blank++;
      continue;
    }
    size_t glyphs = utf8_count(text);
    if (may_be_cut && page->line_count && glyphs > *room) {
      portions->line = i - (size_t)blank;
      return false;
    }
    page_add_line(page, &capacity, text, first_of_page && !page->line_count ? 0 : blank);
    *room -= glyphs < *room ? glyphs : *room;
    blank = 0;
  }
  portions->page++;
  if (portions->page < portions->page_count)
    portions->line = portions->pages[portions->page].first;
  return true;
}

static size_t page_glyphs(const struct text_portions *portions, size_t page)
{
  size_t glyphs = 0;
  for (size_t i = portions->pages[page].first; i < portions->pages[page].end; i++)
    glyphs += utf8_count(portions->lines.items[i]);
  return glyphs;
}

static bool line_is_form_feed(const char *line)
{
  return strcmp(line, "\f") == 0;
}

static void split_at_form_feeds(struct text_portions *portions)
{
  const struct text_lines *lines = &portions->lines;
  size_t first = 0;
  for (size_t i = 0; i <= lines->count; i++) {
    if (i < lines->count && !line_is_form_feed(lines->items[i]))
      continue;
    bool nothing_after_last_form_feed = true;
    for (size_t k = first; k < i; k++)
      nothing_after_last_form_feed &= line_is_blank(lines->items[k]);
    if (i < lines->count || !nothing_after_last_form_feed)
      pages_add(portions, first, i);
    first = i + 1;
  }
}

static void split_at_headings(struct text_portions *portions)
{
  const struct text_lines *lines = &portions->lines;
  bool *starts = memory_alloc(lines->count + 1);
  size_t first = 0;
  text_find_page_starts((const char *const *)lines->items, lines->count, starts);
  for (size_t i = 1; i <= lines->count; i++)
    if (i == lines->count || starts[i]) {
      pages_add(portions, first, i);
      first = i;
    }
  free(starts);
}

static enum status text_refuse(const char *text, size_t length, size_t invalid, struct error *error)
{
  /* UTF-16 holds a zero byte in every ASCII letter and line end; text of other kinds holds none. */
  const char *from = memchr(text, '\0', length) ? "UTF-16LE" : "GB18030";
  return error_set(error, STATUS_BAD_INPUT,
                   "byte %zu (offset %zu) is not valid UTF-8; convert the text first, for example "
                   "with: iconv -f %s -t UTF-8",
                   invalid + 1, invalid, from);
}

static enum status lines_must_fit(const struct text_lines *lines, struct error *error)
{
  for (size_t i = 0; i < lines->count; i++)
    if (strlen(lines->items[i]) > READ_PAGE_GLYPHS_MAX &&
        utf8_count(lines->items[i]) > READ_PAGE_GLYPHS_MAX)
      return error_set(
          error, STATUS_TOO_LARGE,
          "line %zu has more than %d characters, more than a page; break the text into "
          "lines as they are printed",
          i + 1, READ_PAGE_GLYPHS_MAX);
  return STATUS_OK;
}

/* `text` is UTF-8. */
static enum status portions_make(const char *text, size_t length, struct text_portions *portions,
                                 struct error *error)
{
  portions->lines = text_lines_split(text, length);
  enum status status = lines_must_fit(&portions->lines, error);
  if (status)
    return status;
  if (memchr(text, '\f', length))
    split_at_form_feeds(portions);
  else
    split_at_headings(portions);
  portions->line = portions->pages[0].first;
  return STATUS_OK;
}

enum status text_portions_open(const char *text, size_t length, size_t glyphs,
                               struct text_portions **ret_portions, struct error *error)
{
  struct strbuf converted cleanup_with(strbuf_clear) = {0};
  const char *utf8 = text;
  size_t utf8_length = length;
  if (utf16_is_marked(text, length) && utf16_append_utf8(text, length, &converted)) {
    utf8 = strbuf_text(&converted);
    utf8_length = converted.length;
  }
  size_t invalid = utf8_find_invalid(utf8, utf8_length);
  if (invalid < utf8_length)
    return text_refuse(utf8, utf8_length, invalid, error);
  struct text_portions *portions cleanup_with(text_portions_close) = memory_alloc(sizeof *portions);
  portions->glyphs = glyphs;
  portions->source_bytes = length;
  enum status status = portions_make(utf8, utf8_length, portions, error);
  if (status)
    return status;
  *ret_portions = portions;
  portions = NULL;
  return STATUS_OK;
}

void text_portions_close(struct text_portions **portions)
{
  if (!*portions)
    return;
  text_lines_clear(&(*portions)->lines);
  free((*portions)->pages);
  free(*portions);
  *portions = NULL;
}

struct document *text_portions_next(struct text_portions *portions, bool *ret_goes_on)
{
  if (portions->page == portions->page_count)
    return NULL;
  *ret_goes_on = portions->line != portions->pages[portions->page].first;
  struct document *document = memory_alloc(sizeof *document);
  document->source.format = "text";
  document->source.bytes = portions->source_bytes;
  size_t capacity = 0, room = portions->glyphs;
  bool filled = true;
  while (filled && portions->page < portions->page_count) {
    size_t glyphs = page_glyphs(portions, portions->page);
    if (document->page_count && glyphs > room)
      break;
    array_reserve(document->pages, document->page_count, capacity);
    struct document_page *page = &document->pages[document->page_count++];
    *page =
        (struct document_page){.read = {.status = PAGE_BLANK, .number = (int)portions->page + 1}};
    filled = page_fill(portions, page, glyphs > portions->glyphs, &room);
  }
  return document;
}

enum status document_from_text(const char *text, size_t length, struct document **ret_document,
                               struct error *error)
{
  struct text_portions *portions cleanup_with(text_portions_close) = NULL;
  bool goes_on;
  enum status status = text_portions_open(text, length, SIZE_MAX, &portions, error);
  if (status == STATUS_OK)
    *ret_document = text_portions_next(portions, &goes_on);
  return status;
}
