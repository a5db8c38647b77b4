/*
 * What stands in a term of the lexicon but for one character. Text without a picture has no other
 * evidence, and a recogniser can be sure and wrong. The character may change when it is a known
 * look-alike of the one that makes a whole term of the lexicon of what stands there.
 */

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "grammar/numeral.h"
#include "postproc/names.h"
#include "postproc/rules.h"
#include "postproc/run_on.h"

enum {
  TERM_LEAST = 4, /* characters of a term that one look-alike may complete */
  TERM_MOST = WORD_MAX_CODEPOINTS,
};

/* The line, with what stands before and behind it in its sentence. */
struct context {
  unsigned *text;
  size_t first; /* where the line starts */
  size_t count;
};

static struct context context_of(const struct draft *draft)
{
  const struct document_page *page = &draft->document->pages[draft->page_index];
  struct context context = {
      .text = memory_alloc((draft->count + 2 * RUN_ON_MOST) * sizeof *context.text)};
  context.first = page_text_before(page, draft->line_index, context.text);
  memcpy(context.text + context.first, draft->codepoints, draft->count * sizeof *context.text);
  context.count = context.first + draft->count;
  context.count += page_text_behind(page, draft->line_index, context.text + context.count);
  return context;
}

/* ret_covered[i]: the character is part of a word of the lexicon as it stands. */
static void mark_words(const struct rules *rules, const struct context *context, bool *ret_covered)
{
  size_t covered_until = 0;
  for (size_t start = 0; start < context->count; start++) {
    size_t length = 0;
    if (codepoint_is_han(context->text[start]))
      length = language_longest_word(rules->language, context->text + start, context->count - start,
                                     WORD_TERM | WORD_PLACE | WORD_GENERAL);
    if (length > 1 && start + length > covered_until)
      covered_until = start + length;
    ret_covered[start] = start < covered_until;
  }
}

/* Length of the longest term that covers `at` once the character there is `instead`; 0 when none.
 */
static size_t term_with(const struct rules *rules, const unsigned *codepoints, size_t count,
                        size_t at, unsigned instead)
{
  unsigned text[2 * TERM_MOST];
  size_t first = at + 1 >= TERM_MOST ? at + 1 - TERM_MOST : 0, longest = 0;
  size_t end = at + TERM_MOST < count ? at + TERM_MOST : count;
  for (size_t i = first; i < end; i++)
    text[i - first] = i == at ? instead : codepoints[i];
  for (size_t start = first; start <= at; start++) {
    size_t length =
        language_longest_word(rules->language, text + start - first, end - start, WORD_TERM);
    if (start + length > at && length > longest)
      longest = length;
  }
  return longest;
}

/* Marks have rules of their own, and numerals are facts. */
static bool may_change(unsigned codepoint)
{
  return codepoint_is_han(codepoint) && !codepoint_is_numeral(codepoint);
}

/* The look-alike that makes the longest term around text[at], or 0. */
static unsigned best_lookalike(const struct rules *rules, const struct context *context, size_t at)
{
  size_t count, best_length = 0;
  unsigned best = 0;
  const unsigned *shapes = language_lookalikes(rules->language, context->text[at], &count);
  for (size_t k = 0; k < count; k++) {
    size_t length = term_with(rules, context->text, context->count, at, shapes[k]);
    if (length >= TERM_LEAST && length > best_length && may_change(shapes[k])) {
      best_length = length;
      best = shapes[k];
    }
  }
  return best;
}

void rule_lookalike_in_term(const struct rules *rules, struct draft *draft)
{
  if (draft->count < TERM_LEAST)
    return;
  struct context context = context_of(draft);
  autofree bool *covered = memory_alloc(context.count + 1);
  autofree bool *named = memory_alloc(draft->count + 1);
  mark_words(rules, &context, covered);
  draft_mark_names(rules->language, draft, named);
  for (size_t i = 0; i < draft->count; i++) {
    if (covered[context.first + i] || named[i] || !may_change(draft->codepoints[i]))
      continue;
    unsigned best = best_lookalike(rules, &context, context.first + i);
    if (best)
      draft_replace(draft, i, best);
  }
  free(context.text);
}
