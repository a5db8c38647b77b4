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

/* Length of a character without width at `bytes` (soft hyphen, zero-width space, direction and byte
 * order marks), 0 when there is none. */
static size_t zero_width_length(const char *bytes, size_t available)
{
  static const char *const marks[] = {"\xC2\xAD",     "\xE2\x80\x8B", "\xE2\x80\x8C",
                                      "\xE2\x80\x8D", "\xE2\x80\x8E", "\xE2\x80\x8F",
                                      "\xE2\x81\xA0", "\xEF\xBB\xBF"};
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

static struct document_page *document_add_page(struct document *document, size_t *capacity)
{
  array_reserve(document->pages, document->page_count, *capacity);
  struct document_page *page = &document->pages[document->page_count++];
  *page = (struct document_page){.read = {.status = PAGE_BLANK, .rotation = 0}};
  page->read.number = (int)document->page_count;
  return page;
}

static void page_add_line(struct document_page *page, size_t *capacity, const char *text,
                          int blank_lines_before)
{
  array_reserve(page->lines, page->line_count, *capacity);
  struct document_line *line = &page->lines[page->line_count++];
  *line = (struct document_line){
      .raw = memory_copy_string(text),
      .glyphs = memory_alloc((utf8_count(text) + 1) * sizeof *line->glyphs),
      .blank_lines_before = page->line_count > 1 ? blank_lines_before : 0,
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

/* Lines first…end-1 as one page; form feeds are not among them. */
static void document_add_text_page(struct document *document, size_t *page_capacity,
                                   const struct text_lines *lines, size_t first, size_t end)
{
  struct document_page *page = document_add_page(document, page_capacity);
  size_t line_capacity = 0;
  int blank = 0;
  for (size_t i = first; i < end; i++) {
    if (line_is_blank(lines->items[i])) {
      blank++;
      continue;
    }
    page_add_line(page, &line_capacity, lines->items[i], blank);
    blank = 0;
  }
}

static bool line_is_form_feed(const char *line)
{
  return strcmp(line, "\f") == 0;
}

static void document_split_at_form_feeds(struct document *document, const struct text_lines *lines)
{
  size_t capacity = 0, first = 0;
  for (size_t i = 0; i <= lines->count; i++) {
    if (i < lines->count && !line_is_form_feed(lines->items[i]))
      continue;
    bool nothing_after_last_form_feed = true;
    for (size_t k = first; k < i; k++)
      nothing_after_last_form_feed &= line_is_blank(lines->items[k]);
    if (i < lines->count || !nothing_after_last_form_feed)
      document_add_text_page(document, &capacity, lines, first, i);
    first = i + 1;
  }
}

static void document_split_at_headings(struct document *document, const struct text_lines *lines)
{
  bool *starts = memory_alloc(lines->count + 1);
  size_t capacity = 0, first = 0;
  text_find_page_starts((const char *const *)lines->items, lines->count, starts);
  for (size_t i = 1; i <= lines->count; i++)
    if (i == lines->count || starts[i]) {
      document_add_text_page(document, &capacity, lines, first, i);
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

/* `text` is UTF-8. */
static struct document *document_make(const char *text, size_t length)
{
  struct text_lines lines = text_lines_split(text, length);
  struct document *document = memory_alloc(sizeof *document);
  document->source.format = "text";
  if (memchr(text, '\f', length))
    document_split_at_form_feeds(document, &lines);
  else
    document_split_at_headings(document, &lines);
  text_lines_clear(&lines);
  return document;
}

enum status document_from_text(const char *text, size_t length, struct document **ret_document,
                               struct error *error)
{
  struct strbuf converted = {0};
  const char *utf8 = text;
  size_t utf8_length = length;
  if (utf16_is_marked(text, length) && utf16_append_utf8(text, length, &converted)) {
    utf8 = strbuf_text(&converted);
    utf8_length = converted.length;
  }
  size_t invalid = utf8_find_invalid(utf8, utf8_length);
  enum status status = STATUS_OK;
  if (invalid < utf8_length) {
    status = text_refuse(utf8, utf8_length, invalid, error);
  } else {
    *ret_document = document_make(utf8, utf8_length);
    (*ret_document)->source.bytes = length;
  }
  strbuf_clear(&converted);
  return status;
}
