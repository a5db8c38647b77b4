#ifndef ZHAOLU_SPOOL_INBOX_H
#define ZHAOLU_SPOOL_INBOX_H

/*
 * The folder that people and scanners drop files into, and the question when a file is all there.
 * A file is ready when its size and time have not changed for the settling time, no process on this
 * machine has it open for writing, and its format's end is there (format_end.h); or at once when a
 * marker, an empty NAME.ready, stands beside it. A file at rest whose end is missing gets patience:
 * scanners pause between pages, and networks break. After that it is given up.
 *
 * A folder of page pictures (page_folder.h) is one entry: ready when nothing in it has changed for
 * the settling time and each of its pages is all there; at once when NAME.ready stands beside it,
 * and then its pictures may have any names. Only a page that somebody still writes to is waited
 * for. Pages that stay cut off for the time of patience do not keep the others.
 *
 * Names that start with a dot or end in .part .tmp .crdownload are left alone, symbolic links and
 * what is not a file too, and what storage systems, Windows and Office put beside people's files.
 *
 * The clock is the caller's: milliseconds that never run backwards.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct inbox_options {
  const char *path;
  int64_t settle_ms;
  int64_t patience_ms;         /* counted from the last change, like settle_ms */
  const char *const *excluded; /* folders that may lie inside and are not part of it */
  size_t excluded_count;
  uint64_t end_bytes_max; /* of a larger file no end is looked for: it is refused anyway; 0: none */
};

enum inbox_state {
  INBOX_WAITING,
  INBOX_READY,
  INBOX_CUT_OFF,    /* given up: its end never came */
  INBOX_EMPTY,      /* given up: nothing in it */
  INBOX_UNREADABLE, /* given up: permission */
};

struct inbox_file {
  char *name;   /* below the inbox, with its subfolders */
  char *marker; /* the marker's name below the inbox, or NULL */
  uint64_t size;
  int64_t mtime; /* nanoseconds */
  uint64_t inode;
  enum inbox_state state;
  int64_t since;     /* when this size and time were first seen */
  int64_t confirmed; /* when they were last seen */
  bool end_known;    /* its end has been looked for at this size and time */
  int end;           /* enum format_end */
  bool is_folder;    /* a folder of page pictures; size and mtime are those of all in it */
};

/* What is left where it is, though its name does not say so. */
struct inbox_left {
  char *name;       /* below the inbox */
  const char *what; /* "a symbolic link" */
};

struct inbox; /* opaque */

enum status inbox_open(const struct inbox_options *options, struct inbox **ret_inbox,
                       struct error *error) MUST_CHECK;
void inbox_close(struct inbox **inbox);

/* Looks at every file once; for ends, which may take reading the whole file, only a moment: the
 * next scan, which inbox_wake wants at once, goes on. A failure means the inbox itself cannot be
 * read. */
enum status inbox_scan(struct inbox *inbox, int64_t now, struct error *error) MUST_CHECK;

/* The longest waiting file that is to be taken (not INBOX_WAITING), or NULL; borrowed until the
 * next scan or inbox_forget. */
const struct inbox_file *inbox_next(const struct inbox *inbox);
/* It was taken, or could not be: the next scan sees it as new. */
void inbox_forget(struct inbox *inbox, const struct inbox_file *file);

/* When to scan again for a file that may then be ready or given up; -1: for none. */
int64_t inbox_wake(const struct inbox *inbox);

size_t inbox_count(const struct inbox *inbox); /* files, and folders of pages, in it */
/* The inbox and its subfolders as of the last scan, for notifications; borrowed. */
const char *const *inbox_folders(const struct inbox *inbox, size_t *ret_count);
/* Subfolders that could not be looked into in the last scan; borrowed. */
const char *const *inbox_unreadable_folders(const struct inbox *inbox, size_t *ret_count);

/* As of the last scan, the first of them; borrowed. */
const struct inbox_left *inbox_left_alone(const struct inbox *inbox, size_t *ret_count);

#endif
