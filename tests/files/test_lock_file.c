#include "tests/cmocka_all.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "files/lock_file.h"

/* A folder in memory: there is a kernel's lease on a file in any case. */
static char *lease_folder(void)
{
  char *folder = memory_copy_string("/dev/shm/zhaolu-lock-XXXXXX");
  assert_non_null(mkdtemp(folder));
  return folder;
}

/* In a child: takes the lock, says how that went, and holds it until the pipe is closed. */
static pid_t taker_start(const char *path, int *ret_answer, int *ret_hold)
{
  int answer[2], hold[2];
  assert_int_equal(pipe(answer), 0);
  assert_int_equal(pipe(hold), 0);
  pid_t pid = fork();
  if (pid == 0) {
    struct lock_file *lock = NULL;
    close(hold[1]);
    char status = (char)lock_file_take(path, "the inbox", &lock, NULL), end;
    if (write(answer[1], &status, 1) == 1)
      (void)!read(hold[0], &end, 1);
    _exit(0);
  }
  close(answer[1]);
  close(hold[0]);
  *ret_answer = answer[0];
  *ret_hold = hold[1];
  return pid;
}

static bool comes_within(int fd, int milliseconds)
{
  struct pollfd wait = {.fd = fd, .events = POLLIN};
  return poll(&wait, 1, milliseconds) > 0;
}

/*
 * The holder removes its file between another's opening and locking it, and a third may have the
 * lock by then. A lease makes that moment last: the kernel holds the other's open() until the lease
 * is given up, and the name is gone by then.
 */
static void assert_meanwhile(bool taken_again, enum status wanted)
{
  autofree char *folder = lease_folder();
  autofree char *path = memory_format("%s/lock", folder);
  struct lock_file *third = NULL;
  int held = open(path, O_RDWR | O_CREAT, 0644), answer, hold;
  signal(SIGIO, SIG_IGN);
  if (held < 0 || fcntl(held, F_SETLEASE, F_WRLCK) != 0) {
    unlink(path);
    rmdir(folder);
    skip();
  }
  pid_t taker = taker_start(path, &answer, &hold);
  assert_false(comes_within(answer, 200)); /* it waits in open() */
  assert_int_equal(unlink(path), 0);
  if (taken_again)
    assert_int_equal(lock_file_take(path, "the inbox", &third, NULL), STATUS_OK);
  assert_int_equal(fcntl(held, F_SETLEASE, F_UNLCK), 0);
  char status = -1;
  assert_true(comes_within(answer, 20000));
  assert_int_equal(read(answer, &status, 1), 1);
  bool holds = lock_file_is_held(path); /* by its name, as the next one would find it */
  close(hold);
  close(answer);
  close(held);
  waitpid(taker, NULL, 0);
  lock_file_release(&third);
  unlink(path);
  rmdir(folder);
  assert_int_equal(status, wanted);
  assert_true(taken_again || holds);
}

static void test_a_lock_on_a_file_that_was_removed_meanwhile_holds_nothing(void **state)
{
  (void)state;
  assert_meanwhile(false, STATUS_OK);
}

static void test_a_lock_that_a_third_took_meanwhile_is_not_taken_from_it(void **state)
{
  (void)state;
  assert_meanwhile(true, STATUS_BUSY);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_lock_on_a_file_that_was_removed_meanwhile_holds_nothing),
      cmocka_unit_test(test_a_lock_that_a_third_took_meanwhile_is_not_taken_from_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
