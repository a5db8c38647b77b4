#include "output/text_diff.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

enum { COMPARED_CHARACTERS = 400 }; /* of each text: the table has their product of cells */

/* A text cut into characters. */
struct characters {
  const char *text;
  size_t *starts; /* count + 1 offsets */
  size_t count;
};

static struct characters characters_of(const char *text, size_t offset, size_t length)
{
  struct characters list = {.text = text, .starts = memory_alloc((length + 1) * sizeof(size_t))};
  size_t at = offset, end = offset + length;
  unsigned codepoint;
  while (at < end) {
    list.starts[list.count++] = at;
    at += utf8_decode(text + at, &codepoint);
  }
  list.starts[list.count] = end;
  return list;
}

static bool character_same(const struct characters *a, size_t i, const struct characters *b,
                           size_t j)
{
  size_t length = a->starts[i + 1] - a->starts[i];
  return length == b->starts[j + 1] - b->starts[j] &&
         memcmp(a->text + a->starts[i], b->text + b->starts[j], length) == 0;
}

static void run_add(struct text_diff *diff, enum diff_kind kind, size_t offset, size_t length)
{
  if (length == 0)
    return;
  struct diff_run *last = diff->count > 0 ? &diff->runs[diff->count - 1] : NULL;
  if (last && last->kind == kind && last->offset + last->length == offset) {
    last->length += length;
    return;
  }
  array_reserve(diff->runs, diff->count, diff->capacity);
  diff->runs[diff->count++] = (struct diff_run){kind, offset, length};
}

/* Cell (i, j): length of the longest common subsequence of a from i and b from j. */
static uint16_t *common_lengths(const struct characters *a, const struct characters *b)
{
  size_t columns = b->count + 1;
  uint16_t *cells = memory_alloc((a->count + 1) * columns * sizeof *cells);
  for (size_t i = a->count; i-- > 0;)
    for (size_t j = b->count; j-- > 0;) {
      uint16_t down = cells[(i + 1) * columns + j], right = cells[i * columns + j + 1];
      cells[i * columns + j] = character_same(a, i, b, j)
                                   ? (uint16_t)(cells[(i + 1) * columns + j + 1] + 1)
                                   : (down > right ? down : right);
    }
  return cells;
}

static void middle_compare(const struct characters *a, const struct characters *b,
                           struct text_diff *diff)
{
  if (a->count > COMPARED_CHARACTERS || b->count > COMPARED_CHARACTERS) {
    run_add(diff, DIFF_REMOVED, a->starts[0], a->starts[a->count] - a->starts[0]);
    run_add(diff, DIFF_ADDED, b->starts[0], b->starts[b->count] - b->starts[0]);
    return;
  }
  autofree uint16_t *cells = common_lengths(a, b);
  size_t columns = b->count + 1, i = 0, j = 0;
  while (i < a->count || j < b->count) {
    if (i < a->count && j < b->count && character_same(a, i, b, j)) {
      run_add(diff, DIFF_SAME, a->starts[i], a->starts[i + 1] - a->starts[i]);
      i++, j++;
    } else if (i < a->count &&
               (j == b->count || cells[(i + 1) * columns + j] >= cells[i * columns + j + 1])) {
      run_add(diff, DIFF_REMOVED, a->starts[i], a->starts[i + 1] - a->starts[i]);
      i++;
    } else {
      run_add(diff, DIFF_ADDED, b->starts[j], b->starts[j + 1] - b->starts[j]);
      j++;
    }
  }
}

static bool byte_continues(char byte)
{
  return ((unsigned char)byte & 0xC0) == 0x80;
}

/* Bytes that both begin with, whole characters. */
static size_t common_start(const char *a, const char *b)
{
  size_t length = 0;
  while (a[length] && a[length] == b[length])
    length++;
  while (length > 0 && (byte_continues(a[length]) || byte_continues(b[length])))
    length--;
  return length;
}

/* Bytes that both end with behind `start`, whole characters. */
static size_t common_end(const char *a, const char *b, size_t start)
{
  size_t a_length = strlen(a), b_length = strlen(b), length = 0;
  while (length < a_length - start && length < b_length - start &&
         a[a_length - length - 1] == b[b_length - length - 1])
    length++;
  while (length > 0 && byte_continues(a[a_length - length]))
    length--;
  return length;
}

void text_diff_make(const char *before, const char *after, struct text_diff *ret_diff)
{
  size_t start = common_start(before, after), end = common_end(before, after, start);
  size_t before_length = strlen(before), after_length = strlen(after);
  struct text_diff diff = {0};
  struct characters a = characters_of(before, start, before_length - start - end);
  struct characters b = characters_of(after, start, after_length - start - end);
  run_add(&diff, DIFF_SAME, 0, start);
  middle_compare(&a, &b, &diff);
  run_add(&diff, DIFF_SAME, before_length - end, end);
  free(a.starts);
  free(b.starts);
  *ret_diff = diff;
}

void text_diff_clear(struct text_diff *diff)
{
  free(diff->runs);
  *diff = (struct text_diff){0};
}
