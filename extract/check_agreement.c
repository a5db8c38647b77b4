/* Checks of a value against other pages, other fields, and the QR code. */

#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "grammar/calendar.h"
#include "extract/check.h"
#include "grammar/licence_number.h"
#include "extract/profile.h"
#include "extract/qr.h"

/* A reading on another page that is too unsure to speak against the chosen one. */
static const float weak_confidence = 0.5F;

static const char *text_value(const struct field *field)
{
  const char *text = field ? json_string_value(field->value) : NULL;
  return text ? text : "";
}

/* ---- pages ---- */

static bool contradicts(const struct candidate *choice, const struct candidate *other)
{
  return strcmp(other->key, choice->key) != 0 && other->origin != FROM_GRAMMAR &&
         other->confidence >= weak_confidence;
}

static bool key_seen_before(const struct candidates *candidates, size_t index)
{
  for (size_t i = 0; i < index; i++)
    if (!strcmp(candidates->items[i].key, candidates->items[index].key))
      return true;
  return false;
}

/* Each other value once, with the first page that has it. */
void check_same_on_every_page(const struct check_input *input, struct field *field)
{
  enum { OTHERS_TOLD_MOST = 4 };
  const struct candidate *choice = candidates_choice(input->candidates);
  struct strbuf others = {0};
  size_t agreeing = 0, told = 0;
  for (size_t i = 0; i < input->candidates->count; i++) {
    const struct candidate *other = &input->candidates->items[i];
    agreeing += !strcmp(other->key, choice->key);
    if (!contradicts(choice, other) || key_seen_before(input->candidates, i) ||
        told++ >= OTHERS_TOLD_MOST)
      continue;
    const char *text = json_string_value(other->parsed.value);
    strbuf_appendf(&others, "%spage %d has %s", others.length ? "; " : "", other->page,
                   text ? text : "another list");
  }
  if (told > OTHERS_TOLD_MOST)
    strbuf_appendf(&others, "; and %zu more", told - OTHERS_TOLD_MOST);
  if (others.length)
    field_add_check(field, "same_on_every_page", false, "%s", strbuf_text(&others));
  else if (agreeing > 1)
    field_add_check(field, "same_on_every_page", true, "the same in %zu places", agreeing);
  strbuf_clear(&others);
}

/* ---- numbers ---- */

static bool record_number(const struct check_input *input, struct licence_number *ret_number)
{
  const struct field *field = record_find_meaning(input->record, MEANS_NUMBER);
  struct folded folded = text_fold(text_value(field));
  bool found =
      licence_number_find(&input->reference->regions, folded.codepoints, folded.count, ret_number);
  folded_clear(&folded);
  return found;
}

static bool field_has_check(const struct field *field, const char *check)
{
  for (size_t i = 0; field && i < field->check_count; i++)
    if (!strcmp(field->checks[i].name, check))
      return true;
  return false;
}

static bool record_date(const struct check_input *input, enum field_meaning means,
                        struct calendar_date *ret_date)
{
  const struct field *field = record_find_meaning(input->record, means);
  return field && calendar_date_parse(text_value(field), ret_date) &&
         calendar_date_is_real(*ret_date);
}

/* A number is given at the first issue, so a later issue is possible and an earlier is not. */
void check_issue_year(const struct check_input *input, struct field *field)
{
  struct licence_number number;
  struct calendar_date issue;
  if (!record_number(input, &number) || !number.year || !record_date(input, MEANS_ISSUED, &issue))
    return;
  if (number.year > issue.year)
    field_add_check(field, "issue_year", false, "the number is of %d, the licence was issued in %d",
                    number.year, issue.year);
  else if (number.year < issue.year)
    field_add_check(field, "issue_year", true, "first numbered in %d, issued anew in %d",
                    number.year, issue.year);
  else
    field_add_check(field, "issue_year", true, "%s", "");
}

static bool layout_contains(const struct layout *layout, const char *text)
{
  struct folded folded = text_fold(text);
  bool found = false;
  for (size_t page = 0; page < layout->page_count && !found; page++) {
    struct passage ink = {0};
    page_gather(layout, page, &ink);
    found = passage_find(&ink, 0, &folded) < ink.count;
    passage_clear(&ink);
  }
  folded_clear(&folded);
  return found;
}

/* Whether the QR code has the same number, of which nothing was lost then. */
static bool qr_has_number(const struct check_input *input, const struct field *field)
{
  int page;
  autofree char *number = qr_find_value(input->reference, input->layout, input->rules->kind, &page);
  return number && !strcmp(number, text_value(field));
}

/*
 * The ministry's licences say 跨地区 and bear no province's letter. A number without a letter is
 * believed only on such a licence, because a letter that recognition lost leaves a number that
 * looks whole.
 */
void check_scope(const struct check_input *input, struct field *field)
{
  struct licence_number number;
  if (!record_number(input, &number))
    return;
  bool ministry = layout_contains(input->layout, "跨地区增值电信业务经营许可证");
  bool letter = number.letter != 0;
  const char *problem =
      ministry ? "the text calls it a cross-regional licence, the number names a province"
               : "the number names no province, yet no page calls it a cross-regional licence";
  if ((letter && !ministry && !layout_contains(input->layout, "特颁发")) ||
      (ministry == letter && qr_has_number(input, field)))
    return;
  field_add_check(field, "scope", ministry != letter, "%s", ministry != letter ? "" : problem);
}

/* ---- dates ---- */

