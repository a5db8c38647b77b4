#include "tests/cmocka_all.h"
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "base/memory.h"
#include "spool/ledger.h"
#include "tests/files/temp_folder.h"

static const char hash_a[] = "aaaaaaaa11111111111111111111111111111111111111111111111111111111";
static const char hash_b[] = "bbbbbbbb22222222222222222222222222222222222222222222222222222222";
static const char hash_c[] = "cccccccc33333333333333333333333333333333333333333333333333333333";

static struct ledger *open_ledger(const struct temp_folder *folder)
{
  struct ledger *ledger = NULL;
  struct error error = {0};
  if (ledger_open(folder->path, &ledger, &error))
    fail_msg("%s", error.message);
  return ledger;
}

#define autoclose __attribute__((cleanup(ledger_close)))
#define autoclear __attribute__((cleanup(ledger_document_clear)))

static struct ledger_arrival arrival_of(const char *sha256, const char *name)
{
  return (struct ledger_arrival){.sha256 = sha256,
                                 .version = "1",
                                 .formats = "json",
                                 .keeper = LEDGER_WATCH,
                                 .source = name,
                                 .ticket = name,
                                 .name = name};
}

static enum ledger_verdict enter(struct ledger *ledger, const struct ledger_arrival *arrival,
                                 struct ledger_document *ret_document)
{
  struct error error = {0};
  enum ledger_verdict verdict = LEDGER_TO_DO;
  if (ledger_enter(ledger, arrival, &verdict, ret_document, &error))
    fail_msg("%s", error.message);
  return verdict;
}

static void publish(struct ledger *ledger, int64_t id, const char *formats)
{
  struct ledger_result result = {
      .formats = formats, .result = "ok", .pages = 2, .fields_to_check = 1, .seconds = 0.5};
  assert_int_equal(ledger_start(ledger, id, NULL), STATUS_OK);
  assert_int_equal(ledger_publish(ledger, id, &result, NULL), STATUS_OK);
  assert_int_equal(ledger_done(ledger, id, NULL), STATUS_OK);
}

static void test_same_content_under_another_name_is_recognised(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct ledger *ledger autoclose = open_ledger(&folder);
  struct ledger_document first autoclear = {0}, second autoclear = {0}, third autoclear = {0};
  struct ledger_arrival arrival = arrival_of(hash_a, "a");
  assert_int_equal(enter(ledger, &arrival, &first), LEDGER_TO_DO);
  struct ledger_arrival copy = arrival_of(hash_a, "copy");
  assert_int_equal(enter(ledger, &copy, &second), LEDGER_IN_WORK);
  assert_int_equal(second.id, first.id);
  publish(ledger, first.id, "json");
  assert_int_equal(enter(ledger, &copy, &third), LEDGER_ALREADY_DONE);
  assert_string_equal(third.output, "a");
  assert_int_equal(third.pages, 2);
}

static void test_other_content_of_the_same_name_gets_its_hash_behind_the_name(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct ledger *ledger autoclose = open_ledger(&folder);
  struct ledger_document a autoclear = {0}, b autoclear = {0}, c autoclear = {0};
  struct ledger_arrival arrival = arrival_of(hash_a, "sub/scan");
  enter(ledger, &arrival, &a);
  arrival.sha256 = hash_b;
  arrival.ticket = "2";
  enter(ledger, &arrival, &b);
  assert_string_equal(a.output, "sub/scan");
  assert_string_equal(b.output, "sub/scan-bbbbbbbb");
  struct ledger_arrival foreign = arrival_of(hash_c, "old");
  foreign.name_taken = true;
  enter(ledger, &foreign, &c);
  assert_string_equal(c.output, "old-cccccccc");
}

