#ifndef ZHAOLU_DOCUMENT_RECORD_H
#define ZHAOLU_DOCUMENT_RECORD_H

/* The structured record of a certificate: typed fields with their evidence, and the provisions. */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/box.h"
#include "base/status.h"

enum field_status { FIELD_OK, FIELD_CHECK, FIELD_MISSING };
enum field_source { FIELD_FROM_PRINT, FIELD_FROM_QR, FIELD_FROM_SEAL };

/* What a field says of the certificate, whatever the profile calls the field. */
enum field_meaning {
  MEANS_NOTHING_ELSE,
  MEANS_NUMBER,   /* of the licence */
  MEANS_HOLDER,   /* whose it is */
  MEANS_ISSUED,   /* the day */
  MEANS_EXPIRES,  /* the last day */
  MEANS_SERVICES, /* what it allows */
  MEANS_COVERAGE, /* and where */
  FIELD_MEANINGS
};

struct field_check {
  char *name; /* "number_grammar", "same_on_every_page", … */
  bool ok;
  char *detail; /* one sentence for a person; may be empty, never NULL */
};

/* What a person said of a field; the machine's value stands beside it, unchanged. */
struct field_review {
  json_t *value; /* as field.value; JSON null: the paper does not have it; owned */
  char *by;      /* the person's name */
  char *at;      /* "2026-03-01T08:30:00Z" */
};

struct field {
  char *name; /* "licence_number" */
  enum field_meaning means;
  char *label;    /* as printed, or NULL */
  json_t *value;  /* a string, a list, or JSON null when missing; owned */
  char *raw;      /* as read, before normalising; NULL when missing */
  int page;       /* 1-based; 0 when missing */
  struct box box; /* union of the value's characters; empty for text input */
  float confidence;
  enum field_status status;
  enum field_source source;
  struct field_check *checks;
  size_t check_count;
  struct field_review *review; /* NULL: nobody has looked at it */
};

struct provision_item {
  char *number; /* "（一）" */
  char *text;
  int page; /* where it starts */
};

struct provision {
  char *number; /* "一" */
  char *text;
  int page;
  struct provision_item *items;
  size_t item_count;
};

struct record {
  char *type;           /* the profile's name, or "unknown" */
  char *title;          /* the profile's, for people: "营业执照"; NULL where there is none */
  struct field *fields; /* in the profile's order */
  size_t field_count;
  struct provision *provisions;
  size_t provision_count;
  int *pages; /* of the certificate, 1-based, rising; none: not known */
  size_t page_count;
  struct box
      region; /* pixels of its source page, where others stand on that page too; else empty */
};

/* The certificates of one document, in the order of their first pages. */
struct record_list {
  struct record **items; /* owned */
  size_t count;
};

/* Takes the record over. */
void record_list_add(struct record_list *list, struct record *record);
/* Takes over those of another list, which is emptied. */
void record_list_join(struct record_list *list, struct record_list *others);
void record_list_clear(struct record_list *list);
/* Fields that a person is to look at, and that nobody has looked at yet. */
size_t record_list_count_checks(const struct record_list *list);

void record_add_page(struct record *record, int page); /* once a page */

/* Takes out the fields without a value. */
void record_drop_missing(struct record *record);
/* A new field, missing so far, with the meaning that its name has in the contract; the pointer
 * lives until the next one is added. */
struct field *record_add_field(struct record *record, const char *name);
const struct field *record_find_field(const struct record *record, const char *name); /* or NULL */
/* The first field with the meaning, or NULL. */
const struct field *record_find_meaning(const struct record *record, enum field_meaning means);

/* What the contract's JSON means by a field's name; MEANS_NOTHING_ELSE for most. */
enum field_meaning field_meaning_of_name(const char *name);
/* "number", "holder", "issued", "expires", "services", "coverage"; NULL for nothing else. */
const char *field_meaning_word(enum field_meaning means);

void field_add_check(struct field *field, const char *name, bool ok, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Both take over `number` and `text`, which must be allocated. The result lives until the next one
 * is added. */
struct provision *record_add_provision(struct record *record, char *number, char *text, int page);
void provision_add_item(struct provision *provision, char *number, char *text, int page);
/* Takes `value`'s reference over, copies the texts; an earlier review gives way. */
void field_set_review(struct field *field, json_t *value, const char *by, const char *at);
void field_clear_review(struct field *field);
/* What holds: the person's value where there is one, else the machine's. Borrowed. */
json_t *field_value_in_force(const struct field *field);
/* True if a person is to look at it, and nobody has yet. */
bool field_is_in_doubt(const struct field *field);
void field_clear(struct field *field);
void record_free(struct record **record);

const char *field_status_name(enum field_status status); /* "ok", "check", "missing" */
const char *field_source_name(enum field_source source); /* "print", "qr", "seal" */

/* The contract's `reviewed`; a new reference. */
json_t *field_review_to_json(const struct field_review *review);
/* An object of the contract's `records`; a new reference. */
json_t *record_to_json(const struct record *record);
/* The contract's `records`; a new reference. NULL gives an empty list. */
json_t *record_list_to_json(const struct record_list *list);
/* The same read back, from an --extractor program: a list, or an object with the list under
 * `records`, or one record. STATUS_BAD_INPUT says what is wrong where. */
enum status record_list_from_json(const json_t *json, struct record_list *ret_list,
                                  struct error *error) MUST_CHECK;

#endif
