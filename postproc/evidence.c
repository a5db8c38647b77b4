#include "postproc/evidence.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "grammar/fold.h"
#include "grammar/licence_number.h"
#include "postproc/align.h"
#include "postproc/candidates.h"
#include "postproc/decode.h"
#include "postproc/line_text.h"
#include "postproc/missing_mark.h"
#include "postproc/run_on.h"

/* A change must be likelier than the character as read by as many nats. */
static const float MARGIN_CHINESE = 1.5f, MARGIN_MARK = 2.5f, MARGIN_REMOVE = 3.0f;

/* No surer is a Chinese character that was read as another: of a hundred some are wrong. */
static const float MENDED = 0.93f;

/* Nats a character that text of the known kind costs, and margin asked for each nat above. */
static const float KNOWN_TEXT = 2.5f, STRANGE_MARGIN = 2.5f;

enum {
  CONTEXT = LANGUAGE_HISTORY, /* characters of the neighbouring lines that are looked at */
  LEAST_GLYPHS = 3,           /* a shorter line says nothing about itself */
};

/* The line's characters without spaces, with what each may be. Before and behind them stand fixed
 * ones of the neighbouring lines, where the sentence runs on. */
struct evidence {
  size_t *glyphs; /* index in the draft of each position; NO_GLYPH for a fixed one */
  struct position *positions;
  size_t count;
};

static const size_t NO_GLYPH = (size_t)-1;

static void evidence_add_fixed(struct evidence *evidence, const unsigned *text, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    evidence->glyphs[evidence->count] = NO_GLYPH;
    evidence->positions[evidence->count++] =
        (struct position){.candidates = {{text[i], 0}}, .count = 1};
  }
}

static void evidence_add_line(const struct rules *rules, const struct draft *draft,
                              struct evidence *evidence)
{
  autofree ptrdiff_t *partner = memory_alloc((draft->count + 1) * sizeof *partner);
  bool aligned = line_align_other(draft->line, partner);
  struct candidate_source source;
  candidate_source_begin(&source, rules->language, draft, aligned ? partner : NULL);
  size_t first = evidence->count;
  for (size_t i = 0; i < draft->count; i++)
    if (!codepoint_is_space(draft->codepoints[i])) {
      size_t at = evidence->count++;
      evidence->glyphs[at] = i;
      position_collect(&source, i, at > first ? &evidence->positions[at - 1] : NULL,
                       &evidence->positions[at]);
    }
  candidate_source_end(&source);
}

static struct evidence evidence_collect(const struct rules *rules, const struct draft *draft)
{
  const struct document_page *page = &draft->document->pages[draft->page_index];
  unsigned before[RUN_ON_MOST], behind[RUN_ON_MOST];
  size_t before_count = page_text_before(page, draft->line_index, before);
  size_t behind_count = page_text_behind(page, draft->line_index, behind);
  size_t first = before_count > CONTEXT ? before_count - CONTEXT : 0;
  size_t room = draft->count + 2 * CONTEXT;
  struct evidence evidence = {.glyphs = memory_alloc(room * sizeof *evidence.glyphs),
                              .positions = memory_alloc(room * sizeof *evidence.positions)};
  evidence_add_fixed(&evidence, before + first, before_count - first);
  evidence_add_line(rules, draft, &evidence);
  evidence_add_fixed(&evidence, behind, behind_count < CONTEXT ? behind_count : CONTEXT);
  return evidence;
}

static void evidence_clear(struct evidence *evidence)
{
  memory_free_at(&evidence->glyphs);
  memory_free_at(&evidence->positions);
}

/* 渝 of 渝B2-20200646: however badly read, it says which province the licence is of. */
static bool is_number_prefix(const struct evidence *evidence, const struct draft *draft, size_t at)
{
  if (at + 2 >= evidence->count || !codepoint_is_han(draft->codepoints[evidence->glyphs[at]]))
    return false;
  unsigned letter = draft->codepoints[evidence->glyphs[at + 1]];
  unsigned digit = draft->codepoints[evidence->glyphs[at + 2]];
  return licence_class_is(letter, digit);
}

