#include "files/folder_access.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "files/file_carry.h"

bool folder_may_be_listed(const char *folder)
{
  return faccessat(AT_FDCWD, folder, R_OK | X_OK, AT_EACCESS) == 0;
}

bool folder_may_be_changed(const char *folder)
{
  return faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0;
}

bool file_is_held_by_owner(const char *file)
{
  struct stat about, above;
  autofree char *folder = path_folder(file);
  uid_t me = geteuid();
  return me != 0 && lstat(file, &about) == 0 && stat(folder, &above) == 0 &&
         (above.st_mode & S_ISVTX) && about.st_uid != me && above.st_uid != me;
}

/* As a shell takes it for one word. */
static char *quoted(const char *text)
{
  struct strbuf word = {0};
  strbuf_append_char(&word, '\'');
  for (; *text; text++)
    if (*text == '\'')
      strbuf_append(&word, "'\\''");
    else
      strbuf_append_char(&word, *text);
  strbuf_append_char(&word, '\'');
  return strbuf_take(&word);
}

static bool is_read_only(const char *folder)
{
  struct statvfs about;
  return statvfs(folder, &about) == 0 && (about.f_flag & ST_RDONLY);
}

static char *command_for(const char *folder)
{
  struct stat about = {0};
  autofree char *word = quoted(folder);
  const struct group *group = getgrgid(getegid());
  autofree char *group_name =
      group ? memory_copy_string(group->gr_name) : memory_format("%u", (unsigned)getegid());
  if (stat(folder, &about) == 0 && about.st_uid == geteuid())
    return memory_format("chmod u+rwx %s", word);
  if (about.st_gid == getegid())
    return memory_format("sudo chmod g+rwx %s", word);
  /* g+s: new folders below belong to the group, too. */
  return memory_format("sudo chgrp %s %s && sudo chmod g+rwxs %s", group_name, word, word);
}

char *folder_remedy(const char *folder, const char *what)
{
  if (is_read_only(folder))
    return memory_format("may not %s: its file system is mounted read-only", what);
  struct stat about;
  bool sticky =
      folder_may_be_changed(folder) && stat(folder, &about) == 0 && (about.st_mode & S_ISVTX);
  autofree char *word = quoted(folder);
  autofree char *command = sticky ? memory_format("sudo chmod -t %s", word) : command_for(folder);
  const struct passwd *user = getpwuid(geteuid());
  autofree char *name =
      user ? memory_copy_string(user->pw_name) : memory_format("%u", (unsigned)geteuid());
  return memory_format("the user %s may not %s; to allow it: %s", name, what, command);
}
