#include "spool/outbox.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "files/atomic_file.h"
#include "files/digest.h"
#include "files/file_carry.h"
#include "files/folder_below.h"
#include "spool/edited.h"
#include "spool/written_list.h"

static char *stage_folder(const char *out)
{
  return memory_format("%s/.zhaolu/stage", out);
}

static char *stage_path(const char *out, int64_t id, const char *format, int format_length)
{
  return memory_format("%s/.zhaolu/stage/%lld.%.*s", out, (long long)id, format_length, format);
}

/* Nothing is made in its place: it may be put back, and what is missing in it is no loss then. */
static enum status out_is_gone(const char *out, int failure, struct error *error)
{
  if (failure == ENOENT)
    return error_set(error, STATUS_IO, "%s: the output folder is gone", out);
  return error_set_errno(error, failure, "%s: cannot be written to", out);
}

/* No output is written through a link that somebody put where a folder of OUT was. */
static enum status way_must_be_free(const char *out, const char *file, struct error *error)
{
  if (!folder_way_is_barred(out, file))
    return STATUS_OK;
  return error_set(error, STATUS_IO, "%s/%s: a link, or what is no folder, stands on the way", out,
                   file);
}

enum status outbox_stage(const char *out, int64_t id, const char *format, const void *bytes,
                         size_t size, struct error *error)
{
  autofree char *folder = stage_folder(out);
  if (mkdir(folder, 0777) != 0 && errno != EEXIST)
    return out_is_gone(out, errno, error);
  enum status status = way_must_be_free(out, ".zhaolu/stage/", error);
  autofree char *path = stage_path(out, id, format, (int)strlen(format));
  return status ? status : file_write_atomic(path, bytes, size, error);
}

/* The next word of a list parted by commas; false at its end. */
static bool next_format(const char **list, const char **ret_word, int *ret_length)
{
  *list += **list == ',';
  *ret_word = *list;
  *ret_length = (int)strcspn(*list, ",");
  *list += *ret_length;
  return *ret_length > 0;
}

/* Whose is a file of OUT: the ledger's own outputs, or convert's. */
struct own_search {
  const struct outbox *outbox;
  const char *file; /* below OUT */
};

static bool is_own(const char *sha256, int64_t mtime, void *context)
{
  const struct own_search *search = context;
  bool own = false;
  if (ledger_has_written(search->outbox->ledger, search->file, sha256, mtime, &own, NULL) == 0 &&
      own)
    return true;
  struct written_list *list cleanup_with(written_list_close) = NULL;
  return written_list_open(search->outbox->out, &list, NULL) == STATUS_OK &&
         written_list_has(list, search->file, sha256);
}

static enum status edited_keep_beside(const struct outbox *outbox,
                                      const struct ledger_document *document, const char *staged,
                                      const char *file, const char *target, struct error *error)
{
  char sha256[DIGEST_HEX_BYTES];
  uint64_t bytes;
  if (document->replace_edited || !file_exists(target))
    return STATUS_OK;
  enum status status = digest_file(staged, sha256, &bytes, error);
  struct own_search search = {outbox, file};
  autofree char *beside = NULL;
  if (!status)
    status = edited_keep(target, sha256, is_own, &search, &beside, error);
  if (!status && beside && outbox->kept)
    outbox->kept(outbox->context, document, target, beside);
  return status;
}

