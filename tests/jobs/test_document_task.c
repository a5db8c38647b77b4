/* A document's way through real workers and a real ledger to its files. The pages are blank: they
 * go the whole way, quickly. */

#include "tests/cmocka_all.h"

#include <allheaders.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "files/stream.h"
#include "jobs/document_queue.h"
#include "tests/files/temp_folder.h"

enum { PATIENCE_MS = 60000 };

/* What became of the one document. */
struct ending {
  bool came;
  enum task_end end;
  enum status trouble;
  bool quarantined;
  int attempts;
  char reason[400], result[20];
};

struct world {
  struct temp_folder folder;
  char *out;
  struct ledger *ledger;
  struct reading_pool *pool;
  struct pipeline *pipeline;
  struct event_log log;
  struct format_list formats;
  struct document_queue *queue;
  struct ending ending;
};

static void ending_note(void *context, const struct document_task *task,
                        const struct task_outcome *outcome)
{
  struct ending *ending = context;
  (void)task;
  *ending = (struct ending){.came = true,
                            .end = outcome->end,
                            .trouble = outcome->trouble,
                            .quarantined = outcome->quarantined,
                            .attempts = outcome->attempts};
  snprintf(ending->reason, sizeof ending->reason, "%s", outcome->reason ? outcome->reason : "");
  snprintf(ending->result, sizeof ending->result, "%s", outcome->result ? outcome->result : "");
}

static int world_open(void **state)
{
  struct world *world = memory_alloc(sizeof *world);
  const struct rlimit no_cores = {0, 0};
  struct reading_pool_options pool = reading_pool_options_default;
  pool.engine.line_net = ZHAOLU_SOURCE_DATA "/line-net.bin";
  struct pipeline_options pipeline = {.engine = pool.engine};
  struct error error = {0};
  setrlimit(RLIMIT_CORE, &no_cores);
  pool.workers = 1;
  pool.engine.own_models = ZHAOLU_SOURCE_DATA "/tessdata";
  world->folder = temp_folder_make();
  world->out = temp_path(&world->folder, "out");
  *state = world;
  if (folder_prepare(world->out, &error) || ledger_open(world->out, &world->ledger, &error) ||
      reading_pool_open(&pool, &world->pool, &error) ||
      pipeline_open(&pipeline, &world->pipeline, &error) ||
      format_list_parse("json,txt", &world->formats, &error)) {
    print_error("%s\n", error.message);
    return -1;
  }
  const struct document_queue_options options = {
      .ledger = world->ledger,
      .readers = readers_of_pool(world->pool),
      .pipeline = world->pipeline,
      .log = &world->log,
      .out = world->out,
      .formats = &world->formats,
      .format_names = "json,txt",
      .limits = source_limits_default,
      .retry_pause_ms = 1,
      .finished = ending_note,
      .context = &world->ending,
  };
  world->queue = document_queue_open(&options);
  return 0;
}

static int world_close(void **state)
{
  struct world *world = *state;
  document_queue_close(&world->queue);
  reading_pool_close(&world->pool);
  pipeline_close(&world->pipeline);
  ledger_close(&world->ledger);
  free(world->out);
  temp_folder_remove(&world->folder);
  free(world);
  return 0;
}

static char *blank_page(const struct world *world, const char *name)
{
  char *path = temp_path(&world->folder, name);
  PIX *pix = pixCreate(300, 200, 8);
  pixSetAll(pix);
  assert_int_equal(pixWrite(path, pix, IFF_PNG), 0);
  pixDestroy(&pix);
  return path;
}

/* Enters the files in the ledger, and in a task as the watch and the batch do. */
static struct document_task task_make(struct world *world, const char *first, const char *second)
{
  static const char sha256[] = "aaaaaaaa11111111111111111111111111111111111111111111111111111111";
  struct document_task task = {.path_count = second ? 2 : 1, .pictures_of_one = second != NULL};
  struct ledger_document document = {0};
  enum ledger_verdict verdict;
  struct error error = {0};
  const struct ledger_arrival arrival = {.sha256 = sha256,
                                         .version = "1",
                                         .formats = "json,txt",
                                         .keeper = LEDGER_WATCH,
                                         .source = "inbox/scan.png",
                                         .ticket = "scan",
                                         .name = "scan"};
  task.paths = memory_alloc(2 * sizeof *task.paths);
  task.paths[0] = memory_copy_string(first);
  task.paths[1] = memory_copy_string(second ? second : "");
  memcpy(task.sha256, sha256, sizeof sha256);
  if (ledger_enter(world->ledger, &arrival, &verdict, &document, &error) ||
      files_stamp(task.paths, task.path_count, &task.bytes, &task.mtime, &error))
    fail_msg("%s", error.message);
  if (!second) {
    free(task.paths[1]);
    task.paths[1] = NULL;
  }
  task.id = document.id;
  task.output = memory_copy_string(document.output);
  task.shown = memory_copy_string("inbox/scan.png");
  task.name = memory_copy_string("scan.png");
  ledger_document_clear(&document);
  return task;
}

