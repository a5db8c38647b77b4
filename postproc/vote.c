#include "postproc/vote.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "grammar/numeral.h"
#include "postproc/align.h"
#include "postproc/draft.h"
#include "postproc/fact_find.h"

enum { VOTES_LEAST = 2 }; /* pages that must agree before another one is mended */

/* A look-alike convinces only where the recogniser was not sure either. */
static const float SURE = 0.9f;

static bool fact_same(const struct fact *a, const struct fact *b)
{
  return a->count == b->count &&
         memcmp(a->codepoints, b->codepoints, a->count * sizeof *a->codepoints) == 0;
}

/* The reading that most pages share, or NULL when no more than half of them do. */
static const struct fact *facts_winner(const struct fact_list *facts)
{
  for (size_t i = 0; i < facts->count; i++) {
    size_t votes = 0;
    for (size_t k = 0; k < facts->count; k++)
      votes += fact_same(&facts->items[i], &facts->items[k]);
    if (votes >= VOTES_LEAST && votes * 2 > facts->count)
      return &facts->items[i];
  }
  return NULL;
}

/* True when glyph `place` may be a bad reading of `wanted`. */
static bool place_allows(const struct language *language, const struct document *document,
                         const struct fact *fact, const struct fact_place *place, unsigned read,
                         unsigned wanted)
{
  const struct document_line *line = &document->pages[fact->page].lines[place->line];
  bool alike = language_is_lookalike(language, read, wanted);
  if (!document_line_is_read(line)) /* text alone: digits are never told apart by their looks */
    return alike && !codepoint_is_numeral(wanted) &&
           !(codepoint_is_digit(read) && codepoint_is_digit(wanted));
  char text[5];
  utf8_encode(wanted, text);
  autofree ptrdiff_t *partner = memory_alloc((line->glyph_count + 1) * sizeof *partner);
  bool aligned = line_align_other(line, partner);
  if (line_saw(line, place->glyph, aligned ? partner : NULL, text))
    return true;
  return alike && line->glyphs[place->glyph].confidence < SURE;
}

static bool fact_may_be(const struct language *language, const struct document *document,
                        const struct fact *fact, const struct fact *winner)
{
  if (fact->count != winner->count)
    return false;
  for (size_t i = 0; i < fact->count; i++)
    if (fact->codepoints[i] != winner->codepoints[i] &&
        !place_allows(language, document, fact, &fact->places[i], fact->codepoints[i],
                      winner->codepoints[i]))
      return false;
  return true;
}

/* Writes the winner over the fact, line by line. */
static void fact_mend(struct document *document, const struct fact *fact, const struct fact *winner,
                      const char *rule)
{
  struct draft draft = {0};
  for (size_t i = 0; i < fact->count;) {
    size_t line = fact->places[i].line;
    draft_begin(&draft, document, fact->page, line);
    for (; i < fact->count && fact->places[i].line == line; i++)
      if (fact->codepoints[i] != winner->codepoints[i])
        draft_replace(&draft, fact->places[i].glyph, winner->codepoints[i]);
    draft_commit(&draft, rule);
  }
  draft_clear(&draft);
}

static char *fact_text(const struct fact *fact)
{
  struct strbuf text = {0};
  for (size_t i = 0; i < fact->count; i++)
    strbuf_append_codepoint(&text, fact->codepoints[i]);
  return strbuf_take(&text);
}

static void warn_of_disagreement(struct document *document, const char *name,
                                 const struct fact *usual, const struct fact *other)
{
  autofree char *usual_text = fact_text(usual);
  autofree char *other_text = fact_text(other);
  document_add_warning(document, "the %s is %s on page %d but %s on page %d; look at both pages",
                       name, usual_text, document->pages[usual->page].read.number, other_text,
                       document->pages[other->page].read.number);
}

static void facts_settle(const struct language *language, struct document *document,
                         const struct fact_list *facts, const char *name, const char *rule)
{
  const struct fact *winner = facts_winner(facts);
  const struct fact *usual = winner ? winner : facts->items;
  for (size_t i = 0; i < facts->count; i++) {
    const struct fact *fact = &facts->items[i];
    if (fact_same(fact, usual))
      continue;
    if (winner && fact_may_be(language, document, fact, winner))
      fact_mend(document, fact, winner, rule);
    else
      warn_of_disagreement(document, name, usual, fact);
  }
}

void document_vote(const struct language *language, struct document *document)
{
  struct fact_list facts = {0};
  document_find_licence_numbers(document, &facts);
  facts_settle(language, document, &facts, "licence number", "vote_licence_number");
  fact_list_clear(&facts);
  document_find_company_names(document, &facts);
  facts_settle(language, document, &facts, "company name", "vote_company_name");
  fact_list_clear(&facts);
}
