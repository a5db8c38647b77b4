#include "tests/workers/taken_over.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <linux/userfaultfd.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

static bool can_read(const char *path)
{
  char byte;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  bool read_one = file >= 0 && read(file, &byte, 1) == 1;
  if (file >= 0)
    close(file);
  return read_one;
}

static bool can_list(const char *path)
{
  int place = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (place >= 0)
    close(place);
  return place >= 0;
}

static bool can_read_of(int pid, const char *what)
{
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", pid, what);
  return can_read(path);
}

/* A line an attempt: what it is called, and what is tried. */
#define TRY(name, condition)                                                                       \
  static bool name(const struct loot *loot)                                                        \
  {                                                                                                \
    (void)loot;                                                                                    \
    return condition;                                                                              \
  }

/* ---- what others wrote ---- */
TRY(read_other, can_read(loot->other))
TRY(read_passwd, can_read("/etc/passwd"))
TRY(read_hosts, can_read("/etc/hostname") || can_read("/etc/hosts"))
TRY(read_shadow, can_read("/etc/shadow"))
TRY(read_program, can_read("/usr/bin/env"))
TRY(read_mounts, can_read("/proc/self/mounts"))
TRY(read_processes, can_list("/proc"))
TRY(read_devices, can_read("/dev/zero"))
TRY(list_folder, can_list(loot->folder))
TRY(list_root, can_list("/"))
TRY(list_home, can_list("/root") || can_list("/home"))
TRY(list_temporary, can_list("/tmp"))
TRY(read_environment, can_read_of(getpid(), "environ"))
TRY(read_parent_environment, can_read_of(loot->parent, "environ"))
TRY(read_parent_command_line, can_read_of(loot->parent, "cmdline"))
TRY(read_parent_memory, can_read_of(loot->parent, "mem") || can_read_of(loot->parent, "maps"))
TRY(read_parent_files, can_list("/proc/self/fd/../../1/fd"))
TRY(read_sibling_memory, can_read_of(loot->sibling, "maps"))
TRY(read_sibling_environment, can_read_of(loot->sibling, "environ"))

static bool read_by_link(const struct loot *loot)
{
  char path[512];
  snprintf(path, sizeof path, "%s/../%s", loot->own, strrchr(loot->other, '/') + 1);
  return can_read(path) || (symlink(loot->other, loot->fresh) == 0 && can_read(loot->fresh));
}

static bool read_by_handle(const struct loot *loot)
{
  char room[256] = {0};
  struct file_handle *handle = (void *)room;
  int mount_id, place = open("/", O_PATH | O_CLOEXEC);
  handle->handle_bytes = 128;
  return name_to_handle_at(AT_FDCWD, loot->other, handle, &mount_id, 0) == 0 ||
         open_by_handle_at(place, handle, O_RDONLY) >= 0;
}

/* What the parent held open or mapped and this process inherited. */
static bool inherited_descriptor(const struct loot *loot)
{
  (void)loot;
  int open_files = 0;
  for (int fd = STDERR_FILENO + 1; fd < 256; fd++)
    open_files += fcntl(fd, F_GETFD) >= 0;
  return open_files > 1; /* the socket to the parent */
}

static bool inherited_environment(const struct loot *loot)
{
  (void)loot;
  return getenv("ZHAOLU_TEST_SECRET") || (environ && *environ && **environ);
}

/* On the stack, where the kernel puts it, whatever environ says. */
static bool environment_memory(const struct loot *loot)
{
  return loot->secret && *loot->secret;
}

/* What the parent read in a document before: a copy of it would hold the text at the same place. */
TRY(other_text, *loot->text)

