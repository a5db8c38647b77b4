/* What stands below the fields: notes, provisions, corrections, full text, where it comes from. */

#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "output/field_names.h"
#include "output/html_parts.h"
#include "output/markup.h"
#include "output/sentence.h"
#include "output/template.h"
#include "output/text_diff.h"
#include "output/words.h"

static const float HARD_TO_READ = 0.6f; /* confidence of a character below which it is dotted */

static void details_open(const char *key, size_t count, bool open, struct strbuf *bytes)
{
  strbuf_appendf(bytes, "<details class=\"of-%s\"%s><summary>", key, open ? " open" : "");
  words_append(bytes, key);
  if (count > 0)
    strbuf_appendf(bytes, "<span class=\"number\">%zu</span>", count);
  strbuf_append(bytes, "</summary>\n");
}

void html_note_append(const char *warning, struct strbuf *bytes)
{
  const char *colon = strstr(warning, ": ");
  autofree char *name = memory_copy_bytes(warning, colon ? (size_t)(colon - warning) : 0);
  if (!name[0] || strspn(name, "abcdefghijklmnopqrstuvwxyz_") != strlen(name)) {
    autofree char *chinese = sentence_in_chinese(warning);
    words_append_pair(bytes, chinese, warning);
    return;
  }
  struct field_title title;
  field_title_of(name, NULL, &title);
  autofree char *chinese = sentence_in_chinese(colon + 2);
  words_append_pair(bytes, title.chinese, title.english);
  words_append_pair(bytes, "：", ": ");
  words_append_pair(bytes, chinese, colon + 2);
  field_title_clear(&title);
}

void html_warnings_append(const void *context, struct strbuf *bytes)
{
  const struct document *document = ((const struct output_context *)context)->document;
  if (document->warning_count == 0)
    return;
  strbuf_append(bytes, "<section class=\"notes\"><h2>");
  words_append(bytes, "warnings");
  strbuf_append(bytes, "</h2><ul>\n");
  for (size_t i = 0; i < document->warning_count; i++) {
    strbuf_append(bytes, "<li>");
    html_note_append(document->warnings[i], bytes);
    strbuf_append(bytes, "</li>\n");
  }
  strbuf_append(bytes, "</ul></section>\n");
}

static void clause_append(const char *number, const char *text, int page, struct strbuf *bytes)
{
  strbuf_append(bytes, "<span class=\"clause\">");
  markup_append(bytes, number);
  strbuf_append(bytes, "</span>");
  markup_append(bytes, text);
  if (page > 0) {
    strbuf_append(bytes, " <span class=\"where\">");
    words_append_numbers(bytes, "page_number", (size_t)page, 0);
    strbuf_append(bytes, "</span>");
  }
}

static void provision_append(const struct provision *provision, struct strbuf *bytes)
{
  strbuf_append(bytes, "<li>");
  clause_append(provision->number, provision->text, provision->page, bytes);
  if (provision->item_count > 0) {
    strbuf_append(bytes, "<ol class=\"items\">");
    for (size_t i = 0; i < provision->item_count; i++) {
      const struct provision_item *item = &provision->items[i];
      strbuf_append(bytes, "<li>");
      clause_append(item->number, item->text, 0, bytes);
      strbuf_append(bytes, "</li>");
    }
    strbuf_append(bytes, "</ol>");
  }
  strbuf_append(bytes, "</li>\n");
}

void html_provisions_append(const void *context, struct strbuf *bytes)
{
  const struct record_list *records = ((const struct output_context *)context)->records;
  for (size_t r = 0; records && r < records->count; r++) {
    const struct record *record = records->items[r];
    if (record->provision_count == 0)
      continue;
    details_open("provisions", record->provision_count, false, bytes);
    strbuf_append(bytes, "<ol class=\"provisions\">\n");
    for (size_t i = 0; i < record->provision_count; i++)
      provision_append(&record->provisions[i], bytes);
    strbuf_append(bytes, "</ol></details>\n");
  }
}

