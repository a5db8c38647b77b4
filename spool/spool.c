#include "spool/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "files/atomic_file.h"
#include "files/digest.h"
#include "files/file_carry.h"
#include "files/folder_below.h"
#include "files/folder_lock.h"
#include "files/lock_file.h"
#include "spool/inbox_name.h"
#include "spool/page_folder.h"
#include "spool/spool_name.h"

static const char folder_ticket[] = "-pages"; /* at the end of the ID of a folder's ticket */

enum { SHORT_HASH = 8, LONGER_HASH = 16, FOLDER_DEPTH_MAX = 80 };

struct spool {
  char *inbox, *work, *done, *failed;
  int done_fd, failed_fd; /* the folders as they were opened, whatever is put in their place */
  struct folder_lock *inbox_lock;
  struct lock_file *out_lock;
};

void spool_ticket_clear(struct spool_ticket *ticket)
{
  free(ticket->id);
  free(ticket->name);
  free(ticket->path);
  for (size_t i = 0; i < ticket->file_count; i++)
    free(ticket->files[i]);
  free(ticket->files);
  *ticket = (struct spool_ticket){0};
}

static void descriptor_close(int fd)
{
  if (fd >= 0)
    close(fd);
}

void spool_close(struct spool **spool)
{
  if (!*spool)
    return;
  folder_lock_release(&(*spool)->inbox_lock);
  lock_file_release(&(*spool)->out_lock);
  descriptor_close((*spool)->done_fd);
  descriptor_close((*spool)->failed_fd);
  free((*spool)->inbox);
  free((*spool)->work);
  free((*spool)->done);
  free((*spool)->failed);
  free(*spool);
  *spool = NULL;
}

const char *spool_done_folder(const struct spool *spool)
{
  return spool->done;
}

const char *spool_failed_folder(const struct spool *spool)
{
  return spool->failed;
}

static enum status folder_must_be_writable(const char *path, const char *what, struct error *error)
{
  struct error cause = {0};
  if (folder_make_all(path, &cause))
    return error_set(error, cause.status == STATUS_NO_SPACE ? STATUS_NO_SPACE : STATUS_INSTALL,
                     "%s", cause.message);
  if (access(path, R_OK | W_OK | X_OK) != 0)
    return error_set(error, STATUS_INSTALL,
                     "%s: %s cannot be written to: %s; check its owner and permissions", path, what,
                     strerror(errno));
  return STATUS_OK;
}

static bool same_folder(const char *a, const char *b)
{
  struct stat about_a, about_b;
  return stat(a, &about_a) == 0 && stat(b, &about_b) == 0 && about_a.st_dev == about_b.st_dev &&
         about_a.st_ino == about_b.st_ino;
}

/* The same refusal as when the lock is taken; nothing is kept. */
static enum status inbox_must_be_free(const char *inbox, struct error *error)
{
  autofree char *place = memory_format("the inbox %s", inbox);
  struct folder_lock *lock = NULL;
  enum status status = folder_lock_take(inbox, place, &lock, error);
  folder_lock_release(&lock);
  return status;
}

enum status spool_check(const struct spool_folders *folders, struct error *error)
{
  const struct {
    const char *path, *what;
  } others[] = {{folders->out, "the output folder"},
                {folders->done, "the folder of done originals"},
                {folders->failed, "the folder of failed originals"}};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (others[i].path && same_folder(others[i].path, folders->inbox))
      return error_set(error, STATUS_USAGE, "%s: the inbox cannot be %s as well", folders->inbox,
                       others[i].what);
  if (folders->done && folders->failed &&
      (!strcmp(folders->done, folders->failed) || same_folder(folders->done, folders->failed)))
    return error_set(error, STATUS_USAGE, "%s: --done and --failed must differ", folders->done);
  return inbox_must_be_free(folders->inbox, error);
}

