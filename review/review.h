#ifndef ZHAOLU_REVIEW_REVIEW_H
#define ZHAOLU_REVIEW_REVIEW_H

/*
 * The place to check and correct: a small web server over the results in a folder. What people say
 * is kept in the folder's ledger the moment it is said; the results follow it.
 */

#include "base/status.h"
#include "ingest/page_picture.h"
#include "ocr/engine.h"

struct review; /* opaque */

/* All texts are borrowed and must outlive the review. */
struct review_options {
  const char *out;       /* folder of results */
  const char *listen;    /* "127.0.0.1:8420" */
  const char *host;      /* a further name that browsers reach it by, or NULL */
  const char *passwords; /* a file of people, or NULL */
  const char *person;    /* who reviews, where there is no such file */
  const char *files;     /* a folder in which documents' files are sought too, or NULL */
  struct engine_options engine;
  struct source_limits limits;
  int page_timeout; /* seconds */
  uint64_t worker_memory;
};

/* STATUS_USAGE: no such folder, no such address, or one that others reach without a password file;
 * STATUS_BUSY: the address is taken. */
enum status review_open(const struct review_options *options, struct review **ret_review,
                        struct error *error) MUST_CHECK;
/* "http://127.0.0.1:8420/"; borrowed. */
const char *review_address(const struct review *review);
/* Until SIGINT, SIGTERM or SIGHUP. What can no longer be kept (a damaged ledger) is a failure. */
enum status review_run(struct review *review, struct error *error) MUST_CHECK;
void review_close(struct review **review);

#endif