/* ---- writing ---- */
TRY(write_own, open(loot->own, O_WRONLY) >= 0)
TRY(write_other, open(loot->other, O_RDWR) >= 0)
TRY(append_other, open(loot->other, O_WRONLY | O_APPEND) >= 0)
TRY(create, open(loot->fresh, O_WRONLY | O_CREAT, 0600) >= 0)
TRY(create_old_way, syscall(SYS_creat, loot->fresh, 0600) >= 0)
TRY(create_nameless, open(loot->folder, O_TMPFILE | O_RDWR, 0600) >= 0)
TRY(truncate_open, open(loot->own, O_RDONLY | O_TRUNC) >= 0)
TRY(truncate_name, truncate(loot->own, 0) == 0)
TRY(removal, unlink(loot->other) == 0)
TRY(removal_at, unlinkat(AT_FDCWD, loot->other, 0) == 0)
TRY(renaming, rename(loot->other, loot->fresh) == 0)
TRY(exchange, syscall(SYS_renameat2, AT_FDCWD, loot->own, AT_FDCWD, loot->other, 2) == 0)
TRY(hard_link, link(loot->other, loot->fresh) == 0)
TRY(soft_link, symlink(loot->other, loot->fresh) == 0)
TRY(make_folder, mkdir(loot->fresh, 0700) == 0)
TRY(make_fifo, mkfifo(loot->fresh, 0600) == 0)
TRY(make_device, mknod(loot->fresh, S_IFCHR | 0600, 0x103) == 0)
TRY(mode, chmod(loot->other, 0777) == 0)
TRY(owner, chown(loot->own, 0, 0) == 0)
TRY(times_set, utimes(loot->own, NULL) == 0)
TRY(attribute, setxattr(loot->own, "user.a", "b", 1, 0) == 0)
TRY(room_take, fallocate(STDIN_FILENO, 0, 0, 4096) == 0)

static bool open_newest_call(const struct loot *loot)
{
  uint64_t how[3] = {O_RDONLY, 0, 0};
  return syscall(SYS_openat2, AT_FDCWD, loot->other, how, sizeof how) >= 0;
}

/* ---- out of the machine ---- */
TRY(tcp, socket(AF_INET, SOCK_STREAM, 0) >= 0)
TRY(udp, socket(AF_INET, SOCK_DGRAM, 0) >= 0)
TRY(tcp6, socket(AF_INET6, SOCK_STREAM, 0) >= 0)
TRY(netlink, socket(AF_NETLINK, SOCK_RAW, 0) >= 0)
TRY(raw, socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) >= 0)
TRY(local, socket(AF_UNIX, SOCK_STREAM, 0) >= 0)

static bool local_pair(const struct loot *loot)
{
  int ends[2];
  (void)loot;
  return socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0;
}

/* To the parent goes what is judged; a file's descriptor would be taken without a look. */
static bool pass_descriptor(const struct loot *loot)
{
  (void)loot;
  struct msghdr message = {0};
  return sendmsg(STDERR_FILENO + 1, &message, 0) >= 0 || errno != EPERM;
}

/* ---- other processes ---- */
static bool fork_one(const struct loot *loot)
{
  (void)loot;
  pid_t child = fork();
  if (child == 0)
    _exit(0);
  return child > 0;
}

static bool fork_newest_call(const struct loot *loot)
{
  (void)loot;
  uint64_t arguments[8] = {0, 0, 0, 0, SIGCHLD};
  long child = syscall(SYS_clone3, arguments, sizeof arguments);
  if (child == 0)
    _exit(0);
  return child > 0;
}

static bool vfork_one(const struct loot *loot)
{
  (void)loot;
  pid_t child = vfork();
  if (child == 0)
    _exit(0);
  return child > 0;
}

static void *thread_body(void *context)
{
  return context;
}

static bool thread(const struct loot *loot)
{
  (void)loot;
  pthread_t other;
  return pthread_create(&other, NULL, thread_body, NULL) == 0 && pthread_join(other, NULL) == 0;
}

static bool program(const struct loot *loot)
{
  (void)loot;
  char *arguments[] = {(char *)"true", NULL};
  execve("/bin/true", arguments, NULL);
  return false; /* a process that became it counts as gained, for its exit is 0 */
}

static bool program_at(const struct loot *loot)
{
  (void)loot;
  char *arguments[] = {(char *)"true", NULL};
  syscall(SYS_execveat, AT_FDCWD, "/bin/true", arguments, NULL, 0);
  return false;
}

TRY(signal_parent, kill(loot->parent, 0) == 0)
TRY(signal_sibling, kill(loot->sibling, SIGCONT) == 0)
TRY(signal_group, kill(0, SIGCONT) == 0)
TRY(signal_thread, syscall(SYS_tgkill, loot->parent, loot->parent, SIGCONT) == 0)
TRY(signal_thread_old, syscall(SYS_tkill, loot->parent, SIGCONT) == 0)
TRY(signal_descriptor, syscall(SYS_pidfd_open, loot->parent, 0) >= 0)
TRY(signal_owner, fcntl(STDIN_FILENO, F_SETOWN, loot->parent) == 0)
TRY(signal_number, fcntl(STDIN_FILENO, F_SETSIG, SIGUSR1) == 0)
TRY(trace, ptrace(PTRACE_SEIZE, loot->sibling, NULL, NULL) == 0)
TRY(trace_parent, ptrace(PTRACE_ATTACH, loot->parent, NULL, NULL) == 0)
TRY(priority, setpriority(PRIO_PROCESS, loot->sibling, 5) == 0)
TRY(cores, sched_setaffinity(loot->sibling, sizeof(cpu_set_t), &(cpu_set_t){{1}}) == 0)
TRY(session, setsid() >= 0 || setpgid(0, 0) == 0)

