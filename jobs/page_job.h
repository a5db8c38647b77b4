#ifndef ZHAOLU_JOBS_PAGE_JOB_H
#define ZHAOLU_JOBS_PAGE_JOB_H

/*
 * What the reading pool and its workers say to each other, and how it stands in their messages:
 *
 *     parent                             worker
 *     PROBE  files            →
 *                             ←          PROBED  format, pages, digest     or FAILED
 *     PAGE   files, index     →
 *                             ←          READ  the page, its pictures      or FAILED
 *
 * The worker trusts its parent; the parent takes nothing from a worker on trust.
 */

#include "jobs/document_reading.h"
#include "workers/worker_message.h"

enum page_message {
  MESSAGE_PROBE = 1,
  MESSAGE_PAGE,
  MESSAGE_PROBED,
  MESSAGE_READ,
  MESSAGE_FAILED, /* body: {"status": number}; bytes: the sentence for the person */
};

/* A document as PROBE and PAGE carry it: numbers in the body, the paths NUL-parted in the bytes. */
struct job_document {
  uint64_t id;
  char **paths; /* into the message's bytes */
  size_t path_count;
  bool pictures_of_one;
  struct source_limits limits;
  enum pdf_text_mode pdf_text;
  bool want_digest, want_previews, want_full;
  int page; /* 0-based; PAGE only */
};

/* A PROBE or PAGE message; `page` is left out of account by PROBE. */
struct message job_message(enum page_message kind, uint64_t id, int page,
                           const struct document_request *request);
/* Reads it back; the paths point into `message`. */
bool job_read(const struct message *message, struct job_document *ret_job) MUST_CHECK;
void job_document_clear(struct job_document *job);

/* READ: the page as JSON and its pictures as bytes. Takes the pictures out of `page`. */
struct message page_message(struct read_page *page);
/* Fills an empty *page. STATUS_BAD_INPUT when it is not of this form. */
enum status page_message_read(const struct message *message, struct read_page *page,
                              struct error *error) MUST_CHECK;

/* FAILED: a status and its sentence. */
struct message failure_message(const struct error *error);
void failure_message_read(const struct message *message, struct error *ret_error);

#endif
