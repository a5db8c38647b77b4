#include "output/bilingual.h"

#include <string.h>

/* The column at *at, up to the next tab or the end of the line; *at moves behind it. */
static const char *column_take(const char **at, size_t *ret_length)
{
  const char *start = *at;
  *ret_length = strcspn(start, "\t\n");
  *at = start + *ret_length + (start[*ret_length] == '\t');
  return start;
}

bool bilingual_next(const char **cursor, struct bilingual *ret_entry)
{
  while (**cursor) {
    const char *line = *cursor, *at = line;
    size_t length = strcspn(line, "\n");
    *cursor = line + length + (line[length] == '\n');
    if (length == 0 || line[0] == '#')
      continue;
    ret_entry->key = column_take(&at, &ret_entry->key_length);
    ret_entry->chinese = column_take(&at, &ret_entry->chinese_length);
    ret_entry->english = column_take(&at, &ret_entry->english_length);
    return true;
  }
  return false;
}

bool bilingual_find(const char *table, const char *key, struct bilingual *ret_entry)
{
  struct bilingual entry;
  size_t length = strlen(key);
  while (bilingual_next(&table, &entry))
    if (entry.key_length == length && memcmp(entry.key, key, length) == 0) {
      *ret_entry = entry;
      return true;
    }
  return false;
}
