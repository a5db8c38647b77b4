#include "extract/kind.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "grammar/characters.h"
#include "grammar/numeral.h"
#include "extract/profile.h"
#include "grammar/reference.h"

enum { HAN_FULL_STOP = 0x3002 };

void parsed_clear(struct parsed *parsed)
{
  json_decref(parsed->value);
  free(parsed->spans);
  *parsed = (struct parsed){0};
}

void parsed_add_span(struct parsed *parsed, size_t from, size_t to, bool verified)
{
  parsed->spans = memory_resize(parsed->spans, parsed->span_count + 1, sizeof *parsed->spans);
  parsed->spans[parsed->span_count++] = (struct span){from, to, verified};
}

void parsed_set_text(struct parsed *parsed, const struct passage *passage, size_t from, size_t to)
{
  autofree char *text = passage_text(passage, from, to);
  parsed->value = json_string(text);
  parsed_add_span(parsed, from, to, false);
}

/* Whether a value's first mark is a dash close before a Chinese character: most likely 一, read
 * short. No value begins with a dash. */
static bool first_stroke_is_lost(const struct passage *passage, size_t from)
{
  return from > 0 && passage->inks[from - 1].folded == '-' && !passage->inks[from].gap_before &&
         codepoint_is_han(passage->inks[from].codepoint);
}

/* All of the passage without the marks at its ends. */
bool kind_parse_text(const struct kind_input *input, struct parsed *ret_parsed)
{
  size_t from = 0, to = input->passage->count;
  passage_trim(input->passage, &from, &to);
  if (from == to)
    return false;
  parsed_set_text(ret_parsed, input->passage, from, to);
  ret_parsed->whole = passage_brackets_match(input->passage, from, to) &&
                      !first_stroke_is_lost(input->passage, from);
  return true;
}

/* Right end of the row that ink `at` stands in, inside the value; 0: not known. */
static int row_right(const struct passage *passage, size_t at, size_t to)
{
  size_t end = passage_row_end(passage, at);
  const struct box box = passage->inks[(end < to ? end : to) - 1].box;
  return box_is_empty(box) ? 0 : box.x + box.w;
}

/* Rows of a paragraph are full but for the last, and those that end a sentence; a short one was
 * taken from somewhere else, or lost its end. */
static bool rows_are_full(const struct passage *passage, size_t from, size_t to)
{
  static const double full = 0.6;
  int widest = 0, left = passage->inks[from].box.x;
  for (size_t at = from; at < to; at = passage_row_end(passage, at)) {
    int right = row_right(passage, at, to);
    widest = right > widest ? right : widest;
    if (!box_is_empty(passage->inks[at].box) && passage->inks[at].box.x < left)
      left = passage->inks[at].box.x;
  }
  for (size_t at = from; at < to;) {
    size_t end = passage_row_end(passage, at);
    unsigned last = passage->inks[(end < to ? end : to) - 1].folded;
    int right = row_right(passage, at, to);
    bool ends = last == HAN_FULL_STOP || last == ';' || last == '.';
    if (end < to && right && !ends && right - left < (int)(full * (widest - left)))
      return false;
    at = end;
  }
  return true;
}

/* One past the bracket that closes the one at `at`; `at` where none does. */
static size_t bracket_end(const struct passage *passage, size_t at, size_t to)
{
  size_t depth = 0;
  for (size_t i = at; i < to; i++) {
    unsigned folded = passage->inks[i].folded;
    depth += folded == '(' || folded == U'【';
    depth -= depth && (folded == ')' || folded == U'】');
    if (!depth)
      return i > at ? i + 1 : at;
  }
  return at;
}

/* The sentence of all such certificates that stands in [at, end), and how many of its characters
 * were read otherwise: at most one in seven. NULL: none. */
