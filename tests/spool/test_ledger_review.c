#include "tests/cmocka_all.h"

#include <string.h>

#include "base/memory.h"
#include "spool/ledger_review.h"
#include "tests/files/temp_folder.h"

static const char hash_a[] = "aaaaaaaa11111111111111111111111111111111111111111111111111111111";
static const char hash_b[] = "bbbbbbbb22222222222222222222222222222222222222222222222222222222";

struct world {
  struct temp_folder folder;
  struct ledger *ledger;
};

static void world_make(struct world *world)
{
  struct error error = {0};
  world->folder = temp_folder_make();
  if (ledger_open(world->folder.path, &world->ledger, &error))
    fail_msg("%s", error.message);
}

static void world_end(struct world *world)
{
  ledger_close(&world->ledger);
  temp_folder_remove(&world->folder);
}

static enum status say(struct world *world, const char *sha256, const char *field,
                       const char *after, int64_t seen, const char *receipt, int64_t *ret_version)
{
  const struct review_word word = {
      .place = {sha256, 0, "patent", field},
      .person = "王敏",
      .machine = "\"a\"",
      .before = "\"a\"",
      .after = after,
      .seen = seen,
      .receipt = receipt,
  };
  return ledger_review_say(world->ledger, &word, ret_version, NULL);
}

static void entry_note(const struct review_entry *entry, void *context)
{
  char *text = context;
  assert_string_equal(entry->person, "王敏");
  assert_true(entry->at > 0);
  sprintf(text + strlen(text), "%s=%s ", entry->field, entry->after ? entry->after : "-");
}

static void expect(struct world *world, const char *sha256, const char *wanted)
{
  char text[200] = "";
  assert_int_equal(ledger_review_of(world->ledger, sha256, entry_note, text, NULL), STATUS_OK);
  assert_string_equal(text, wanted);
}

static void test_the_last_word_on_each_field_holds(void **state)
{
  (void)state;
  struct world world = {0};
  int64_t version = 0;
  world_make(&world);
  assert_int_equal(say(&world, hash_a, "x", "\"1\"", 0, NULL, &version), STATUS_OK);
  assert_int_equal(say(&world, hash_a, "y", "\"2\"", version, NULL, &version), STATUS_OK);
  assert_int_equal(say(&world, hash_a, "x", "\"3\"", version, NULL, &version), STATUS_OK);
  expect(&world, hash_a, "y=\"2\" x=\"3\" ");
  assert_int_equal(say(&world, hash_a, "y", NULL, version, NULL, &version), STATUS_OK);
  expect(&world, hash_a, "x=\"3\" ");
  expect(&world, hash_b, "");
  char all[200] = "";
  assert_int_equal(ledger_review_since(world.ledger, 1, entry_note, all, NULL), STATUS_OK);
  assert_string_equal(all, "y=\"2\" x=\"3\" y=- ");
  world_end(&world);
}

static void test_a_word_on_a_document_that_has_gone_on_is_refused(void **state)
{
  (void)state;
  struct world world = {0};
  int64_t first = 0, other = 0, now = 0;
  world_make(&world);
  assert_int_equal(say(&world, hash_a, "x", "\"1\"", 0, NULL, &first), STATUS_OK);
  assert_int_equal(say(&world, hash_b, "x", "\"1\"", 0, NULL, &other), STATUS_OK);
  assert_int_equal(say(&world, hash_a, "x", "\"2\"", 0, NULL, &now), STATUS_BUSY);
  assert_int_equal(now, first);
  expect(&world, hash_a, "x=\"1\" ");
  assert_int_equal(say(&world, hash_a, "x", "\"2\"", first, NULL, &now), STATUS_OK);
  expect(&world, hash_a, "x=\"2\" ");
  world_end(&world);
}

static void test_a_word_that_comes_twice_counts_once(void **state)
{
  (void)state;
  struct world world = {0};
  int64_t first = 0, second = 0;
  world_make(&world);
  assert_int_equal(say(&world, hash_a, "x", "\"1\"", 0, "r", &first), STATUS_OK);
  assert_int_equal(say(&world, hash_a, "x", "\"1\"", 0, "r", &second), STATUS_OK);
  assert_int_equal(first, second);
  expect(&world, hash_a, "x=\"1\" ");
  world_end(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_last_word_on_each_field_holds),
      cmocka_unit_test(test_a_word_on_a_document_that_has_gone_on_is_refused),
      cmocka_unit_test(test_a_word_that_comes_twice_counts_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
