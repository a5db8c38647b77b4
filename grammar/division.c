#include "grammar/division.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "grammar/data_file.h"

enum { LINE_BYTES = 256, CITY = 100, PROVINCE = 10000 };

static void division_add(struct division_list *list, size_t *capacity, int code, const char *name)
{
  array_reserve(list->items, list->count, *capacity);
  list->items[list->count++] =
      (struct division){.code = code, .name = memory_copy_string(name), .folded = text_fold(name)};
}

enum status division_list_load(const char *data_dir, struct division_list *list,
                               struct error *error)
{
  FILE *file;
  enum status status = data_file_open(data_dir, "divisions.txt", &file, error);
  if (status != STATUS_OK)
    return status;
  char line[LINE_BYTES], name[LINE_BYTES];
  size_t capacity = 0;
  int code;
  while (fgets(line, sizeof line, file))
    if (line[0] != '#' && sscanf(line, "%6d %255s", &code, name) == 2)
      division_add(list, &capacity, code, name);
  fclose(file);
  return STATUS_OK;
}

void division_list_clear(struct division_list *list)
{
  for (size_t i = 0; i < list->count; i++) {
    free(list->items[i].name);
    folded_clear(&list->items[i].folded);
  }
  free(list->items);
  *list = (struct division_list){0};
}

const struct division *division_by_code(const struct division_list *list, int code)
{
  size_t low = 0, high = list->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (list->items[middle].code < code)
      low = middle + 1;
    else
      high = middle;
  }
  return low < list->count && list->items[low].code == code ? &list->items[low] : NULL;
}

const struct division *division_above(const struct division_list *list,
                                      const struct division *division)
{
  int code = division->code;
  const struct division *above = NULL;
  if (code % CITY)
    above = division_by_code(list, code - code % CITY);
  if (!above && code % PROVINCE)
    above = division_by_code(list, code - code % PROVINCE);
  return above;
}

size_t division_short_length(const struct division *division)
{
  const struct folded *name = &division->folded;
  return name->count > 2 ? name->count - 1 : name->count;
}
