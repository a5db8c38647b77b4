/* Numbers with a grammar: telecom licence numbers, unified social credit codes, and a profile's
 * own. */

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "grammar/credit_code.h"
#include "extract/kind.h"
#include "grammar/licence_number.h"
#include "extract/pattern.h"
#include "extract/profile.h"
#include "grammar/reference.h"

/* ---- telecom licence numbers ---- */

/* The sign of a province is one of thirty characters that hardly look alike. */
static void province_spans(const struct passage *passage, size_t from, size_t to,
                           const struct licence_number *number, struct parsed *parsed)
{
  static const float SEEN = 0.85F;
  const struct ink *first = &passage->inks[from];
  bool is_sign = number->letter && number->well_formed && first->folded == number->letter &&
                 first->confidence >= SEEN;
  if (is_sign)
    parsed_add_span(parsed, from, from + 1, true);
  parsed_add_span(parsed, from + is_sign, to, false);
}

/* A row at a time: a number is never broken over rows. */
bool kind_parse_telecom_number(const struct kind_input *input, struct parsed *ret_parsed)
{
  const struct passage *passage = input->passage;
  for (size_t from = 0; from < passage->count; from = passage_row_end(passage, from)) {
    size_t end = passage_row_end(passage, from), count = end - from;
    autofree unsigned *folded = passage_folded(passage, from, end);
    struct licence_number number;
    bool found = licence_number_find(&input->reference->regions, folded, count, &number);
    if (!found)
      continue;
    ret_parsed->value = json_string(number.text);
    province_spans(passage, from + number.from, from + number.to, &number, ret_parsed);
    ret_parsed->repairs = number.repairs;
    ret_parsed->whole = number.well_formed;
    return true;
  }
  return false;
}

/* Anything that would need repair is another text, such as an identifier. */
char *kind_licence_number_in(const struct reference *reference, const char *text)
{
  struct folded folded = text_fold(text);
  struct licence_number number;
  bool found = licence_number_find(&reference->regions, folded.codepoints, folded.count, &number) &&
               number.repairs == 0 && number.well_formed;
  folded_clear(&folded);
  return found ? memory_copy_string(number.text) : NULL;
}

/* ---- unified social credit codes ---- */

static bool is_code_ink(const struct ink *ink)
{
  return codepoint_is_digit(ink->folded) || codepoint_is_latin(ink->folded);
}

/* The code in capitals, with the letters its alphabet lacks taken as the digits they look like. */
static char *credit_code_text(const struct passage *passage, size_t from, size_t to, int *repairs)
{
  struct strbuf text = {0};
  for (size_t i = from; i < to; i++) {
    char read = (char)passage->inks[i].folded;
    char meant = credit_code_character((char)toupper((unsigned char)read));
    *repairs += read != meant;
    strbuf_append_char(&text, meant);
  }
  return strbuf_take(&text);
}

/* Of a code with one character too many, the least sure character that can go; `to` when none can.
 */
static size_t credit_code_extra(const struct passage *passage, size_t from, size_t to,
                                const char *text)
{
  size_t extra = to;
  for (size_t i = from; i < to && to - from == CREDIT_CODE_LENGTH + 1; i++) {
    char without[CREDIT_CODE_LENGTH + 1] = "";
    memcpy(without, text, i - from);
    memcpy(without + (i - from), text + (i - from) + 1, to - i - 1);
    if (credit_code_is_valid(without) &&
        (extra == to || passage->inks[i].confidence < passage->inks[extra].confidence))
      extra = i;
  }
  return extra;
}

static bool code_is_valid(const struct passage *passage, size_t from, size_t to)
{
  int repairs = 0;
  autofree char *text = credit_code_text(passage, from, to, &repairs);
  return credit_code_is_valid(text) || registration_number_is_valid(text);
}

/* Narrows a run to the code in it that stands between blanks and has the right check character:
 * scraps of a neighbour's print stand in its row. */
static void run_leave_scraps(const struct passage *passage, size_t *from, size_t *to)
{
  static const size_t lengths[] = {CREDIT_CODE_LENGTH, REGISTRATION_NUMBER_LENGTH};
  for (size_t start = *from; start < *to; start++)
    for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
      size_t end = start + lengths[k];
      bool stands_free = (start == *from || passage->inks[start].space_before) &&
                         (end == *to || (end < *to && passage->inks[end].space_before));
      if (stands_free && code_is_valid(passage, start, end)) {
        *from = start;
        *to = end;
        return;
      }
    }
}

/* The first run of 18 characters, or of 15 or 13 (the registration numbers of older licences; 13
 * were given until 2007 and have no check digit). */
