#include "workers/worker_pool.h"

#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/memory.h"
#include "workers/snapshot.h"
#include "workers/worker_message.h"
#include "workers/worker_process.h"

enum {
  WORKERS_MAX = 256,
  /* How often it is seen whether a worker starts threads without end, and asked who gives way. */
  LOOK_MS = 1000,
  WAITING_LOOK_MS = 100, /* … while one waits */
};
#define NEVER INT64_MAX

struct pool_worker {
  struct worker_process process; /* not running until there is work for it */
  struct worker_job job;         /* of NULL: none */
  int64_t begun;                 /* ms, monotonic: when it got its job, or went on with it */
  int64_t begun_at_ms;           /* of the process's processor time */
  int64_t deadline;              /* ms, monotonic; NEVER without a job or a limit */
  int64_t aside;                 /* … since when it stands aside, stopped; 0: it does not */
  uint64_t group;                /* whose jobs its process does; 0: none yet */
  int work_done;                 /* since it was started */
};

struct worker_pool {
  struct worker_pool_options options;
  struct snapshot snapshot;
  int64_t look;     /* ms, monotonic: when the workers' threads are counted */
  int worker_count; /* that work at a time */
  struct pool_worker *workers;
  int place_count; /* of them, with those that stand aside */
};

void worker_needs_path(struct worker_needs *needs, const char *path)
{
  array_reserve(needs->paths, needs->count, needs->capacity);
  needs->paths[needs->count++] = path;
}

void worker_needs_clear(struct worker_needs *needs)
{
  free(needs->paths);
  *needs = (struct worker_needs){0};
}

static int cores_available(void)
{
  cpu_set_t cores;
  return sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) : 1;
}

enum status worker_pool_open(const struct worker_pool_options *options,
                             struct worker_pool **ret_pool, struct error *error)
{
  int workers = options->workers > 0 ? options->workers : cores_available();
  if (workers > WORKERS_MAX)
    workers = WORKERS_MAX;
  struct worker_pool *pool = memory_alloc(sizeof *pool);
  pool->options = *options;
  pool->worker_count = workers;
  pool->place_count = 2 * workers;
  pool->workers = memory_alloc((size_t)pool->place_count * sizeof *pool->workers);
  /* What snapshots are made of is made now, before the caller opens anything of a user's. */
  enum status status = snapshot_open(&pool->options, &pool->snapshot, error);
  if (status != STATUS_OK) {
    worker_pool_close(&pool);
    error->status = STATUS_INSTALL;
    return STATUS_INSTALL;
  }
  *ret_pool = pool;
  return STATUS_OK;
}

/* Its process is no more; what was its job is the caller's concern. */
static int worker_end(struct pool_worker *worker)
{
  worker->work_done = 0;
  worker->group = 0;
  worker->aside = 0;
  return worker_process_end(&worker->process);
}

void worker_pool_close(struct worker_pool **pool)
{
  struct worker_pool *old = *pool;
  if (!old)
    return;
  for (int i = 0; i < old->place_count; i++)
    worker_end(&old->workers[i]);
  snapshot_close(&old->snapshot);
  free(old->workers);
  free(old);
  *pool = NULL;
}

/* ---- a worker's job comes to its end ---- */

static void worker_go_on(struct pool_worker *worker)
{
  int64_t now = clock_now();
  if (worker->deadline != NEVER)
    worker->deadline += now - worker->aside;
  worker->begun = now;
  worker->aside = 0;
  worker_process_continue(&worker->process);
}

/* It has nothing to do any more. */
static void worker_rest(struct pool_worker *worker)
{
  if (worker->aside)
    worker_go_on(worker);
  worker->job = (struct worker_job){0};
  worker->deadline = NEVER;
}

static void job_lose(struct worker_pool *pool, struct pool_worker *worker, enum worker_loss loss,
                     int wait_status)
{
  const struct worker_job job = worker->job;
  worker_rest(worker);
  if (job.of)
    pool->options.trade->lost(pool->options.owner, &job, loss, wait_status);
}

