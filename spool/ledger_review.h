#ifndef ZHAOLU_SPOOL_LEDGER_REVIEW_H
#define ZHAOLU_SPOOL_LEDGER_REVIEW_H

/*
 * What people said of fields, in the ledger of an output folder. Rows are only added, each in a
 * synced transaction: who, when, what stood there before and what after. The last row of a field is
 * what holds. A document is its content (SHA-256), so a person's word outlives another reading of
 * it, another name and another format.
 *
 * Two people on one document: each row has a number that rises over the whole ledger, and the
 * number of a document's last row is the document's version. Who says something tells the version
 * he looked at; where the document has gone on, nothing is written.
 */

#include "spool/ledger.h"

/* A field of a document, or the document itself. */
struct review_place {
  const char *sha256;
  int record;        /* position of the certificate in the document, from 0; -1: the document */
  const char *type;  /* of the certificate: the word holds only while it stays the same */
  const char *field; /* "company_name"; "" for the document */
};

struct review_entry {
  int64_t id; /* its number */
  char *sha256;
  int record;
  char *type, *field;
  char *person;
  int64_t at;    /* Unix milliseconds */
  char *machine; /* JSON of the machine's value when the person said so */
  char *before;  /* JSON of the value in force before */
  char *after;   /* JSON of the person's value; NULL: taken back, the machine's holds again */
};
void review_entry_clear(struct review_entry *entry);

struct review_word {
  struct review_place place;
  const char *person;
  int64_t at; /* Unix milliseconds; 0: now */
  const char *machine, *before;
  const char *after;   /* NULL: take back */
  int64_t seen;        /* version of the document that the person looked at; 0: nothing said yet */
  const char *receipt; /* of the person's program; a word that is sent twice counts once */
};

/* *ret_version is the document's version afterwards. STATUS_BUSY: the document has gone on since
 * `seen`; nothing was written, and *ret_version is the present one. */
enum status ledger_review_say(struct ledger *ledger, const struct review_word *word,
                              int64_t *ret_version, struct error *error) MUST_CHECK;

typedef void review_each_function(const struct review_entry *entry, void *context);
/* What holds of one document: the last entry of each field, those taken back left out. In order of
 * their numbers. */
enum status ledger_review_of(struct ledger *ledger, const char *sha256, review_each_function *each,
                             void *context, struct error *error) MUST_CHECK;
/* The last entry of each field of every document, in order, those taken back among them. */
enum status ledger_review_last(struct ledger *ledger, review_each_function *each, void *context,
                               struct error *error) MUST_CHECK;
/* All entries with a number above `after`, in order, those taken back among them. */
enum status ledger_review_since(struct ledger *ledger, int64_t after, review_each_function *each,
                                void *context, struct error *error) MUST_CHECK;
/* The number of the document's last entry; 0: none. */
enum status ledger_review_version(struct ledger *ledger, const char *sha256, int64_t *ret_version,
                                  struct error *error) MUST_CHECK;

/* "2026-03-01T08:30:00Z" */
enum { REVIEW_TIME_BYTES = 24 };
void review_time_text(int64_t milliseconds, char ret_text[REVIEW_TIME_BYTES]);

#endif
