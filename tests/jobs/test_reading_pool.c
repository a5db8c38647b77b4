#include "tests/cmocka_all.h"

#include <allheaders.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "jobs/reading_pool.h"
#include "tests/temp_name.h"
#include "tests/workers/child_process.h"

/* Blank pages: they go the whole way through a worker, quickly. */
static char folder[TEMP_NAME_BYTES];
static char blank[TEMP_NAME_BYTES + 40], empty[TEMP_NAME_BYTES + 40];

static int files_make(void **state)
{
  (void)state;
  temp_name(folder, "zhaolu-pool-XXXXXX");
  if (!mkdtemp(folder))
    return -1;
  snprintf(blank, sizeof blank, "%s/blank.png", folder);
  snprintf(empty, sizeof empty, "%s/empty.png", folder);
  PIX *pix = pixCreate(300, 200, 8);
  pixSetAll(pix);
  int failed = pixWrite(blank, pix, IFF_PNG);
  pixDestroy(&pix);
  FILE *file = fopen(empty, "w");
  return failed || !file || fclose(file) != 0 ? -1 : 0;
}

static int files_remove(void **state)
{
  (void)state;
  unlink(blank);
  unlink(empty);
  return rmdir(folder);
}

static struct reading_pool *pool_with(int workers, int page_timeout)
{
  struct reading_pool_options options = reading_pool_options_default;
  struct reading_pool *pool = NULL;
  struct error error = {0};
  options.engine.line_net = ZHAOLU_SOURCE_DATA "/line-net.bin";
  options.workers = workers;
  options.page_timeout = page_timeout;
  options.engine.own_models = ZHAOLU_SOURCE_DATA "/tessdata";
  assert_int_equal(reading_pool_open(&options, &pool, &error), STATUS_OK);
  return pool;
}

static uint64_t submit(struct reading_pool *pool, const char *path)
{
  const struct document_request request = {
      .paths = &path, .path_count = 1, .limits = source_limits_default, .want_digest = true};
  return reading_pool_submit(pool, &request);
}

/* The blank page so many times, as one document. */
enum { LONG_PAGES = 12 };
static uint64_t submit_long(struct reading_pool *pool)
{
  const char *paths[LONG_PAGES];
  for (size_t i = 0; i < LONG_PAGES; i++)
    paths[i] = blank;
  const struct document_request request = {.paths = paths,
                                           .path_count = LONG_PAGES,
                                           .pictures_of_one = true,
                                           .limits = source_limits_default};
  return reading_pool_submit(pool, &request);
}

/* The same, until its first pages are read. */
static uint64_t submit_long_begun(struct reading_pool *pool)
{
  uint64_t id = submit_long(pool);
  for (size_t done = 0, total; done == 0;) {
    reading_pool_run_once(pool, -1);
    assert_true(reading_pool_progress(pool, id, &done, &total));
  }
  return id;
}

static void await(struct reading_pool *pool, uint64_t id, struct document_reading *ret_reading)
{
  while (!reading_pool_take(pool, id, ret_reading))
    reading_pool_run_once(pool, -1);
}

static void assert_blank_document(const struct document_reading *reading)
{
  assert_int_equal(reading->status, STATUS_OK);
  assert_int_equal(reading->format, SOURCE_PNG);
  assert_int_equal(reading->page_count, 1);
  assert_int_equal(reading->pages[0].number, 1);
  assert_int_equal(reading->pages[0].status, PAGE_BLANK);
  assert_int_equal(reading->page_errors[0], STATUS_OK);
  assert_int_equal(strlen(reading->sha256), 64);
  assert_true(reading->bytes > 0);
}

static void test_documents_are_taken_in_any_order(void **state)
{
  (void)state;
  struct reading_pool *pool = pool_with(2, 60);
  uint64_t first = submit(pool, blank), second = submit(pool, blank), third = submit(pool, blank);
  struct document_reading reading = {0};
  assert_int_equal(reading_pool_unfinished(pool), 3);
  await(pool, second, &reading);
  assert_true(reading.id == second);
  assert_blank_document(&reading);
  document_reading_clear(&reading);
  while (reading_pool_unfinished(pool) > 0)
    reading_pool_run_once(pool, -1);
  assert_true(reading_pool_take(pool, 0, &reading));
  assert_true(reading.id == first);
  document_reading_clear(&reading);
  assert_true(reading_pool_take(pool, third, &reading));
  document_reading_clear(&reading);
  assert_false(reading_pool_take(pool, 0, &reading));
  assert_false(reading_pool_take(pool, second, &reading));
  reading_pool_close(&pool);
  assert_null(pool);
}

