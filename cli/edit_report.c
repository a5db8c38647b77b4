#include "cli/edit_report.h"

#include <string.h>

#include "base/utf8.h"

#define COLOUR_OLD "\033[31m"
#define COLOUR_NEW "\033[32m"
#define COLOUR_HEAD "\033[1m"
#define COLOUR_OFF "\033[0m"

struct report {
  struct strbuf *bytes;
  bool colour;
};

static void line_append(const struct report *report, const char *colour, const char *mark,
                        const char *text)
{
  strbuf_appendf(report->bytes, "%s%s", report->colour ? colour : "", mark);
  unsigned codepoint;
  for (size_t length; (length = utf8_decode(text, &codepoint)) > 0; text += length) {
    if (codepoint == '\n')
      strbuf_append(report->bytes, "⏎");
    else if (codepoint < ' ')
      strbuf_appendf(report->bytes, "\\x%02x", codepoint);
    else
      strbuf_append_bytes(report->bytes, text, length);
  }
  strbuf_appendf(report->bytes, "%s\n", report->colour ? COLOUR_OFF : "");
}

static const struct document_line *edited_line(const struct document *document,
                                               const struct edit *edit)
{
  if (edit->page < 1 || (size_t)edit->page > document->page_count || edit->line < 1)
    return NULL;
  const struct document_page *page = &document->pages[edit->page - 1];
  return (size_t)edit->line <= page->line_count ? &page->lines[edit->line - 1] : NULL;
}

static void head_append(const struct report *report, const struct edit *edit)
{
  const char *colour = report->colour ? COLOUR_HEAD : "", *off = report->colour ? COLOUR_OFF : "";
  if (edit->line > 0)
    strbuf_appendf(report->bytes, "%spage %d, line %d: %s%s\n", colour, edit->page, edit->line,
                   edit->rule, off);
  else
    strbuf_appendf(report->bytes, "%spage %d: %s%s\n", colour, edit->page, edit->rule, off);
}

/* The change, and the corrected line below it where the change alone says little. */
static void edit_append(const struct report *report, const struct document *document,
                        const struct edit *edit)
{
  const struct document_line *line = edited_line(document, edit);
  const char *before = edit->before ? edit->before : "", *after = edit->after ? edit->after : "";
  head_append(report, edit);
  if (*before)
    line_append(report, COLOUR_OLD, "  - ", before);
  if (*after)
    line_append(report, COLOUR_NEW, "  + ", after);
  if (line && strcmp(line->text, after) != 0)
    line_append(report, "", "    in: ", line->text);
}

void edit_report_append(const struct document *document, bool colour, struct strbuf *bytes)
{
  const struct report report = {bytes, colour};
  for (size_t i = 0; i < document->edit_count; i++)
    edit_append(&report, document, &document->edits[i]);
  strbuf_appendf(bytes, "%zu edit%s\n", document->edit_count, document->edit_count == 1 ? "" : "s");
}
