#include "output/template.h"

#include <string.h>

#include "base/memory.h"
#include "output/bilingual.h"
#include "output/embedded.h"
#include "output/field_names.h"
#include "output/markup.h"

void words_append_pair(struct strbuf *bytes, const char *chinese, const char *english)
{
  strbuf_append(bytes, "<span class=\"zh\">");
  markup_append(bytes, chinese);
  strbuf_append(bytes, "</span><span class=\"en\" lang=\"en\">");
  markup_append(bytes, english);
  strbuf_append(bytes, "</span>");
}

void words_find(const char *key, char **ret_chinese, char **ret_english)
{
  struct bilingual entry;
  if (bilingual_find(embedded_texts, key, &entry)) {
    *ret_chinese = memory_copy_bytes(entry.chinese, entry.chinese_length);
    *ret_english = memory_copy_bytes(entry.english, entry.english_length);
    return;
  }
  const char *colon = strrchr(key, ':');
  *ret_chinese = name_made_readable(colon ? colon + 1 : key);
  *ret_english = name_made_readable(colon ? colon + 1 : key);
}

void words_append(struct strbuf *bytes, const char *key)
{
  autofree char *chinese = NULL, *english = NULL;
  words_find(key, &chinese, &english);
  words_append_pair(bytes, chinese, english);
}

void words_append_titled(struct strbuf *bytes, const char *key, const char *chinese)
{
  autofree char *known = NULL, *english = NULL;
  words_find(key, &known, &english);
  words_append_pair(bytes, chinese ? chinese : known, english);
}

/* Owned by the caller. */
static char *numbers_put(const char *text, size_t first, size_t second)
{
  struct strbuf filled = {0};
  for (; *text; text++)
    if (text[0] == '%' && (text[1] == '1' || text[1] == '2'))
      strbuf_appendf(&filled, "%zu", *++text == '1' ? first : second);
    else
      strbuf_append_char(&filled, *text);
  return strbuf_take(&filled);
}

void words_append_numbers(struct strbuf *bytes, const char *key, size_t first, size_t second)
{
  autofree char *chinese = NULL, *english = NULL;
  words_find(key, &chinese, &english);
  autofree char *chinese_filled = numbers_put(chinese, first, second);
  autofree char *english_filled = numbers_put(english, first, second);
  words_append_pair(bytes, chinese_filled, english_filled);
}

void words_append_attribute(struct strbuf *bytes, const char *key)
{
  autofree char *chinese = NULL, *english = NULL;
  words_find(key, &chinese, &english);
  markup_append(bytes, chinese);
  strbuf_append(bytes, " / ");
  markup_append(bytes, english);
}

static void place_fill(const char *name, const struct template_part *parts, const void *context,
                       struct strbuf *bytes)
{
  if (strncmp(name, "t:", 2) == 0) {
    words_append(bytes, name + 2);
    return;
  }
  if (strncmp(name, "a:", 2) == 0) {
    words_append_attribute(bytes, name + 2);
    return;
  }
  for (; parts->name; parts++)
    if (strcmp(parts->name, name) == 0 && parts->append)
      parts->append(context, bytes);
    else if (strcmp(parts->name, name) == 0)
      strbuf_append(bytes, parts->text);
}

static void range_append(const char *text, const char *end, const struct template_part *parts,
                         const void *context, struct strbuf *bytes)
{
  while (text < end) {
    const char *open = strstr(text, "{{"), *close = open ? strstr(open, "}}") : NULL;
    if (!close || close >= end) {
      strbuf_append_bytes(bytes, text, (size_t)(end - text));
      return;
    }
    strbuf_append_bytes(bytes, text, (size_t)(open - text));
    autofree char *name = memory_copy_bytes(open + 2, (size_t)(close - open - 2));
    place_fill(name, parts, context, bytes);
    text = close + 2;
  }
}

void template_append(const char *text, const struct template_part *parts, const void *context,
                     struct strbuf *bytes)
{
  range_append(text, text + strlen(text), parts, context, bytes);
}

/* Where {{name}} stands in the text; the text's end when it does not. */
static const char *place_find(const char *text, const char *name)
{
  autofree char *place = memory_format("{{%s}}", name);
  const char *found = strstr(text, place);
  return found ? found : text + strlen(text);
}

void template_append_before(const char *text, const char *until, const struct template_part *parts,
                            const void *context, struct strbuf *bytes)
{
  range_append(text, place_find(text, until), parts, context, bytes);
}

void template_append_after(const char *text, const char *from, const struct template_part *parts,
                           const void *context, struct strbuf *bytes)
{
  const char *place = place_find(text, from);
  if (*place)
    range_append(place + strlen("{{}}") + strlen(from), text + strlen(text), parts, context, bytes);
}