static void test_file_that_cannot_be_read_says_why_and_its_name(void **state)
{
  (void)state;
  struct reading_pool *pool = pool_with(1, 60);
  struct document_reading reading = {0};
  uint64_t bad = submit(pool, empty), good = submit(pool, blank);
  await(pool, bad, &reading);
  assert_int_equal(reading.status, STATUS_BAD_INPUT);
  assert_non_null(strstr(reading.error.message, empty));
  assert_int_equal(reading.page_count, 0);
  document_reading_clear(&reading);
  await(pool, good, &reading);
  assert_blank_document(&reading);
  document_reading_clear(&reading);
  reading_pool_close(&pool);
}

static void test_the_caller_may_wait_in_its_own_loop(void **state)
{
  (void)state;
  struct reading_pool *pool = pool_with(2, 60);
  struct document_reading reading = {0};
  uint64_t id = submit(pool, blank);
  int turns = 0;
  reading_pool_run_once(pool, 0);
  while (!reading_pool_take(pool, id, &reading)) {
    struct pollfd fds[8];
    int timeout;
    size_t count = reading_pool_fds(pool, fds, 8, &timeout);
    assert_in_range(count, 1, 2);
    assert_in_range(timeout, 1, 60000);
    assert_true(poll(fds, count, timeout) > 0);
    reading_pool_run_once(pool, 0);
    assert_true(++turns < 1000);
  }
  assert_blank_document(&reading);
  document_reading_clear(&reading);
  reading_pool_close(&pool);
}

static void test_the_death_of_what_workers_are_copied_from_costs_nothing(void **state)
{
  (void)state;
  struct reading_pool *pool = pool_with(1, 60);
  struct document_reading reading = {0};
  await(pool, submit(pool, blank), &reading);
  document_reading_clear(&reading);
  for (int i = 0; i < 3; i++) {
    int snapshot = 0;
    for (int tries = 0; tries < 1000 && !snapshot; tries++) {
      snapshot = child_named("zhaolu-snapshot"); /* it names itself once it runs */
      usleep(1000);
    }
    assert_true(snapshot > 0);
    assert_int_equal(kill(snapshot, SIGKILL), 0);
    await(pool, submit(pool, blank), &reading);
    assert_blank_document(&reading);
    document_reading_clear(&reading);
  }
  reading_pool_close(&pool);
  assert_int_equal(child_named("zhaolu-snapshot"), 0);
  assert_int_equal(child_named("zhaolu-keeper"), 0);
}

/* A snapshot made of this process would hold what was read before: rather none. */
static void test_no_worker_is_made_once_nothing_clean_is_left(void **state)
{
  (void)state;
  struct reading_pool *pool = pool_with(1, 60);
  struct document_reading reading = {0};
  await(pool, submit(pool, blank), &reading);
  document_reading_clear(&reading);
  assert_int_equal(kill(child_named("zhaolu-keeper"), SIGKILL), 0);
  assert_int_equal(kill(child_named("zhaolu-snapshot"), SIGKILL), 0);
  await(pool, submit(pool, blank), &reading);
  assert_int_equal(reading.status, STATUS_INSTALL);
  document_reading_clear(&reading);
  reading_pool_close(&pool);
}

static void test_each_document_has_a_worker_of_its_own(void **state)
{
  (void)state;
  struct reading_pool *pool = pool_with(1, 60);
  struct document_reading reading = {0};
  int pids[3] = {0};
  for (int i = 0; i < 3; i++) {
    uint64_t id = submit(pool, blank);
    while (!reading_pool_take(pool, id, &reading)) {
      reading_pool_run_once(pool, 50);
      int pid;
      if (reading_pool_pids(pool, &pid, 1) == 1) {
        assert_true(!pids[i] || pids[i] == pid); /* opened and read by one */
        pids[i] = pid;
      }
    }
    document_reading_clear(&reading);
    int pid;
    assert_int_equal(reading_pool_pids(pool, &pid, 1), 0); /* nothing of it is left */
  }
  assert_int_not_equal(pids[0], pids[1]);
  assert_int_not_equal(pids[1], pids[2]);
  reading_pool_close(&pool);
}