static void test_done_counts_only_for_its_version_and_formats(void **state)
{
  (void)state;
  static const struct {
    const char *version, *formats;
    bool force, outdated;
    enum ledger_verdict verdict;
  } cases[] = {
      {"1", "json", false, false, LEDGER_ALREADY_DONE},
      {"1", "txt,json", false, true, LEDGER_ALREADY_DONE},
      {"1", "json,html", false, false, LEDGER_TO_DO},
      {"2", "json", false, false, LEDGER_ALREADY_DONE}, /* outdated, and nobody asked */
      {"2", "json", false, true, LEDGER_TO_DO},
      {"1", "json", true, false, LEDGER_TO_DO},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct temp_folder folder autoremove = temp_folder_make();
    struct ledger *ledger autoclose = open_ledger(&folder);
    struct ledger_document before autoclear = {0}, after autoclear = {0};
    struct ledger_arrival arrival = arrival_of(hash_a, "a");
    enter(ledger, &arrival, &before);
    publish(ledger, before.id, "json,txt");
    arrival.ticket = "again";
    arrival.version = cases[i].version;
    arrival.formats = cases[i].formats;
    arrival.force = cases[i].force;
    arrival.outdated = cases[i].outdated;
    assert_int_equal(enter(ledger, &arrival, &after), cases[i].verdict);
    assert_string_equal(after.output, "a");
    assert_int_equal(after.state, cases[i].verdict == LEDGER_TO_DO ? LEDGER_QUEUED : LEDGER_DONE);
  }
}

static void test_formats_of_one_version_add_up(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct ledger *ledger autoclose = open_ledger(&folder);
  struct ledger_document document autoclear = {0}, again autoclear = {0}, third autoclear = {0};
  struct ledger_arrival arrival = arrival_of(hash_a, "a");
  enter(ledger, &arrival, &document);
  publish(ledger, document.id, "json");
  arrival.ticket = "2";
  arrival.formats = "html";
  assert_int_equal(enter(ledger, &arrival, &again), LEDGER_TO_DO);
  publish(ledger, document.id, "html");
  arrival.ticket = "3";
  arrival.formats = "json";
  assert_int_equal(enter(ledger, &arrival, &third), LEDGER_ALREADY_DONE);
  assert_string_equal(third.formats, "json,html");
}

static void test_a_failed_document_waits_for_a_persons_wish(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct ledger *ledger autoclose = open_ledger(&folder);
  struct ledger_document document autoclear = {0}, seen autoclear = {0}, again autoclear = {0};
  struct ledger_arrival arrival = arrival_of(hash_a, "a");
  enter(ledger, &arrival, &document);
  assert_int_equal(ledger_start(ledger, document.id, NULL), STATUS_OK);
  assert_int_equal(ledger_fail(ledger, document.id, LEDGER_FAILED, STATUS_BAD_INPUT,
                               "a.png: the file is cut off", NULL),
                   STATUS_OK);
  /* The same ticket: the program stopped before it put the file away. */
  arrival.again = true;
  assert_int_equal(enter(ledger, &arrival, &seen), LEDGER_FAILED_BEFORE);
  assert_string_equal(seen.reason, "a.png: the file is cut off");
  assert_string_equal(seen.error, "bad_input");
  /* Another: somebody dropped it again. */
  arrival.ticket = "later";
  assert_int_equal(enter(ledger, &arrival, &again), LEDGER_TO_DO);
  assert_int_equal(again.attempts, 0);
  assert_null(again.reason);
}

static void test_a_batch_tries_a_failed_path_again_only_with_other_rules(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct ledger *ledger autoclose = open_ledger(&folder);
  struct ledger_document first autoclear = {0}, second autoclear = {0}, third autoclear = {0};
  struct ledger_arrival arrival = arrival_of(hash_a, "/archive/a.png");
  arrival.keeper = LEDGER_BATCH;
  enter(ledger, &arrival, &first);
  assert_int_equal(
      ledger_fail(ledger, first.id, LEDGER_FAILED, STATUS_BAD_INPUT, "no picture", NULL),
      STATUS_OK);
  assert_int_equal(enter(ledger, &arrival, &second), LEDGER_FAILED_BEFORE);
  arrival.version = "2";
  assert_int_equal(enter(ledger, &arrival, &third), LEDGER_TO_DO);
}

