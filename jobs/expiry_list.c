#include "jobs/expiry_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* One without a number is told by its file's content alone. */
static char *certificate_of(const struct summary *summary, const char *expires)
{
  static const char *const numbers[] = {"licence_number", "certificate_number",
                                        "registration_number", "unified_social_credit_code", NULL};
  const char *number = summary_value_of_first(summary, numbers);
  return number[0] ? memory_format("%s\t%s\t%s\t%s", summary->type, number, summary_holder(summary),
                                   expires)
                   : memory_format("%s\t%s", summary->sha256, expires);
}

static struct expiry *expiry_find(const struct expiry_list *list, const char *certificate)
{
  for (size_t i = 0; i < list->count; i++)
    if (strcmp(list->items[i].certificate, certificate) == 0)
      return &list->items[i];
  return NULL;
}

void expiry_list_add(struct expiry_list *list, const struct summary *summary, const char *expires,
                     const char *key, const char *text)
{
  autofree char *certificate = certificate_of(summary, expires);
  struct expiry *known = expiry_find(list, certificate);
  if (known) {
    char *sources = memory_format("%s, %s", known->sources, summary->file);
    free(known->sources);
    known->sources = sources;
    return;
  }
  array_reserve(list->items, list->count, list->capacity);
  list->items[list->count++] = (struct expiry){
      .certificate = memory_copy_string(certificate),
      .key = memory_copy_string(key),
      .sources = memory_copy_string(summary->file),
      .text = memory_copy_string(text),
  };
}

void expiry_list_clear(struct expiry_list *list)
{
  for (size_t i = 0; i < list->count; i++) {
    free(list->items[i].certificate);
    free(list->items[i].key);
    free(list->items[i].sources);
    free(list->items[i].text);
  }
  free(list->items);
  *list = (struct expiry_list){0};
}
