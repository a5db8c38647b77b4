#include "jobs/far_worker.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "files/service_ping.h"
#include "jobs/far_answer.h"
#include "jobs/far_files.h"
#include "jobs/far_folder.h"
#include "jobs/far_note.h"
#include "jobs/stop_signals.h"
#include "queue/file_store.h"

enum {
  AHEAD = 1,             /* documents that wait here for a worker process, so that none is idle */
  WORKERS_LOST_MAX = 3,  /* whoever gets a document after so many says that it is enough */
  KEEP_MS = 2000,        /* how often claims are extended: well within any claim */
  STOP_GRACE_MS = 6000,  /* what is in work may end in this time */
  OWN_TROUBLE_MS = 5000, /* nothing is taken for so long after trouble of this machine's */
  WAIT_MS = 1000,        /* signals aside, something is looked at so often */
  POOL_FDS_MAX = 256,
};

/* One document in work. */
struct far_job {
  struct far_job *next;
  uint64_t pool_id, token;
  int times;
  struct far_task task;
  struct far_files files;
};

struct far_worker {
  struct far_worker_options options;
  struct pipeline *pipeline;
  struct reading_pool *pool;
  struct queue_link *link;
  struct far_folder folder; /* for the documents' files */
  char reader[QUEUE_NAME_DIGITS + 1];
  struct far_job *jobs;
  size_t job_count;
  int signals;
  bool stopping, unusable;
  int64_t stop_deadline, next_keep, next_take;
  struct far_note note;
  char trouble[sizeof((struct error *)0)->message]; /* as it was told last */
};

static void worker_log(const struct far_worker *worker, enum log_level level, const char *event,
                       const char *message)
{
  event_log_write(worker->options.log, &(struct log_entry){.level = level, .event = event}, "%s",
                  message);
}

/* ---- answering ---- */

static void answer_send(struct far_worker *worker, const struct far_task *task, uint64_t token,
                        struct strbuf *message)
{
  struct queue_parcel parcel = {.subject = queue_done_subject(task->owner, task->key),
                                .size = message->length,
                                .settles = token};
  parcel.bytes = (unsigned char *)strbuf_take(message);
  queue_link_send(worker->link, &parcel);
}

static void failure_answer(struct far_worker *worker, const struct far_task *task, uint64_t token,
                           const struct error *why, bool is_final)
{
  struct document_reading reading = {.status = why->status, .error = *why, .is_final = is_final};
  struct strbuf message cleanup_with(strbuf_clear) = {0};
  struct error error = {0};
  const struct far_task nothing = {0};
  far_note_count(&worker->note, true, 0);
  worker_log(worker, LOG_LEVEL_WARNING, "failed", why->message);
  if (far_answer_encode(&nothing, NULL, &reading, &message, &error))
    worker_log(worker, LOG_LEVEL_ERROR, "queue", error.message);
  else
    answer_send(worker, task, token, &message);
}

/* What is too large for a message goes to the store, and a message says where it lies. */
static enum status answer_store(const struct far_worker *worker, const struct far_task *task,
                                struct strbuf *message, struct error *error)
{
  char sha256[DIGEST_HEX_BYTES];
  if (!worker->options.store)
    return error_set(
        error, STATUS_TOO_LARGE,
        "what was read is over %zu KB, and so cannot travel in a message; all machines "
        "need --store, or the server a larger max_payload",
        queue_link_message_max(worker->link) >> 10);
  enum status status = file_store_put_bytes(worker->options.store, task->owner,
                                            strbuf_text(message), message->length, sha256, error);
  if (status)
    return status;
  struct envelope envelope = {.body = json_pack("{s:s}", "stored", sha256)};
  strbuf_clear(message);
  status = envelope_encode(&envelope, message, error);
  envelope_clear(&envelope);
  return status;
}

/* ---- jobs ---- */

static void job_free(struct far_job *job)
{
  far_files_clear(&job->files);
  far_task_clear(&job->task);
  free(job);
}

static void job_remove(struct far_worker *worker, struct far_job *job)
{
  struct far_job **place = &worker->jobs;
  while (*place != job)
    place = &(*place)->next;
  *place = job->next;
  worker->job_count--;
  job_free(job);
}

/* Another one may have it. So that this does not count as a worker lost, a document that comes
 * again is struck out instead: its owner misses it, and puts it in as new. */
