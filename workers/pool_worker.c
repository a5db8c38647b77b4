#include "workers/pool_worker.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "base/memory.h"
#include "base/clock.h"
#include "workers/worker_job.h"
#include "workers/worker_message.h"

void pool_worker_rest(struct pool_worker *worker)
{
  worker->state = WORKER_IDLE;
  worker->document = NULL;
  worker->deadline = NEVER;
}

/* The job is over without a result: the page, or the whole document when it was being opened. */
static void job_fail(struct pool_worker *worker, struct error *error)
{
  struct pool_document *document = worker->document;
  if (!document)
    return;
  if (worker->state == WORKER_PROBES)
    pool_document_fail(document, error);
  else {
    pool_document_page_failed(document, worker->page, error);
    pool_document_try_finish(document, clock_now());
  }
  pool_worker_rest(worker);
}

/* Like job_fail, for what the worker itself could not say: a probe's message must name the file. */
static void job_break(struct pool_worker *worker, struct error *error)
{
  if (worker->document && worker->state == WORKER_PROBES)
    error_prefix(error, "%s", worker->document->request.paths[0]);
  job_fail(worker, error);
}

/* Gives the job of a worker that somebody killed to the next one; false when it was tried enough.
 */
static bool job_hand_on(struct pool_worker *worker, const struct worker_pool_options *options)
{
  if (!worker->document)
    return false;
  int attempts = worker->state == WORKER_PROBES
                     ? pool_document_probe_again(worker->document)
                     : pool_document_page_again(worker->document, worker->page);
  if (attempts >= options->page_attempts)
    return false;
  pool_worker_rest(worker);
  return true;
}

void pool_worker_bury(struct pool_worker *worker, const struct worker_pool_options *options)
{
  struct error error = {0};
  int wait_status = worker_process_end(&worker->process);
  worker->pages_read = 0;
  if (WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL && job_hand_on(worker, options))
    return;
  worker_death_explain(wait_status, options, &error);
  job_break(worker, &error);
}

void pool_worker_stop(struct pool_worker *worker, struct error *error)
{
  worker_process_end(&worker->process);
  worker->pages_read = 0;
  job_break(worker, error);
}

static void worker_recycle_if_due(struct pool_worker *worker,
                                  const struct worker_pool_options *options)
{
  bool old = options->recycle_pages > 0 && worker->pages_read >= options->recycle_pages;
  bool fat = options->recycle_bytes > 0 &&
             worker_process_resident(&worker->process) > options->recycle_bytes;
  if (old || fat) {
    worker_process_end(&worker->process);
    worker->pages_read = 0;
  }
}

static bool probed_take(struct pool_worker *worker, const struct message *message)
{
  int format, pages;
  const char *sha256;
  json_int_t bytes;
  if (json_unpack(message->body, "{s:i, s:i, s:s, s:I}", "format", &format, "pages", &pages,
                  "sha256", &sha256, "bytes", &bytes) != 0 ||
      format < SOURCE_PNG || format > SOURCE_PICTURES || pages < 1 ||
      pages > worker->document->request.limits.max_pages)
    return false;
  pool_document_open(worker->document, (enum source_format)format, pages, sha256, (uint64_t)bytes);
  pool_worker_rest(worker);
  return true;
}

static bool fingerprint_take(struct pool_worker *worker, const struct message *message)
{
  struct page_fingerprint *fingerprint = NULL;
  if (!fingerprint_message_read(message, &fingerprint))
    return false;
  pool_document_page_shown(worker->document, worker->page, fingerprint);
  worker->state = WORKER_WAITS;
  if (worker->deadline != NEVER)
    worker->time_left = worker->deadline - clock_now();
  worker->deadline = NEVER;
  return true;
}

/* A page is a duplicate exactly when it names one of the pages it was shown. */
static bool page_is_possible(const struct pool_worker *worker, const struct read_page *page,
                             size_t repeats)
{
  bool named = false;
  for (size_t i = 0; i < worker->candidate_count; i++)
    named |= worker->candidates[i] == repeats;
  return page->status != PAGE_FAILED && named == (page->status == PAGE_DUPLICATE) &&
         named == (repeats != NO_PAGE);
}

static bool page_take(struct pool_worker *worker, const struct worker_pool_options *options,
                      const struct message *message)
{
  struct read_page page = {0};
  size_t repeats;
  if (page_message_read(message, &page, &repeats, NULL) != STATUS_OK ||
      !page_is_possible(worker, &page, repeats)) {
    read_page_clear(&page);
    return false;
  }
  struct pool_document *document = worker->document;
  pool_document_page_finished(document, worker->page, repeats, &page);
  pool_document_try_finish(document, clock_now());
  pool_worker_rest(worker);
  worker->pages_read++;
  worker_recycle_if_due(worker, options);
  return true;
}

/* "FILE: page N: " is said by whoever shows a page's error, so it is not said twice. */
static void page_error_shorten(const struct pool_worker *worker, struct error *error)
{
  autofree char *path = memory_format("%s: ", worker->document->request.paths[0]);
  autofree char *page = memory_format("page %zu: ", worker->page + 1);
  if (worker->document->request.pictures_of_one)
    return;
  const char *message = error->message;
  if (strncmp(message, path, strlen(path)) == 0)
    message += strlen(path);
  if (strncmp(message, page, strlen(page)) == 0)
    message += strlen(page);
  memmove(error->message, message, strlen(message) + 1);
}

static bool failure_take(struct pool_worker *worker, const struct message *message)
{
  struct error error = {0};
  failure_message_read(message, &error);
  if (worker->state != WORKER_PROBES)
    page_error_shorten(worker, &error);
  job_fail(worker, &error);
  return true;
}

/* False when the answer does not belong there: the worker is not to be trusted any more. */
static bool message_take(struct pool_worker *worker, const struct worker_pool_options *options,
                         const struct message *message)
{
  switch (message->kind) {
  case MESSAGE_PROBED:
    return worker->state == WORKER_PROBES && probed_take(worker, message);
  case MESSAGE_FINGERPRINT:
    return worker->state == WORKER_READS && fingerprint_take(worker, message);
  case MESSAGE_READ:
    return worker->state == WORKER_READS && page_take(worker, options, message);
  case MESSAGE_FAILED:
    return (worker->state == WORKER_PROBES || worker->state == WORKER_READS) &&
           failure_take(worker, message);
  default:
    return false;
  }
}

void pool_worker_listen(struct pool_worker *worker, const struct worker_pool_options *options)
{
  for (;;) {
    struct message message = {0};
    enum message_progress progress =
        message_receive(&worker->process.reader, worker->process.socket, false, &message);
    if (progress == MESSAGE_MORE)
      return;
    if (progress == MESSAGE_CLOSED) {
      pool_worker_bury(worker, options);
      return;
    }
    bool sound = progress == MESSAGE_COMPLETE && message_take(worker, options, &message);
    message_clear(&message);
    if (!sound) {
      struct error error = {0};
      error_set(&error, STATUS_CRASHED,
                "the worker process answered nonsense and was stopped; the file may be hostile");
      pool_worker_stop(worker, &error);
      return;
    }
    if (!worker->process.pid)
      return;
  }
}