static void test_what_is_open_is_read_before_the_next_is_opened(void **state)
{
  (void)state;
  struct reading_pool *pool = pool_with(1, 60);
  struct document_reading reading = {0};
  size_t done, total;
  uint64_t first = submit(pool, blank), second = submit(pool, blank);
  await(pool, first, &reading);
  document_reading_clear(&reading);
  assert_true(reading_pool_progress(pool, second, &done, &total));
  assert_int_equal(total, 0);
  await(pool, second, &reading);
  document_reading_clear(&reading);
  reading_pool_close(&pool);
}

static void test_worker_that_hangs_is_stopped_in_time(void **state)
{
  (void)state;
  struct reading_pool *pool = pool_with(1, 1);
  struct document_reading reading = {0};
  uint64_t id = submit_long_begun(pool);
  int pid = 0, late = 0;
  assert_int_equal(reading_pool_pids(pool, &pid, 1), 1);
  kill(pid, SIGSTOP);
  await(pool, id, &reading);
  assert_int_equal(reading.status, STATUS_OK);
  for (size_t i = 0; i < LONG_PAGES; i++) {
    late += reading.page_errors[i] == STATUS_TIMEOUT;
    if (reading.page_errors[i])
      assert_non_null(strstr(reading.pages[i].error, "--page-timeout"));
  }
  assert_int_equal(late, 1);
  document_reading_clear(&reading);
  reading_pool_close(&pool);
}

static void test_cancelled_document_is_forgotten_and_the_others_go_on(void **state)
{
  (void)state;
  struct reading_pool *pool = pool_with(1, 60);
  struct document_reading reading = {0};
  size_t done, total;
  uint64_t running = submit(pool, blank), waiting = submit(pool, blank), last = submit(pool, blank);
  reading_pool_run_once(pool, 0);
  assert_true(reading_pool_progress(pool, running, &done, &total));
  reading_pool_cancel(pool, running);
  reading_pool_cancel(pool, waiting);
  reading_pool_cancel(pool, 999);
  assert_false(reading_pool_progress(pool, running, &done, &total));
  await(pool, last, &reading);
  assert_blank_document(&reading);
  document_reading_clear(&reading);
  assert_int_equal(reading_pool_unfinished(pool), 0);
  reading_pool_close(&pool);
}

static void test_documents_take_turns(void **state)
{
  (void)state;
  struct reading_pool *pool = pool_with(1, 60);
  struct document_reading reading = {0};
  size_t done, total;
  uint64_t long_one = submit_long(pool), short_one = submit(pool, blank);
  await(pool, short_one, &reading);
  document_reading_clear(&reading);
  assert_true(reading_pool_progress(pool, long_one, &done, &total));
  assert_int_equal(total, LONG_PAGES);
  assert_in_range(done, 0, 4);
  await(pool, long_one, &reading);
  assert_int_equal(reading.page_count, LONG_PAGES);
  document_reading_clear(&reading);
  reading_pool_close(&pool);
}

static void test_document_that_holds_all_workers_gives_one_up(void **state)
{
  (void)state;
  struct reading_pool *pool = pool_with(2, 60);
  struct document_reading reading = {0};
  submit_long_begun(pool);
  int pids[2] = {0};
  assert_int_equal(reading_pool_pids(pool, pids, 2), 2);
  for (int i = 0; i < 2; i++)
    kill(pids[i], SIGSTOP); /* pages that take for ever */
  reading_pool_run_once(pool, 0);
  int64_t begun = clock_now();
  uint64_t short_one = submit(pool, blank);
  await(pool, short_one, &reading);
  assert_blank_document(&reading);
  assert_true(clock_now() - begun < 30000); /* and not the page's 60 s */
  document_reading_clear(&reading);
  reading_pool_close(&pool);
}

