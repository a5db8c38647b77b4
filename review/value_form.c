#include "review/value_form.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "output/template.h"
#include "output/value_text.h"

static const char indent[] = "  ", colon[] = "：";

/* ---- out ---- */

static char *part_word(const char *name)
{
  autofree char *key = memory_format("part:%s", name), *english = NULL;
  char *chinese = NULL;
  words_find(key, &chinese, &english);
  return chinese;
}

static void entry_append(const json_t *entry, struct strbuf *text)
{
  struct entry_parts parts cleanup_with(entry_parts_clear) = {0};
  entry_parts_of(entry, &parts);
  for (size_t i = 0; i < parts.count; i++) {
    autofree char *word = part_word(parts.items[i].name);
    if (i > 0)
      strbuf_appendf(text, "\n%s%s%s", indent, word, colon);
    strbuf_append(text, parts.items[i].text);
  }
}

char *value_form_text(const json_t *value)
{
  struct strbuf text = {0};
  size_t i;
  json_t *item;
  if (!json_is_array(value))
    return value_text(value);
  json_array_foreach(value, i, item)
  {
    if (i > 0)
      strbuf_append_char(&text, '\n');
    if (json_is_object(item)) {
      entry_append(item, &text);
    } else {
      autofree char *line = value_text(item);
      strbuf_append(&text, line);
    }
  }
  return strbuf_take(&text);
}

/* ---- in ---- */

/* Without white space at its ends; the caller's. */
static char *trimmed(const char *text, size_t length)
{
  while (length && strchr(" \t\r\n", text[0]))
    text++, length--;
  while (length && strchr(" \t\r\n", text[length - 1]))
    length--;
  return memory_copy_bytes(text, length);
}

/* An entry's parts without what they say: lists empty, the others null. */
static json_t *entry_blank(const json_t *like)
{
  json_t *entry = json_object();
  for (void *at = json_object_iter((json_t *)like); at;
       at = json_object_iter_next((json_t *)like, at))
    json_object_set_new(entry, json_object_iter_key(at),
                        json_is_array(json_object_iter_value(at)) ? json_array() : json_null());
  return entry;
}

static void part_set(json_t *entry, const char *name, const char *text)
{
  json_t *part = json_object_get(entry, name);
  if (json_is_array(part))
    json_array_append_new(part, json_string(text));
  else
    json_object_set_new(entry, name, json_string(text));
}

/* The part that "特定要求：…" names, or NULL; *ret_rest is what stands behind the colon. */
static const char *part_named(json_t *entry, const char *line, const char **ret_rest)
{
  for (void *at = json_object_iter(entry); at; at = json_object_iter_next(entry, at)) {
    autofree char *word = part_word(json_object_iter_key(at));
    size_t length = strlen(word);
    if (strncmp(line, word, length) != 0)
      continue;
    const char *rest = line + length;
    if (strncmp(rest, colon, strlen(colon)) == 0)
      *ret_rest = rest + strlen(colon);
    else if (rest[0] == ':')
      *ret_rest = rest + 1;
    else
      continue;
    return json_object_iter_key(at);
  }
  return NULL;
}

static void entry_line_read(json_t *list, const char *line, bool indented, const json_t *like)
{
  json_t *last = json_array_size(list) ? json_array_get(list, json_array_size(list) - 1) : NULL;
  const char *rest = NULL, *name = indented && last ? part_named(last, line, &rest) : NULL;
  if (name) {
    autofree char *text = trimmed(rest, strlen(rest));
    part_set(last, name, text);
    return;
  }
  json_t *entry = entry_blank(like);
  void *first = json_object_iter(entry);
  autofree char *key = memory_copy_string(first ? json_object_iter_key(first) : "name");
  part_set(entry, key, line);
  json_array_append_new(list, entry);
}

static json_t *list_read(const char *text, const json_t *like)
{
  const json_t *item = json_array_get(like, 0);
  json_t *list = json_array();
  for (const char *at = text, *end; *at; at = *end ? end + 1 : end) {
    end = at + strcspn(at, "\n");
    autofree char *line = trimmed(at, (size_t)(end - at));
    if (!line[0])
      continue;
    if (json_is_object(item))
      entry_line_read(list, line, at[0] == ' ' || at[0] == '\t', item);
    else
      json_array_append_new(list, json_string(line));
  }
  return list;
}

/* What was pasted over several lines is one text. */
static json_t *text_read(const char *text)
{
  autofree char *whole = trimmed(text, strlen(text));
  struct strbuf line cleanup_with(strbuf_clear) = {0};
  for (const char *at = whole; *at; at++)
    if (*at != '\n' && *at != '\r')
      strbuf_append_char(&line, *at);
  return line.length ? json_string(strbuf_text(&line)) : json_null();
}

json_t *value_form_read(const char *text, const json_t *like)
{
  if (!json_is_array(like))
    return text_read(text);
  json_t *list = list_read(text, like);
  if (json_array_size(list))
    return list;
  json_decref(list);
  return json_null();
}
