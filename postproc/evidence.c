#include "postproc/evidence.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "postproc/align.h"
#include "postproc/candidates.h"
#include "postproc/chars.h"
#include "postproc/decode.h"
#include "postproc/geometry.h"

/* A change must be likelier than the character as read by as many nats. */
static const float MARGIN_REPLACE = 2.5f, MARGIN_REMOVE = 3.0f, MARGIN_INSERT = 3.0f,
                   MARGIN_INSERT_DOUBTED = 1.0f;

/* Nats a character that text of the known kind costs, and margin asked for each nat above. */
static const float KNOWN_TEXT = 2.5f, STRANGE_MARGIN = 2.5f;

/* White between two characters, in pitches, that holds a mark which was not read. */
static const float GAP_OF_MARK = 0.65f, GAP_BEFORE_DOUBTED = 0.5f, GAP_OF_COLUMN = 1.8f;
/* A mark that is not read spoils the character behind it: less confidence there is a sign of one.
 */
static const float DOUBTED = 0.965f;
/* As much of a character's place must be free there. */
static const float FREE_PLACE = 0.45f;

/* The line's characters without spaces, with what each may be. */
struct evidence {
  size_t *glyphs; /* index in the draft of each position */
  struct position *positions;
  size_t count;
};

static struct evidence evidence_collect(const struct rules *rules, const struct draft *draft)
{
  struct evidence evidence = {.glyphs = memory_alloc((draft->count + 1) * sizeof *evidence.glyphs),
                              .positions =
                                  memory_alloc((draft->count + 1) * sizeof *evidence.positions)};
  autofree ptrdiff_t *partner = memory_alloc((draft->count + 1) * sizeof *partner);
  bool aligned = line_align_other(draft->line, partner);
  struct candidate_source source;
  candidate_source_begin(&source, rules->language, draft, aligned ? partner : NULL);
  for (size_t i = 0; i < draft->count; i++)
    if (!codepoint_is_space(draft->codepoints[i])) {
      evidence.glyphs[evidence.count] = i;
      position_collect(&source, i, &evidence.positions[evidence.count++]);
    }
  candidate_source_end(&source);
  return evidence;
}

static void evidence_clear(struct evidence *evidence)
{
  memory_free_at(&evidence->glyphs);
  memory_free_at(&evidence->positions);
}

/* Takes back every change that is not clearly better than what was read. */
static void evidence_keep_clear(const struct language *language, struct evidence *evidence,
                                float stranger)
{
  float now = positions_cost(language, evidence->positions, evidence->count);
  for (size_t i = 0; i < evidence->count; i++) {
    struct position *position = &evidence->positions[i];
    size_t chosen = position->chosen;
    if (chosen == 0)
      continue;
    bool removes = position->candidates[chosen].codepoint == CANDIDATE_NOTHING;
    float margin = stranger + (removes ? MARGIN_REMOVE : MARGIN_REPLACE);
    position->chosen = 0;
    float without = positions_cost(language, evidence->positions, evidence->count);
    if (without - now >= margin)
      position->chosen = chosen;
    else
      now = without;
  }
}

static void evidence_apply(const struct evidence *evidence, struct draft *draft)
{
  for (size_t i = 0; i < evidence->count; i++) {
    const struct position *position = &evidence->positions[i];
    unsigned codepoint = position->candidates[position->chosen].codepoint;
    if (position->chosen > 0 && codepoint != CANDIDATE_NOTHING)
      draft_replace(draft, evidence->glyphs[i], codepoint);
  }
  draft_commit(draft, "likelier_reading");
  for (size_t i = 0; i < evidence->count; i++) {
    const struct position *position = &evidence->positions[i];
    if (position->candidates[position->chosen].codepoint == CANDIDATE_NOTHING)
      draft_remove(draft, evidence->glyphs[i]);
  }
  draft_commit(draft, "extra_character");
}

/*
 * Places of a full character's width that nobody read, between the Chinese characters on either
 * side of text[at - 1] and text[at]; marks that were read take their own place. 0 when not known.
 */
