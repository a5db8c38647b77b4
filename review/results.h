#ifndef ZHAOLU_REVIEW_RESULTS_H
#define ZHAOLU_REVIEW_RESULTS_H

/*
 * The results in an output folder, whoever wrote them (convert, watch, batch), with what people
 * said of them applied. Kept in memory as rows of a table; a look at the folder reads only what is
 * new or changed since. The same content under several names is one result.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "review/result.h"
#include "spool/ledger_review.h"

struct results; /* opaque */

/* `out` and `ledger` are borrowed. Nothing is read before the first refresh. */
struct results *results_open(const char *out, struct ledger *ledger);
void results_close(struct results **results);
const char *results_folder(const struct results *results);

/* Looks at the folder, and at what people said since. Pointers to results end here. */
enum status results_refresh(struct results *results, struct error *error) MUST_CHECK;
/* Only what people said; pointers stay. */
enum status results_hear(struct results *results, struct error *error) MUST_CHECK;

/* In the order of their names, one a content. */
size_t results_count(const struct results *results);
struct result *results_at(const struct results *results, size_t index);
struct result *results_find(const struct results *results, const char *sha256); /* or NULL */

/* The file is as it was when it was read. */
bool result_is_current(const struct results *results, const struct result *result);
/* The file was written by this program: it need not be read again. */
void result_was_written(const struct results *results, struct result *result);

/* Fields in doubt, and those of them that nobody has looked at yet. */
size_t result_doubts(const struct result *result);
size_t result_doubts_left(const struct result *result);
/* The machine asks for a person; and the person has done all that is asked. */
bool result_needs_person(const struct result *result);
bool result_is_settled(const struct result *result);

#endif
