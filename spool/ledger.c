#include "spool/ledger.h"

#include <errno.h>
#include <grp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "spool/ledger_internal.h"

enum { BUSY_TIMEOUT_MS = 10000 };

/* Each row brings the schema from its index to the next; what was released is never edited. */
static const char *const migrations[] = {
    "CREATE TABLE document ("
    "  id INTEGER PRIMARY KEY,"
    "  sha256 TEXT NOT NULL UNIQUE,"
    "  version TEXT NOT NULL,"
    "  keeper INTEGER NOT NULL,"
    "  state INTEGER NOT NULL,"
    "  source TEXT NOT NULL,"
    "  output TEXT NOT NULL UNIQUE,"
    "  ticket TEXT,"
    "  formats TEXT,"
    "  attempts INTEGER NOT NULL DEFAULT 0,"
    "  interruptions INTEGER NOT NULL DEFAULT 0,"
    "  crashes INTEGER NOT NULL DEFAULT 0,"
    "  error TEXT,"
    "  reason TEXT,"
    "  result TEXT,"
    "  pages INTEGER NOT NULL DEFAULT 0,"
    "  fields_to_check INTEGER NOT NULL DEFAULT 0,"
    "  seconds REAL NOT NULL DEFAULT 0,"
    "  expires TEXT,"
    "  summary TEXT,"
    "  seen INTEGER NOT NULL,"
    "  started INTEGER NOT NULL DEFAULT 0,"
    "  finished INTEGER NOT NULL DEFAULT 0,"
    "  next_try INTEGER NOT NULL DEFAULT 0"
    ");"
    "CREATE INDEX document_by_state ON document(state, id);"
    "CREATE TABLE source ("
    "  path TEXT NOT NULL,"
    "  document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,"
    "  size INTEGER NOT NULL,"
    "  mtime INTEGER NOT NULL,"
    "  seen INTEGER NOT NULL,"
    "  PRIMARY KEY (path, document)"
    ") WITHOUT ROWID;"
    "CREATE INDEX source_by_document ON source(document);"
    "CREATE TABLE value (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE activity ("
    "  keeper INTEGER PRIMARY KEY,"
    "  pid INTEGER NOT NULL,"
    "  host TEXT NOT NULL,"
    "  place TEXT NOT NULL,"
    "  note TEXT NOT NULL,"
    "  started INTEGER NOT NULL,"
    "  updated INTEGER NOT NULL"
    ");",
    /* What the program wrote, so that what a person changed is told from it. Of outputs that were
     * in place before, no digest is known (''); what was changed since has a later time. */
    "ALTER TABLE document ADD COLUMN replace_edited INTEGER NOT NULL DEFAULT 0;"
    "CREATE TABLE written ("
    "  file TEXT PRIMARY KEY,"
    "  document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,"
    "  sha256 TEXT NOT NULL,"
    "  before TEXT,"
    "  until INTEGER NOT NULL DEFAULT 0"
    ") WITHOUT ROWID;"
    "CREATE INDEX written_by_document ON written(document);"
    "WITH RECURSIVE word(id, output, finished, format, rest) AS ("
    "  SELECT id, output, finished, '', formats || ',' FROM document"
    "    WHERE state = 3 AND formats IS NOT NULL"
    "  UNION ALL SELECT id, output, finished, substr(rest, 1, instr(rest, ',') - 1),"
    "    substr(rest, instr(rest, ',') + 1) FROM word WHERE rest <> '') "
    "INSERT INTO written (file, document, sha256, until) "
    "  SELECT output || '.' || format, id, '', finished FROM word WHERE format <> '';"
    "CREATE TABLE trouble ("
    "  keeper INTEGER NOT NULL,"
    "  place TEXT NOT NULL,"
    "  reason TEXT NOT NULL,"
    "  since INTEGER NOT NULL,"
    "  PRIMARY KEY (keeper, place)"
    ") WITHOUT ROWID;",
    /* What reports told: 1, or 2 once a person has acknowledged it. */
    "CREATE TABLE told (key TEXT PRIMARY KEY, told INTEGER NOT NULL) WITHOUT ROWID;",
    /* What people said of fields (ledger_review.h); rows are only added. */
    "CREATE TABLE review ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  sha256 TEXT NOT NULL,"
    "  record INTEGER NOT NULL,"
    "  type TEXT NOT NULL,"
    "  field TEXT NOT NULL,"
    "  person TEXT NOT NULL,"
    "  at INTEGER NOT NULL,"
    "  machine TEXT NOT NULL,"
    "  before TEXT NOT NULL,"
    "  after TEXT,"
    "  receipt TEXT UNIQUE"
    ");"
    "CREATE INDEX review_by_document ON review(sha256, id);",
};
enum { SCHEMA_VERSION = sizeof migrations / sizeof *migrations };

