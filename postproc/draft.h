#ifndef ZHAOLU_POSTPROC_DRAFT_H
#define ZHAOLU_POSTPROC_DRAFT_H

/*
 * A line under correction. A rule looks at the characters, marks the ones to replace or remove, and
 * commits: the glyphs change in one pass, whatever their number, and the edit log gets an entry
 * with a little context for each spot. Glyphs keep their box and confidence.
 */

#include <stdbool.h>
#include <stddef.h>

#include "document/document.h"

struct draft {
  struct document *document;
  struct document_line *line;
  size_t page_index, line_index;
  int page_number, line_number; /* 1-based, for the edit log */
  unsigned *codepoints;         /* each glyph's character; its first where a glyph holds several */
  struct box *boxes;            /* each glyph's place, upright; empty ones for text */
  size_t count;
  unsigned *wanted;   /* after commit: the same, another code point, or DRAFT_REMOVED */
  unsigned *inserted; /* character to put before each glyph, and behind the last; 0: none */
  size_t capacity;
  bool changed;
};

#define DRAFT_REMOVED 0xFFFFFFFFu

/* Starts on a line; the draft's arrays are reused from line to line. */
void draft_begin(struct draft *draft, struct document *document, size_t page_index,
                 size_t line_index);
void draft_remove(struct draft *draft, size_t index);
void draft_replace(struct draft *draft, size_t index, unsigned codepoint);
/* Puts a character before glyph `index`, or behind the last for index == count; its box is the gap
 * between its neighbours. A commit either inserts or replaces and removes, not both. */
void draft_insert(struct draft *draft, size_t index, unsigned codepoint);

/* Carries the marked changes out under the name of `rule`, a static string. */
void draft_commit(struct draft *draft, const char *rule);
void draft_clear(struct draft *draft);

/* Character at `index`, 0 outside the line. */
unsigned draft_at(const struct draft *draft, size_t index);
/* Nearest character that is no space before / at or after `index`; 0 where there is none. */
unsigned draft_before(const struct draft *draft, size_t index);
unsigned draft_from(const struct draft *draft, size_t index);

#endif
