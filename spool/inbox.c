#include "spool/inbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "files/file_carry.h"
#include "ingest/format_end.h"

enum { FOLDER_DEPTH_MAX = 64 };

struct inbox {
  struct inbox_options options;
  char *path;
  struct inbox_file *files; /* sorted by name */
  size_t count, capacity;
  char **markers; /* NAME.ready, sorted */
  size_t marker_count, marker_capacity;
  char **folders;
  size_t folder_count, folder_capacity;
  char **unreadable; /* folders */
  size_t unreadable_count, unreadable_capacity;
  struct stat *excluded;
  size_t excluded_count;
};

static bool ends_with(const char *name, const char *ending)
{
  size_t length = strlen(name), ending_length = strlen(ending);
  return length > ending_length && strcasecmp(name + length - ending_length, ending) == 0;
}

static const char ready_ending[] = ".ready";

bool inbox_name_is_ignored(const char *name)
{
  static const char *const endings[] = {".part", ".tmp", ".crdownload", ".filepart", ready_ending};
  /* Files and folders that Windows, the storage systems of Synology and QNAP, and Macs put there.
   */
  static const char *const names[] = {
      "Thumbs.db", "ehthumbs.db", "desktop.ini",   "$RECYCLE.BIN", "System Volume Information",
      "@eaDir",    "#recycle",    "#snapshot",     "@Recycle",     "@Recently-Snapshot",
      "@sharebin", "@tmp",        "@SynoResource", "lost+found",   "__MACOSX",
  };
  static const char lock_start[] = "~$"; /* Office's lock of a document that is open */
  if (name[0] == '.' || strncmp(name, lock_start, strlen(lock_start)) == 0)
    return true;
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
    if (ends_with(name, endings[i]))
      return true;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcasecmp(name, names[i]) == 0)
      return true;
  return false;
}

static void file_clear(struct inbox_file *file)
{
  free(file->name);
  free(file->marker);
  *file = (struct inbox_file){0};
}

static void names_clear(char ***names, size_t *count, size_t *capacity)
{
  for (size_t i = 0; i < *count; i++)
    free((*names)[i]);
  free(*names);
  *names = NULL;
  *count = *capacity = 0;
}

static void inbox_empty(struct inbox *inbox)
{
  for (size_t i = 0; i < inbox->count; i++)
    file_clear(&inbox->files[i]);
  free(inbox->files);
  inbox->files = NULL;
  inbox->count = inbox->capacity = 0;
  names_clear(&inbox->markers, &inbox->marker_count, &inbox->marker_capacity);
  names_clear(&inbox->folders, &inbox->folder_count, &inbox->folder_capacity);
  names_clear(&inbox->unreadable, &inbox->unreadable_count, &inbox->unreadable_capacity);
}

void inbox_close(struct inbox **inbox)
{
  if (!*inbox)
    return;
  inbox_empty(*inbox);
  free((*inbox)->path);
  free((*inbox)->excluded);
  free(*inbox);
  *inbox = NULL;
}

enum status inbox_open(const struct inbox_options *options, struct inbox **ret_inbox,
                       struct error *error)
{
  struct stat about;
  if (stat(options->path, &about) != 0 || !S_ISDIR(about.st_mode))
    return error_set(error, STATUS_INSTALL, "%s: the inbox is not a folder that can be read",
                     options->path);
  struct inbox *inbox = memory_alloc(sizeof *inbox);
  inbox->options = *options;
  inbox->path = memory_copy_string(options->path);
  inbox->excluded = memory_resize(NULL, options->excluded_count + 1, sizeof *inbox->excluded);
  for (size_t i = 0; i < options->excluded_count; i++)
    if (stat(options->excluded[i], &about) == 0)
      inbox->excluded[inbox->excluded_count++] = about;
  *ret_inbox = inbox;
  return STATUS_OK;
}

static bool is_excluded(const struct inbox *inbox, const struct stat *about)
{
  for (size_t i = 0; i < inbox->excluded_count; i++)
    if (inbox->excluded[i].st_dev == about->st_dev && inbox->excluded[i].st_ino == about->st_ino)
      return true;
  return false;
}

