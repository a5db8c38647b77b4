#include "review/picture_desk.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "review/picture_worker.h"
#include "workers/worker_pool.h"

enum {
  ERRANDS_KEPT = 96,       /* results remembered; a page's picture has 150 to 400 kB */
  FAILURE_KEPT_MS = 10000, /* before a file that was not there is sought again */
  RESULT_BYTES_MAX = 16 << 20,
  RECYCLE_ERRANDS = 300,
  DOCUMENTS_OPEN = 8, /* of which workers may keep one open each */
};
static const uint64_t recycle_bytes = UINT64_C(600) << 20;

enum errand_state { ERRAND_QUEUED, ERRAND_WORKING, ERRAND_HAS, ERRAND_HAS_NOT };

/* An errand with what came of it. The newest asked for stand first. */
struct desk_errand {
  struct desk_errand *next;
  struct picture_errand what;
  enum errand_state state;
  struct picture_places places;
  size_t place; /* that is tried now */
  unsigned char *bytes;
  size_t size;
  json_t *body;
  struct error error;
  int64_t ended;
};

/* A document that a worker may have open. */
struct open_document {
  uint64_t group; /* 0: none */
  char *name;     /* its digest and its files */
};

struct picture_desk {
  struct picture_desk_options options;
  struct worker_pool *workers;
  struct desk_errand *errands;
  struct open_document open[DOCUMENTS_OPEN];
  uint64_t groups; /* given so far */
  bool something_ended;
};

static void errand_free(struct desk_errand *errand)
{
  picture_places_clear(&errand->places);
  free(errand->bytes);
  json_decref(errand->body);
  free(errand);
}

static void errand_end(struct picture_desk *desk, struct desk_errand *errand,
                       enum errand_state state)
{
  errand->state = state;
  errand->ended = clock_now();
  desk->something_ended = true;
  picture_places_clear(&errand->places);
}

/* The next place, or the end with the last place's reason. */
static void errand_fails(struct picture_desk *desk, struct desk_errand *errand)
{
  if (errand->error.status == STATUS_NOT_FOUND && ++errand->place < errand->places.count)
    errand->state = ERRAND_QUEUED;
  else
    errand_end(desk, errand, ERRAND_HAS_NOT);
}

/* ---- what the workers' pool asks ---- */

/* A document is its files, too: a worker may read no others. */
static char *document_name(const struct desk_errand *errand)
{
  const struct errand_files *files = &errand->places.items[errand->place];
  struct strbuf name = {0};
  strbuf_append(&name, errand->what.sha256);
  for (size_t i = 0; i < files->count; i++)
    strbuf_appendf(&name, "\n%s", files->paths[i]);
  return strbuf_take(&name);
}

/* The group of the errand's document; a new one takes the place of the oldest. */
static uint64_t group_of(struct picture_desk *desk, const struct desk_errand *errand)
{
  char *name = document_name(errand);
  for (size_t i = 0; i < DOCUMENTS_OPEN; i++)
    if (desk->open[i].group && !strcmp(desk->open[i].name, name)) {
      free(name);
      return desk->open[i].group;
    }
  struct open_document *oldest = &desk->open[desk->groups % DOCUMENTS_OPEN];
  free(oldest->name);
  *oldest = (struct open_document){++desk->groups, name};
  return oldest->group;
}

/* The oldest that waits; one of the group before others. */
static struct desk_errand *errand_waiting(struct picture_desk *desk, uint64_t group)
{
  struct desk_errand *oldest = NULL;
  bool oldest_of_group = false;
  for (struct desk_errand *errand = desk->errands; errand; errand = errand->next) {
    if (errand->state != ERRAND_QUEUED)
      continue;
    bool of_group = group && group_of(desk, errand) == group;
    if (!of_group && oldest_of_group)
      continue;
    oldest = errand;
    oldest_of_group = of_group;
  }
  return oldest;
}

static uint64_t group_next(void *owner, uint64_t last)
{
  const struct desk_errand *errand = errand_waiting(owner, last);
  return errand ? group_of(owner, errand) : 0;
}

/* The worker stays, for people look at a page more than once. */
static bool goes_on(void *owner, uint64_t group)
{
  const struct picture_desk *desk = owner;
  for (size_t i = 0; i < DOCUMENTS_OPEN; i++)
    if (desk->open[i].group == group)
      return true;
  return false;
}

