#include "tests/cmocka_all.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "base/clock.h"
#include "workers/worker_pool.h"

/* A trade of the test's own: each job is a number that the worker doubles, or a misbehaviour. */
enum { ASK = 1, BABBLE, ANSWER };
enum { DIE = 1000, HANG, TALK_NONSENSE, WANT_KILL, FORGE, HOARD_THREADS, TAKE_TIME };
enum { TIME_US = 700000 };
enum { FORGED = 77 };
enum { JOBS_MAX = 8 };

struct office {
  int numbers[JOBS_MAX];
  uint64_t groups[JOBS_MAX]; /* 0: as 1 */
  size_t count, next;
  int answers[JOBS_MAX], pids[JOBS_MAX];
  enum worker_loss losses[JOBS_MAX];
  bool lost[JOBS_MAX];
  int agains;
  int asides; /* how often a job stood aside */
};

static void *begin(const void *setting)
{
  return (void *)setting;
}

static bool answer_send(int socket, int kind, int number)
{
  struct message answer = message_make(kind, "{s:i, s:i}", "number", number, "pid", (int)getpid());
  bool sent = message_send(socket, &answer);
  message_clear(&answer);
  return sent;
}

static void *thread_sleep(void *context)
{
  sleep(60);
  return context;
}

static bool work(void *state, int socket, const struct message *message)
{
  int number = (int)json_integer_value(json_object_get(message->body, "number"));
  int factor = *(const int *)state;
  pthread_t thread;
  if (number == DIE)
    _exit(7);
  if (number == WANT_KILL)
    raise(SIGKILL);
  for (int i = 0; number == HOARD_THREADS && i < 2 * WORKER_THREADS_MAX; i++)
    if (pthread_create(&thread, NULL, thread_sleep, NULL) != 0)
      _exit(8);
  while (number == HANG || number == HOARD_THREADS)
    sleep(60);
  if (number == TAKE_TIME)
    usleep(TIME_US);
  if (number == FORGE)
    return answer_send(socket, ANSWER, FORGED) && answer_send(socket, ANSWER, FORGED);
  return answer_send(socket, number == TALK_NONSENSE ? BABBLE : ANSWER, number * factor);
}

static void needs(const void *state, const struct message *message, struct worker_needs *ret_needs)
{
  (void)state, (void)message;
  ret_needs->threads = true;
}

static uint64_t group_of(const struct office *office, size_t job)
{
  return office->groups[job] ? office->groups[job] : 1;
}

static uint64_t group_next(void *owner, uint64_t last)
{
  const struct office *office = owner;
  (void)last;
  return office->next < office->count ? group_of(office, office->next) : 0;
}

static bool goes_on(void *owner, uint64_t group)
{
  return group_next(owner, 0) == group;
}

static void job_next(void *owner, uint64_t last, struct worker_job *ret_job,
                     struct message *ret_message)
{
  struct office *office = owner;
  (void)last;
  *ret_message = message_make(ASK, "{s:i}", "number", office->numbers[office->next]);
  *ret_job = (struct worker_job){office, office->next, group_of(office, office->next)};
  office->next++;
}

static void job_refuse(void *owner, const struct error *why)
{
  (void)owner;
  fail_msg("%s", why->message);
}

static enum worker_answer answer(void *owner, const struct worker_job *job,
                                 const struct message *message)
{
  struct office *office = owner;
  if (message->kind != ANSWER)
    return ANSWER_NONSENSE;
  office->answers[job->part] = (int)json_integer_value(json_object_get(message->body, "number"));
  office->pids[job->part] = (int)json_integer_value(json_object_get(message->body, "pid"));
  return ANSWER_ENDS_WORK;
}

/* Once; and what killed the worker is not in the job any more. */
static bool again(void *owner, const struct worker_job *job)
{
  struct office *office = owner;
  if (++office->agains > 1)
    return false;
  office->numbers[job->part] = 5;
  office->next = job->part;
  return true;
}

static void lost(void *owner, const struct worker_job *job, enum worker_loss loss, int wait_status)
{
  struct office *office = owner;
  (void)wait_status;
  office->lost[job->part] = true;
  office->losses[job->part] = loss;
}

static const struct worker_trade trade = {
    .begin = begin,
    .needs = needs,
    .work = work,
    .group_next = group_next,
    .job_next = job_next,
    .goes_on = goes_on,
    .job_refuse = job_refuse,
    .answer = answer,
    .again = again,
    .lost = lost,
};
static const int factor = 2;

/* The first job lets all others pass. */
static bool gives_way(void *owner, const struct worker_job *job, int aside, bool kept)
{
  struct office *office = owner;
  (void)aside;
  office->asides += job->part == 0 && kept;
  return job->part == 0 && kept;
}

static bool takes_up(void *owner, const struct worker_job *job)
{
  (void)job;
  return group_next(owner, 0) == 0;
}

static struct worker_trade trade_with_ways(void)
{
  struct worker_trade polite = trade;
  polite.gives_way = gives_way;
  polite.takes_up = takes_up;
  return polite;
}

static void office_run_by(const struct worker_trade *by, struct office *office, int workers,
                          int recycle_jobs, int timeout)
{
  const struct worker_pool_options options = {.workers = workers,
                                              .job_timeout = timeout,
                                              .recycle_jobs = recycle_jobs,
                                              .trade = by,
                                              .setting = &factor,
                                              .owner = office};
  struct worker_pool *pool = NULL;
  struct error error = {0};
  assert_int_equal(worker_pool_open(&options, &pool, &error), STATUS_OK);
  size_t over;
  do {
    worker_pool_run_once(pool, -1);
    over = 0;
    for (size_t i = 0; i < office->count; i++)
      over += office->answers[i] || office->lost[i];
  } while (over < office->count);
  worker_pool_close(&pool);
  assert_null(pool);
}

