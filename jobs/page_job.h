#ifndef ZHAOLU_JOBS_PAGE_JOB_H
#define ZHAOLU_JOBS_PAGE_JOB_H

/*
 * What the reading pool and its workers say to each other, and how it stands in their messages:
 *
 *     parent                             worker
 *     PROBE  files            →
 *                             ←          PROBED  format, pages, digest     or FAILED
 *     PAGE   files, index     →
 *                             ←          FINGERPRINT  the page's look      or FAILED
 *     VERDICT earlier pages   →
 *             of that look
 *                             ←          READ  the page, its pictures,     or FAILED
 *                                        or which of those it repeats
 *
 * The worker trusts its parent; the parent takes nothing from a worker on trust.
 */

#include "jobs/document_reading.h"
#include "page/page_fingerprint.h"
#include "workers/worker_message.h"

enum page_message {
  MESSAGE_PROBE = 1,
  MESSAGE_PAGE,
  MESSAGE_VERDICT,
  MESSAGE_PROBED,
  MESSAGE_FINGERPRINT,
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

/* FINGERPRINT: the page's look, no longer than it needs to be. */
struct message fingerprint_message(const struct page_fingerprint *fingerprint);
/* *ret_fingerprint is owned by the caller and allocated to its packed size only: read it through
 * the functions of page_fingerprint.h, do not copy it as a struct. False when it is not of this
 * form. */
bool fingerprint_message_read(const struct message *message,
                              struct page_fingerprint **ret_fingerprint) MUST_CHECK;

/* Earlier pages that the waiting one may repeat, by their index (0-based). */
enum { CANDIDATES_MAX = 2 };
#define NO_PAGE SIZE_MAX
struct candidate_list {
  size_t pages[CANDIDATES_MAX]; /* in page order */
  struct page_fingerprint *fingerprints[CANDIDATES_MAX];
  size_t count;
};

/* VERDICT: the candidates with their looks. Nothing is taken over. */
struct message verdict_message(const struct candidate_list *candidates);
/* The fingerprints are the caller's, freed by candidate_list_clear. */
bool verdict_message_read(const struct message *message,
                          struct candidate_list *ret_candidates) MUST_CHECK;
void candidate_list_clear(struct candidate_list *candidates);

/* READ: the page as JSON and its pictures as bytes, and the page it repeats or NO_PAGE. Takes the
 * pictures out of `page`. */
struct message page_message(struct read_page *page, size_t repeats);
/* Fills an empty *page. STATUS_BAD_INPUT when it is not of this form. */
enum status page_message_read(const struct message *message, struct read_page *page,
                              size_t *ret_repeats, struct error *error) MUST_CHECK;

/* FAILED: a status and its sentence. */
struct message failure_message(const struct error *error);
void failure_message_read(const struct message *message, struct error *ret_error);

#endif
