#include "grammar/name_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void name_list_add(struct name_list *list, const char *name)
{
  list->names = memory_resize(list->names, list->count + 1, sizeof *list->names);
  list->folded = memory_resize(list->folded, list->count + 1, sizeof *list->folded);
  list->names[list->count] = memory_copy_string(name);
  list->folded[list->count++] = text_fold(name);
}

void name_list_clear(struct name_list *list)
{
  for (size_t i = 0; i < list->count; i++) {
    free(list->names[i]);
    folded_clear(&list->folded[i]);
  }
  free(list->names);
  free(list->folded);
  *list = (struct name_list){0};
}

const char *name_list_nearest(const struct name_list *list, const unsigned *folded, size_t count,
                              size_t *ret_distance)
{
  const char *nearest = NULL;
  for (size_t i = 0; i < list->count; i++) {
    const struct folded *known = &list->folded[i];
    size_t distance = folded_distance(known->codepoints, known->count, folded, count);
    if (!nearest || distance < *ret_distance) {
      nearest = list->names[i];
      *ret_distance = distance;
    }
  }
  return nearest;
}

size_t name_list_length_at_start(const struct name_list *list, const unsigned *folded, size_t count)
{
  size_t best = 0;
  for (size_t i = 0; i < list->count; i++) {
    const struct folded *name = &list->folded[i];
    if (name->count > best && name->count <= count &&
        !memcmp(name->codepoints, folded, name->count * sizeof *folded))
      best = name->count;
  }
  return best;
}
