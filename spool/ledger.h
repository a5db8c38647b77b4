#ifndef ZHAOLU_SPOOL_LEDGER_H
#define ZHAOLU_SPOOL_LEDGER_H

/*
 * The ledger of an output folder: what became of every document that was ever put in. It lives in
 * OUT/.zhaolu/ledger.sqlite3 (SQLite, write-ahead log, synced at every commit), so that after a
 * kill or a power cut it tells exactly how far each document was.
 *
 * A document is its content: the key is the SHA-256, and it counts as done only for the version of
 * rules and model that did it. Where the content was seen is kept apart, so that a second copy is
 * recognised and a nightly run need not read a file again whose size and time have not changed.
 *
 *      enter          start            publish             done
 *   ──────────▶ queued ────▶ working ──────────▶ publishing ────▶ done
 *                  ▲            │ later / put back                     failed, quarantined
 *                  └────────────┘
 *
 * The cost of every verb but the lists is independent of the number of documents already there.
 * All may return STATUS_BUSY (another process holds the ledger for over 10 s), STATUS_NO_SPACE,
 * STATUS_IO, and STATUS_INSTALL when the file is damaged or made by a newer version.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "files/digest.h"

enum ledger_state {
  LEDGER_QUEUED,      /* waits for a worker, or for its next attempt */
  LEDGER_WORKING,     /* is being read */
  LEDGER_PUBLISHING,  /* read; its outputs are staged and are being put in place */
  LEDGER_DONE,        /* outputs are in place */
  LEDGER_FAILED,      /* will not succeed without a person: `reason` says why */
  LEDGER_QUARANTINED, /* broke its workers again and again; only an explicit retry touches it */
};
enum { LEDGER_STATES = LEDGER_QUARANTINED + 1 };
const char *ledger_state_name(enum ledger_state state); /* "queued", … */
bool ledger_state_from_name(const char *name, enum ledger_state *ret_state);

/* Which verb answers for a document that is not finished; each takes up only its own. */
enum ledger_keeper { LEDGER_WATCH, LEDGER_BATCH };

struct ledger_document {
  int64_t id;
  char sha256[DIGEST_HEX_BYTES];
  char *version; /* of rules and model */
  enum ledger_keeper keeper;
  enum ledger_state state;
  char *source;  /* as the user knows it: path below the inbox, or as the batch found it */
  char *output;  /* name below OUT without an ending; no two documents share one */
  char *ticket;  /* who brought it: the place in the work folder, or the batch's path; NULL: nobody
                    who still runs */
  char *formats; /* published, or being published, with this version: "json,txt"; may be NULL */
  int attempts;  /* started, and not put back */
  int interruptions; /* times the program ended while this was in work */
  int crashes;       /* times the program itself crashed on it */
  char *error;       /* word of the last trouble ("timeout"), or NULL */
  char *reason;      /* a sentence for it, or NULL */
  char *result;      /* "ok", "check", "partial" once published, else NULL */
  int pages, fields_to_check;
  double seconds; /* spent reading */
  char *expires;  /* ISO date of the licence's end, or NULL */
  char *summary;  /* one JSON text of the caller's, for tables over many documents, or NULL */
  int64_t seen, started, finished, next_try; /* Unix milliseconds; 0: not yet */
  bool replace_edited; /* asked for: what a person changed need not be kept beside */
};
void ledger_document_clear(struct ledger_document *document);

struct ledger; /* opaque; one per process, not to be used over a fork */

/* Opens OUT's ledger, making OUT/.zhaolu and the file where they are missing. */
enum status ledger_open(const char *out, struct ledger **ret_ledger,
                        struct error *error) MUST_CHECK;
/* Opens one that must be there already; STATUS_NOT_FOUND otherwise. */
enum status ledger_open_existing(const char *out, struct ledger **ret_ledger,
                                 struct error *error) MUST_CHECK;
/* The same for one who only looks: where its owner alone may write, it is read as it stands. A
 * folder that may not be looked into is STATUS_IO, with whom to ask. */
enum status ledger_open_to_read(const char *out, struct ledger **ret_ledger,
                                struct error *error) MUST_CHECK;
void ledger_close(struct ledger **ledger);

/* A file, or the pages of one document, as found. */
struct ledger_arrival {
  const char *sha256, *version;
  const char *formats; /* wanted now: "json,txt" */
  enum ledger_keeper keeper;
  const char *source;
  const char *ticket;
  const char *name; /* wanted output name */
  bool name_taken;  /* a file of that name is there which this ledger may not know of */
  bool force;       /* do it again even if done, and replace what a person changed */
  bool outdated;    /* do it again if it was done with another version */
  bool again;       /* do it again if it failed, unless it is this very ticket that failed */
  bool other_runs;  /* the other keeper's program is running */
};

