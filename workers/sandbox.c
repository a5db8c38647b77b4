#include "workers/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* From the kernel's landlock.h, written out because Debian 12's header knows only the first two
 * versions of it. */
#define LANDLOCK_VERSION_FLAG 1u
#define RULE_PATH_BENEATH 1
#define FS_EXECUTE (1ull << 0)
#define FS_WRITE_FILE (1ull << 1)
#define FS_READ_FILE (1ull << 2)
#define FS_READ_FOLDER (1ull << 3)
#define FS_CHANGES_VERSION_1                                                                       \
  (((1ull << 13) - 1) & ~((1ull << 4) - 1)) /* remove, make: bits 4-12                             \
                                             */
#define FS_REFER (1ull << 13)               /* version 2 */
#define FS_TRUNCATE (1ull << 14)            /* version 3 */
#define NET_BIND_AND_CONNECT 3ull           /* version 4: TCP */
#define SCOPE_SOCKET_AND_SIGNAL 3ull        /* version 6: abstract sockets, signals */

struct landlock_attributes {
  uint64_t handled_access_fs;
  uint64_t handled_access_net; /* version 4 */
  uint64_t scoped;             /* version 6 */
};

struct landlock_path_rule {
  uint64_t allowed_access;
  int32_t parent_fd;
} __attribute__((packed));

enum { OPEN_FILES_MAX = 256 };

/* What libraries open while they read a page: their own parts, character maps, fonts. Nobody's own
 * files lie there. */
static const char *const system_paths[] = {
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/fontconfig",
    "/usr/share/fonts",
    "/usr/share/poppler",
    "/usr/local/share/fonts",
    "/var/cache/fontconfig",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/dev/null",
};

static struct landlock_attributes landlock_attributes_for(long version)
{
  struct landlock_attributes attributes = {.handled_access_fs = FS_EXECUTE | FS_READ_FILE |
                                                                FS_READ_FOLDER | FS_WRITE_FILE |
                                                                FS_CHANGES_VERSION_1};
  if (version >= 2)
    attributes.handled_access_fs |= FS_REFER;
  if (version >= 3)
    attributes.handled_access_fs |= FS_TRUNCATE;
  if (version >= 4)
    attributes.handled_access_net = NET_BIND_AND_CONNECT;
  if (version >= 6)
    attributes.scoped = SCOPE_SOCKET_AND_SIGNAL;
  return attributes;
}

/* What is not there needs no rule. */
static bool landlock_allow_reading(int ruleset, const char *path)
{
  struct stat about;
  int place = open(path, O_PATH | O_CLOEXEC);
  if (place < 0)
    return true;
  bool allowed = fstat(place, &about) == 0;
  const struct landlock_path_rule rule = {
      .allowed_access =
          allowed && S_ISDIR(about.st_mode) ? FS_READ_FILE | FS_READ_FOLDER : FS_READ_FILE,
      .parent_fd = place,
  };
  allowed = allowed && syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0) == 0;
  close(place);
  return allowed;
}

static bool landlock_allow_all_reading(int ruleset, const struct sandbox_limits *limits)
{
  for (size_t i = 0; i < sizeof system_paths / sizeof *system_paths; i++)
    if (!landlock_allow_reading(ruleset, system_paths[i]))
      return false;
  for (size_t i = 0; i < limits->readable_count; i++)
    if (!landlock_allow_reading(ruleset, limits->readable[i]))
      return false;
  return true;
}

/* A ruleset that handles writing and holds no rule for it allows no writing anywhere. */
static bool landlock_enter(const struct sandbox_limits *limits)
{
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_VERSION_FLAG);
  if (limits->landlock_version > 0 && version > limits->landlock_version)
    version = limits->landlock_version;
  if (version < 1)
    return false;
  struct landlock_attributes attributes = landlock_attributes_for(version);
  size_t size = version >= 6   ? sizeof attributes
                : version >= 4 ? offsetof(struct landlock_attributes, scoped)
                               : offsetof(struct landlock_attributes, handled_access_net);
  long ruleset = syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
  if (ruleset < 0)
    return false;
  bool entered = landlock_allow_all_reading((int)ruleset, limits) &&
                 syscall(SYS_landlock_restrict_self, (int)ruleset, 0) == 0;
  close((int)ruleset);
  return entered;
}

/* What decoding, reading and answering need. Opening files, threads, limits and terminals are
 * allowed below under conditions; all else fails with EPERM. */
static const char *const allowed_calls[] = {
    /* memory */
    "brk", "madvise", "mincore", "mprotect", "mremap", "munmap", "membarrier",
    /* files that are open, and looking at names */
    "access", "close", "close_range", "dup", "dup2", "dup3", "faccessat", "faccessat2", "fadvise64",
    "fstat", "fstatfs", "getcwd", "getdents64", "lseek", "lstat", "newfstatat", "pread64", "preadv",
    "read", "readlink", "readlinkat", "readv", "stat", "statfs", "statx", "write", "writev",
    /* the socket to the parent; sockets cannot be made */
    "recvfrom", "sendto", "shutdown", "poll", "ppoll", "select", "pselect6", "eventfd2", "pipe2",
    /* threads and time */
    "clock_getres", "clock_gettime", "clock_nanosleep", "futex", "get_robust_list", "gettimeofday",
    "nanosleep", "rseq", "sched_getaffinity", "sched_yield", "set_robust_list", "set_tid_address",
    "time", "times",
    /* about itself */
    "arch_prctl", "exit", "exit_group", "getegid", "geteuid", "getgid", "getpid", "getppid",
    "getrandom", "getrlimit", "getrusage", "gettid", "getuid", "restart_syscall", "rt_sigaction",
    "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "sysinfo", "uname"};

static bool allow(scmp_filter_ctx filter, const char *name, unsigned count,
                  const struct scmp_arg_cmp *conditions)
{
  int call = seccomp_syscall_resolve_name(name);
  if (call == __NR_SCMP_ERROR)
    return true; /* another machine's call */
  int result = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, count, conditions);
  return result == 0 || result == -EDOM;
}

