#include "extract/field_judge.h"

#include <string.h>

#include "base/memory.h"
#include "extract/candidate.h"
#include "extract/confidence.h"
#include "extract/date_complete.h"
#include "extract/profile.h"
#include "grammar/calendar.h"
#include "base/utf8.h"

/* A value less sure than this is `check`; docs/accuracy.md shows how many above it are right. */
static const float sure_confidence = 0.98F;

static bool checks_all_ok(const struct field *field)
{
  for (size_t i = 0; i < field->check_count; i++)
    if (!field->checks[i].ok)
      return false;
  return true;
}

/* What a passed check adds to the value's confidence: the part of the doubt it leaves. */
static float check_doubt_left(const char *name)
{
  const struct check_rule *rule = check_rule_find(name);
  return rule ? rule->doubt_left : 1;
}

static void field_confirm(struct field *field)
{
  for (size_t i = 0; i < field->check_count; i++)
    if (field->checks[i].ok)
      field->confidence =
          confidence_confirmed(field->confidence, check_doubt_left(field->checks[i].name));
}

static bool date_is_impossible(const struct profile_field *rules, const struct field *field)
{
  struct calendar_date date;
  return kind_is(rules->kind, KIND_IS_DAY) && json_is_string(field->value) &&
         (!calendar_date_parse(json_string_value(field->value), &date) ||
          !calendar_date_is_real(date));
}

/* What was read stays beside its place on the paper; as a value it would only mislead. */
static void field_drop_value(struct field *field)
{
  json_decref(field->value);
  field->value = json_null();
  field->confidence = 0;
  field->status = FIELD_CHECK;
}

static void field_mend_date(struct field *field, struct calendar_date date)
{
  static const float MENDED_CONFIDENCE = 0.5F;
  autofree char *text = calendar_date_text(date);
  json_decref(field->value);
  field->value = json_string(text);
  field->confidence = MENDED_CONFIDENCE;
}

/* A day that does not exist, as another day of the document tells what it is. */
static void impossible_date_judge(const struct check_input *input, struct field *field)
{
  struct calendar_date meant;
  const char *read = json_string_value(field->value);
  if (!date_misread_as(input->layout, read, &meant)) {
    field_add_check(field, "date_real", false, "there is no such day: %s", read);
    field_drop_value(field);
    return;
  }
  field_add_check(field, "date_real", false,
                  "there is no such day: %s; another day of the document differs in one figure",
                  read);
  field_mend_date(field, meant);
  field->status = FIELD_CHECK;
}

/* A date of which a figure may be lost, as another day of the document tells which. */
static void short_date_judge(const struct check_input *input, struct field *field)
{
  struct calendar_date meant;
  const char *read = json_string_value(field->value);
  if (!read || !date_shortened_to(input->layout, read, &meant)) {
    field_add_check(field, "lost_digit", false, "its month or day may have lost a digit");
    return;
  }
  field_add_check(field, "lost_digit", false,
                  "read as %s, a digit may be lost; another day of the document has one more",
                  read);
  field_mend_date(field, meant);
}

/* Another date or another page says the same. */
static bool field_is_confirmed(const struct field *field)
{
  static const char *const confirming[] = {"whole_years", "same_on_every_page"};
  bool confirmed = false;
  for (size_t i = 0; i < field->check_count; i++)
    for (size_t k = 0; k < sizeof confirming / sizeof *confirming; k++)
      confirmed |= field->checks[i].ok && !strcmp(field->checks[i].name, confirming[k]);
  return confirmed;
}

/* A check digit, a QR code, another page or another date of the certificate bears the value out. */
static bool field_is_borne_out(const struct field *field)
{
  static const float LITTLE_DOUBT = 0.3F;
  for (size_t i = 0; i < field->check_count; i++)
    if (field->checks[i].ok && check_doubt_left(field->checks[i].name) <= LITTLE_DOUBT)
      return true;
  return false;
}

