#include "extract/candidate.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "extract/confidence.h"
#include "extract/mention.h"
#include "extract/profile.h"
#include "grammar/characters.h"

static void candidate_clear(struct candidate *candidate)
{
  passage_clear(&candidate->passage);
  parsed_clear(&candidate->parsed);
  free(candidate->label);
  free(candidate->key);
  free(candidate->by_shape);
}

struct finder {
  const struct gather_context *context;
  const struct reference *reference;
  const struct profile_field *field;
  struct candidates *candidates;
};

/* Values that are the same but for width and spaces have the same key. */
static char *value_key(const json_t *value)
{
  if (json_is_string(value))
    return text_fold_utf8(json_string_value(value));
  char *dump = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS);
  char *key = text_fold_utf8(dump ? dump : "");
  free(dump);
  return key;
}

void candidate_set_text(struct candidate *candidate, const char *text)
{
  json_decref(candidate->parsed.value);
  candidate->parsed.value = json_string(text);
  free(candidate->key);
  candidate->key = value_key(candidate->parsed.value);
}

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

/* Parses the passage and keeps it as a candidate; takes the passage over. False when it holds no
 * value. */
static bool candidate_add(const struct finder *finder, struct passage *passage,
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
      .key = value_key(parsed.value),
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

static bool page_has_role(const struct finder *finder, size_t page)
{
  return (finder->field->roles & finder->context->roles[page]) != 0;
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
    if (page_has_role(finder, page) && fits)
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
  candidate_clear(last);
  candidates->count--;
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
    if (!page_has_role(finder, layout->rows[i].page) ||
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
  candidates_share_shapes(ret_candidates);
  bool is_list = ret_candidates->count && json_is_array(ret_candidates->items[0].parsed.value);
  ret_candidates->chosen =
      is_list ? choose_by_rank(ret_candidates) : choose_by_weight(ret_candidates);
}

void candidates_clear(struct candidates *candidates)
{
  for (size_t i = 0; i < candidates->count; i++)
    candidate_clear(&candidates->items[i]);
  free(candidates->items);
  free(candidates->label);
  free(candidates->beside);
  *candidates = (struct candidates){0};
}

bool candidates_agree(const struct candidates *candidates)
{
  for (size_t i = 1; i < candidates->count; i++)
    if (strcmp(candidates->items[i].key, candidates->items[0].key) != 0)
      return false;
  return true;
}

const struct candidate *candidates_choice(const struct candidates *candidates)
{
  return candidates->chosen < candidates->count ? &candidates->items[candidates->chosen] : NULL;
}

bool candidates_confirm_translation(const struct candidates *candidates)
{
  const struct candidate *choice = candidates_choice(candidates);
  for (size_t i = 0; i < candidates->count; i++)
    if (!candidates->items[i].is_translated && !strcmp(candidates->items[i].key, choice->key))
      return true;
  return false;
}
