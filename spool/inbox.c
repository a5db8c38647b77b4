#include "spool/inbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "files/file_carry.h"
#include "files/folder_below.h"
#include "files/held_folder.h"
#include "ingest/format_end.h"
#include "spool/inbox_name.h"
#include "spool/page_folder.h"

enum {
  FOLDER_DEPTH_MAX = 64,
  LEFT_MAX = 100, /* more would only fill the log */
  ENDS_MS = 200,  /* of a scan, for looking at ends */
};

struct inbox {
  struct inbox_options options;
  char *path;
  struct held_folder *held;
  struct inbox_file *files; /* sorted by name */
  size_t count, capacity;
  char **markers; /* NAME.ready, sorted */
  size_t marker_count, marker_capacity;
  char **folders;
  size_t folder_count, folder_capacity;
  char **unreadable; /* folders */
  size_t unreadable_count, unreadable_capacity;
  struct inbox_left *left;
  size_t left_count, left_capacity;
  struct stat *excluded;
  size_t excluded_count;
  int64_t ends_until; /* clock_now */
  bool ends_left;     /* the time was over before all ends were looked for */
};

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
  for (size_t i = 0; i < inbox->left_count; i++)
    free(inbox->left[i].name);
  free(inbox->left);
  inbox->left = NULL;
  inbox->left_count = inbox->left_capacity = 0;
}

