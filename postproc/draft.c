#include "postproc/draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "postproc/geometry.h"

enum {
  EDIT_CONTEXT = 2, /* characters shown on either side of a change */
  EDIT_JOIN = 4,    /* changes nearer than this are one entry in the log */
};

/* Room for `count` characters, and for one more to be put behind them. */
static void draft_reserve(struct draft *draft, size_t count)
{
  if (draft->capacity > count)
    return;
  draft->capacity = count + 1;
  size_t room = draft->capacity;
  draft->codepoints = memory_resize(draft->codepoints, room, sizeof *draft->codepoints);
  draft->wanted = memory_resize(draft->wanted, room, sizeof *draft->wanted);
  draft->inserted = memory_resize(draft->inserted, room, sizeof *draft->inserted);
  draft->boxes = memory_resize(draft->boxes, room, sizeof *draft->boxes);
}

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
  draft_reserve(draft, line->glyph_count);
  for (size_t i = 0; i < draft->count; i++) {
    utf8_decode(line->glyphs[i].text, &draft->codepoints[i]);
    draft->wanted[i] = draft->codepoints[i];
    draft->inserted[i] = 0;
    draft->boxes[i] = page_upright_box(page, line->glyphs[i].box);
  }
  draft->inserted[draft->count] = 0;
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

void draft_insert(struct draft *draft, size_t index, unsigned codepoint)
{
  draft->inserted[index] = codepoint;
  draft->changed = true;
}

/* The place behind the last character changes when something is put there. */
static bool draft_changes(const struct draft *draft, size_t index)
{
  if (index == draft->count)
    return draft->inserted[index] != 0;
  return draft->wanted[index] != draft->codepoints[index] || draft->inserted[index] != 0;
}

/* One character of the log's context: as it was, and as it will be. */
static void log_character(const struct draft *draft, size_t index, struct strbuf *before,
                          struct strbuf *after)
{
  if (draft->inserted[index])
    strbuf_append_codepoint(after, draft->inserted[index]);
  if (index == draft->count)
    return;
  const char *text = draft->line->glyphs[index].text;
  strbuf_append(before, text);
  if (draft->wanted[index] == draft->codepoints[index])
    strbuf_append(after, text);
  else if (draft->wanted[index] != DRAFT_REMOVED)
    strbuf_append_codepoint(after, draft->wanted[index]);
}

/* Logs the changes between `first` and `last`, both changed, with their context. */
static void draft_log(const struct draft *draft, const char *rule, size_t first, size_t last)
{
  struct strbuf before = {0}, after = {0};
  size_t from = first > EDIT_CONTEXT ? first - EDIT_CONTEXT : 0;
  for (size_t i = from; i <= draft->count && i <= last + EDIT_CONTEXT; i++)
    log_character(draft, i, &before, &after);
  document_add_edit(draft->document, draft->page_number, draft->line_number, rule,
                    strbuf_text(&before), strbuf_text(&after));
  strbuf_clear(&before);
  strbuf_clear(&after);
}

static void draft_log_all(const struct draft *draft, const char *rule)
{
  for (size_t i = 0; i <= draft->count; i++) {
    if (!draft_changes(draft, i))
      continue;
    size_t last = i;
    for (size_t k = i + 1; k <= draft->count && k - last < EDIT_JOIN; k++)
      if (draft_changes(draft, k))
        last = k;
    draft_log(draft, rule, i, last);
    i = last;
  }
}

static void glyph_set_text(struct glyph *glyph, unsigned codepoint)
{
  char bytes[5];
  utf8_encode(codepoint, bytes);
  snprintf(glyph->text, sizeof glyph->text, "%s", bytes);
  glyph->by_shape[0] = '\0'; /* its shape spoke of what was read */
  glyph->shape_is_doubtful = false;
  glyph->shape_is_clear = false;
  glyph->shape_fits = false;
  glyph->look_count = 0;
}

/* Makes the glyph at `from` what is wanted, at its new index `to`. */
static void draft_move(struct draft *draft, size_t from, size_t to)
{
  struct glyph *glyphs = draft->line->glyphs;
  if (to != from) {
    glyphs[to] = glyphs[from];
    draft->boxes[to] = draft->boxes[from];
  }
  if (draft->wanted[from] != draft->codepoints[from])
    glyph_set_text(&glyphs[to], draft->wanted[from]);
  draft->codepoints[to] = draft->wanted[to] = draft->wanted[from];
}

static void draft_close_gaps(struct draft *draft)
{
  size_t kept = 0;
  for (size_t i = 0; i < draft->count; i++)
    if (draft->wanted[i] != DRAFT_REMOVED)
      draft_move(draft, i, kept++);
  draft->count = draft->line->glyph_count = kept;
}

/* The glyph put before `index`: nobody read it, so its confidence is that of a guess. */
static struct glyph inserted_glyph(const struct draft *draft, size_t index)
{
  static const float GUESS = 0.5f;
  struct glyph glyph = {.confidence = GUESS};
  glyph_set_text(&glyph, draft->inserted[index]);
  if (index == 0 || index == draft->count)
    return glyph;
  struct box left = draft->line->glyphs[index - 1].box, right = draft->line->glyphs[index].box;
  if (!box_is_empty(left) && right.x > left.x + left.w)
    glyph.box = (struct box){left.x + left.w, left.y, right.x - left.x - left.w, left.h};
  return glyph;
}

/* Rebuilds the line with the inserted characters; nothing else is pending. */
static void draft_open_gaps(struct draft *draft)
{
  size_t added = 0;
  for (size_t i = 0; i <= draft->count; i++)
    added += draft->inserted[i] != 0;
  if (added == 0)
    return;
  struct glyph *glyphs = memory_alloc((draft->count + added) * sizeof *glyphs);
  size_t count = 0;
  for (size_t i = 0; i <= draft->count; i++) {
    if (draft->inserted[i])
      glyphs[count++] = inserted_glyph(draft, i);
    if (i < draft->count)
      glyphs[count++] = draft->line->glyphs[i];
  }
  free(draft->line->glyphs);
  draft->line->glyphs = glyphs;
  draft->line->glyph_count = count;
  draft_begin(draft, draft->document, draft->page_index, draft->line_index);
}

void draft_commit(struct draft *draft, const char *rule)
{
  if (!draft->changed)
    return;
  draft_log_all(draft, rule);
  draft_open_gaps(draft);
  draft_close_gaps(draft);
  draft->changed = false;
  document_line_refresh(draft->line);
}

void draft_clear(struct draft *draft)
{
  free(draft->codepoints);
  free(draft->wanted);
  free(draft->inserted);
  free(draft->boxes);
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