static void test_work_of_a_killed_program_is_queued_again(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  pid_t child = fork();
  if (child == 0) {
    struct ledger *ledger = open_ledger(&folder);
    struct ledger_document document = {0};
    struct ledger_arrival arrival = arrival_of(hash_a, "a");
    enter(ledger, &arrival, &document);
    struct ledger_arrival other = arrival_of(hash_b, "b");
    other.keeper = LEDGER_BATCH;
    if (ledger_start(ledger, document.id, NULL))
      _exit(1);
    enter(ledger, &other, &document);
    if (ledger_start(ledger, document.id, NULL))
      _exit(1);
    kill(getpid(), SIGKILL);
  }
  int how = 0;
  waitpid(child, &how, 0);
  assert_true(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);

  struct ledger *ledger autoclose = open_ledger(&folder);
  int count = 0;
  assert_int_equal(ledger_recover(ledger, LEDGER_WATCH, &count, NULL), STATUS_OK);
  assert_int_equal(count, 1);
  struct ledger_document a autoclear = {0}, b autoclear = {0}, resumed autoclear = {0};
  assert_int_equal(ledger_find_content(ledger, hash_a, &a, NULL), STATUS_OK);
  assert_int_equal(a.state, LEDGER_QUEUED);
  assert_int_equal(a.interruptions, 1);
  assert_int_equal(a.attempts, 0);
  assert_int_equal(ledger_find_content(ledger, hash_b, &b, NULL), STATUS_OK);
  assert_int_equal(b.state, LEDGER_WORKING); /* the batch's own business */
  struct ledger_arrival arrival = arrival_of(hash_a, "a");
  assert_int_equal(enter(ledger, &arrival, &resumed), LEDGER_TO_DO);
  assert_int_equal(resumed.interruptions, 1);
}

static void test_the_other_keepers_work_is_taken_over_only_when_it_has_gone(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct ledger *ledger autoclose = open_ledger(&folder);
  struct ledger_document a autoclear = {0}, b autoclear = {0}, c autoclear = {0};
  struct ledger_arrival arrival = arrival_of(hash_a, "a");
  enter(ledger, &arrival, &a);
  assert_int_equal(ledger_start(ledger, a.id, NULL), STATUS_OK);
  arrival.keeper = LEDGER_BATCH;
  arrival.ticket = "/archive/a.png";
  arrival.other_runs = true;
  assert_int_equal(enter(ledger, &arrival, &b), LEDGER_IN_WORK);
  arrival.other_runs = false;
  assert_int_equal(enter(ledger, &arrival, &c), LEDGER_TO_DO);
  assert_int_equal(c.keeper, LEDGER_BATCH);
  assert_int_equal(c.state, LEDGER_QUEUED);
}

static void test_an_unchanged_file_is_known_without_reading_it(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct ledger *ledger autoclose = open_ledger(&folder);
  struct ledger_document document autoclear = {0}, found autoclear = {0};
  struct ledger_arrival arrival = arrival_of(hash_a, "a");
  enter(ledger, &arrival, &document);
  struct ledger_source source = {"/archive/a.png", 1234, 1700000000123456789};
  assert_int_equal(ledger_note_source(ledger, document.id, &source, NULL), STATUS_OK);
  assert_int_equal(ledger_note_source(ledger, document.id, &source, NULL), STATUS_OK);
  assert_int_equal(ledger_find_source(ledger, &source, &found, NULL), STATUS_OK);
  assert_string_equal(found.sha256, hash_a);
  source.mtime++;
  assert_int_equal(ledger_find_source(ledger, &source, &found, NULL), STATUS_NOT_FOUND);
}

static void test_try_later_and_put_back_leave_it_queued(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct ledger *ledger autoclose = open_ledger(&folder);
  struct ledger_document a autoclear = {0}, b autoclear = {0}, c autoclear = {0};
  struct ledger_arrival arrival = arrival_of(hash_a, "a");
  enter(ledger, &arrival, &a);
  assert_int_equal(ledger_start(ledger, a.id, NULL), STATUS_OK);
  assert_int_equal(ledger_try_later(ledger, a.id, STATUS_TIMEOUT, "page 1 took too long", 99, NULL),
                   STATUS_OK);
  assert_int_equal(ledger_find(ledger, a.id, &b, NULL), STATUS_OK);
  assert_int_equal(b.state, LEDGER_QUEUED);
  assert_int_equal(b.attempts, 1);
  assert_int_equal(b.next_try, 99);
  assert_int_equal(ledger_start(ledger, a.id, NULL), STATUS_OK);
  assert_int_equal(ledger_put_back(ledger, a.id, NULL), STATUS_OK);
  assert_int_equal(ledger_find(ledger, a.id, &c, NULL), STATUS_OK);
  assert_int_equal(c.state, LEDGER_QUEUED);
  assert_int_equal(c.attempts, 1);
}

struct seen_list {
  int64_t ids[8];
  size_t count, stop_after;
};

static bool remember(const struct ledger_document *document, void *context)
{
  struct seen_list *list = context;
  list->ids[list->count++] = document->id;
  return list->count != list->stop_after;
}

