#ifndef ZHAOLU_SPOOL_SPOOL_H
#define ZHAOLU_SPOOL_SPOOL_H

/*
 * Where the files of a watched folder are. With the promise of a mail queue: a file is in the
 * inbox, in work, among the done or among the failed, and every step between is one rename, synced,
 * so that kill -9 or a power cut leaves it in one of these places, whole. The folders tell where
 * the files are; the ledger tells what became of them.
 *
 * A folder of page pictures that is one document goes these ways as a whole.
 *
 *     inbox/sub/NAME → OUT/.zhaolu/work/TICKET/sub/NAME → done/sub/NAME
 *                                                       → failed/sub/NAME + NAME.reason.txt
 */

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "spool/inbox.h"

struct spool_folders {
  const char *inbox, *out;
  const char *done, *failed; /* NULL: OUT/done, OUT/failed */
};

struct spool; /* opaque */

/* What speaks against these folders before any of them is made: the same errors as spool_open. */
enum status spool_check(const struct spool_folders *folders, struct error *error) MUST_CHECK;

/* Makes the folders where they are missing and locks inbox and OUT. STATUS_BUSY names the process
 * that watches them already; STATUS_USAGE when two of the folders are the same; STATUS_INSTALL when
 * one cannot be written. */
enum status spool_open(const struct spool_folders *folders, struct spool **ret_spool,
                       struct error *error) MUST_CHECK;
void spool_close(struct spool **spool);
/* STATUS_IO, with a sentence, when another folder or a link stands where the work folder was: what
 * goes there would go where somebody else wants it. The other folders are looked at in the same way
 * by each function that puts or takes something there. */
enum status spool_look(struct spool *spool, struct error *error) MUST_CHECK;
/* The process of another user that has locked the inbox, and is not heeded; 0: none. */
int spool_inbox_stranger(const struct spool *spool);
const char *spool_done_folder(const struct spool *spool);
const char *spool_failed_folder(const struct spool *spool);

/* A file in work, or a folder of page pictures. */
struct spool_ticket {
  char *id;   /* its folder in the work folder; later tickets sort behind earlier ones */
  char *name; /* below the inbox */
  char *path; /* where it is now */
  uint64_t size;
  int64_t mtime; /* nanoseconds */
  bool is_folder;
  char **files; /* of a folder its pages in their order, else `path` */
  size_t file_count;
};
void spool_ticket_clear(struct spool_ticket *ticket);

/* Takes a file out of the inbox. STATUS_NOT_FOUND when it has gone or changed since it was seen;
 * STATUS_NO_SPACE. */
enum status spool_take(struct spool *spool, const struct inbox_file *file,
                       struct spool_ticket *ret_ticket, struct error *error) MUST_CHECK;

/* What an earlier run left in work, oldest first; the array and each ticket are the caller's. */
enum status spool_left_in_work(struct spool *spool, struct spool_ticket **ret_tickets,
                               size_t *ret_count, struct error *error) MUST_CHECK;

/* True if the file in work was written to after it was taken: a writer still had it open. The
 * ticket then has the new size and time. */
bool spool_ticket_has_changed(struct spool_ticket *ticket);

/* The original goes to the done folder. Another file of its name there gets company as
 * NAME-<first 8 of the hash>; the same content is kept once, but every folder. */
enum status spool_put_done(struct spool *spool, const struct spool_ticket *ticket,
                           const char *sha256, struct error *error) MUST_CHECK;

/* The original goes to the failed folder, and `reason`, a text of some lines, beside it. `sha256`
 * may be NULL where it could not be read. */
enum status spool_put_failed(struct spool *spool, const struct spool_ticket *ticket,
                             const char *sha256, const char *reason,
                             struct error *error) MUST_CHECK;

/* Back to the inbox, as if it had never been taken; beside a folder with NAME.ready, that it is
 * taken as the one document it is. */
enum status spool_put_back(struct spool *spool, const struct spool_ticket *ticket,
                           struct error *error) MUST_CHECK;

#endif
