#include "tests/cmocka_all.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workers/sandbox.h"
#include "tests/temp_name.h"

static char folder[TEMP_NAME_BYTES];
static char existing[TEMP_NAME_BYTES + 40], fresh[TEMP_NAME_BYTES + 40];

/* Each attempt returns true when it succeeded. */
static bool attempt_write_existing(void)
{
  return open(existing, O_WRONLY) >= 0;
}

static bool attempt_truncate(void)
{
  return open(existing, O_RDONLY | O_TRUNC) >= 0 || truncate(existing, 0) == 0;
}

static bool attempt_create(void)
{
  return open(fresh, O_RDWR | O_CREAT, 0600) >= 0 || creat(fresh, 0600) >= 0;
}

static bool attempt_temporary_file(void)
{
  return open(folder, O_TMPFILE | O_RDWR, 0600) >= 0;
}

static bool attempt_open2(void)
{
  uint64_t how[3] = {O_WRONLY, 0, 0};
  return syscall(SYS_openat2, AT_FDCWD, existing, how, sizeof how) >= 0;
}

static bool attempt_remove(void)
{
  return unlink(existing) == 0;
}

static bool attempt_rename(void)
{
  return rename(existing, fresh) == 0;
}

static bool attempt_link(void)
{
  return link(existing, fresh) == 0 || symlink(existing, fresh) == 0;
}

static bool attempt_make_folder(void)
{
  return mkdir(fresh, 0700) == 0;
}

static bool attempt_change_mode(void)
{
  return chmod(existing, 0777) == 0;
}

static bool attempt_tcp(void)
{
  return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool attempt_local_socket(void)
{
  int ends[2];
  return socket(AF_UNIX, SOCK_STREAM, 0) >= 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0;
}

static bool attempt_program(void)
{
  execl("/bin/true", "true", (char *)NULL);
  return false; /* had it started, the exit code would be 0 */
}

static bool attempt_fork(void)
{
  pid_t child = fork();
  if (child == 0)
    _exit(0);
  return child > 0;
}

static bool attempt_signal(void)
{
  return kill(getppid(), SIGCONT) == 0;
}

static bool attempt_signal_by_owner(void)
{
  return fcntl(STDIN_FILENO, F_SETOWN, getppid()) == 0;
}

static bool attempt_lock(void)
{
  struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_len = 1};
  int file = open(existing, O_RDONLY | O_CLOEXEC);
  return file >= 0 && fcntl(file, F_SETLK, &lock) == 0;
}

static bool attempt_trace(void)
{
  return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0;
}

static bool attempt_read_parent_memory(void)
{
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/mem", (int)getppid());
  return open(path, O_RDWR) >= 0;
}

static bool attempt_io_uring(void)
{
  char parameters[120] = {0};
  return syscall(SYS_io_uring_setup, 4, parameters) >= 0;
}

static bool attempt_read_file(void)
{
  char byte;
  int file = open(existing, O_RDONLY | O_CLOEXEC);
  return file >= 0 && read(file, &byte, 1) == 1;
}

static bool attempt_list_folder(void)
{
  return open(folder, O_RDONLY | O_DIRECTORY) >= 0;
}

static bool attempt_memory(void)
{
  void *block = malloc(32 << 20);
  if (!block)
    return false;
  memset(block, 1, 32 << 20);
  free(block);
  return true;
}

static bool attempt_too_much_memory(void)
{
  return malloc((size_t)300 << 20) != NULL;
}

/* Runs the attempt in a child, shut in or free; true when it succeeded there. */
static bool succeeds(bool (*attempt)(void), bool shut_in)
{
  pid_t child = fork();
  if (child == 0) {
    if (shut_in)
      sandbox_enter(&(struct sandbox_limits){
          .memory = 200 << 20, .readable = &(const char *){existing}, .readable_count = 1});
    _exit(attempt() ? 0 : 42);
  }
  int wait_status = 0;
  assert_int_equal(waitpid(child, &wait_status, 0), child);
  assert_true(WIFEXITED(wait_status));
  return WEXITSTATUS(wait_status) == 0;
}

static int folder_fill(void **state)
{
  (void)state;
  temp_name(folder, "zhaolu-sandbox-XXXXXX");
  if (!mkdtemp(folder))
    return -1;
  snprintf(existing, sizeof existing, "%s/existing", folder);
  snprintf(fresh, sizeof fresh, "%s/fresh", folder);
  FILE *file = fopen(existing, "w");
  return file && fputs("text", file) >= 0 && fclose(file) == 0 ? 0 : -1;
}

static int folder_empty(void **state)
{
  (void)state;
  unlink(existing);
  return rmdir(folder);
}

static void test_what_a_hostile_file_would_want_is_refused(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    bool (*attempt)(void);
  } cases[] = {
      {"write a file", attempt_write_existing},
      {"truncate a file", attempt_truncate},
      {"create a file", attempt_create},
      {"create a nameless file", attempt_temporary_file},
      {"open by the newest call", attempt_open2},
      {"remove a file", attempt_remove},
      {"rename a file", attempt_rename},
      {"link a file", attempt_link},
      {"make a folder", attempt_make_folder},
      {"change a mode", attempt_change_mode},
      {"open a TCP socket", attempt_tcp},
      {"open a local socket", attempt_local_socket},
      {"start a program", attempt_program},
      {"start a process", attempt_fork},
      {"signal the parent", attempt_signal},
      {"have others signalled through a descriptor", attempt_signal_by_owner},
      {"lock a file", attempt_lock},
      {"trace the parent", attempt_trace},
      {"write the parent's memory", attempt_read_parent_memory},
      {"use io_uring", attempt_io_uring},
      {"list a folder", attempt_list_folder},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    if (succeeds(cases[i].attempt, true))
      fail_msg("a worker could %s", cases[i].name);
}

/* The same attempts, some of them, outside: or the test above would prove nothing. */
static void test_the_same_is_possible_outside(void **state)
{
  (void)state;
  assert_true(succeeds(attempt_write_existing, false));
  assert_true(succeeds(attempt_change_mode, false));
  assert_true(succeeds(attempt_local_socket, false));
  assert_true(succeeds(attempt_program, false));
  assert_true(succeeds(attempt_fork, false));
  assert_true(succeeds(attempt_signal, false));
  assert_true(succeeds(attempt_signal_by_owner, false));
  assert_true(succeeds(attempt_lock, false));
}

static void test_what_reading_needs_is_allowed(void **state)
{
  (void)state;
  assert_true(succeeds(attempt_read_file, true));
  assert_true(succeeds(attempt_memory, true));
}

static void test_memory_is_limited(void **state)
{
  (void)state;
#if defined(__SANITIZE_ADDRESS__)
  skip(); /* AddressSanitizer's own memory is over any limit */
#endif
  assert_false(succeeds(attempt_too_much_memory, true));
  assert_true(succeeds(attempt_too_much_memory, false));
}

static void test_probe_leaves_this_process_free(void **state)
{
  (void)state;
  struct sandbox_layers layers = sandbox_probe();
  assert_true(layers.seccomp);
  assert_true(layers.no_new_privileges);
  assert_true(attempt_write_existing());
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_a_hostile_file_would_want_is_refused),
      cmocka_unit_test(test_the_same_is_possible_outside),
      cmocka_unit_test(test_what_reading_needs_is_allowed),
      cmocka_unit_test(test_memory_is_limited),
      cmocka_unit_test(test_probe_leaves_this_process_free),
  };
  return cmocka_run_group_tests(tests, folder_fill, folder_empty);
}