/* A run of an edit; spaces that changed are made visible. */
static void run_append(const struct diff_run *run, const char *text, struct strbuf *bytes)
{
  static const char *const open[] = {"", "<del>", "<ins>"}, *const close[] = {"", "</del>",
                                                                              "</ins>"};
  bool gap = run->kind == DIFF_REMOVED && strspn(text, " ") >= run->length;
  struct strbuf shown = {0};
  for (size_t i = 0; i < run->length; i++)
    if (text[i] == ' ' && run->kind != DIFF_SAME)
      strbuf_append(&shown, "␣");
    else
      strbuf_append_char(&shown, text[i]);
  strbuf_append(bytes, gap ? "<del class=\"gap\">" : open[run->kind]);
  markup_append(bytes, strbuf_text(&shown));
  strbuf_append(bytes, close[run->kind]);
  strbuf_clear(&shown);
}

static void diff_append(const char *before, const char *after, struct strbuf *bytes)
{
  struct text_diff diff;
  text_diff_make(before, after, &diff);
  for (size_t i = 0; i < diff.count; i++) {
    const struct diff_run *run = &diff.runs[i];
    run_append(run, (run->kind == DIFF_ADDED ? after : before) + run->offset, bytes);
  }
  text_diff_clear(&diff);
}

static void edit_append(const struct edit *edit, struct strbuf *bytes)
{
  autofree char *key = memory_format("rule:%s", edit->rule);
  strbuf_append(bytes, "<tr><td class=\"where\">");
  words_append_numbers(bytes, edit->line > 0 ? "edit:place" : "edit:whole_page", (size_t)edit->page,
                       (size_t)edit->line);
  strbuf_append(bytes, "</td><td>");
  diff_append(edit->before ? edit->before : "", edit->after ? edit->after : "", bytes);
  strbuf_append(bytes, "</td><td class=\"rule\">");
  words_append(bytes, key);
  strbuf_append(bytes, "</td></tr>\n");
}

/* The next character that is not a space, full-width forms as their ASCII; 0 at the end. */
static unsigned plain_next(const char **text)
{
  unsigned codepoint;
  size_t length;
  while ((length = utf8_decode(*text, &codepoint)) > 0) {
    *text += length;
    if (!codepoint_is_space(codepoint))
      return codepoint_narrow(codepoint);
  }
  return 0;
}

/* An edit that a reader of the text would not notice: spaces and the width of marks. */
static bool edit_is_quiet(const struct edit *edit)
{
  const char *before = edit->before ? edit->before : "", *after = edit->after ? edit->after : "";
  if (!before[0] && !after[0])
    return false;
  unsigned left, right;
  do {
    left = plain_next(&before);
    right = plain_next(&after);
  } while (left == right && left != 0);
  return left == right;
}

static size_t edits_table_append(const struct document *document, bool quiet, struct strbuf *bytes)
{
  size_t count = 0;
  strbuf_append(bytes, "<table class=\"edits\"><tbody>\n");
  for (size_t i = 0; i < document->edit_count; i++)
    if (edit_is_quiet(&document->edits[i]) == quiet) {
      edit_append(&document->edits[i], bytes);
      count++;
    }
  strbuf_append(bytes, "</tbody></table>\n");
  return count;
}

void html_edits_append(const void *context, struct strbuf *bytes)
{
  const struct document *document = ((const struct output_context *)context)->document;
  struct strbuf quiet = {0};
  size_t quiet_count = edits_table_append(document, true, &quiet);
  details_open("edits", document->edit_count - quiet_count, false, bytes);
  strbuf_append(bytes, "<div>");
  if (document->edit_count == quiet_count) {
    strbuf_append(bytes, "<p>");
    words_append(bytes, "edits_none");
    strbuf_append(bytes, "</p>\n");
  } else {
    edits_table_append(document, false, bytes);
  }
  if (quiet_count > 0) {
    strbuf_appendf(bytes, "<details class=\"quiet\"><summary>");
    words_append(bytes, "edits:quiet");
    strbuf_appendf(bytes, "<span class=\"number\">%zu</span></summary>\n", quiet_count);
    strbuf_append(bytes, strbuf_text(&quiet));
    strbuf_append(bytes, "</details>\n");
  }
  strbuf_append(bytes, "</div></details>\n");
  strbuf_clear(&quiet);
}

