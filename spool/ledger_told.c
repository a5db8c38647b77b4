/* What reports have told a person already. */

#include "spool/ledger_internal.h"

enum status ledger_was_told(struct ledger *ledger, const char *key, enum ledger_told *ret_told,
                            struct error *error)
{
  sqlite3_stmt *statement autofinish = NULL;
  enum status status =
      ledger_prepare(ledger, &statement, error, "SELECT told FROM told WHERE key = ?", "t", key);
  if (!status)
    status = ledger_step(ledger, statement, error);
  if (status && status != STATUS_NOT_FOUND)
    return status;
  *ret_told = status                                  ? LEDGER_NOT_TOLD
              : sqlite3_column_int(statement, 0) >= 2 ? LEDGER_ACKNOWLEDGED
                                                      : LEDGER_TOLD;
  return STATUS_OK;
}

enum status ledger_tell(struct ledger *ledger, char *const *keys, size_t count,
                        enum ledger_told told, struct error *error)
{
  struct transaction transaction autorollback = {0};
  enum status status = transaction_begin(ledger, &transaction, error);
  for (size_t i = 0; !status && i < count; i++)
    status = ledger_run(ledger, error,
                        "INSERT INTO told (key, told) VALUES (?, ?) "
                        "ON CONFLICT (key) DO UPDATE SET told = max(told, excluded.told)",
                        "ti", keys[i], (int64_t)told);
  return status ? status : transaction_commit(&transaction, error);
}