/* One that died by itself, or was killed by somebody. */
static void worker_bury(struct worker_pool *pool, struct pool_worker *worker)
{
  int wait_status = worker_end(worker);
  bool killed = WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL;
  if (killed && worker->job.of && pool->options.trade->again(pool->options.owner, &worker->job))
    worker_rest(worker);
  else
    job_lose(pool, worker, LOSS_DIED, wait_status);
}

static void worker_stop(struct worker_pool *pool, struct pool_worker *worker, enum worker_loss loss)
{
  job_lose(pool, worker, loss, worker_end(worker));
}

static void worker_recycle_if_due(const struct worker_pool_options *options,
                                  struct pool_worker *worker)
{
  bool old = options->recycle_jobs > 0 && worker->work_done >= options->recycle_jobs;
  bool fat = options->recycle_bytes > 0 &&
             worker_process_resident(&worker->process) > options->recycle_bytes;
  if (old || fat)
    worker_end(worker);
}

/* ---- handing out work ---- */

static void job_give(struct worker_pool *pool, struct pool_worker *worker, uint64_t last)
{
  const struct worker_pool_options *options = &pool->options;
  struct message message = {0};
  options->trade->job_next(options->owner, last, &worker->job, &message);
  worker->group = worker->job.group;
  int64_t limit = (int64_t)options->job_timeout * 1000;
  worker->begun = clock_now();
  worker->begun_at_ms = worker_process_ms(&worker->process);
  worker->deadline = limit > 0 ? clock_now() + limit : NEVER;
  bool sent = message_send(worker->process.socket, &message);
  message_clear(&message);
  if (!sent)
    worker_bury(pool, worker);
}

static bool any_process(const struct worker_pool *pool)
{
  for (int i = 0; i < pool->place_count; i++)
    if (pool->workers[i].process.pid)
      return true;
  return false;
}

static bool is_at_work(const struct pool_worker *worker)
{
  return worker->job.of && !worker->aside;
}

static int count_at_work(const struct worker_pool *pool)
{
  int count = 0;
  for (int i = 0; i < pool->place_count; i++)
    count += is_at_work(&pool->workers[i]);
  return count;
}

static int count_aside(const struct worker_pool *pool)
{
  int count = 0;
  for (int i = 0; i < pool->place_count; i++)
    count += pool->workers[i].aside != 0;
  return count;
}

/* Processes that do not stand aside; not more than work at a time. */
static bool another_may_start(const struct worker_pool *pool)
{
  int count = 0;
  for (int i = 0; i < pool->place_count; i++)
    count += pool->workers[i].process.pid && !pool->workers[i].aside;
  return count < pool->worker_count;
}

/* A process for that group's next job: the worker's own if it is of the group. */
static bool worker_prepare(struct worker_pool *pool, struct pool_worker *worker, uint64_t group,
                           struct error *error)
{
  if (worker->process.pid && worker->group != group)
    worker_end(worker);
  return worker->process.pid ||
         worker_process_start(&pool->snapshot, &worker->process, error) == STATUS_OK;
}

/* To workers that have the job's group open already, or to the others. */
static void jobs_hand_to(struct worker_pool *pool, bool have_it_open)
{
  const struct worker_pool_options *options = &pool->options;
  for (int i = 0; i < pool->place_count; i++) {
    struct pool_worker *worker = &pool->workers[i];
    uint64_t last = worker->group;
    struct error error = {0};
    if (worker->job.of || count_at_work(pool) >= pool->worker_count ||
        (!worker->process.pid && !another_may_start(pool)))
      continue;
    uint64_t group = options->trade->group_next(options->owner, last);
    if (!group || (have_it_open && group != last))
      continue;
    if (worker_prepare(pool, worker, group, &error))
      job_give(pool, worker, last);
    else if (!any_process(pool))
      options->trade->job_refuse(options->owner, &error);
  }
}

/* A process without a job makes room for one that goes on. */
static void idle_make_room(struct worker_pool *pool)
{
  for (int i = 0; i < pool->place_count && !another_may_start(pool); i++)
    if (!pool->workers[i].job.of)
      worker_end(&pool->workers[i]);
}

