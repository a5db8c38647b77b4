#include "grammar/region.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "grammar/data_file.h"

static char *text_of(const json_t *map, const char *key)
{
  return memory_copy_string(json_string_value(json_object_get(map, key)));
}

enum status region_list_load(const char *data_dir, struct region_list *list, struct error *error)
{
  json_t *json = NULL;
  enum status status = data_file_load(data_dir, "regions.yaml", &json, error);
  if (status != STATUS_OK)
    return status;
  list->items = memory_alloc((json_array_size(json) + 1) * sizeof *list->items);
  size_t i;
  const json_t *item;
  json_array_foreach(json, i, item)
  {
    struct region *region = &list->items[list->count++];
    const char *letter = json_string_value(json_object_get(item, "letter"));
    *region = (struct region){.name = text_of(item, "name"),
                              .short_name = text_of(item, "short"),
                              .authority = text_of(item, "authority")};
    if (!letter || !region->name || !region->short_name || !region->authority) {
      status =
          data_file_refuse("regions.yaml", "each line needs letter, name, short, authority", error);
      break;
    }
    utf8_decode(letter, &region->letter);
    const char *misread = json_string_value(json_object_get(item, "misread"));
    region->misread = text_fold(misread ? misread : "");
    name_list_take(&region->cities, json_object_get(item, "cities"));
  }
  json_decref(json);
  return status;
}

void region_list_clear(struct region_list *list)
{
  for (size_t i = 0; i < list->count; i++) {
    free(list->items[i].name);
    free(list->items[i].short_name);
    free(list->items[i].authority);
    folded_clear(&list->items[i].misread);
    name_list_clear(&list->items[i].cities);
  }
  free(list->items);
  *list = (struct region_list){0};
}

const struct region *region_by_letter(const struct region_list *regions, unsigned letter)
{
  for (size_t i = 0; i < regions->count; i++)
    if (regions->items[i].letter == letter)
      return &regions->items[i];
  return NULL;
}

unsigned region_letter_read_as(const struct region_list *regions, unsigned read)
{
  if (region_by_letter(regions, read))
    return read;
  for (size_t i = 0; i < regions->count; i++)
    for (size_t k = 0; k < regions->items[i].misread.count; k++)
      if (regions->items[i].misread.codepoints[k] == read)
        return regions->items[i].letter;
  return 0;
}

static size_t text_length_at_start(const char *text, const unsigned *folded, size_t count)
{
  size_t length = 0;
  unsigned codepoint;
  for (size_t step; (step = utf8_decode(text, &codepoint)) != 0; text += step, length++)
    if (length >= count || folded[length] != codepoint)
      return 0;
  return length;
}

const struct region *region_at_start(const struct region_list *regions, const unsigned *folded,
                                     size_t count, size_t *ret_length)
{
  for (size_t i = 0; i < regions->count; i++) {
    const struct region *region = &regions->items[i];
    size_t length = text_length_at_start(region->name, folded, count);
    if (!length)
      length = text_length_at_start(region->short_name, folded, count);
    if (length) {
      *ret_length = length;
      return region;
    }
  }
  return NULL;
}

const struct region *region_of_place(const struct region_list *regions, const unsigned *folded,
                                     size_t count, size_t *ret_length)
{
  const struct region *region = region_at_start(regions, folded, count, ret_length);
  for (size_t i = 0; !region && i < regions->count; i++) {
    *ret_length = name_list_length_at_start(&regions->items[i].cities, folded, count);
    if (*ret_length)
      region = &regions->items[i];
  }
  return region;
}

const struct region *region_of_name(const struct region_list *regions, const char *name)
{
  struct folded folded = text_fold(name);
  size_t length;
  const struct region *region = region_of_place(regions, folded.codepoints, folded.count, &length);
  for (size_t i = 0; !region && i + 1 < folded.count; i++)
    if (folded.codepoints[i] == '(')
      region = region_of_place(regions, folded.codepoints + i + 1, folded.count - i - 1, &length);
  folded_clear(&folded);
  return region;
}
