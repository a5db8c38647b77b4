#include "extract/name_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "extract/gather.h"

static const char rule[] = "name_by_shape";

enum {
  CONTEXT = 2,            /* characters on either side that the log shows */
  UNMISTAKABLE_LEAST = 4, /* a shorter name may stand in other text by chance */
};

/* One character of a name as it was read, and what becomes of it. */
struct name_character {
  unsigned folded;
  bool told;        /* begins one that the shape told: it becomes `text` */
  bool part;        /* belongs to the one before, which the shape told as a whole: it goes */
  const char *text; /* borrowed */
};

struct name_pattern {
  struct name_character *characters;
  size_t count, capacity;
  bool tells; /* at least one was told */
};

static void pattern_clear(struct name_pattern *pattern)
{
  free(pattern->characters);
  *pattern = (struct name_pattern){0};
}

static void pattern_add_ink(struct name_pattern *pattern, const struct ink *ink)
{
  bool told = *ink->read != '\0', first = true;
  const char *read = told ? ink->read : ink->text;
  unsigned codepoint;
  for (size_t step; (step = utf8_decode(read, &codepoint)) != 0; read += step, first = false) {
    array_reserve(pattern->characters, pattern->count, pattern->capacity);
    pattern->characters[pattern->count++] = (struct name_character){
        codepoint_fold(codepoint), told && first, told && !first, ink->text};
  }
  pattern->tells |= told;
}

static struct name_pattern pattern_of(const struct candidate *candidate)
{
  struct name_pattern pattern = {0};
  const struct parsed *parsed = &candidate->parsed;
  for (size_t i = parsed->spans[0].from; i < parsed->spans[parsed->span_count - 1].to; i++)
    pattern_add_ink(&pattern, &candidate->passage.inks[i]);
  return pattern;
}

/* ---- writing ---- */

static struct document_line *line_of(const struct layout *layout, const struct ink *ink,
                                     struct document *document, int *ret_page, int *ret_line)
{
  const struct row *row = &layout->rows[ink->row];
  const struct document_page *source = layout->pages[row->page].source;
  size_t index = (size_t)(row->line - source->lines);
  *ret_page = source->read.number;
  *ret_line = (int)index + 1;
  return &document->pages[source - document->pages].lines[index];
}

static void context_append(const struct document_line *line, size_t from, size_t to,
                           struct strbuf *text)
{
  for (size_t i = from; i < to && i < line->glyph_count; i++)
    strbuf_append(text, line->glyphs[i].text);
}

/* Puts `text` in the place of the glyphs [at, end), of which the first stays. */
static void glyphs_replace(struct document_line *line, size_t at, size_t end, const char *text)
{
  static const float SHAPE_CONFIDENCE = 0.93F; /* a shape is right mostly, never surely */
  struct glyph *glyph = &line->glyphs[at];
  for (size_t i = at + 1; i < end; i++)
    glyph->box = box_union(glyph->box, line->glyphs[i].box);
  memmove(&line->glyphs[at + 1], &line->glyphs[end],
          (line->glyph_count - end) * sizeof *line->glyphs);
  line->glyph_count -= end - at - 1;
  snprintf(glyph->text, sizeof glyph->text, "%s", text);
  glyph->by_shape[0] = '\0';
  if (glyph->confidence > SHAPE_CONFIDENCE)
    glyph->confidence = SHAPE_CONFIDENCE;
  document_line_refresh(line);
}

static bool box_is_inside(struct box inner, struct box outer)
{
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.w <= outer.x + outer.w &&
         inner.y + inner.h <= outer.y + outer.h;
}

/* The ink's glyph in its line as the line is now: an earlier edit may have moved it forward. The
 * line's glyph count when it is not there any more. */
static size_t glyph_find(const struct document_line *line, const struct ink *ink, unsigned folded)
{
  for (size_t i = ink->glyph + 1; i-- > 0;) {
    if (i >= line->glyph_count)
      continue;
    const struct glyph *glyph = &line->glyphs[i];
    unsigned codepoint;
    size_t step = utf8_decode(glyph->text, &codepoint);
    if (step && !glyph->text[step] && codepoint_fold(codepoint) == folded &&
        box_is_inside(glyph->box, ink->source))
      return i;
  }
  return line->glyph_count;
}

