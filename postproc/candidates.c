#include "postproc/candidates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "grammar/characters.h"
#include "grammar/numeral.h"
#include "postproc/align.h"
#include "postproc/geometry.h"
#include "postproc/glyph_score.h"
#include "postproc/mark_habit.h"
#include "postproc/names.h"

/*
 * How often a character read with at least this confidence is wrong, measured on scans of licences
 * (scripts/correction-report). Marks are misread more often than Chinese characters.
 */
static const struct doubt {
  float confidence, chinese, mark;
} doubts[] = {
    {0.99f, 0.0005f, 0.003f}, {0.98f, 0.002f, 0.015f}, {0.95f, 0.01f, 0.08f},
    {0.90f, 0.05f, 0.20f},    {0.80f, 0.25f, 0.40f},   {0.0f, 0.50f, 0.50f},
};

/* When a character is wrong: the share of truths that come from each source. */
static const float SHARE_OTHER_READING = 0.5f;
static const float SHARE_MARK_SEEN = 0.5f, SHARE_MARK_HINT = 0.15f;
static const float SHARE_MARK_FOR_CHINESE = 0.05f;
static const float SHARE_NOTHING_CHINESE = 0.25f, SHARE_NOTHING_MARK = 0.12f;

/* When there is nothing: the probability that it is read as one of the usual specks, or as another.
 */
static const float SPECK_USUAL = 0.05f, SPECK_OTHER = 0.0008f;

/* An alternative with less confidence is only a hint. */
static const float SEEN = 0.3f;
/* Where a character read with this confidence makes a word with its neighbour, and nothing is known
 * of its looks, the language proposes no other. */
static const float IN_WORD_STANDS = 0.85f;
/* Marks are narrower than this share of a character's place. */
static const float NARROW = 0.6f;
/* A speck has little room: its neighbours stand nearer to each other than this many pitches. */
static const float ROOM_NARROW = 1.6f, ROOM_WIDE = 2.3f;

bool codepoint_is_speck(unsigned codepoint)
{
  return codepoint_is_in(codepoint, U"`\\|^~_*{}");
}

static bool codepoint_is_mark(unsigned codepoint)
{
  return codepoint_is_cjk_punctuation(codepoint) ||
         codepoint_is_in(codepoint, U",.:;'`\\\"()<>[]{}|!~-_^*·");
}

void candidate_source_begin(struct candidate_source *source, const struct language *language,
                            const struct draft *draft, const ptrdiff_t *partner)
{
  *source = (struct candidate_source){
      .language = language,
      .draft = draft,
      .partner = partner,
      .pitch = line_pitch(draft->codepoints, draft->boxes, draft->count),
      .is_named = memory_alloc(draft->count + 1),
  };
  draft_mark_names(language, draft, source->is_named);
}

void candidate_source_end(struct candidate_source *source)
{
  free(source->is_named);
}

/* Probability that a character read with `confidence` is wrong; linear between the measured steps.
 */
static float wrong_probability(float confidence, bool is_mark)
{
  size_t steps = sizeof doubts / sizeof *doubts;
  for (size_t i = 0; i < steps; i++)
    if (confidence >= doubts[i].confidence)
      return is_mark ? doubts[i].mark : doubts[i].chinese;
  return 0.5f;
}

static void position_add(struct position *position, unsigned codepoint, float probability)
{
  float cost = -logf(probability);
  for (size_t i = 0; i < position->count; i++)
    if (position->candidates[i].codepoint == codepoint) {
      if (i > 0 && cost < position->candidates[i].cost)
        position->candidates[i].cost = cost;
      return;
    }
  if (position->count < CANDIDATES_MOST)
    position->candidates[position->count++] = (struct candidate){codepoint, cost};
}

/* A character that may stand for a misread one: Chinese or a mark, and no fact. */
static bool may_stand(unsigned codepoint, bool is_named)
{
  if (codepoint_is_mark(codepoint))
    return !codepoint_is_speck(codepoint);
  return !is_named && codepoint_is_han(codepoint) && !codepoint_is_numeral(codepoint);
}

static void add_text(struct position *position, const char *text, bool is_named, float probability)
{
  unsigned codepoint;
  size_t length = utf8_decode(text, &codepoint);
  if (text[length] == '\0' && may_stand(codepoint, is_named))
    position_add(position, codepoint, probability);
}

/* ---- marks ---- */

static void add_mark_alternatives(const struct glyph *glyph, float wrong, struct position *position)
{
  for (int i = 0; i < glyph->alternative_count; i++) {
    const struct glyph_choice *choice = &glyph->alternatives[i];
    float share = choice->confidence >= SEEN ? SHARE_MARK_SEEN : SHARE_MARK_HINT;
    add_text(position, choice->text, false, wrong * share);
  }
}

/* ---- Chinese characters ---- */

/* What a glyph may be, against what was read. */
struct doubted {
  const struct glyph *glyph;
  float read_score, read_cost;
  unsigned before, behind; /* the characters beside it */
};

