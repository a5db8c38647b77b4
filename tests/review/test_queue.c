#include "tests/cmocka_all.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "review/queue.h"
#include "tests/files/temp_folder.h"

/* A folder with results of these names, of the digests "000…1", "000…2", … */
struct world {
  struct temp_folder folder;
  struct ledger *ledger;
  struct results *results;
};

static void result_put(const struct world *world, int number, const char *name, const char *type,
                       const char *status, const char *expiry)
{
  autofree char *path = memory_format("%s/%s.json", world->folder.path, name);
  FILE *file = fopen(path, "we");
  assert_non_null(file);
  fprintf(file,
          "{\"schema\": \"zhaolu/2\", \"status\": \"%s\", \"source\": {\"name\": \"%s.jpg\", "
          "\"sha256\": \"%064d\"}, \"pages\": [], \"warnings\": [], \"records\": [{\"type\": "
          "\"%s\", \"pages\": [1], \"region\": null, \"provisions\": [], \"fields\": "
          "{\"company_name\": {\"value\": \"甲公司\", \"status\": \"%s\", \"checks\": []}, "
          "\"expiry_date\": {\"value\": \"%s\", \"status\": \"ok\", \"checks\": []}}}]}",
          status, name, number, type, strcmp(status, "check") == 0 ? "check" : "ok", expiry);
  fclose(file);
}

static void world_make(struct world *world)
{
  struct error error = {0};
  world->folder = temp_folder_make();
  if (ledger_open(world->folder.path, &world->ledger, &error))
    fail_msg("%s", error.message);
  result_put(world, 1, "a", "business_licence", "ok", "2030-01-01");
  result_put(world, 2, "b", "business_licence", "check", "2029-01-01");
  result_put(world, 3, "c", "patent", "check", "2027-01-01");
  world->results = results_open(world->folder.path, world->ledger);
  assert_int_equal(results_refresh(world->results, &error), STATUS_OK);
}

static void world_end(struct world *world)
{
  results_close(&world->results);
  ledger_close(&world->ledger);
  temp_folder_remove(&world->folder);
}

static int64_t say(struct world *world, int number, const char *after, int64_t seen)
{
  char sha256[DIGEST_HEX_BYTES];
  struct error error = {0};
  int64_t version = 0;
  snprintf(sha256, sizeof sha256, "%064d", number);
  const struct review_word word = {
      .place = {sha256, 0, number == 3 ? "patent" : "business_licence", "company_name"},
      .person = "王敏",
      .machine = "\"甲公司\"",
      .before = "\"甲公司\"",
      .after = after,
      .seen = seen,
  };
  if (ledger_review_say(world->ledger, &word, &version, &error) ||
      results_hear(world->results, &error))
    fail_msg("%s", error.message);
  return version;
}

static char *names_of(const struct world *world, struct queue_wish wish)
{
  struct queue queue cleanup_with(queue_clear) = {0};
  char names[100] = "";
  wish.type = wish.type ? wish.type : "";
  wish.reason = wish.reason ? wish.reason : "";
  wish.words = wish.words ? wish.words : "";
  queue_make(world->results, &wish, &queue);
  for (size_t i = 0; i < queue.count; i++)
    snprintf(names + strlen(names), sizeof names - strlen(names), "%c", queue.items[i]->name[0]);
  return memory_copy_string(names);
}

static void expect(const struct world *world, struct queue_wish wish, const char *wanted)
{
  autofree char *names = names_of(world, wish);
  assert_string_equal(names, wanted);
}

static void test_what_needs_a_person_and_expires_first_comes_first(void **state)
{
  (void)state;
  struct world world = {0};
  world_make(&world);
  expect(&world, (struct queue_wish){0}, "cb");
  expect(&world, (struct queue_wish){.show = QUEUE_ALL}, "cba");
  expect(&world, (struct queue_wish){.show = QUEUE_ALL, .order = QUEUE_BY_FILE}, "abc");
  expect(&world, (struct queue_wish){.show = QUEUE_ALL, .type = "business_licence"}, "ba");
  expect(&world, (struct queue_wish){.reason = "unsure"}, "cb");
  expect(&world, (struct queue_wish){.show = QUEUE_ALL, .words = "A"}, "a");
  world_end(&world);
}

static void test_a_settled_document_leaves_the_queue_and_comes_back(void **state)
{
  (void)state;
  struct world world = {0};
  world_make(&world);
  int64_t version = say(&world, 3, "\"乙公司\"", 0);
  expect(&world, (struct queue_wish){0}, "b");
  expect(&world, (struct queue_wish){.show = QUEUE_SETTLED}, "c");
  expect(&world, (struct queue_wish){.show = QUEUE_ALL, .words = "乙公司"}, "c");
  struct queue_progress progress = queue_progress_of(world.results);
  assert_int_equal(progress.settled, 1);
  assert_int_equal(progress.needing, 2);
  say(&world, 3, NULL, version);
  expect(&world, (struct queue_wish){0}, "cb");
  world_end(&world);
}

static void test_the_next_document_is_one_that_is_left(void **state)
{
  (void)state;
  struct world world = {0};
  char second[DIGEST_HEX_BYTES], third[DIGEST_HEX_BYTES];
  const struct queue_wish wish = {.type = "", .reason = "", .words = ""};
  snprintf(second, sizeof second, "%064d", 2);
  snprintf(third, sizeof third, "%064d", 3);
  world_make(&world);
  assert_string_equal(queue_next(world.results, &wish, "")->name, "c.json");
  assert_string_equal(queue_next(world.results, &wish, third)->name, "b.json"); /* passed over */
  assert_string_equal(queue_next(world.results, &wish, second)->name, "c.json");
  say(&world, 3, "\"甲公司\"", 0);
  assert_string_equal(queue_next(world.results, &wish, third)->name, "b.json");
  say(&world, 2, "\"甲公司\"", 0);
  assert_null(queue_next(world.results, &wish, second));
  world_end(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_needs_a_person_and_expires_first_comes_first),
      cmocka_unit_test(test_a_settled_document_leaves_the_queue_and_comes_back),
      cmocka_unit_test(test_the_next_document_is_one_that_is_left),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
