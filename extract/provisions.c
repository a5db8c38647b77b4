#include "extract/provisions.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "grammar/date_read.h"
#include "grammar/numeral.h"
#include "extract/passage.h"
#include "extract/profile.h"

enum { CLAUSE_JUMP_MOST = 2 }; /* clauses whose number may have been lost in a row */

/* ---- rows that frame the text ---- */

static bool row_starts_with(const struct row *row, const struct folded *text)
{
  bool starts = row->count >= text->count;
  for (size_t i = 0; starts && i < text->count; i++)
    starts = row->inks[i].folded == text->codepoints[i];
  return starts;
}

static bool row_starts_with_any(const struct row *row, const struct folded *texts, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (row_starts_with(row, &texts[i]))
      return true;
  return false;
}

static bool row_starts_with_number_label(const struct profile *profile, const struct row *row)
{
  for (size_t i = 0; i < profile->field_count; i++)
    for (size_t k = 0; k < profile->fields[i].labels.count; k++)
      if (profile->fields[i].means == MEANS_NUMBER &&
          row_starts_with(row, &profile->labels[profile->fields[i].labels.items[k]].folded))
        return true;
  return false;
}

/* The number's line at a page's head, or the text that tells such a page; short, so that a sentence
 * that begins with them is none. */
static bool row_is_heading(const struct profile *profile, const struct row *row)
{
  enum { HEADING_INKS_MOST = 34 };
  if (row->count > HEADING_INKS_MOST)
    return false;
  return row_starts_with_number_label(profile, row) ||
         row_starts_with_any(row, profile->role_phrases[ROLE_PROVISIONS],
                             profile->role_phrase_counts[ROLE_PROVISIONS]) ||
         row_is_page_number(row);
}

/* From here to the page's end stand signatures. */
static bool row_is_signature(const struct profile *profile, const struct row *row)
{
  static const unsigned blank_date[] = {DATE_YEAR, DATE_MONTH, DATE_DAY}; /* for a pen */
  enum { SIGNATURE_INKS_MOST = 40, BLANK_DATE_INKS_MOST = 8 };
  const struct folded date = {(unsigned *)blank_date, 3};
  if (row->count <= BLANK_DATE_INKS_MOST && row_starts_with(row, &date))
    return true;
  return row->count <= SIGNATURE_INKS_MOST &&
         row_starts_with_any(row, profile->signatures, profile->signature_count);
}

/* ---- numbers at the start of a row ---- */

/* Marks that stand, or are read, after a clause's number. */
static bool is_number_mark(unsigned folded)
{
  static const char marks[] = ".,:;'`|\\";
  return folded == 0x3001 || folded == 0x3002 || folded == 0xB7 ||
         (folded && folded < 0x80 && strchr(marks, (int)folded));
}

struct row_number {
  int value;    /* 0: the row starts with none */
  bool item;    /* （一） */
  size_t after; /* first ink behind the number and its mark */
};

static struct row_number row_number_read(const struct row *row)
{
  struct row_number number = {0};
  size_t at = 0;
  bool open =
      row->inks[0].folded == '(' || row->inks[0].folded == '[' || row->inks[0].folded == '{';
  at += open;
  unsigned numerals[NUMERAL_CHARACTERS_MOST], meant;
  size_t count = 0;
  for (; at < row->count && count < NUMERAL_CHARACTERS_MOST; at++) {
    if ((meant = numeral_meant(row->inks[at].folded)) == 0)
      break;
    numerals[count++] = meant;
  }
  int value = numeral_value(numerals, count);
  if (value <= 0 || at >= row->count)
    return number;
  unsigned mark = row->inks[at].folded;
  bool close = mark == ')' || mark == ']' || mark == '}';
  if (!(open && (close || is_number_mark(mark))) && !close && !is_number_mark(mark))
    return number;
  return (struct row_number){.value = value, .item = open || close, .after = at + 1};
}

/* ---- building the tree ---- */

struct builder {
  struct record *record;
  struct strbuf text; /* of the clause or item being read */
  struct ink last;    /* ink added last */
  int clause, item;   /* numbers reached; item 0: in the clause's own text */
  bool open;          /* a clause has begun */
};

static void builder_close_part(struct builder *builder)
{
  if (!builder->open)
    return;
  struct provision *provision = &builder->record->provisions[builder->record->provision_count - 1];
  char **text =
      builder->item ? &provision->items[provision->item_count - 1].text : &provision->text;
  free(*text);
  *text = strbuf_take(&builder->text);
}

static void builder_add_ink(struct builder *builder, const struct row *row, size_t from)
{
  struct passage ink = {0};
  passage_add(&ink, row, from, row->count);
  if (ink.count) {
    bool words = builder->text.length && codepoint_is_latin(builder->last.codepoint) &&
                 codepoint_is_latin(ink.inks[0].codepoint);
    if (words)
      strbuf_append_char(&builder->text, ' ');
    autofree char *text = passage_text(&ink, 0, ink.count);
    strbuf_append(&builder->text, text);
    builder->last = ink.inks[ink.count - 1];
  }
  passage_clear(&ink);
}

static void builder_begin_clause(struct builder *builder, int number, int page)
{
  builder_close_part(builder);
  record_add_provision(builder->record, numeral_text(number), memory_copy_string(""), page);
  builder->clause = number;
  builder->item = 0;
  builder->open = true;
}

static void builder_begin_item(struct builder *builder, int number, int page)
{
  builder_close_part(builder);
  autofree char *numeral = numeral_text(number);
  provision_add_item(&builder->record->provisions[builder->record->provision_count - 1],
                     memory_format("（%s）", numeral), memory_copy_string(""), page);
  builder->item = number;
}

/* A number begins a part only where it goes on counting: 八 after 七, 九 where 八 was lost. */
static bool number_continues(int number, int reached)
{
  return number > reached && number <= reached + CLAUSE_JUMP_MOST;
}

static void builder_add_row(struct builder *builder, const struct row *row, int page)
{
  struct row_number number = row_number_read(row);
  size_t from = 0;
  if (number.value && !number.item && number_continues(number.value, builder->clause)) {
    builder_begin_clause(builder, number.value, page);
    from = number.after;
  } else if (number.value && number.item && builder->open &&
             number_continues(number.value, builder->item)) {
    builder_begin_item(builder, number.value, page);
    from = number.after;
  }
  if (builder->open)
    builder_add_ink(builder, row, from);
}

void provisions_extract(const struct profile *profile, const struct layout *layout,
                        const unsigned *roles, struct record *record)
{
  struct builder builder = {.record = record};
  for (size_t p = 0; p < layout->page_count; p++) {
    const struct layout_page *page = &layout->pages[p];
    if (!(roles[p] & (1U << ROLE_PROVISIONS)))
      continue;
    for (size_t i = 0; i < page->row_count; i++) {
      const struct row *row = &layout->rows[page->first_row + i];
      if (row_is_heading(profile, row))
        continue;
      if (builder.open && row_is_signature(profile, row))
        break;
      builder_add_row(&builder, row, page->number);
    }
  }
  builder_close_part(&builder);
  strbuf_clear(&builder.text);
}