static void test_lists_newest_first_by_state_and_counts(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct ledger *ledger autoclose = open_ledger(&folder);
  int64_t ids[3];
  const char *hashes[] = {hash_a, hash_b, hash_c};
  for (int i = 0; i < 3; i++) {
    struct ledger_document document autoclear = {0};
    struct ledger_arrival arrival = arrival_of(hashes[i], hashes[i]);
    enter(ledger, &arrival, &document);
    ids[i] = document.id;
  }
  publish(ledger, ids[0], "json");
  publish(ledger, ids[2], "json");
  assert_int_equal(ledger_fail(ledger, ids[1], LEDGER_QUARANTINED, STATUS_CRASHED, "x", NULL),
                   STATUS_OK);
  struct seen_list done = {0}, all = {0}, one = {.stop_after = 1}, limited = {0};
  assert_int_equal(ledger_list(ledger, 1u << LEDGER_DONE, 0, remember, &done, NULL), STATUS_OK);
  assert_int_equal(done.count, 2);
  assert_int_equal(done.ids[0], ids[2]);
  assert_int_equal(ledger_list(ledger, ~0u, 0, remember, &all, NULL), STATUS_OK);
  assert_int_equal(all.count, 3);
  assert_int_equal(ledger_list(ledger, ~0u, 0, remember, &one, NULL), STATUS_OK);
  assert_int_equal(one.count, 1);
  assert_int_equal(ledger_list(ledger, ~0u, 2, remember, &limited, NULL), STATUS_OK);
  assert_int_equal(limited.count, 2);

  struct ledger_source here = {"/a", 1, 1}, there = {"/copy of a", 1, 1};
  assert_int_equal(ledger_note_source(ledger, ids[0], &here, NULL), STATUS_OK);
  assert_int_equal(ledger_note_source(ledger, ids[0], &there, NULL), STATUS_OK);
  struct ledger_counters counters;
  assert_int_equal(ledger_count(ledger, &counters, NULL), STATUS_OK);
  assert_int_equal(counters.documents[LEDGER_DONE], 2);
  assert_int_equal(counters.documents[LEDGER_QUARANTINED], 1);
  assert_int_equal(counters.pages, 4);
  assert_int_equal(counters.fields_to_check, 2);
  assert_int_equal(counters.copies, 1);
  assert_true(counters.seconds == 1.0);
}

static void test_activity_is_told_until_it_ends(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct ledger *ledger autoclose = open_ledger(&folder);
  struct ledger_activity activity __attribute__((cleanup(ledger_activity_clear))) = {0};
  assert_int_equal(ledger_get_activity(ledger, LEDGER_WATCH, &activity, NULL), STATUS_NOT_FOUND);
  assert_int_equal(ledger_set_activity(ledger, LEDGER_WATCH, "/in", "the disk is full", NULL),
                   STATUS_OK);
  assert_int_equal(ledger_get_activity(ledger, LEDGER_WATCH, &activity, NULL), STATUS_OK);
  assert_int_equal(activity.pid, getpid());
  assert_string_equal(activity.note, "the disk is full");
  assert_int_equal(ledger_end_activity(ledger, LEDGER_WATCH, NULL), STATUS_OK);
  assert_int_equal(ledger_get_activity(ledger, LEDGER_WATCH, &activity, NULL), STATUS_NOT_FOUND);
}

static void test_a_document_whose_file_is_gone_is_struck_out_unless_it_was_done(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct ledger *ledger autoclose = open_ledger(&folder);
  struct ledger_document a autoclear = {0}, b autoclear = {0}, again autoclear = {0};
  struct ledger_document found autoclear = {0};
  struct ledger_arrival arrival = arrival_of(hash_a, "a");
  enter(ledger, &arrival, &a);
  assert_int_equal(ledger_forget(ledger, a.id, NULL), STATUS_OK);
  assert_int_equal(ledger_find(ledger, a.id, &found, NULL), STATUS_NOT_FOUND);

  arrival = arrival_of(hash_b, "b");
  enter(ledger, &arrival, &b);
  publish(ledger, b.id, "json");
  arrival.ticket = "2";
  arrival.force = true;
  assert_int_equal(enter(ledger, &arrival, &again), LEDGER_TO_DO);
  assert_int_equal(ledger_forget(ledger, b.id, NULL), STATUS_OK);
  assert_int_equal(ledger_find(ledger, b.id, &found, NULL), STATUS_OK);
  assert_int_equal(found.state, LEDGER_DONE);
}

