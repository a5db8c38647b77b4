#include "extract/candidate_find.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "extract/candidate_make.h"
#include "extract/candidate_near.h"
#include "extract/mention.h"
#include "extract/profile.h"
#include "grammar/characters.h"

/* ---- labels ---- */

static char *hit_text(const struct profile *profile, const struct layout *layout,
                      const struct label_hit *hit)
{
  struct strbuf text = {0};
  const struct row *row = &layout->rows[hit->row];
  if (hit->is_lost)
    return memory_copy_string(profile->labels[hit->label].text);
  size_t end = hit->end - (hit->colon ? 1 : 0);
  for (size_t i = hit->start; i < end; i++) {
    bool is_word = i > hit->start && row->inks[i].space_before &&
                   codepoint_is_latin(row->inks[i].codepoint) &&
                   codepoint_is_latin(row->inks[i - 1].codepoint);
    strbuf_append(&text, is_word ? " " : "");
    strbuf_append(&text, row->inks[i].text);
  }
  return strbuf_take(&text);
}

static bool points_elsewhere(const struct profile_field *field, const struct passage *passage)
{
  for (size_t i = 0; i < field->see_elsewhere_count; i++)
    if (passage_find(passage, 0, &field->see_elsewhere[i]) < passage->count)
      return true;
  return false;
}

/* A value of a narrow form may stand a row or two lower than the profile says. */
static void hit_add(const struct finder *finder, const struct label_hit *hit)
{
  const struct layout *layout = finder->context->layout;
  const struct profile_field *field = finder->field;
  struct candidates *candidates = finder->candidates;
  int page = layout->pages[layout->rows[hit->row].page].number;
  autofree char *label = hit_text(finder->context->profile, layout, hit);
  if (!candidates->label) {
    candidates->label = memory_copy_string(label);
    candidates->label_page = page;
  }
  for (int extra = 0; extra <= 2; extra += 2) {
    struct passage passage = {0};
    value_gather(finder->context, field, hit, field->lines + extra, &passage);
    if (!candidates->beside)
      candidates->beside = passage_text(&passage, 0, passage.count);
    if (points_elsewhere(field, &passage)) {
      candidates->elsewhere_page = page;
      passage_clear(&passage);
      return;
    }
    if (candidate_add(finder, &passage, FROM_LABEL, 0, label)) {
      candidates->items[candidates->count - 1].label_is_lost = hit->is_lost;
      return;
    }
  }
}

static void labels_add(const struct finder *finder, bool rest)
{
  const struct label_hits *hits = finder->context->hits;
  for (size_t i = 0; i < hits->count; i++) {
    const struct label_hit *hit = &hits->items[i];
    size_t page = finder->context->layout->rows[hit->row].page;
    bool fits = rest ? label_set_has(&finder->field->label_rest, hit->label) &&
                           profile_label_is_rest_of_one(finder->context->profile, hit->label)
                     : label_set_has(&finder->field->labels, hit->label);
    if (finder_wants_page(finder, page) && fits)
      hit_add(finder, hit);
  }
}

/* ---- mentions ---- */

/* Mentions stand on pages of any role. A list takes all mentions of one rule together. */
static void mention_add(const struct finder *finder, size_t rank)
{
  const struct layout *layout = finder->context->layout;
  bool is_list = kind_is(finder->field->kind, KIND_IS_LIST);
  struct passage all = {0};
  for (size_t page = 0; page < layout->page_count; page++) {
    struct passage page_ink = {0};
    page_gather(layout, page, &page_ink);
    for (size_t at = 0; at < page_ink.count;) {
      struct passage passage = {0};
      if (!mention_gather(finder->context, finder->field, &finder->field->mentions[rank], &page_ink,
                          &at, is_list ? &all : &passage)) {
        passage_clear(&passage);
        break;
      }
      if (!is_list)
        candidate_add(finder, &passage, FROM_MENTION, rank, NULL);
    }
    passage_clear(&page_ink);
  }
  if (is_list)
    candidate_add(finder, &all, FROM_MENTION, rank, NULL);
}

/* ---- titles ---- */

/* Where one of the profile's titles stands on a page, and how many of its characters were read
 * otherwise. */
struct title_place {
  const struct folded *title;
  size_t page, at, otherwise;
  bool is_rivalled; /* another title fits as well */
};

/* Of the one title that a type of certificate has. */
static const float TITLE_CONFIDENCE = 0.999F;