static void delivery_give_back(struct far_worker *worker, uint64_t token, int times)
{
  queue_link_settle(worker->link, token, times < WORKERS_LOST_MAX ? QUEUE_AGAIN : QUEUE_DONE);
}

static void job_give_back(struct far_worker *worker, struct far_job *job)
{
  reading_pool_cancel(worker->pool, job->pool_id);
  delivery_give_back(worker, job->token, job->times);
  job_remove(worker, job);
}

static void unusable_tell(struct far_worker *worker, const char *why)
{
  worker_log(worker, LOG_LEVEL_ERROR, "unusable", why);
  worker->unusable = true;
}

/* The model has gone, say: no answer of this machine's is worth anything. */
static bool reading_is_unusable(const struct document_reading *reading, const char **ret_why)
{
  *ret_why = reading->error.message;
  if (reading->status == STATUS_INSTALL)
    return true;
  for (size_t i = 0; i < reading->page_count; i++)
    if (reading->page_errors[i] == STATUS_INSTALL) {
      *ret_why = reading->pages[i].error;
      return true;
    }
  return false;
}

static void job_log(const struct far_worker *worker, const struct far_job *job,
                    const struct document_reading *reading)
{
  event_log_write(worker->options.log,
                  &(struct log_entry){.level = LOG_LEVEL_DEBUG,
                                      .event = "read",
                                      .pages = (int64_t)reading->page_count,
                                      .seconds = reading->seconds},
                  "%s: %zu pages in %.1f s", job->task.key, reading->page_count, reading->seconds);
}

static void job_answer(struct far_worker *worker, struct far_job *job,
                       struct document_reading *reading)
{
  struct strbuf message cleanup_with(strbuf_clear) = {0};
  struct error error = {0};
  enum status status = far_answer_encode(&job->task, job->files.paths, reading, &message, &error);
  if (!status && message.length > queue_link_message_max(worker->link))
    status = answer_store(worker, &job->task, &message, &error);
  if (status) {
    failure_answer(worker, &job->task, job->token, &error, false);
    return;
  }
  far_note_count(&worker->note, reading->status != STATUS_OK, (int64_t)reading->page_count);
  job_log(worker, job, reading);
  answer_send(worker, &job->task, job->token, &message);
}

static void job_end(struct far_worker *worker, struct document_reading *reading)
{
  const char *why;
  struct far_job *job = worker->jobs;
  while (job && job->pool_id != reading->id)
    job = job->next;
  if (!job)
    return;
  if (reading_is_unusable(reading, &why)) {
    unusable_tell(worker, why);
    job_give_back(worker, job);
    return;
  }
  job_answer(worker, job, reading);
  job_remove(worker, job);
}

/* Pages that the owner has already: their place is taken, and they are left out of the answer. */
static struct read_page *known_pages_make(const struct far_task *task)
{
  if (!task->page_count)
    return NULL;
  struct read_page *known = memory_alloc(task->page_count * sizeof *known);
  for (size_t i = 0; i < task->page_count; i++)
    known[i] =
        (struct read_page){.number = (int)i + 1, .status = task->known[i] ? PAGE_OK : PAGE_FAILED};
  return known;
}

static struct source_limits limits_both(const struct source_limits *a,
                                        const struct source_limits *b)
{
  return (struct source_limits){
      .max_pixels = a->max_pixels < b->max_pixels ? a->max_pixels : b->max_pixels,
      .max_file_bytes =
          a->max_file_bytes < b->max_file_bytes ? a->max_file_bytes : b->max_file_bytes,
      .max_pages = a->max_pages < b->max_pages ? a->max_pages : b->max_pages,
  };
}

static void job_submit(struct far_worker *worker, struct far_job *job)
{
  const struct far_task *task = &job->task;
  const struct document_request request = {
      .paths = (const char *const *)job->files.paths,
      .path_count = job->files.count,
      .pictures_of_one = task->pictures_of_one,
      .limits = limits_both(&task->limits, &worker->options.limits),
      .pdf_text = task->pdf_text,
      .want_previews = task->want_previews,
      .want_full = task->want_full,
      .known = known_pages_make(task),
      .known_count = task->page_count,
  };
  job->pool_id = reading_pool_submit(worker->pool, &request);
}

/* ---- taking ---- */

