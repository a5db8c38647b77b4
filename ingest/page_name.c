#include "ingest/page_name.h"

#include <string.h>
#include <strings.h>

static bool has_ending(const char *name, const char *const *endings)
{
  const char *ending = strrchr(name, '.');
  for (; ending && *endings; endings++)
    if (strcasecmp(ending, *endings) == 0)
      return true;
  return false;
}

bool name_is_picture(const char *name)
{
  static const char *const endings[] = {".png", ".jpg", ".jpeg", ".tif",  ".tiff", ".webp",
                                        ".bmp", ".gif", ".heic", ".heif", ".avif", NULL};
  return has_ending(name, endings);
}

bool name_is_paged(const char *name)
{
  static const char *const endings[] = {".pdf", ".ofd", NULL};
  return has_ending(name, endings);
}

bool name_is_page(const char *name)
{
  static const char chinese_before[] = "第", chinese_after[] = "页";
  if (!name_is_picture(name))
    return false;
  bool chinese = strncmp(name, chinese_before, strlen(chinese_before)) == 0;
  if (!chinese && strncasecmp(name, "page", 4) != 0)
    return false;
  const char *number = name + (chinese ? strlen(chinese_before) : 4);
  number += strspn(number, chinese ? " " : "-_ ");
  size_t digits = strspn(number, "0123456789");
  const char *rest = number + digits;
  if (chinese && strncmp(rest, chinese_after, strlen(chinese_after)) == 0)
    rest += strlen(chinese_after);
  return digits > 0 && *rest == '.' && strrchr(name, '.') == rest;
}
