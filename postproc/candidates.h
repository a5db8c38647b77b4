#ifndef ZHAOLU_POSTPROC_CANDIDATES_H
#define ZHAOLU_POSTPROC_CANDIDATES_H

/* What each character of a read line may be, and what the glyph says for and against it. */

#include "postproc/draft.h"
#include "postproc/language.h"

enum { CANDIDATES_MOST = 64 };

/* Stands for no character at all: what was read is a speck. */
#define CANDIDATE_NOTHING 0u

struct candidate {
  unsigned codepoint;
  float cost; /* minus the natural logarithm of its probability, by the glyph alone */
};

struct position {
  struct candidate candidates[CANDIDATES_MOST]; /* [0] is the character as read */
  size_t count;
  size_t chosen;
};

/* Marks that stand in no Chinese text: strokes of a torn character, dust. */
bool codepoint_is_speck(unsigned codepoint);

/* What candidates are drawn from, for one line. */
struct candidate_source {
  const struct language *language;
  const struct draft *draft;
  const ptrdiff_t *partner; /* line_align_other's result, or NULL */
  float pitch;
  bool *is_named; /* glyphs that belong to a name or an address; owned */
};

void candidate_source_begin(struct candidate_source *source, const struct language *language,
                            const struct draft *draft, const ptrdiff_t *partner);
void candidate_source_end(struct candidate_source *source);

/* Fills the position of glyph `index`; `chosen` is 0. `previous` is the position in front of it on
 * the line, or NULL. */
void position_collect(const struct candidate_source *source, size_t index,
                      const struct position *previous, struct position *ret_position);

#endif
