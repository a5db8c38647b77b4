#include "jobs/work.h"

#include <errno.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "jobs/crash_note.h"
#include "files/stream.h"
#include "spool/outbox.h"

/* Day and night, somebody may kill a worker (an operator, the kernel short of memory): that must
 * not cost the pages that a long document has read already. */
enum { PAGE_ATTEMPTS = 3 };

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
  struct reading_pool_options pool = settings->pool;
  pool.page_attempts = PAGE_ATTEMPTS;
  pipeline_engine_complete(work->pipeline, &pool.engine);
  return reading_pool_open(&pool, &work->pool, error);
}

void work_close(struct work *work)
{
  reading_pool_close(&work->pool);
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
      .pool = work->pool,
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
