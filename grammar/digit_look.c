#include "grammar/digit_look.h"

#include <stddef.h>

#include "base/utf8.h"

struct digit_look {
  unsigned read;
  unsigned char digit;
  bool same_strokes; /* in print the two are told apart by their neighbours only */
  bool in_number;    /* believed where only a digit can stand */
};

static const struct digit_look looks[] = {
    {'O', '0', true, true},  {'o', '0', true, true},  {0x3007 /* 〇 */, '0', true, false},
    {'D', '0', false, true}, {'Q', '0', false, true}, {'l', '1', true, true},
    {'I', '1', true, true},  {'|', '1', true, true},  {'i', '1', false, true},
    {'!', '1', false, true}, {']', '1', false, true}, {'Z', '2', false, true},
    {'S', '5', false, true}, {'s', '5', false, true}, {'B', '8', false, true},
};

static const struct digit_look *look_find(unsigned read)
{
  for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
    if (looks[i].read == read)
      return &looks[i];
  return NULL;
}

unsigned digit_of_shape(unsigned codepoint)
{
  if (codepoint_is_digit(codepoint))
    return codepoint;
  const struct digit_look *look = look_find(codepoint);
  return look && look->same_strokes ? look->digit : 0;
}

unsigned digit_meant(unsigned folded)
{
  if (codepoint_is_digit(folded))
    return folded;
  const struct digit_look *look = look_find(folded);
  return look && look->in_number ? look->digit : 0;
}
