#include "extract/date_complete.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "grammar/calendar.h"
#include "grammar/date_read.h"

/* Two digits take this much between the marks on either side, in digits of the year. */
static const double PLACE_OF_TWO = 1.6;

/* What is derived is no better than even. */
static const float DERIVED_CONFIDENCE = 0.5F;

/* A run of digits in the date, with the marks on either side. */
struct digit_run {
  size_t first, count;
};

enum { RUN_YEAR, RUN_MONTH, RUN_DAY, RUNS };

/* Year, month and day as they stand in the ink; false when they are not three. */
static bool digit_runs_find(const struct candidate *choice, struct digit_run ret_runs[RUNS])
{
  const struct passage *passage = &choice->passage;
  size_t from = choice->parsed.spans[0].from, found = 0;
  size_t to = choice->parsed.spans[choice->parsed.span_count - 1].to;
  for (size_t i = from; i < to; i++) {
    if (!codepoint_is_digit(passage->inks[i].folded))
      continue;
    bool starts = i == from || !codepoint_is_digit(passage->inks[i - 1].folded);
    if (starts && found == RUNS)
      return false;
    if (starts)
      ret_runs[found++] = (struct digit_run){.first = i};
    ret_runs[found - 1].count++;
  }
  return found == RUNS;
}

/* From one digit of the year to the next: the middle one of three, for boxes are rough. */
static int digit_pitch(const struct candidate *choice, const struct digit_run *year)
{
  enum { STEPS = 3 };
  int steps[STEPS];
  for (size_t i = 0; i < STEPS; i++) {
    const struct ink *ink = &choice->passage.inks[year->first + i];
    int step = ink[1].box.x - ink[0].box.x;
    size_t at = i;
    for (; at > 0 && steps[at - 1] > step; at--)
      steps[at] = steps[at - 1];
    steps[at] = step;
  }
  return steps[STEPS / 2];
}

/* A single digit between two marks that leave room for two. */
static bool digit_is_lost(const struct candidate *choice, const struct digit_run runs[RUNS],
                          int run)
{
  const struct passage *passage = &choice->passage;
  size_t at = runs[run].first;
  if (runs[run].count != 1 || at + 1 >= passage->count || runs[RUN_YEAR].count != 4)
    return false;
  struct box left = passage->inks[at - 1].box, right = passage->inks[at + 1].box;
  int pitch = digit_pitch(choice, &runs[RUN_YEAR]);
  if (box_is_empty(left) || box_is_empty(right) || pitch <= 0)
    return false;
  return right.x - (left.x + left.w) >= PLACE_OF_TWO * pitch;
}

/* The blank between the marks on either side of the run; 0: not known. */
static int run_room(const struct passage *passage, const struct digit_run *run)
{
  size_t end = run->first + run->count;
  if (run->first == 0 || end >= passage->count)
    return 0;
  struct box left = passage->inks[run->first - 1].box, right = passage->inks[end].box;
  return box_is_empty(left) || box_is_empty(right) ? 0 : right.x - (left.x + left.w);
}

/* Whoever writes 05 writes 08 too. */
static bool run_is_padded(const struct candidate *choice, const struct digit_run *run)
{
  return run->count == 2 && choice->passage.inks[run->first].folded == '0';
}

bool date_may_have_lost_digit(const struct candidate *choice)
{
  struct digit_run runs[RUNS] = {0};
  if (!digit_runs_find(choice, runs) || runs[RUN_YEAR].count != 4 ||
      runs[RUN_MONTH].count + runs[RUN_DAY].count != 3)
    return false;
  if (run_is_padded(choice, &runs[RUN_MONTH]) || run_is_padded(choice, &runs[RUN_DAY]))
    return true;
  int month = run_room(&choice->passage, &runs[RUN_MONTH]);
  int day = run_room(&choice->passage, &runs[RUN_DAY]);
  int of_one = runs[RUN_MONTH].count == 1 ? month : day, of_two = of_one == month ? day : month;
  return of_one > 0 && of_two > 0 && 2 * (of_two - of_one) <= digit_pitch(choice, &runs[RUN_YEAR]);
}

/* The one date that makes whole years when a digit stands before the lone one; false when there is
 * none, or more than one. */
static bool date_with_digit(struct calendar_date issue, struct calendar_date read, int run,
                            struct calendar_date *ret_date)
{
  size_t found = 0;
  for (int tens = 10; tens <= 30; tens += 10) {
    struct calendar_date date = read;
    *(run == RUN_MONTH ? &date.month : &date.day) += tens;
    if (!calendar_whole_years(issue, date))
      continue;
    *ret_date = date;
    found++;
  }
  return found == 1;
}