/* With one worker: its process stands still meanwhile, and nothing of what it did is lost. */
static void test_a_short_document_is_read_while_a_long_one_stands_aside(void **state)
{
  (void)state;
  struct reading_pool *pool = pool_with(1, 60);
  struct document_reading reading = {0};
  size_t done, total;
  uint64_t long_one = submit_long_begun(pool);
  int pid = 0, pids[3] = {0};
  assert_int_equal(reading_pool_pids(pool, &pid, 1), 1);
  kill(pid, SIGSTOP); /* a page that takes for ever */
  reading_pool_run_once(pool, 0);
  assert_true(reading_pool_progress(pool, long_one, &done, &total));
  int64_t begun = clock_now();
  await(pool, submit(pool, blank), &reading);
  assert_blank_document(&reading);
  assert_true(clock_now() - begun < 10000);
  document_reading_clear(&reading);
  assert_in_range(reading_pool_pids(pool, pids, 3), 1, 2);
  assert_true(pids[0] == pid || pids[1] == pid);
  await(pool, long_one, &reading); /* what stood aside is let go on */
  for (size_t i = 0; i < LONG_PAGES; i++)
    assert_int_equal(reading.page_errors[i], STATUS_OK);
  document_reading_clear(&reading);
  reading_pool_close(&pool);
}

static void test_document_that_takes_its_time_gives_up_what_is_not_begun(void **state)
{
  (void)state;
  struct reading_pool_options options = reading_pool_options_default;
  struct reading_pool *pool = NULL;
  struct error error = {0};
  struct document_reading reading = {0};
  options.engine.line_net = ZHAOLU_SOURCE_DATA "/line-net.bin";
  options.engine.own_models = ZHAOLU_SOURCE_DATA "/tessdata";
  options.workers = 1;
  options.document_timeout = 1;
  assert_int_equal(reading_pool_open(&options, &pool, &error), STATUS_OK);
  uint64_t id = submit_long_begun(pool);
  int pid = 0;
  assert_int_equal(reading_pool_pids(pool, &pid, 1), 1);
  kill(pid, SIGSTOP); /* a page that takes long */
  usleep(1200 * 1000);
  kill(pid, SIGCONT);
  await(pool, id, &reading);
  assert_true(reading.is_final);
  assert_int_equal(reading.page_errors[0], STATUS_OK);
  assert_int_equal(reading.page_errors[LONG_PAGES - 1], STATUS_TIMEOUT);
  assert_non_null(strstr(reading.pages[LONG_PAGES - 1].error, "--document-timeout"));
  document_reading_clear(&reading);
  reading_pool_close(&pool);
}

static void test_pool_closes_with_work_left(void **state)
{
  (void)state;
  struct reading_pool *pool = pool_with(2, 60);
  for (int i = 0; i < 5; i++)
    submit(pool, blank);
  reading_pool_run_once(pool, 0);
  int pids[2] = {0};
  size_t count = reading_pool_pids(pool, pids, 2);
  reading_pool_close(&pool);
  for (size_t i = 0; i < count; i++)
    assert_int_equal(kill(pids[i], 0), -1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_documents_are_taken_in_any_order),
      cmocka_unit_test(test_file_that_cannot_be_read_says_why_and_its_name),
      cmocka_unit_test(test_the_caller_may_wait_in_its_own_loop),
      cmocka_unit_test(test_the_death_of_what_workers_are_copied_from_costs_nothing),
      cmocka_unit_test(test_no_worker_is_made_once_nothing_clean_is_left),
      cmocka_unit_test(test_each_document_has_a_worker_of_its_own),
      cmocka_unit_test(test_what_is_open_is_read_before_the_next_is_opened),
      cmocka_unit_test(test_worker_that_hangs_is_stopped_in_time),
      cmocka_unit_test(test_cancelled_document_is_forgotten_and_the_others_go_on),
      cmocka_unit_test(test_documents_take_turns),
      cmocka_unit_test(test_document_that_holds_all_workers_gives_one_up),
      cmocka_unit_test(test_a_short_document_is_read_while_a_long_one_stands_aside),
      cmocka_unit_test(test_document_that_takes_its_time_gives_up_what_is_not_begun),
      cmocka_unit_test(test_pool_closes_with_work_left),
  };
  return cmocka_run_group_tests(tests, files_make, files_remove);
}