enum status ledger_error(const struct ledger *ledger, struct error *error)
{
  const char *what = sqlite3_errmsg(ledger->database);
  int extended = sqlite3_extended_errcode(ledger->database);
  if (extended == SQLITE_IOERR_SHMSIZE || extended == SQLITE_IOERR_WRITE)
    return error_set(error, STATUS_NO_SPACE, "%s: cannot be written, the disk may be full: %s",
                     ledger->path, what);
  switch (extended & 0xFF) {
  case SQLITE_FULL:
    return error_set(error, STATUS_NO_SPACE, "%s: the disk is full", ledger->path);
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return error_set(error, STATUS_BUSY, "%s: another program holds the ledger", ledger->path);
  case SQLITE_NOMEM:
    return error_set(error, STATUS_NO_MEMORY, "%s: out of memory", ledger->path);
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return error_set(
        error, STATUS_INSTALL,
        "%s: the ledger is damaged (%s); put a backup in its place, or move it away: "
        "no document is lost, but all are done again, and what people said in a review "
        "is in the results alone",
        ledger->path, what);
  case SQLITE_READONLY:
  case SQLITE_PERM:
  case SQLITE_CANTOPEN:
    return error_set(error, STATUS_INSTALL,
                     "%s: the ledger cannot be opened for writing (%s); check the folder's owner "
                     "and permissions",
                     ledger->path, what);
  case SQLITE_IOERR:
    return error_set(error, STATUS_IO, "%s: %s", ledger->path, what);
  default:
    return error_set(error, STATUS_INTERNAL, "%s: %s", ledger->path, what);
  }
}

void statement_finish(sqlite3_stmt **statement)
{
  sqlite3_finalize(*statement);
  *statement = NULL;
}

static enum status prepare_bound(struct ledger *ledger, sqlite3_stmt **ret_statement,
                                 struct error *error, const char *sql, const char *types,
                                 va_list arguments)
{
  sqlite3_stmt *statement autofinish = NULL;
  if (sqlite3_prepare_v2(ledger->database, sql, -1, &statement, NULL) != SQLITE_OK)
    return ledger_error(ledger, error);
  for (int i = 0; types[i]; i++) {
    int code = SQLITE_MISUSE;
    if (types[i] == 'i')
      code = sqlite3_bind_int64(statement, i + 1, va_arg(arguments, int64_t));
    else if (types[i] == 'd')
      code = sqlite3_bind_double(statement, i + 1, va_arg(arguments, double));
    else
      code = sqlite3_bind_text(statement, i + 1, va_arg(arguments, const char *), -1,
                               SQLITE_TRANSIENT);
    if (code != SQLITE_OK)
      return ledger_error(ledger, error);
  }
  *ret_statement = statement;
  statement = NULL;
  return STATUS_OK;
}

enum status ledger_prepare(struct ledger *ledger, sqlite3_stmt **ret_statement, struct error *error,
                           const char *sql, const char *types, ...)
{
  va_list arguments;
  va_start(arguments, types);
  enum status status = prepare_bound(ledger, ret_statement, error, sql, types, arguments);
  va_end(arguments);
  return status;
}

enum status ledger_step(struct ledger *ledger, sqlite3_stmt *statement, struct error *error)
{
  int code = sqlite3_step(statement);
  if (code == SQLITE_ROW)
    return STATUS_OK;
  return code == SQLITE_DONE ? STATUS_NOT_FOUND : ledger_error(ledger, error);
}

