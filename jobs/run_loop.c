#include "jobs/run_loop.h"

#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "files/service_ping.h"
#include "jobs/stop_signals.h"

enum {
  STOP_GRACE_MS = 6000,      /* what is in work may end in this time; then it is put back */
  ACTIVITY_MS = 30000,       /* how often `status` is told that we live */
  FULL_DISK_START_MS = 2000, /* between attempts to begin on a full disk */
  PING_MS = 10000,           /* how often the service manager is told */
  OUT_LOOK_MS = 1000,        /* how often it is seen whether the output folder is there */
  POOL_FDS_MAX = 256,
};

void run_loop_log(const struct run_loop *loop, enum log_level level, const char *event,
                  const char *message)
{
  event_log_write(loop->options.work->settings.log,
                  &(struct log_entry){.level = level, .event = event}, "%s", message);
}

/* ---- the output folder ---- */

static bool out_stat(const struct run_loop *loop, struct stat *ret_about)
{
  autofree char *ledger = memory_format("%s/.zhaolu/ledger.sqlite3", loop->options.work->out);
  return stat(ledger, ret_about) == 0;
}

static void out_remember(struct run_loop *loop)
{
  struct stat about = {0};
  if (!out_stat(loop, &about))
    return;
  loop->out_device = about.st_dev;
  loop->out_ledger = about.st_ino;
  if (lstat(loop->options.work->out, &about) == 0)
    loop->out_owner = about.st_uid;
}

static bool out_is_writable(const struct run_loop *loop)
{
  return access(loop->options.work->out, W_OK | X_OK) == 0;
}

static bool ledger_is_there(const struct run_loop *loop)
{
  struct stat about;
  return out_stat(loop, &about) && about.st_dev == loop->out_device &&
         about.st_ino == loop->out_ledger;
}

/* The folder that was opened, or the one that was put back in its place. */
static bool out_is_there(const struct run_loop *loop)
{
  const struct run_loop_options *options = &loop->options;
  return out_is_writable(loop) && ledger_is_there(loop) &&
         (!options->parts_stand || options->parts_stand(options->context));
}

/* A folder made anew. A link or another user's folder is none; one on another file system is what a
 * mount lies on that is gone. */
static bool out_is_made_anew(const struct run_loop *loop)
{
  struct stat about;
  return loop->options.parts_reopen && out_is_writable(loop) && !ledger_is_there(loop) &&
         lstat(loop->options.work->out, &about) == 0 && S_ISDIR(about.st_mode) &&
         about.st_uid == loop->out_owner && about.st_dev == loop->out_device;
}

/* ---- beginning ---- */

/* True when a stop signal came in that time. */
static bool sleep_until_signal(const struct run_loop *loop, int timeout_ms)
{
  struct pollfd fd = {.fd = loop->signals, .events = POLLIN};
  return poll(&fd, 1, timeout_ms) > 0;
}

void run_loop_open(struct run_loop *loop, const struct run_loop_options *options)
{
  loop->options = *options;
  loop->signals = stop_signals_open();
}

enum status run_loop_begin(struct run_loop *loop, struct error *error)
{
  const struct run_loop_options *options = &loop->options;
  bool told = false;
  for (;;) {
    enum status status = options->parts_open(options->context, error);
    if (!status)
      out_remember(loop);
    if (status != STATUS_NO_SPACE)
      return status;
    options->parts_close(options->context);
    document_queue_close(&loop->queue);
    if (!told)
      run_loop_log(loop, LOG_LEVEL_WARNING, "disk_full", error->message);
    told = true;
    if (sleep_until_signal(loop, FULL_DISK_START_MS))
      return status;
  }
}

void run_loop_open_queue(struct run_loop *loop)
{
  struct document_queue_options queue = work_queue_options(loop->options.work);
  queue.limits.no_links = loop->options.keeper == LEDGER_WATCH; /* who dropped them still may */
  queue.finished = loop->options.finished;
  queue.context = loop->options.context;
  loop->queue = document_queue_open(&queue);
}

/* ---- the loop ---- */

/* The first signal lets what is in work end, a second one does not. */
static void signals_take(struct run_loop *loop)
{
  int count = stop_signals_take(loop->signals);
  if (!count)
    return;
  if (!loop->stopping)
    run_loop_log(loop, LOG_LEVEL_INFO, "stopping", loop->options.stopping);
  loop->stop_deadline = loop->stopping || count > 1 ? clock_now() : clock_now() + STOP_GRACE_MS;
  loop->stopping = true;
  document_queue_finish_up(loop->queue);
}

static void activity_tell(struct run_loop *loop)
{
  const struct run_loop_options *options = &loop->options;
  bool paused = document_queue_is_paused(loop->queue);
  if (clock_now() < loop->next_activity && paused == loop->told_paused)
    return;
  const char *note = paused          ? "the disk is full; waiting for room"
                     : options->note ? options->note(options->context)
                                     : "";
  struct error error = {0};
  /* Only a courtesy to `status`; on a full disk it may fail. */
  if (ledger_set_activity(options->work->ledger, options->keeper, loop->place, note, &error))
    run_loop_log(loop, LOG_LEVEL_DEBUG, "ledger", error.message);
  loop->told_paused = paused;
  loop->next_activity = clock_now() + ACTIVITY_MS;
}

