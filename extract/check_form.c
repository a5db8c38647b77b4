/* Checks that look at one value alone: has it the form that such a value has? */

#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "extract/business.h"
#include "extract/check.h"
#include "extract/pattern.h"
#include "extract/profile.h"
#include "grammar/credit_code.h"
#include "grammar/patent_number.h"

static const char *text_value(const struct field *field)
{
  const char *text = json_string_value(field->value);
  return text ? text : "";
}

/* A small letter inside a word (liu.cn) is no figure. */
static bool stands_among_figures(const char *value, const char *at)
{
  bool before = at > value && at[-1] >= '0' && at[-1] <= '9';
  bool behind = at[1] >= '0' && at[1] <= '9';
  return before || behind ||
         (!(at > value && codepoint_is_latin((unsigned char)at[-1])) &&
          !codepoint_is_latin((unsigned char)at[1]));
}

/* The letter of the value in whose place the pattern takes the digit that looks like it as well;
 * 0: none. Nothing but the print itself tells R0M from ROM. */
static char letter_like_digit(const char *pattern, const char *value)
{
  static const char *const alike[] = {"O0", "I1", "l1"};
  for (const char *at = value; pattern && *at; at++)
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++) {
      if (*at != alike[i][0] || (*at == 'l' && !stands_among_figures(value, at)))
        continue;
      autofree char *other = memory_copy_string(value);
      other[at - value] = alike[i][1];
      if (pattern_fits(pattern, other))
        return *at;
    }
  return 0;
}

/* Numbers have none but common characters; a rare one was taken for another. */
static bool text_has_rare_character(const char *text)
{
  static const unsigned RARE_FIRST = 0x3400, COMMON_FIRST = 0x4E00, COMMON_LAST = 0x9FFF;
  unsigned codepoint;
  for (size_t step; (step = utf8_decode(text, &codepoint)) != 0; text += step)
    if (codepoint_is_han(codepoint) &&
        (codepoint > COMMON_LAST || (codepoint >= RARE_FIRST && codepoint < COMMON_FIRST)))
      return true;
  return false;
}

/* No value has them: strokes of a torn character, a rule, dust. */
static bool has_stray_mark(const char *value)
{
  return strpbrk(value, "`|^\\") != NULL;
}

void check_form(const struct check_input *input, struct field *field)
{
  const struct parsed *parsed = &candidates_choice(input->candidates)->parsed;
  const char *pattern = input->rules->pattern, *value = text_value(field);
  char letter = letter_like_digit(pattern, value);
  if (parsed->whole && letter)
    field_add_check(field, "form", false, "'%s' may be the digit that looks like it",
                    (char[]){letter, 0});
  else if (!parsed->whole || has_stray_mark(value) || (pattern && !pattern_fits(pattern, value)))
    field_add_check(field, "form", false,
                    "the value has not the usual form, or something stands beside it");
  else if (pattern && text_has_rare_character(value))
    field_add_check(field, "form", false, "a number has no character as rare as one in it");
  else if (parsed->repairs == 1)
    field_add_check(field, "form", false,
                    "one character was read differently and taken for what the form needs");
  else if (parsed->repairs)
    field_add_check(field, "form", false,
                    "%d characters were read differently and taken for what the form needs",
                    parsed->repairs);
  else
    field_add_check(field, "form", true, "%s", "");
}

void check_number_grammar(const struct check_input *input, struct field *field)
{
  const struct parsed *parsed = &candidates_choice(input->candidates)->parsed;
  if (!parsed->whole)
    field_add_check(field, "number_grammar", false,
                    "a licence number is a province's letter or none, classes such as B2, a dash, "
                    "the year and four digits");
  else if (parsed->repairs == 1)
    field_add_check(field, "number_grammar", false,
                    "one character was read differently and taken for what the grammar needs");
  else if (parsed->repairs)
    field_add_check(field, "number_grammar", false,
                    "%d characters were read differently and taken for what the grammar needs",
                    parsed->repairs);
  else
    field_add_check(field, "number_grammar", true, "%s", "");
}

void check_credit_code(const struct check_input *input, struct field *field)
{
  const char *code = text_value(field);
  const struct candidate *choice = candidates_choice(input->candidates);
  if (registration_number_is_old(code) && choice && choice->parsed.whole && !choice->parsed.repairs)
    return; /* it has no check digit, so that nothing can be said of it */
  bool valid = strlen(code) == CREDIT_CODE_LENGTH ? credit_code_is_valid(code)
                                                  : registration_number_is_valid(code);
  if (valid && choice && !choice->parsed.whole && field->source == FIELD_FROM_PRINT) {
    field_add_check(field, "check_digit", false, "one character more was read than a code has");
    return;
  }
  field_add_check(field, "check_digit", valid, "%s",
                  valid ? ""
                        : "the check character (GB 32100) does not fit: at least one "
                          "character is misread or misprinted");
}

void check_patent_number(const struct check_input *input, struct field *field)
{
  (void)input;
  bool valid = patent_number_is_valid(text_value(field));
  field_add_check(field, "patent_check_digit", valid, "%s",
                  valid ? ""
                        : "the check character of the patent number does not fit: at least one "
                          "character is misread or misprinted");
}

