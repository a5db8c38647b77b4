#include "grammar/fold.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"

struct fold_row {
  unsigned folded;
  const char *forms;
};

static const struct fold_row fold_rows[] = {
    {'(', "（〈〔﹙⟨"},    {')', "）〉〕﹚⟩"}, {'[', "【〖［「"}, {']', "】〗］」"},
    {':', "：﹕∶︰"},      {';', "；﹔"},      {',', "，﹐"},     {'.', "．"},
    {'-', "－–—―─−‐‑‒﹣"}, {'"', "“”„‟＂"},    {'~', "～〜"},     {0xB7, "·•・‧∙"},
    {0x3001, "、﹑"},      {0x3002, "。｡"},    {'\'', "‘’＇"},
};

unsigned codepoint_fold(unsigned codepoint)
{
  if (codepoint < 0x80)
    return codepoint;
  if (codepoint_is_han(codepoint))
    return codepoint;
  for (size_t i = 0; i < sizeof fold_rows / sizeof *fold_rows; i++) {
    const char *forms = fold_rows[i].forms;
    unsigned form;
    for (size_t step; (step = utf8_decode(forms, &form)) != 0; forms += step)
      if (form == codepoint)
        return fold_rows[i].folded;
  }
  return codepoint_narrow(codepoint);
}

struct folded text_fold(const char *text)
{
  struct folded folded = {.codepoints = memory_resize(NULL, strlen(text) + 1, sizeof(unsigned))};
  unsigned codepoint;
  for (size_t step; (step = utf8_decode(text, &codepoint)) != 0; text += step)
    if (!codepoint_is_space(codepoint))
      folded.codepoints[folded.count++] = codepoint_fold(codepoint);
  return folded;
}

void folded_clear(struct folded *folded)
{
  free(folded->codepoints);
  *folded = (struct folded){0};
}

char *text_fold_utf8(const char *text)
{
  struct strbuf buffer = {0};
  unsigned codepoint;
  for (size_t step; (step = utf8_decode(text, &codepoint)) != 0; text += step)
    if (!codepoint_is_space(codepoint))
      strbuf_append_codepoint(&buffer, codepoint_fold(codepoint));
  return strbuf_take(&buffer);
}

static bool stands_in(const unsigned *needle, size_t needle_count, const struct folded *hay)
{
  for (size_t i = 0; i + needle_count <= hay->count; i++)
    if (hay->codepoints[i] == needle[0] &&
        !memcmp(hay->codepoints + i, needle, needle_count * sizeof(unsigned)))
      return true;
  return false;
}

bool folded_stands_in(const struct folded *needle, const struct folded *hay)
{
  return !needle->count || stands_in(needle->codepoints, needle->count, hay);
}

/* With so many faults allowed at most, one of that many parts plus one must stand unchanged. */
bool folded_may_fit(const struct folded *needle, size_t faults, const struct folded *hay)
{
  size_t parts = faults + 1;
  for (size_t i = 0; i < parts; i++) {
    size_t from = needle->count * i / parts, to = needle->count * (i + 1) / parts;
    if (to == from || stands_in(needle->codepoints + from, to - from, hay))
      return true;
  }
  return false;
}

bool folded_are_same(const struct folded *a, const struct folded *b)
{
  return a->count == b->count &&
         !memcmp(a->codepoints, b->codepoints, a->count * sizeof *a->codepoints);
}

char *folded_text(const struct folded *folded)
{
  struct strbuf text = {0};
  for (size_t i = 0; i < folded->count; i++)
    strbuf_append_codepoint(&text, folded->codepoints[i]);
  return strbuf_take(&text);
}

/* Sellers' algorithm: a row a needle character. With `free_start` the part may start anywhere. */
static size_t fit(const unsigned *needle, size_t needle_count, const unsigned *hay,
                  size_t hay_count, bool free_start, bool free_end, size_t *ret_end)
{
  size_t *row = memory_resize(NULL, hay_count + 1, sizeof *row);
  for (size_t j = 0; j <= hay_count; j++)
    row[j] = free_start ? 0 : j;
  for (size_t i = 1; i <= needle_count; i++) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= hay_count; j++) {
      size_t replace = diagonal + (needle[i - 1] != hay[j - 1]);
      size_t skip = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
      diagonal = row[j];
      row[j] = replace < skip ? replace : skip;
    }
  }
  size_t end = hay_count;
  for (size_t j = free_end ? 0 : hay_count; j <= hay_count; j++)
    if (row[j] < row[end] || (row[j] == row[end] && j < end))
      end = j;
  size_t best = row[end];
  free(row);
  if (ret_end)
    *ret_end = end;
  return best;
}

size_t folded_fit(const unsigned *needle, size_t needle_count, const unsigned *hay,
                  size_t hay_count, size_t *ret_end)
{
  return fit(needle, needle_count, hay, hay_count, true, true, ret_end);
}

size_t folded_fit_at_start(const unsigned *needle, size_t needle_count, const unsigned *hay,
                           size_t hay_count, size_t *ret_end)
{
  return fit(needle, needle_count, hay, hay_count, false, true, ret_end);
}

size_t folded_distance(const unsigned *a, size_t a_count, const unsigned *b, size_t b_count)
{
  return fit(a, a_count, b, b_count, false, false, NULL);
}