static int64_t nanoseconds(struct timespec time)
{
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void add_name(char ***names, size_t *count, size_t *capacity, const char *name)
{
  char **list = *names;
  array_reserve(list, *count, *capacity);
  list[(*count)++] = memory_copy_string(name);
  *names = list;
}

static void walk_folder(struct inbox *inbox, const char *folder, int depth);

static void walk_entry(struct inbox *inbox, int folder_fd, const char *name, const char *path,
                       int depth)
{
  struct stat about;
  if (fstatat(folder_fd, name, &about, AT_SYMLINK_NOFOLLOW) != 0)
    return;
  if (S_ISDIR(about.st_mode) && !inbox_name_is_ignored(name) && depth < FOLDER_DEPTH_MAX &&
      !is_excluded(inbox, &about))
    walk_folder(inbox, path, depth + 1);
  if (!S_ISREG(about.st_mode))
    return;
  if (name[0] != '.' && ends_with(name, ready_ending))
    add_name(&inbox->markers, &inbox->marker_count, &inbox->marker_capacity, path);
  if (inbox_name_is_ignored(name))
    return;
  array_reserve(inbox->files, inbox->count, inbox->capacity);
  inbox->files[inbox->count++] = (struct inbox_file){
      .name = memory_copy_string(path),
      .size = (uint64_t)about.st_size,
      .mtime = nanoseconds(about.st_mtim),
      .inode = about.st_ino,
  };
}

/* `folder` is below the inbox, "" for itself. */
static void walk_folder(struct inbox *inbox, const char *folder, int depth)
{
  autofree char *full = memory_format("%s%s%s", inbox->path, folder[0] ? "/" : "", folder);
  DIR *entries = opendir(full);
  if (!entries) {
    if (errno != ENOENT)
      add_name(&inbox->unreadable, &inbox->unreadable_count, &inbox->unreadable_capacity, full);
    return;
  }
  add_name(&inbox->folders, &inbox->folder_count, &inbox->folder_capacity, full);
  const struct dirent *entry;
  while ((entry = readdir(entries))) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
      continue;
    autofree char *path = memory_format("%s%s%s", folder, folder[0] ? "/" : "", entry->d_name);
    walk_entry(inbox, dirfd(entries), entry->d_name, path, depth);
  }
  closedir(entries);
}

static int compare_files(const void *a, const void *b)
{
  return strcmp(((const struct inbox_file *)a)->name, ((const struct inbox_file *)b)->name);
}

static int compare_names(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static const char *find_marker(const struct inbox *inbox, const char *name, size_t length)
{
  autofree char *marker = memory_format("%.*s%s", (int)length, name, ready_ending);
  const char *key = marker;
  char **found = inbox->marker_count ? bsearch(&key, inbox->markers, inbox->marker_count,
                                               sizeof *inbox->markers, compare_names)
                                     : NULL;
  return found ? *found : NULL;
}

/* scan.pdf is marked by scan.pdf.ready, or by scan.ready. */
static void file_find_marker(const struct inbox *inbox, struct inbox_file *file)
{
  const char *marker = find_marker(inbox, file->name, strlen(file->name));
  if (!marker)
    marker = find_marker(inbox, file->name, path_stem_length(file->name));
  file->marker = memory_copy_string(marker);
}

/*
 * True if a process on this machine has the file open for writing: then the kernel refuses a read
 * lease (fcntl(2), F_SETLEASE). File systems and owners that know no leases tell nothing, and the
 * file counts as not being written. Should a writer come while the lease is held, the kernel sends
 * SIGIO, which is taken back before anybody sees it.
 */
static bool is_being_written(const char *path)
{
  int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0)
    return false;
  sigset_t lease_signal, old;
  sigemptyset(&lease_signal);
  sigaddset(&lease_signal, SIGIO);
  sigprocmask(SIG_BLOCK, &lease_signal, &old);
  bool written = fcntl(fd, F_SETLEASE, F_RDLCK) != 0 && errno == EAGAIN;
  if (!written)
    fcntl(fd, F_SETLEASE, F_UNLCK);
  const struct timespec at_once = {0};
  while (sigtimedwait(&lease_signal, NULL, &at_once) == SIGIO)
    written = true;
  sigprocmask(SIG_SETMASK, &old, NULL);
  close(fd);
  return written;
}