static void jobs_take_up(struct worker_pool *pool)
{
  const struct worker_pool_options *options = &pool->options;
  for (int i = 0; i < pool->place_count; i++)
    if (pool->workers[i].aside && count_at_work(pool) < pool->worker_count &&
        options->trade->takes_up(options->owner, &pool->workers[i].job)) {
      idle_make_room(pool);
      worker_go_on(&pool->workers[i]);
    }
}

static void jobs_hand_out(struct worker_pool *pool)
{
  jobs_take_up(pool);
  jobs_hand_to(pool, true);
  jobs_hand_to(pool, false);
}

/* Processes whose documents are over. */
static void idle_end(struct worker_pool *pool)
{
  for (int i = 0; i < pool->place_count; i++) {
    struct pool_worker *worker = &pool->workers[i];
    if (worker->process.pid && !worker->job.of &&
        !pool->options.trade->goes_on(pool->options.owner, worker->group))
      worker_end(worker);
  }
}

static void latecomers_stop(struct worker_pool *pool)
{
  int64_t now = clock_now();
  for (int i = 0; i < pool->place_count; i++)
    if (is_at_work(&pool->workers[i]) && pool->workers[i].deadline <= now)
      worker_stop(pool, &pool->workers[i], LOSS_LATE);
}

static void thread_hoards_stop(struct worker_pool *pool)
{
  int64_t now = clock_now();
  if (now < pool->look)
    return;
  pool->look = now + LOOK_MS;
  for (int i = 0; i < pool->place_count; i++)
    if (worker_process_threads(&pool->workers[i].process) > WORKER_THREADS_MAX)
      worker_stop(pool, &pool->workers[i], LOSS_NONSENSE);
}

/* A job waits, and no worker is free for it. */
static bool work_waits(const struct worker_pool *pool)
{
  const struct worker_pool_options *options = &pool->options;
  return options->trade->gives_way && count_at_work(pool) >= pool->worker_count &&
         options->trade->group_next(options->owner, 0) != 0;
}

/* The worker whose job is the next younger one, or NULL. */
static struct pool_worker *youngest_before(struct worker_pool *pool, int64_t time)
{
  struct pool_worker *youngest = NULL;
  for (int i = 0; i < pool->place_count; i++) {
    struct pool_worker *worker = &pool->workers[i];
    if (is_at_work(worker) && worker->begun < time &&
        (!youngest || worker->begun > youngest->begun))
      youngest = worker;
  }
  return youngest;
}

/* Its job waits for others', and its process with it if there is room. */
static void worker_stand_aside(struct pool_worker *worker, bool kept)
{
  if (kept) {
    worker_process_stop(&worker->process);
    worker->aside = clock_now();
    return;
  }
  worker_end(worker);
  worker_rest(worker);
}

/* True when somebody gave way. */
static bool way_give(struct worker_pool *pool)
{
  const struct worker_pool_options *options = &pool->options;
  struct pool_worker *worker = NULL;
  int aside = count_aside(pool);
  bool kept = aside < pool->place_count - pool->worker_count;
  if (!work_waits(pool))
    return false;
  while ((worker = youngest_before(pool, worker ? worker->begun : INT64_MAX)))
    if (options->trade->gives_way(options->owner, &worker->job, aside, kept)) {
      worker_stand_aside(worker, kept);
      return true;
    }
  return false;
}

/* Not more often than there are workers: what gets a worker may give it up at once. */
static void ways_give(struct worker_pool *pool)
{
  for (int i = 0; i < pool->worker_count && way_give(pool); i++)
    jobs_hand_out(pool);
}

static void times_tell(const struct worker_pool *pool)
{
  const struct worker_pool_options *options = &pool->options;
  for (int i = 0; options->trade->takes_time && i < pool->place_count; i++) {
    const struct pool_worker *worker = &pool->workers[i];
    if (is_at_work(worker))
      options->trade->takes_time(options->owner, &worker->job,
                                 worker_process_ms(&worker->process) - worker->begun_at_ms);
  }
}

static void work_advance(struct worker_pool *pool)
{
  times_tell(pool);
  latecomers_stop(pool);
  thread_hoards_stop(pool);
  jobs_hand_out(pool);
  idle_end(pool);
  ways_give(pool);
}