enum status ledger_run(struct ledger *ledger, struct error *error, const char *sql,
                       const char *types, ...)
{
  sqlite3_stmt *statement autofinish = NULL;
  va_list arguments;
  va_start(arguments, types);
  enum status status = prepare_bound(ledger, &statement, error, sql, types, arguments);
  va_end(arguments);
  if (status)
    return status;
  status = ledger_step(ledger, statement, error);
  return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status transaction_begin(struct ledger *ledger, struct transaction *ret_transaction,
                              struct error *error)
{
  enum status status = ledger_run(ledger, error, "BEGIN IMMEDIATE", "");
  if (!status)
    ret_transaction->ledger = ledger;
  return status;
}

enum status transaction_commit(struct transaction *transaction, struct error *error)
{
  enum status status = ledger_run(transaction->ledger, error, "COMMIT", "");
  if (!status)
    transaction->ledger = NULL;
  return status;
}

void transaction_end(struct transaction *transaction)
{
  /* After some errors SQLite has rolled back by itself. */
  if (transaction->ledger && !sqlite3_get_autocommit(transaction->ledger->database))
    sqlite3_exec(transaction->ledger->database, "ROLLBACK", NULL, NULL, NULL);
  transaction->ledger = NULL;
}

static enum status schema_version(struct ledger *ledger, int *ret_version, struct error *error)
{
  sqlite3_stmt *statement autofinish = NULL;
  enum status status = ledger_prepare(ledger, &statement, error, "PRAGMA user_version", "");
  if (!status)
    status = ledger_step(ledger, statement, error);
  if (!status)
    *ret_version = sqlite3_column_int(statement, 0);
  return status;
}

static enum status schema_migrate(struct ledger *ledger, struct error *error)
{
  int version = 0;
  enum status status = schema_version(ledger, &version, error);
  if (status || version == SCHEMA_VERSION)
    return status;
  if (version < 0 || version > SCHEMA_VERSION)
    return error_set(error, STATUS_INSTALL,
                     "%s: made by a newer zhaolu (ledger version %d, this one knows %d); install "
                     "the newer program",
                     ledger->path, version, SCHEMA_VERSION);
  struct transaction transaction autorollback = {0};
  status = transaction_begin(ledger, &transaction, error);
  /* Another process may have migrated while this one waited for the lock. */
  if (!status)
    status = schema_version(ledger, &version, error);
  if (status)
    return status;
  for (; version < SCHEMA_VERSION; version++) {
    char set_version[60];
    sqlite3_snprintf(sizeof set_version, set_version, "PRAGMA user_version = %d", version + 1);
    if (sqlite3_exec(ledger->database, migrations[version], NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_exec(ledger->database, set_version, NULL, NULL, NULL) != SQLITE_OK)
      return ledger_error(ledger, error);
  }
  return transaction_commit(&transaction, error);
}

static enum status ledger_configure(struct ledger *ledger, struct error *error)
{
  sqlite3_busy_timeout(ledger->database, BUSY_TIMEOUT_MS);
  sqlite3_extended_result_codes(ledger->database, 1);
  if (sqlite3_exec(ledger->database,
                   "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                   "PRAGMA foreign_keys = ON;",
                   NULL, NULL, NULL) != SQLITE_OK)
    return ledger_error(ledger, error);
  return schema_migrate(ledger, error);
}

static enum status ledger_open_path(const char *path, int flags, struct ledger **ret_ledger,
                                    struct error *error)
{
  struct ledger *ledger cleanup_with(ledger_close) = memory_alloc(sizeof *ledger);
  ledger->path = memory_copy_string(path);
  if (sqlite3_open_v2(path, &ledger->database, flags, NULL) != SQLITE_OK)
    return ledger_error(ledger, error);
  enum status status = ledger_configure(ledger, error);
  if (status)
    return status;
  *ret_ledger = ledger;
  ledger = NULL;
  return STATUS_OK;
}

static enum status folder_make(const char *path, struct error *error)
{
  if (mkdir(path, 0777) == 0 || errno == EEXIST)
    return STATUS_OK;
  if (errno == ENOSPC || errno == EDQUOT)
    return error_set_errno(error, errno, "%s", path);
  int failure = errno;
  error_set_errno(error, failure, "%s: the folder cannot be made", path);
  return error_set(error, STATUS_INSTALL, "%s: the folder cannot be made: %s", path,
                   strerror(failure));
}

enum status ledger_open(const char *out, struct ledger **ret_ledger, struct error *error)
{
  autofree char *folder = memory_format("%s/.zhaolu", out);
  autofree char *path = memory_format("%s/ledger.sqlite3", folder);
  enum status status = folder_make(out, error);
  if (!status)
    status = folder_make(folder, error);
  if (status)
    return status;
  return ledger_open_path(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, ret_ledger, error);
}

enum status ledger_open_existing(const char *out, struct ledger **ret_ledger, struct error *error)
{
  autofree char *path = memory_format("%s/.zhaolu/ledger.sqlite3", out);
  if (access(path, F_OK) != 0)
    return error_set(error, STATUS_NOT_FOUND,
                     "%s: there is no ledger; name the output folder of watch or batch with -o",
                     path);
  return ledger_open_path(path, SQLITE_OPEN_READWRITE, ret_ledger, error);
}

/* ---- for one who only looks ---- */

/* The folder on the way to `path` that lets nobody through, or `path` itself; the caller's. */
static char *closed_place(const char *path)
{
  for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    char *folder = memory_copy_bytes(path, (size_t)(slash - path));
    if (access(folder, X_OK) != 0)
      return folder;
    free(folder);
  }
  return memory_copy_string(path);
}

static enum status no_access(const char *path, struct error *error)
{
  autofree char *place = closed_place(path);
  struct stat about = {0};
  bool known = stat(place, &about) == 0;
  const struct group *group = known ? getgrgid(about.st_gid) : NULL;
  bool for_group = known && (about.st_mode & S_IRGRP) && group;
  if (for_group)
    return error_set(error, STATUS_IO,
                     "%s: no access; the group %s may look: sudo adduser YOUR-NAME %s, then log in "
                     "again",
                     place, group->gr_name, group->gr_name);
  return error_set(error, STATUS_IO, "%s: no access; ask its owner, or try with sudo", place);
}

/* Everything but what a file name in a URI may hold is written as %XX. */
static char *uri_of(const char *path)
{
  struct strbuf uri = {0};
  strbuf_append(&uri, "file:");
  for (const char *at = path; *at; at++)
    if (strchr("/-._~", *at) || (*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'z') ||
        (*at >= 'A' && *at <= 'Z'))
      strbuf_append_char(&uri, *at);
    else
      strbuf_appendf(&uri, "%%%02X", (unsigned char)*at);
  strbuf_append(&uri, "?mode=ro&immutable=1");
  return strbuf_take(&uri);
}

static enum status reader_open(const char *path, bool immutable, struct ledger **ret_ledger,
                               struct error *error)
{
  struct ledger *ledger cleanup_with(ledger_close) = memory_alloc(sizeof *ledger);
  ledger->path = memory_copy_string(path);
  autofree char *name = immutable ? uri_of(path) : memory_copy_string(path);
  int flags = SQLITE_OPEN_READONLY | (immutable ? SQLITE_OPEN_URI : 0);
  if (sqlite3_open_v2(name, &ledger->database, flags, NULL) != SQLITE_OK)
    return ledger_error(ledger, error);
  sqlite3_busy_timeout(ledger->database, BUSY_TIMEOUT_MS);
  sqlite3_extended_result_codes(ledger->database, 1);
  int version = 0;
  enum status status = schema_version(ledger, &version, error);
  if (!status && version != SCHEMA_VERSION)
    status = error_set(error, STATUS_INSTALL,
                       "%s: made by another zhaolu (ledger version %d, this one has %d); start its "
                       "watch or batch once with this one",
                       path, version, SCHEMA_VERSION);
  if (status)
    return status;
  *ret_ledger = ledger;
  ledger = NULL;
  return STATUS_OK;
}

enum status ledger_open_to_read(const char *out, struct ledger **ret_ledger, struct error *error)
{
  autofree char *path = memory_format("%s/.zhaolu/ledger.sqlite3", out);
  autofree char *folder = memory_format("%s/.zhaolu", out);
  if (access(path, R_OK) != 0 && errno == EACCES)
    return no_access(path, error);
  if (access(path, F_OK) != 0 || (access(path, W_OK) == 0 && access(folder, W_OK) == 0))
    return ledger_open_existing(out, ret_ledger, error);
  /* With a program at work its log is beside the ledger, and SQLite reads both. Without one there
   * is none, and SQLite would have to write to read: the file is complete as it is. */
  autofree char *log = memory_format("%s-wal", path);
  return reader_open(path, access(log, F_OK) != 0, ret_ledger, error);
}

void ledger_close(struct ledger **ledger)
{
  if (!*ledger)
    return;
  sqlite3_close_v2((*ledger)->database);
  free((*ledger)->path);
  free(*ledger);
  *ledger = NULL;
}

static const char *const state_names[LEDGER_STATES] = {"queued", "working", "publishing",
                                                       "done",   "failed",  "quarantined"};

const char *ledger_state_name(enum ledger_state state)
{
  return (unsigned)state < LEDGER_STATES ? state_names[state] : "unknown";
}

bool ledger_state_from_name(const char *name, enum ledger_state *ret_state)
{
  for (int i = 0; i < LEDGER_STATES; i++)
    if (strcmp(name, state_names[i]) == 0) {
      *ret_state = (enum ledger_state)i;
      return true;
    }
  return false;
}

static bool format_list_has(const char *list, const char *word, size_t length)
{
  while (*list) {
    size_t span = strcspn(list, ",");
    if (span == length && memcmp(list, word, length) == 0)
      return true;
    list += span + (list[span] == ',');
  }
  return false;
}

bool format_list_covers(const char *have, const char *wanted)
{
  while (*wanted) {
    size_t length = strcspn(wanted, ",");
    if (!format_list_has(have ? have : "", wanted, length))
      return false;
    wanted += length + (wanted[length] == ',');
  }
  return true;
}

int64_t ledger_now(void)
{
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