/* "zhaolu.todo.READER.OWNER.KEY": whom to answer even where the message itself makes no sense. */
static bool subject_read(const char *subject, struct far_task *ret_task)
{
  autofree char *copy = memory_copy_string(subject);
  char *key = strrchr(copy, '.');
  if (key)
    *key++ = '\0';
  char *owner = strrchr(copy, '.');
  if (!key || !owner || !queue_name_is_sound(key, QUEUE_KEY_DIGITS) ||
      !queue_name_is_sound(owner + 1, QUEUE_NAME_DIGITS))
    return false;
  memcpy(ret_task->key, key, sizeof ret_task->key);
  memcpy(ret_task->owner, owner + 1, sizeof ret_task->owner);
  return true;
}

static enum status task_read(const struct envelope *envelope, const struct far_task *address,
                             struct far_task *task, struct error *error)
{
  enum status status = far_task_from_envelope(envelope, task, error);
  if (!status && (strcmp(task->key, address->key) != 0 || strcmp(task->owner, address->owner) != 0))
    status = error_set(error, STATUS_BAD_INPUT, "a document in the queue lies in another's place");
  return status;
}

static enum status job_make(const struct far_worker *worker, const struct queue_delivery *delivery,
                            const struct far_task *address, struct far_job *job,
                            struct error *error)
{
  struct envelope envelope cleanup_with(envelope_clear) = {0};
  if (delivery->times > WORKERS_LOST_MAX)
    return error_set(error, STATUS_CRASHED,
                     "%d workers of the queue were lost, one after the other, while they read it",
                     WORKERS_LOST_MAX);
  enum status status = envelope_decode(delivery->bytes, delivery->size, &envelope, error);
  if (!status)
    status = task_read(&envelope, address, &job->task, error);
  if (!status)
    status = far_files_fetch(&job->task, &envelope, worker->options.store, worker->folder.path,
                             &job->files, error);
  return status;
}

/* Trouble of this machine's: others shall read the document. */
static void own_trouble(struct far_worker *worker, const struct queue_delivery *delivery,
                        const struct error *why)
{
  worker_log(worker, LOG_LEVEL_WARNING, "waits", why->message);
  delivery_give_back(worker, delivery->token, delivery->times);
  worker->next_take = clock_now() + OWN_TROUBLE_MS;
}

static void delivery_take(struct far_worker *worker, const struct queue_delivery *delivery)
{
  struct far_task address = {0};
  struct error error = {0};
  if (!subject_read(delivery->subject, &address)) {
    worker_log(worker, LOG_LEVEL_WARNING, "queue", "a message in no owner's name is thrown away");
    queue_link_settle(worker->link, delivery->token, QUEUE_DONE);
    return;
  }
  struct far_job *job = memory_alloc(sizeof *job);
  job->token = delivery->token;
  job->times = delivery->times;
  enum status status = job_make(worker, delivery, &address, job, &error);
  if (!status) {
    job_submit(worker, job);
    job->next = worker->jobs;
    worker->jobs = job;
    worker->job_count++;
    return;
  }
  job_free(job);
  if (status == STATUS_INSTALL || status == STATUS_NO_SPACE)
    own_trouble(worker, delivery, &error);
  else
    failure_answer(worker, &address, delivery->token, &error, status == STATUS_CRASHED);
}

/* ---- the loop ---- */

static size_t wanted(const struct far_worker *worker)
{
  if (worker->stopping || worker->unusable || clock_now() < worker->next_take)
    return 0;
  return (size_t)reading_pool_workers(worker->pool) + AHEAD;
}

static void deliveries_take(struct far_worker *worker)
{
  struct queue_delivery delivery;
  queue_link_want(worker->link, wanted(worker));
  while (queue_link_take(worker->link, &delivery))
    if (worker->stopping || worker->unusable)
      delivery_give_back(worker, delivery.token, delivery.times);
    else
      delivery_take(worker, &delivery);
}

static void readings_take(struct far_worker *worker)
{
  struct document_reading reading = {0};
  reading_pool_run_once(worker->pool, 0);
  while (reading_pool_take(worker->pool, 0, &reading)) {
    job_end(worker, &reading);
    document_reading_clear(&reading);
    reading_pool_run_once(worker->pool, 0);
  }
}

static void signals_take(struct far_worker *worker)
{
  int count = stop_signals_take(worker->signals);
  if (!count)
    return;
  if (!worker->stopping)
    worker_log(worker, LOG_LEVEL_INFO, "stopping", "what is in work may end");
  worker->stop_deadline = worker->stopping || count > 1 ? clock_now() : clock_now() + STOP_GRACE_MS;
  worker->stopping = true;
}

