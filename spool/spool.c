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
#include "files/held_folder.h"
#include "files/lock_file.h"
#include "spool/inbox_name.h"
#include "spool/page_folder.h"
#include "spool/spool_name.h"
#include "spool/way_back.h"

static const char folder_ticket[] = "-pages"; /* at the end of the ID of a folder's ticket */

enum { FOLDER_DEPTH_MAX = 80 };

struct spool {
  char *inbox, *work, *done, *failed;
  struct held_folder *held_inbox, *held_work, *held_done, *held_failed;
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

void spool_close(struct spool **spool)
{
  if (!*spool)
    return;
  folder_lock_release(&(*spool)->inbox_lock);
  lock_file_release(&(*spool)->out_lock);
  held_folder_close(&(*spool)->held_inbox);
  held_folder_close(&(*spool)->held_work);
  held_folder_close(&(*spool)->held_done);
  held_folder_close(&(*spool)->held_failed);
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
  autofree char *in_place = memory_format("the inbox %s", spool->inbox);
  enum status status = folder_lock_take(spool->inbox, in_place, &spool->inbox_lock, error);
  if (status)
    return status;
  autofree char *out_lock = memory_format("%s/.zhaolu/watch.lock", out);
  autofree char *out_place = memory_format("the output folder %s", out);
  return lock_file_take(out_lock, out_place, &spool->out_lock, error);
}

/* From now on they are the folders that they are, whatever is put in their place. */
static enum status folders_hold(struct spool *spool, struct error *error)
{
  enum status status = held_folder_open(spool->inbox, &spool->held_inbox, error);
  if (!status)
    status = held_folder_open(spool->work, &spool->held_work, error);
  if (!status)
    status = held_folder_open(spool->done, &spool->held_done, error);
  return status ? status : held_folder_open(spool->failed, &spool->held_failed, error);
}

enum status spool_look(struct spool *spool, struct error *error)
{
  return held_folder_look(spool->held_work, error);
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
    status = folders_hold(spool, error);
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
    autofree char *folder = memory_format("%s/%s", held_folder_top(spool->held_work), id);
    if (mkdir(folder, 0777) == 0) {
      ticket->id = id;
      id = NULL;
      return folder_sync(held_folder_top(spool->held_work), error);
    }
    if (errno != EEXIST)
      return error_set_errno(error, errno, "%s: the folder cannot be made", folder);
  }
}

/* Where the ticket's file is, past whatever may have been put in the work folder's place. The
 * ticket's own path is for those who read it: worker processes have nothing open. */
static char *ticket_held_path(const struct spool *spool, const struct spool_ticket *ticket)
{
  return memory_format("%s%s", held_folder_top(spool->held_work),
                       ticket->path + strlen(spool->work));
}

static void ticket_remove_folders(const struct spool *spool, const struct spool_ticket *ticket)
{
  autofree char *path = ticket_held_path(spool, ticket);
  autofree char *folder = path_folder(path);
  folder_remove_empty(folder, held_folder_top(spool->held_work));
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
static enum status ticket_take_stock(struct spool_ticket *ticket, const char *at, const char *from,
                                     struct error *error)
{
  struct stat about;
  if (lstat(at, &about) == 0 &&
      (ticket->is_folder ? S_ISDIR(about.st_mode) : S_ISREG(about.st_mode)) && ticket_stat(ticket))
    return STATUS_OK;
  enum status status = file_carry(at, from, error);
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
  autofree char *to = ticket_held_path(spool, ticket);
  if (!status)
    status = file_carry(from, to, error);
  if (!status)
    status = ticket_take_stock(ticket, to, from, error);
  if (status)
    ticket_remove_folders(spool, ticket);
  return status;
}

enum status spool_take(struct spool *spool, const struct inbox_file *file,
                       struct spool_ticket *ret_ticket, struct error *error)
{
  enum status status = held_folder_look(spool->held_inbox, error);
  if (!status)
    status = held_folder_look(spool->held_work, error);
  if (status)
    return status;
  int folder = folder_open_above(held_folder_top(spool->held_inbox), file->name);
  if (folder < 0 && (errno == ENOENT || errno == ELOOP || errno == ENOTDIR))
    return error_set(error, STATUS_NOT_FOUND, "%s: its folder has gone or become a link",
                     file->name);
  if (folder < 0)
    return error_set_errno(error, errno, "%s: its folder cannot be opened", file->name);
  struct spool_ticket ticket cleanup_with(spool_ticket_clear) = {.is_folder = file->is_folder};
  status = ticket_fill(spool, folder, file, &ticket, error);
  close(folder);
  held_folder_name_in(spool->held_work, error);
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
  for (int digits = SPOOL_SHORT_HASH; sha256 && digits <= SPOOL_LONGER_HASH;
       digits += SPOOL_SHORT_HASH) {
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
  autofree char *from = ticket_held_path(spool, ticket);
  enum status status = file_carry(from, place, error);
  if (!status)
    ticket_remove_folders(spool, ticket);
  else
    held_folder_name_in(spool->held_work, error);
  return status;
}

/* Past no link that stands where a subfolder was: then the file goes beside it. */
static char *held_place(const struct held_folder *held, const struct spool_ticket *ticket,
                        const char *sha256)
{
  const char *top = held_folder_top(held);
  struct spool_ticket apart = *ticket;
  if (folder_way_is_barred(top, ticket->name))
    apart.name = (char *)path_base(ticket->name);
  return place_choose(top, &apart, sha256);
}

enum status spool_put_done(struct spool *spool, const struct spool_ticket *ticket,
                           const char *sha256, struct error *error)
{
  enum status status = held_folder_look(spool->held_done, error);
  if (status)
    return status;
  autofree char *place = held_place(spool->held_done, ticket, sha256);
  status = ticket_move(spool, ticket, place, error);
  if (status)
    held_folder_name_in(spool->held_done, error);
  return status;
}

enum status spool_put_failed(struct spool *spool, const struct spool_ticket *ticket,
                             const char *sha256, const char *reason, struct error *error)
{
  enum status status = held_folder_look(spool->held_failed, error);
  if (status)
    return status;
  autofree char *place = held_place(spool->held_failed, ticket, sha256);
  autofree char *reason_path = memory_format("%s%s", place, SPOOL_REASON_ENDING);
  status = folder_make_above(place, error);
  /* The reason first: a file among the failed is never without one. */
  if (!status)
    status = file_write_atomic(reason_path, reason, strlen(reason), error);
  if (!status)
    status = ticket_move(spool, ticket, place, error);
  if (status)
    held_folder_name_in(spool->held_failed, error);
  return status;
}

enum status spool_put_back(struct spool *spool, const struct spool_ticket *ticket,
                           struct error *error)
{
  enum status status = held_folder_look(spool->held_inbox, error);
  if (status)
    return status;
  autofree char *place = inbox_place(held_folder_top(spool->held_inbox), ticket->name, ticket->id);
  autofree char *from = ticket_held_path(spool, ticket);
  status = inbox_folder_mark(from, place, error);
  if (!status)
    status = ticket_move(spool, ticket, place, error);
  if (status)
    held_folder_name_in(spool->held_inbox, error);
  return status;
}
