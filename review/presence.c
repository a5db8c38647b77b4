#include "review/presence.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"

enum { GONE_MS = 20000 };

static bool is_there(const struct present *present, int64_t now)
{
  return present->sha256[0] && now - present->seen < GONE_MS;
}

/* The page's own entry, or else the one that is gone longest. */
static struct present *entry_of(struct presence *presence, const char *page)
{
  struct present *oldest = &presence->items[0];
  for (size_t i = 0; i < PRESENT_MAX; i++) {
    struct present *present = &presence->items[i];
    if (present->sha256[0] && strcmp(present->page, page) == 0)
      return present;
    if (present->seen < oldest->seen)
      oldest = present;
  }
  return oldest;
}

json_t *presence_note(struct presence *presence, const char *sha256, const char *person,
                      const char *page)
{
  int64_t now = clock_now();
  struct present *own = entry_of(presence, page);
  snprintf(own->sha256, sizeof own->sha256, "%s", sha256);
  snprintf(own->person, sizeof own->person, "%s", person);
  snprintf(own->page, sizeof own->page, "%s", page);
  own->seen = now;
  json_t *names = json_array();
  for (size_t i = 0; i < PRESENT_MAX; i++) {
    const struct present *present = &presence->items[i];
    if (present != own && is_there(present, now) && strcmp(present->sha256, sha256) == 0)
      json_array_append_new(names, json_string(present->person));
  }
  return names;
}