/* The character at `ink`, read as `characters` (one or, apart, several), becomes what it is. */
static void character_write(const struct layout *layout, const struct ink *ink,
                            const struct name_character *characters, size_t parts,
                            struct document *document)
{
  int page, number;
  struct document_line *line = line_of(layout, ink, document, &page, &number);
  size_t at = glyph_find(line, ink, characters[0].folded), end = at + parts;
  if (at == line->glyph_count || end > line->glyph_count)
    return;
  struct strbuf before cleanup_with(strbuf_clear) = {0}, after cleanup_with(strbuf_clear) = {0};
  size_t from = at > CONTEXT ? at - CONTEXT : 0;
  context_append(line, from, end + CONTEXT, &before);
  glyphs_replace(line, at, end, characters[0].text);
  context_append(line, from, at + 1 + CONTEXT, &after);
  document_add_edit(document, page, number, rule, strbuf_text(&before), strbuf_text(&after));
}

/* ---- finding ---- */

static bool pattern_stands_at(const struct name_pattern *pattern, const struct passage *passage,
                              size_t at)
{
  if (at + pattern->count > passage->count)
    return false;
  for (size_t i = 0; i < pattern->count; i++)
    if (passage->inks[at + i].folded != pattern->characters[i].folded)
      return false;
  return true;
}

static size_t parts_from(const struct name_pattern *pattern, size_t index)
{
  size_t end = index + 1;
  while (end < pattern->count && pattern->characters[end].part)
    end++;
  return end - index;
}

/* Writes into the passage's lines wherever it has the name as it was read. */
static void passage_write(const struct name_pattern *pattern, const struct layout *layout,
                          const struct passage *passage, struct document *document)
{
  for (size_t at = 0; at + pattern->count <= passage->count; at++) {
    if (!pattern_stands_at(pattern, passage, at))
      continue;
    for (size_t i = 0; i < pattern->count; i++)
      if (pattern->characters[i].told)
        character_write(layout, &passage->inks[at + i], &pattern->characters[i],
                        parts_from(pattern, i), document);
  }
}

/* The candidate's own place: its inks are what the shapes told already. */
static void candidate_write(const struct name_pattern *pattern, const struct layout *layout,
                            const struct candidate *candidate, struct document *document)
{
  size_t ink = candidate->parsed.spans[0].from;
  for (size_t i = 0; i < pattern->count; i += parts_from(pattern, i), ink++)
    if (pattern->characters[i].told)
      character_write(layout, &candidate->passage.inks[ink], &pattern->characters[i],
                      parts_from(pattern, i), document);
}

static void name_write_elsewhere(const struct name_pattern *pattern, const struct layout *layout,
                                 const struct candidates *candidates, struct document *document)
{
  for (size_t i = 0; i < candidates->count; i++)
    passage_write(pattern, layout, &candidates->items[i].passage, document);
  for (size_t page = 0; pattern->count >= UNMISTAKABLE_LEAST && page < layout->page_count; page++) {
    struct passage passage = {0};
    page_gather(layout, page, &passage);
    passage_write(pattern, layout, &passage, document);
    passage_clear(&passage);
  }
}

void name_write(const struct layout *layout, const struct candidates *candidates,
                struct document *document)
{
  const struct candidate *choice = candidates_choice(candidates);
  if (!choice || !choice->by_shape)
    return;
  for (size_t i = 0; i < candidates->count; i++) {
    const struct candidate *told = &candidates->items[i];
    if (strcmp(told->key, choice->key) != 0)
      continue;
    struct name_pattern pattern cleanup_with(pattern_clear) = pattern_of(told);
    if (!pattern.tells)
      continue;
    candidate_write(&pattern, layout, told, document);
    name_write_elsewhere(&pattern, layout, candidates, document);
  }
}
