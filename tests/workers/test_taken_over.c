#include "tests/cmocka_all.h"

/* Workers that a hostile file has taken over, with the sandbox as this kernel has it and as older
 * ones do. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/temp_name.h"
#include "tests/workers/child_process.h"
#include "tests/workers/taken_over.h"
#include "workers/worker_pool.h"

enum { TRY_IT = 1, TRIED };
enum { OWN_RIGHTS = 1000 };

static char folder[TEMP_NAME_BYTES];
static char own[TEMP_NAME_BYTES + 40], other[TEMP_NAME_BYTES + 40], fresh[TEMP_NAME_BYTES + 40];
static int held[2];
static char text[64]; /* what was read in a document, once workers can be made */
static struct loot loot = {
    .own = own, .other = other, .folder = folder, .fresh = fresh, .text = text};

static void text_write(const char *path)
{
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs("text", file) >= 0 && fclose(file) == 0);
}

static void files_settle(void)
{
  rmdir(fresh);
  unlink(fresh);
  text_write(own);
  text_write(other);
}

/* ---- a trade: each job is one attempt, by a worker of its own ---- */

struct office {
  size_t first, count, next;
  int results[200]; /* 1: gained; 0: not; -1: the worker died of it */
  size_t over;
};

static void *begin(const void *setting)
{
  return (void *)setting;
}

static void needs(const void *state, const struct message *message, struct worker_needs *ret_needs)
{
  (void)state, (void)message;
  worker_needs_path(ret_needs, own);
}

static const struct attempt *attempt_at(size_t number)
{
  return number >= OWN_RIGHTS ? &rights[number - OWN_RIGHTS] : &attempts[number];
}

static bool work(void *state, int socket, const struct message *message)
{
  (void)state;
  size_t number = (size_t)json_integer_value(json_object_get(message->body, "number"));
  struct message answer = message_make(TRIED, "{s:b}", "gained", attempt_at(number)->gained(&loot));
  bool sent = message_send(socket, &answer);
  message_clear(&answer);
  return sent;
}

static uint64_t group_next(void *owner, uint64_t last)
{
  const struct office *office = owner;
  (void)last;
  return office->next < office->count ? office->next + 1 : 0;
}

static bool goes_on(void *owner, uint64_t group)
{
  (void)owner, (void)group;
  return false;
}

static void job_next(void *owner, uint64_t last, struct worker_job *ret_job,
                     struct message *ret_message)
{
  struct office *office = owner;
  (void)last;
  files_settle();
  *ret_job = (struct worker_job){office, office->next, office->next + 1};
  *ret_message = message_make(TRY_IT, "{s:i}", "number", (int)(office->first + office->next++));
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
  office->results[job->part] = json_is_true(json_object_get(message->body, "gained"));
  office->over++;
  return ANSWER_ENDS;
}

static bool again(void *owner, const struct worker_job *job)
{
  (void)owner, (void)job;
  return false;
}

