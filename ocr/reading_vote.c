#include "ocr/reading_vote.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "document/reading_align.h"

/* A vote's weight is its confidence to this power: of confidences, which crowd near 1, a little
 * difference says much. A reading that has nothing in a place where others have something votes as
 * if it were this sure of it. Both chosen on drawn worn pages; docs/accuracy.md. */
static const double SHARPNESS = 8;
static const float NOTHING = 0.85f;

/* What one reading has in one place of the line: some of its glyphs, none, or several. */
struct vote {
  const struct glyph *glyphs;
  size_t count;
  float confidence; /* mean; of nothing, what it counts as */
  double weight;
};

/* The readings without their spaces, as far as they have been gone through. */
struct ballot {
  const struct reading *readings;
  size_t count, base_count; /* of the readings; of the base's glyphs, spaces among them */
  ptrdiff_t **partner; /* of each reading: its glyph for each of the base's, see reading_align.h */
  size_t *at;          /* of each reading: its next glyph */
  struct vote *votes;  /* one a reading, for the place in question */
  bool is_complete;    /* the vote was for nothing nowhere */
  float sure_at_most;  /* of the next character: one may be lost before it */
};

static bool glyphs_are_alike(const struct glyph *a, const struct glyph *b)
{
  unsigned one = 0, other = 0;
  if (strcmp(a->text, b->text) == 0)
    return true;
  bool single =
      a->text[utf8_decode(a->text, &one)] == '\0' && b->text[utf8_decode(b->text, &other)] == '\0';
  return single && codepoint_narrow(one) == codepoint_narrow(other);
}

static bool votes_are_alike(struct vote a, struct vote b)
{
  if (a.count != b.count)
    return false;
  for (size_t i = 0; i < a.count; i++)
    if (!glyphs_are_alike(&a.glyphs[i], &b.glyphs[i]))
      return false;
  return true;
}

/* No vote weighs 0: what all readings have stays, though none of them is sure of it at all. */
static struct vote vote_of(const struct glyph *glyphs, size_t count)
{
  static const double LEAST = 0.1;
  struct vote vote = {.glyphs = glyphs, .count = count, .confidence = NOTHING};
  float sum = 0;
  for (size_t i = 0; i < count; i++)
    sum += glyphs[i].confidence;
  if (count)
    vote.confidence = sum / (float)count;
  vote.weight = pow(fmax((double)vote.confidence, LEAST), SHARPNESS);
  return vote;
}

/* The weight of all votes for what vote `index` is for; 0 where an earlier one is for the same. */
static double votes_weight_for(const struct ballot *ballot, size_t index)
{
  double weight = 0;
  for (size_t i = 0; i < ballot->count; i++)
    if (votes_are_alike(ballot->votes[i], ballot->votes[index])) {
      if (i < index)
        return 0;
      weight += ballot->votes[i].weight;
    }
  return weight;
}

struct outcome {
  struct vote vote;   /* of those for what won, the surest */
  float confidence;   /* of what won */
  size_t first_index; /* of the votes for it */
};

/* What agreement makes of a confidence, so that of voted characters with a confidence as many are
 * right as of a single reading's. */
static float agreement_factor(double share)
{
  static const double ALONE = 0.7;
  return (float)(ALONE + (1 - ALONE) * share);
}

/* Whether there is anything in the place; then what that is matters. */
static bool votes_are_for_something(const struct ballot *ballot)
{
  double weight[2] = {0, 0};
  for (size_t i = 0; i < ballot->count; i++)
    weight[ballot->votes[i].count > 0] += ballot->votes[i].weight;
  return weight[true] > weight[false];
}