static void office_run_for(struct office *office, int workers, int recycle_jobs, int timeout)
{
  office_run_by(&trade, office, workers, recycle_jobs, timeout);
}

static void office_run(struct office *office, int workers, int recycle_jobs)
{
  office_run_for(office, workers, recycle_jobs, 1);
}

static void test_jobs_are_done_by_as_many_workers_as_there_are(void **state)
{
  (void)state;
  struct office office = {.numbers = {1, 2, 3, 4, 5}, .count = 5};
  office_run(&office, 2, 0);
  for (int i = 0; i < 5; i++)
    assert_int_equal(office.answers[i], 2 * (i + 1));
}

static void test_a_worker_that_fails_costs_one_job(void **state)
{
  (void)state;
  static const struct {
    int number;
    enum worker_loss loss;
  } cases[] = {{DIE, LOSS_DIED}, {HANG, LOSS_LATE}, {TALK_NONSENSE, LOSS_NONSENSE}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct office office = {.numbers = {1, cases[i].number, 3}, .count = 3};
    office_run(&office, 1, 0);
    assert_int_equal(office.answers[0], 2);
    assert_true(office.lost[1]);
    assert_int_equal(office.losses[1], cases[i].loss);
    assert_int_equal(office.answers[2], 6);
  }
}

static void test_the_job_of_a_killed_worker_may_be_handed_out_again(void **state)
{
  (void)state;
  struct office office = {.numbers = {WANT_KILL}, .count = 1};
  office_run(&office, 1, 0);
  assert_int_equal(office.answers[0], 10);
  struct office tried = {.numbers = {WANT_KILL}, .count = 1, .agains = 1};
  office_run(&tried, 1, 0);
  assert_int_equal(tried.losses[0], LOSS_DIED);
  assert_true(tried.lost[0]);
}

static void test_workers_are_replaced_after_so_much_work(void **state)
{
  (void)state;
  struct office office = {.numbers = {1, 2, 3, 4}, .count = 4};
  office_run(&office, 1, 2);
  assert_int_equal(office.answers[3], 8);
  assert_int_equal(office.pids[0], office.pids[1]);
  assert_int_not_equal(office.pids[1], office.pids[2]);
  assert_int_equal(office.pids[2], office.pids[3]);
}

static void test_each_group_has_a_process_of_its_own(void **state)
{
  (void)state;
  struct office office = {.numbers = {1, 2, 3, 4}, .groups = {1, 1, 2, 3}, .count = 4};
  office_run(&office, 1, 0);
  assert_int_equal(office.answers[3], 8);
  assert_int_equal(office.pids[0], office.pids[1]);
  assert_int_not_equal(office.pids[1], office.pids[2]);
  assert_int_not_equal(office.pids[2], office.pids[3]);
}

static void test_an_answer_forged_for_the_next_group_is_not_taken(void **state)
{
  (void)state;
  struct office office = {.numbers = {FORGE, 3}, .groups = {1, 2}, .count = 2};
  office_run(&office, 1, 0);
  assert_int_equal(office.answers[0], FORGED);
  assert_int_equal(office.answers[1], 6);
}

static void test_a_worker_that_starts_threads_without_end_is_stopped(void **state)
{
  (void)state;
  struct office office = {.numbers = {HOARD_THREADS, 3}, .groups = {1, 2}, .count = 2};
  office_run_for(&office, 1, 0, 60);
  assert_int_equal(office.losses[0], LOSS_NONSENSE);
  assert_int_equal(office.answers[1], 6);
}

/* Its process is the same before and after, and its time limit does not run meanwhile: with the
 * others' time it would be over. */
static void test_a_job_stands_aside_with_all_it_has_done(void **state)
{
  (void)state;
  struct office office = {
      .numbers = {TAKE_TIME, TAKE_TIME, TAKE_TIME, TAKE_TIME}, .groups = {1, 2, 3, 4}, .count = 4};
  const struct worker_trade polite = trade_with_ways();
  office_run_by(&polite, &office, 1, 0, 2);
  assert_int_equal(office.asides, 1);
  for (int i = 0; i < 4; i++)
    assert_int_equal(office.answers[i], 2 * TAKE_TIME);
}

/* The median of some starts, from the job's handing out to its answer. */
static void test_a_worker_starts_within_ten_milliseconds(void **state)
{
  (void)state;
#if defined(__SANITIZE_ADDRESS__)
  skip();
#endif
  enum { STARTS = 8 };
  struct office office = {
      .numbers = {1, 1, 1, 1, 1, 1, 1, 1}, .groups = {1, 2, 3, 4, 5, 6, 7, 8}, .count = STARTS};
  int64_t begun = clock_now();
  office_run(&office, 1, 0);
  assert_in_range(clock_now() - begun, 0, STARTS * 10);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_jobs_are_done_by_as_many_workers_as_there_are),
      cmocka_unit_test(test_a_worker_that_fails_costs_one_job),
      cmocka_unit_test(test_the_job_of_a_killed_worker_may_be_handed_out_again),
      cmocka_unit_test(test_workers_are_replaced_after_so_much_work),
      cmocka_unit_test(test_each_group_has_a_process_of_its_own),
      cmocka_unit_test(test_an_answer_forged_for_the_next_group_is_not_taken),
      cmocka_unit_test(test_a_worker_that_starts_threads_without_end_is_stopped),
      cmocka_unit_test(test_a_job_stands_aside_with_all_it_has_done),
      cmocka_unit_test(test_a_worker_starts_within_ten_milliseconds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