bool kind_parse_credit_code(const struct kind_input *input, struct parsed *ret_parsed)
{
  const struct passage *passage = input->passage;
  for (size_t from = 0; from < passage->count; from++) {
    size_t to = from;
    while (to < passage->count && is_code_ink(&passage->inks[to]) &&
           (to == from || !passage->inks[to].row_start))
      to++;
    if (to - from >= CREDIT_CODE_SHORTEST_RUN) {
      run_leave_scraps(passage, &from, &to);
      int repairs = 0;
      autofree char *text = credit_code_text(passage, from, to, &repairs);
      size_t extra = credit_code_extra(passage, from, to, text);
      if (extra < to) {
        memmove(text + (extra - from), text + (extra - from) + 1, to - extra);
        repairs++;
      }
      bool mended = credit_code_mend(text);
      repairs += mended;
      ret_parsed->value = json_string(text);
      parsed_add_span(ret_parsed, from, to, false);
      ret_parsed->repairs = repairs;
      ret_parsed->whole =
          extra == to && !mended &&
          (strlen(text) == CREDIT_CODE_LENGTH || strlen(text) == REGISTRATION_NUMBER_LENGTH ||
           registration_number_is_old(text));
      return true;
    }
    if (to > from)
      from = to - 1;
  }
  return false;
}

char *kind_credit_code_in(const struct reference *reference, const char *text)
{
  (void)reference;
  for (size_t run; *text; text += run ? run : 1) {
    run = strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    char code[CREDIT_CODE_LENGTH + 1] = "";
    if (run != CREDIT_CODE_LENGTH)
      continue;
    memcpy(code, text, CREDIT_CODE_LENGTH);
    if (credit_code_is_valid(code))
      return memory_copy_string(code);
  }
  return NULL;
}

/* ---- a profile's own numbers ---- */

/* 乓鞍登字第7104482号: the figures are there, and what stands in front of them can only be the
 * words that such numbers begin with, one of which was read as it is. NULL: it is none such. Owned
 * by the caller. */
static char *code_with_words(const char *pattern, const struct passage *passage, size_t from,
                             size_t to, int *ret_otherwise)
{
  autofree char *first = pattern_first_words(pattern);
  struct folded words = text_fold(first);
  size_t length = words.count;
  char *code = NULL;
  bool fits = length > 1 && from + length < to &&
              codepoint_is_digit(passage->inks[from + length].folded) &&
              !passage->inks[from + length].row_start;
  int otherwise = 0;
  for (size_t i = 0; fits && i < length; i++) {
    fits = codepoint_is_han(passage->inks[from + i].codepoint);
    otherwise += passage->inks[from + i].folded != words.codepoints[i];
  }
  if (fits && otherwise < (int)length) {
    autofree char *figures = passage_text(passage, from + length, to);
    code = memory_format("%s%s", first, figures);
    *ret_otherwise = otherwise;
  }
  if (code && !pattern_fits(pattern, code))
    memory_free_at(&code);
  folded_clear(&words);
  return code;
}

/* Whether the pattern leaves no choice, or only one of a few, where this character stands: with any
 * other the number would not fit. */
static bool character_is_given(const char *pattern, const struct passage *passage, size_t from,
                               size_t to, size_t at)
{
  static const unsigned ANY = 0x56D7; /* 囗 stands in no number */
  struct strbuf text cleanup_with(strbuf_clear) = {0};
  for (size_t i = from; i < to; i++)
    strbuf_append_codepoint(&text, i == at ? ANY : passage->inks[i].folded);
  return !pattern_fits(pattern, strbuf_text(&text));
}

/* The words of a number, and the sign of its province, are confirmed by its pattern. */
static void code_spans(const char *pattern, const struct passage *passage, size_t from, size_t to,
                       struct parsed *parsed)
{
  static const float SEEN = 0.85F; /* one of a few is told by what was seen of it */
  parsed->span_count = 0;
  for (size_t at = from; at < to; at++) {
    const struct ink *ink = &passage->inks[at];
    bool given = codepoint_is_han(ink->codepoint) && ink->confidence >= SEEN &&
                 character_is_given(pattern, passage, from, to, at);
    struct span *last = parsed->span_count ? &parsed->spans[parsed->span_count - 1] : NULL;
    if (last && last->verified == given)
      last->to = at + 1;
    else
      parsed_add_span(parsed, at, at + 1, given);
  }
}

/* ---- numbers of which a character was read for one that looks like it ---- */

static bool is_letter_or_digit(const struct ink *ink)
{
  return codepoint_is_digit(ink->folded) || codepoint_is_latin(ink->folded);
}

/* Whether a number is cut between the inks at - 1 and at: letters and digits go on without a blank.
 */
static bool number_goes_on(const struct passage *passage, size_t at, size_t from, size_t to)
{
  return at > from && at < to && is_letter_or_digit(&passage->inks[at - 1]) &&
         is_letter_or_digit(&passage->inks[at]) && !passage->inks[at].space_before &&
         !passage->inks[at].row_start;
}

/* A part of [from, to) that fits the pattern and is no part of a longer number. */
static bool number_find(const char *pattern, const struct passage *passage, size_t from, size_t to,
                        size_t *ret_from, size_t *ret_to)
{
  return pattern_find(pattern, passage, from, to, ret_from, ret_to) &&
         !number_goes_on(passage, *ret_from, from, to) &&
         !number_goes_on(passage, *ret_to, from, to);
}