/* A title of which a greater share was read otherwise is none. */
static const double TITLE_OTHERWISE = 0.375;

static void title_seek(const struct finder *finder, size_t page, struct title_place *best)
{
  struct passage page_ink = {0};
  page_gather(finder->context->layout, page, &page_ink);
  for (size_t i = 0; i < finder->field->title_count; i++) {
    const struct folded *title = &finder->field->titles[i];
    size_t otherwise, at = passage_find_nearest(&page_ink, title, &otherwise);
    bool fits = at < page_ink.count && (double)otherwise <= TITLE_OTHERWISE * (double)title->count;
    if (fits && (!best->title || otherwise < best->otherwise))
      *best = (struct title_place){title, page, at, otherwise, false};
    else if (fits && otherwise == best->otherwise && best->title != title)
      best->is_rivalled = true;
  }
  passage_clear(&page_ink);
}

/* The kind is known: what was read otherwise in its title is repaired. */
static void candidate_repair_title(struct candidate *candidate, const struct profile_field *rules,
                                   const struct title_place *place)
{
  autofree char *text = folded_text(place->title);
  candidate_set_text(candidate, text);
  if (rules->title_count == 1) /* the type has no other */
    candidate->confidence = TITLE_CONFIDENCE;
  else
    candidate->parsed.repairs += (int)place->otherwise;
}

/* The profile's title that a page shows best, where it stands. */
static void title_add(const struct finder *finder)
{
  const struct layout *layout = finder->context->layout;
  struct title_place place = {0};
  for (size_t page = 0; finder->field->title_count && page < layout->page_count; page++)
    title_seek(finder, page, &place);
  if (!place.title || (place.is_rivalled && place.otherwise))
    return;
  struct passage page_ink = {0}, passage = {0};
  page_gather(layout, place.page, &page_ink);
  passage_part(&page_ink, place.at, place.at + place.title->count, &passage);
  passage_clear(&page_ink);
  struct candidates *candidates = finder->candidates;
  if (candidate_add(finder, &passage, FROM_LABEL, 0, NULL) &&
      (place.otherwise || finder->field->title_count == 1))
    candidate_repair_title(&candidates->items[candidates->count - 1], finder->field, &place);
}

/* ---- form alone ---- */

/* Whether the form alone tells such a value wherever it stands: a number with a pattern. Of others
 * only one that fills its row is taken. */
static bool field_form_is_narrow(const struct profile_field *field)
{
  return field->kind->strict || field->pattern;
}

/* No.09160502 in front of a date: the number of the paper. */
static bool is_serial_number(const struct passage *passage, size_t to)
{
  enum { DIGITS_LEAST = 5 };
  bool number = passage_starts_with(passage, 0, "No") || passage_starts_with(passage, 0, "NO");
  size_t at = number ? 2 : 0;
  while (at < to && (passage->inks[at].folded == '.' || passage->inks[at].folded == ':'))
    at++;
  size_t digits = at;
  while (at < to && codepoint_is_digit(passage->inks[at].folded))
    at++;
  return number && at == to && at - digits >= DIGITS_LEAST;
}

/* Without a label only a value of the full form counts. */
static void drop_if_not_whole(const struct profile_field *field, struct candidates *candidates)
{
  struct candidate *last = &candidates->items[candidates->count - 1];
  size_t from = last->parsed.spans[0].from;
  bool alone = (from == 0 || is_serial_number(&last->passage, from)) &&
               last->parsed.spans[last->parsed.span_count - 1].to == last->passage.count;
  bool is_misread_day = alone && kind_is(field->kind, KIND_IS_DAY) && !last->parsed.repairs;
  if (last->parsed.whole ? alone || field_form_is_narrow(field) : is_misread_day)
    return;
  candidates_drop_last(candidates);
}

/* Whether a label of some field stands in the row; words that only end values do not count. */
static bool row_has_field_label(const struct gather_context *context, size_t row)
{
  const struct label_hit *hit = label_hits_in_row(context->hits, row, 0);
  for (; hit; hit = label_hits_in_row(context->hits, row, hit->end))
    if (profile_label_names_field(context->profile, hit->label))
      return true;
  return false;
}

static void grammar_add(const struct finder *finder)
{
  const struct layout *layout = finder->context->layout;
  for (size_t i = 0; i < layout->row_count; i++) {
    if (!finder_wants_page(finder, layout->rows[i].page) ||
        (!field_form_is_narrow(finder->field) && row_has_field_label(finder->context, i)))
      continue;
    struct passage passage = {0};
    passage_add(&passage, &layout->rows[i], 0, layout->rows[i].count);
    if (candidate_add(finder, &passage, FROM_GRAMMAR, 0, NULL))
      drop_if_not_whole(finder->field, finder->candidates);
  }
}