static bool queued_signal(const struct loot *loot)
{
  siginfo_t about = {.si_code = SI_QUEUE, .si_pid = getpid()};
  return syscall(SYS_rt_sigqueueinfo, loot->sibling, SIGCONT, &about) == 0;
}

static bool other_memory(const struct loot *loot)
{
  char byte;
  struct iovec here = {&byte, 1}, there = {(void *)&attempt_count, 1};
  return process_vm_readv(loot->sibling, &here, 1, &there, 1, 0) == 1 ||
         process_vm_writev(loot->sibling, &here, 1, &there, 1, 0) == 1;
}

static bool other_limits(const struct loot *loot)
{
  struct rlimit limit;
  return prlimit(loot->sibling, RLIMIT_NOFILE, NULL, &limit) == 0;
}

static bool own_limits(const struct loot *loot)
{
  (void)loot;
  struct rlimit limit = {8192, 8192};
  return setrlimit(RLIMIT_STACK, &limit) == 0;
}

/* ---- what is shared ---- */
static bool lock_file(const struct loot *loot)
{
  struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_len = 1};
  int file = open(loot->own, O_RDONLY | O_CLOEXEC);
  return file >= 0 && fcntl(file, F_SETLK, &lock) == 0;
}

static bool lock_whole(const struct loot *loot)
{
  int file = open(loot->own, O_RDONLY | O_CLOEXEC);
  return file >= 0 && flock(file, LOCK_SH | LOCK_NB) == 0;
}

static bool lock_description(const struct loot *loot)
{
  struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_len = 1};
  int file = open(loot->own, O_RDONLY | O_CLOEXEC);
  return file >= 0 && fcntl(file, F_OFD_SETLK, &lock) == 0;
}

static bool lease(const struct loot *loot)
{
  int file = open(loot->own, O_RDONLY | O_CLOEXEC);
  return file >= 0 && fcntl(file, F_SETLEASE, F_RDLCK) == 0;
}

static bool shared_map(const struct loot *loot)
{
  (void)loot;
  return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool shared_map_read_only(const struct loot *loot)
{
  (void)loot;
  void *map = mmap(NULL, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return map != MAP_FAILED && mprotect(map, 4096, PROT_READ | PROT_WRITE) == 0;
}

TRY(shared_segment, shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600) >= 0)
TRY(semaphore, semget(IPC_PRIVATE, 1, IPC_CREAT | 0600) >= 0)
TRY(message_queue, msgget(IPC_PRIVATE, IPC_CREAT | 0600) >= 0)
TRY(posix_queue, mq_open("/zhaolu-test", O_RDWR | O_CREAT, 0600, NULL) != (mqd_t)-1)
TRY(memory_file, memfd_create("a", 0) >= 0)
TRY(secret_memory, syscall(SYS_memfd_secret, 0) >= 0)

/* Over the limit of the test, 200 MB, in either kind of memory. */
static bool much_memory(const struct loot *loot)
{
  (void)loot;
  for (int i = 0; i < 30; i++)
    if (mmap(NULL, 10 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
        MAP_FAILED)
      return false;
  return true;
}

/* ---- the kernel's larger doors ---- */
static bool uring(const struct loot *loot)
{
  (void)loot;
  char parameters[120] = {0};
  return syscall(SYS_io_uring_setup, 4, parameters) >= 0;
}

static bool program_filter(const struct loot *loot)
{
  (void)loot;
  union bpf_attr attributes = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4};
  attributes.max_entries = 1;
  return syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof attributes) >= 0;
}

static bool counters(const struct loot *loot)
{
  (void)loot;
  struct perf_event_attr about = {.type = PERF_TYPE_SOFTWARE, .size = sizeof about};
  return syscall(SYS_perf_event_open, &about, 0, -1, -1, 0) >= 0;
}

