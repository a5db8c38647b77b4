#include "tests/cmocka_all.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <utime.h>

#include "base/memory.h"
#include "files/file_carry.h"
#include "queue/file_store.h"
#include "tests/files/temp_folder.h"

#define OWNER "00000000000000aa"
#define OTHER "00000000000000bb"

struct world {
  struct temp_folder folder;
  char *store, *out;
  char sha256[DIGEST_HEX_BYTES];
  char *original;
};

static int world_open(void **state)
{
  struct world *world = memory_alloc(sizeof *world);
  world->folder = temp_folder_make();
  world->store = temp_path(&world->folder, "store");
  world->out = temp_path(&world->folder, "out");
  world->original = temp_write(&world->folder, "original", "a scan", 6);
  digest_bytes("a scan", 6, world->sha256);
  *state = world;
  return 0;
}

static int world_close(void **state)
{
  struct world *world = *state;
  free(world->store);
  free(world->out);
  free(world->original);
  temp_folder_remove(&world->folder);
  free(world);
  return 0;
}

static char *place(const struct world *world)
{
  return memory_format("%s/" OWNER "/%.2s/%s", world->store, world->sha256, world->sha256);
}

static void put(const struct world *world)
{
  struct error error = {0};
  assert_int_equal(file_store_put_file(world->store, OWNER, world->original, world->sha256, &error),
                   STATUS_OK);
}

static enum status fetch(const struct world *world, uint64_t size)
{
  struct error error = {0};
  return file_store_fetch(world->store, OWNER, world->sha256, size, world->out, &error);
}

static void place_overwrite(const struct world *world, const char *bytes)
{
  autofree char *path = place(world);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(bytes, file);
  fclose(file);
}

static void test_a_file_comes_out_as_it_went_in(void **state)
{
  const struct world *world = *state;
  char sha256[DIGEST_HEX_BYTES];
  uint64_t bytes;
  put(world);
  put(world); /* once more changes nothing */
  assert_int_equal(fetch(world, 6), STATUS_OK);
  assert_int_equal(digest_file(world->out, sha256, &bytes, NULL), STATUS_OK);
  assert_string_equal(sha256, world->sha256);
}

static void test_a_file_that_is_not_what_its_name_says_is_not_given_out(void **state)
{
  const struct world *world = *state;
  put(world);
  place_overwrite(world, "a scam");
  assert_int_equal(fetch(world, 6), STATUS_IO);
  assert_false(file_exists(world->out));
  unsigned char *content = NULL;
  size_t size = 0;
  struct error error = {0};
  assert_int_equal(
      file_store_read(world->store, OWNER, world->sha256, 1000, &content, &size, &error),
      STATUS_IO);
  assert_null(content);
}

static void test_a_file_that_is_longer_than_it_was_is_not_read_to_its_end(void **state)
{
  const struct world *world = *state;
  put(world);
  assert_int_equal(fetch(world, 5), STATUS_IO);
  assert_false(file_exists(world->out));
}

static void test_what_has_changed_is_not_put_in(void **state)
{
  const struct world *world = *state;
  char other[DIGEST_HEX_BYTES];
  struct error error = {0};
  digest_bytes("another", 7, other);
  assert_int_equal(file_store_put_file(world->store, OWNER, world->original, other, &error),
                   STATUS_IO);
  assert_int_equal(file_store_fetch(world->store, OWNER, other, 6, world->out, &error), STATUS_IO);
}

static void test_one_owner_does_not_remove_what_another_put_in(void **state)
{
  const struct world *world = *state;
  put(world);
  file_store_remove(world->store, OTHER, world->sha256);
  assert_int_equal(fetch(world, 6), STATUS_OK);
  file_store_remove(world->store, OWNER, world->sha256);
  assert_int_equal(fetch(world, 6), STATUS_IO);
}

static void test_only_what_is_old_is_swept(void **state)
{
  const struct world *world = *state;
  autofree char *path = place(world);
  put(world);
  file_store_sweep(world->store, OWNER, 3600);
  assert_true(file_exists(path));
  assert_int_equal(utime(path, &(struct utimbuf){1000, 1000}), 0);
  file_store_sweep(world->store, OWNER, 3600);
  assert_false(file_exists(path));
}

int main(void)
{
#define WORLD_TEST(test) cmocka_unit_test_setup_teardown(test, world_open, world_close)
  const struct CMUnitTest tests[] = {
      WORLD_TEST(test_a_file_comes_out_as_it_went_in),
      WORLD_TEST(test_a_file_that_is_not_what_its_name_says_is_not_given_out),
      WORLD_TEST(test_a_file_that_is_longer_than_it_was_is_not_read_to_its_end),
      WORLD_TEST(test_what_has_changed_is_not_put_in),
      WORLD_TEST(test_one_owner_does_not_remove_what_another_put_in),
      WORLD_TEST(test_only_what_is_old_is_swept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
