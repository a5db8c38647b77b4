#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/console.h"
#include "cli/options.h"
#include "cli/verb.h"
#include "files/file_carry.h"
#include "spool/failed_files.h"
#include "spool/ledger.h"
#include "spool/spool.h"
#include "spool/spool_name.h"
#include "spool/watch_folders.h"
#include "spool/way_back.h"

struct retry_options {
  char *output;
  bool failed, outdated, force;
};

static const struct option_row retry_rows[] = {
    {"output", 'o', OPTION_TEXT, offsetof(struct retry_options, output), "OUT", 0, 0,
     "output folder of the watch or batch (the current folder)"},
    {"failed", 0, OPTION_FLAG, offsetof(struct retry_options, failed), NULL, 0, 0,
     "all that failed or are quarantined, and all else among the failed originals"},
    {"outdated", 0, OPTION_FLAG, offsetof(struct retry_options, outdated), NULL, 0, 0,
     "all that were done with other rules, profiles or another model than the last watch or batch "
     "had"},
    {"force", 0, OPTION_FLAG, offsetof(struct retry_options, force), NULL, 0, 0,
     "replace results that were changed by hand"},
    {0}};

static const char *const retry_shared[] = {"config", "quiet", "verbose", "help", NULL};

const struct verb_usage retry_usage = {
    .name = "retry",
    .synopsis = "[-o OUT] [ID...|--failed|--outdated]",
    .text =
        "Has documents done again, by the IDs that `zhaolu status` shows: originals of a watch\n"
        "go back into its inbox, those of a batch are done by its next run.",
    .rows = retry_rows,
    .shared = retry_shared,
};

/* One run of the verb. */
struct retry {
  struct common_options common;
  struct retry_options own;
  struct console console;
  struct ledger *ledger;
  struct watch_folders folders;
  size_t queued, sent_back;
  enum exit_code exit_code;
};

static void retry_fails(struct retry *retry, const struct error *error)
{
  console_error(&retry->console, "%s", error->message);
  retry->exit_code = EXIT_DOCUMENT_FAILED;
}

/* Nobody has it in hand, so that it may be queued anew. */
static bool is_at_rest(const struct ledger_document *document)
{
  return document->state >= LEDGER_DONE || (document->state == LEDGER_QUEUED && !document->ticket);
}

static enum status inbox_must_be_there(const struct retry *retry, struct error *error)
{
  return file_exists(retry->folders.inbox)
             ? STATUS_OK
             : error_set(error, STATUS_NOT_FOUND,
                         "%s: the inbox is not there any more; start the watch on the new one "
                         "first, then retry",
                         retry->folders.inbox);
}

/* The folder that its original is in, or NULL where there is none to be sent back. */
static const char *folder_of(const struct retry *retry, const struct ledger_document *document)
{
  if (document->keeper == LEDGER_BATCH || !retry->folders.inbox || document->state < LEDGER_DONE)
    return NULL;
  return document->state == LEDGER_DONE ? retry->folders.done : retry->folders.failed;
}

/* Before the ledger is told, so that a document whose original has gone stays what it is. */
static enum status original_must_be_there(const struct retry *retry,
                                          const struct ledger_document *document,
                                          struct error *error)
{
  const char *folder = folder_of(retry, document);
  enum status status = folder ? inbox_must_be_there(retry, error) : STATUS_OK;
  if (status || !folder || spool_has_original(folder, document->source, document->sha256))
    return status;
  return error_set(error, STATUS_NOT_FOUND,
                   "%s: the original is not in %s any more; drop it into the inbox again",
                   document->source, folder);
}

static enum status original_send_back(const struct retry *retry,
                                      const struct ledger_document *document, struct error *error)
{
  const char *folder = folder_of(retry, document);
  return folder ? spool_send_back(folder, retry->folders.inbox, document->source, document->sha256,
                                  error)
                : STATUS_OK;
}

/* The ledger first: a watch that meets the file before would queue it by itself, and then must not
 * have its ticket taken away. */
static bool document_retry(const struct ledger_document *document, void *context)
{
  struct retry *retry = context;
  struct error error = {0};
  enum status status = STATUS_OK;
  if (!is_at_rest(document))
    status = error_set(&error, STATUS_BUSY, "document %lld (%s) is in work; wait for it",
                       (long long)document->id, document->source);
  if (!status)
    status = original_must_be_there(retry, document, &error);
  if (!status)
    status = ledger_requeue(retry->ledger, document->id, retry->own.force, &error);
  if (!status)
    status = original_send_back(retry, document, &error);
  if (status) {
    retry_fails(retry, &error);
  } else {
    retry->queued++;
    console_note(&retry->console, "document %lld (%s) is queued again%s", (long long)document->id,
                 document->source, document->keeper == LEDGER_BATCH ? ", for the next batch" : "");
  }
  return true;
}