static enum status spool_make_folders(struct spool *spool, const char *out, struct error *error)
{
  const struct {
    const char *path, *what;
  } folders[] = {{out, "the output folder"},
                 {spool->work, "the work folder"},
                 {spool->done, "the folder of done originals"},
                 {spool->failed, "the folder of failed originals"},
                 {spool->inbox, "the inbox"}};
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    enum status status = folder_must_be_writable(folders[i].path, folders[i].what, error);
    if (status)
      return status;
    if (i < 4 && same_folder(folders[i].path, spool->inbox))
      return error_set(error, STATUS_USAGE, "%s: the inbox cannot be %s as well", spool->inbox,
                       folders[i].what);
  }
  return same_folder(spool->done, spool->failed)
             ? error_set(error, STATUS_USAGE, "%s: --done and --failed must differ", spool->done)
             : STATUS_OK;
}

static enum status spool_lock(struct spool *spool, const char *out, struct error *error)
{
  autofree char *inbox_place = memory_format("the inbox %s", spool->inbox);
  enum status status = folder_lock_take(spool->inbox, inbox_place, &spool->inbox_lock, error);
  if (status)
    return status;
  autofree char *out_lock = memory_format("%s/.zhaolu/watch.lock", out);
  autofree char *out_place = memory_format("the output folder %s", out);
  return lock_file_take(out_lock, out_place, &spool->out_lock, error);
}

static enum status folder_hold(const char *path, int *ret_fd, struct error *error)
{
  *ret_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return *ret_fd < 0 ? error_set_errno(error, errno, "%s: cannot be opened", path) : STATUS_OK;
}

int spool_inbox_stranger(const struct spool *spool)
{
  return folder_lock_stranger(spool->inbox_lock);
}

enum status spool_open(const struct spool_folders *folders, struct spool **ret_spool,
                       struct error *error)
{
  struct stat about;
  if (stat(folders->inbox, &about) != 0 || !S_ISDIR(about.st_mode))
    return error_set(error, STATUS_INSTALL, "%s: there is no such folder to watch; make it first",
                     folders->inbox);
  struct spool *spool cleanup_with(spool_close) = memory_alloc(sizeof *spool);
  spool->done_fd = spool->failed_fd = -1;
  spool->inbox = memory_copy_string(folders->inbox);
  spool->work = memory_format("%s/.zhaolu/work", folders->out);
  spool->done =
      folders->done ? memory_copy_string(folders->done) : memory_format("%s/done", folders->out);
  spool->failed = folders->failed ? memory_copy_string(folders->failed)
                                  : memory_format("%s/failed", folders->out);
  enum status status = spool_make_folders(spool, folders->out, error);
  if (!status)
    status = spool_lock(spool, folders->out, error);
  if (!status)
    status = folder_hold(spool->done, &spool->done_fd, error);
  if (!status)
    status = folder_hold(spool->failed, &spool->failed_fd, error);
  if (status)
    return status;
  *ret_spool = spool;
  spool = NULL;
  return STATUS_OK;
}

