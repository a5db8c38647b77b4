#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spool/ledger.h"

/* Any bytes as the ledger's file, opened and asked as `status` does and as a watch that begins. */

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
  (void)about, (void)kind, (void)place;
  return remove(path);
}

static void ledger_file_make(const char *out, const uint8_t *bytes, size_t size)
{
  char path[128];
  snprintf(path, sizeof path, "%s/.zhaolu", out);
  mkdir(path, 0700);
  snprintf(path, sizeof path, "%s/.zhaolu/ledger.sqlite3", out);
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || (size > 0 && write(file, bytes, size) != (ssize_t)size))
    abort();
  close(file);
}

static bool document_see(const struct ledger_document *document, void *context)
{
  (void)context;
  return ledger_state_name(document->state) != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  char out[] = "/dev/shm/zhaolu-fuzz-XXXXXX";
  struct ledger *ledger = NULL;
  struct ledger_counters counters = {0};
  struct error error = {0};
  int count = 0;
  if (!mkdtemp(out))
    abort();
  ledger_file_make(out, bytes, size);
  if (!ledger_open_to_read(out, &ledger, &error)) {
    enum status ignored = ledger_count(ledger, &counters, &error);
    ignored = ledger_list(ledger, ~0u, 100, document_see, NULL, &error);
    (void)ignored;
  }
  ledger_close(&ledger);
  if (!ledger_open(out, &ledger, &error)) {
    enum status ignored = ledger_recover(ledger, LEDGER_WATCH, &count, &error);
    (void)ignored;
  }
  ledger_close(&ledger);
  nftw(out, remove_one, 8, FTW_DEPTH | FTW_PHYS);
  return 0;
}