static const char *sentence_find(const struct name_list *sentences, const struct passage *passage,
                                 size_t at, size_t end, size_t *ret_otherwise)
{
  enum { ONE_IN = 7 };
  const char *found = NULL;
  if (end <= at)
    return NULL;
  autofree unsigned *folded = passage_folded(passage, at, end);
  for (size_t i = 0; i < sentences->count; i++) {
    const struct folded *sentence = &sentences->folded[i];
    size_t most = sentence->count / ONE_IN, count = end - at;
    if (count > sentence->count + most || count + most < sentence->count)
      continue;
    size_t otherwise = folded_distance(sentence->codepoints, sentence->count, folded, count);
    if (otherwise > most || (found && otherwise >= *ret_otherwise))
      continue;
    found = sentences->names[i];
    *ret_otherwise = otherwise;
  }
  return found;
}

static void paragraph_add_plain(const struct passage *passage, size_t from, size_t to,
                                struct strbuf *text, struct parsed *parsed)
{
  autofree char *plain = passage_text(passage, from, to);
  strbuf_append(text, plain);
  if (from < to)
    parsed_add_span(parsed, from, to, false);
}

/* A sentence that nobody fills in is no doubt where it was read without a fault, and known where it
 * was not. */
static void paragraph_take_sentences(const struct kind_input *input, size_t from, size_t to,
                                     struct parsed *parsed)
{
  const struct passage *passage = input->passage;
  struct strbuf text cleanup_with(strbuf_clear) = {0};
  size_t plain = from;
  for (size_t at = from; at < to; at++) {
    size_t end = bracket_end(passage, at, to), otherwise = 0;
    const char *sentence =
        sentence_find(&input->reference->scope_sentences, passage, at, end, &otherwise);
    if (!sentence)
      continue;
    paragraph_add_plain(passage, plain, at, &text, parsed);
    strbuf_append(&text, sentence);
    parsed_add_span(parsed, at, end, !otherwise);
    parsed->repairs += (int)otherwise;
    plain = end;
    at = end - 1;
  }
  paragraph_add_plain(passage, plain, to, &text, parsed);
  parsed->value = json_string(strbuf_text(&text));
}

/* Sentences keep their full stop; only specks at the end go. */
static bool parse_paragraph(const struct kind_input *input, struct parsed *ret_parsed)
{
  const struct passage *passage = input->passage;
  size_t from = 0, to = passage->count, end = passage->count;
  passage_trim(passage, &from, &to);
  if (from == to)
    return false;
  while (end > to && passage->inks[end - 1].folded != HAN_FULL_STOP)
    end--;
  paragraph_take_sentences(input, from, end, ret_parsed);
  ret_parsed->whole =
      passage_brackets_match(passage, from, end) && rows_are_full(passage, from, end);
  return true;
}

/* 中心座 for 中心D座: a building of several has a letter or a figure before what counts them. */
static bool building_lost_its_letter(const struct passage *passage, size_t from, size_t to)
{
  static const unsigned counted[] = {U'座', U'幢', U'栋', 0};
  static const unsigned groups[] = {U'心', U'厦', U'楼', U'场', U'园', U'城', U'院', U'苑', 0};
  for (size_t i = from + 1; i < to; i++)
    if (codepoint_is_in(passage->inks[i].folded, counted) &&
        codepoint_is_in(passage->inks[i - 1].folded, groups))
      return true;
  return false;
}

/* One past the longest place that stands whole at `at`; `at` where none does. */
static size_t division_end(const struct kind_input *input, size_t at, size_t to)
{
  enum { NAME_LEAST = 3 }; /* 辉县 may be a part of anything */
  return passage_division_end(&input->reference->divisions, input->passage, at, to, false,
                              NAME_LEAST);
}

/* The places that an address begins with are confirmed by being places. */
static void address_spans(const struct kind_input *input, struct parsed *parsed)
{
  struct span all = parsed->spans[0];
  size_t at = all.from;
  parsed->span_count = 0;
  for (size_t end; at < all.to && (end = division_end(input, at, all.to)) > at; at = end)
    parsed_add_span(parsed, at, end, true);
  if (at < all.to)
    parsed_add_span(parsed, at, all.to, false);
}