static void test_a_document_let_go_may_be_brought_by_anybody(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct ledger *ledger autoclose = open_ledger(&folder);
  struct ledger_document a autoclear = {0}, b autoclear = {0}, c autoclear = {0};
  struct ledger_arrival arrival = arrival_of(hash_a, "a");
  enter(ledger, &arrival, &a);
  arrival.ticket = "2";
  assert_int_equal(enter(ledger, &arrival, &b), LEDGER_IN_WORK);
  assert_int_equal(ledger_let_go(ledger, a.id, NULL), STATUS_OK);
  assert_int_equal(enter(ledger, &arrival, &c), LEDGER_TO_DO);
}

static void test_values_are_kept_until_removed(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct ledger *ledger autoclose = open_ledger(&folder);
  char *value = NULL;
  assert_int_equal(ledger_get_value(ledger, "inbox", &value, NULL), STATUS_NOT_FOUND);
  assert_int_equal(ledger_set_value(ledger, "inbox", "/a", NULL), STATUS_OK);
  assert_int_equal(ledger_set_value(ledger, "inbox", "/b", NULL), STATUS_OK);
  assert_int_equal(ledger_get_value(ledger, "inbox", &value, NULL), STATUS_OK);
  assert_string_equal(value, "/b");
  free(value);
  assert_int_equal(ledger_set_value(ledger, "inbox", NULL, NULL), STATUS_OK);
  assert_int_equal(ledger_get_value(ledger, "inbox", &value, NULL), STATUS_NOT_FOUND);
}

static void test_a_state_that_there_is_not_is_counted_apart(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct ledger *ledger = open_ledger(&folder);
  struct ledger_document document autoclear = {0};
  struct ledger_arrival arrival = arrival_of(hash_a, "a");
  enter(ledger, &arrival, &document);
  ledger_close(&ledger);
  autofree char *path = temp_path(&folder, ".zhaolu/ledger.sqlite3");
  sqlite3 *database = NULL;
  assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
  assert_int_equal(sqlite3_exec(database, "UPDATE document SET state = 99", NULL, NULL, NULL),
                   SQLITE_OK);
  sqlite3_close(database);
  struct ledger_counters counters;
  ledger = open_ledger(&folder);
  assert_int_equal(ledger_count(ledger, &counters, NULL), STATUS_OK);
  assert_int_equal(counters.unknown, 1);
  assert_string_equal(ledger_state_name((enum ledger_state)99), "unknown");
  ledger_close(&ledger);
}

