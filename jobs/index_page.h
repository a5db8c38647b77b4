#ifndef ZHAOLU_JOBS_INDEX_PAGE_H
#define ZHAOLU_JOBS_INDEX_PAGE_H

/*
 * OUT/index.html, the page over all documents that the ledger has as finished. The watch keeps it
 * current; the batch writes it with its own items first, as it found them. What a person changed in
 * it is kept beside (spool/edited.h), and the log tells.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/log.h"
#include "base/status.h"
#include "output/summary.h"
#include "spool/ledger.h"

/* The summary that the ledger keeps of a document that is done, with what people said of it and the
 * link to its page; false where there is none. */
bool ledger_document_summaries(struct ledger *ledger, const struct ledger_document *document,
                               struct summary_list *ret_list);

struct index_page; /* opaque */

/* `log` is borrowed until the page is finished or dropped. */
enum status index_page_open(const char *out, const struct event_log *log,
                            struct index_page **ret_page, struct error *error) MUST_CHECK;
void index_page_add(struct index_page *page, const struct summary *summary);
/* The ledger's finished documents, newest first, but those of the ids, which are sorted. */
enum status index_page_add_ledger(struct index_page *page, struct ledger *ledger,
                                  const int64_t *ids, size_t id_count,
                                  struct error *error) MUST_CHECK;
/* Puts it in place and frees it; on failure the former page stays. */
enum status index_page_finish(struct index_page **page, struct error *error) MUST_CHECK;
/* Removes what was written; NULL is accepted. */
void index_page_drop(struct index_page **page);

/* All of it. */
enum status index_page_write(const char *out, struct ledger *ledger, const struct event_log *log,
                             struct error *error) MUST_CHECK;

#endif
