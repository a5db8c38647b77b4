#include "output/field_names.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "output/embedded.h"

/* One line of the list; the parts point into the embedded text. */
struct listed_name {
  const char *name, *chinese, *english;
  size_t name_length, chinese_length, english_length;
};

static size_t length_until(const char *text, const char *stops)
{
  return strcspn(text, stops);
}

/* Reads the next entry at *cursor; false at the end of the list. */
static bool listed_name_next(const char **cursor, struct listed_name *entry)
{
  for (const char *line = *cursor; *line;) {
    size_t length = length_until(line, "\n");
    *cursor = line + length + (line[length] == '\n');
    if (line[0] != '#' && length > 0) {
      entry->name = line;
      entry->name_length = length_until(line, "\t\n");
      entry->chinese = entry->name + entry->name_length + 1;
      entry->chinese_length = length_until(entry->chinese, "\t\n");
      entry->english = entry->chinese + entry->chinese_length + 1;
      entry->english_length = length_until(entry->english, "\t\n");
      return true;
    }
    line = *cursor;
  }
  return false;
}

static bool listed_name_find(const char *name, struct listed_name *entry)
{
  const char *cursor = embedded_field_names;
  while (listed_name_next(&cursor, entry))
    if (strlen(name) == entry->name_length && memcmp(name, entry->name, entry->name_length) == 0)
      return true;
  return false;
}

/* "unified_code" becomes "Unified code". */
static char *name_made_readable(const char *name)
{
  char *title = memory_copy_string(name);
  for (char *byte = title; *byte; byte++)
    if (*byte == '_')
      *byte = ' ';
  title[0] = (char)toupper((unsigned char)title[0]);
  return title;
}

void field_title_of(const char *name, const char *printed_label, struct field_title *ret_title)
{
  struct listed_name entry;
  if (listed_name_find(name, &entry)) {
    ret_title->chinese = memory_copy_bytes(entry.chinese, entry.chinese_length);
    ret_title->english = memory_copy_bytes(entry.english, entry.english_length);
  } else {
    bool labelled = printed_label && printed_label[0];
    ret_title->chinese = labelled ? memory_copy_string(printed_label) : name_made_readable(name);
    ret_title->english = name_made_readable(name);
  }
}

void field_title_clear(struct field_title *title)
{
  free(title->chinese);
  free(title->english);
  *title = (struct field_title){0};
}

char *field_name_listed(size_t index)
{
  const char *cursor = embedded_field_names;
  struct listed_name entry;
  for (size_t i = 0; listed_name_next(&cursor, &entry); i++)
    if (i == index)
      return memory_copy_bytes(entry.name, entry.name_length);
  return NULL;
}