static enum inbox_state file_judge(struct inbox *inbox, struct inbox_file *file)
{
  if (file->marker)
    return INBOX_READY;
  int64_t rest = file->confirmed - file->since;
  if (rest < inbox->options.settle_ms)
    return INBOX_WAITING;
  bool patience_over = rest >= inbox->options.patience_ms;
  autofree char *path = memory_format("%s/%s", inbox->path, file->name);
  if (!file->end_known) {
    enum format_end end = FORMAT_END_UNKNOWN;
    struct error error = {0};
    enum status status = format_end_check(path, &end, &error);
    if (status == STATUS_NOT_FOUND)
      return INBOX_WAITING;
    if (status)
      return patience_over ? INBOX_UNREADABLE : INBOX_WAITING;
    file->end_known = true;
    file->end = end;
  }
  if (file->end == FORMAT_END_THERE || file->end == FORMAT_END_UNKNOWN)
    return !patience_over && is_being_written(path) ? INBOX_WAITING : INBOX_READY;
  if (!patience_over)
    return INBOX_WAITING;
  if (file->end == FORMAT_END_UNMARKED)
    return INBOX_READY;
  return file->end == FORMAT_END_EMPTY ? INBOX_EMPTY : INBOX_CUT_OFF;
}

/* What was known of a file that has not changed since the last scan. */
static void file_remember(struct inbox_file *file, const struct inbox_file *old)
{
  if (!old || old->size != file->size || old->mtime != file->mtime || old->inode != file->inode)
    return;
  file->since = old->since;
  file->end_known = old->end_known;
  file->end = old->end;
}

enum status inbox_scan(struct inbox *inbox, int64_t now, struct error *error)
{
  struct inbox_file *old = inbox->files;
  size_t old_count = inbox->count;
  inbox->files = NULL;
  inbox->count = inbox->capacity = 0;
  inbox_empty(inbox);
  walk_folder(inbox, "", 0);
  enum status status = STATUS_OK;
  if (!inbox->folder_count)
    status = error_set(error, STATUS_IO,
                       "%s: the inbox cannot be read; is its disk or network "
                       "folder there?",
                       inbox->path);
  if (inbox->count)
    qsort(inbox->files, inbox->count, sizeof *inbox->files, compare_files);
  if (inbox->marker_count)
    qsort(inbox->markers, inbox->marker_count, sizeof *inbox->markers, compare_names);
  for (size_t i = 0; i < inbox->count; i++) {
    struct inbox_file *file = &inbox->files[i];
    file->since = file->confirmed = now;
    file_remember(file,
                  old_count ? bsearch(file, old, old_count, sizeof *old, compare_files) : NULL);
    file_find_marker(inbox, file);
    file->state = file_judge(inbox, file);
  }
  for (size_t i = 0; i < old_count; i++)
    file_clear(&old[i]);
  free(old);
  return status;
}

const struct inbox_file *inbox_next(const struct inbox *inbox)
{
  const struct inbox_file *next = NULL;
  for (size_t i = 0; i < inbox->count; i++) {
    const struct inbox_file *file = &inbox->files[i];
    if (file->state != INBOX_WAITING && (!next || file->mtime < next->mtime))
      next = file;
  }
  return next;
}

void inbox_forget(struct inbox *inbox, const struct inbox_file *file)
{
  size_t index = (size_t)(file - inbox->files);
  file_clear(&inbox->files[index]);
  inbox->count--;
  memmove(&inbox->files[index], &inbox->files[index + 1],
          (inbox->count - index) * sizeof *inbox->files);
}

int64_t inbox_wake(const struct inbox *inbox)
{
  enum { AGAIN_MS = 1000 }; /* for one that is still being written */
  int64_t wake = -1;
  for (size_t i = 0; i < inbox->count; i++) {
    const struct inbox_file *file = &inbox->files[i];
    if (file->state != INBOX_WAITING)
      continue;
    int64_t due = file->since + inbox->options.settle_ms;
    if (due <= file->confirmed)
      due = file->since + inbox->options.patience_ms;
    if (file->end_known && (file->end == FORMAT_END_THERE || file->end == FORMAT_END_UNKNOWN))
      due = file->confirmed + AGAIN_MS;
    if (wake < 0 || due < wake)
      wake = due;
  }
  return wake;
}

size_t inbox_count(const struct inbox *inbox)
{
  return inbox->count;
}

const char *const *inbox_folders(const struct inbox *inbox, size_t *ret_count)
{
  *ret_count = inbox->folder_count;
  return (const char *const *)inbox->folders;
}

const char *const *inbox_unreadable_folders(const struct inbox *inbox, size_t *ret_count)
{
  *ret_count = inbox->unreadable_count;
  return (const char *const *)inbox->unreadable;
}