/* Whoever started the program may start it again when it stands still. */
static void life_show(struct run_loop *loop)
{
  int64_t now = clock_now();
  if (now < loop->next_ping)
    return;
  service_ping();
  loop->next_ping = now + PING_MS;
}

static bool is_over(struct run_loop *loop)
{
  if (document_queue_fatal(loop->queue))
    return true;
  if (loop->stopping)
    return document_queue_in_work(loop->queue) == 0 || clock_now() >= loop->stop_deadline;
  return loop->options.is_over(loop->options.context);
}

/* The sooner of two waits; -1 is for ever. */
static int sooner(int a, int b)
{
  return a < 0 ? b : b < 0 ? a : a < b ? a : b;
}

static int wait_ms(const struct run_loop *loop, int pool_ms)
{
  int64_t now = clock_now(), until = loop->next_activity;
  int64_t wake = loop->options.wake(loop->options.context);
  if (wake < until)
    until = wake;
  if (loop->stopping && loop->stop_deadline < until)
    until = loop->stop_deadline;
  if (loop->next_out_look < until)
    until = loop->next_out_look;
  int wait = until <= now ? 0 : until - now > INT_MAX ? INT_MAX : (int)(until - now);
  return sooner(wait, sooner(pool_ms, document_queue_wait_ms(loop->queue)));
}

static void loop_wait(const struct run_loop *loop)
{
  const struct run_loop_options *options = &loop->options;
  bool listens = options->fd && !loop->stopping;
  struct pollfd fds[POOL_FDS_MAX + 2] = {
      {.fd = loop->signals, .events = POLLIN},
      {.fd = listens ? options->fd(options->context) : -1, .events = POLLIN}};
  int pool_ms = -1;
  size_t count = readers_fds(options->work->readers, fds + 2, POOL_FDS_MAX, &pool_ms);
  /* An interrupted poll is a wait that was short. */
  (void)poll(fds, count + 2, wait_ms(loop, pool_ms));
}

/* In a folder made anew everything begins anew; what was in work was lost with the old one. */
static void out_begin_anew(struct run_loop *loop)
{
  const struct run_loop_options *options = &loop->options;
  struct error error = {0};
  document_queue_stop(loop->queue);
  options->parts_close(options->context);
  document_queue_close(&loop->queue);
  if (options->parts_open(options->context, &error)) {
    run_loop_log(loop, LOG_LEVEL_WARNING, "out", error.message);
    if (!loop->queue)
      run_loop_open_queue(loop);
    return;
  }
  out_remember(loop);
}

static void out_tell(struct run_loop *loop, const char *what)
{
  autofree char *message = memory_format("%s: %s", loop->options.work->out, what);
  run_loop_log(loop, LOG_LEVEL_WARNING, "out", message);
}

/* True while nothing can be done. Asked before every step: tries that only fail for want of OUT
 * must not use up a document's. */
static bool out_is_missing(struct run_loop *loop)
{
  int64_t now = clock_now();
  if (loop->out_is_gone && now < loop->next_out_look)
    return true;
  loop->next_out_look = now + OUT_LOOK_MS;
  if (loop->out_is_gone && !out_is_there(loop) && out_is_made_anew(loop))
    out_begin_anew(loop);
  bool gone = !out_is_there(loop);
  if (gone && !loop->out_is_gone)
    out_tell(loop,
             "the output folder is gone or cannot be written; nothing is done until it is back");
  else if (!gone && loop->out_is_gone)
    out_tell(loop, "the output folder is back; it goes on");
  loop->out_is_gone = gone;
  return gone;
}

/* Sleeps until a stop or the next look; true when it is over. */
static bool out_await(struct run_loop *loop)
{
  (void)sleep_until_signal(loop, OUT_LOOK_MS);
  return loop->stopping;
}

void run_loop_run(struct run_loop *loop)
{
  const struct run_loop_options *options = &loop->options;
  for (;;) {
    signals_take(loop);
    if (out_is_missing(loop)) {
      life_show(loop);
      if (out_await(loop))
        return;
      continue;
    }
    if (!loop->stopping)
      options->take_in(options->context);
    document_queue_step(loop->queue);
    if (options->progress_tell)
      options->progress_tell(options->context);
    activity_tell(loop);
    life_show(loop);
    if (is_over(loop))
      return;
    loop_wait(loop);
  }
}

/* ---- the end ---- */

void run_loop_stop(struct run_loop *loop)
{
  if (loop->stopping)
    stop_signals_let_through();
  document_queue_stop(loop->queue);
}

bool run_loop_end(struct run_loop *loop)
{
  const struct error *fatal = document_queue_fatal(loop->queue);
  struct error error = {0};
  if (ledger_end_activity(loop->options.work->ledger, loop->options.keeper, &error))
    run_loop_log(loop, LOG_LEVEL_DEBUG, "ledger", error.message);
  if (fatal)
    run_loop_log(loop, LOG_LEVEL_ERROR, "unusable", fatal->message);
  return fatal != NULL;
}

void run_loop_close(struct run_loop *loop)
{
  document_queue_close(&loop->queue);
  if (loop->signals >= 0)
    close(loop->signals);
  loop->signals = -1;
}