TRY(fault_handler, syscall(SYS_userfaultfd, 0) >= 0)
TRY(name_spaces, unshare(CLONE_NEWUSER) == 0)
TRY(mounting, mount("none", loot->folder, "tmpfs", 0, NULL) == 0)
TRY(root_change, chroot(loot->folder) == 0)
TRY(folder_change, chdir(loot->folder) == 0)
TRY(keys, syscall(SYS_add_key, "user", "a", "b", 1, -3) >= 0)
TRY(watch_files, inotify_init1(0) >= 0)
TRY(kernel_log, syscall(SYS_syslog, 10, NULL, 0) >= 0)
TRY(host_name, sethostname("a", 0) == 0)
TRY(dumpable, prctl(PR_SET_DUMPABLE, 1) == 0 || prctl(PR_SET_PDEATHSIG, 0) == 0)
TRY(user_change, setuid(getuid()) == 0)
TRY(terminal_type, ioctl(STDIN_FILENO, TIOCSTI, "a") == 0 || errno == ENOTTY)

#define OUTSIDE_TOO false
#define NOT_OUTSIDE true
const struct attempt attempts[] = {
    {"read another document", read_other, OUTSIDE_TOO},
    {"read /etc/passwd", read_passwd, OUTSIDE_TOO},
    {"read /etc/hosts", read_hosts, NOT_OUTSIDE},
    {"read /etc/shadow", read_shadow, NOT_OUTSIDE},
    {"read a program", read_program, OUTSIDE_TOO},
    {"read what is mounted", read_mounts, OUTSIDE_TOO},
    {"list processes", read_processes, OUTSIDE_TOO},
    {"read a device", read_devices, OUTSIDE_TOO},
    {"list its document's folder", list_folder, OUTSIDE_TOO},
    {"list /", list_root, OUTSIDE_TOO},
    {"list homes", list_home, OUTSIDE_TOO},
    {"list /tmp", list_temporary, OUTSIDE_TOO},
    {"read its environment", read_environment, OUTSIDE_TOO},
    {"read the parent's environment", read_parent_environment, OUTSIDE_TOO},
    {"read the parent's command line", read_parent_command_line, OUTSIDE_TOO},
    {"read the parent's memory", read_parent_memory, OUTSIDE_TOO},
    {"list the first process's files", read_parent_files, NOT_OUTSIDE},
    {"read another process's memory", read_sibling_memory, OUTSIDE_TOO},
    {"read another process's environment", read_sibling_environment, OUTSIDE_TOO},
    {"read another document by a link", read_by_link, OUTSIDE_TOO},
    {"read another document by its handle", read_by_handle, NOT_OUTSIDE},
    {"use a descriptor of the parent's", inherited_descriptor, OUTSIDE_TOO},
    {"see the environment", inherited_environment, OUTSIDE_TOO},
    {"find the environment in memory", environment_memory, OUTSIDE_TOO},
    {"read the text of an earlier document", other_text, OUTSIDE_TOO},
    {"write its document", write_own, OUTSIDE_TOO},
    {"write another document", write_other, OUTSIDE_TOO},
    {"append to another document", append_other, OUTSIDE_TOO},
    {"create a file", create, OUTSIDE_TOO},
    {"create a file by creat", create_old_way, OUTSIDE_TOO},
    {"create a nameless file", create_nameless, NOT_OUTSIDE},
    {"truncate its document", truncate_open, OUTSIDE_TOO},
    {"truncate a file by its name", truncate_name, OUTSIDE_TOO},
    {"remove a file", removal, OUTSIDE_TOO},
    {"remove a file by unlinkat", removal_at, OUTSIDE_TOO},
    {"rename a file", renaming, OUTSIDE_TOO},
    {"exchange two files", exchange, NOT_OUTSIDE},
    {"make a hard link", hard_link, OUTSIDE_TOO},
    {"make a symbolic link", soft_link, OUTSIDE_TOO},
    {"make a folder", make_folder, OUTSIDE_TOO},
    {"make a FIFO", make_fifo, OUTSIDE_TOO},
    {"make a device", make_device, NOT_OUTSIDE},
    {"change a mode", mode, OUTSIDE_TOO},
    {"change an owner", owner, NOT_OUTSIDE},
    {"set a file's times", times_set, OUTSIDE_TOO},
    {"set a file's attribute", attribute, NOT_OUTSIDE},
    {"take room on the disk", room_take, NOT_OUTSIDE},
    {"open another document by the newest call", open_newest_call, OUTSIDE_TOO},
    {"open a TCP socket", tcp, OUTSIDE_TOO},
    {"open a UDP socket", udp, OUTSIDE_TOO},
    {"open a TCP socket of IPv6", tcp6, NOT_OUTSIDE},
    {"talk to the kernel's network", netlink, OUTSIDE_TOO},
    {"open a raw socket", raw, NOT_OUTSIDE},
    {"open a local socket", local, OUTSIDE_TOO},
    {"open a pair of sockets", local_pair, OUTSIDE_TOO},
    {"pass a descriptor", pass_descriptor, OUTSIDE_TOO},
    {"start a process", fork_one, OUTSIDE_TOO},
    {"start a process by the newest call", fork_newest_call, OUTSIDE_TOO},
    {"start a process by vfork", vfork_one, OUTSIDE_TOO},
    {"start a thread", thread, OUTSIDE_TOO},
    {"start a program", program, OUTSIDE_TOO},
    {"start a program by execveat", program_at, OUTSIDE_TOO},
    {"signal the parent", signal_parent, OUTSIDE_TOO},
    {"signal another process", signal_sibling, OUTSIDE_TOO},
    {"signal its group", signal_group, OUTSIDE_TOO},
    {"signal the parent's thread", signal_thread, OUTSIDE_TOO},
    {"signal the parent by tkill", signal_thread_old, OUTSIDE_TOO},
    {"get a descriptor of the parent", signal_descriptor, OUTSIDE_TOO},
    {"have others signalled through a descriptor", signal_owner, OUTSIDE_TOO},
    {"choose that signal", signal_number, OUTSIDE_TOO},
    {"queue a signal", queued_signal, OUTSIDE_TOO},
    {"trace another process", trace, OUTSIDE_TOO},
    {"trace the parent", trace_parent, NOT_OUTSIDE},
    {"change another's priority", priority, OUTSIDE_TOO},
    {"change another's cores", cores, OUTSIDE_TOO},
    {"leave its group", session, OUTSIDE_TOO},
    {"read or write another's memory", other_memory, OUTSIDE_TOO},
    {"ask for another's limits", other_limits, OUTSIDE_TOO},
    {"change its limits", own_limits, OUTSIDE_TOO},
    {"lock a file", lock_file, OUTSIDE_TOO},
    {"lock a whole file", lock_whole, OUTSIDE_TOO},
    {"lock by an open file", lock_description, OUTSIDE_TOO},
    {"lease a file", lease, NOT_OUTSIDE},
    {"share memory", shared_map, OUTSIDE_TOO},
    {"share memory by another way", shared_map_read_only, OUTSIDE_TOO},
    {"make a shared segment", shared_segment, OUTSIDE_TOO},
    {"make a semaphore", semaphore, OUTSIDE_TOO},
    {"make a message queue", message_queue, OUTSIDE_TOO},
    {"make a named queue", posix_queue, NOT_OUTSIDE},
    {"make a file of memory", memory_file, OUTSIDE_TOO},
    {"make secret memory", secret_memory, NOT_OUTSIDE},
#if !defined(__SANITIZE_ADDRESS__) /* whose own memory is over any limit: none is set */
    {"use more memory than its share", much_memory, OUTSIDE_TOO},
#endif
    {"use io_uring", uring, NOT_OUTSIDE},
    {"load a program into the kernel", program_filter, NOT_OUTSIDE},
    {"count events", counters, NOT_OUTSIDE},
    {"handle page faults", fault_handler, NOT_OUTSIDE},
    {"make a name space", name_spaces, NOT_OUTSIDE},
    {"mount", mounting, NOT_OUTSIDE},
    {"change its root", root_change, NOT_OUTSIDE},
    {"change its folder", folder_change, OUTSIDE_TOO},
    {"keep keys", keys, NOT_OUTSIDE},
    {"watch files", watch_files, OUTSIDE_TOO},
    {"read the kernel's log", kernel_log, NOT_OUTSIDE},
    {"change the machine's name", host_name, NOT_OUTSIDE},
    {"outlive its parent", dumpable, OUTSIDE_TOO},
    {"change its user", user_change, OUTSIDE_TOO},
    {"type into a terminal", terminal_type, OUTSIDE_TOO},
};
const size_t attempt_count = sizeof attempts / sizeof *attempts;

TRY(own_read, can_read(loot->own))
TRY(library_read, can_list("/usr/lib"))

static bool font_read(const struct loot *loot)
{
  (void)loot;
  return can_list("/usr/share/fonts");
}

static bool memory_get(const struct loot *loot)
{
  (void)loot;
  char *block = malloc(32 << 20);
  if (block)
    memset(block, 1, 32 << 20);
  bool got = block != NULL;
  free(block);
  return got;
}

const struct attempt rights[] = {
    {"read its document", own_read, false},
    {"read libraries", library_read, false},
    {"read fonts", font_read, false},
    {"use memory", memory_get, false},
};
const size_t right_count = sizeof rights / sizeof *rights;
