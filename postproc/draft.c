#include "postproc/draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"

enum {
  EDIT_CONTEXT = 2, /* characters shown on either side of a change */
  EDIT_JOIN = 4,    /* changes nearer than this are one entry in the log */
};

void draft_begin(struct draft *draft, struct document *document, size_t page_index,
                 size_t line_index)
{
  struct document_page *page = &document->pages[page_index];
  struct document_line *line = &page->lines[line_index];
  draft->document = document;
  draft->line = line;
  draft->page_index = page_index;
  draft->line_index = line_index;
  draft->page_number = page->read.number;
  draft->line_number = (int)line_index + 1;
  draft->count = line->glyph_count;
  draft->changed = false;
  if (draft->capacity < line->glyph_count) {
    draft->capacity = line->glyph_count;
    draft->codepoints =
        memory_resize(draft->codepoints, draft->capacity, sizeof *draft->codepoints);
    draft->wanted = memory_resize(draft->wanted, draft->capacity, sizeof *draft->wanted);
  }
  for (size_t i = 0; i < draft->count; i++) {
    utf8_decode(line->glyphs[i].text, &draft->codepoints[i]);
    draft->wanted[i] = draft->codepoints[i];
  }
}

void draft_remove(struct draft *draft, size_t index)
{
  draft->wanted[index] = DRAFT_REMOVED;
  draft->changed = true;
}

void draft_replace(struct draft *draft, size_t index, unsigned codepoint)
{
  if (draft->codepoints[index] == codepoint)
    return;
  draft->wanted[index] = codepoint;
  draft->changed = true;
}

static bool draft_changes(const struct draft *draft, size_t index)
{
  return draft->wanted[index] != draft->codepoints[index];
}

/* Logs the changes between `first` and `last`, both changed, with their context. */
static void draft_log(const struct draft *draft, const char *rule, size_t first, size_t last)
{
  struct strbuf before = {0}, after = {0};
  size_t from = first > EDIT_CONTEXT ? first - EDIT_CONTEXT : 0;
  size_t end = last + 1 + EDIT_CONTEXT < draft->count ? last + 1 + EDIT_CONTEXT : draft->count;
  for (size_t i = from; i < end; i++) {
    const char *text = draft->line->glyphs[i].text;
    strbuf_append(&before, text);
    if (!draft_changes(draft, i))
      strbuf_append(&after, text);
    else if (draft->wanted[i] != DRAFT_REMOVED)
      strbuf_append_codepoint(&after, draft->wanted[i]);
  }
  document_add_edit(draft->document, draft->page_number, draft->line_number, rule,
                    strbuf_text(&before), strbuf_text(&after));
  strbuf_clear(&before);
  strbuf_clear(&after);
}

static void draft_log_all(const struct draft *draft, const char *rule)
{
  for (size_t i = 0; i < draft->count; i++) {
    if (!draft_changes(draft, i))
      continue;
    size_t last = i;
    for (size_t k = i + 1; k < draft->count && k - last < EDIT_JOIN; k++)
      if (draft_changes(draft, k))
        last = k;
    draft_log(draft, rule, i, last);
    i = last;
  }
}

void draft_commit(struct draft *draft, const char *rule)
{
  if (!draft->changed)
    return;
  draft_log_all(draft, rule);
  struct glyph *glyphs = draft->line->glyphs;
  size_t kept = 0;
  for (size_t i = 0; i < draft->count; i++) {
    if (draft->wanted[i] == DRAFT_REMOVED)
      continue;
    if (kept != i)
      glyphs[kept] = glyphs[i];
    if (draft_changes(draft, i)) {
      char bytes[5];
      utf8_encode(draft->wanted[i], bytes);
      snprintf(glyphs[kept].text, sizeof glyphs[kept].text, "%s", bytes);
    }
    draft->codepoints[kept] = draft->wanted[i];
    draft->wanted[kept] = draft->wanted[i];
    kept++;
  }
  draft->count = draft->line->glyph_count = kept;
  draft->changed = false;
  document_line_refresh(draft->line);
}

void draft_clear(struct draft *draft)
{
  free(draft->codepoints);
  free(draft->wanted);
  *draft = (struct draft){0};
}

unsigned draft_at(const struct draft *draft, size_t index)
{
  return index < draft->count ? draft->codepoints[index] : 0;
}

unsigned draft_before(const struct draft *draft, size_t index)
{
  for (size_t i = index; i > 0; i--)
    if (!codepoint_is_space(draft->codepoints[i - 1]))
      return draft->codepoints[i - 1];
  return 0;
}

unsigned draft_from(const struct draft *draft, size_t index)
{
  for (size_t i = index; i < draft->count; i++)
    if (!codepoint_is_space(draft->codepoints[i]))
      return draft->codepoints[i];
  return 0;
}