/* Glyphs by their confidence: runs that were hard to read are dotted. */
static void line_append(const struct document_line *line, struct strbuf *bytes)
{
  bool low = false;
  for (size_t i = 0; i < line->glyph_count; i++) {
    const struct glyph *glyph = &line->glyphs[i];
    bool glyph_low =
        glyph->confidence < HARD_TO_READ && !glyph_is_space(glyph) && !box_is_empty(line->box);
    if (glyph_low != low)
      strbuf_append(bytes, glyph_low ? "<span class=\"low\">" : "</span>");
    low = glyph_low;
    markup_append(bytes, glyph->text);
  }
  if (low)
    strbuf_append(bytes, "</span>");
}

static void page_text_append(const struct document_page *page, struct strbuf *bytes)
{
  strbuf_append(bytes, "<div class=\"page-text\"><h3>");
  words_append_numbers(bytes, "page_number", (size_t)page->read.number, 0);
  strbuf_append(bytes, "</h3>");
  for (size_t i = 0; i < page->line_count; i++) {
    strbuf_append(bytes, "<p>");
    line_append(&page->lines[i], bytes);
    strbuf_append(bytes, "</p>\n");
  }
  strbuf_append(bytes, "</div>\n");
}

void html_text_append(const void *context, struct strbuf *bytes)
{
  const struct document *document = ((const struct output_context *)context)->document;
  details_open("text", 0, false, bytes);
  strbuf_append(bytes, "<div><p class=\"hint\">");
  words_append(bytes, "text:low");
  strbuf_append(bytes, "</p>\n");
  for (size_t i = 0; i < document->page_count; i++)
    if (page_has_text(&document->pages[i]))
      page_text_append(&document->pages[i], bytes);
  strbuf_append(bytes, "</div></details>\n");
}

static void about_item(const char *key, const char *text, struct strbuf *bytes)
{
  if (!text || !text[0])
    return;
  strbuf_append(bytes, "<dt>");
  words_append(bytes, key);
  strbuf_append(bytes, "</dt><dd>");
  markup_append(bytes, text);
  strbuf_append(bytes, "</dd>\n");
}

static void keys_append(struct strbuf *bytes)
{
  static const struct {
    const char *keys, *meaning;
  } rows[] = {
      {"<kbd>↑</kbd> <kbd>↓</kbd>", "keys:rows"},
      {"<kbd>n</kbd>", "keys:next"},
      {"<kbd>v</kbd>", "keys:view"},
      {"<kbd>+</kbd> <kbd>-</kbd> <kbd>0</kbd>", "keys:zoom"},
  };
  strbuf_append(bytes, "<p class=\"keys\">");
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    strbuf_appendf(bytes, "<span>%s ", rows[i].keys);
    words_append(bytes, rows[i].meaning);
    strbuf_append(bytes, "</span>");
  }
  strbuf_append(bytes, "</p>\n");
}

void html_about_append(const void *context, struct strbuf *bytes)
{
  const struct output_context *output = context;
  const struct document *document = output->document;
  autofree char *pages = memory_format("%zu", document->page_count);
  autofree char *program = memory_format("zhaolu %s, tesseract %s, %s", output->tool->version,
                                         output->tool->tesseract, output->tool->leptonica);
  details_open("about", 0, false, bytes);
  strbuf_append(bytes, "<dl class=\"about\">\n");
  about_item("about:file", document->source.name, bytes);
  about_item("about:sha256", document->source.sha256, bytes);
  about_item("about:pages", pages, bytes);
  about_item("about:program", program, bytes);
  about_item("about:model", output->tool->model, bytes);
  strbuf_append(bytes, "</dl></details>\n");
  keys_append(bytes);
}
