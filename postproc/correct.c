#include "postproc/correct.h"

#include <stdlib.h>

#include "base/compiled_data.h"
#include "base/memory.h"
#include "grammar/region.h"
#include "postproc/clause_number.h"
#include "postproc/evidence.h"
#include "postproc/language.h"
#include "postproc/line_ends.h"
#include "postproc/repeat.h"
#include "postproc/rules.h"
#include "postproc/vote.h"

struct corrector {
  struct language *language;
  struct region_list regions;
};

enum status corrector_open(const char *data_dir, struct corrector **ret_corrector,
                           struct error *error)
{
  autofree char *path = compiled_data_path(data_dir, "language.bin");
  cleanup_with(corrector_close) struct corrector *corrector = memory_alloc(sizeof *corrector);
  enum status status = language_open(path, &corrector->language, error);
  if (status == STATUS_OK)
    status = region_list_load(data_dir, &corrector->regions, error);
  if (status != STATUS_OK)
    return status;
  *ret_corrector = corrector;
  corrector = NULL;
  return STATUS_OK;
}

void corrector_close(struct corrector **corrector)
{
  if (!*corrector)
    return;
  language_close(&(*corrector)->language);
  region_list_clear(&(*corrector)->regions);
  free(*corrector);
  *corrector = NULL;
}

static void line_correct(const struct rules *rules, struct document *document, size_t page,
                         size_t line, float stranger, struct draft *draft)
{
  draft_begin(draft, document, page, line);
  draft_weigh_evidence(rules, stranger, draft);
  for (const struct rule *rule = rule_table; rule->name; rule++) {
    rule->mark(rules, draft);
    draft_commit(draft, rule->name);
  }
}

static void page_correct(const struct rules *rules, struct document *document, size_t page,
                         struct draft *draft)
{
  float stranger = page_strangeness_margin(rules->language, &document->pages[page]);
  for (size_t i = 0; i < document->pages[page].line_count; i++)
    line_correct(rules, document, page, i, stranger, draft);
}

/* Moves the lines that still hold something together; ret_numbers[old index] is the new number. */
static bool page_close_gaps(struct document_page *page, int *ret_numbers)
{
  size_t kept = 0, all = page->line_count;
  for (size_t i = 0; i < all; i++) {
    bool empty = page->lines[i].glyph_count == 0;
    ret_numbers[i] = empty ? 0 : (int)kept + 1;
    if (empty)
      document_line_clear(&page->lines[i]);
    else
      page->lines[kept++] = page->lines[i];
  }
  page->line_count = kept;
  return kept != all;
}

/* Lines that held nothing but specks go; the log's line numbers follow. */
static void page_drop_empty_lines(struct document *document, struct document_page *page)
{
  size_t all = page->line_count;
  autofree int *numbers = memory_alloc((all + 1) * sizeof *numbers);
  if (!page_close_gaps(page, numbers))
    return;
  for (size_t k = 0; k < document->edit_count; k++) {
    struct edit *edit = &document->edits[k];
    if (edit->page == page->read.number && edit->line > 0 && (size_t)edit->line <= all)
      edit->line = numbers[edit->line - 1];
  }
}

void document_correct(const struct corrector *corrector, const struct correct_options *options,
                      struct document *document)
{
  struct rules rules = {.language = corrector->language,
                        .regions = &corrector->regions,
                        .punctuation = options->punctuation};
  if (options->enabled) {
    struct draft draft = {0};
    for (size_t p = 0; p < document->page_count; p++)
      page_correct(&rules, document, p, &draft);
    document_mend_line_ends(&rules, document, &draft);
    document_mend_clause_numbers(corrector->language, document, &draft);
    draft_clear(&draft);
    for (size_t p = 0; p < document->page_count; p++)
      page_drop_empty_lines(document, &document->pages[p]);
    document_mark_repeats(corrector->language, document); /* a copy has no vote of its own */
    document_vote(corrector->language, document);
  }
  document_mark_repeats(corrector->language, document);
}
