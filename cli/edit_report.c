#include "cli/edit_report.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "output/text_diff.h"

#define COLOUR_OLD "\033[31m"
#define COLOUR_NEW "\033[32m"
#define COLOUR_HEAD "\033[1m"
#define COLOUR_OFF "\033[0m"

enum { CONTEXT_CHARACTERS = 12 };

struct report {
  const struct document *document;
  struct strbuf *bytes;
  bool colour;
};

static void coloured_append(const struct report *report, const char *colour, const char *open,
                            const char *text, size_t length, const char *close)
{
  strbuf_appendf(report->bytes, "%s%s", report->colour ? colour : "", open);
  for (const char *end = text + length; text < end;) {
    unsigned codepoint;
    size_t size = utf8_decode(text, &codepoint);
    if (size == 0)
      break;
    if (codepoint == '\n')
      strbuf_append(report->bytes, "⏎");
    else if (codepoint_steers(codepoint))
      strbuf_appendf(report->bytes, codepoint > 0xFF ? "\\u%04X" : "\\x%02X", codepoint);
    else
      strbuf_append_bytes(report->bytes, text, size);
    text += size;
  }
  strbuf_appendf(report->bytes, "%s%s", close, report->colour && *colour ? COLOUR_OFF : "");
}

/* Bytes of the first `characters` of a text of `length` bytes. */
static size_t head_length(const char *text, size_t length, size_t characters)
{
  size_t at = 0;
  unsigned codepoint;
  while (at < length && characters-- > 0)
    at += utf8_decode(text + at, &codepoint);
  return at < length ? at : length;
}

/* Where the last `characters` of the text start. */
static size_t tail_start(const char *text, size_t length, size_t characters)
{
  size_t at = length;
  while (at > 0 && characters > 0)
    if (((unsigned char)text[--at] & 0xc0) != 0x80)
      characters--;
  return at;
}

/* What stayed the same between changes: all of it if short, else its ends. */
static void same_append(const struct report *report, const char *text, size_t length, bool first,
                        bool last)
{
  size_t head = first ? 0 : head_length(text, length, CONTEXT_CHARACTERS);
  size_t tail = last ? length : tail_start(text, length, CONTEXT_CHARACTERS);
  if (tail <= head) {
    coloured_append(report, "", "", text, length, "");
    return;
  }
  coloured_append(report, "", "", text, head, "…");
  coloured_append(report, "", "", text + tail, length - tail, "");
}

static void difference_append(const struct report *report, const char *before, const char *after)
{
  struct text_diff diff = {0};
  text_diff_make(before, after, &diff);
  strbuf_append(report->bytes, "    ");
  for (size_t i = 0; i < diff.count; i++) {
    const struct diff_run *run = &diff.runs[i];
    const char *text = (run->kind == DIFF_ADDED ? after : before) + run->offset;
    if (run->kind == DIFF_SAME)
      same_append(report, text, run->length, i == 0, i + 1 == diff.count);
    else if (run->kind == DIFF_REMOVED)
      coloured_append(report, COLOUR_OLD, "[-", text, run->length, "-]");
    else
      coloured_append(report, COLOUR_NEW, "{+", text, run->length, "+}");
  }
  strbuf_append_char(report->bytes, '\n');
  text_diff_clear(&diff);
}

/* Of what is no line's text, one thing as a whole for the other. */
static void replacement_append(const struct report *report, const char *before, const char *after)
{
  strbuf_append(report->bytes, "    ");
  if (*before)
    coloured_append(report, COLOUR_OLD, "[-", before, strlen(before), "-]");
  if (*after)
    coloured_append(report, COLOUR_NEW, "{+", after, strlen(after), "+}");
  strbuf_append_char(report->bytes, '\n');
}

static bool edit_is_of(const struct edit *edit, int page, int line)
{
  return edit->page == page && edit->line == line;
}

/* The rules that touched a line, each once with its count, in the order of their first edit. */
static void rules_append(const struct report *report, const struct edit *edits, size_t count,
                         int page, int line)
{
  const char *separator = ": ";
  for (size_t i = 0; i < count; i++) {
    size_t earlier = 0, times = 0;
    for (size_t k = 0; edit_is_of(&edits[i], page, line) && k < count; k++)
      if (edit_is_of(&edits[k], page, line) && strcmp(edits[k].rule, edits[i].rule) == 0) {
        earlier += k < i;
        times++;
      }
    if (times == 0 || earlier > 0)
      continue;
    strbuf_appendf(report->bytes, "%s%s", separator, edits[i].rule);
    if (times > 1)
      strbuf_appendf(report->bytes, " (%zu)", times);
    separator = ", ";
  }
}

static void head_append(const struct report *report, const struct edit *edits, size_t count,
                        int page, int line)
{
  strbuf_append(report->bytes, report->colour ? COLOUR_HEAD : "");
  strbuf_appendf(report->bytes, "page %d", page);
  if (line > 0)
    strbuf_appendf(report->bytes, ", line %d", line);
  rules_append(report, edits, count, page, line);
  strbuf_appendf(report->bytes, "%s\n", report->colour ? COLOUR_OFF : "");
}

static const struct document_line *line_at(const struct document *document, int page, int line)
{
  if (page < 1 || (size_t)page > document->page_count || line < 1 ||
      (size_t)line > document->pages[page - 1].line_count)
    return NULL;
  return &document->pages[page - 1].lines[line - 1];
}

/* The edits of one line: they follow each other in the ordered list. */
static void line_append(const struct report *report, const struct edit *edits, size_t count)
{
  const struct document_line *line = line_at(report->document, edits->page, edits->line);
  head_append(report, edits, count, edits->page, edits->line);
  if (line && line->raw && strcmp(line->raw, line->text) != 0) {
    difference_append(report, line->raw, line->text);
    return;
  }
  for (size_t i = 0; i < count; i++)
    replacement_append(report, edits[i].before ? edits[i].before : "",
                       edits[i].after ? edits[i].after : "");
}

static int place_compare(const void *a, const void *b)
{
  const struct edit *left = a, *right = b;
  if (left->page != right->page)
    return left->page < right->page ? -1 : 1;
  return (left->line > right->line) - (left->line < right->line);
}

void edit_report_append(const struct document *document, bool colour, struct strbuf *bytes)
{
  const struct report report = {document, bytes, colour};
  size_t count = document->edit_count, changed = 0;
  struct edit *edits = memory_alloc(count * sizeof *edits); /* a copy; the texts stay there */
  if (count > 0)
    memcpy(edits, document->edits, count * sizeof *edits);
  qsort(edits, count, sizeof *edits, place_compare);
  for (size_t start = 0, end; start < count; start = end, changed++) {
    for (end = start + 1; end < count && place_compare(&edits[start], &edits[end]) == 0;)
      end++;
    line_append(&report, edits + start, end - start);
  }
  free(edits);
  strbuf_appendf(bytes, "%zu edit%s in %zu line%s\n", count, count == 1 ? "" : "s", changed,
                 changed == 1 ? "" : "s");
}