static int64_t nanoseconds(struct timespec time)
{
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* A new folder in the work folder, named by the time so that tickets sort as they came. */
static enum status ticket_make(struct spool *spool, struct spool_ticket *ticket,
                               struct error *error)
{
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  for (uint64_t number = (uint64_t)nanoseconds(now);; number++) {
    autofree char *id = memory_format("%016llx%s", (unsigned long long)number,
                                      ticket->is_folder ? folder_ticket : "");
    autofree char *folder = memory_format("%s/%s", spool->work, id);
    if (mkdir(folder, 0777) == 0) {
      ticket->id = id;
      id = NULL;
      return folder_sync(spool->work, error);
    }
    if (errno != EEXIST)
      return error_set_errno(error, errno, "%s: the folder cannot be made", folder);
  }
}

static void ticket_remove_folders(const struct spool *spool, const struct spool_ticket *ticket)
{
  autofree char *folder = path_folder(ticket->path);
  folder_remove_empty(folder, spool->work);
}

static void ticket_files_set(struct spool_ticket *ticket, char **files, size_t count)
{
  for (size_t i = 0; i < ticket->file_count; i++)
    free(ticket->files[i]);
  free(ticket->files);
  ticket->files = files;
  ticket->file_count = count;
}

static bool ticket_stat_folder(struct spool_ticket *ticket)
{
  struct page_folder pages cleanup_with(page_folder_clear) = {0};
  if (!page_folder_read(ticket->path, true, &pages))
    return false;
  ticket->size = pages.size;
  ticket->mtime = pages.mtime;
  ticket_files_set(ticket, pages.pages, pages.count);
  pages = (struct page_folder){0};
  return true;
}

static bool ticket_stat(struct spool_ticket *ticket)
{
  if (ticket->is_folder)
    return ticket_stat_folder(ticket);
  struct stat about;
  if (lstat(ticket->path, &about) != 0)
    return false;
  ticket->size = (uint64_t)about.st_size;
  ticket->mtime = nanoseconds(about.st_mtim);
  char **files = memory_alloc(sizeof *files);
  files[0] = memory_copy_string(ticket->path);
  ticket_files_set(ticket, files, 1);
  return true;
}

bool spool_ticket_has_changed(struct spool_ticket *ticket)
{
  uint64_t size = ticket->size;
  int64_t mtime = ticket->mtime;
  return !ticket_stat(ticket) || size != ticket->size || mtime != ticket->mtime;
}

static bool folder_is_as_seen(const char *path, const struct inbox_file *file)
{
  struct page_folder pages cleanup_with(page_folder_clear) = {0};
  return page_folder_read(path, file->marker != NULL, &pages) && pages.size == file->size &&
         pages.changed == file->mtime && pages.inode == file->inode;
}

static bool file_is_as_seen(const char *path, const struct inbox_file *file)
{
  if (file->is_folder)
    return folder_is_as_seen(path, file);
  struct stat about;
  return lstat(path, &about) == 0 && S_ISREG(about.st_mode) && about.st_ino == file->inode &&
         (uint64_t)about.st_size == file->size && nanoseconds(about.st_mtim) == file->mtime;
}

/* In the folder that is held open. One that got content since it was seen is somebody's file. */
static enum status remove_marker(int folder, const struct inbox_file *file, struct error *error)
{
  struct stat about;
  const char *name = file->marker ? path_base(file->marker) : NULL;
  if (!name || fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) != 0 || about.st_size > 0)
    return STATUS_OK;
  autofree char *marker = folder_held_path(folder, name);
  return file_remove(marker, error);
}

/* What arrived in work is what was seen: a file or a folder, no link that was put in its place. */
static enum status ticket_take_stock(struct spool_ticket *ticket, const char *from,
                                     struct error *error)
{
  struct stat about;
  if (lstat(ticket->path, &about) == 0 &&
      (ticket->is_folder ? S_ISDIR(about.st_mode) : S_ISREG(about.st_mode)) && ticket_stat(ticket))
    return STATUS_OK;
  enum status status = file_carry(ticket->path, from, error);
  return status ? status
                : error_set(error, STATUS_NOT_FOUND, "%s: has become another thing", ticket->name);
}

static enum status ticket_fill(struct spool *spool, int folder, const struct inbox_file *file,
                               struct spool_ticket *ticket, struct error *error)
{
  autofree char *from = folder_held_path(folder, path_base(file->name));
  if (!file_is_as_seen(from, file))
    return error_set(error, STATUS_NOT_FOUND, "%s: has gone or changed", file->name);
  enum status status = ticket_make(spool, ticket, error);
  if (status)
    return status;
  ticket->name = memory_copy_string(file->name);
  ticket->path = memory_format("%s/%s/%s", spool->work, ticket->id, ticket->name);
  /* The marker first: a marker left alone would make the next file of that name ready too soon. */
  status = remove_marker(folder, file, error);
  if (!status)
    status = file_carry(from, ticket->path, error);
  if (!status)
    status = ticket_take_stock(ticket, from, error);
  if (status)
    ticket_remove_folders(spool, ticket);
  return status;
}

