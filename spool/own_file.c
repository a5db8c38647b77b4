#include "spool/own_file.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "files/atomic_file.h"
#include "files/digest.h"
#include "spool/edited.h"

struct own_search {
  const struct own_folder *folder;
  const char *file;
};

static bool is_own(const char *sha256, int64_t mtime, void *context)
{
  const struct own_search *search = context;
  struct ledger *ledger = search->folder->ledger;
  bool own = written_list_has(search->folder->written, search->file, sha256);
  if (!own && ledger && ledger_has_written(ledger, search->file, sha256, mtime, &own, NULL))
    return false;
  return own;
}

enum status own_file_write(const struct own_folder *folder, const char *file, const void *bytes,
                           size_t size, char **ret_kept, struct error *error)
{
  autofree char *path = memory_format("%s/%s", folder->path, file);
  char sha256[DIGEST_HEX_BYTES];
  digest_bytes(bytes, size, sha256);
  struct own_search search = {folder, file};
  enum status status = folder->replace_edited
                           ? STATUS_OK
                           : edited_keep(path, sha256, is_own, &search, ret_kept, error);
  if (!status)
    status = written_list_note(folder->written, file, sha256, error);
  return status ? status : file_write_atomic(path, bytes, size, error);
}

static enum status is_own_now(const struct own_folder *folder, const char *file, const char *path,
                              bool *ret_own, struct error *error)
{
  struct own_search search = {folder, file};
  char sha256[DIGEST_HEX_BYTES];
  uint64_t bytes;
  struct stat about;
  enum status status = digest_file(path, sha256, &bytes, error);
  if (!status && stat(path, &about) != 0)
    status = error_set_errno(error, errno, "%s", path);
  if (!status)
    *ret_own = is_own(
        sha256, (int64_t)about.st_mtim.tv_sec * 1000 + about.st_mtim.tv_nsec / 1000000, &search);
  return status;
}

enum status own_file_amend(const struct own_folder *folder, const char *file, const void *bytes,
                           size_t size, struct error *error)
{
  autofree char *path = memory_format("%s/%s", folder->path, file);
  char sha256[DIGEST_HEX_BYTES];
  bool own = false;
  enum status status = is_own_now(folder, file, path, &own, error);
  digest_bytes(bytes, size, sha256);
  if (!status && own)
    status = written_list_note(folder->written, file, sha256, error);
  return status ? status : file_write_atomic(path, bytes, size, error);
}
