#include "output/sentence.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "output/bilingual.h"
#include "output/embedded.h"

enum { VARIABLES = 5 };

static bool sentence_append(const char *english, struct strbuf *chinese);

/* What %1 to %5 stand for, inside the sentence. */
struct captures {
  const char *starts[VARIABLES];
  size_t lengths[VARIABLES];
};

static int variable_at(const char *pattern, const char *end)
{
  bool is =
      end - pattern >= 2 && pattern[0] == '%' && pattern[1] >= '1' && pattern[1] <= '0' + VARIABLES;
  return is ? pattern[1] - '1' : -1;
}

/* The fixed text of the pattern up to its next variable. */
static size_t literal_length(const char *pattern, const char *end)
{
  size_t length = 0;
  while (pattern + length < end && variable_at(pattern + length, end) < 0)
    length++;
  return length;
}

/* Where the sentence goes on behind a variable: at the next fixed text, at the end when none
 * follows. */
static const char *literal_find(const char *text, const char *literal, size_t length)
{
  if (length == 0)
    return text + strlen(text);
  return memmem(text, strlen(text), literal, length);
}

static bool pattern_match(const char *pattern, size_t pattern_length, const char *text,
                          struct captures *captures)
{
  const char *end = pattern + pattern_length;
  while (pattern < end) {
    int variable = variable_at(pattern, end);
    if (variable < 0) {
      size_t length = literal_length(pattern, end);
      if (strncmp(text, pattern, length) != 0)
        return false;
      pattern += length;
      text += length;
      continue;
    }
    pattern += 2;
    const char *next = literal_find(text, pattern, literal_length(pattern, end));
    if (!next || next == text || memmem(text, (size_t)(next - text), "; ", 2))
      return false; /* what varies is never two sentences: the second would stay English */
    captures->starts[variable] = text;
    captures->lengths[variable] = (size_t)(next - text);
    text = next;
  }
  return *text == '\0';
}

/* What was captured may be a sentence itself: "page 3: the file is empty". */
static void captured_append(const char *captured, size_t length, struct strbuf *text)
{
  autofree char *part = memory_copy_bytes(captured, length);
  if (!sentence_append(part, text))
    strbuf_append(text, part);
}

static void pattern_fill(const char *pattern, size_t pattern_length,
                         const struct captures *captures, struct strbuf *text)
{
  const char *end = pattern + pattern_length;
  while (pattern < end) {
    int variable = variable_at(pattern, end);
    if (variable < 0) {
      strbuf_append_char(text, *pattern++);
      continue;
    }
    if (captures->starts[variable])
      captured_append(captures->starts[variable], captures->lengths[variable], text);
    pattern += 2;
  }
}

static bool sentence_append(const char *english, struct strbuf *chinese)
{
  const char *cursor = embedded_sentences;
  struct bilingual entry;
  while (bilingual_next(&cursor, &entry)) {
    struct captures captures = {0};
    if (!pattern_match(entry.english, entry.english_length, english, &captures))
      continue;
    pattern_fill(entry.chinese, entry.chinese_length, &captures, chinese);
    return true;
  }
  return false;
}

/* Sentences parted by "; ", each of which the table must have. */
static bool sentences_append(const char *english, struct strbuf *chinese)
{
  while (true) {
    const char *cut = strstr(english, "; ");
    autofree char *one =
        memory_copy_bytes(english, cut ? (size_t)(cut - english) : strlen(english));
    if (!sentence_append(one, chinese))
      return false;
    if (!cut)
      return true;
    strbuf_append(chinese, "；");
    english = cut + strlen("; ");
  }
}

char *sentence_in_chinese(const char *english)
{
  struct strbuf chinese = {0};
  if (sentences_append(english, &chinese))
    return strbuf_take(&chinese);
  strbuf_truncate(&chinese, 0);
  if (!sentence_append(english, &chinese))
    strbuf_append(&chinese, english);
  return strbuf_take(&chinese);
}
