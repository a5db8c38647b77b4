#include "extract/date_pieces.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "extract/date_complete.h"

enum {
  FIGURES_LEAST = 5,     /* of a day that is told by its figures: its year's and one more */
  FIGURES_LOST_MOST = 2, /* of eight; with fewer another day might agree by chance */
  PIECE_MOST = 16,       /* characters of a day, some read as two */
  DAY_MOST = 11,         /* 2016年10月24日 */
};

/* What is taken from another day is no better than even. */
static const float AGREED_CONFIDENCE = 0.5F;

static bool is_unit(unsigned folded)
{
  return folded == DATE_YEAR || folded == DATE_MONTH || folded == DATE_DAY;
}

/* A day that reads as one. */
static bool row_has_day(const struct row *row)
{
  autofree unsigned *folded = row_folded(row);
  struct date_reading date;
  bool has = false;
  for (size_t at = 0; at < row->count && !has; at++)
    has = date_read(folded, row->count, at, &date) && !date.repairs;
  return has;
}

bool row_is_date_in_pieces(const struct row *row)
{
  size_t figures = 0, others = 0;
  unsigned units = 0;
  for (size_t i = 0; i < row->count; i++) {
    unsigned folded = row->inks[i].folded;
    figures += codepoint_is_digit(folded);
    others += !codepoint_is_digit(folded) && !is_unit(folded);
    units |= (folded == DATE_YEAR) | (folded == DATE_MONTH) << 1 | (folded == DATE_DAY) << 2;
  }
  bool two_units = (units & (units - 1)) != 0;
  return row->count <= PIECE_MOST && figures >= FIGURES_LEAST && two_units && others <= 3 &&
         !row_has_day(row);
}

/* ---- another day that agrees ---- */

/* Whether what was read may be the day as it is printed: figures and units stand as they were read,
 * and every other character may be up to two of the day's, or a speck. */
static bool pieces_agree(const unsigned *read, size_t count, const unsigned *day, size_t day_count)
{
  enum { SWALLOWED_MOST = 2 };
  if (!count)
    return !day_count;
  if (codepoint_is_digit(*read) || is_unit(*read))
    return day_count && *read == *day && pieces_agree(read + 1, count - 1, day + 1, day_count - 1);
  for (size_t taken = 0; taken <= SWALLOWED_MOST && taken <= day_count; taken++)
    if (pieces_agree(read + 1, count - 1, day + taken, day_count - taken))
      return true;
  return false;
}

static bool day_agrees(const struct folded *read, struct calendar_date date)
{
  static const char *const forms[] = {"%d年%d月%d日", "%d年%02d月%02d日", "%d年%02d月%d日",
                                      "%d年%d月%02d日"};
  bool agrees = false;
  for (size_t i = 0; i < sizeof forms / sizeof *forms && !agrees; i++) {
    char text[64];
    snprintf(text, sizeof text, forms[i], date.year, date.month, date.day);
    struct folded day = text_fold(text);
    agrees = day.count <= DAY_MOST &&
             pieces_agree(read->codepoints, read->count, day.codepoints, day.count);
    folded_clear(&day);
  }
  return agrees;
}

static bool reading_agrees(const struct date_reading *date, const void *read)
{
  return !date->repairs && day_agrees(read, date->date);
}

/* Cuts what was read behind the day's 日; false where too few figures were read to tell a day. */
static bool pieces_cut(struct folded *read)
{
  size_t figures = 0, at = 0;
  for (; at < read->count && read->codepoints[at] != DATE_DAY; at++)
    figures += codepoint_is_digit(read->codepoints[at]);
  read->count = at < read->count ? at + 1 : at;
  return read->count <= PIECE_MOST && figures >= FIGURES_LEAST;
}

/* Figures of the day that were not read. */
static size_t figures_lost(const struct folded *read, struct calendar_date date)
{
  autofree char *text = memory_format("%d%d%d", date.year, date.month, date.day);
  size_t printed = utf8_count(text), figures = 0;
  for (size_t i = 0; i < read->count; i++)
    figures += codepoint_is_digit(read->codepoints[i]);
  return printed > figures ? printed - figures : 0;
}

static void field_take_day(struct field *field, struct calendar_date date, const char *read)
{
  autofree char *text = calendar_date_text(date);
  json_decref(field->value);
  field->value = json_string(text);
  free(field->raw);
  field->raw = memory_copy_string(read);
  field->confidence = AGREED_CONFIDENCE;
  field->status = FIELD_CHECK;
  field_add_check(field, "date_pieces", false,
                  "read in part as %s; of the certificate's days only %s agrees", read, text);
}

void date_from_pieces(const struct layout *layout, const struct candidates *candidates,
                      struct field *field)
{
  bool is_label = candidates->label != NULL;
  const char *text = is_label ? candidates->beside : candidates->seen_value;
  struct calendar_date date;
  struct folded read = text_fold(text ? text : "");
  if (pieces_cut(&read) && date_only_fitting(layout, reading_agrees, &read, &date) &&
      figures_lost(&read, date) <= FIGURES_LOST_MOST) {
    field->page = is_label ? candidates->label_page : candidates->seen_page;
    field_take_day(field, date, text);
  }
  folded_clear(&read);
}