static void trouble_tell(struct far_worker *worker)
{
  struct error trouble;
  queue_link_trouble(worker->link, &trouble);
  if (strcmp(trouble.message, worker->trouble) == 0)
    return;
  memcpy(worker->trouble, trouble.message, sizeof worker->trouble);
  worker_log(worker, trouble.status ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, "queue",
             trouble.status ? trouble.message : "the queue is there again; it goes on");
}

static void claims_keep(struct far_worker *worker)
{
  int64_t now = clock_now();
  if (now < worker->next_keep)
    return;
  queue_link_keep(worker->link);
  service_ping();
  worker->next_keep = now + KEEP_MS;
}

static bool is_over(struct far_worker *worker)
{
  if (!worker->stopping && !worker->unusable)
    return false;
  bool quiet = worker->job_count == 0 && queue_link_unsent(worker->link) == 0;
  return worker->unusable || quiet || clock_now() >= worker->stop_deadline;
}

static void wait_for_anything(const struct far_worker *worker)
{
  struct pollfd fds[POOL_FDS_MAX + 2] = {{.fd = worker->signals, .events = POLLIN},
                                         {.fd = queue_link_fd(worker->link), .events = POLLIN}};
  int pool_ms = -1;
  size_t count = reading_pool_fds(worker->pool, fds + 2, POOL_FDS_MAX, &pool_ms);
  /* An interrupted poll is a wait that was short. */
  (void)poll(fds, count + 2, pool_ms >= 0 && pool_ms < WAIT_MS ? pool_ms : WAIT_MS);
}

enum run_end far_worker_run(struct far_worker *worker)
{
  for (;;) {
    signals_take(worker);
    deliveries_take(worker);
    readings_take(worker);
    claims_keep(worker);
    trouble_tell(worker);
    far_note_leave(&worker->note, worker->link, worker->reader, reading_pool_workers(worker->pool),
                   worker->job_count, NULL);
    if (is_over(worker))
      break;
    wait_for_anything(worker);
  }
  while (worker->jobs)
    job_give_back(worker, worker->jobs);
  return worker->unusable ? RUN_UNUSABLE : RUN_DONE;
}

/* ---- beginning and end ---- */

/* The workers' pool before the link: what its processes are copied from is made while there is one
 * thread. (Should somebody kill that, it is made anew beside the link's threads, which hold nothing
 * that a copy needs but glibc's own locks; those it takes care of.) */
static enum status worker_begin(struct far_worker *worker, struct error *error)
{
  struct reading_pool_options pool = worker->options.pool;
  enum status status = pipeline_open(&worker->options.pipeline, &worker->pipeline, error);
  if (!status)
    status = pipeline_reader(worker->pipeline, worker->reader, error);
  if (status)
    return status;
  pipeline_engine_complete(worker->pipeline, &pool.engine);
  status = reading_pool_open(&pool, &worker->pool, error);
  if (!status)
    status = far_folder_open(&worker->folder, error);
  const struct queue_link_options link = {.place = worker->options.place, .reader = worker->reader};
  if (!status)
    status = queue_link_open(&link, &worker->link, error);
  return status;
}

enum status far_worker_open(const struct far_worker_options *options,
                            struct far_worker **ret_worker, struct error *error)
{
  struct far_worker *worker = memory_alloc(sizeof *worker);
  worker->options = *options;
  worker->options.pool.page_attempts = DOCUMENTS_PAGE_ATTEMPTS;
  far_note_begin(&worker->note, "worker");
  worker->signals = stop_signals_open();
  enum status status = worker_begin(worker, error);
  if (status) {
    far_worker_close(&worker);
    return status;
  }
  autofree char *message = memory_format("%d worker processes, documents for %s",
                                         reading_pool_workers(worker->pool), worker->reader);
  worker_log(worker, LOG_LEVEL_INFO, "working", message);
  *ret_worker = worker;
  return STATUS_OK;
}

void far_worker_close(struct far_worker **address)
{
  struct far_worker *worker = *address;
  if (!worker)
    return;
  queue_link_close(&worker->link);
  while (worker->jobs)
    job_remove(worker, worker->jobs);
  reading_pool_close(&worker->pool);
  pipeline_close(&worker->pipeline);
  far_folder_close(&worker->folder);
  if (worker->signals >= 0)
    close(worker->signals);
  free(worker);
  *address = NULL;
}