static enum ledger_state state_in_ledger(struct world *world)
{
  struct ledger_document document = {0};
  assert_int_equal(ledger_find(world->ledger, 1, &document, NULL), STATUS_OK);
  enum ledger_state state = document.state;
  ledger_document_clear(&document);
  return state;
}

static void turn(struct world *world)
{
  document_queue_step(world->queue);
  int wait = document_queue_wait_ms(world->queue);
  reading_pool_run_once(world->pool, wait < 0 || wait > 50 ? 50 : wait);
}

static void await_end(struct world *world)
{
  int64_t end = clock_now() + PATIENCE_MS;
  while (!world->ending.came && clock_now() < end)
    turn(world);
  assert_true(world->ending.came);
  assert_int_equal(document_queue_count(world->queue), 0);
}

static char *output_read(const struct world *world, const char *name)
{
  autofree char *path = memory_format("%s/%s", world->out, name);
  size_t size;
  return access(path, F_OK) == 0 ? temp_read(path, &size) : NULL;
}

static void assert_no_outputs(const struct world *world)
{
  assert_null(output_read(world, "scan.json"));
  assert_null(output_read(world, "scan.txt"));
}

static void test_a_document_comes_to_its_files_and_the_ledger_knows(void **state)
{
  struct world *world = *state;
  autofree char *page = blank_page(world, "scan.png");
  struct document_task task = task_make(world, page, NULL);
  document_queue_add(world->queue, &task);
  await_end(world);
  assert_int_equal(world->ending.end, TASK_DONE);
  assert_int_equal(world->ending.attempts, 1);
  autofree char *json = output_read(world, "scan.json"), *text = output_read(world, "scan.txt");
  assert_non_null(text);
  assert_non_null(strstr(json, "aaaaaaaa1111"));
  assert_non_null(strstr(json, "\"scan.png\""));
  assert_int_equal(state_in_ledger(world), LEDGER_DONE);
}

/* The pauses are those of --retry-pause: 1, 4 and 16 ms here. */
static void test_what_cannot_be_put_in_place_is_tried_as_often_as_the_rest(void **state)
{
  struct world *world = *state;
  autofree char *page = blank_page(world, "scan.png");
  autofree char *in_the_way = memory_format("%s/scan.json", world->out);
  autofree char *below = memory_format("%s/below", in_the_way);
  assert_int_equal(mkdir(in_the_way, 0700), 0);
  assert_int_equal(mkdir(below, 0700), 0);
  struct document_task task = task_make(world, page, NULL);
  int64_t begun = clock_now();
  document_queue_add(world->queue, &task);
  await_end(world);
  assert_int_equal(world->ending.end, TASK_FAILED);
  assert_true(clock_now() - begun < 4000);
  assert_int_equal(state_in_ledger(world), LEDGER_FAILED);
  assert_int_equal(rmdir(below), 0);
  assert_int_equal(rmdir(in_the_way), 0);
}

static void test_a_file_that_changed_meanwhile_gives_nothing(void **state)
{
  struct world *world = *state;
  autofree char *page = blank_page(world, "scan.png");
  struct document_task task = task_make(world, page, NULL);
  task.bytes++;
  document_queue_add(world->queue, &task);
  await_end(world);
  assert_int_equal(world->ending.end, TASK_CHANGED);
  assert_no_outputs(world);
}

static void test_a_file_that_is_no_picture_fails_at_once_under_its_own_name(void **state)
{
  struct world *world = *state;
  autofree char *path = temp_write(&world->folder, "work-7.png", "no picture", 10);
  struct document_task task = task_make(world, path, NULL);
  document_queue_add(world->queue, &task);
  await_end(world);
  assert_int_equal(world->ending.end, TASK_FAILED);
  assert_int_equal(world->ending.attempts, 1);
  assert_false(world->ending.quarantined);
  assert_non_null(strstr(world->ending.reason, "inbox/scan.png"));
  assert_null(strstr(world->ending.reason, "work-7"));
  assert_int_equal(state_in_ledger(world), LEDGER_FAILED);
  assert_no_outputs(world);
}

