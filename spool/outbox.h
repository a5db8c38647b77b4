#ifndef ZHAOLU_SPOOL_OUTBOX_H
#define ZHAOLU_SPOOL_OUTBOX_H

/*
 * Finished outputs on their way to OUT, exactly once. Each is staged in OUT/.zhaolu/stage and
 * synced; when all are, the ledger says "publishing"; then each is renamed to OUT/NAME.FORMAT. Who
 * watches OUT never sees half a file, and a program killed in between needs only rename what is
 * still staged: an output that somebody has taken away already does not come back. What a person
 * changed since it was written is kept beside (edited.h).
 */

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "spool/ledger.h"

struct outbox {
  const char *out;
  struct ledger *ledger;
  /* Told of each file that was kept: paths, the second below the first one's folder. */
  void (*kept)(const void *context, const struct ledger_document *document, const char *path,
               const char *beside);
  const void *context;
};

/* Writes one output of document `id` beside, whole and synced; replaces what was staged before. */
enum status outbox_stage(const char *out, int64_t id, const char *format, const void *bytes,
                         size_t size, struct error *error) MUST_CHECK;

/* Puts in place what is staged of a document that the ledger has as publishing. May be repeated. */
enum status outbox_publish(const struct outbox *outbox, int64_t id, struct error *error) MUST_CHECK;

/* Drops what is staged. */
void outbox_discard(const char *out, int64_t id, const char *formats);

/* After a start: publishes the documents that the ledger says are publishing and belong to the
 * keeper, and drops what is staged for no document. */
enum status outbox_recover(const struct outbox *outbox, enum ledger_keeper keeper,
                           int *ret_published, struct error *error) MUST_CHECK;

/* True if an output of that name and one of the formats stands in OUT whose JSON does not hold the
 * document's hash: somebody else's, not to be written over. */
bool outbox_name_is_foreign(const char *out, const char *name, const char *formats,
                            const char *sha256);

#endif