/* Nothing that stands for a fact is taken for a speck. */
static void evidence_keep_facts(struct evidence *evidence, const struct draft *draft)
{
  for (size_t i = 0; i < evidence->count; i++) {
    struct position *position = &evidence->positions[i];
    if (position->candidates[position->chosen].codepoint == CANDIDATE_NOTHING &&
        is_number_prefix(evidence, draft, i))
      position->chosen = 0;
  }
}

/* The dot of a semicolon is read where there is one; a comma that the language would rather have
 * makes two items of a list one. */
static bool parts_list(const struct position *position)
{
  unsigned read = codepoint_fold(position->candidates[0].codepoint);
  unsigned wanted = codepoint_fold(position->candidates[position->chosen].codepoint);
  return read == ';' && (wanted == ',' || wanted == U'、');
}

/* Of a page that is unlike the texts that the language was learnt from, it knows less of marks and
 * specks; what it says of a Chinese character is weighed against its looks. */
static float change_margin(const struct position *position, float stranger)
{
  unsigned wanted = position->candidates[position->chosen].codepoint;
  if (wanted == CANDIDATE_NOTHING)
    return MARGIN_REMOVE + stranger;
  unsigned read = position->candidates[0].codepoint;
  if (codepoint_is_han(wanted) && codepoint_is_han(read))
    return MARGIN_CHINESE;
  return codepoint_is_speck(read) ? MARGIN_MARK : MARGIN_MARK + stranger;
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
    float margin = change_margin(position, stranger);
    position->chosen = 0;
    float without = positions_cost(language, evidence->positions, evidence->count);
    position->chosen = chosen;
    if (without - now >= margin && !parts_list(position))
      continue;
    position->chosen = 0;
    now = without;
  }
}

static void evidence_apply(const struct evidence *evidence, struct draft *draft)
{
  for (size_t i = 0; i < evidence->count; i++) {
    const struct position *position = &evidence->positions[i];
    unsigned codepoint = position->candidates[position->chosen].codepoint;
    if (position->chosen == 0 || codepoint == CANDIDATE_NOTHING)
      continue;
    struct glyph *glyph = &draft->line->glyphs[evidence->glyphs[i]];
    draft_replace(draft, evidence->glyphs[i], codepoint);
    if (codepoint_is_han(codepoint))
      glyph->confidence = fminf(glyph->confidence, MENDED);
  }
  draft_commit(draft, "likelier_reading");
  for (size_t i = 0; i < evidence->count; i++) {
    const struct position *position = &evidence->positions[i];
    if (position->candidates[position->chosen].codepoint == CANDIDATE_NOTHING)
      draft_remove(draft, evidence->glyphs[i]);
  }
  draft_commit(draft, "extra_character");
}

/* A PDF's own text has boxes too, but nothing in it is doubtful: there is nothing to weigh. */
static bool line_has_doubt(const struct document_line *line)
{
  if (line->glyph_count < LEAST_GLYPHS)
    return false;
  for (size_t i = 0; i < line->glyph_count; i++)
    if (line->glyphs[i].confidence < 1.0f && line->glyphs[i].text[0] != ' ')
      return document_line_is_read(line);
  return false;
}

/* True when something was changed. */
static bool draft_weigh(const struct rules *rules, float stranger, struct draft *draft)
{
  size_t edits = draft->document->edit_count;
  struct evidence evidence = evidence_collect(rules, draft);
  positions_decode(rules->language, evidence.positions, evidence.count);
  evidence_keep_facts(&evidence, draft);
  evidence_keep_clear(rules->language, &evidence, stranger);
  evidence_apply(&evidence, draft);
  evidence_clear(&evidence);
  return draft->document->edit_count > edits;
}

void draft_weigh_evidence(const struct rules *rules, float stranger, struct draft *draft)
{
  if (!line_has_doubt(draft->line))
    return;
  /* What was mended tells more of its neighbours. */
  if (draft_weigh(rules, stranger, draft))
    (void)draft_weigh(rules, stranger, draft);
  draft_insert_missing_marks(rules->language, stranger, draft);
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
