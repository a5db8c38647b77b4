#include "jobs/data_dir.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/strbuf.h"

/* Endings of files that results depend on; manual page, units and schema are none of them. */
static const char *const deciding_endings[] = {".yaml", ".tsv", ".txt", ".bin"};

static bool is_folder(const char *path)
{
  struct stat info;
  return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* The program's own path, "" if the system does not say. */
static void program_path(char ret_path[PATH_MAX])
{
  ssize_t length = readlink("/proc/self/exe", ret_path, PATH_MAX - 1);
  ret_path[length > 0 ? length : 0] = '\0';
}

static bool runs_from_build_folder(const char *program)
{
  autofree char *build = memory_copy_string(ZHAOLU_BUILD_DATA);
  *strrchr(build, '/') = '\0';
  size_t length = strlen(build);
  return strncmp(program, build, length) == 0 && program[length] == '/';
}

/* bin/zhaolu → share/zhaolu; owned by the caller. */
static char *data_beside(const char *program)
{
  const char *name = strrchr(program, '/');
  if (!name)
    return memory_copy_string("");
  return memory_format("%.*s/../share/zhaolu", (int)(name - program), program);
}

enum status data_dir_find(char **ret_path, struct error *error)
{
  char program[PATH_MAX];
  const char *given = getenv("ZHAOLU_DATA");
  program_path(program);
  if (given && *given) {
    if (!is_folder(given))
      return error_set(error, STATUS_INSTALL, "ZHAOLU_DATA names %s, which is no folder", given);
    *ret_path = memory_copy_string(given);
    return STATUS_OK;
  }
  autofree char *beside = data_beside(program);
  const char *const places[] = {runs_from_build_folder(program) ? ZHAOLU_SOURCE_DATA : "", beside,
                                ZHAOLU_INSTALL_DATA};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++)
    if (*places[i] && is_folder(places[i])) {
      char whole[PATH_MAX]; /* without the .. of a place beside the program */
      *ret_path = memory_copy_string(realpath(places[i], whole) ? whole : places[i]);
      return STATUS_OK;
    }
  return error_set(error, STATUS_INSTALL,
                   "the data files are not in %s; install zhaolu again, or set ZHAOLU_DATA",
                   ZHAOLU_INSTALL_DATA);
}

char *data_dir_models(const char *data_dir)
{
  return memory_format("%s/tessdata", data_dir);
}

static bool decides(const char *name)
{
  const char *ending = strrchr(name, '.');
  for (size_t i = 0; ending && i < sizeof deciding_endings / sizeof *deciding_endings; i++)
    if (strcmp(ending, deciding_endings[i]) == 0)
      return true;
  return false;
}

static enum status file_add(const char *path, const char *name, struct strbuf *digests,
                            struct error *error)
{
  char hex[DIGEST_HEX_BYTES];
  uint64_t bytes;
  enum status status = digest_file(path, hex, &bytes, error);
  if (status == STATUS_OK)
    strbuf_appendf(digests, "%s %s\n", hex, name);
  return status;
}

/* Adds a folder's files and folders in the order of their names. */
static enum status folder_add(const char *folder, struct strbuf *digests, struct error *error)
{
  struct dirent **entries;
  int count = scandir(folder, &entries, NULL, alphasort);
  if (count < 0)
    return error_set(error, STATUS_INSTALL, "cannot read the data files in %s", folder);
  enum status status = STATUS_OK;
  for (int i = 0; i < count; i++) {
    const char *name = entries[i]->d_name;
    autofree char *path = memory_format("%s/%s", folder, name);
    if (status == STATUS_OK && name[0] != '.' && is_folder(path))
      status = folder_add(path, digests, error);
    else if (status == STATUS_OK && decides(name))
      status = file_add(path, name, digests, error);
    free(entries[i]);
  }
  free(entries);
  return status;
}

enum status data_dir_digest(const char *data_dir, const char *profile,
                            char ret_hex[DIGEST_HEX_BYTES], struct error *error)
{
  struct strbuf digests = {0};
  enum status status = folder_add(data_dir, &digests, error);
  if (status == STATUS_OK && profile && access(profile, R_OK) == 0 && !is_folder(profile))
    status = file_add(profile, "profile", &digests, error);
  else if (status == STATUS_OK && profile)
    strbuf_appendf(&digests, "profile %s\n", profile);
  if (status == STATUS_OK)
    digest_bytes(strbuf_text(&digests), digests.length, ret_hex);
  strbuf_clear(&digests);
  return status;
}
