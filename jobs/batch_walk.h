#ifndef ZHAOLU_JOBS_BATCH_WALK_H
#define ZHAOLU_JOBS_BATCH_WALK_H

/*
 * The documents that stand in folders, in natural order: each picture or PDF is one, told by its
 * ending or, without a known one, by its content. A folder whose pictures are all named page-1,
 * page-2, … (page_1, page 1, page1, 第1页) is one document of that many pages, named as the folder;
 * that can be switched off. Other files are passed over, and told. Hidden names, half-copied files
 * and symbolic links are passed by in silence.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/status.h"

enum batch_state {
  BATCH_TO_LOOK_AT, /* not begun */
  BATCH_IN_QUEUE,
  BATCH_AFTER_COPY, /* waits for the document of the same content */
  BATCH_DONE,       /* by this run */
  BATCH_DONE_BEFORE,
  BATCH_COPY, /* of a document that this run did */
  BATCH_FAILED,
  BATCH_FAILED_BEFORE,
  BATCH_ELSEWHERE, /* in the hands of a running watch */
};

struct batch_item {
  char *path;   /* absolute; of the folder where the folder is the document */
  char *shown;  /* as the user knows it: the folder as given, and what is below it */
  char *name;   /* below OUT, as in the folder, with the ending */
  char **files; /* the pages of a folder; NULL where `path` is the file */
  size_t file_count;
  /* What became of it. */
  enum batch_state state;
  int64_t document; /* in the ledger; 0: none */
  char *reason;     /* why it failed without ever coming into the ledger, or NULL */
  uint64_t bytes;
  int64_t mtime;
  int changes; /* how often it changed while it was read */
};

/* A file that is no picture and no PDF. */
struct passed_over {
  char *shown; /* as the user knows it */
  char *why;   /* "it looks like a HEIC picture …" */
};

struct batch_list {
  struct batch_item *items;
  size_t count, capacity;
  char **troubles; /* folders that could not be read, with the reason */
  size_t trouble_count, trouble_capacity;
  struct passed_over *passed;
  size_t passed_count, passed_capacity;
};

struct batch_walk_options {
  const char *out;      /* a folder to pass by */
  const char *table;    /* a file to pass by: the table that the batch writes; NULL: none */
  bool each_file_alone; /* page-N pictures are documents of their own */
};

/* Adds what stands in `folder`, or the one file that it is. */
void batch_walk(const char *folder, const struct batch_walk_options *options,
                struct batch_list *list);
void batch_list_clear(struct batch_list *list);

#endif