static float free_places(const struct draft *draft, const unsigned *text, const size_t *glyphs,
                         size_t count, size_t at, float pitch)
{
  size_t left = at - 1, right = at;
  while (left > 0 && codepoint_is_cjk_punctuation(text[left]))
    left--;
  while (right + 1 < count && codepoint_is_cjk_punctuation(text[right]))
    right++;
  struct box a = draft->boxes[glyphs[left]], b = draft->boxes[glyphs[right]];
  if (!codepoint_is_han(text[left]) || !codepoint_is_han(text[right]) || box_is_empty(a) ||
      box_is_empty(b))
    return 0;
  float distance = (float)(b.x - a.x) + (float)(b.w - a.w) / 2;
  return distance / pitch - (float)(right - left);
}

static float gap_before(const struct draft *draft, size_t left, size_t right, float pitch)
{
  struct box a = draft->boxes[left], b = draft->boxes[right];
  if (box_is_empty(a) || box_is_empty(b))
    return 0;
  return (float)(b.x - a.x - a.w) / pitch;
}

/* The mark that makes the text around a gap likelier by the margin, or 0. */
static unsigned mark_in_gap(const struct language *language, const unsigned *text, size_t count,
                            size_t at, float margin)
{
  static const char32_t marks[] = U"、，。；：《》（）";
  float best = sequence_cost(language, text, count, at, 0) - margin;
  unsigned found = 0;
  for (const char32_t *mark = marks; *mark; mark++) {
    float cost = sequence_cost(language, text, count, at, *mark);
    if (cost < best) {
      best = cost;
      found = *mark;
    }
  }
  return found;
}

/* Where a character's width of white stands between two Chinese characters, a mark was missed. */
static void insert_missing_marks(const struct rules *rules, struct draft *draft, float stranger)
{
  float pitch = line_pitch(draft->codepoints, draft->boxes, draft->count);
  if (pitch <= 0)
    return;
  autofree unsigned *text = memory_alloc((draft->count + 1) * sizeof *text);
  autofree size_t *glyphs = memory_alloc((draft->count + 1) * sizeof *glyphs);
  size_t count = 0;
  for (size_t i = 0; i < draft->count; i++)
    if (!codepoint_is_space(draft->codepoints[i])) {
      glyphs[count] = i;
      text[count++] = draft->codepoints[i];
    }
  for (size_t i = 1; i < count; i++) {
    float gap = gap_before(draft, glyphs[i - 1], glyphs[i], pitch);
    bool chinese = codepoint_is_chinese(text[i - 1]) && codepoint_is_chinese(text[i]);
    bool doubted = draft->line->glyphs[glyphs[i]].confidence < DOUBTED;
    if (!chinese || gap < (doubted ? GAP_BEFORE_DOUBTED : GAP_OF_MARK) || gap > GAP_OF_COLUMN ||
        free_places(draft, text, glyphs, count, i, pitch) < FREE_PLACE)
      continue;
    float margin = stranger + (doubted ? MARGIN_INSERT_DOUBTED : MARGIN_INSERT);
    unsigned mark = mark_in_gap(rules->language, text, count, i, margin);
    if (mark)
      draft_insert(draft, glyphs[i], mark);
  }
  draft_commit(draft, "missing_mark");
}

void draft_weigh_evidence(const struct rules *rules, float stranger, struct draft *draft)
{
  if (!document_line_is_read(draft->line) || draft->count == 0)
    return;
  struct evidence evidence = evidence_collect(rules, draft);
  positions_decode(rules->language, evidence.positions, evidence.count);
  evidence_keep_clear(rules->language, &evidence, stranger);
  evidence_apply(&evidence, draft);
  evidence_clear(&evidence);
  insert_missing_marks(rules, draft, stranger);
}

float page_strangeness_margin(const struct language *language, const struct document_page *page)
{
  size_t room = 1, count = 0;
  for (size_t i = 0; i < page->line_count; i++)
    room += page->lines[i].glyph_count;
  autofree unsigned *text = memory_alloc(room * sizeof *text);
  for (size_t i = 0; i < page->line_count; i++)
    count += line_codepoints(&page->lines[i], 0, room - count, text + count);
  float strange = text_strangeness(language, text, count) - KNOWN_TEXT;
  return strange > 0 ? strange * STRANGE_MARGIN : 0;
}
