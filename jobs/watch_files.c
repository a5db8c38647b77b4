#include "jobs/watch_file.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/clock.h"
#include "jobs/reason_text.h"
#include "spool/spool_name.h"

enum {
  STEP_MS = 500,        /* then signals and workers are looked at */
  AGAIN_MS = 2000,      /* after trouble with disk or ledger; twice as long each time … */
  AGAIN_MAX_MS = 60000, /* … up to this */
};

struct watch_files *watch_files_open(const struct watch_files_options *options)
{
  struct watch_files *files = memory_alloc(sizeof *files);
  files->options = *options;
  files->originals = original_folders_make(options->out, spool_done_folder(options->spool),
                                           spool_failed_folder(options->spool));
  return files;
}

static void file_remove_from_list(struct watch_files *files, struct watched_file *file)
{
  struct watched_file **place = &files->list;
  while (*place != file)
    place = &(*place)->next;
  *place = file->next;
  files->count--;
  files->ended++;
  spool_ticket_clear(&file->ticket);
  free(file->shown);
  free(file->reason);
  free(file);
}

void watch_files_close(struct watch_files **files)
{
  if (!*files)
    return;
  while ((*files)->list)
    file_remove_from_list(*files, (*files)->list);
  original_folders_clear(&(*files)->originals);
  free(*files);
  *files = NULL;
}

void watch_files_add(struct watch_files *files, struct spool_ticket *ticket, enum inbox_state state)
{
  struct watched_file **end = &files->list;
  while (*end)
    end = &(*end)->next;
  struct watched_file *file = memory_alloc(sizeof *file);
  file->ticket = *ticket;
  *ticket = (struct spool_ticket){0};
  file->shown = name_shown(file->ticket.name);
  file->state = state;
  *end = file;
  files->count++;
}

void watched_file_log(struct watch_files *files, const struct watched_file *file,
                      enum log_level level, const char *event, const char *message)
{
  event_log_write(
      files->options.log,
      &(struct log_entry){
          .level = level, .event = event, .file = file->shown, .document = file->document},
      "%s", message);
}

/* Disk or ledger refuse just now: the step is done again later. */
void watched_file_wait(struct watch_files *files, struct watched_file *file,
                       const struct error *why)
{
  file->wait_ms = file->wait_ms ? file->wait_ms * 2 : AGAIN_MS;
  if (file->wait_ms > AGAIN_MAX_MS)
    file->wait_ms = AGAIN_MAX_MS;
  file->due = clock_now() + file->wait_ms;
  if (why->status == STATUS_NO_SPACE)
    document_queue_pause(files->options.queue, why);
  else
    watched_file_log(files, file, LOG_LEVEL_WARNING, "waits", why->message);
}

void watched_file_fails(struct watched_file *file, enum status trouble, const char *reason)
{
  free(file->reason);
  file->reason = memory_copy_string(reason);
  file->trouble = trouble;
  file->step = FILE_TO_FAILED;
  file->due = 0;
}

/* The original could not be put away: later, unless somebody took it out of the work folder. */
static void put_away_failed(struct watch_files *files, struct watched_file *file,
                            const struct error *why)
{
  if (why->status != STATUS_NOT_FOUND) {
    watched_file_wait(files, file, why);
    return;
  }
  watched_file_log(files, file, LOG_LEVEL_WARNING, "gone",
                   "the original was taken out of the work folder by somebody else");
  file_remove_from_list(files, file);
}

static void file_put_done(struct watch_files *files, struct watched_file *file)
{
  struct error error = {0};
  if (spool_put_done(files->options.spool, &file->ticket, file->sha256, &error))
    put_away_failed(files, file, &error);
  else
    file_remove_from_list(files, file);
}

static void file_put_failed(struct watch_files *files, struct watched_file *file)
{
  const struct failure failure = {.name = file->shown,
                                  .reason = file->reason,
                                  .trouble = file->trouble,
                                  .attempts = file->attempts,
                                  .document = file->document,
                                  .out = files->options.out};
  autofree char *text = reason_text(&failure);
  struct error error = {0};
  if (spool_put_failed(files->options.spool, &file->ticket, file->sha256[0] ? file->sha256 : NULL,
                       text, &error)) {
    put_away_failed(files, file, &error);
    return;
  }
  files->failed++;
  watched_file_log(files, file, LOG_LEVEL_ERROR, "failed", file->reason);
  file_remove_from_list(files, file);
}

