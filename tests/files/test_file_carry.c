#include "tests/cmocka_all.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/memory.h"
#include "files/file_carry.h"
#include "files/lock_file.h"
#include "tests/files/temp_folder.h"

static void test_makes_the_folders_on_the_way(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *from = temp_write(&folder, "a.png", "content", 7);
  autofree char *to = temp_path(&folder, "done/2025/03/a.png");
  assert_int_equal(file_carry(from, to, NULL), STATUS_OK);
  assert_false(file_exists(from));
  autofree char *bytes = temp_read(to, NULL);
  assert_string_equal(bytes, "content");
}

static void test_tells_a_file_that_has_gone(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *from = temp_path(&folder, "gone");
  autofree char *to = temp_path(&folder, "to");
  assert_int_equal(file_carry(from, to, NULL), STATUS_NOT_FOUND);
  assert_int_equal(file_remove(from, NULL), STATUS_OK);
}

/* /dev/shm is a file system of its own on every Linux that has it. */
static bool other_file_system(const struct temp_folder *folder, struct temp_folder *ret_other)
{
  struct stat here, there;
  char path[] = "/dev/shm/zhaolu-test-XXXXXX";
  if (!mkdtemp(path) || stat(path, &there) != 0 || stat(folder->path, &here) != 0)
    return false;
  strcpy(ret_other->path, path);
  return here.st_dev != there.st_dev;
}

static void test_carries_between_file_systems_with_its_time(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct temp_folder other autoremove = {0};
  if (!other_file_system(&folder, &other))
    skip();
  autofree char *from = temp_write(&folder, "a.png", "content", 7);
  const struct timespec times[2] = {{1000, 0}, {1700000000, 123456789}};
  assert_int_equal(utimensat(AT_FDCWD, from, times, 0), 0);
  autofree char *to = temp_path(&other, "sub/a.png");
  struct error error = {0};
  if (file_carry(from, to, &error))
    fail_msg("%s", error.message);
  assert_false(file_exists(from));
  autofree char *bytes = temp_read(to, NULL);
  assert_string_equal(bytes, "content");
  struct stat about;
  assert_int_equal(stat(to, &about), 0);
  assert_int_equal(about.st_mtim.tv_nsec, 123456789);
}

static void test_carries_a_folder_between_file_systems_whole(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct temp_folder other autoremove = {0};
  if (!other_file_system(&folder, &other))
    skip();
  autofree char *from = temp_path(&folder, "证");
  autofree char *deeper = temp_path(&folder, "证/@eaDir");
  assert_int_equal(folder_make_all(deeper, NULL), STATUS_OK);
  autofree char *one = temp_write(&folder, "证/page-1.png", "one", 3);
  autofree char *litter = temp_write(&folder, "证/@eaDir/page-1.png", "two", 3);
  autofree char *to = temp_path(&other, "work/证");
  struct error error = {0};
  if (file_carry(from, to, &error))
    fail_msg("%s", error.message);
  assert_int_equal(temp_count(&folder), 0);
  autofree char *page = temp_path(&other, "work/证/page-1.png");
  autofree char *beside = temp_path(&other, "work/证/@eaDir/page-1.png");
  autofree char *page_bytes = temp_read(page, NULL), *beside_bytes = temp_read(beside, NULL);
  assert_string_equal(page_bytes, "one");
  assert_string_equal(beside_bytes, "two");
  folder_remove_all(to);
  assert_false(file_exists(to));
}

static void test_removes_only_empty_folders_below_the_top(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *deep = temp_path(&folder, "a/b/c");
  autofree char *kept = temp_path(&folder, "a/kept");
  assert_int_equal(folder_make_all(deep, NULL), STATUS_OK);
  assert_int_equal(folder_make_all(kept, NULL), STATUS_OK);
  folder_remove_empty(deep, folder.path);
  assert_false(file_exists(deep));
  assert_true(file_exists(kept));
  folder_remove_empty(kept, folder.path);
  assert_true(file_exists(folder.path));
}

static void test_stems(void **state)
{
  (void)state;
  static const struct {
    const char *path, *stem;
  } cases[] = {{"a/b.c/d.tar.gz", "a/b.c/d.tar"},
               {"a.b/c", "a.b/c"},
               {".hidden", ".hidden"},
               {"执照.png", "执照"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_int_equal(path_stem_length(cases[i].path), strlen(cases[i].stem));
}

static void test_a_second_instance_is_told_who_the_first_is(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = temp_path(&folder, ".lock");
  int ready[2];
  assert_int_equal(pipe(ready), 0);
  pid_t child = fork();
  if (child == 0) {
    struct lock_file *lock = NULL;
    if (lock_file_take(path, "the inbox", &lock, NULL))
      _exit(1);
    if (fork() == 0) /* a worker, which outlives it */
      sleep(2), _exit(0);
    if (write(ready[1], "x", 1) != 1)
      _exit(1);
    pause();
  }
  char byte;
  assert_int_equal(read(ready[0], &byte, 1), 1);
  struct lock_file *lock = NULL;
  struct error error = {0};
  assert_true(lock_file_is_held(path));
  assert_int_equal(lock_file_take(path, "the inbox", &lock, &error), STATUS_BUSY);
  autofree char *name = memory_format("process %d on ", (int)child);
  assert_non_null(strstr(error.message, name));

  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  assert_false(lock_file_is_held(path));
  assert_int_equal(lock_file_take(path, "the inbox", &lock, NULL), STATUS_OK);
  lock_file_release(&lock);
  assert_null(lock);
  assert_false(file_exists(path));
  close(ready[0]);
  close(ready[1]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_makes_the_folders_on_the_way),
      cmocka_unit_test(test_tells_a_file_that_has_gone),
      cmocka_unit_test(test_carries_between_file_systems_with_its_time),
      cmocka_unit_test(test_carries_a_folder_between_file_systems_whole),
      cmocka_unit_test(test_removes_only_empty_folders_below_the_top),
      cmocka_unit_test(test_stems),
      cmocka_unit_test(test_a_second_instance_is_told_who_the_first_is),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