void worker_pool_drop(struct worker_pool *pool, const void *of)
{
  for (int i = 0; i < pool->place_count; i++)
    if (pool->workers[i].job.of == of) {
      worker_end(&pool->workers[i]);
      worker_rest(&pool->workers[i]);
    }
}

/* ---- listening ---- */

/* False when the answer does not belong there. */
static bool answer_take(struct worker_pool *pool, struct pool_worker *worker,
                        const struct message *message)
{
  const struct worker_pool_options *options = &pool->options;
  if (!worker->job.of)
    return false;
  const struct worker_job job = worker->job;
  switch (options->trade->answer(options->owner, &job, message)) {
  case ANSWER_NONSENSE:
    return false;
  case ANSWER_ENDS:
    worker_rest(worker);
    break;
  case ANSWER_ENDS_WORK:
    worker_rest(worker);
    worker->work_done++;
    worker_recycle_if_due(options, worker);
    break;
  }
  return true;
}

/* Takes all messages that are there; notices the worker's death. */
static void worker_listen(struct worker_pool *pool, struct pool_worker *worker)
{
  while (worker->process.pid) {
    struct message message = {0};
    enum message_progress progress =
        message_receive(&worker->process.reader, worker->process.socket, false, &message);
    if (progress == MESSAGE_MORE)
      return;
    if (progress == MESSAGE_CLOSED) {
      worker_bury(pool, worker);
      return;
    }
    bool sound = progress == MESSAGE_COMPLETE && answer_take(pool, worker, &message);
    message_clear(&message);
    if (!sound)
      worker_stop(pool, worker, LOSS_NONSENSE);
  }
}

/* ---- the loop ---- */

static bool all_idle(const struct worker_pool *pool)
{
  for (int i = 0; i < pool->place_count; i++)
    if (pool->workers[i].job.of)
      return false;
  return true;
}

size_t worker_pool_fds(struct worker_pool *pool, struct pollfd *ret_fds, size_t capacity,
                       int *ret_timeout_ms)
{
  size_t count = 0;
  int64_t deadline = NEVER;
  for (int i = 0; i < pool->place_count; i++) {
    const struct pool_worker *worker = &pool->workers[i];
    if (worker->process.pid && !worker->aside && count < capacity)
      ret_fds[count++] = (struct pollfd){.fd = worker->process.socket, .events = POLLIN};
    if (is_at_work(worker) && worker->deadline < deadline)
      deadline = worker->deadline;
  }
  int64_t look = clock_now() + (work_waits(pool) ? WAITING_LOOK_MS : LOOK_MS);
  if (!all_idle(pool) && deadline > look)
    deadline = look;
  int64_t wait = deadline == NEVER ? -1 : deadline - clock_now();
  *ret_timeout_ms = deadline == NEVER ? -1 : wait < 0 ? 0 : wait > INT_MAX ? INT_MAX : (int)wait;
  return count;
}

void worker_pool_run_once(struct worker_pool *pool, int timeout_ms)
{
  struct pollfd fds[WORKERS_MAX];
  int until_deadline;
  work_advance(pool);
  size_t count = worker_pool_fds(pool, fds, WORKERS_MAX, &until_deadline);
  if (until_deadline >= 0 && (timeout_ms < 0 || until_deadline < timeout_ms))
    timeout_ms = until_deadline;
  if (timeout_ms < 0 && all_idle(pool))
    return;
  if (poll(fds, count, timeout_ms) > 0)
    for (int i = 0; i < pool->place_count; i++)
      worker_listen(pool, &pool->workers[i]);
  work_advance(pool);
}

int worker_pool_workers(const struct worker_pool *pool)
{
  return pool->worker_count;
}

size_t worker_pool_pids(const struct worker_pool *pool, int *ret_pids, size_t capacity)
{
  size_t count = 0;
  for (int i = 0; i < pool->place_count; i++)
    if (pool->workers[i].process.pid && count < capacity)
      ret_pids[count++] = (int)pool->workers[i].process.pid;
  return count;
}