static void test_a_damaged_or_newer_ledger_is_refused_with_the_remedy(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct ledger *ledger = open_ledger(&folder);
  ledger_close(&ledger);
  autofree char *path = temp_path(&folder, ".zhaolu/ledger.sqlite3");
  sqlite3 *database = NULL;
  assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
  assert_int_equal(sqlite3_exec(database, "PRAGMA user_version = 99", NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(database);
  struct error error = {0};
  assert_int_equal(ledger_open(folder.path, &ledger, &error), STATUS_INSTALL);
  assert_non_null(strstr(error.message, "newer"));

  FILE *file = fopen(path, "w");
  fputs("this was a ledger once, before the disk went bad", file);
  fclose(file);
  assert_int_equal(ledger_open(folder.path, &ledger, &error), STATUS_INSTALL);
  assert_non_null(strstr(error.message, "backup"));
}

/* A ledger as the version before digests left it: nothing is known of its outputs but when they
 * were put in place. */
static void test_outputs_of_an_older_ledger_are_told_by_their_time(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct ledger *ledger = open_ledger(&folder);
  struct ledger_document document autoclear = {0};
  struct ledger_arrival arrival = arrival_of(hash_a, "sub/a");
  enter(ledger, &arrival, &document);
  publish(ledger, document.id, "json,txt");
  ledger_close(&ledger);
  autofree char *path = temp_path(&folder, ".zhaolu/ledger.sqlite3");
  sqlite3 *database = NULL;
  assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
  assert_int_equal(sqlite3_exec(database,
                                "UPDATE document SET finished = 5000; DROP TABLE written;"
                                "DROP TABLE trouble; DROP TABLE told; DROP TABLE review;"
                                "ALTER TABLE document DROP COLUMN replace_edited;"
                                "PRAGMA user_version = 1",
                                NULL, NULL, NULL),
                   SQLITE_OK);
  sqlite3_close(database);
  ledger = open_ledger(&folder);
  static const struct {
    const char *file;
    int64_t mtime;
    bool written;
  } cases[] = {{"sub/a.json", 5000, true},
               {"sub/a.txt", 4000, true},
               {"sub/a.json", 5001, false},
               {"sub/a.html", 4000, false}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    bool written = !cases[i].written;
    assert_int_equal(
        ledger_has_written(ledger, cases[i].file, hash_b, cases[i].mtime, &written, NULL),
        STATUS_OK);
    assert_int_equal(written, cases[i].written);
  }
  ledger_close(&ledger);
}

static void fill(const struct temp_folder *folder, int rows)
{
  autofree char *path = temp_path(folder, ".zhaolu/ledger.sqlite3");
  autofree char *sql = memory_format(
      "BEGIN; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
      "INSERT INTO document (sha256, version, keeper, state, source, output, seen) "
      "SELECT printf('%%064d', i), '1', 1, 3, printf('/archive/%%d.png', i), printf('%%d', i), 0 "
      "FROM n; INSERT INTO source SELECT source, id, 1, 1, 0 FROM document; COMMIT;",
      rows);
  sqlite3 *database = NULL;
  assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
  assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(database);
}

/* Processor seconds that a hundred documents cost in a ledger of `rows`. */
static double cost_with(int rows)
{
  struct temp_folder folder autoremove = temp_folder_make();
  struct ledger *ledger autoclose = open_ledger(&folder);
  fill(&folder, rows);
  clock_t start = clock();
  for (int i = 0; i < 100; i++) {
    struct ledger_document document autoclear = {0};
    autofree char *hash = memory_format("f%063d", i);
    autofree char *name = memory_format("new-%d", i);
    struct ledger_source source = {name, 5, 5};
    struct ledger_arrival arrival = arrival_of(hash, name);
    assert_int_equal(ledger_find_source(ledger, &source, &document, NULL), STATUS_NOT_FOUND);
    assert_int_equal(enter(ledger, &arrival, &document), LEDGER_TO_DO);
    assert_int_equal(ledger_note_source(ledger, document.id, &source, NULL), STATUS_OK);
    publish(ledger, document.id, "json");
  }
  return (double)(clock() - start) / CLOCKS_PER_SEC;
}

static void test_a_document_costs_the_same_among_a_thousand_and_a_hundred_thousand(void **state)
{
  (void)state;
  double few = cost_with(1000), many = cost_with(100000);
  print_message("100 documents: %.3f s among 1,000, %.3f s among 100,000\n", few, many);
  assert_true(many < 3 * few + 0.05);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_same_content_under_another_name_is_recognised),
      cmocka_unit_test(test_other_content_of_the_same_name_gets_its_hash_behind_the_name),
      cmocka_unit_test(test_done_counts_only_for_its_version_and_formats),
      cmocka_unit_test(test_formats_of_one_version_add_up),
      cmocka_unit_test(test_a_failed_document_waits_for_a_persons_wish),
      cmocka_unit_test(test_a_batch_tries_a_failed_path_again_only_with_other_rules),
      cmocka_unit_test(test_work_of_a_killed_program_is_queued_again),
      cmocka_unit_test(test_the_other_keepers_work_is_taken_over_only_when_it_has_gone),
      cmocka_unit_test(test_an_unchanged_file_is_known_without_reading_it),
      cmocka_unit_test(test_try_later_and_put_back_leave_it_queued),
      cmocka_unit_test(test_lists_newest_first_by_state_and_counts),
      cmocka_unit_test(test_activity_is_told_until_it_ends),
      cmocka_unit_test(test_a_document_whose_file_is_gone_is_struck_out_unless_it_was_done),
      cmocka_unit_test(test_a_document_let_go_may_be_brought_by_anybody),
      cmocka_unit_test(test_values_are_kept_until_removed),
      cmocka_unit_test(test_a_state_that_there_is_not_is_counted_apart),
      cmocka_unit_test(test_a_damaged_or_newer_ledger_is_refused_with_the_remedy),
      cmocka_unit_test(test_outputs_of_an_older_ledger_are_told_by_their_time),
      cmocka_unit_test(test_a_document_costs_the_same_among_a_thousand_and_a_hundred_thousand),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
