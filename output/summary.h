#ifndef ZHAOLU_OUTPUT_SUMMARY_H
#define ZHAOLU_OUTPUT_SUMMARY_H

/*
 * A certificate in one row, of a document with several one row each: what tables (output/table.h)
 * and the index page (output/html_index.h) say of it. Plain strings, a kilobyte or two, so that a
 * batch may keep it where it likes; as JSON for a ledger.
 */

#include <jansson.h>

#include "base/status.h"
#include "document/record.h"
#include "output/output.h"
#include "document/document.h"

struct summary_field {
  char *name;   /* "licence_number" */
  char *value;  /* what holds, as text: lists joined by ；; "" when missing */
  char *doubt;  /* what the failed checks say, joined by ；; "" when there are none */
  char *failed; /* their names, joined by ; */
  enum field_status status;
  /* Where a person has looked at it, all three; else NULL. */
  char *by, *at; /* who, and when: "2026-03-01T08:30:00Z" */
  char *machine; /* the machine's value */
};
/* A person says that this holds; the machine's value is kept. NULL for `value` takes back. True if
 * that changed anything. */
bool summary_field_review(struct summary_field *field, const char *value, const char *by,
                          const char *at);
/* True if a person is to look at it, and nobody has yet. */
bool summary_field_is_in_doubt(const struct summary_field *field);

struct summary {
  char *file;   /* as the user knows it: a name or a path */
  char *sha256; /* "" where not known */
  char *type;   /* of the record; "" where there is none */
  char *title;  /* of the type, for people; "" where it has none */
  char *reason; /* why it failed or what its warnings say; "" */
  char *link;   /* where the document's HTML page is, relative to the index; NULL: no link */
  enum document_status status;
  int pages;          /* of the document */
  char *record_pages; /* the certificate's, "1、3", where the document has several; else "" */
  struct summary_field *fields;
  size_t field_count;
};

/* A document's rows: one a certificate, and one where there is none. */
struct summary_list {
  struct summary *items;
  size_t count; /* >= 1 once filled */
};
void summary_list_clear(struct summary_list *list);
/* Calls the document in all its rows what the user calls it. */
void summary_list_set_file(struct summary_list *list, const char *file);

/* Of a document in memory. */
void summaries_from_document(const struct output_context *context, struct summary_list *ret_list);

/* Of the contract's document object (a NAME.json from disk), or of summaries_to_json's result.
 * STATUS_BAD_INPUT when it is neither. */
enum status summaries_from_json(const json_t *json, struct summary_list *ret_list,
                                struct error *error) MUST_CHECK;

/* Of a file that gave no document at all; `reason` is a sentence, that may begin with "FILE: ". */
void summary_of_failure(const char *file, const char *reason, struct summary *ret_summary);
void summary_list_of_failure(const char *file, const char *reason, struct summary_list *ret_list);

/* A small object for a ledger: { "summary": "zhaolu/2", "rows": [{"file", …}] }; a new reference.
 */
json_t *summaries_to_json(const struct summary_list *list);

void summary_set_link(struct summary *summary, const char *link); /* copied; NULL removes it */
const struct summary_field *summary_find_field(const struct summary *summary,
                                               const char *name); /* or NULL */
/* The value of the first of the named fields (NULL behind the last) that has one; else "". */
const char *summary_value_of_first(const struct summary *summary, const char *const *names);
/* What every certificate has, whatever its kind calls it; "" where the row has none. */
const char *summary_number(const struct summary *summary);
const char *summary_holder(const struct summary *summary);
const char *summary_last_day(const struct summary *summary); /* YYYY-MM-DD */
/* Whether a field that has this value is in doubt, so that whoever reads it must be told. */
bool summary_value_is_in_doubt(const struct summary *summary, const char *value);
void summary_take_record(struct summary *summary,
                         const struct record *record); /* copies; or NULL */
void summary_clear(struct summary *summary);

/* A certificate's pages as text: "1、3". Owned by the caller. */
char *record_pages_text(const struct record *record);

/* One row a record, all with what `document` says of the document; one without a record when there
 * is none. */
void summary_list_fill(const struct summary *document, const struct record_list *records,
                       struct summary_list *ret_list);

#endif