/* An address that ends in none of what addresses end in may have lost its last characters. */
static bool parse_address(const struct kind_input *input, struct parsed *ret_parsed)
{
  const struct folded *endings = &input->reference->address_endings;
  if (!kind_parse_text(input, ret_parsed))
    return false;
  unsigned last = input->passage->inks[ret_parsed->spans[0].to - 1].folded;
  bool ends = false;
  for (size_t i = 0; i < endings->count; i++)
    ends |= endings->codepoints[i] == last;
  const struct span span = ret_parsed->spans[0];
  ret_parsed->whole &= ends && !building_lost_its_letter(input->passage, span.from, span.to);
  address_spans(input, ret_parsed);
  return true;
}

/* Characters that amounts are written with. */
static bool is_money_character(unsigned codepoint)
{
  static const char32_t others[] = U".,()（），．萬億角分正人民币美港欧日英镑澳加新台韩瑞士法郎";
  return codepoint_is_digit(codepoint) || codepoint_is_numeral(codepoint) ||
         codepoint_is_in(codepoint, others);
}

/* What an amount holds where `read` was read behind `before`: a capital numeral (壹, 仟) for what
 * recognition writes for it, 整 for whatever closes it behind 元; 0 for nothing known. */
static unsigned money_character(const struct reference *reference, unsigned before, unsigned read,
                                bool is_last)
{
  if (is_money_character(read))
    return read;
  if (is_last && codepoint_is_han(read) && (before == U'元' || before == U'圆'))
    return U'整';
  return numeral_read_as(reference, read);
}

/* The amount with what no amount holds put right. */
static char *money_text(const struct reference *reference, const char *text, int *repairs,
                        bool *ret_whole)
{
  struct strbuf money = {0};
  unsigned codepoint, before = 0;
  bool has_unit = strstr(text, "元") || strstr(text, "圆") || strstr(text, "万");
  bool goes_on = codepoint_is_digit((unsigned char)text[strlen(text) - 1]); /* 万7 for 万元 */
  *ret_whole = has_unit && !goes_on;
  for (size_t step; (step = utf8_decode(text, &codepoint)) != 0; text += step) {
    if (codepoint_is_space(codepoint)) /* 3000. 0000 */
      continue;
    unsigned meant = money_character(reference, before, codepoint, !text[step]);
    *repairs += meant && meant != codepoint;
    *ret_whole &= meant != 0;
    before = meant ? meant : codepoint;
    strbuf_append_codepoint(&money, before);
  }
  return strbuf_take(&money);
}

/* Where 元整 closes the amount in [from, to), or `to`; only its currency may follow it. */
static size_t money_end(const struct passage *passage, size_t from, size_t to)
{
  for (size_t i = from + 1; i + 1 < to; i++) {
    unsigned unit = passage->inks[i - 1].folded, next = passage->inks[i + 1].folded;
    bool is_currency =
        is_money_character(next) && !codepoint_is_digit(next) && !codepoint_is_numeral(next);
    if (passage->inks[i].folded == U'整' && (unit == U'元' || unit == U'圆') && !is_currency)
      return i + 1;
  }
  return to;
}

static bool parse_money(const struct kind_input *input, struct parsed *ret_parsed)
{
  if (!kind_parse_text(input, ret_parsed))
    return false;
  struct span all = ret_parsed->spans[0];
  size_t end = money_end(input->passage, all.from, all.to);
  if (end < all.to) { /* what stands behind the amount is none of it, and leaves a doubt */
    json_decref(ret_parsed->value);
    ret_parsed->span_count = 0;
    parsed_set_text(ret_parsed, input->passage, all.from, end);
    ret_parsed->whole = false;
  }
  int repairs = 0;
  bool whole;
  autofree char *money =
      money_text(input->reference, json_string_value(ret_parsed->value), &repairs, &whole);
  ret_parsed->whole &= whole;
  if (!whole)
    return true;
  json_decref(ret_parsed->value);
  ret_parsed->value = json_string(money);
  ret_parsed->repairs = repairs;
  return true;
}

/* ---- authorities in print ---- */

/* An office, whose name begins at `office`, of places and nothing else is confirmed by them. */
static void authority_spans(const struct kind_input *input, size_t office, struct parsed *parsed)
{
  size_t at = parsed->spans[0].from;
  for (size_t end; at < office && (end = division_end(input, at, office)) > at;)
    at = end;
  parsed->spans[0].verified = at == office && at > parsed->spans[0].from;
}