static void add_scored(const struct doubted *doubted, unsigned codepoint, bool is_named,
                       struct position *position)
{
  if (!codepoint_is_han(codepoint) || codepoint_is_numeral(codepoint))
    return;
  float score = glyph_other_score(doubted->glyph, codepoint, is_named);
  position_add(position, codepoint, expf(score - doubted->read_score - doubted->read_cost));
}

static void add_chinese_alternatives(const struct doubted *doubted, struct position *position)
{
  for (int i = 0; i < doubted->glyph->alternative_count; i++) {
    unsigned codepoint;
    const char *text = doubted->glyph->alternatives[i].text;
    if (!text[utf8_decode(text, &codepoint)])
      add_scored(doubted, codepoint, true, position);
  }
}

static void add_lookalikes(const struct language *language, const struct doubted *doubted,
                           unsigned codepoint, struct position *position)
{
  size_t count;
  const unsigned *shapes = language_lookalikes(language, codepoint, &count);
  for (size_t i = 0; i < count; i++)
    add_scored(doubted, shapes[i], true, position);
}

static void add_looks(const struct doubted *doubted, struct position *position)
{
  const struct glyph *glyph = doubted->glyph;
  for (int i = 0; i < glyph->look_count; i++)
    add_scored(doubted, glyph->looks[i].codepoint, false, position);
}

/* What was read at a place makes a word of two with what stands beside it. */
static bool is_in_word(const struct language *language, unsigned before, unsigned read,
                       unsigned behind)
{
  const unsigned left[] = {before, read}, right[] = {read, behind};
  return language_word_kinds(language, left, 2) || language_word_kinds(language, right, 2);
}

/* What the language knows between two neighbours. */
static void add_between(const struct language *language, const struct doubted *doubted,
                        unsigned before, struct position *position)
{
  size_t count;
  const struct between_item *items = language_between(language, before, doubted->behind, &count);
  for (size_t i = 0; i < count; i++)
    add_scored(doubted, language_between_at(items, i), false, position);
}

/* Of two such characters in a row the first may be what it is not read as. */
static void add_context(const struct language *language, const struct doubted *doubted,
                        const struct position *previous, struct position *position)
{
  add_between(language, doubted, doubted->before, position);
  for (size_t i = 1; previous && i < previous->count; i++)
    if (previous->candidates[i].codepoint != CANDIDATE_NOTHING)
      add_between(language, doubted, previous->candidates[i].codepoint, position);
}

/* Distance between the neighbours of glyph `index` in pitches; 0 when not known. */
static float room_of(const struct candidate_source *source, size_t index)
{
  const struct draft *draft = source->draft;
  if (source->pitch <= 0 || index == 0)
    return 0;
  size_t left = index - 1, right = index + 1;
  if (left > 0 && codepoint_is_space(draft->codepoints[left]))
    left--;
  if (right + 1 < draft->count && codepoint_is_space(draft->codepoints[right]))
    right++;
  if (right >= draft->count)
    return 0;
  struct box a = draft->boxes[left], b = draft->boxes[right];
  if (box_is_empty(a) || box_is_empty(b))
    return 0;
  return ((float)(b.x - a.x) + (float)(b.w - a.w) / 2) / source->pitch;
}

/* What recognisers make of dust and of strokes beside a character. */
static bool codepoint_is_usual_speck(unsigned codepoint)
{
  return codepoint_is_mark(codepoint) || codepoint_is_in(codepoint, U"人和一二上了下入八丁卜口区");
}

static bool is_beside_mark(const struct draft *draft, size_t index)
{
  return codepoint_is_mark(draft_before(draft, index)) ||
         codepoint_is_mark(draft_from(draft, index + 1));
}

/* How likely a wrongly read character is none at all. */
static float nothing_share(const struct candidate_source *source, size_t index, bool is_mark)
{
  const struct draft *draft = source->draft;
  unsigned codepoint = draft->codepoints[index];
  float room = room_of(source, index);
  float share = is_mark ? SHARE_NOTHING_MARK : SHARE_NOTHING_CHINESE;
  bool has_place = room > (is_mark && !is_beside_mark(draft, index) ? ROOM_NARROW : ROOM_WIDE);
  if (has_place)
    share *= 0.05f;
  else if (room > ROOM_NARROW || room == 0)
    share *= 0.3f;
  if (is_mark && !codepoint_is_speck(codepoint) && !is_beside_mark(draft, index))
    share *= codepoint_is_in(codepoint, U"()（）《》【】“”") ? 0 : 0.05f;
  return share;
}

/* The second reading's glyph for `index` when it is another one; NULL else. */
static const struct glyph *other_glyph(const struct candidate_source *source, size_t index)
{
  const struct document_line *line = source->draft->line;
  if (!source->partner || source->partner[index] == ALIGN_NONE)
    return NULL;
  const struct glyph *other = &line->other.glyphs[source->partner[index]];
  return strcmp(other->text, line->glyphs[index].text) != 0 ? other : NULL;
}