/* ---- shapes ---- */

/* The candidate's key, had no shape been taken; owned by the caller. */
static char *key_as_read(const struct candidate *candidate)
{
  const struct span *spans = candidate->parsed.spans;
  size_t last = candidate->parsed.span_count - 1;
  autofree char *text = passage_text_as_read(&candidate->passage, spans[0].from, spans[last].to);
  return text_fold_utf8(text);
}

/* A place where the name reads as the model reads it here, and where its shape told nothing, has
 * the same name: there it could not be read otherwise. */
static void candidates_share_shapes(struct candidates *candidates)
{
  for (size_t i = 0; i < candidates->count; i++) {
    const struct candidate *told = &candidates->items[i];
    autofree char *as_read = told->by_shape ? key_as_read(told) : NULL;
    for (size_t k = 0; as_read && k < candidates->count; k++) {
      struct candidate *other = &candidates->items[k];
      if (other->by_shape || strcmp(other->key, as_read) != 0)
        continue;
      json_decref(other->parsed.value);
      other->parsed.value = json_incref(told->parsed.value);
      free(other->key);
      other->key = memory_copy_string(told->key);
      other->by_shape = memory_copy_string(told->by_shape);
    }
  }
}

/* ---- choice ---- */

static double candidate_weight(const struct candidate *candidate)
{
  static const double origin_weight[] = {
      [FROM_LABEL] = 1.0, [FROM_MENTION] = 0.6, [FROM_GRAMMAR] = 0.4, [FROM_SEAL] = 0.4};
  return origin_weight[candidate->origin] * (0.2 + (double)candidate->confidence) *
         (candidate->parsed.whole ? 1.0 : 0.3) * (candidate->is_translated ? 0.8 : 1.0);
}

static double key_weight(const struct candidates *candidates, const char *key)
{
  double weight = 0;
  for (size_t i = 0; i < candidates->count; i++)
    if (!strcmp(candidates->items[i].key, key))
      weight += candidate_weight(&candidates->items[i]);
  return weight;
}

/* The reading with most weight behind it; of equal readings the first, of a label before a mention.
 */
static size_t choose_by_weight(const struct candidates *candidates)
{
  size_t best = candidates->count;
  double best_weight = 0;
  for (size_t i = 0; i < candidates->count; i++) {
    const struct candidate *candidate = &candidates->items[i];
    double weight = key_weight(candidates, candidate->key);
    bool better =
        best == candidates->count || weight > best_weight + 1e-9 ||
        (weight > best_weight - 1e-9 && candidate->origin < candidates->items[best].origin);
    if (better) {
      best = i;
      best_weight = weight;
    }
  }
  return best;
}

/* Lists are not voted on: the label's list counts, then the mentions in the profile's order. */
static size_t choose_by_rank(const struct candidates *candidates)
{
  size_t best = candidates->count;
  for (size_t i = 0; i < candidates->count; i++) {
    const struct candidate *candidate = &candidates->items[i];
    if (best == candidates->count || candidate->origin < candidates->items[best].origin ||
        (candidate->origin == candidates->items[best].origin &&
         candidate->rank < candidates->items[best].rank))
      best = i;
  }
  return best;
}

void candidates_find(const struct gather_context *context, const struct reference *reference,
                     const struct profile_field *field, struct candidates *ret_candidates)
{
  *ret_candidates = (struct candidates){0};
  struct finder finder = {context, reference, field, ret_candidates};
  labels_add(&finder, false);
  /* Where the first row of a label was lost, its other rows still tell the place. */
  if (!ret_candidates->label)
    labels_add(&finder, true);
  for (size_t i = 0; i < field->mention_count; i++)
    mention_add(&finder, i);
  title_add(&finder);
  if (field->anywhere && !ret_candidates->count)
    grammar_add(&finder);
  if (!ret_candidates->count)
    candidates_add_near(&finder);
  candidates_share_shapes(ret_candidates);
  bool is_list = ret_candidates->count && json_is_array(ret_candidates->items[0].parsed.value);
  ret_candidates->chosen =
      is_list ? choose_by_rank(ret_candidates) : choose_by_weight(ret_candidates);
}
