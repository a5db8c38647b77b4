#include "tests/cmocka_all.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "files/atomic_file.h"
#include "tests/files/temp_folder.h"

static void test_a_file_is_made_and_then_replaced(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = temp_path(&folder, "a.json");
  struct error error;
  assert_int_equal(file_write_atomic(path, "old old", 7, &error), STATUS_OK);
  assert_int_equal(file_write_atomic(path, "new", 3, &error), STATUS_OK);
  size_t size;
  autofree char *bytes = temp_read(path, &size);
  assert_int_equal(size, 3);
  assert_string_equal(bytes, "new");
  assert_int_equal(temp_count(&folder), 1);
}

static void test_the_mode_follows_the_umask(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = temp_path(&folder, "a");
  mode_t old = umask(027);
  assert_int_equal(file_write_atomic(path, "", 0, NULL), STATUS_OK);
  umask(old);
  struct stat info;
  assert_int_equal(stat(path, &info), 0);
  assert_int_equal(info.st_mode & 0777, 0640);
  assert_int_equal(info.st_size, 0);
}

static void test_a_failed_write_leaves_the_old_file_and_no_part(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = temp_path(&folder, "taken");
  autofree char *inside = temp_path(&folder, "taken/file");
  assert_int_equal(mkdir(path, 0700), 0); /* a folder cannot be renamed over */
  assert_int_equal(file_write_atomic(inside, "x", 1, NULL), STATUS_OK);
  struct error error;
  assert_int_equal(file_write_atomic(path, "x", 1, &error), STATUS_IO);
  assert_non_null(strstr(error.message, path));
  assert_int_equal(temp_count(&folder), 1);
}

static void test_a_missing_folder_is_not_found(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = temp_path(&folder, "no/such/a");
  struct error error;
  assert_int_equal(file_write_atomic(path, "x", 1, &error), STATUS_NOT_FOUND);
}

static void test_a_file_is_moved_between_folders(void **state)
{
  (void)state;
  struct temp_folder from autoremove = temp_folder_make();
  struct temp_folder to autoremove = temp_folder_make();
  autofree char *old_path = temp_write(&from, "a", "text", 4);
  autofree char *new_path = temp_path(&to, "b");
  struct error error;
  assert_int_equal(file_move(old_path, new_path, &error), STATUS_OK);
  assert_int_equal(temp_count(&from), 0);
  assert_int_equal(temp_count(&to), 1);
  assert_int_equal(file_move(old_path, new_path, &error), STATUS_NOT_FOUND);
  assert_non_null(strstr(error.message, old_path));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_file_is_made_and_then_replaced),
      cmocka_unit_test(test_the_mode_follows_the_umask),
      cmocka_unit_test(test_a_failed_write_leaves_the_old_file_and_no_part),
      cmocka_unit_test(test_a_missing_folder_is_not_found),
      cmocka_unit_test(test_a_file_is_moved_between_folders),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