static void file_step(struct watch_files *files, struct watched_file *file)
{
  switch (file->step) {
  case FILE_ARRIVED:
    watched_file_arrive(files, file);
    break;
  case FILE_COPY:
    watched_file_look_after_original(files, file);
    break;
  case FILE_TO_DONE:
    file_put_done(files, file);
    break;
  case FILE_TO_FAILED:
    file_put_failed(files, file);
    break;
  case FILE_IN_QUEUE:
    break;
  }
}

void watch_files_step(struct watch_files *files)
{
  int64_t now = clock_now();
  struct watched_file *next;
  for (struct watched_file *file = files->list; file && clock_now() < now + STEP_MS; file = next) {
    next = file->next;
    /* As long as it goes forward: arrived, known, put away. The last step frees the file. */
    enum file_step before;
    do {
      if (file->step == FILE_IN_QUEUE || file->due > now)
        break;
      before = file->step;
      file_step(files, file);
    } while (before == FILE_ARRIVED && file->step != before);
  }
}

int watch_files_wait_ms(const struct watch_files *files)
{
  int64_t now = clock_now(), wake = INT64_MAX;
  for (const struct watched_file *file = files->list; file; file = file->next)
    if (file->step != FILE_IN_QUEUE && file->due < wake)
      wake = file->due;
  if (wake == INT64_MAX)
    return -1;
  return wake <= now ? 0 : wake - now > INT_MAX ? INT_MAX : (int)(wake - now);
}

size_t watch_files_count(const struct watch_files *files)
{
  return files->count;
}

size_t watch_files_ended(const struct watch_files *files)
{
  return files->ended;
}

size_t watch_files_failed(const struct watch_files *files)
{
  return files->failed;
}

static void done_log(struct watch_files *files, const struct watched_file *file,
                     const struct document_task *task, const struct task_outcome *outcome)
{
  bool look = outcome->fields_to_check > 0 || strcmp(outcome->result, "partial") == 0;
  event_log_write(files->options.log,
                  &(struct log_entry){.level = LOG_LEVEL_INFO,
                                      .event = "done",
                                      .file = file->shown,
                                      .document = task->id,
                                      .pages = outcome->pages,
                                      .seconds = outcome->seconds},
                  "%s, %d page%s in %.1f s, %d field%s to check, written as %s%s%s",
                  outcome->result, outcome->pages, outcome->pages == 1 ? "" : "s", outcome->seconds,
                  outcome->fields_to_check, outcome->fields_to_check == 1 ? "" : "s", task->output,
                  look && outcome->reason ? "; " : "",
                  look && outcome->reason ? outcome->reason : "");
}

/* A writer still had the file open when it was taken: what was entered is not what it is. */
static void file_changed(struct watch_files *files, struct watched_file *file)
{
  struct error error = {0};
  if (ledger_forget(files->options.ledger, file->document, &error))
    watched_file_log(files, file, LOG_LEVEL_WARNING, "ledger", error.message);
  watched_file_log(
      files, file, LOG_LEVEL_WARNING, "changed",
      "was written to while it was read; it is read again. Should this happen often, raise "
      "--settle");
  file->sha256[0] = '\0';
  file->document = 0;
  file->step = FILE_ARRIVED;
  file->due = clock_now() + AGAIN_MS;
}

void watch_files_finished(struct watch_files *files, const struct document_task *task,
                          const struct task_outcome *outcome)
{
  struct watched_file *file = task->owner;
  file->attempts = outcome->attempts;
  switch (outcome->end) {
  case TASK_DONE:
    done_log(files, file, task, outcome);
    watched_file_note_source(files, file);
    file->step = FILE_TO_DONE;
    file->due = 0;
    break;
  case TASK_FAILED:
    watched_file_fails(file, outcome->trouble, outcome->reason);
    break;
  case TASK_CHANGED:
    file_changed(files, file);
    break;
  case TASK_STOPPED:
    file->step = FILE_ARRIVED;
    break;
  }
}

static void file_put_back(struct watch_files *files, struct watched_file *file)
{
  struct error error = {0};
  enum status status = spool_put_back(files->options.spool, &file->ticket, &error);
  if (!status && file->step == FILE_ARRIVED && file->document)
    status = ledger_let_go(files->options.ledger, file->document, &error);
  /* Should it stay in work, nothing is lost: the next start finds it there. */
  watched_file_log(files, file, status ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO,
                   status ? "left_in_work" : "put_back",
                   status ? error.message : "not finished, back in the inbox");
}

void watch_files_stop(struct watch_files *files)
{
  struct watched_file *next;
  for (struct watched_file *file = files->list; file; file = next) {
    next = file->next;
    if (file->step == FILE_TO_DONE || file->step == FILE_TO_FAILED)
      file_step(files, file);
    else
      file_put_back(files, file);
  }
}
