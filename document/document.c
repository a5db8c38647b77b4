#include "document/document.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"

/* Moves one read line's readings into a line of the document; the source is left empty. */
static void line_take(struct document_line *line, struct read_line *read)
{
  *line = (struct document_line){
      .raw = reading_text(&read->best),
      .glyphs = read->best.glyphs,
      .glyph_count = read->best.count,
      .other = read->other,
      .box = read->box,
  };
  read->best = (struct reading){0};
  read->other = (struct reading){0};
  document_line_refresh(line);
}

/* Moves the page's text lines to `lines` and keeps the seal's lines, in order, in `read`. */
static void page_take_lines(struct document_page *page)
{
  struct read_page *read = &page->read;
  page->lines = memory_alloc((read->line_count ? read->line_count : 1) * sizeof *page->lines);
  size_t kept = 0;
  for (size_t i = 0; i < read->line_count; i++) {
    if (read->lines[i].kind == LINE_TEXT)
      line_take(&page->lines[page->line_count++], &read->lines[i]);
    else
      read->lines[kept++] = read->lines[i];
  }
  read->line_count = kept;
}

struct document *document_from_pages(struct read_page *pages, size_t count)
{
  struct document *document = memory_alloc(sizeof *document);
  document->pages = memory_alloc((count ? count : 1) * sizeof *document->pages);
  document->page_count = count;
  for (size_t i = 0; i < count; i++) {
    document->pages[i].read = pages[i];
    pages[i] = (struct read_page){0};
    page_take_lines(&document->pages[i]);
    const struct read_page *read = &document->pages[i].read;
    if (read->note)
      document_add_warning(document, "page %d: %s", read->number, read->note);
  }
  return document;
}

void document_line_clear(struct document_line *line)
{
  free(line->raw);
  free(line->text);
  free(line->glyphs);
  reading_clear(&line->other);
  *line = (struct document_line){0};
}

static void page_clear(struct document_page *page)
{
  for (size_t i = 0; i < page->line_count; i++)
    document_line_clear(&page->lines[i]);
  free(page->lines);
  read_page_clear(&page->read);
}

void document_free(struct document **document)
{
  struct document *old = *document;
  if (!old)
    return;
  for (size_t i = 0; i < old->page_count; i++)
    page_clear(&old->pages[i]);
  for (size_t i = 0; i < old->edit_count; i++) {
    free(old->edits[i].before);
    free(old->edits[i].after);
  }
  for (size_t i = 0; i < old->warning_count; i++)
    free(old->warnings[i]);
  free(old->pages);
  free(old->edits);
  free(old->warnings);
  free(old->source.name);
  free(old->source.path);
  free(old->source.sha256);
  free(old);
  *document = NULL;
}

/* What the page's lines become part of has so many already. */
static void edits_move(struct document *document, struct document *part, int page, size_t lines)
{
  for (size_t i = 0; i < part->edit_count; i++) {
    array_reserve(document->edits, document->edit_count, document->edit_capacity);
    struct edit *edit = &document->edits[document->edit_count++];
    *edit = part->edits[i];
    if (edit->page == page && edit->line > 0)
      edit->line += (int)lines;
  }
  part->edit_count = 0;
}

static void lines_move(struct document_page *page, struct document_page *from)
{
  size_t count = page->line_count + from->line_count;
  page->lines = memory_resize(page->lines, count + 1, sizeof *page->lines);
  for (size_t i = 0; i < from->line_count; i++)
    page->lines[page->line_count++] = from->lines[i];
  from->line_count = 0;
  if (from->read.status == PAGE_OK)
    page->read.status = PAGE_OK;
}

static bool has_warning(const struct document *document, const char *text)
{
  for (size_t i = 0; i < document->warning_count; i++)
    if (strcmp(document->warnings[i], text) == 0)
      return true;
  return false;
}

void document_join(struct document *document, struct document **address, bool goes_on)
{
  struct document *part = *address;
  size_t first = goes_on && document->page_count && part->page_count;
  struct document_page *last = first ? &document->pages[document->page_count - 1] : NULL;
  edits_move(document, part, last ? last->read.number : 0, last ? last->line_count : 0);
  if (last)
    lines_move(last, &part->pages[0]);
  document->pages = memory_resize(document->pages, document->page_count + part->page_count + 1,
                                  sizeof *document->pages);
  for (size_t i = first; i < part->page_count; i++) {
    document->pages[document->page_count++] = part->pages[i];
    part->pages[i] = (struct document_page){0};
  }
  for (size_t i = 0; i < part->warning_count; i++)
    if (!has_warning(document, part->warnings[i]))
      document_add_warning(document, "%s", part->warnings[i]);
  document_free(address);
}

void document_drop_glyphs(struct document *document)
{
  for (size_t p = 0; p < document->page_count; p++)
    for (size_t i = 0; i < document->pages[p].line_count; i++) {
      struct document_line *line = &document->pages[p].lines[i];
      free(line->glyphs);
      line->glyphs = NULL;
      line->glyph_count = 0;
    }
}

static bool page_is_shown(const struct document_page *page)
{
  return page->read.status != PAGE_DUPLICATE && page->read.status != PAGE_FAILED;
}

static void page_append_text(const struct document_page *page, struct strbuf *text)
{
  for (size_t i = 0; i < page->line_count; i++) {
    const struct document_line *line = &page->lines[i];
    if (i > 0)
      strbuf_append_char(text, '\n');
    for (int blank = 0; blank < line->blank_lines_before; blank++)
      strbuf_append_char(text, '\n');
    strbuf_append(text, line->text);
  }
}

char *document_text(const struct document *document)
{
  struct strbuf text = {0};
  bool first = true;
  for (size_t i = 0; i < document->page_count; i++) {
    if (!page_is_shown(&document->pages[i]))
      continue;
    if (!first)
      strbuf_append_char(&text, '\f');
    first = false;
    page_append_text(&document->pages[i], &text);
  }
  return strbuf_take(&text);
}

void document_add_edit(struct document *document, int page, int line, const char *rule,
                       const char *before, const char *after)
{
  array_reserve(document->edits, document->edit_count, document->edit_capacity);
  document->edits[document->edit_count++] = (struct edit){
      .page = page,
      .line = line,
      .rule = rule,
      .before = memory_copy_string(before),
      .after = memory_copy_string(after),
  };
}

void document_add_warning(struct document *document, const char *format, ...)
{
  char *text = NULL;
  va_list arguments;
  va_start(arguments, format);
  int length = vasprintf(&text, format, arguments);
  va_end(arguments);
  if (length < 0)
    return;
  document->warnings =
      memory_resize(document->warnings, document->warning_count + 1, sizeof *document->warnings);
  document->warnings[document->warning_count++] = text;
}

const char *document_status_name(enum document_status status)
{
  static const char *const names[] = {"ok", "check", "partial", "failed"};
  return names[status];
}

bool document_line_is_read(const struct document_line *line)
{
  return !box_is_empty(line->box);
}

void document_line_refresh(struct document_line *line)
{
  struct reading reading = {.glyphs = line->glyphs, .count = line->glyph_count};
  free(line->text);
  line->text = reading_text(&reading);
  line->confidence = reading_confidence(&reading);
}
