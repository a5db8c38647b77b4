#include "jobs/work.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "jobs/crash_note.h"
#include "files/stream.h"
#include "queue/queue_name.h"
#include "spool/outbox.h"

static char *names_of(const struct format_list *formats)
{
  struct strbuf names = {0};
  for (size_t i = 0; i < formats->count; i++)
    strbuf_appendf(&names, "%s%s", i ? "," : "", formats->items[i]->name);
  return strbuf_take(&names);
}

enum status work_open_out(struct work *work, struct error *error)
{
  enum status status = folder_prepare(work->settings.out, error);
  if (status)
    return status;
  work->out = realpath(work->settings.out, NULL);
  return work->out
             ? STATUS_OK
             : error_set_errno(error, errno, "%s: the folder cannot be found", work->settings.out);
}

static enum status near_readers_open(struct work *work, struct error *error)
{
  struct reading_pool_options options = work->settings.pool;
  struct reading_pool *pool = NULL;
  options.page_attempts = DOCUMENTS_PAGE_ATTEMPTS;
  pipeline_engine_complete(work->pipeline, &options.engine);
  enum status status = reading_pool_open(&options, &pool, error);
  if (!status)
    work->readers = readers_of_pool(pool);
  return status;
}

/* In whose name documents are put into the queue: one a ledger and keeper, for as long as there is
 * the ledger. */
static enum status owner_find(struct work *work, enum ledger_keeper keeper,
                              char ret_owner[QUEUE_NAME_DIGITS + 1], struct error *error)
{
  const char *name = keeper == LEDGER_WATCH ? "queue_watch" : "queue_batch";
  autofree char *known = NULL;
  enum status status = ledger_get_value(work->ledger, name, &known, error);
  if (!status && queue_name_is_sound(known, QUEUE_NAME_DIGITS)) {
    memcpy(ret_owner, known, QUEUE_NAME_DIGITS + 1);
    return STATUS_OK;
  }
  uint64_t number;
  if (status && status != STATUS_NOT_FOUND)
    return status;
  if (getrandom(&number, sizeof number, 0) != sizeof number)
    return error_set(error, STATUS_INSTALL, "the machine gives no random number");
  snprintf(ret_owner, QUEUE_NAME_DIGITS + 1, "%016" PRIx64, number);
  return ledger_set_value(work->ledger, name, ret_owner, error);
}

/* Once a run, when the ledger is there to say in whose name. */
static enum status far_readers_begin(struct work *work, enum ledger_keeper keeper,
                                     struct error *error)
{
  struct far_readers_options options = work->settings.far;
  if (!options.place.servers || work->readers.trade)
    return STATUS_OK;
  options.log = work->settings.log;
  options.out = work->out;
  enum status status = pipeline_reader(work->pipeline, options.reader, error);
  if (!status)
    status = owner_find(work, keeper, options.owner, error);
  if (!status)
    status = far_readers_open(&options, &work->readers, error);
  return status;
}

enum status work_open(struct work *work, const struct work_settings *settings, struct error *error)
{
  work->settings = *settings;
  if (!settings->out)
    return error_set(error, STATUS_USAGE, "name the folder of the results with -o OUT");
  enum status status = format_list_parse(settings->formats, &work->formats, error);
  if (status)
    return status;
  work->format_names = names_of(&work->formats);
  status = pipeline_open(&settings->pipeline, &work->pipeline, error);
  if (status)
    return status;
  work->version = memory_format("%s%s", pipeline_version(work->pipeline),
                                settings->pdf_text == PDF_TEXT_NEVER ? " pdf-pictures" : "");
  return settings->far.place.servers ? STATUS_OK : near_readers_open(work, error);
}

void work_close(struct work *work)
{
  readers_close(&work->readers);
  pipeline_close(&work->pipeline);
  ledger_close(&work->ledger);
  free(work->out);
  free(work->format_names);
  free(work->version);
  *work = (struct work){0};
}

static void outdated_tell(struct work *work)
{
  struct ledger_counters counters;
  if (ledger_count(work->ledger, &counters, NULL) || counters.outdated == 0)
    return;
  event_log_write(
      work->settings.log, &(struct log_entry){.level = LOG_LEVEL_INFO, .event = "outdated"},
      "%lld document%s done with other rules, profiles or another model than now; "
      "zhaolu retry -o %s --outdated has them read again",
      (long long)counters.outdated, counters.outdated == 1 ? " was" : "s were", work->out);
}

enum status work_open_ledger(struct work *work, enum ledger_keeper keeper, struct error *error)
{
  int interrupted = 0, published = 0;
  ledger_close(&work->ledger);
  enum status status = ledger_open(work->out, &work->ledger, error);
  if (!status)
    status = ledger_recover(work->ledger, keeper, &interrupted, error);
  if (!status)
    status = ledger_set_version(work->ledger, keeper, work->version, error);
  const struct outbox outbox = outbox_logging(work->out, work->ledger, work->settings.log);
  if (!status)
    status = outbox_recover(&outbox, keeper, &published, error);
  if (!status)
    status = crash_note_open(work->out, work->ledger, error);
  if (!status)
    status = far_readers_begin(work, keeper, error);
  if (!status && interrupted + published > 0)
    event_log_write(
        work->settings.log, &(struct log_entry){.level = LOG_LEVEL_WARNING, .event = "recovered"},
        "the last run was ended in the middle: %d unfinished document%s taken up again, "
        "%d finished one%s put in place",
        interrupted, interrupted == 1 ? " is" : "s are", published,
        published == 1 ? " was" : "s were");
  if (!status && keeper == LEDGER_WATCH)
    outdated_tell(work);
  return status;
}

struct document_queue_options work_queue_options(struct work *work)
{
  return (struct document_queue_options){
      .ledger = work->ledger,
      .readers = work->readers,
      .pipeline = work->pipeline,
      .log = work->settings.log,
      .out = work->out,
      .formats = &work->formats,
      .format_names = work->format_names,
      .limits = work->settings.limits,
      .pdf_text = work->settings.pdf_text,
      .retry_pause_ms = work->settings.retry_pause_ms,
  };
}