enum status spool_take(struct spool *spool, const struct inbox_file *file,
                       struct spool_ticket *ret_ticket, struct error *error)
{
  autofree char *below =
      memory_copy_bytes(file->name, (size_t)(path_base(file->name) - file->name));
  int folder = folder_open_below(spool->inbox, below);
  if (folder < 0 && (errno == ENOENT || errno == ELOOP || errno == ENOTDIR))
    return error_set(error, STATUS_NOT_FOUND, "%s: its folder has gone or become a link",
                     file->name);
  if (folder < 0)
    return error_set_errno(error, errno, "%s: its folder cannot be opened", file->name);
  struct spool_ticket ticket cleanup_with(spool_ticket_clear) = {.is_folder = file->is_folder};
  enum status status = ticket_fill(spool, folder, file, &ticket, error);
  close(folder);
  if (status)
    return status;
  *ret_ticket = ticket;
  ticket = (struct spool_ticket){0};
  return STATUS_OK;
}

static bool is_half_carried(const char *name)
{
  return strncmp(name, ATOMIC_FILE_PREFIX, strlen(ATOMIC_FILE_PREFIX)) == 0;
}

static bool is_folder(const char *path)
{
  struct stat about;
  return lstat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* Finds the one file below a ticket's folder, or the folder of pages; what was only half copied
 * there is removed, for its original still stands in the inbox. */
static char *ticket_find(const char *folder, bool pages, int depth)
{
  DIR *entries = depth < FOLDER_DEPTH_MAX ? opendir(folder) : NULL;
  char *found = NULL;
  const struct dirent *entry;
  while (entries && !found && (entry = readdir(entries))) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
      continue;
    autofree char *path = memory_format("%s/%s", folder, entry->d_name);
    struct page_folder document cleanup_with(page_folder_clear) = {0};
    if (is_half_carried(entry->d_name)) {
      if (is_folder(path))
        folder_remove_all(path);
      else
        unlink(path);
    } else if (is_folder(path) && !(pages && page_folder_read(path, true, &document))) {
      found = ticket_find(path, pages, depth + 1);
    } else {
      found = path;
      path = NULL;
    }
  }
  if (entries)
    closedir(entries);
  if (!found)
    rmdir(folder);
  return found;
}

static bool is_folder_ticket(const char *id)
{
  size_t length = strlen(id), ending = strlen(folder_ticket);
  return length > ending && strcmp(id + length - ending, folder_ticket) == 0;
}

static int compare_tickets(const void *a, const void *b)
{
  return strcmp(((const struct spool_ticket *)a)->id, ((const struct spool_ticket *)b)->id);
}

enum status spool_left_in_work(struct spool *spool, struct spool_ticket **ret_tickets,
                               size_t *ret_count, struct error *error)
{
  DIR *entries = opendir(spool->work);
  if (!entries)
    return error_set_errno(error, errno, "%s: cannot be read", spool->work);
  struct spool_ticket *tickets = NULL;
  size_t count = 0, capacity = 0;
  const struct dirent *entry;
  while ((entry = readdir(entries))) {
    if (entry->d_name[0] == '.')
      continue;
    autofree char *folder = memory_format("%s/%s", spool->work, entry->d_name);
    struct spool_ticket ticket = {.is_folder = is_folder_ticket(entry->d_name)};
    ticket.path = ticket_find(folder, ticket.is_folder, 0);
    if (!ticket.path)
      continue;
    ticket.is_folder = is_folder(ticket.path);
    ticket.id = memory_copy_string(entry->d_name);
    ticket.name = memory_copy_string(ticket.path + strlen(folder) + 1);
    ticket_stat(&ticket);
    array_reserve(tickets, count, capacity);
    tickets[count++] = ticket;
  }
  closedir(entries);
  if (count)
    qsort(tickets, count, sizeof *tickets, compare_tickets);
  *ret_tickets = tickets;
  *ret_count = count;
  return STATUS_OK;
}

