#include "extract/candidate_make.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "extract/confidence.h"
#include "extract/profile.h"
#include "grammar/characters.h"

/* The value's characters that their shape told; NULL where there are none. Owned by the caller. */
static char *shapes_told(const struct passage *passage, const struct parsed *parsed)
{
  struct strbuf told = {0};
  for (size_t i = 0; i < parsed->span_count; i++)
    for (size_t k = parsed->spans[i].from; k < parsed->spans[i].to; k++)
      if (*passage->inks[k].read)
        strbuf_appendf(&told, "%s%s (read as %s)", told.length ? ", " : "", passage->inks[k].text,
                       passage->inks[k].read);
  return told.length ? strbuf_take(&told) : NULL;
}

static bool shapes_are_doubtful(const struct passage *passage, const struct parsed *parsed)
{
  for (size_t i = 0; i < parsed->span_count; i++)
    for (size_t k = parsed->spans[i].from; k < parsed->spans[i].to; k++)
      if (passage->inks[k].shape_is_doubtful && !parsed->spans[i].verified)
        return true;
  return false;
}

/* A value that is exactly one that the field mostly has was read right, unless another of them was
 * printed. */
static void known_verify(const struct profile_field *field, struct parsed *parsed)
{
  struct folded value =
      text_fold(json_is_string(parsed->value) ? json_string_value(parsed->value) : "");
  bool known = false;
  for (size_t i = 0; i < field->known_count; i++)
    known |= folded_are_same(&field->known[i], &value);
  for (size_t i = 0; i < parsed->span_count && known; i++)
    parsed->spans[i].verified = true;
  folded_clear(&value);
}

/* How many characters two texts begin with alike. */
static size_t begin_alike(const struct folded *a, const struct folded *b)
{
  size_t count = 0;
  while (count < a->count && count < b->count && a->codepoints[count] == b->codepoints[count])
    count++;
  return count;
}

static size_t end_alike(const struct folded *a, const struct folded *b, size_t begin)
{
  size_t count = 0;
  while (begin + count < a->count && begin + count < b->count &&
         a->codepoints[a->count - 1 - count] == b->codepoints[b->count - 1 - count])
    count++;
  return count;
}

/* Whether `known` was printed where the value was read: the same but for a few characters, at most
 * half of them, of which one at least was not read surely, or is a mark. */
static bool known_was_misread(const struct candidate *candidate, const struct folded *known,
                              size_t *ret_begin, size_t *ret_end)
{
  static const float UNSURE = 0.97F;
  const struct span *span = &candidate->parsed.spans[0];
  autofree unsigned *folded = passage_folded(&candidate->passage, span->from, span->to);
  struct folded read = {.codepoints = folded, .count = span->to - span->from};
  size_t begin = begin_alike(&read, known), end = end_alike(&read, known, begin);
  bool misread = 2 * (begin + end) >= known->count && begin + end < read.count &&
                 begin + end < known->count && read.count <= known->count + 1;
  bool unsure = false;
  for (size_t i = begin; misread && i + end < read.count; i++) {
    const struct ink *ink = &candidate->passage.inks[span->from + i];
    unsure |= ink->confidence < UNSURE || !codepoint_is_content(ink->codepoint);
  }
  misread &= unsure;
  *ret_begin = begin;
  *ret_end = end;
  return misread;
}

/* A value of which a few characters were doubtful is the only one of those the field mostly has
 * that it can be; a person compares it. */
static void candidate_take_known(const struct profile_field *field, struct candidate *candidate)
{
  const struct folded *known = NULL;
  size_t fitting = 0, begin = 0, end = 0, begins, ends;
  bool is_one = candidate->parsed.span_count == 1 && !candidate->parsed.spans[0].verified;
  for (size_t i = 0; is_one && i < field->known_count; i++)
    if (known_was_misread(candidate, &field->known[i], &begins, &ends)) {
      known = &field->known[i];
      begin = begins;
      end = ends;
      fitting++;
    }
  if (fitting != 1)
    return;
  const struct span *span = &candidate->parsed.spans[0];
  struct folded middle = {.codepoints = known->codepoints + begin,
                          .count = known->count - begin - end};
  autofree char *before = passage_text(&candidate->passage, span->from, span->from + begin);
  autofree char *meant = folded_text(&middle);
  autofree char *behind = passage_text(&candidate->passage, span->to - end, span->to);
  autofree char *text = memory_format("%s%s%s", before, meant, behind);
  candidate_set_text(candidate, text);
  candidate->parsed.repairs++;
}

/* A paragraph may have lost a mark, of which no shape tells: its characters are as sure as read. */
static void passage_forget_clear(struct passage *passage)
{
  for (size_t i = 0; i < passage->count; i++)
    passage->inks[i].shape_is_clear = false;
}

/* Specks may stand in front. */
static bool label_is_latin(const char *label)
{
  unsigned codepoint;
  for (size_t step; label && (step = utf8_decode(label, &codepoint)) != 0; label += step)
    if (codepoint_is_content(codepoint))
      return codepoint_is_latin(codepoint);
  return false;
}

bool candidate_add(const struct finder *finder, struct passage *passage,
                   enum candidate_origin origin, size_t rank, const char *label)
{
  if (profile_field_is_name(finder->field))
    passage_take_shapes(passage);
  if (kind_is(finder->field->kind, KIND_IS_SENTENCES))
    passage_forget_clear(passage);
  struct kind_input input = {.passage = passage,
                             .field = finder->field,
                             .reference = finder->reference,
                             .anywhere = origin == FROM_GRAMMAR};
  struct parsed parsed = {0};
  if (!passage->count || !finder->field->kind->parse(&input, &parsed)) {
    passage_clear(passage);
    return false;
  }
  known_verify(finder->field, &parsed);
  const struct layout *layout = finder->context->layout;
  size_t row = passage->inks[parsed.spans[0].from].row;
  struct candidates *candidates = finder->candidates;
  array_reserve(candidates->items, candidates->count, candidates->capacity);
  candidates->items[candidates->count++] = (struct candidate){
      .origin = origin,
      .rank = rank,
      .passage = *passage,
      .parsed = parsed,
      .label = memory_copy_string(label),
      .is_translated = label_is_latin(label),
      .key = candidate_key(parsed.value),
      .by_shape = shapes_told(passage, &parsed),
      .shape_is_doubtful =
          profile_field_is_name(finder->field) && shapes_are_doubtful(passage, &parsed),
      .page = layout->pages[layout->rows[row].page].number,
      .confidence = value_confidence(layout, passage, &parsed),
  };
  *passage = (struct passage){0};
  candidate_take_known(finder->field, &candidates->items[candidates->count - 1]);
  return true;
}

bool finder_wants_page(const struct finder *finder, size_t page)
{
  return (finder->field->roles & finder->context->roles[page]) != 0;
}
