#include "postproc/fact_find.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "grammar/characters.h"
#include "postproc/page_split.h"

enum {
  NAME_LEAST = 4,   /* characters of a company's name */
  FRONT_LINES = 12, /* a page says in its first lines whose annex it is */
};

/* Characters of some lines of a page in a row, spaces left out, each with its place. */
struct stretch {
  unsigned *codepoints;
  struct fact_place *places;
  size_t count;
};

static unsigned fold_width(unsigned codepoint)
{
  return codepoint == '(' ? 0xFF08 : codepoint == ')' ? 0xFF09 : codepoint;
}

static struct stretch stretch_of(const struct document_page *page, size_t first, size_t end)
{
  size_t room = 1;
  for (size_t i = first; i < end; i++)
    room += page->lines[i].glyph_count;
  struct stretch stretch = {.codepoints = memory_alloc(room * sizeof *stretch.codepoints),
                            .places = memory_alloc(room * sizeof *stretch.places)};
  for (size_t i = first; i < end; i++)
    for (size_t k = 0; k < page->lines[i].glyph_count; k++) {
      unsigned codepoint;
      utf8_decode(page->lines[i].glyphs[k].text, &codepoint);
      if (codepoint_is_space(codepoint))
        continue;
      stretch.codepoints[stretch.count] = fold_width(codepoint);
      stretch.places[stretch.count++] = (struct fact_place){i, k};
    }
  return stretch;
}

static void stretch_clear(struct stretch *stretch)
{
  free(stretch->codepoints);
  free(stretch->places);
}

static size_t word_count(const char32_t *word)
{
  size_t count = 0;
  while (word[count])
    count++;
  return count;
}

/* Index of the first `word` at or after `from`; stretch->count when there is none. */
static size_t stretch_find(const struct stretch *stretch, size_t from, const char32_t *word)
{
  size_t length = word_count(word);
  for (size_t i = from; i + length <= stretch->count; i++)
    if (memcmp(stretch->codepoints + i, word, length * sizeof *word) == 0)
      return i;
  return stretch->count;
}

/* Adds characters first…end-1 as a fact, if they can be one. */
static void facts_add(struct fact_list *facts, size_t page, const struct stretch *stretch,
                      size_t first, size_t end)
{
  if (first >= end || end - first > FACT_MOST)
    return;
  array_reserve(facts->items, facts->count, facts->capacity);
  struct fact *fact = &facts->items[facts->count++];
  fact->page = page;
  fact->count = end - first;
  memcpy(fact->codepoints, stretch->codepoints + first, fact->count * sizeof *fact->codepoints);
  memcpy(fact->places, stretch->places + first, fact->count * sizeof *fact->places);
}

static void line_find_number(const struct document_page *page, size_t page_index, size_t line,
                             struct fact_list *facts)
{
  struct stretch stretch = stretch_of(page, line, line + 1);
  size_t colon = 0;
  while (colon < stretch.count && !codepoint_is_in(stretch.codepoints[colon], U":：;；"))
    colon++;
  facts_add(facts, page_index, &stretch, colon + 1, stretch.count);
  stretch_clear(&stretch);
}

void document_find_licence_numbers(const struct document *document, struct fact_list *ret_facts)
{
  for (size_t p = 0; p < document->page_count; p++) {
    const struct document_page *page = &document->pages[p];
    if (page->read.status != PAGE_OK)
      continue;
    for (size_t i = 0; i < page->line_count && i < FRONT_LINES; i++)
      if (text_is_page_heading(page->lines[i].text)) {
        line_find_number(page, p, i, ret_facts);
        break;
      }
  }
}

static bool ends_with_company(const struct stretch *stretch, size_t end)
{
  return end >= 2 && stretch->codepoints[end - 2] == U'公' && stretch->codepoints[end - 1] == U'司';
}

/* 公司名称：NAME, the rest of the line. */
static bool line_find_labelled_name(const struct document_page *page, size_t page_index,
                                    size_t line, struct fact_list *facts)
{
  struct stretch stretch = stretch_of(page, line, line + 1);
  size_t label = stretch_find(&stretch, 0, U"公司名称");
  bool found = label == 0 && stretch.count > 5 && codepoint_is_in(stretch.codepoints[4], U":：") &&
               ends_with_company(&stretch, stretch.count);
  if (found)
    facts_add(facts, page_index, &stretch, 5, stretch.count);
  stretch_clear(&stretch);
  return found;
}

/* NAME获准经营…, from the line's start. */
static bool line_find_annex_name(const struct document_page *page, size_t page_index, size_t line,
                                 struct fact_list *facts)
{
  struct stretch stretch = stretch_of(page, line, line + 1);
  size_t end = stretch_find(&stretch, 0, U"获准经营");
  bool found = end < stretch.count && end >= NAME_LEAST && ends_with_company(&stretch, end);
  if (found)
    facts_add(facts, page_index, &stretch, 0, end);
  stretch_clear(&stretch);
  return found;
}

/* …重要组成部分，NAME应当按照…, over line ends. */
static void page_find_provision_name(const struct document_page *page, size_t page_index,
                                     struct fact_list *facts)
{
  size_t end_line = page->line_count < FRONT_LINES ? page->line_count : FRONT_LINES;
  struct stretch stretch = stretch_of(page, 0, end_line);
  size_t start = stretch_find(&stretch, 0, U"重要组成部分");
  size_t first = start + word_count(U"重要组成部分") + 1; /* and its comma */
  size_t end = start < stretch.count ? stretch_find(&stretch, first, U"应当按照") : stretch.count;
  if (end < stretch.count && ends_with_company(&stretch, end))
    facts_add(facts, page_index, &stretch, first, end);
  stretch_clear(&stretch);
}

void document_find_company_names(const struct document *document, struct fact_list *ret_facts)
{
  for (size_t p = 0; p < document->page_count; p++) {
    const struct document_page *page = &document->pages[p];
    if (page->read.status != PAGE_OK)
      continue;
    bool labelled = false, annex = false;
    for (size_t i = 0; i < page->line_count; i++) {
      labelled = labelled || line_find_labelled_name(page, p, i, ret_facts);
      annex = annex || line_find_annex_name(page, p, i, ret_facts);
    }
    page_find_provision_name(page, p, ret_facts);
  }
}

void fact_list_clear(struct fact_list *facts)
{
  free(facts->items);
  *facts = (struct fact_list){0};
}