static struct outcome votes_count(const struct ballot *ballot)
{
  bool something = votes_are_for_something(ballot);
  double best = 0, all = 0;
  struct outcome outcome = {0};
  for (size_t i = 0; i < ballot->count; i++) {
    double weight = votes_weight_for(ballot, i);
    all += weight;
    if (weight > best && (ballot->votes[i].count > 0) == something) {
      best = weight;
      outcome.first_index = i;
    }
  }
  float sum = 0, most = -1;
  size_t count = 0;
  for (size_t i = 0; i < ballot->count; i++) {
    struct vote vote = ballot->votes[i];
    if (!votes_are_alike(vote, ballot->votes[outcome.first_index]))
      continue;
    float confidence = vote.count ? vote.confidence : 1;
    sum += confidence;
    count++;
    if (confidence > most) {
      most = confidence;
      outcome.vote = vote;
    }
  }
  outcome.confidence = agreement_factor(best / all) * (most + sum / (float)count) / 2;
  return outcome;
}

/* Of the votes for one other character each, the one of most weight below `most`; NULL: none. */
static const struct glyph *loser_below(const struct ballot *ballot, const struct outcome *outcome,
                                       double most, double *ret_weight)
{
  const struct glyph *loser = NULL;
  *ret_weight = 0;
  for (size_t i = 0; i < ballot->count; i++) {
    double weight = votes_weight_for(ballot, i);
    if (i != outcome->first_index && ballot->votes[i].count == 1 && weight < most &&
        weight > *ret_weight) {
      *ret_weight = weight;
      loser = ballot->votes[i].glyphs;
    }
  }
  return loser;
}

static bool choices_hold(const struct glyph_choice *choices, int count, const char *text)
{
  for (int i = 0; i < count; i++)
    if (strcmp(choices[i].text, text) == 0)
      return true;
  return false;
}

/* Puts what lost against the glyph before its other alternatives, what had more votes first. */
static void glyph_add_losers(const struct ballot *ballot, const struct outcome *outcome,
                             struct glyph *glyph)
{
  struct glyph_choice choices[GLYPH_ALTERNATIVES] = {0};
  int count = 0;
  double weight = INFINITY;
  const struct glyph *loser;
  while (count < GLYPH_ALTERNATIVES &&
         (loser = loser_below(ballot, outcome, weight, &weight)) != NULL) {
    choices[count].confidence = loser->confidence;
    memcpy(choices[count++].text, loser->text, sizeof loser->text);
  }
  for (int i = 0; i < glyph->alternative_count && count < GLYPH_ALTERNATIVES; i++)
    if (!choices_hold(choices, count, glyph->alternatives[i].text))
      choices[count++] = glyph->alternatives[i];
  memcpy(glyph->alternatives, choices, sizeof choices);
  glyph->alternative_count = count;
}

/* Appends what has most votes. Where that is nothing, a character may be lost: those on both sides
 * are no surer than that it is not. */
static void ballot_settle(struct ballot *ballot, struct reading *voted)
{
  struct outcome outcome = votes_count(ballot);
  if (!outcome.vote.count) {
    struct glyph *last = voted->count ? &voted->glyphs[voted->count - 1] : NULL;
    ballot->is_complete = false;
    ballot->sure_at_most = fminf(ballot->sure_at_most, outcome.confidence);
    if (last)
      last->confidence = fminf(last->confidence, outcome.confidence);
    return;
  }
  for (size_t i = 0; i < outcome.vote.count; i++) {
    struct glyph glyph = outcome.vote.glyphs[i];
    glyph.confidence = fminf(outcome.confidence, ballot->sure_at_most);
    ballot->sure_at_most = 1;
    if (outcome.vote.count == 1)
      glyph_add_losers(ballot, &outcome, &glyph);
    reading_add_glyph(voted, &glyph);
  }
}

/* A reading's glyphs before index `end`: what it has where the base has nothing. */
static struct vote reading_take_until(const struct reading *reading, size_t end, size_t *at)
{
  struct vote vote = vote_of(&reading->glyphs[*at], end - *at);
  *at = end;
  return vote;
}