/* True when a row other than the value's own has the same date, which then may be any day. */
static bool date_stands_elsewhere(const struct check_input *input, const char *date)
{
  const struct candidate *choice = candidates_choice(input->candidates);
  size_t own = choice ? choice->passage.inks[choice->parsed.spans[0].from].row : SIZE_MAX;
  bool found = false;
  for (size_t i = 0; i < input->layout->row_count && !found; i++) {
    struct passage ink = {0};
    struct kind_input row = {.passage = &ink};
    struct parsed parsed = {0};
    if (i == own)
      continue;
    passage_add(&ink, &input->layout->rows[i], 0, input->layout->rows[i].count);
    found = kind_parse_date(&row, &parsed) && !strcmp(json_string_value(parsed.value), date);
    parsed_clear(&parsed);
    passage_clear(&ink);
  }
  return found;
}

void check_after_issue(const struct check_input *input, struct field *field)
{
  struct calendar_date date, issue;
  if (!calendar_date_parse(text_value(field), &date))
    return;
  if (!record_date(input, MEANS_ISSUED, &issue)) {
    if (date_stands_elsewhere(input, text_value(field)))
      field_add_check(field, "after_issue", false,
                      "the same day stands elsewhere too, and the day of issue was not read");
    return;
  }
  bool after = calendar_date_compare(date, issue) > 0;
  field_add_check(field, "after_issue", after, "%s",
                  after ? "" : "the licence would end before it was issued");
}

/* A certificate tells of a company that exists. */
void check_after_establishment(const struct check_input *input, struct field *field)
{
  struct calendar_date date, established;
  const struct field *other = record_find_field(input->record, "establishment_date");
  if (!other || !calendar_date_parse(text_value(field), &date) ||
      !calendar_date_parse(text_value(other), &established) || !calendar_date_is_real(established))
    return;
  bool after = calendar_date_compare(date, established) >= 0;
  field_add_check(field, "after_establishment", after, "%s",
                  after ? "" : "the day lies before the establishment");
}

/* For how many years licences are given. One figure misread makes another number of whole years out
 * of five, so that seven speak for nothing. */
static bool years_are_usual(int years)
{
  static const int usual[] = {1, 2, 3, 5, 6, 10, 15, 20, 30};
  for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
    if (usual[i] == years)
      return true;
  return false;
}

/*
 * A licence runs whole years from its issue. One issued anew within its term keeps the old end,
 * which then lies whole terms of five years after the year of its number. Whole years speak for
 * both dates, the rest only against a date that does not fit. A date that was itself completed to
 * whole years says nothing.
 */
void check_whole_years(const struct check_input *input, struct field *field)
{
  enum { TERM_YEARS = 5, TERM_MOST = 30 };
  struct calendar_date expiry, issue;
  struct licence_number number;
  if (!record_date(input, MEANS_EXPIRES, &expiry) || !record_date(input, MEANS_ISSUED, &issue) ||
      field_has_check(record_find_meaning(input->record, MEANS_EXPIRES), "lost_digit"))
    return;
  int years = calendar_whole_years(issue, expiry);
  if (years > 0 && years <= TERM_MOST) {
    field_add_check(field, years_are_usual(years) ? "whole_years" : "term", true,
                    "%d years from issue to end", years);
    return;
  }
  bool renewed = calendar_date_compare(expiry, issue) > 0 && record_number(input, &number) &&
                 number.year && number.year < issue.year && expiry.year > number.year &&
                 (expiry.year - number.year) % TERM_YEARS == 0;
  if (renewed)
    field_add_check(field, "term", true, "issued anew within its term");
  else
    field_add_check(field, "whole_years", false,
                    "from issue to end it is not a whole number of years");
}

/* ---- the QR code ---- */

/* A code that holds the value confirms it; one that holds another number speaks against it. */
void check_qr(const struct check_input *input, struct field *field)
{
  enum {
    TEXT_BYTES_LEAST = 12
  }; /* four Chinese characters; less may stand in an address by chance */
  int page;
  if (field->source == FIELD_FROM_QR)
    return;
  autofree char *other = qr_find_value(input->reference, input->layout, input->rules->kind, &page);
  const char *text = text_value(field);
  if (other && strcmp(other, text))
    field_add_check(field, "qr_agrees", false, "the QR code has %s, the print has %s", other, text);
  else if (other || (strlen(text) >= TEXT_BYTES_LEAST && qr_holds(input->layout, text)))
    field_add_check(field, "qr_agrees", true, "the QR code has it too");
}

/* ---- provinces ---- */

/* A company is licensed where it is registered, and its name mostly says where that is. */
void check_home(const struct check_input *input, struct field *field)
{
  struct licence_number number;
  const struct field *company = record_find_meaning(input->record, MEANS_HOLDER);
  const struct region *home =
      company ? region_of_name(&input->reference->regions, text_value(company)) : NULL;
  if (!home || !record_number(input, &number) || !number.letter)
    return;
  const struct region *region = region_by_letter(&input->reference->regions, number.letter);
  bool fits = region && !strcmp(region->name, home->name);
  field_add_check(field, "home", fits, "%s%s%s%s", fits ? "" : "the number is of ",
                  fits     ? ""
                  : region ? region->name
                           : "no province",
                  fits ? "" : ", the company's name is of ", fits ? "" : home->name);
}

/* The number's province against a value that names an authority or places. */
void check_province(const struct check_input *input, struct field *field)
{
  struct licence_number number;
  if (!record_number(input, &number) || !number.letter)
    return;
  const struct region *region = region_by_letter(&input->reference->regions, number.letter);
  if (!region)
    return;
  bool names_it = strstr(text_value(field), region->short_name) != NULL;
  field_add_check(field, "province", names_it, "%s%s%s", names_it ? "" : "the number is of ",
                  names_it ? "" : region->name, names_it ? "" : ", which is not named here");
}
