#include "extract/pairs.h"

#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "extract/confidence.h"
#include "extract/kind.h"
#include "extract/passage.h"

enum {
  LABEL_INKS_LEAST = 2,
  LABEL_INKS_MOST = 10,
  PAIRS_MOST = 400, /* a document, so that a long text does not become a record */
};

struct pair_finder {
  const struct layout *layout;
  const struct profile *profile; /* of the labels that most certificates share; may be NULL */
  struct record *record;
};

/* A label is a word: Chinese characters, letters, brackets; no sentence. */
static bool is_label_ink(const struct ink *ink)
{
  return codepoint_is_han(ink->codepoint) || codepoint_is_latin(ink->codepoint) ||
         ink->folded == '(' || ink->folded == ')' || ink->folded == '/';
}

/* Where a label that ends before the colon at `colon` begins; `colon` when there is none. */
static size_t label_start(const struct row *row, size_t colon, size_t least)
{
  size_t start = colon;
  while (start > least && is_label_ink(&row->inks[start - 1])) {
    start--;
    /* A blank parts the label from what stands left of it, unless the label itself is spread. */
    bool compact = start + 1 < colon && !row->inks[start + 1].space_before;
    if (row->inks[start].space_before && compact)
      break;
  }
  bool begins = start == least || row->inks[start].space_before;
  return begins ? start : colon;
}

/* A colon inside a clock time or an address of the web is none of a label. */
static bool is_label_colon(const struct row *row, size_t at)
{
  if (row->inks[at].folded != ':' || at == 0)
    return false;
  if (at + 1 == row->count)
    return true;
  unsigned next = row->inks[at + 1].folded;
  return next != '/' && next != ':' && row->inks[at - 1].folded != ':';
}

/* A colon inside a sentence: what follows is prose, no value. */
static bool is_prose(const struct passage *ink, size_t from, size_t to)
{
  enum { VALUE_INKS_MOST = 60 };
  size_t marks = 0;
  for (size_t i = from; i < to; i++)
    marks += ink->inks[i].folded == ',' || ink->inks[i].folded == 0x3002 /* 。 */;
  return marks > 0 || to - from > VALUE_INKS_MOST;
}

/* Whether a field has its value from this label already. */
static bool record_has_label(const struct record *record, const char *label)
{
  for (size_t i = 0; i < record->field_count; i++)
    if (record->fields[i].label && !strcmp(record->fields[i].label, label))
      return true;
  return false;
}

/* Whether any text may be such a value: a date or a number that has not its form is none. */
static bool field_is_of_words(const struct profile_field *field)
{
  return kind_is(field->kind, KIND_IS_OFFICE) || kind_is(field->kind, KIND_IS_COMPANY);
}

/* The name of the field whose label it is and that has no value of its kind; else the label. */
static const char *pair_name(const struct profile *profile, const struct record *record,
                             const char *label)
{
  struct folded folded = text_fold(label);
  const char *name = label;
  for (size_t i = 0; profile && i < profile->label_count; i++)
    for (size_t k = 0; folded_are_same(&profile->labels[i].folded, &folded) &&
                       k < profile->field_count && name == label;
         k++)
      if (field_is_of_words(&profile->fields[k]) && label_set_has(&profile->fields[k].labels, i) &&
          !record_find_field(record, profile->fields[k].name))
        name = profile->fields[k].name;
  folded_clear(&folded);
  return name;
}

static void pair_add(const struct pair_finder *finder, const struct row *row, size_t label_from,
                     size_t colon, size_t value_to)
{
  const struct layout *layout = finder->layout;
  struct record *record = finder->record;
  struct passage ink = {0};
  passage_add(&ink, row, label_from, value_to);
  size_t split = colon - label_from, from = split + 1, to = ink.count;
  autofree char *label = passage_text(&ink, 0, split);
  passage_trim(&ink, &from, &to);
  if (!record_find_field(record, label) && !record_has_label(record, label) &&
      !is_prose(&ink, from, to)) {
    struct field *field = record_add_field(record, pair_name(finder->profile, record, label));
    field->label = memory_copy_string(label);
    if (from < to) {
      struct parsed parsed = {0};
      parsed_set_text(&parsed, &ink, from, to);
      json_decref(field->value);
      field->value = json_incref(parsed.value);
      field->raw = passage_text(&ink, from, to);
      field->page = layout->pages[row->page].number;
      field->box = passage_source_box(&ink, from, to);
      field->confidence = value_confidence(layout, &ink, &parsed);
      field->status = FIELD_CHECK;
      field_add_check(field, "known_type", false, "the kind of document is not known");
      parsed_clear(&parsed);
    }
  }
  passage_clear(&ink);
}

static void row_add_pairs(const struct pair_finder *finder, const struct row *row)
{
  size_t label_from = row->count, colon = 0;
  for (size_t at = 0; at < row->count; at++) {
    size_t least = label_from < row->count ? colon + 1 : 0;
    if (!is_label_colon(row, at))
      continue;
    size_t start = label_start(row, at, least);
    if (at - start < LABEL_INKS_LEAST || at - start > LABEL_INKS_MOST)
      continue;
    if (label_from < row->count)
      pair_add(finder, row, label_from, colon, start);
    label_from = start;
    colon = at;
  }
  if (label_from < row->count)
    pair_add(finder, row, label_from, colon, row->count);
}

void pairs_extract(const struct layout *layout, const struct profile *profile,
                   struct record *record)
{
  const struct pair_finder finder = {layout, profile, record};
  for (size_t i = 0; i < layout->row_count && record->field_count < PAIRS_MOST; i++)
    row_add_pairs(&finder, &layout->rows[i]);
}