bool kind_parse_authority(const struct kind_input *input, struct parsed *ret_parsed)
{
  const struct authority_list *list =
      authority_list_find(input->reference, input->field->authorities);
  const struct authority *best = NULL;
  size_t best_at = 0;
  for (size_t i = 0; list && i < list->count; i++) {
    const struct authority *authority = &list->items[i];
    size_t at = passage_find(input->passage, 0, &authority->folded);
    if (at < input->passage->count && (!best || authority->folded.count > best->folded.count)) {
      best = authority;
      best_at = at;
    }
  }
  if (best) {
    parsed_set_text(ret_parsed, input->passage, best_at, best_at + best->folded.count);
    ret_parsed->whole = true;
    return true;
  }
  const struct name_list *endings = &input->reference->offices;
  for (size_t i = 0; !list && i < endings->count; i++) {
    size_t at = passage_find(input->passage, 0, &endings->folded[i]);
    if (at == input->passage->count)
      continue;
    size_t from = 0, to = at + endings->folded[i].count;
    passage_trim(input->passage, &from, &to);
    parsed_set_text(ret_parsed, input->passage, from, to);
    authority_spans(input, at, ret_parsed);
    ret_parsed->whole = true;
    return true;
  }
  return false;
}

/* Entries are put together from several labels (entries.h), never from one passage. */
static bool parse_entries(const struct kind_input *input, struct parsed *ret_parsed)
{
  (void)input;
  (void)ret_parsed;
  return false;
}

static const struct kind kinds[] = {
    {"text", kind_parse_text, false, 1, 1, 0, NULL},
    {"paragraph", parse_paragraph, false, 30, 1, KIND_IS_SENTENCES, NULL},
    {"address", parse_address, false, 3, 1, KIND_IS_ADDRESS, NULL},
    {"person", kind_parse_person, false, 1, 0.25F, KIND_IS_PERSON, NULL},
    {"names", kind_parse_names, false, 3, 1, 0, NULL},
    {"organisation", kind_parse_organisation, false, 2, 1, KIND_IS_COMPANY, NULL},
    {"money", parse_money, false, 1, 0.1F, 0, NULL},
    {"date", kind_parse_date, false, 1, 0.2F, KIND_IS_DAY | KIND_SHOWS_DAY, NULL},
    {"month", kind_parse_month, false, 1, 0.2F, 0, NULL},
    {"last_date", kind_parse_last_date, false, 2, 0.2F, KIND_SHOWS_DAY, NULL},
    {"term", kind_parse_term, false, 2, 0.2F, 0, NULL},
    {"title", kind_parse_text, false, 2, 1, 0, NULL},
    {"date_or_words", kind_parse_date_or_words, false, 1, 0.2F, KIND_SHOWS_DAY, NULL},
    {"code", kind_parse_code, false, 1, 0.5F, KIND_IS_CODE, NULL},
    {"telecom_licence_number", kind_parse_telecom_number, true, 1, 0.3F, 0, kind_licence_number_in},
    {"credit_code", kind_parse_credit_code, true, 1, 1, 0, kind_credit_code_in},
    {"authority", kind_parse_authority, false, 3, 1, KIND_IS_OFFICE, NULL},
    {"businesses", kind_parse_businesses, false, 60, 1, KIND_IS_LIST, NULL},
    {"places", kind_parse_places, false, 8, 0.2F, 0, NULL},
    {"entries", parse_entries, false, 3, 1, 0, NULL},
};

const struct kind *kind_at(size_t index)
{
  return index < sizeof kinds / sizeof *kinds ? &kinds[index] : NULL;
}

const struct kind *kind_find(const char *name)
{
  for (size_t i = 0; kind_at(i); i++)
    if (!strcmp(kind_at(i)->name, name))
      return kind_at(i);
  return NULL;
}

bool kind_is(const struct kind *kind, enum kind_trait trait)
{
  return (kind->traits & (unsigned)trait) != 0;
}