static void date_offer(struct field *expiry, struct calendar_date date, int run)
{
  autofree char *text = calendar_date_text(date);
  const char *read = json_string_value(expiry->value);
  if (run == RUN_MONTH)
    field_add_check(expiry, "lost_digit", false,
                    "read as %s with a digit of the month lost; whole years from the issue give %s",
                    read, text);
  else
    field_add_check(expiry, "lost_digit", false,
                    "read as %s with a digit of the day lost; whole years from the issue give %s",
                    read, text);
  json_decref(expiry->value);
  expiry->value = json_string(text);
  if (expiry->confidence > DERIVED_CONFIDENCE)
    expiry->confidence = DERIVED_CONFIDENCE;
}

void date_complete(const struct candidate *choice, const struct field *issue, struct field *expiry)
{
  struct calendar_date from, read, date;
  struct digit_run runs[RUNS] = {0};
  if (!json_is_string(issue->value) || !json_is_string(expiry->value) ||
      !calendar_date_parse(json_string_value(issue->value), &from) ||
      !calendar_date_parse(json_string_value(expiry->value), &read) ||
      calendar_whole_years(from, read) || !digit_runs_find(choice, runs))
    return;
  for (int run = RUN_MONTH; run <= RUN_DAY; run++)
    if (digit_is_lost(choice, runs, run) && date_with_digit(from, read, run, &date)) {
      date_offer(expiry, date, run);
      return;
    }
}

/* In how many characters two dates of the same form differ. */
static size_t date_texts_differ(const char *a, const char *b)
{
  size_t count = 0;
  for (size_t i = 0; a[i] && b[i]; i++)
    count += a[i] != b[i];
  return count;
}

bool date_only_fitting(const struct layout *layout, date_fits *fits, const void *wanted,
                       struct calendar_date *ret_date)
{
  bool found = false;
  for (size_t i = 0; i < layout->row_count; i++) {
    const struct row *row = &layout->rows[i];
    autofree unsigned *folded = row_folded(row);
    struct date_reading date;
    for (size_t at = 0; at < row->count; at++) {
      if (!date_read(folded, row->count, at, &date) || !calendar_date_is_real(date.date))
        continue;
      at = date.to - 1;
      if (!fits(&date, wanted))
        continue;
      if (found && calendar_date_compare(date.date, *ret_date) != 0)
        return false;
      *ret_date = date.date;
      found = true;
    }
  }
  return found;
}

static bool differs_in_one_figure(const struct date_reading *date, const void *impossible)
{
  autofree char *text = calendar_date_text(date->date);
  return date_texts_differ(text, impossible) == 1;
}

bool date_misread_as(const struct layout *layout, const char *impossible,
                     struct calendar_date *ret_date)
{
  return date_only_fitting(layout, differs_in_one_figure, impossible, ret_date);
}

/* Whether one figure more in a number of two, of which one was lost, makes it `whole`. */
static bool figure_makes(int read, int whole)
{
  return read < 10 && whole >= 10 && (whole % 10 == read || whole / 10 == read);
}

/* Whether `whole` is the day read with one figure more in its month or its day. */
static bool date_is_whole_of(struct calendar_date read, struct calendar_date whole)
{
  bool in_day = read.month == whole.month && figure_makes(read.day, whole.day);
  bool in_month = read.day == whole.day && figure_makes(read.month, whole.month);
  return read.year == whole.year && (in_day || in_month);
}

static bool has_a_figure_more(const struct date_reading *date, const void *read)
{
  return date_is_whole_of(*(const struct calendar_date *)read, date->date);
}

bool date_shortened_to(const struct layout *layout, const char *read,
                       struct calendar_date *ret_date)
{
  struct calendar_date date;
  return calendar_date_parse(read, &date) &&
         date_only_fitting(layout, has_a_figure_more, &date, ret_date);
}

void date_complete_from_establishment(const struct candidate *choice,
                                      const struct field *established, struct field *issue)
{
  struct calendar_date read, day;
  if (!json_is_string(issue->value) || !json_is_string(established->value) ||
      !calendar_date_parse(json_string_value(issue->value), &read) ||
      !calendar_date_parse(json_string_value(established->value), &day) ||
      calendar_date_compare(read, day) >= 0 || !date_may_have_lost_digit(choice) ||
      !date_is_whole_of(read, day))
    return;
  autofree char *text = calendar_date_text(day);
  field_add_check(issue, "lost_digit", false,
                  "read as %s, before the establishment, with a digit lost; that day is %s",
                  json_string_value(issue->value), text);
  json_decref(issue->value);
  issue->value = json_string(text);
  issue->confidence = DERIVED_CONFIDENCE;
}