/* A number with words of its own (软著登字第…号) says what it is as well as a label does, and so
 * does the full name of one of the few authorities of a list. */
static bool value_names_itself(const struct profile_field *rules, const struct candidate *choice)
{
  enum { HAN_LEAST = 3 };
  size_t han = 0;
  if (rules->authorities && choice->parsed.whole)
    return true;
  for (size_t i = 0; rules->pattern && i < choice->parsed.span_count; i++)
    for (size_t k = choice->parsed.spans[i].from; k < choice->parsed.spans[i].to; k++)
      han += codepoint_is_han(choice->passage.inks[k].codepoint);
  return han >= HAN_LEAST;
}

/* Whether a value was read from print too small to be sure of: the recogniser takes one character
 * in five for another there, often without a doubt (docs/accuracy.md, The model). */
static bool print_is_small(const struct candidate *choice, const struct field *field)
{
  enum { SMALL_PRINT = 12 };                 /* pixels of the scan */
  bool was_seen = choice->confidence < 1.0F; /* text that came as such has no print */
  return was_seen && field->box.h > 0 && field->box.h < SMALL_PRINT;
}

/* What no profile has to ask for: a value that is not whole, or took a piece of its neighbour. */
static void choice_judge(const struct profile *profile, const struct check_input *input,
                         const struct candidate *choice, struct field *field)
{
  const struct profile_field *rules = input->rules;
  const struct parsed *parsed = &choice->parsed;
  /* 证书 at a title's end is its own, as 公司 is at a company's. */
  bool ends_itself =
      rules->title_count > 0 || (kind_is(rules->kind, KIND_IS_COMPANY) && parsed->whole);
  const char *label = ends_itself
                          ? NULL
                          : label_piece_at_end(profile, &choice->passage, parsed->spans[0].from,
                                               parsed->spans[parsed->span_count - 1].to);
  if (label)
    field_add_check(field, "label_piece", false, "it ends in what may be a piece of the label '%s'",
                    label);
  if (kind_is(rules->kind, KIND_SHOWS_DAY) && date_may_have_lost_digit(choice) &&
      !field_is_confirmed(field))
    short_date_judge(input, field);
  if (!parsed->whole && checks_all_ok(field))
    field_add_check(field, "form", false,
                    "the value has not the usual form, or something stands beside it");
  if (checks_all_ok(field) && print_is_small(choice, field) && !field_is_borne_out(field))
    field_add_check(field, "small_print", false, "its print is only %d pixels high", field->box.h);
}

/* Whether every character that was read a little unsurely looks like what was read, and like no
 * other. */
static bool shapes_are_clear(const struct candidate *choice)
{
  static const float UNSURE = 0.985F;
  bool clear = true;
  for (size_t i = 0; i < choice->parsed.span_count; i++)
    for (size_t k = choice->parsed.spans[i].from; k < choice->parsed.spans[i].to; k++) {
      const struct ink *ink = &choice->passage.inks[k];
      clear &=
          ink->confidence >= UNSURE || ink->shape_is_clear || !codepoint_is_han(ink->codepoint);
    }
  return clear;
}

/* What the value's form leaves of its doubt. One name is as good a name as another (欧文, 葛文), so
 * that the form tells less where the shape does not speak for what was read. */
static float form_doubt_left(const struct profile_field *rules, const struct candidate *choice)
{
  static const float NAME_UNCLEAR = 0.35F;
  float left = rules->kind->doubt_left;
  bool is_unclear_name = kind_is(rules->kind, KIND_IS_PERSON) && !shapes_are_clear(choice);
  return is_unclear_name && left < NAME_UNCLEAR ? NAME_UNCLEAR : left;
}