static void job_next(void *owner, uint64_t last, struct worker_job *ret_job,
                     struct message *ret_message)
{
  struct picture_desk *desk = owner;
  struct desk_errand *errand = errand_waiting(desk, last);
  errand->state = ERRAND_WORKING;
  *ret_job = (struct worker_job){errand, 0, group_of(desk, errand)};
  *ret_message =
      errand_message(&errand->what, &errand->places.items[errand->place], &desk->options.limits);
}

static void job_refuse(void *owner, const struct error *why)
{
  struct desk_errand *errand = errand_waiting(owner, 0);
  errand->error = *why;
  errand_end(owner, errand, ERRAND_HAS_NOT);
}

static void failure_take(struct desk_errand *errand, const json_t *body)
{
  int status = (int)json_integer_value(json_object_get(body, "status"));
  const char *reason = json_string_value(json_object_get(body, "reason"));
  error_set(&errand->error,
            status > STATUS_OK && status <= STATUS_INTERNAL ? (enum status)status : STATUS_INTERNAL,
            "%s", reason ? reason : "");
}

/* Whether the worker brought what such an errand brings. */
static bool result_is_sound(const struct desk_errand *errand, const struct message *message)
{
  static const unsigned char jpeg[] = {0xFF, 0xD8, 0xFF}, png[] = {0x89, 'P', 'N', 'G'};
  if (errand->what.kind == ERRAND_READ)
    return json_is_array(json_object_get(message->body, "texts"));
  const unsigned char *sign = errand->what.kind == ERRAND_SHOW ? jpeg : png;
  size_t length = errand->what.kind == ERRAND_SHOW ? sizeof jpeg : sizeof png;
  return message->size > length && message->size <= RESULT_BYTES_MAX &&
         memcmp(message->bytes, sign, length) == 0;
}

static enum worker_answer answer(void *owner, const struct worker_job *job,
                                 const struct message *message)
{
  struct desk_errand *errand = job->of;
  if (message->kind == ERRAND_FAILED) {
    failure_take(errand, message->body);
    errand_fails(owner, errand);
    return ANSWER_ENDS_WORK;
  }
  if (message->kind != ERRAND_DONE || !result_is_sound(errand, message))
    return ANSWER_NONSENSE;
  errand->bytes = message->size ? memory_alloc(message->size) : NULL;
  errand->size = message->size;
  if (message->size)
    memcpy(errand->bytes, message->bytes, message->size);
  errand->body = json_incref(message->body);
  errand_end(owner, errand, ERRAND_HAS);
  return ANSWER_ENDS_WORK;
}

static bool again(void *owner, const struct worker_job *job)
{
  (void)owner, (void)job;
  return false;
}

static void lost(void *owner, const struct worker_job *job, enum worker_loss loss, int wait_status)
{
  struct desk_errand *errand = job->of;
  (void)wait_status;
  error_set(&errand->error, loss == LOSS_LATE ? STATUS_TIMEOUT : STATUS_CRASHED,
            loss == LOSS_LATE ? "the page took too long" : "the page's picture cannot be read");
  errand_fails(owner, errand);
}

static const struct worker_trade picture_trade = {
    .begin = picture_worker_begin,
    .needs = picture_worker_needs,
    .work = picture_worker_work,
    .group_next = group_next,
    .job_next = job_next,
    .goes_on = goes_on,
    .job_refuse = job_refuse,
    .answer = answer,
    .again = again,
    .lost = lost,
};

/* ---- for the owner ---- */

enum status picture_desk_open(const struct picture_desk_options *options,
                              struct picture_desk **ret_desk, struct error *error)
{
  struct picture_desk *desk = memory_alloc(sizeof *desk);
  desk->options = *options;
  const struct worker_pool_options workers = {
      .job_timeout = options->timeout,
      .worker_memory = options->worker_memory,
      .recycle_jobs = RECYCLE_ERRANDS,
      .recycle_bytes = recycle_bytes,
      .trade = &picture_trade,
      .setting = &desk->options.engine,
      .owner = desk,
  };
  enum status status = worker_pool_open(&workers, &desk->workers, error);
  if (status)
    picture_desk_close(&desk);
  else
    *ret_desk = desk;
  return status;
}