static void lost(void *owner, const struct worker_job *job, enum worker_loss loss, int wait_status)
{
  struct office *office = owner;
  (void)loss;
  /* One that became another program ends well. */
  office->results[job->part] = WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0 ? 1 : -1;
  office->over++;
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

enum { KILLED_ONCE = 100 }; /* added to a version of Landlock: what workers are made of is killed */

static void snapshot_kill(struct worker_pool *pool, struct office *office)
{
  int snapshot = 0;
  while (office->over == 0)
    worker_pool_run_once(pool, -1);
  for (int tries = 0; tries < 1000 && !snapshot; tries++) {
    snapshot = child_named("zhaolu-snapshot");
    usleep(1000);
  }
  assert_true(snapshot > 0);
  assert_int_equal(kill(snapshot, SIGKILL), 0);
}

static void office_run(struct office *office, int landlock_version)
{
  const struct worker_pool_options options = {.workers = 1,
                                              .job_timeout = 10,
                                              .worker_memory = 200 << 20,
                                              .landlock_version = landlock_version % KILLED_ONCE,
                                              .trade = &trade,
                                              .owner = office};
  struct worker_pool *pool = NULL;
  struct error error = {0};
  assert_int_equal(worker_pool_open(&options, &pool, &error), STATUS_OK);
  memcpy(text, "of a document", sizeof "of a document");
  if (landlock_version >= KILLED_ONCE)
    snapshot_kill(pool, office);
  while (office->over < office->count)
    worker_pool_run_once(pool, -1);
  worker_pool_close(&pool);
  memset(text, 0, sizeof text);
}

static void assert_nothing_gained(int landlock_version)
{
  struct office office = {.count = attempt_count};
  office_run(&office, landlock_version);
  int gained = 0;
  for (size_t i = 0; i < attempt_count; i++)
    if (office.results[i] == 1) {
      print_error("a worker could %s\n", attempts[i].gain);
      gained++;
    }
  assert_int_equal(gained, 0);
  for (size_t i = 0; i < attempt_count; i++)
    if (office.results[i] < 0)
      print_message("dies when it tries to %s\n", attempts[i].gain);
  struct office reading = {.first = OWN_RIGHTS, .count = right_count};
  office_run(&reading, landlock_version);
  for (size_t i = 0; i < right_count; i++)
    if (reading.results[i] != 1)
      fail_msg("a worker could not %s", rights[i].gain);
}

static void test_gains_nothing_on_this_kernel(void **state)
{
  (void)state;
  assert_nothing_gained(0);
}

static void test_gains_nothing_where_landlock_is_of_version_1(void **state)
{
  (void)state;
  assert_nothing_gained(1);
}

static void test_gains_nothing_where_landlock_is_of_version_2(void **state)
{
  (void)state;
  assert_nothing_gained(2);
}

static void test_gains_nothing_where_what_workers_are_made_of_was_killed(void **state)
{
  (void)state;
  assert_nothing_gained(KILLED_ONCE);
}

/* Or the tests above would prove nothing. */
static void test_a_free_process_gains_what_it_may_try(void **state)
{
  (void)state;
  int held_back = 0;
  memcpy(text, "of a document", sizeof "of a document");
  assert_true(attempt_count >= 80);
  for (size_t i = 0; i < attempt_count; i++) {
    if (attempts[i].not_outside)
      continue;
    files_settle();
    pid_t child = fork();
    if (child == 0)
      _exit(attempts[i].gained(&loot) ? 0 : 42);
    int wait_status = 0;
    while (waitpid(child, &wait_status, 0) < 0 && errno == EINTR)
      ;
    bool gained = WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0;
    if (!gained) {
      print_error("also a free process could not %s\n", attempts[i].gain);
      held_back++;
    }
  }
  assert_int_equal(held_back, 0);
}

static int world_make(void **state)
{
  (void)state;
  temp_name(folder, "zhaolu-taken-XXXXXX");
  if (!mkdtemp(folder))
    return -1;
  snprintf(own, sizeof own, "%s/own", folder);
  snprintf(other, sizeof other, "%s/other", folder);
  snprintf(fresh, sizeof fresh, "%s/fresh", folder);
  loot.parent = getpid();
  for (int i = 0; i < 2; i++) /* what workers must not inherit */
    held[i] = open("/", O_RDONLY | O_DIRECTORY);
  loot.sibling = fork();
  if (loot.sibling == 0)
    for (;;)
      pause();
  return 0;
}

static int world_remove(void **state)
{
  (void)state;
  kill(loot.sibling, SIGKILL);
  for (int i = 0; i < 2; i++)
    close(held[i]);
  waitpid(loot.sibling, NULL, 0);
  rmdir(fresh);
  unlink(fresh);
  unlink(own);
  unlink(other);
  return rmdir(folder);
}

int main(int argc, char **argv)
{
  (void)argc;
  /* The kernel puts the environment of a program where it starts. */
  if (!getenv("ZHAOLU_TEST_SECRET")) {
    setenv("ZHAOLU_TEST_SECRET", "of the user's", 1);
    execv("/proc/self/exe", argv);
    return 1;
  }
  loot.secret = getenv("ZHAOLU_TEST_SECRET");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_gains_nothing_on_this_kernel),
      cmocka_unit_test(test_gains_nothing_where_landlock_is_of_version_1),
      cmocka_unit_test(test_gains_nothing_where_landlock_is_of_version_2),
      cmocka_unit_test(test_gains_nothing_where_what_workers_are_made_of_was_killed),
      cmocka_unit_test(test_a_free_process_gains_what_it_may_try),
  };
  return cmocka_run_group_tests(tests, world_make, world_remove);
}
