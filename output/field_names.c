#include "output/field_names.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "output/bilingual.h"
#include "output/embedded.h"

char *name_made_readable(const char *name)
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
  struct bilingual entry;
  if (bilingual_find(embedded_field_names, name, &entry)) {
    ret_title->chinese = memory_copy_bytes(entry.chinese, entry.chinese_length);
    ret_title->english = memory_copy_bytes(entry.english, entry.english_length);
  } else {
    bool labelled = printed_label && printed_label[0];
    ret_title->chinese = labelled ? memory_copy_string(printed_label) : name_made_readable(name);
    ret_title->english = name_made_readable(name);
  }
}

char *field_title_text(const char *name, const char *printed_label)
{
  struct field_title title;
  field_title_of(name, printed_label, &title);
  char *text = strcmp(title.chinese, title.english) == 0
                   ? memory_copy_string(title.chinese)
                   : memory_format("%s %s", title.chinese, title.english);
  field_title_clear(&title);
  return text;
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
  struct bilingual entry;
  for (size_t i = 0; bilingual_next(&cursor, &entry); i++)
    if (i == index)
      return memory_copy_bytes(entry.key, entry.key_length);
  return NULL;
}