void inbox_close(struct inbox **inbox)
{
  if (!*inbox)
    return;
  inbox_empty(*inbox);
  held_folder_close(&(*inbox)->held);
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
  struct held_folder *held = NULL;
  if (held_folder_open(options->path, &held, NULL))
    return error_set(error, STATUS_INSTALL, "%s: the inbox cannot be opened", options->path);
  struct inbox *inbox = memory_alloc(sizeof *inbox);
  inbox->options = *options;
  inbox->held = held;
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

static void add_file(struct inbox *inbox, const struct inbox_file *file)
{
  array_reserve(inbox->files, inbox->count, inbox->capacity);
  inbox->files[inbox->count++] = *file;
}

/* An empty file: one with content is somebody's, and not to be removed unread. */
static bool is_marker(const char *name, const struct stat *about)
{
  return inbox_name_is_marker(name) && S_ISREG(about->st_mode) && about->st_size == 0;
}

static bool has_marker(int folder_fd, const char *name)
{
  autofree char *marker = inbox_marker_name(name);
  struct stat about;
  return fstatat(folder_fd, marker, &about, AT_SYMLINK_NOFOLLOW) == 0 && is_marker(marker, &about);
}

static void descriptor_close(const int *fd)
{
  if (*fd >= 0)
    close(*fd);
}

/* False where the folder is not one document. */
static bool add_page_folder(struct inbox *inbox, int above, const char *path, bool marked)
{
  struct page_folder pages cleanup_with(page_folder_clear) = {0};
  autofree char *full = memory_format("%s/%s", inbox->path, path);
  autofree char *held = folder_held_path(above, path_base(path));
  if (!page_folder_read(held, marked, &pages))
    return false;
  add_name(&inbox->folders, &inbox->folder_count, &inbox->folder_capacity, full);
  add_file(inbox, &(struct inbox_file){.name = memory_copy_string(path),
                                       .size = pages.size,
                                       .mtime = pages.changed,
                                       .inode = pages.inode,
                                       .is_folder = true});
  return true;
}

/* Why an entry is left alone that a person may have meant to be read; NULL: it is not. */
static const char *what_is_left(const char *name, const struct stat *about)
{
  if (inbox_name_is_marker(name) && S_ISREG(about->st_mode) && about->st_size > 0)
    return "a NAME.ready with content, which marks nothing";
  if (inbox_name_is_ignored(name) || S_ISREG(about->st_mode) || S_ISDIR(about->st_mode))
    return NULL;
  return S_ISLNK(about->st_mode)    ? "a symbolic link"
         : S_ISFIFO(about->st_mode) ? "a pipe"
         : S_ISSOCK(about->st_mode) ? "a socket"
                                    : "a device";
}

static void note_left(struct inbox *inbox, const char *path, const char *what)
{
  if (!what || inbox->left_count == LEFT_MAX)
    return;
  array_reserve(inbox->left, inbox->left_count, inbox->left_capacity);
  inbox->left[inbox->left_count++] = (struct inbox_left){memory_copy_string(path), what};
}

static void walk_entry(struct inbox *inbox, int folder_fd, const char *name, const char *path,
                       int depth)
{
  struct stat about;
  if (fstatat(folder_fd, name, &about, AT_SYMLINK_NOFOLLOW) != 0)
    return;
  if (S_ISDIR(about.st_mode) && !inbox_name_is_ignored(name) && depth < FOLDER_DEPTH_MAX &&
      !is_excluded(inbox, &about) &&
      !add_page_folder(inbox, folder_fd, path, has_marker(folder_fd, name)))
    walk_folder(inbox, path, depth + 1);
  note_left(inbox, path, what_is_left(name, &about));
  if (is_marker(name, &about))
    add_name(&inbox->markers, &inbox->marker_count, &inbox->marker_capacity, path);
  if (S_ISREG(about.st_mode) && !inbox_name_is_ignored(name))
    add_file(inbox, &(struct inbox_file){.name = memory_copy_string(path),
                                         .size = (uint64_t)about.st_size,
                                         .mtime = nanoseconds(about.st_mtim),
                                         .inode = about.st_ino});
}

/* `folder` is below the inbox, "" for itself. */
static void walk_folder(struct inbox *inbox, const char *folder, int depth)
{
  autofree char *full = memory_format("%s%s%s", inbox->path, folder[0] ? "/" : "", folder);
  int fd = folder_open_below(held_folder_top(inbox->held), folder);
  DIR *entries = fd < 0 ? NULL : fdopendir(fd);
  if (!entries) {
    if (fd < 0 && errno != ENOENT && errno != ELOOP && errno != ENOTDIR)
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
  autofree char *marked = memory_copy_bytes(name, length);
  autofree char *marker = inbox_marker_name(marked);
  const char *key = marker;
  char **found = inbox->marker_count ? bsearch(&key, inbox->markers, inbox->marker_count,
                                               sizeof *inbox->markers, compare_names)
                                     : NULL;
  return found ? *found : NULL;
}

/* scan.pdf is marked by scan.pdf.ready, or by scan.ready; a folder only by its whole name. */
static void file_find_marker(const struct inbox *inbox, struct inbox_file *file)
{
  const char *marker = find_marker(inbox, file->name, strlen(file->name));
  if (!marker && !file->is_folder)
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

/* How far the page is that is furthest from its end. */
static enum status pages_end(const struct page_folder *pages, enum format_end *ret_end)
{
  *ret_end = FORMAT_END_THERE;
  for (size_t i = 0; i < pages->count; i++) {
    enum format_end end = FORMAT_END_UNKNOWN;
    enum status status = format_end_check(pages->pages[i], &end, NULL);
    if (status)
      return status;
    if (end != FORMAT_END_THERE && end != FORMAT_END_UNKNOWN)
      *ret_end = end;
  }
  return STATUS_OK;
}

static bool any_is_being_written(const struct page_folder *pages)
{
  for (size_t i = 0; i < pages->count; i++)
    if (is_being_written(pages->pages[i]))
      return true;
  return false;
}

/* Whether there is time left to look for another end. */
static bool ends_may_go_on(struct inbox *inbox)
{
  inbox->ends_left |= clock_now() >= inbox->ends_until;
  return !inbox->ends_left;
}

static enum inbox_state folder_judge(struct inbox *inbox, struct inbox_file *file)
{
  int64_t rest = file->confirmed - file->since;
  bool patience_over = rest >= inbox->options.patience_ms;
  if (!file->marker && rest < inbox->options.settle_ms)
    return INBOX_WAITING;
  struct page_folder pages cleanup_with(page_folder_clear) = {0};
  int above cleanup_with(descriptor_close) =
      folder_open_above(held_folder_top(inbox->held), file->name);
  autofree char *path = above >= 0 ? folder_held_path(above, path_base(file->name)) : NULL;
  if (!path || !page_folder_read(path, file->marker != NULL, &pages))
    return INBOX_WAITING; /* it is another by now: the next scan sees it as it is */
  if (!file->end_known && !file->marker) {
    enum format_end end;
    if (!ends_may_go_on(inbox))
      return INBOX_WAITING;
    if (pages_end(&pages, &end))
      return patience_over ? INBOX_UNREADABLE : INBOX_WAITING;
    file->end_known = true;
    file->end = end;
  }
  if (patience_over)
    return INBOX_READY;
  bool all_there = file->marker || (file->end == FORMAT_END_THERE && !pages.half_copied);
  return all_there && !any_is_being_written(&pages) ? INBOX_READY : INBOX_WAITING;
}

static enum inbox_state file_judge(struct inbox *inbox, struct inbox_file *file)
{
  if (file->is_folder)
    return folder_judge(inbox, file);
  if (file->marker)
    return INBOX_READY;
  int64_t rest = file->confirmed - file->since;
  if (rest < inbox->options.settle_ms)
    return INBOX_WAITING;
  bool patience_over = rest >= inbox->options.patience_ms;
  if (inbox->options.end_bytes_max && file->size > inbox->options.end_bytes_max)
    return patience_over ? INBOX_READY : INBOX_WAITING;
  int folder cleanup_with(descriptor_close) =
      folder_open_above(held_folder_top(inbox->held), file->name);
  if (folder < 0)
    return INBOX_WAITING; /* it has gone, or a link stands in its place */
  autofree char *path = folder_held_path(folder, path_base(file->name));
  if (!file->end_known) {
    enum format_end end = FORMAT_END_UNKNOWN;
    struct error error = {0};
    if (!ends_may_go_on(inbox))
      return INBOX_WAITING;
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
  enum status status = held_folder_look(inbox->held, error);
  if (!status)
    walk_folder(inbox, "", 0);
  inbox->ends_until = clock_now() + ENDS_MS;
  inbox->ends_left = false;
  if (!status && !inbox->folder_count)
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
    if (inbox->ends_left)
      return file->confirmed;
    int64_t due = file->since + inbox->options.settle_ms;
    if (due <= file->confirmed)
      due = file->since + inbox->options.patience_ms;
    if ((file->is_folder && file->marker) ||
        (file->end_known && (file->end == FORMAT_END_THERE || file->end == FORMAT_END_UNKNOWN)))
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

const struct inbox_left *inbox_left_alone(const struct inbox *inbox, size_t *ret_count)
{
  *ret_count = inbox->left_count;
  return inbox->left;
}
