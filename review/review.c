#include "review/review.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "review/result_write.h"
#include "review/review_parts.h"
#include "review/words_recall.h"

enum {
  WORKERS_MAX = 256,
  LOOK_PAUSE_MS = 2000, /* between two looks at the folder */
  WRITE_AGAIN_MS = 10000,
};

/* ---- where a request goes ---- */

static void favicon_answer(struct review *review, const struct http_request *request,
                           struct http_answer *answer)
{
  (void)review, (void)request;
  answer->code = 204;
}

static const struct {
  bool is_post, is_prefix, looks; /* looks: shows what lies in the folder now */
  const char *path;
  place_answer *answer;
} places[] = {
    {false, false, true, "/", queue_page_answer},
    {false, false, true, "/fields", fields_page_answer},
    {false, true, false, "/document/", document_page_answer},
    {false, false, true, "/next", next_answer},
    {false, false, false, "/session", session_answer},
    {false, true, false, "/state/", state_answer},
    {true, false, false, "/say", say_answer},
    {false, true, false, "/picture/", picture_answer},
    {true, false, false, "/read", read_answer},
    {false, true, false, "/offers/", offers_answer},
    {false, false, false, "/favicon.ico", favicon_answer},
};

static bool place_fits(size_t index, const struct http_request *request)
{
  const char *path = places[index].path;
  return places[index].is_post == request->is_post &&
         (places[index].is_prefix ? strncmp(request->path, path, strlen(path)) == 0
                                  : strcmp(request->path, path) == 0);
}

static void folder_look(struct review *review)
{
  int64_t now = clock_now();
  if (review->looked_at && now - review->looked_at < LOOK_PAUSE_MS)
    return;
  struct error error = {0};
  if (results_refresh(review->results, &error) ||
      words_recall(review->results, review->ledger, &error))
    review->fatal = error;
  review->looked_at = clock_now();
}

static void request_answer(void *context, const struct http_request *request,
                           struct http_answer *ret_answer)
{
  struct review *review = context;
  for (size_t i = 0; i < sizeof places / sizeof *places; i++)
    if (place_fits(i, request)) {
      if (places[i].looks)
        folder_look(review);
      places[i].answer(review, request, ret_answer);
      return;
    }
  answer_nothing_there(ret_answer);
}

/* ---- the files follow the ledger ---- */

static void replaced_read(struct review *review)
{
  review->looked_at = 0;
  folder_look(review);
  review->write_at = clock_now();
}

static void results_write(struct review *review)
{
  bool replaced = false;
  review->write_at = 0;
  for (size_t i = 0; i < results_count(review->results); i++) {
    struct error error = {0};
    struct result *result = results_at(review->results, i);
    bool behind = false;
    for (const struct result *one = result; one; one = one->copy)
      behind = behind || one->is_behind;
    if (behind && result_write(review->results, review->ledger, result, &error)) {
      review->write_at = clock_now() + WRITE_AGAIN_MS; /* a full disk: what was said is kept */
      replaced = replaced || error.status == STATUS_BUSY;
    }
  }
  if (replaced) /* by a batch, or by hand: it is read again, and written at the next turn */
    replaced_read(review);
}

/* ---- the loop ---- */

static int signals_open(sigset_t *ret_before)
{
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGHUP);
  sigprocmask(SIG_BLOCK, &ends, ret_before);
  return signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int sooner(int a, int b)
{
  return a < 0 ? b : b < 0 || a < b ? a : b;
}

static int write_wait(const struct review *review)
{
  if (!review->write_at)
    return -1;
  int64_t wait = review->write_at - clock_now();
  return wait > 0 ? (int)wait : 0;
}

/* Waits until there is something to do; false when a signal ends it. */
static bool loop_wait(struct review *review, int signals)
{
  struct pollfd fds[WORKERS_MAX + 2];
  int door_ms, desk_ms;
  size_t count = picture_desk_fds(review->desk, fds, WORKERS_MAX, &desk_ms);
  fds[count++] = http_door_fd(review->door, &door_ms);
  fds[count] = (struct pollfd){.fd = signals, .events = POLLIN};
  if (poll(fds, count + 1, sooner(sooner(door_ms, desk_ms), write_wait(review))) < 0)
    return errno == EINTR;
  struct signalfd_siginfo end;
  return !(fds[count].revents & POLLIN) || read(signals, &end, sizeof end) <= 0;
}

enum status review_run(struct review *review, struct error *error)
{
  sigset_t before;
  int signals = signals_open(&before);
  while (review->fatal.status == STATUS_OK && loop_wait(review, signals)) {
    if (picture_desk_run(review->desk))
      http_door_wake(review->door);
    http_door_run(review->door);
    if (review->write_at && review->write_at <= clock_now())
      results_write(review);
  }
  results_write(review);
  close(signals);
  sigprocmask(SIG_SETMASK, &before, NULL);
  if (review->fatal.status)
    *error = review->fatal;
  return review->fatal.status;
}

/* ---- open and close ---- */

static enum status options_check(const struct review_options *options, struct error *error)
{
  struct stat about;
  if (stat(options->out, &about) != 0 || !S_ISDIR(about.st_mode))
    return error_set(error, STATUS_USAGE, "%s: is no folder of results", options->out);
  bool is_local;
  enum status status = http_address_check(options->listen, &is_local, error);
  if (!status && !options->passwords && !is_local)
    return error_set(error, STATUS_USAGE,
                     "--listen %s: others could reach it; give --passwords FILE, and put a server "
                     "with TLS before it, or listen at 127.0.0.1",
                     options->listen);
  return status;
}

/* The workers come first: they are made by fork(). */
static enum status parts_open(struct review *review, struct error *error)
{
  const struct review_options *options = &review->options;
  const struct picture_desk_options desk = {
      .engine = options->engine,
      .limits = options->limits,
      .timeout = options->page_timeout,
      .worker_memory = options->worker_memory,
  };
  const struct http_door_options door = {
      .listen = options->listen,
      .host = options->host,
      .passwords = options->passwords,
      .person = options->person,
      .answer = request_answer,
      .context = review,
  };
  enum status status = picture_desk_open(&desk, &review->desk, error);
  if (!status)
    status = ledger_open(options->out, &review->ledger, error);
  if (!status)
    status = http_door_open(&door, &review->door, error);
  if (status)
    return status;
  review->results = results_open(options->out, review->ledger);
  status = results_refresh(review->results, error);
  return status ? status : words_recall(review->results, review->ledger, error);
}

enum status review_open(const struct review_options *options, struct review **ret_review,
                        struct error *error)
{
  struct review *review cleanup_with(review_close) = memory_alloc(sizeof *review);
  review->options = *options;
  enum status status = options_check(options, error);
  if (!status)
    status = parts_open(review, error);
  if (status)
    return status;
  review->looked_at = clock_now();
  results_write(review); /* what a killed review had kept and not yet written */
  *ret_review = review;
  review = NULL;
  return STATUS_OK;
}

const char *review_address(const struct review *review)
{
  return http_door_address(review->door);
}

void review_close(struct review **review)
{
  struct review *old = *review;
  if (!old)
    return;
  http_door_close(&old->door);
  picture_desk_close(&old->desk);
  results_close(&old->results);
  ledger_close(&old->ledger);
  free(old);
  *review = NULL;
}
