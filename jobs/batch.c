#include "jobs/batch.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "files/file_carry.h"
#include "files/lock_file.h"
#include "files/stream.h"
#include "jobs/batch_items.h"
#include "jobs/batch_report.h"

enum { LEDGER_AGAIN_MS = 1000 /* after the ledger or the disk refused to begin a document */ };

struct batch {
  struct batch_options options;
  struct work work;
  struct run_loop loop;
  struct lock_file *lock;
  struct batch_list list;
  struct batch_items items;
  bool all_begun;
  int64_t begun, next_progress;
  char *place; /* the folders, for `status` */
  size_t folders_failed;
};

static void batch_log(struct batch *batch, enum log_level level, const char *event,
                      const char *message)
{
  run_loop_log(&batch->loop, level, event, message);
}

/* ---- beginning ---- */

static void task_finished(void *context, const struct document_task *task,
                          const struct task_outcome *outcome)
{
  batch_items_finished(&((struct batch *)context)->items, task, outcome);
}

static enum status batch_lock(struct batch *batch, struct error *error)
{
  autofree char *folder = memory_format("%s/.zhaolu", batch->work.out);
  autofree char *path = memory_format("%s/batch.lock", folder);
  autofree char *place = memory_format("the output folder %s", batch->work.out);
  enum status status = folder_make_all(folder, error);
  return status ? status : lock_file_take(path, place, &batch->lock, error);
}

/* The lock and the ledger; another attempt may find the lock taken already. */
static enum status parts_open(void *context, struct error *error)
{
  struct batch *batch = context;
  enum status status = batch->lock ? STATUS_OK : batch_lock(batch, error);
  if (!status)
    status = work_open_ledger(&batch->work, LEDGER_BATCH, error);
  if (!status)
    run_loop_open_queue(&batch->loop);
  return status;
}

static void parts_close(void *context)
{
  (void)context; /* the lock is kept, and the ledger closes itself before it is opened again */
}

static void folders_walk(struct batch *batch)
{
  const struct batch_options *own = &batch->options;
  const struct batch_walk_options options = {
      .out = batch->work.out, .table = own->summary, .each_file_alone = own->each_file_alone};
  struct strbuf place = {0};
  for (size_t i = 0; i < own->folder_count; i++) {
    batch_walk(own->folders[i], &options, &batch->list);
    strbuf_appendf(&place, "%s%s", i ? " " : "", own->folders[i]);
  }
  batch->loop.place = batch->place = strbuf_take(&place);
  batch_items_forget_troubles(&batch->items);
  for (size_t i = 0; i < batch->list.trouble_count; i++) {
    batch_log(batch, LOG_LEVEL_ERROR, "unreadable", batch->list.troubles[i]);
    batch_items_note_trouble(&batch->items, NULL, batch->list.troubles[i]);
  }
  batch->folders_failed = batch->list.trouble_count;
}

/* A table that could not be written in the morning is found out in the evening. */
static enum status summary_check(const struct batch *batch, struct error *error)
{
  if (!batch->options.summary)
    return STATUS_OK;
  autofree char *folder = path_folder(batch->options.summary);
  return folder_prepare(folder, error);
}

/* ---- what the loop asks ---- */

static void take_in(void *context)
{
  struct batch *batch = context;
  batch->all_begun = batch_items_begin(&batch->items);
}

static void progress_tell(void *context)
{
  struct batch *batch = context;
  int64_t now = clock_now();
  if (now < batch->next_progress)
    return;
  const struct batch_items *items = &batch->items;
  const struct batch_progress progress = {
      .ended = items->ended,
      .total = batch->list.count,
      .worked = items->done + items->failed,
      .failed = items->failed,
      .pages = items->pages,
      .minutes = (double)(now - batch->begun) / 60000,
      .disk_is_full = document_queue_is_paused(batch->loop.queue),
  };
  batch->options.progress(batch->options.context, &progress);
  batch->next_progress = now + batch->options.progress_ms;
}

static int64_t wake(void *context)
{
  const struct batch *batch = context;
  /* Something to begin, a place for it, and yet it was not: ledger or disk refused. */
  bool refused = !batch->all_begun && document_queue_has_place(batch->loop.queue);
  if (batch->items.more_to_begin)
    return clock_now();
  int64_t again = refused ? clock_now() + LEDGER_AGAIN_MS : INT64_MAX;
  return again < batch->next_progress ? again : batch->next_progress;
}

static bool is_over(void *context)
{
  struct batch *batch = context;
  return batch->all_begun && document_queue_count(batch->loop.queue) == 0 &&
         batch_items_settle_copies(&batch->items) == 0;
}

/* ---- all together ---- */

static enum status batch_begin(struct batch *batch, const struct work_settings *settings,
                               struct error *error)
{
  const struct run_loop_options loop = {
      .work = &batch->work,
      .keeper = LEDGER_BATCH,
      .stopping = "what is in work may end; once more to stop at once",
      .context = batch,
      .parts_open = parts_open,
      .parts_close = parts_close,
      .take_in = take_in,
      .progress_tell = progress_tell,
      .wake = wake,
      .is_over = is_over,
      .finished = task_finished,
  };
  run_loop_open(&batch->loop, &loop);
  enum status status = work_open(&batch->work, settings, error);
  if (!status)
    status = summary_check(batch, error);
  if (!status)
    status = work_open_out(&batch->work, error);
  if (!status)
    status = run_loop_begin(&batch->loop, error);
  if (status)
    return status;
  batch->begun = clock_now();
  batch->items = (struct batch_items){.work = &batch->work,
                                      .list = &batch->list,
                                      .queue = batch->loop.queue,
                                      .force = batch->options.force,
                                      .redo_outdated = batch->options.redo_outdated,
                                      .started = ledger_now()};
  folders_walk(batch);
  return STATUS_OK;
}

enum status batch_open(const struct batch_options *options, const struct work_settings *settings,
                       struct batch **ret_batch, struct error *error)
{
  struct batch *batch = memory_alloc(sizeof *batch);
  batch->options = *options;
  batch->loop.signals = -1;
  enum status status = batch_begin(batch, settings, error);
  if (status)
    batch_close(&batch);
  else
    *ret_batch = batch;
  return status;
}

void batch_run(struct batch *batch)
{
  run_loop_run(&batch->loop);
}

enum run_end batch_end(struct batch *batch)
{
  struct batch_items *items = &batch->items;
  bool interrupted = batch->loop.stopping || document_queue_fatal(batch->loop.queue);
  bool failed = items->failed + items->partial + batch->folders_failed > 0;
  struct error error = {0};
  run_loop_stop(&batch->loop);
  batch_items_tell_copies(items);
  const struct batch_report_options options = {.summary_path = batch->options.summary,
                                               .expiring_days = batch->options.expiring_days,
                                               .interrupted = interrupted,
                                               .acknowledge = batch->options.acknowledge,
                                               .quiet = batch->options.quiet};
  if (batch_report_write(items, &options, &error)) {
    batch_log(batch, LOG_LEVEL_ERROR, "report", error.message);
    failed = true;
  }
  if (run_loop_end(&batch->loop))
    return RUN_UNUSABLE;
  return failed || batch->loop.stopping ? RUN_SOME_FAILED : RUN_DONE;
}

void batch_close(struct batch **address)
{
  struct batch *batch = *address;
  *address = NULL;
  if (!batch)
    return;
  run_loop_close(&batch->loop);
  lock_file_release(&batch->lock);
  batch_list_clear(&batch->list);
  work_close(&batch->work);
  free(batch->place);
  free(batch);
}
