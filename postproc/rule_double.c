/*
 * A character read twice: 人人员 for 人员. Chinese doubles characters rightly too (人人乐,
 * 通信信息), so a repeat goes only when the words say so: without it the text falls into better
 * words by a wide margin, and the character is inside one of them. Where there are boxes the
 * picture speaks first.
 */

#include "base/memory.h"
#include "base/utf8.h"
#include "grammar/characters.h"
#include "grammar/numeral.h"
#include "postproc/geometry.h"
#include "postproc/names.h"
#include "postproc/rules.h"
#include "postproc/segment.h"

enum {
  REACH = 8,       /* characters looked at on either side */
  SHORT_WORD = 3,  /* words as short are found in names by chance */
  REPEAT_WORD = 3, /* a listed repeat of as many characters is never touched */
};

/* Gain in the words' cost (nats) that a repeat must bring when it goes. */
static const float GAIN_LOOSE = 5.0f,
                   GAIN_SAME_PLACE = 1.0f; /* the repeat is a word of one character by itself */
static const float GAIN_SPLIT = 11.0f;     /* the repeat falls between two good words */
/* Distance of two characters, as a share of the line's usual one. */
static const float PITCH_SAME_PLACE = 0.55f, PITCH_TWO_PLACES = 0.8f;

/* True when a listed repeat of several characters covers text[at] and text[at + 1]. */
static bool repeat_is_listed(const struct rules *rules, const unsigned *text, size_t count,
                             size_t at)
{
  size_t first = at >= REACH ? at - REACH : 0;
  for (size_t start = first; start <= at; start++) {
    size_t length =
        language_longest_word(rules->language, text + start, count - start, WORD_REPEAT);
    if (length >= REPEAT_WORD && start + length > at + 1)
      return true;
  }
  return false;
}

static size_t word_length(const struct segmentation *words, size_t at)
{
  return words->ends[at] - words->starts[at];
}

/* True when the repeat stands alone beside another lone character, as in unknown names: 鼎信信息.
 */
static bool repeat_joins_unknown(const struct segmentation *twice, size_t count, size_t at)
{
  if (word_length(twice, at) == 1)
    return at > 0 && word_length(twice, at - 1) == 1;
  return at + 2 < count && word_length(twice, at + 2) == 1;
}

/* A particle never follows itself, although each alone is a good word. */
static bool is_doubled_particle(const struct segmentation *twice, const unsigned *text, size_t at)
{
  return word_length(twice, at) == 1 && word_length(twice, at + 1) == 1 &&
         codepoint_is_in(text[at], U"的和与由在是从以或");
}

/* True when text[at + 1] only repeats text[at]. `count` <= SEGMENT_MOST; `least` is the gain asked.
 */
static bool repeat_is_fault(const struct rules *rules, const unsigned *text, size_t count,
                            size_t at, float least)
{
  if (repeat_is_listed(rules, text, count, at))
    return false;
  unsigned without[SEGMENT_MOST];
  size_t left = 0;
  for (size_t i = 0; i < count; i++)
    if (i != at + 1)
      without[left++] = text[i];
  struct segmentation twice, once;
  segment(rules->language, text, count, &twice);
  segment(rules->language, without, left, &once);
  float gain = twice.cost - once.cost;
  if (is_doubled_particle(&twice, text, at))
    return gain > least;
  if (word_length(&once, at) < 2)
    return false;
  if (word_length(&once, at) <= SHORT_WORD && repeat_joins_unknown(&twice, count, at))
    return false;
  bool split =
      twice.ends[at] == at + 1 && word_length(&twice, at) > 1 && word_length(&twice, at + 1) > 1;
  return gain > (split ? GAIN_SPLIT : least);
}

/* The stretch of Chinese around index `at`, at most REACH to each side; its start is returned. */
static size_t stretch_around(const struct draft *draft, size_t at, size_t *ret_count)
{
  size_t first = at, end = at + 1;
  while (first > 0 && at - first < REACH && codepoint_is_han(draft->codepoints[first - 1]))
    first--;
  while (end < draft->count && end - at < REACH && codepoint_is_han(draft->codepoints[end]))
    end++;
  *ret_count = end - first;
  return first;
}

enum picture_says { PICTURE_NOTHING, PICTURE_ONE, PICTURE_TWO };

/* What the boxes of the characters at `at` and `at` + 1 say: one place or two. */
static enum picture_says picture_of(const struct draft *draft, size_t at, float pitch)
{
  struct box left = draft->boxes[at], right = draft->boxes[at + 1];
  if (pitch <= 0 || box_is_empty(left) || box_is_empty(right))
    return PICTURE_NOTHING;
  float distance = (float)(right.x - left.x) + (float)(right.w - left.w) / 2;
  if (distance < PITCH_SAME_PLACE * pitch)
    return PICTURE_ONE;
  return distance > PITCH_TWO_PLACES * pitch ? PICTURE_TWO : PICTURE_NOTHING;
}

void rule_doubled_character(const struct rules *rules, struct draft *draft)
{
  autofree bool *named = NULL; /* made for the first repeat: most lines have none */
  float pitch = -1;
  for (size_t i = 0; i + 1 < draft->count; i++) {
    unsigned codepoint = draft->codepoints[i];
    if (codepoint != draft->codepoints[i + 1] || !codepoint_is_han(codepoint) ||
        codepoint_is_numeral(codepoint))
      continue;
    if (!named) {
      named = memory_alloc(draft->count + 1);
      draft_mark_names(rules->language, draft, named);
    }
    if (pitch < 0)
      pitch = line_pitch(draft->codepoints, draft->boxes, draft->count);
    enum picture_says picture = picture_of(draft, i, pitch);
    if (picture == PICTURE_TWO)
      continue;
    size_t count, first = stretch_around(draft, i, &count);
    float least = picture == PICTURE_ONE ? GAIN_SAME_PLACE : GAIN_LOOSE;
    if (!named[i] && repeat_is_fault(rules, draft->codepoints + first, count, i - first, least)) {
      draft_remove(draft, i + 1);
      i++;
    }
  }
}

bool doubled_over_end(const struct rules *rules, const unsigned *line, size_t line_count,
                      const unsigned *next, size_t next_count)
{
  unsigned text[2 * REACH];
  size_t before = 0, count = 0;
  while (before < REACH && before < line_count && codepoint_is_han(line[line_count - 1 - before]))
    before++;
  for (size_t i = 0; i < before; i++)
    text[count++] = line[line_count - before + i];
  for (size_t i = 0; i < REACH && i < next_count && codepoint_is_han(next[i]); i++)
    text[count++] = next[i];
  if (before == 0 || count == before || text[before - 1] != text[before] ||
      codepoint_is_numeral(text[before]))
    return false;
  return repeat_is_fault(rules, text, count, before - 1, GAIN_LOOSE);
}
