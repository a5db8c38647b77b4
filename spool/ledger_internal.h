#ifndef ZHAOLU_SPOOL_LEDGER_INTERNAL_H
#define ZHAOLU_SPOOL_LEDGER_INTERNAL_H

/* What the parts of the ledger share: the connection, and one way to prepare a statement. */

#include <sqlite3.h>

#include "spool/ledger.h"

struct ledger {
  sqlite3 *database;
  char *path;
};

/* Fills `error` from SQLite's last result, naming the ledger and what to do. */
enum status ledger_error(const struct ledger *ledger, struct error *error);

/* Prepares `sql` and binds the arguments that `types` tells: i int64_t, d double, t const char *
 * (NULL is SQL NULL). The statement is finalised by statement_finish. */
enum status ledger_prepare(struct ledger *ledger, sqlite3_stmt **ret_statement, struct error *error,
                           const char *sql, const char *types, ...) MUST_CHECK;
void statement_finish(sqlite3_stmt **statement);
#define autofinish __attribute__((cleanup(statement_finish)))

/* One step: STATUS_OK when there is a row, STATUS_NOT_FOUND when there is none. */
enum status ledger_step(struct ledger *ledger, sqlite3_stmt *statement,
                        struct error *error) MUST_CHECK;

/* Prepares, binds and runs what gives no rows. */
enum status ledger_run(struct ledger *ledger, struct error *error, const char *sql,
                       const char *types, ...) MUST_CHECK;

/* The columns that document_from_row reads, in its order. */
#define LEDGER_DOCUMENT_COLUMNS                                                                    \
  "document.id, sha256, version, keeper, state, source, output, ticket, formats, attempts, "       \
  "interruptions, crashes, error, reason, result, pages, fields_to_check, seconds, expires, "      \
  "summary, document.seen, started, finished, next_try, replace_edited"
void document_from_row(sqlite3_stmt *statement, struct ledger_document *ret_document);

/* A write transaction, rolled back at the end of the scope unless committed. */
struct transaction {
  struct ledger *ledger; /* NULL: over */
};
enum status transaction_begin(struct ledger *ledger, struct transaction *ret_transaction,
                              struct error *error) MUST_CHECK;
enum status transaction_commit(struct transaction *transaction, struct error *error) MUST_CHECK;
void transaction_end(struct transaction *transaction);
#define autorollback __attribute__((cleanup(transaction_end)))

#endif