/* The place is free, or holds the same content. */
static bool place_is_fit(const char *place, const struct spool_ticket *ticket, const char *sha256)
{
  struct stat about;
  if (lstat(place, &about) != 0)
    return true;
  if (!sha256 || !S_ISREG(about.st_mode) || (uint64_t)about.st_size != ticket->size)
    return false;
  char there[DIGEST_HEX_BYTES];
  uint64_t bytes;
  return digest_file(place, there, &bytes, NULL) == STATUS_OK && strcmp(there, sha256) == 0;
}

/* NAME, else NAME-<hash>, else NAME-<ticket>, in the folder `top`. */
static char *place_choose(const char *top, const struct spool_ticket *ticket, const char *sha256)
{
  autofree char *plain = name_with_suffix(ticket->name, "");
  char *place = memory_format("%s/%s", top, plain);
  for (int digits = SHORT_HASH; sha256 && digits <= LONGER_HASH; digits += SHORT_HASH) {
    if (place_is_fit(place, ticket, sha256))
      return place;
    free(place);
    autofree char *suffix = memory_format("-%.*s", digits, sha256);
    autofree char *name = name_with_suffix(ticket->name, suffix);
    place = memory_format("%s/%s", top, name);
  }
  if (place_is_fit(place, ticket, sha256))
    return place;
  free(place);
  autofree char *suffix = memory_format("-%s", ticket->id);
  autofree char *name = name_with_suffix(ticket->name, suffix);
  return memory_format("%s/%s", top, name);
}

static enum status ticket_move(struct spool *spool, const struct spool_ticket *ticket,
                               const char *place, struct error *error)
{
  enum status status = file_carry(ticket->path, place, error);
  if (!status)
    ticket_remove_folders(spool, ticket);
  return status;
}

/* The folder that stands at the path is still the one that was opened: else somebody put another,
 * or a link, in its place, and what goes there would go where he wants it. */
static enum status folder_must_be_the_same(int fd, const char *path, struct error *error)
{
  struct stat held, there;
  if (fstat(fd, &held) == 0 && stat(path, &there) == 0 && held.st_dev == there.st_dev &&
      held.st_ino == there.st_ino)
    return STATUS_OK;
  return error_set(error, STATUS_IO,
                   "%s: is no longer the folder that it was; put that one back, or start again",
                   path);
}

/* Past no link that stands where a subfolder was: then the file goes beside it. */
static char *held_place(int fd, const struct spool_ticket *ticket, const char *sha256)
{
  autofree char *top = memory_format("/proc/self/fd/%d", fd);
  struct spool_ticket apart = *ticket;
  if (folder_way_is_barred(top, ticket->name))
    apart.name = (char *)path_base(ticket->name);
  return place_choose(top, &apart, sha256);
}

/* What people read names the folder, not the descriptor. */
static void error_name_folder(int fd, const char *path, struct error *error)
{
  autofree char *held = memory_format("/proc/self/fd/%d", fd);
  const char *at = error ? strstr(error->message, held) : NULL;
  if (!at)
    return;
  autofree char *message = memory_format("%.*s%s%s", (int)(at - error->message), error->message,
                                         path, at + strlen(held));
  snprintf(error->message, sizeof error->message, "%s", message);
}

enum status spool_put_done(struct spool *spool, const struct spool_ticket *ticket,
                           const char *sha256, struct error *error)
{
  enum status status = folder_must_be_the_same(spool->done_fd, spool->done, error);
  if (status)
    return status;
  autofree char *place = held_place(spool->done_fd, ticket, sha256);
  status = ticket_move(spool, ticket, place, error);
  if (status)
    error_name_folder(spool->done_fd, spool->done, error);
  return status;
}

enum status spool_put_failed(struct spool *spool, const struct spool_ticket *ticket,
                             const char *sha256, const char *reason, struct error *error)
{
  enum status status = folder_must_be_the_same(spool->failed_fd, spool->failed, error);
  if (status)
    return status;
  autofree char *place = held_place(spool->failed_fd, ticket, sha256);
  autofree char *reason_path = memory_format("%s%s", place, SPOOL_REASON_ENDING);
  status = folder_make_above(place, error);
  /* The reason first: a file among the failed is never without one. */
  if (!status)
    status = file_write_atomic(reason_path, reason, strlen(reason), error);
  if (!status)
    status = ticket_move(spool, ticket, place, error);
  if (status)
    error_name_folder(spool->failed_fd, spool->failed, error);
  return status;
}