static enum status publish_format(const struct outbox *outbox,
                                  const struct ledger_document *document, const char *format,
                                  int length, struct error *error)
{
  autofree char *staged = stage_path(outbox->out, document->id, format, length);
  autofree char *file = memory_format("%s.%.*s", document->output, length, format);
  autofree char *target = memory_format("%s/%s", outbox->out, file);
  autofree char *folder = memory_format("%s/.zhaolu", outbox->out);
  if (!file_exists(folder))
    return out_is_gone(outbox->out, ENOENT, error);
  if (!file_exists(staged))
    return STATUS_OK; /* put in place before the program was killed */
  enum status status = way_must_be_free(outbox->out, file, error);
  if (!status)
    status = edited_keep_beside(outbox, document, staged, file, target, error);
  if (!status)
    status = file_carry(staged, target, error);
  return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status publish_document(const struct outbox *outbox,
                                    const struct ledger_document *document, struct error *error)
{
  const char *formats = document->formats ? document->formats : "", *format;
  int length;
  enum status status = STATUS_OK;
  while (!status && next_format(&formats, &format, &length))
    status = publish_format(outbox, document, format, length, error);
  return status;
}

enum status outbox_publish(const struct outbox *outbox, int64_t id, struct error *error)
{
  struct ledger_document document cleanup_with(ledger_document_clear) = {0};
  enum status status = ledger_find(outbox->ledger, id, &document, error);
  return status ? status : publish_document(outbox, &document, error);
}

void outbox_discard(const char *out, int64_t id, const char *formats)
{
  const char *format;
  int length;
  while (next_format(&formats, &format, &length)) {
    autofree char *staged = stage_path(out, id, format, length);
    unlink(staged);
  }
}

struct publish_all {
  const struct outbox *outbox;
  enum ledger_keeper keeper;
  int published;
  enum status status;
  struct error *error;
};

static bool publish_one(const struct ledger_document *document, void *context)
{
  struct publish_all *all = context;
  if (document->keeper != all->keeper)
    return true;
  all->status = publish_document(all->outbox, document, all->error);
  if (!all->status)
    all->status = ledger_done(all->outbox->ledger, document->id, all->error);
  all->published += !all->status;
  return !all->status;
}

/* A document that is in nobody's work has nothing staged. */
static bool is_left_over(struct ledger *ledger, const char *name)
{
  char *end = NULL;
  long long id = strtoll(name, &end, 10);
  if (end == name || *end != '.')
    return strncmp(name, ATOMIC_FILE_PREFIX, strlen(ATOMIC_FILE_PREFIX)) == 0;
  struct ledger_document document cleanup_with(ledger_document_clear) = {0};
  enum status status = ledger_find(ledger, id, &document, NULL);
  if (status)
    return status == STATUS_NOT_FOUND;
  return document.state != LEDGER_WORKING && document.state != LEDGER_PUBLISHING;
}

static void remove_left_over(const char *out, struct ledger *ledger)
{
  autofree char *folder = stage_folder(out);
  DIR *entries = opendir(folder);
  if (!entries)
    return;
  const struct dirent *entry;
  while ((entry = readdir(entries)))
    if (entry->d_type != DT_DIR && is_left_over(ledger, entry->d_name))
      unlinkat(dirfd(entries), entry->d_name, 0);
  closedir(entries);
}

enum status outbox_recover(const struct outbox *outbox, enum ledger_keeper keeper,
                           int *ret_published, struct error *error)
{
  struct publish_all all = {.outbox = outbox, .keeper = keeper, .error = error};
  enum status status =
      ledger_list(outbox->ledger, 1u << LEDGER_PUBLISHING, 0, publish_one, &all, error);
  if (status || all.status)
    return status ? status : all.status;
  remove_left_over(outbox->out, outbox->ledger);
  *ret_published = all.published;
  return STATUS_OK;
}

/* The hash stands in the first kilobytes of the JSON, in its "source". */
static bool json_holds_hash(const char *path, const char *sha256)
{
  char head[8192];
  FILE *file = fopen(path, "rbe");
  if (!file)
    return false;
  size_t length = fread(head, 1, sizeof head, file);
  fclose(file);
  return memmem(head, length, sha256, strlen(sha256)) != NULL;
}

bool outbox_name_is_foreign(const char *out, const char *name, const char *formats,
                            const char *sha256)
{
  autofree char *json = memory_format("%s/%s.json", out, name);
  if (json_holds_hash(json, sha256))
    return false;
  const char *format;
  int length;
  while (next_format(&formats, &format, &length)) {
    autofree char *target = memory_format("%s/%s.%.*s", out, name, length, format);
    if (file_exists(target))
      return true;
  }
  return false;
}