static bool allow_reading_opens(scmp_filter_ctx filter)
{
  const scmp_datum_t writing = O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY);
  const struct scmp_arg_cmp open_condition = SCMP_A1(SCMP_CMP_MASKED_EQ, writing, O_RDONLY);
  const struct scmp_arg_cmp openat_condition = SCMP_A2(SCMP_CMP_MASKED_EQ, writing, O_RDONLY);
  return allow(filter, "open", 1, &open_condition) && allow(filter, "openat", 1, &openat_condition);
}

/* abort() signals itself; the libraries may name their threads and ask for limits and whether they
 * write to a terminal. clone3 hides its flags behind a pointer: without it, libc uses clone. */
static bool allow_conditionally(scmp_filter_ctx filter, bool threads)
{
  const struct scmp_arg_cmp self = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid());
  const struct scmp_arg_cmp thread = SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD);
  const struct scmp_arg_cmp is_terminal = SCMP_A1(SCMP_CMP_EQ, TCGETS);
  const struct scmp_arg_cmp only_get[] = {SCMP_A0(SCMP_CMP_EQ, 0), SCMP_A2(SCMP_CMP_EQ, 0)};
  const struct scmp_arg_cmp set_name = SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME);
  return allow(filter, "tgkill", 1, &self) && (!threads || allow(filter, "clone", 1, &thread)) &&
         allow(filter, "ioctl", 1, &is_terminal) && allow(filter, "prlimit64", 2, only_get) &&
         allow(filter, "prctl", 1, &set_name) &&
         seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

/* Descriptors may be copied and looked at. Owners of signals, leases and locks of what the parent
 * has open are none of a worker's business. */
static bool allow_descriptor_calls(scmp_filter_ctx filter)
{
  static const scmp_datum_t commands[] = {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD,
                                          F_SETFD, F_GETFL,         F_SETFL};
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
    const struct scmp_arg_cmp command = SCMP_A1(SCMP_CMP_EQ, commands[i]);
    if (!allow(filter, "fcntl", 1, &command))
      return false;
  }
  return true;
}

/* Memory that processes share is in no process's account (RLIMIT_DATA): only files may be mapped
 * shared, and only to be read, as fontconfig does. */
static bool allow_mapping(scmp_filter_ctx filter)
{
  const struct scmp_arg_cmp own = SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_TYPE, MAP_PRIVATE);
  const struct scmp_arg_cmp file_to_read[] = {
      SCMP_A2(SCMP_CMP_EQ, PROT_READ),
      SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_TYPE | MAP_ANONYMOUS, MAP_SHARED),
  };
  return allow(filter, "mmap", 1, &own) && allow(filter, "mmap", 2, file_to_read);
}

static bool filter_fill(scmp_filter_ctx filter, bool threads)
{
  for (size_t i = 0; i < sizeof allowed_calls / sizeof *allowed_calls; i++)
    if (!allow(filter, allowed_calls[i], 0, NULL))
      return false;
  return allow_reading_opens(filter) && allow_descriptor_calls(filter) && allow_mapping(filter) &&
         allow_conditionally(filter, threads);
}

static bool seccomp_enter(bool threads)
{
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (!filter)
    return false;
  bool entered = filter_fill(filter, threads) && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return entered;
}

static bool limit_set(int resource, rlim_t value)
{
  struct rlimit limit;
  if (getrlimit(resource, &limit) != 0)
    return false;
  if (limit.rlim_max != RLIM_INFINITY && limit.rlim_max < value)
    value = limit.rlim_max;
  limit.rlim_cur = limit.rlim_max = value;
  return setrlimit(resource, &limit) == 0;
}

static bool limits_enter(const struct sandbox_limits *limits)
{
  bool set = limit_set(RLIMIT_CORE, 0) && limit_set(RLIMIT_NOFILE, OPEN_FILES_MAX);
#if !defined(__SANITIZE_ADDRESS__) /* whose shadow memory alone is over any limit */
  if (limits->memory > 0)
    set = limit_set(RLIMIT_DATA, (rlim_t)limits->memory) && set;
#else
  (void)limits;
#endif
  return set;
}

struct sandbox_layers sandbox_enter(const struct sandbox_limits *limits)
{
  struct sandbox_layers layers = {.limits = limits_enter(limits)};
  layers.no_new_privileges = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  layers.landlock = landlock_enter(limits);
  layers.seccomp = seccomp_enter(limits->threads);
  return layers;
}

struct sandbox_layers sandbox_probe(void)
{
  struct sandbox_layers layers = {0};
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return layers;
  pid_t child = fork();
  if (child == 0) {
    struct sandbox_layers held = sandbox_enter(&(struct sandbox_limits){0});
    _exit(write(ends[1], &held, sizeof held) == sizeof held ? 0 : 1);
  }
  close(ends[1]);
  struct sandbox_layers held;
  if (child > 0 && read(ends[0], &held, sizeof held) == sizeof held)
    layers = held;
  close(ends[0]);
  if (child > 0)
    waitpid(child, NULL, 0);
  return layers;
}