static void retry_by_id(struct retry *retry, const char *word)
{
  struct ledger_document document cleanup_with(ledger_document_clear) = {0};
  struct error error = {0};
  char *end = NULL;
  errno = 0;
  long long id = strtoll(word, &end, 10);
  if (errno || end == word || *end || id < 1) {
    error_set(&error, STATUS_USAGE, "\"%s\" is no ID; zhaolu status shows them", word);
    retry_fails(retry, &error);
    retry->exit_code = EXIT_BAD_USAGE;
  } else if (ledger_find(retry->ledger, id, &document, &error)) {
    retry_fails(retry, &error);
  } else {
    document_retry(&document, retry);
  }
}

static enum status retry_open(struct retry *retry, const struct arguments *ids, struct error *error)
{
  if (!ids->count && !retry->own.failed && !retry->own.outdated)
    return error_set(error, STATUS_USAGE,
                     "name documents by their ID, or all failed ones with --failed, all outdated "
                     "ones with --outdated; see zhaolu retry --help");
  const char *out = retry->own.output ? retry->own.output : ".";
  enum status status = ledger_open_existing(out, &retry->ledger, error);
  return status ? status : watch_folders_find(retry->ledger, out, &retry->folders, error);
}

/* Failed originals that no document of the ledger stands for. */
static enum status retry_unlisted(struct retry *retry, const struct failed_files *files,
                                  struct error *error)
{
  enum status status = files->count ? inbox_must_be_there(retry, error) : STATUS_OK;
  for (size_t i = 0; !status && i < files->count; i++) {
    const char *name = files->items[i].name;
    autofree char *shown = name_shown(name);
    status = spool_send_back_file(retry->folders.failed, retry->folders.inbox, name, error);
    if (!status)
      console_note(&retry->console, "%s is in the inbox again", shown);
    retry->sent_back += !status;
  }
  return status;
}

static enum status retry_failed(struct retry *retry, struct error *error)
{
  /* Listed before the documents are queued: then their originals would count as unlisted. */
  struct failed_files files cleanup_with(failed_files_clear) = {0};
  enum status status = STATUS_OK;
  if (retry->folders.failed)
    status = failed_files_unlisted(retry->ledger, retry->folders.failed, &files, error);
  if (!status)
    status = ledger_list(retry->ledger, 1u << LEDGER_FAILED | 1u << LEDGER_QUARANTINED, 0,
                         document_retry, retry, error);
  return status ? status : retry_unlisted(retry, &files, error);
}

static bool document_retry_outdated(const struct ledger_document *document, void *context)
{
  struct retry *retry = context;
  return ledger_document_is_outdated(retry->ledger, document) ? document_retry(document, context)
                                                              : true;
}

static void retry_run(struct retry *retry, const struct arguments *ids)
{
  struct error error = {0};
  for (size_t i = 0; i < ids->count; i++)
    retry_by_id(retry, ids->items[i]);
  if (retry->own.failed && retry_failed(retry, &error))
    retry_fails(retry, &error);
  if (retry->own.outdated &&
      ledger_list(retry->ledger, 1u << LEDGER_DONE, 0, document_retry_outdated, retry, &error))
    retry_fails(retry, &error);
  console_note(&retry->console, "%zu document%s queued again", retry->queued,
               retry->queued == 1 ? "" : "s");
  if (retry->sent_back)
    console_note(&retry->console, "%zu file%s that the ledger did not know sent back as well",
                 retry->sent_back, retry->sent_back == 1 ? "" : "s");
}

static void retry_close(struct retry *retry)
{
  ledger_close(&retry->ledger);
  watch_folders_clear(&retry->folders);
  options_clear(retry_rows, &retry->own);
  common_options_clear(&retry->common);
}

int cmd_retry(int argc, char **argv)
{
  struct retry retry = {0};
  struct arguments ids = {0};
  struct error error = {0};
  int exit_code;
  common_options_init(&retry.common);
  if (!options_read(&retry_usage, argc, argv, &retry.own, &retry.common, &ids, &exit_code))
    return exit_code;
  retry.console = console_make(retry.common.quiet, retry.common.verbose);
  enum status status = retry_open(&retry, &ids, &error);
  if (!status) {
    retry_run(&retry, &ids);
    exit_code = retry.exit_code;
  } else {
    console_error(&retry.console, "%s", error.message);
    exit_code = exit_code_for(status);
  }
  retry_close(&retry);
  arguments_clear(&ids);
  return exit_code;
}