enum ledger_verdict {
  LEDGER_TO_DO,         /* entered as queued, queued again, or still queued under this ticket */
  LEDGER_ALREADY_DONE,  /* with these formats; with another version unless that is `outdated` */
  LEDGER_FAILED_BEFORE, /* with this version; not queued */
  LEDGER_IN_WORK,       /* unfinished under another ticket, or its outputs are being published */
};

/* One transaction: recognises the content or enters it. A new document whose wanted name is taken
 * gets NAME-<first 8 of its hash>. Fills *ret_document as it stands afterwards. */
enum status ledger_enter(struct ledger *ledger, const struct ledger_arrival *arrival,
                         enum ledger_verdict *ret_verdict, struct ledger_document *ret_document,
                         struct error *error) MUST_CHECK;

/* Where and when a content was seen. */
struct ledger_source {
  const char *path;
  uint64_t size;
  int64_t mtime; /* nanoseconds */
};
/* Remembers that `source` holds the document's content. */
enum status ledger_note_source(struct ledger *ledger, int64_t id,
                               const struct ledger_source *source, struct error *error) MUST_CHECK;
/* The document that the file of this path, size and time holds, without reading the file.
 * STATUS_NOT_FOUND when it is not known, or has changed. */
enum status ledger_find_source(struct ledger *ledger, const struct ledger_source *source,
                               struct ledger_document *ret_document,
                               struct error *error) MUST_CHECK;

enum status ledger_find(struct ledger *ledger, int64_t id, struct ledger_document *ret_document,
                        struct error *error) MUST_CHECK;
/* By content; STATUS_NOT_FOUND. */
enum status ledger_find_content(struct ledger *ledger, const char *sha256,
                                struct ledger_document *ret_document,
                                struct error *error) MUST_CHECK;

/* queued → working; counts an attempt. */
enum status ledger_start(struct ledger *ledger, int64_t id, struct error *error) MUST_CHECK;
/* working → queued, the attempt not counted: stopped, or no room on the disk. */
enum status ledger_put_back(struct ledger *ledger, int64_t id, struct error *error) MUST_CHECK;
/* working → queued until next_try (Unix milliseconds), with the trouble it had. */
enum status ledger_try_later(struct ledger *ledger, int64_t id, enum status trouble,
                             const char *reason, int64_t next_try, struct error *error) MUST_CHECK;

/* An output as the program writes it: OUT/<the document's output>.FORMAT. */
struct ledger_written {
  const char *format;
  char sha256[DIGEST_HEX_BYTES];
};

struct ledger_result {
  const char *formats, *result, *expires, *summary;
  int pages, fields_to_check;
  double seconds;
  const struct ledger_written *written;
  size_t written_count;
};
/* working → publishing: from here on only the staged outputs are put in place. Formats that were
 * published before with the same version stay in the document's list. What is being written is
 * remembered by its digest, and beside it what was written before. */
enum status ledger_publish(struct ledger *ledger, int64_t id, const struct ledger_result *result,
                           struct error *error) MUST_CHECK;
enum status ledger_done(struct ledger *ledger, int64_t id, struct error *error) MUST_CHECK;
/* *ret_written: the program wrote this content as `file` ("sub/a.json", below OUT), last or the
 * time before. Of a file written before digests were kept, its modification time (Unix
 * milliseconds) tells. */
enum status ledger_has_written(struct ledger *ledger, const char *file, const char *sha256,
                               int64_t mtime, bool *ret_written, struct error *error) MUST_CHECK;
/* Any state → failed or quarantined. */
enum status ledger_fail(struct ledger *ledger, int64_t id, enum ledger_state state,
                        enum status trouble, const char *reason, struct error *error) MUST_CHECK;
/* failed, quarantined or done → queued with a clean slate. */
enum status ledger_requeue(struct ledger *ledger, int64_t id, bool replace_edited,
                           struct error *error) MUST_CHECK;
/* A queued document that nobody holds any more: its file went back to where it came from. */
enum status ledger_let_go(struct ledger *ledger, int64_t id, struct error *error) MUST_CHECK;
/* An unfinished document whose file is no more: done if it ever was, else struck out. */
enum status ledger_forget(struct ledger *ledger, int64_t id, struct error *error) MUST_CHECK;
/* Counts a crash of the program itself on this document. */
enum status ledger_count_crash(struct ledger *ledger, int64_t id, struct error *error) MUST_CHECK;