void picture_desk_close(struct picture_desk **desk)
{
  struct picture_desk *old = *desk;
  if (!old)
    return;
  worker_pool_close(&old->workers);
  for (size_t i = 0; i < DOCUMENTS_OPEN; i++)
    free(old->open[i].name);
  while (old->errands) {
    struct desk_errand *errand = old->errands;
    old->errands = errand->next;
    errand_free(errand);
  }
  free(old);
  *desk = NULL;
}

static bool is_same_errand(const struct picture_errand *a, const struct picture_errand *b)
{
  return a->kind == b->kind && a->page == b->page && strcmp(a->sha256, b->sha256) == 0 &&
         a->rotation == b->rotation && a->box.x == b->box.x && a->box.y == b->box.y &&
         a->box.w == b->box.w && a->box.h == b->box.h;
}

/* Takes it out of the list. */
static struct desk_errand *errand_take(struct picture_desk *desk, const struct picture_errand *what)
{
  struct desk_errand **place = &desk->errands;
  while (*place && !is_same_errand(&(*place)->what, what))
    place = &(*place)->next;
  struct desk_errand *errand = *place;
  if (errand)
    *place = errand->next;
  return errand;
}

static void errand_put_first(struct picture_desk *desk, struct desk_errand *errand)
{
  errand->next = desk->errands;
  desk->errands = errand;
}

/* Drops the results that nobody asked for longest. */
static void errands_thin_out(struct picture_desk *desk)
{
  size_t kept = 0;
  for (struct desk_errand **place = &desk->errands; *place;) {
    struct desk_errand *errand = *place;
    bool ended = errand->state == ERRAND_HAS || errand->state == ERRAND_HAS_NOT;
    if (!ended || ++kept <= ERRANDS_KEPT) {
      place = &errand->next;
      continue;
    }
    *place = errand->next;
    errand_free(errand);
  }
}

enum desk_answer picture_desk_know(struct picture_desk *desk, const struct picture_errand *what,
                                   struct desk_result *ret_result, struct error *error)
{
  struct desk_errand *errand = errand_take(desk, what);
  if (errand && errand->state == ERRAND_HAS_NOT && clock_now() - errand->ended > FAILURE_KEPT_MS) {
    errand_free(errand);
    errand = NULL;
  }
  if (!errand) {
    error_set(error, STATUS_NOT_FOUND, "nobody has asked for it yet");
    return DESK_HAS_NOT;
  }
  errand_put_first(desk, errand);
  if (errand->state == ERRAND_HAS_NOT)
    *error = errand->error;
  if (errand->state != ERRAND_HAS)
    return errand->state == ERRAND_HAS_NOT ? DESK_HAS_NOT : DESK_ASKS;
  *ret_result = (struct desk_result){errand->bytes, errand->size, errand->body};
  return DESK_HAS;
}

void picture_desk_send(struct picture_desk *desk, const struct picture_errand *what,
                       struct picture_places *places)
{
  struct desk_errand *errand = errand_take(desk, what);
  if (errand) { /* it is under way, or failed just now */
    errand_put_first(desk, errand);
    picture_places_clear(places);
    return;
  }
  errands_thin_out(desk);
  errand = memory_alloc(sizeof *errand);
  *errand = (struct desk_errand){.what = *what, .places = *places};
  *places = (struct picture_places){0};
  errand_put_first(desk, errand);
  if (!errand->places.count) {
    error_set(&errand->error, STATUS_NOT_FOUND, "the document's file is not where it was");
    errand_end(desk, errand, ERRAND_HAS_NOT);
  }
}

size_t picture_desk_fds(struct picture_desk *desk, struct pollfd *ret_fds, size_t capacity,
                        int *ret_timeout_ms)
{
  size_t count = worker_pool_fds(desk->workers, ret_fds, capacity, ret_timeout_ms);
  if (errand_waiting(desk, 0) && (*ret_timeout_ms < 0 || *ret_timeout_ms > 1000))
    *ret_timeout_ms = 1000;
  return count;
}

bool picture_desk_run(struct picture_desk *desk)
{
  worker_pool_run_once(desk->workers, 0);
  bool ended = desk->something_ended;
  desk->something_ended = false;
  return ended;
}