/* Votes on what stands before glyph `index` of the base, or behind its last. */
static void ballot_settle_gap(struct ballot *ballot, size_t index, struct reading *voted)
{
  bool any = false;
  for (size_t k = 0; k < ballot->count; k++) {
    size_t end = ballot->readings[k].count;
    for (size_t i = ballot->base_count; i > index; i--)
      if (ballot->partner[k][i - 1] != ALIGN_NONE)
        end = (size_t)ballot->partner[k][i - 1];
    ballot->votes[k] = reading_take_until(&ballot->readings[k], end, &ballot->at[k]);
    any = any || ballot->votes[k].count > 0;
  }
  if (any)
    ballot_settle(ballot, voted);
}

/* Votes on glyph `index` of the base. */
static void ballot_settle_glyph(struct ballot *ballot, size_t index, struct reading *voted)
{
  for (size_t k = 0; k < ballot->count; k++) {
    ptrdiff_t partner = ballot->partner[k][index];
    ballot->votes[k] = vote_of(NULL, 0);
    if (partner == ALIGN_NONE)
      continue;
    ballot->votes[k] = vote_of(&ballot->readings[k].glyphs[partner], 1);
    ballot->at[k] = (size_t)partner + 1;
  }
  ballot_settle(ballot, voted);
}

/* The glyphs of a reading that are no spaces. */
static struct reading reading_dense(const struct reading *reading)
{
  struct reading dense = {0};
  for (size_t i = 0; i < reading->count; i++)
    if (!glyph_is_space(&reading->glyphs[i]))
      reading_add_glyph(&dense, &reading->glyphs[i]);
  return dense;
}

static ptrdiff_t *partners_of(const struct reading *base, const struct reading *reading)
{
  ptrdiff_t *partner = memory_alloc((base->count + 1) * sizeof *partner);
  glyphs_align(base->glyphs, base->count, reading->glyphs, reading->count, partner);
  return partner;
}

bool readings_vote(const struct reading *readings, size_t count, size_t base,
                   struct reading *ret_voted)
{
  const struct reading *frame = &readings[base];
  autofree struct reading *dense = memory_alloc(count * sizeof *dense);
  autofree ptrdiff_t **partner = memory_alloc(count * sizeof *partner);
  autofree size_t *at = memory_alloc(count * sizeof *at);
  autofree struct vote *votes = memory_alloc(count * sizeof *votes);
  for (size_t k = 0; k < count; k++) {
    dense[k] = reading_dense(&readings[k]);
    partner[k] = partners_of(frame, &dense[k]);
  }
  struct ballot ballot = {dense, count, frame->count, partner, at, votes, true, 1};
  *ret_voted = (struct reading){0};
  for (size_t i = 0; i < frame->count; i++) {
    ballot_settle_gap(&ballot, i, ret_voted);
    if (glyph_is_space(&frame->glyphs[i]))
      reading_add(ret_voted, " ", frame->glyphs[i].confidence, frame->glyphs[i].box);
    else
      ballot_settle_glyph(&ballot, i, ret_voted);
  }
  ballot_settle_gap(&ballot, frame->count, ret_voted);
  for (size_t k = 0; k < count; k++) {
    reading_clear(&dense[k]);
    free(partner[k]);
  }
  return ballot.is_complete;
}

static size_t glyphs_past_spaces(const struct reading *reading, size_t at)
{
  while (at < reading->count && glyph_is_space(&reading->glyphs[at]))
    at++;
  return at;
}

bool readings_agree(const struct reading *one, const struct reading *other)
{
  size_t i = glyphs_past_spaces(one, 0), k = glyphs_past_spaces(other, 0);
  while (i < one->count && k < other->count &&
         glyphs_are_alike(&one->glyphs[i], &other->glyphs[k])) {
    i = glyphs_past_spaces(one, i + 1);
    k = glyphs_past_spaces(other, k + 1);
  }
  return i == one->count && k == other->count;
}