/* Crashes each new worker that the document gets, up to `most`; returns how many it were. */
static int crash_often(struct world *world, int most)
{
  int crashes = 0, last = 0, pid = 0;
  int64_t end = clock_now() + PATIENCE_MS;
  while (!world->ending.came && crashes < most && clock_now() < end) {
    document_queue_step(world->queue);
    bool begun = document_queue_in_work(world->queue) && reading_pool_pids(world->pool, &pid, 1);
    if (begun && pid != last) {
      kill(pid, SIGABRT); /* SIGSEGV would come to cmocka, which catches it */
      last = pid;
      crashes++;
    }
    usleep(1000);
  }
  return crashes;
}

static void test_what_breaks_its_worker_each_time_is_quarantined_after_four_attempts(void **state)
{
  struct world *world = *state;
  autofree char *page = blank_page(world, "scan.png");
  struct document_task task = task_make(world, page, NULL);
  document_queue_add(world->queue, &task);
  assert_int_equal(crash_often(world, 6), 4);
  assert_true(world->ending.came);
  assert_int_equal(world->ending.end, TASK_FAILED);
  assert_int_equal(world->ending.trouble, STATUS_CRASHED);
  assert_int_equal(world->ending.attempts, 4);
  assert_true(world->ending.quarantined);
  assert_int_equal(state_in_ledger(world), LEDGER_QUARANTINED);
  assert_no_outputs(world);
}

static void test_what_breaks_its_worker_once_is_done_at_the_second_attempt(void **state)
{
  struct world *world = *state;
  autofree char *page = blank_page(world, "scan.png");
  struct document_task task = task_make(world, page, NULL);
  document_queue_add(world->queue, &task);
  assert_int_equal(crash_often(world, 1), 1);
  await_end(world);
  assert_int_equal(world->ending.end, TASK_DONE);
  assert_int_equal(world->ending.attempts, 2);
}

static void test_what_broke_the_program_itself_is_not_touched_for_ever(void **state)
{
  struct world *world = *state;
  static const struct {
    int crashes, interruptions;
    bool is_tried;
  } cases[] = {{1, 0, true}, {0, 99, true}, {2, 0, false}, {0, 100, false}};
  autofree char *page = blank_page(world, "scan.png");
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct document_task task = task_make(world, page, NULL);
    if (i > 0)
      assert_int_equal(ledger_requeue(world->ledger, task.id, false, NULL), STATUS_OK);
    task.crashes = cases[i].crashes;
    task.interruptions = cases[i].interruptions;
    world->ending = (struct ending){0};
    document_queue_add(world->queue, &task);
    await_end(world);
    assert_int_equal(world->ending.end, cases[i].is_tried ? TASK_DONE : TASK_FAILED);
    assert_int_equal(world->ending.quarantined, !cases[i].is_tried);
    assert_int_equal(world->ending.attempts, cases[i].is_tried);
  }
}

static void test_a_document_that_is_stopped_stays_queued(void **state)
{
  struct world *world = *state;
  autofree char *page = blank_page(world, "scan.png");
  struct document_task task = task_make(world, page, NULL);
  document_queue_add(world->queue, &task);
  document_queue_step(world->queue);
  assert_int_equal(document_queue_in_work(world->queue), 1);
  document_queue_stop(world->queue);
  assert_true(world->ending.came);
  assert_int_equal(world->ending.end, TASK_STOPPED);
  assert_int_equal(state_in_ledger(world), LEDGER_QUEUED);
  assert_no_outputs(world);
}

#define world_test(function) cmocka_unit_test_setup_teardown(function, world_open, world_close)

int main(void)
{
  const struct CMUnitTest tests[] = {
      world_test(test_a_document_comes_to_its_files_and_the_ledger_knows),
      world_test(test_what_cannot_be_put_in_place_is_tried_as_often_as_the_rest),
      world_test(test_a_file_that_changed_meanwhile_gives_nothing),
      world_test(test_a_file_that_is_no_picture_fails_at_once_under_its_own_name),
      world_test(test_what_breaks_its_worker_each_time_is_quarantined_after_four_attempts),
      world_test(test_what_breaks_its_worker_once_is_done_at_the_second_attempt),
      world_test(test_what_broke_the_program_itself_is_not_touched_for_ever),
      world_test(test_a_document_that_is_stopped_stays_queued),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