/* The reason that is left where no check failed. */
static void reading_doubt_add(const struct candidate *choice, struct field *field)
{
  const struct ink *ink = choice ? value_least_sure(&choice->passage, &choice->parsed) : NULL;
  if (ink && field->source == FIELD_FROM_PRINT)
    field_add_check(field, "sure_reading", false, "not read surely, '%s' least of all", ink->text);
  else
    field_add_check(field, "sure_reading", false, "not read surely enough; compare with the paper");
}

/* What shows the field though neither its label nor its value could be taken. */
static void seen_tell(const struct candidates *candidates, struct field *field)
{
  if (!candidates->seen || field->status != FIELD_MISSING)
    return;
  field->status = FIELD_CHECK;
  field->page = candidates->seen_page;
  field->raw = memory_copy_string(candidates->seen);
  if (candidates->seen_label)
    field_add_check(field, "value_read", false, "a row begins nearly as the label '%s' does: %s",
                    candidates->seen_label, candidates->seen);
  else
    field_add_check(field, "value_read", false, "it may be what was read as: %s", candidates->seen);
}

/* A label without a value: the paper has the field, and `missing` would say that it has not. */
static void label_alone_tell(const struct candidates *candidates, struct field *field)
{
  if (!candidates->label || field->status != FIELD_MISSING)
    return;
  const char *beside = candidates->beside ? candidates->beside : "";
  field->status = FIELD_CHECK;
  field->page = candidates->label_page;
  if (candidates->elsewhere_page)
    return; /* said already */
  if (!*beside) {
    field_add_check(field, "value_read", false, "its label was read, but no value");
    return;
  }
  field->raw = memory_copy_string(beside);
  field_add_check(field, "value_read", false, "what stands beside its label is no such value: %s",
                  beside);
}

void field_judge(const struct profile *profile, const struct check_input *input,
                 struct field *field)
{
  const struct profile_field *rules = input->rules;
  const struct candidate *choice = candidates_choice(input->candidates);
  if (json_is_null(field->value)) {
    label_alone_tell(input->candidates, field);
    seen_tell(input->candidates, field);
    return;
  }
  if (date_is_impossible(rules, field)) {
    impossible_date_judge(input, field);
    return;
  }
  bool printed = choice && field->source == FIELD_FROM_PRINT;
  for (size_t i = 0; i < rules->check_count; i++)
    if (rules->checks[i]->run && (printed || !rules->checks[i]->of_candidate))
      rules->checks[i]->run(input, field);
  if (choice && choice->origin == FROM_GRAMMAR && !field_is_borne_out(field) &&
      ((rules->labels.count && !value_names_itself(rules, choice)) ||
       !candidates_agree(input->candidates)))
    field_add_check(field, "label", false, "recognised by its form alone; its label was not read");
  if (choice && choice->label_is_lost)
    field_add_check(field, "label", false, "told by its place; its label could not be read");
  if (choice && choice->label_is_near)
    field_add_check(field, "label", false, "only a part of its label was read");
  if (choice && choice->is_translated && !candidates_confirm_translation(input->candidates))
    field_add_check(field, "label", false, "read beside the label's translation only");
  if (choice && choice->by_shape)
    field_add_check(field, "by_shape", false,
                    "told by its shape, which is unlike what was read: %s", choice->by_shape);
  else if (choice && choice->shape_is_doubtful)
    field_add_check(field, "by_shape", false,
                    "a character looks no less like a rare one that the model does not have");
  if (printed && json_is_string(field->value) &&
      known_values_has(input->reference->known, field->name, json_string_value(field->value)))
    field_add_check(field, "in_lexicon", true, "stands in the user's lexicon");
  if (printed)
    choice_judge(profile, input, choice, field);
  if (printed && checks_all_ok(field) && choice->parsed.whole)
    field->confidence = confidence_confirmed(field->confidence, form_doubt_left(rules, choice));
  field_confirm(field);
  if (checks_all_ok(field) && field->confidence < sure_confidence)
    reading_doubt_add(choice, field);
  field->status = checks_all_ok(field) ? FIELD_OK : FIELD_CHECK;
}
