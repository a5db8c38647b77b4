#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/console.h"
#include "cli/options.h"
#include "cli/verb.h"
#include "spool/ledger.h"
#include "spool/spool.h"

struct retry_options {
  char *output;
  bool failed;
};

static const struct option_row retry_rows[] = {
    {"output", 'o', OPTION_TEXT, offsetof(struct retry_options, output), "OUT", 0, 0,
     "output folder of the watch or batch (the current folder)"},
    {"failed", 0, OPTION_FLAG, offsetof(struct retry_options, failed), NULL, 0, 0,
     "all that failed or are quarantined"},
    {0}};

static const struct verb_usage retry_usage = {
    .name = "retry",
    .synopsis = "[-o OUT] [ID...|--failed]",
    .text =
        "Has documents done again, by the IDs that `zhaolu status` shows: originals of a watch\n"
        "go back into its inbox, those of a batch are done by its next run.",
    .rows = retry_rows,
};

/* One run of the verb. */
struct retry {
  struct common_options common;
  struct retry_options own;
  struct console console;
  struct ledger *ledger;
  char *inbox, *done, *failed; /* the watch's folders; NULL: there never was a watch */
  size_t queued;
  enum exit_code exit_code;
};

static void retry_fails(struct retry *retry, const struct error *error)
{
  console_error(&retry->console, "%s", error->message);
  retry->exit_code = EXIT_DOCUMENT_FAILED;
}

static enum status value_or_null(struct retry *retry, const char *name, char **ret_value,
                                 struct error *error)
{
  enum status status = ledger_get_value(retry->ledger, name, ret_value, error);
  return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* Nobody has it in hand, so that it may be queued anew. */
static bool is_at_rest(const struct ledger_document *document)
{
  return document->state >= LEDGER_DONE || (document->state == LEDGER_QUEUED && !document->ticket);
}

static enum status original_send_back(struct retry *retry, const struct ledger_document *document,
                                      struct error *error)
{
  if (document->keeper == LEDGER_BATCH || !retry->inbox)
    return STATUS_OK;
  if (document->state == LEDGER_DONE)
    return spool_send_back(retry->done, retry->inbox, document->source, document->sha256, error);
  return spool_send_back(retry->failed, retry->inbox, document->source, document->sha256, error);
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
    status = ledger_requeue(retry->ledger, document->id, &error);
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
  if (!ids->count && !retry->own.failed)
    return error_set(error, STATUS_USAGE,
                     "name documents by their ID, or all failed ones with "
                     "--failed; see zhaolu retry --help");
  enum status status =
      ledger_open_existing(retry->own.output ? retry->own.output : ".", &retry->ledger, error);
  if (!status)
    status = value_or_null(retry, "inbox", &retry->inbox, error);
  if (!status)
    status = value_or_null(retry, "done", &retry->done, error);
  return status ? status : value_or_null(retry, "failed", &retry->failed, error);
}

static void retry_run(struct retry *retry, const struct arguments *ids)
{
  struct error error = {0};
  for (size_t i = 0; i < ids->count; i++)
    retry_by_id(retry, ids->items[i]);
  if (retry->own.failed &&
      ledger_list(retry->ledger, 1u << LEDGER_FAILED | 1u << LEDGER_QUARANTINED, 0, document_retry,
                  retry, &error))
    retry_fails(retry, &error);
  console_note(&retry->console, "%zu document%s queued again", retry->queued,
               retry->queued == 1 ? "" : "s");
}

static void retry_close(struct retry *retry)
{
  ledger_close(&retry->ledger);
  free(retry->inbox);
  free(retry->done);
  free(retry->failed);
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