/* A day that does not exist never comes here: it is no value (see extract.c). */
void check_date_real(const struct check_input *input, struct field *field)
{
  const struct parsed *parsed = &candidates_choice(input->candidates)->parsed;
  if (!parsed->whole)
    field_add_check(field, "date_real", false, "a piece of another date stands beside it");
  else if (parsed->repairs == 1)
    field_add_check(field, "date_real", false, "one character of the date was doubtful");
  else if (parsed->repairs)
    field_add_check(field, "date_real", false, "%d characters of the date were doubtful",
                    parsed->repairs);
  else
    field_add_check(field, "date_real", true, "%s", "");
}

static void unusual_tell(struct field *field, const char *check, unsigned unusual)
{
  char character[5] = "";
  utf8_encode(unusual, character);
  field_add_check(field, check, false,
                  "'%s' is unusual in a name; a rarer character may be printed", character);
}

/* Which of the value's characters look like nothing but what was read, where the value is the print
 * and nothing else; owned by the caller. */
static bool *characters_clear(const struct candidate *choice, const struct folded *value)
{
  bool *clear = memory_alloc((value->count + 1) * sizeof *clear);
  const struct span *spans = choice ? choice->parsed.spans : NULL;
  size_t from = spans ? spans[0].from : 0, at = 0;
  size_t to = spans ? spans[choice->parsed.span_count - 1].to : 0;
  for (size_t i = from; i < to && at < value->count; i++) {
    const struct ink *ink = &choice->passage.inks[i];
    while (at < value->count && value->codepoints[at] != ink->folded)
      at++;
    if (at < value->count)
      clear[at++] = ink->shape_is_clear;
  }
  return clear;
}

/* A figure alone before a Chinese character, and behind none but such: a character that the model
 * lacks is read as one (0酏). 0: none. */
static unsigned lone_figure(const struct folded *name)
{
  for (size_t i = 0; i + 1 < name->count; i++)
    if (codepoint_is_digit(name->codepoints[i]) && codepoint_is_han(name->codepoints[i + 1]) &&
        (i == 0 || codepoint_is_han(name->codepoints[i - 1])))
      return name->codepoints[i];
  return 0;
}

void check_name_characters(const struct check_input *input, struct field *field)
{
  struct folded name = text_fold(text_value(field));
  autofree bool *clear = characters_clear(candidates_choice(input->candidates), &name);
  unsigned unusual =
      company_unusual_character(input->reference, name.codepoints, name.count, clear);
  if (!unusual)
    unusual = lone_figure(&name);
  folded_clear(&name);
  if (unusual)
    unusual_tell(field, "name_characters", unusual);
  else
    field_add_check(field, "name_characters", true, "%s", "");
}

/* A Chinese name is a surname that people bear and one to three characters that names have. */
static void chinese_name_check(const struct reference *reference, const struct folded *name,
                               const bool *clear, struct field *field)
{
  size_t surname = surname_length(reference, name->codepoints, name->count);
  unsigned unusual = given_name_unusual_character(reference, name->codepoints + surname,
                                                  name->count - surname, clear + surname);
  if (!surname)
    field_add_check(field, "person_name", false, "the surname is not a common one");
  else if (unusual)
    unusual_tell(field, "person_name", unusual);
  else
    field_add_check(field, "person_name", true, "%s", "");
}

void check_person(const struct check_input *input, struct field *field)
{
  const struct parsed *parsed = &candidates_choice(input->candidates)->parsed;
  struct folded name = text_fold(text_value(field));
  autofree bool *clear = characters_clear(candidates_choice(input->candidates), &name);
  if (!parsed->whole)
    field_add_check(field, "person_name", false,
                    "not the form of one person's name, or something stands beside it");
  else if (name.count <= 4)
    chinese_name_check(input->reference, &name, clear, field);
  else
    field_add_check(field, "person_name", true, "%s", "");
  folded_clear(&name);
}

/* Each name of the list against the official catalogue; the nearest is told, never written. */
void check_catalogue(const struct check_input *input, struct field *field)
{
  size_t i;
  const json_t *business;
  bool all = true;
  json_array_foreach(field->value, i, business)
  {
    const char *name = json_string_value(json_object_get(business, "name"));
    size_t distance = 0;
    bool condition_known;
    const char *nearest =
        business_nearest_name(input->reference, name ? name : "", &distance, &condition_known);
    const char *condition =
        condition_known ? NULL : business_misread_condition(input->reference, name);
    if (distance > 0)
      field_add_check(field, "in_catalogue", false,
                      "'%s' is not in the catalogue of telecom services; nearest is '%s'", name,
                      nearest);
    else if (condition)
      field_add_check(field, "in_catalogue", false, "'%s' has an odd condition; nearest is '%s'",
                      name, condition);
    all &= distance == 0 && !condition;
  }
  if (all)
    field_add_check(field, "in_catalogue", true, "%s", "");
}

void check_places(const struct check_input *input, struct field *field)
{
  bool known = candidates_choice(input->candidates)->parsed.whole;
  field_add_check(field, "known_places", known, "%s",
                  known ? "" : "not only names of provinces, or 全国");
}