/* The version that this keeper works with now; what it did with another counts as outdated. */
enum status ledger_set_version(struct ledger *ledger, enum ledger_keeper keeper,
                               const char *version, struct error *error) MUST_CHECK;
/* True if the document is done, with another version than its keeper works with now. */
bool ledger_document_is_outdated(struct ledger *ledger, const struct ledger_document *document);

/* After a start: what this keeper had in work is queued again, and its interruption is counted.
 * The batch's tickets end, for it finds its files anew; the watch's are places in the work folder.
 */
enum status ledger_recover(struct ledger *ledger, enum ledger_keeper keeper, int *ret_count,
                           struct error *error) MUST_CHECK;

/* Calls `each` for the documents in one of the `states` (bits 1 << LEDGER_…), newest first, at most
 * `limit` (0: all). `each` may use the ledger; it returns false to stop. */
typedef bool ledger_each_function(const struct ledger_document *document, void *context);
enum status ledger_list(struct ledger *ledger, unsigned states, int64_t limit,
                        ledger_each_function *each, void *context, struct error *error) MUST_CHECK;

struct ledger_counters {
  int64_t unknown; /* documents of a state that there is not: somebody else wrote in the ledger */
  int64_t documents[LEDGER_STATES];
  int64_t pages, fields_to_check;
  int64_t to_check, partial; /* done, but a person should look */
  int64_t copies;            /* further places where a known content was seen */
  int64_t outdated;          /* done with another version than their keeper works with now */
  double seconds;
};
enum status ledger_count(struct ledger *ledger, struct ledger_counters *ret_counters,
                         struct error *error) MUST_CHECK;

/* A running watch or batch says what it is doing; `status` shows it. */
struct ledger_activity {
  int pid;
  char *host, *place, *note; /* place: the inbox, or the folders; note: "", or why it waits */
  int64_t started, updated;  /* Unix milliseconds */
};
void ledger_activity_clear(struct ledger_activity *activity);
enum status ledger_set_activity(struct ledger *ledger, enum ledger_keeper keeper, const char *place,
                                const char *note, struct error *error) MUST_CHECK;
enum status ledger_end_activity(struct ledger *ledger, enum ledger_keeper keeper,
                                struct error *error) MUST_CHECK;
/* STATUS_NOT_FOUND when none is entered. A killed process leaves its entry behind: see `updated`.
 */
enum status ledger_get_activity(struct ledger *ledger, enum ledger_keeper keeper,
                                struct ledger_activity *ret_activity,
                                struct error *error) MUST_CHECK;

/* A value kept for another verb, by its name: the folders of the watch. NULL removes it. */
enum status ledger_set_value(struct ledger *ledger, const char *name, const char *value,
                             struct error *error) MUST_CHECK;
/* *ret_value is the caller's; STATUS_NOT_FOUND. */
enum status ledger_get_value(struct ledger *ledger, const char *name, char **ret_value,
                             struct error *error) MUST_CHECK;

/* What is in the way of a keeper and is no document of the ledger: a folder that it may not look
 * into, a file that it may not take. Kept for `status`. */
struct ledger_trouble {
  enum ledger_keeper keeper;
  char *place, *reason;
  int64_t since; /* Unix milliseconds */
};
/* Enters it, or its new reason. */
enum status ledger_note_trouble(struct ledger *ledger, enum ledger_keeper keeper, const char *place,
                                const char *reason, struct error *error) MUST_CHECK;
/* Strikes out one place's, or with NULL all that are the keeper's. */
enum status ledger_end_trouble(struct ledger *ledger, enum ledger_keeper keeper, const char *place,
                               struct error *error) MUST_CHECK;
typedef bool ledger_each_trouble(const struct ledger_trouble *trouble, void *context);
/* In order of place; `each` must not use the ledger, and returns false to stop. */
enum status ledger_list_troubles(struct ledger *ledger, ledger_each_trouble *each, void *context,
                                 struct error *error) MUST_CHECK;
/* What a report told a person, each by a key of the caller's that is the same as long as there is
 * nothing new to say. */
enum ledger_told { LEDGER_NOT_TOLD, LEDGER_TOLD, LEDGER_ACKNOWLEDGED };
enum status ledger_was_told(struct ledger *ledger, const char *key, enum ledger_told *ret_told,
                            struct error *error) MUST_CHECK;
/* All in one transaction; what was acknowledged stays so. */
enum status ledger_tell(struct ledger *ledger, char *const *keys, size_t count,
                        enum ledger_told told, struct error *error) MUST_CHECK;

/* True if every word of `wanted` ("json,txt") is one of `have`. */
bool format_list_covers(const char *have, const char *wanted);

int64_t ledger_now(void); /* Unix milliseconds */

#endif
