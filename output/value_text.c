#include "output/value_text.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/strbuf.h"

static void value_append(const json_t *value, struct strbuf *text);

static void array_append(const json_t *array, struct strbuf *text)
{
  size_t index, written = 0;
  json_t *item;
  json_array_foreach(array, index, item)
  {
    size_t before = text->length;
    if (written > 0)
      strbuf_append(text, "；");
    size_t start = text->length;
    value_append(item, text);
    if (text->length == start)
      strbuf_truncate(text, before);
    else
      written++;
  }
}

/* {"name": A, "terms": [B, C], "coverage": null} becomes "A（B；C）". */
static void object_append(const json_t *object, struct strbuf *text)
{
  struct entry_parts parts cleanup_with(entry_parts_clear) = {0};
  entry_parts_of(object, &parts);
  for (size_t i = 0; i < parts.count; i++) {
    if (i > 0)
      strbuf_append(text, i == 1 ? "（" : "；");
    strbuf_append(text, parts.items[i].text);
  }
  if (parts.count > 1)
    strbuf_append(text, "）");
}

static void value_append(const json_t *value, struct strbuf *text)
{
  if (json_is_string(value)) {
    strbuf_append(text, json_string_value(value));
  } else if (json_is_array(value)) {
    array_append(value, text);
  } else if (json_is_object(value)) {
    object_append(value, text);
  } else if (value && !json_is_null(value)) {
    autofree char *other = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    strbuf_append(text, other ? other : "");
  }
}

char *value_text(const json_t *value)
{
  struct strbuf text = {0};
  value_append(value, &text);
  return strbuf_take(&text);
}

/* ---- an entry's parts ---- */

/* Takes the text over. */
static void part_add(struct entry_parts *parts, const char *name, char *text)
{
  if (!text[0]) {
    free(text);
    return;
  }
  const struct entry_part *last = parts->count ? &parts->items[parts->count - 1] : NULL;
  bool goes_on = last && last->name == name;
  array_reserve(parts->items, parts->count, parts->capacity);
  parts->items[parts->count++] = (struct entry_part){name, text, goes_on};
}

void entry_parts_of(const json_t *entry, struct entry_parts *ret_parts)
{
  for (void *at = json_object_iter((json_t *)entry); at;
       at = json_object_iter_next((json_t *)entry, at)) {
    const char *name = json_object_iter_key(at);
    const json_t *value = json_object_iter_value(at);
    bool one = ret_parts->count == 0 || !json_is_array(value);
    for (size_t i = 0; i < (one ? 1 : json_array_size(value)); i++)
      part_add(ret_parts, name, value_text(one ? value : json_array_get(value, i)));
  }
}

void entry_parts_clear(struct entry_parts *parts)
{
  for (size_t i = 0; i < parts->count; i++)
    free(parts->items[i].text);
  free(parts->items);
  *parts = (struct entry_parts){0};
}
