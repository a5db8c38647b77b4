#ifndef ZHAOLU_JOBS_WATCH_FILE_H
#define ZHAOLU_JOBS_WATCH_FILE_H

/* Inside of watch_files: one file out of the inbox, and its steps. */

#include "jobs/result_name.h"
#include "jobs/watch_files.h"

enum file_step {
  FILE_ARRIVED,  /* not yet known to the ledger */
  FILE_IN_QUEUE, /* the document queue has it */
  FILE_COPY,     /* waits for the document of the same content */
  FILE_TO_DONE,
  FILE_TO_FAILED,
};

struct watched_file {
  struct watched_file *next;
  struct spool_ticket ticket;
  enum inbox_state state;
  enum file_step step;
  int64_t due;     /* clock_now */
  int64_t wait_ms; /* the last pause after trouble with disk or ledger; 0: none lately */
  char *shown;     /* the name as valid UTF-8 */
  char sha256[DIGEST_HEX_BYTES];
  int hash_attempts;
  int64_t document;
  char *reason; /* why it failed */
  enum status trouble;
  int attempts;
};

struct watch_files {
  struct watch_files_options options;
  struct original_folders originals;
  struct watched_file *list; /* as they came */
  size_t count, failed, ended;
};

/* The first step: its hash, the ledger, and what the ledger says of it. */
void watched_file_arrive(struct watch_files *files, struct watched_file *file);
/* A copy's step: goes where the document of its content has gone. */
void watched_file_look_after_original(struct watch_files *files, struct watched_file *file);

void watched_file_log(struct watch_files *files, const struct watched_file *file,
                      enum log_level level, const char *event, const char *message);
/* Disk or ledger refuse just now: the step is done again later. */
void watched_file_wait(struct watch_files *files, struct watched_file *file,
                       const struct error *why);
/* On its way to the failed. */
void watched_file_fails(struct watched_file *file, enum status trouble, const char *reason);
/* Remembers in the ledger where this content was seen. */
void watched_file_note_source(struct watch_files *files, const struct watched_file *file);

#endif