/* Marks between letters and digits belong to numbers, addresses of sites and formulas. */
static bool mark_is_in_code(const struct draft *draft, size_t index)
{
  unsigned left = draft_before(draft, index), right = draft_from(draft, index + 1);
  bool left_code = codepoint_is_digit(left) || codepoint_is_latin(left);
  bool right_code = codepoint_is_digit(right) || codepoint_is_latin(right);
  return left_code || (right_code && !codepoint_is_han(left));
}

/* A Chinese character in the width of a mark. */
static bool is_narrow(const struct candidate_source *source, size_t index)
{
  struct box box = source->draft->boxes[index];
  return source->pitch > 0 && !box_is_empty(box) && (float)box.w < NARROW * source->pitch;
}

static void add_marks(float wrong, struct position *position)
{
  static const char32_t marks[] = U"、，。：（）【】《》";
  for (const char32_t *mark = marks; *mark; mark++)
    position_add(position, *mark, wrong * SHARE_MARK_FOR_CHINESE);
}

/* A doubted mark is wrong more often than its habit says, a sure one less often. */
static float habit_factor(float confidence)
{
  return confidence >= 0.98f ? 0.5f : confidence >= 0.95f ? 1 : 2;
}

static void add_habit(const struct mark_habit *habit, float confidence, struct position *position)
{
  float factor = habit_factor(confidence), wrong = 0;
  for (size_t i = 0; i < MARK_TRUTHS && habit->truths[i].printed; i++) {
    float share = habit->truths[i].share * (habit->right < 0.5f ? 1 : factor);
    wrong += share;
    position_add(position, habit->truths[i].printed, share);
  }
  float right = 1 - wrong > habit->right / 2 ? 1 - wrong : habit->right / 2;
  float cost = -logf(right < habit->right ? right : habit->right);
  if (cost > position->candidates[0].cost)
    position->candidates[0].cost = cost;
}

static void mark_collect(const struct candidate_source *source, size_t index, float wrong,
                         struct position *position)
{
  const struct glyph *glyph = &source->draft->line->glyphs[index];
  add_mark_alternatives(glyph, wrong, position);
  const struct mark_habit *habit = mark_habit_find(source->draft->codepoints[index]);
  if (habit)
    add_habit(habit, glyph->confidence, position);
}

/* What counts an amount: what stands before it is a numeral, however it was read. */
static bool codepoint_counts_amount(unsigned codepoint)
{
  return codepoint_is_in(codepoint, U"拾佰仟万亿元圆");
}

/* A name may be any, so the language proposes nothing there; what it looks like it may be. */
static void chinese_collect(const struct candidate_source *source, size_t index,
                            const struct position *previous, float wrong, struct position *position)
{
  const struct draft *draft = source->draft;
  const struct glyph *glyph = &draft->line->glyphs[index];
  struct doubted doubted = {.glyph = glyph,
                            .read_score = glyph_read_score(glyph),
                            .read_cost = position->candidates[0].cost,
                            .before = draft_before(draft, index),
                            .behind = draft_from(draft, index + 1)};
  if (codepoint_counts_amount(doubted.behind))
    return;
  add_looks(&doubted, position);
  if (source->is_named[index])
    return;
  add_chinese_alternatives(&doubted, position);
  add_lookalikes(source->language, &doubted, draft->codepoints[index], position);
  if (is_narrow(source, index))
    add_marks(wrong, position);
  if (glyph->look_count > 0 || glyph->confidence < IN_WORD_STANDS ||
      !is_in_word(source->language, doubted.before, draft->codepoints[index], doubted.behind))
    add_context(source->language, &doubted, previous, position);
}

void position_collect(const struct candidate_source *source, size_t index,
                      const struct position *previous, struct position *ret_position)
{
  const struct draft *draft = source->draft;
  const struct glyph *glyph = &draft->line->glyphs[index];
  unsigned codepoint = draft->codepoints[index];
  bool is_mark = codepoint_is_mark(codepoint), is_named = source->is_named[index];
  float wrong = wrong_probability(glyph->confidence, is_mark);
  *ret_position = (struct position){.candidates = {{codepoint, -log1pf(-wrong)}}, .count = 1};
  const struct glyph *other = other_glyph(source, index);
  bool fact = codepoint_is_digit(codepoint) || codepoint_is_latin(codepoint) ||
              codepoint_is_numeral(codepoint);
  bool stands = is_mark ? mark_is_in_code(draft, index) : glyph->confidence >= GLYPH_OPEN && !other;
  if (fact || stands)
    return;
  if (other) {
    wrong = wrong > 0.05f ? wrong : 0.05f;
    add_text(ret_position, other->text, is_named, wrong * SHARE_OTHER_READING);
  }
  if (is_mark)
    mark_collect(source, index, wrong, ret_position);
  else
    chinese_collect(source, index, previous, wrong, ret_position);
  if (!is_mark && is_named)
    return;
  float share = nothing_share(source, index, is_mark);
  if (share <= 0)
    return;
  float speck = codepoint_is_usual_speck(codepoint) ? SPECK_USUAL : SPECK_OTHER;
  position_add(ret_position, CANDIDATE_NOTHING, wrong * share * speck);
}
