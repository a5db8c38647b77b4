#ifndef ZHAOLU_BASE_STATUS_H
#define ZHAOLU_BASE_STATUS_H

/*
 * Errors are values. A function that can fail returns an `enum status` for the caller's branch and
 * fills a `struct error` with one sentence for the person at the screen: what happened, in which
 * file and page, and what to do about it. Outputs named `ret_…` are untouched on failure.
 */

#include <stdbool.h>

enum status {
  STATUS_OK = 0,
  STATUS_USAGE,       /* the command line or configuration is wrong */
  STATUS_INSTALL,     /* model or data missing, folder not writable: nothing can work */
  STATUS_BAD_INPUT,   /* the file is damaged, empty or not what its name says */
  STATUS_UNSUPPORTED, /* a format or feature this program does not read */
  STATUS_TOO_LARGE,   /* over a limit the user can raise */
  STATUS_IO,          /* reading or writing failed; may pass when tried again */
  STATUS_NO_SPACE,    /* the disk is full; passes when there is room */
  STATUS_NO_MEMORY,   /* memory ran out; may pass when tried again */
  STATUS_TIMEOUT,     /* a page took longer than allowed */
  STATUS_CRASHED,     /* a worker process died on this page */
  STATUS_BUSY,        /* another process holds the folder or the ledger */
  STATUS_NOT_FOUND,   /* what was asked for does not exist */
  STATUS_INTERNAL,    /* a defect of this program */
};

struct error {
  enum status status;
  char message[600]; /* UTF-8, no newline */
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* Fills `error` (which may be NULL) and returns `status`, so that `return error_set(…)` reads well.
 */
enum status error_set(struct error *error, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "prefix: " before the message that is already there. */
void error_prefix(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The sentence behind "NAME: ", for where the name stands already; else the whole message. */
const char *message_after_name(const char *message, const char *name);

/* Sets the status that fits errno and a message ending in strerror(errno). */
enum status error_set_errno(struct error *error, int errno_value, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A stable lower-case word for logs and the ledger: "bad_input", "timeout", … */
const char *status_name(enum status status);

/* True where a second attempt may succeed without a person's help. */
bool status_is_transient(enum status status);

#endif