int code_mend_years(struct passage *passage, size_t from, size_t to)
{
  enum { YEAR = 4 };
  int mended = 0;
  for (size_t i = from; i + YEAR + 1 < to; i++) {
    struct ink *open = &passage->inks[i], *close = &passage->inks[i + YEAR + 1];
    bool is_year = passage->inks[i + 1].folded == '1' || passage->inks[i + 1].folded == '2';
    for (size_t k = 1; k <= YEAR; k++)
      is_year &= codepoint_is_digit(passage->inks[i + k].folded);
    bool opens = open->folded == '(' || open->folded == '[';
    bool closes = close->folded == ')' || close->folded == ']';
    if (!is_year || !opens || !closes || (open->folded == '(') == (close->folded == ')'))
      continue;
    ink_write(open, 0x3014 /* 〔 */);
    ink_write(close, 0x3015 /* 〕 */);
    mended++;
  }
  return mended;
}

/* The letter or digit that looks like it; 0: there is none. */
static unsigned looks_like(unsigned folded)
{
  static const char alike[][2] = {{'5', 'S'}, {'0', 'O'}, {'1', 'I'}, {'8', 'B'}, {'2', 'Z'}};
  for (size_t i = 0; i < sizeof alike / sizeof *alike; i++)
    for (int k = 0; k < 2; k++)
      if (folded == (unsigned)alike[i][k])
        return (unsigned)alike[i][1 - k];
  return 0;
}

/* 5P4501…: where one letter taken for the digit that looks like it, or the other way round, makes
 * the number fit, and only in one place, it was misread. */
static bool letter_mend(const char *pattern, struct passage *passage, size_t from, size_t to)
{
  size_t found = 0, place = to, begin, end;
  for (size_t i = from; i < to; i++) {
    unsigned read = passage->inks[i].folded, meant = looks_like(read);
    if (!meant)
      continue;
    passage->inks[i].folded = meant;
    if (number_find(pattern, passage, from, to, &begin, &end)) {
      found++;
      place = i;
    }
    passage->inks[i].folded = read;
  }
  if (found != 1)
    return false;
  ink_write(&passage->inks[place], looks_like(passage->inks[place].folded));
  return true;
}

/* A copy of the inks [from, to) with what can only have been misread put right; empty: nothing is.
 */
static struct passage code_mended(const char *pattern, const struct passage *passage, size_t from,
                                  size_t to, int *ret_repairs)
{
  struct passage mended = {0};
  size_t begin, end;
  passage_part(passage, from, to, &mended);
  *ret_repairs = code_mend_years(&mended, 0, mended.count);
  if (pattern && !number_find(pattern, &mended, 0, mended.count, &begin, &end))
    *ret_repairs += letter_mend(pattern, &mended, 0, mended.count);
  if (!*ret_repairs || (pattern && !number_find(pattern, &mended, 0, mended.count, &begin, &end)))
    passage_clear(&mended);
  return mended;
}

/* The first part of a row that fits the field's pattern; without a pattern, the whole passage. */
static bool code_parse(const struct kind_input *input, size_t from, size_t to,
                       struct parsed *ret_parsed)
{
  const struct passage *passage = input->passage;
  size_t match_from, match_to;
  if (!input->field->pattern) {
    parsed_set_text(ret_parsed, passage, from, to);
    ret_parsed->whole = passage_brackets_match(passage, from, to);
    return true;
  }
  ret_parsed->whole =
      pattern_find(input->field->pattern, passage, from, to, &match_from, &match_to);
  if (ret_parsed->whole) {
    bool is_cut = number_goes_on(passage, match_from, from, to) ||
                  number_goes_on(passage, match_to, from, to);
    from = match_from;
    to = match_to;
    ret_parsed->whole = passage_brackets_match(passage, from, to) && !is_cut;
  } else {
    to = passage_row_end(passage, from) < to ? passage_row_end(passage, from) : to;
  }
  parsed_set_text(ret_parsed, passage, from, to);
  if (ret_parsed->whole)
    code_spans(input->field->pattern, passage, from, to, ret_parsed);
  char *code =
      ret_parsed->whole || input->anywhere
          ? NULL
          : code_with_words(input->field->pattern, passage, from, to, &ret_parsed->repairs);
  if (code) {
    json_decref(ret_parsed->value);
    ret_parsed->value = json_string(code);
    ret_parsed->whole = true;
    free(code);
  }
  return true;
}

bool kind_parse_code(const struct kind_input *input, struct parsed *ret_parsed)
{
  const struct passage *passage = input->passage;
  size_t from = 0, to = passage->count;
  int repairs = 0;
  passage_trim(passage, &from, &to);
  if (from == to)
    return false;
  struct passage mended cleanup_with(passage_clear) = {0};
  if (!input->anywhere)
    mended = code_mended(input->field->pattern, passage, from, to, &repairs);
  if (!mended.count)
    return code_parse(input, from, to, ret_parsed);
  struct kind_input other = *input;
  other.passage = &mended;
  if (!code_parse(&other, 0, mended.count, ret_parsed))
    return false;
  for (size_t i = 0; i < ret_parsed->span_count; i++) {
    ret_parsed->spans[i].from += from;
    ret_parsed->spans[i].to += from;
  }
  ret_parsed->repairs += repairs;
  return true;
}
