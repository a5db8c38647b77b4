#include "jobs/index_page.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "files/file_carry.h"
#include "files/part_file.h"
#include "jobs/index_note.h"
#include "jobs/review_words.h"
#include "output/html_index.h"
#include "spool/edited.h"

struct index_page {
  struct part_file *file;
  const struct event_log *log;
  char *out, *path;
};

static void link_set(const struct ledger_document *document, struct summary_list *list)
{
  if (!format_list_covers(document->formats, "html"))
    return;
  autofree char *link = memory_format("%s.html", document->output);
  for (size_t i = 0; i < list->count; i++)
    summary_set_link(&list->items[i], link);
}

bool ledger_document_summaries(struct ledger *ledger, const struct ledger_document *document,
                               struct summary_list *ret_list)
{
  if (document->state != LEDGER_DONE || !document->summary)
    return false;
  json_t *json = json_loads(document->summary, 0, NULL);
  bool restored = json && summaries_from_json(json, ret_list, NULL) == STATUS_OK;
  json_decref(json);
  if (restored)
    link_set(document, ret_list);
  if (restored && review_words_put_in_rows(ledger, document->sha256, ret_list, NULL))
    return true; /* a ledger in trouble: what the machine read is better than nothing */
  return restored;
}

static void bytes_write(struct index_page *page, const struct strbuf *bytes)
{
  part_file_write(page->file, strbuf_text(bytes), bytes->length);
}

enum status index_page_open(const char *out, const struct event_log *log,
                            struct index_page **ret_page, struct error *error)
{
  autofree char *path = memory_format("%s/index.html", out);
  struct part_file *file = NULL;
  enum status status = part_file_open(path, &file, error);
  if (status)
    return status;
  struct index_page *page = memory_alloc(sizeof *page);
  struct strbuf bytes cleanup_with(strbuf_clear) = {0};
  *page =
      (struct index_page){.file = file, .log = log, .out = memory_copy_string(out), .path = path};
  path = NULL;
  html_index_append_head(&bytes);
  bytes_write(page, &bytes);
  *ret_page = page;
  return STATUS_OK;
}

void index_page_add(struct index_page *page, const struct summary *summary)
{
  struct strbuf bytes cleanup_with(strbuf_clear) = {0};
  html_index_append_row(summary, &bytes);
  bytes_write(page, &bytes);
}

struct ledger_walk {
  struct ledger *ledger;
  struct index_page *page;
  const int64_t *ids;
  size_t id_count;
};

static int compare_ids(const void *a, const void *b)
{
  int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
  return (left > right) - (left < right);
}

static bool document_add(const struct ledger_document *document, void *context)
{
  const struct ledger_walk *walk = context;
  if (walk->id_count &&
      bsearch(&document->id, walk->ids, walk->id_count, sizeof *walk->ids, compare_ids))
    return true;
  struct summary_list rows cleanup_with(summary_list_clear) = {0};
  if (!ledger_document_summaries(walk->ledger, document, &rows))
    summary_list_of_failure(document->source, document->reason ? document->reason : "", &rows);
  for (size_t i = 0; i < rows.count; i++)
    index_page_add(walk->page, &rows.items[i]);
  return true;
}

enum status index_page_add_ledger(struct index_page *page, struct ledger *ledger,
                                  const int64_t *ids, size_t id_count, struct error *error)
{
  struct ledger_walk walk = {ledger, page, ids, id_count};
  unsigned finished = 1u << LEDGER_DONE | 1u << LEDGER_FAILED | 1u << LEDGER_QUARANTINED;
  return ledger_list(ledger, finished, 0, document_add, &walk, error);
}

static bool is_own(const char *sha256, int64_t mtime, void *context)
{
  (void)mtime;
  return index_note_has(((const struct index_page *)context)->out, sha256);
}

/* Before the page takes its place: what a person changed there goes aside. */
static enum status place_clear(struct index_page *page, struct error *error)
{
  char sha256[DIGEST_HEX_BYTES];
  autofree char *kept = NULL;
  enum status status = part_file_digest(page->file, sha256, error);
  if (!status)
    status = edited_keep(page->path, sha256, is_own, page, &kept, error);
  if (kept)
    event_log_write(page->log, &(struct log_entry){.level = LOG_LEVEL_WARNING, .event = "edited"},
                    "%s was not as zhaolu had written it; it is kept beside the new page as %s",
                    page->path, path_base(kept));
  return status ? status : index_note_add(page->out, sha256, error);
}

enum status index_page_finish(struct index_page **page, struct error *error)
{
  struct strbuf bytes cleanup_with(strbuf_clear) = {0};
  html_index_append_foot(&bytes);
  bytes_write(*page, &bytes);
  enum status status = place_clear(*page, error);
  if (!status)
    status = part_file_finish(&(*page)->file, error);
  index_page_drop(page);
  return status;
}

void index_page_drop(struct index_page **page)
{
  if (!*page)
    return;
  part_file_drop(&(*page)->file);
  free((*page)->out);
  free((*page)->path);
  free(*page);
  *page = NULL;
}

enum status index_page_write(const char *out, struct ledger *ledger, const struct event_log *log,
                             struct error *error)
{
  struct index_page *page cleanup_with(index_page_drop) = NULL;
  enum status status = index_page_open(out, log, &page, error);
  if (!status)
    status = index_page_add_ledger(page, ledger, NULL, 0, error);
  return status ? status : index_page_finish(&page, error);
}