/* Where a file of this name may go in the inbox without replacing one; past no link that stands
 * where its folder was. */
static char *inbox_place(const char *inbox, const char *file, const char *distinction)
{
  if (folder_way_is_barred(inbox, file))
    file = path_base(file);
  char *place = memory_format("%s/%s", inbox, file);
  if (!file_exists(place))
    return place;
  free(place);
  autofree char *suffix = memory_format("-%s", distinction);
  autofree char *name = name_with_suffix(file, suffix);
  return memory_format("%s/%s", inbox, name);
}

/* A folder is the one document that it was, whatever its pictures are called. */
static enum status folder_mark(const char *folder, const char *place, struct error *error)
{
  if (!is_folder(folder))
    return STATUS_OK;
  autofree char *marker = inbox_marker_name(place);
  enum status status = folder_make_above(place, error);
  return status || file_exists(marker) ? status : file_write_atomic(marker, "", 0, error);
}

enum status spool_put_back(struct spool *spool, const struct spool_ticket *ticket,
                           struct error *error)
{
  autofree char *place = inbox_place(spool->inbox, ticket->name, ticket->id);
  enum status status = folder_mark(ticket->path, place, error);
  return status ? status : ticket_move(spool, ticket, place, error);
}

static bool holds_content(const char *path, const char *sha256)
{
  char there[DIGEST_HEX_BYTES];
  return file_exists(path) && content_digest(path, there, NULL) == STATUS_OK &&
         strcmp(there, sha256) == 0;
}

char *spool_place_name(const char *file, const char *sha256, int number)
{
  int digits = number * SHORT_HASH;
  if (digits > LONGER_HASH)
    return NULL;
  autofree char *suffix = memory_format("%s%.*s", digits ? "-" : "", digits, sha256);
  return name_with_suffix(file, suffix);
}

/* Where place_choose had put it; NULL when it is not there. */
static char *place_find(const char *folder, const char *file, const char *sha256)
{
  char *name;
  for (int number = 0; (name = spool_place_name(file, sha256, number)); number++) {
    char *place = memory_format("%s/%s", folder, name);
    free(name);
    if (holds_content(place, sha256))
      return place;
    free(place);
  }
  return NULL;
}

bool spool_has_original(const char *folder, const char *name, const char *sha256)
{
  autofree char *place = place_find(folder, name, sha256);
  return place != NULL;
}

static enum status place_send_back(const char *place, const char *folder, const char *target,
                                   struct error *error)
{
  autofree char *reason = memory_format("%s%s", place, SPOOL_REASON_ENDING);
  enum status status = folder_mark(place, target, error);
  if (!status)
    status = file_carry(place, target, error);
  if (!status)
    status = file_remove(reason, error);
  autofree char *above = path_folder(place);
  folder_remove_empty(above, folder);
  return status;
}

enum status spool_send_back_file(const char *folder, const char *inbox, const char *name,
                                 struct error *error)
{
  autofree char *place = memory_format("%s/%s", folder, name);
  autofree char *target = inbox_place(inbox, name, "again");
  return place_send_back(place, folder, target, error);
}

enum status spool_send_back(const char *folder, const char *inbox, const char *name,
                            const char *sha256, struct error *error)
{
  autofree char *place = place_find(folder, name, sha256);
  if (!place)
    return error_set(error, STATUS_NOT_FOUND,
                     "%s: the original is not in %s any more; drop it into the inbox again", name,
                     folder);
  autofree char *distinction = memory_copy_bytes(sha256, SHORT_HASH);
  autofree char *target = inbox_place(inbox, name, distinction);
  return place_send_back(place, folder, target, error);
}
