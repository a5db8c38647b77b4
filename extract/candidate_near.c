#include "extract/candidate_near.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "extract/business.h"
#include "extract/date_pieces.h"
#include "extract/holder_alone.h"

/* ---- what was seen ---- */

static void row_see(const struct finder *finder, size_t index, size_t from, const char *label)
{
  const struct layout *layout = finder->context->layout;
  const struct row *row = &layout->rows[index];
  struct candidates *candidates = finder->candidates;
  struct passage passage = {0};
  if (candidates->seen)
    return;
  passage_add(&passage, row, from, row->count);
  candidates->seen = passage_text(&passage, 0, passage.count);
  candidates->seen_label = label;
  candidates->seen_page = layout->pages[row->page].number;
  passage_clear(&passage);
}

/* ---- labels read in part ---- */

/* The next row that begins nearly as a label ends the value. */
static void passage_cut_at_near_label(const struct label_hits *near_hits, size_t own_row,
                                      struct passage *passage)
{
  for (size_t i = 1; i < passage->count; i++)
    if (passage->inks[i].row_start && passage->inks[i].row != own_row &&
        label_hits_first_in_row(near_hits, passage->inks[i].row)) {
      passage->count = i;
      return;
    }
}

/* Every business of the list is one of the catalogue's. */
static bool businesses_are_known(const struct reference *reference, const json_t *value)
{
  size_t i, distance = 0;
  const json_t *item;
  bool known = json_array_size(value) > 0;
  json_array_foreach(value, i, item)
  {
    const char *name = json_string_value(json_object_get(item, "name"));
    bool condition_known = false;
    business_nearest_name(reference, name ? name : "", &distance, &condition_known);
    known &= name && distance == 0 && condition_known;
  }
  return known;
}

/* Behind a long label of which a single character is wrong any value counts, as behind a label;
 * behind others one of the full form, or one that is known. */
static bool near_value_stands(const struct finder *finder, const struct label_hit *hit,
                              const struct parsed *parsed)
{
  enum { LONG_LABEL = 5 };
  const struct folded *label = &finder->context->profile->labels[hit->label].folded;
  return parsed->whole || (label->count >= LONG_LABEL && hit->distance <= 1) ||
         businesses_are_known(finder->reference, parsed->value);
}

/* The text beside the first label is kept. */
static bool near_hit_add(const struct finder *finder, const struct label_hit *hit)
{
  const char *label = finder->context->profile->labels[hit->label].text;
  struct candidates *candidates = finder->candidates;
  struct passage passage = {0};
  value_gather(finder->context, finder->field, hit, finder->field->lines, &passage);
  passage_cut_at_near_label(finder->context->near_hits, hit->row, &passage);
  if (!candidates->seen_value && passage.count)
    candidates->seen_value = passage_text(&passage, 0, passage.count);
  if (!candidate_add(finder, &passage, FROM_LABEL, 0, label))
    return false;
  struct candidate *candidate = &candidates->items[candidates->count - 1];
  candidate->label_is_near = true;
  if (near_value_stands(finder, hit, &candidate->parsed))
    return true;
  candidates_drop_last(candidates);
  return false;
}

/* Half of a label of two characters tells nothing without its value. */
static bool hit_tells_field(const struct finder *finder, const struct label_hit *hit)
{
  enum { SHORT_LABEL = 2 };
  const struct folded *label = &finder->context->profile->labels[hit->label].folded;
  return label->count > SHORT_LABEL ||
         hit->distance + label->count <= hit->end - hit->start - hit->colon;
}

static void near_labels_add(const struct finder *finder)
{
  const struct label_hits *hits = finder->context->near_hits;
  for (size_t i = 0; i < hits->count; i++) {
    const struct label_hit *hit = &hits->items[i];
    if (!label_set_has(&finder->field->labels, hit->label) ||
        !finder_wants_page(finder, finder->context->layout->rows[hit->row].page))
      continue;
    if (near_hit_add(finder, hit))
      return;
    if (hit_tells_field(finder, hit))
      row_see(finder, hit->row, hit->start, finder->context->profile->labels[hit->label].text);
  }
}

/* ---- the holder ---- */

static bool holder_add(const struct finder *finder)
{
  struct candidates *candidates = finder->candidates;
  struct passage passage = {0};
  if (!holder_alone_find(finder->context, finder->reference, finder->field, &passage) ||
      !candidate_add(finder, &passage, FROM_LABEL, 0, NULL))
    return false;
  candidates->items[candidates->count - 1].label_is_lost = true;
  return true;
}

/* A row that names a company. */
static void company_see(const struct finder *finder)
{
  const struct layout *layout = finder->context->layout;
  struct folded limited = text_fold("有限公司");
  for (size_t i = 0; i < layout->row_count; i++)
    if (finder_wants_page(finder, layout->rows[i].page) && row_contains(&layout->rows[i], &limited))
      row_see(finder, i, 0, NULL);
  folded_clear(&limited);
}

/* ---- dates ---- */

/* A day that may stand without its label, alone in a row. */
static void date_see(const struct finder *finder)
{
  const struct layout *layout = finder->context->layout;
  struct candidates *candidates = finder->candidates;
  for (size_t i = 0; i < layout->row_count; i++)
    if (finder_wants_page(finder, layout->rows[i].page) &&
        !label_hits_in_row(finder->context->hits, i, 0) && row_is_date_in_pieces(&layout->rows[i]))
      row_see(finder, i, 0, NULL);
  if (candidates->seen && !candidates->seen_label && !candidates->seen_value)
    candidates->seen_value = memory_copy_string(candidates->seen);
}

/* ---- numbers ---- */

/* 第, figures and 号 in a row of their own, as most numbers of certificates have them. */
static bool row_is_number(const struct row *row)
{
  enum { NUMBER_MOST = 24, FIGURES_LEAST = 3, ORDINAL = 0x7B2C /* 第 */, NUMBER = 0x53F7 /* 号 */ };
  size_t figures = 0;
  bool is_ordinal = false;
  for (size_t i = 0; i < row->count; i++) {
    is_ordinal |= row->inks[i].folded == ORDINAL;
    figures += is_ordinal && codepoint_is_digit(row->inks[i].folded);
  }
  return row->count <= NUMBER_MOST && figures >= FIGURES_LEAST &&
         row->inks[row->count - 1].folded == NUMBER;
}

/* A number that may stand without its label, in whose own words a character was misread. */
static void number_see(const struct finder *finder)
{
  const struct layout *layout = finder->context->layout;
  for (size_t i = 0; i < layout->row_count; i++)
    if (finder_wants_page(finder, layout->rows[i].page) &&
        !label_hits_in_row(finder->context->hits, i, 0) && row_is_number(&layout->rows[i]))
      row_see(finder, i, 0, NULL);
}

void candidates_add_near(const struct finder *finder)
{
  const struct profile_field *field = finder->field;
  if (!finder->context->near_hits || finder->candidates->label)
    return;
  near_labels_add(finder);
  if (finder->candidates->count)
    return;
  if (field->means == MEANS_HOLDER && kind_is(field->kind, KIND_IS_COMPANY) && !holder_add(finder))
    company_see(finder);
  if (field->anywhere && kind_is(field->kind, KIND_IS_DAY))
    date_see(finder);
  if (field->anywhere && field->pattern && strstr(field->pattern, "第"))
    number_see(finder);
}
