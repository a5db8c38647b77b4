#include "ingest/page_order.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* A path is compared part by part, without the last part's ending; a part token by token. Where a
 * number and other text meet, the number comes first, so that the order is one. */

enum {
  NUMBER_DIGITS = 64, /* of a longer one the rest does not count */
  ENDING_LETTERS = 4, /* .jpeg and shorter */
};

enum token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_TEXT };

struct token {
  enum token_kind kind;
  char digits[NUMBER_DIGITS]; /* without leading zeros */
  unsigned codepoint;         /* of text; ASCII letters in lower case */
};

/* What is left of a path's part. */
struct part_rest {
  const char *at, *end;
};

static unsigned peek(const struct part_rest *rest, size_t *ret_length)
{
  unsigned codepoint = 0;
  *ret_length = rest->at < rest->end ? utf8_decode(rest->at, &codepoint) : 0;
  return codepoint;
}

/* ASCII and full-width digits; -1 for all else. */
static int digit_of(unsigned codepoint)
{
  if (codepoint >= '0' && codepoint <= '9')
    return (int)(codepoint - '0');
  return codepoint >= 0xFF10 && codepoint <= 0xFF19 ? (int)(codepoint - 0xFF10) : -1;
}

/* 〇 to 九, 十, 百 and the forms of cheques; -1 for all else. */
static int numeral_of(unsigned codepoint)
{
  static const struct {
    unsigned codepoint;
    int value;
  } numerals[] = {
      {0x3007, 0}, {0x96F6, 0}, {0x4E00, 1}, {0x4E8C, 2},  {0x4E09, 3},   {0x56DB, 4},
      {0x4E94, 5}, {0x516D, 6}, {0x4E03, 7}, {0x516B, 8},  {0x4E5D, 9},   {0x5341, 10},
      {0x58F9, 1}, {0x8D30, 2}, {0x53C1, 3}, {0x8086, 4},  {0x4F0D, 5},   {0x9646, 6},
      {0x67D2, 7}, {0x634C, 8}, {0x7396, 9}, {0x62FE, 10}, {0x767E, 100}, {0x4F70, 100},
  };
  for (size_t i = 0; i < sizeof numerals / sizeof *numerals; i++)
    if (numerals[i].codepoint == codepoint)
      return numerals[i].value;
  return -1;
}

static void digit_append(char digits[NUMBER_DIGITS], size_t *count, int digit)
{
  if ((*count > 0 || digit > 0) && *count < NUMBER_DIGITS - 1)
    digits[(*count)++] = (char)('0' + digit);
}

static void digits_take(struct part_rest *rest, char digits[NUMBER_DIGITS])
{
  size_t length, count = 0;
  for (int digit; (digit = digit_of(peek(rest, &length))) >= 0; rest->at += length)
    digit_append(digits, &count, digit);
}

/* 二十三 by its units, 二三 by its places. */
static void numerals_take(struct part_rest *rest, char digits[NUMBER_DIGITS])
{
  size_t length, count = 0;
  unsigned sum = 0, last = 0;
  bool units = false;
  for (int value; (value = numeral_of(peek(rest, &length))) >= 0; rest->at += length) {
    if (value < 10) {
      digit_append(digits, &count, value);
      last = (unsigned)value;
    } else {
      units = true;
      sum += (last ? last : 1) * (unsigned)value;
      last = 0;
    }
  }
  if (units)
    snprintf(digits, NUMBER_DIGITS, "%u", sum + last);
}

static struct token token_take(struct part_rest *rest)
{
  enum { CIRCLED_1 = 0x2460, CIRCLED_20 = 0x2473 };
  struct token token = {0};
  size_t length;
  unsigned codepoint = peek(rest, &length);
  if (!length)
    return token;
  token.kind = TOKEN_NUMBER;
  if (digit_of(codepoint) >= 0) {
    digits_take(rest, token.digits);
  } else if (numeral_of(codepoint) >= 0) {
    numerals_take(rest, token.digits);
  } else {
    if (codepoint >= CIRCLED_1 && codepoint <= CIRCLED_20)
      snprintf(token.digits, sizeof token.digits, "%u", codepoint - CIRCLED_1 + 1);
    else
      token.kind = TOKEN_TEXT;
    token.codepoint = codepoint >= 'A' && codepoint <= 'Z' ? codepoint + 'a' - 'A' : codepoint;
    rest->at += length;
  }
  return token;
}

static int order_of(unsigned long a, unsigned long b)
{
  return (a > b) - (a < b);
}

static int token_compare(const struct token *a, const struct token *b)
{
  if (a->kind != b->kind)
    return order_of(a->kind, b->kind);
  if (a->kind == TOKEN_TEXT)
    return order_of(a->codepoint, b->codepoint);
  int order = order_of(strlen(a->digits), strlen(b->digits));
  return order ? order : strcmp(a->digits, b->digits);
}

static int part_compare(struct part_rest a, struct part_rest b)
{
  for (;;) {
    const struct token left = token_take(&a), right = token_take(&b);
    int order = token_compare(&left, &right);
    if (order || left.kind == TOKEN_END)
      return order;
  }
}

/* Bytes of a name without an ending such as .jpg; ".2" is none. */
static size_t stem_length(const char *name, size_t length)
{
  size_t dot = length;
  while (dot > 0 && name[dot - 1] != '.')
    dot--;
  bool letters = false;
  for (size_t i = dot; i < length; i++)
    letters |= codepoint_is_latin((unsigned char)name[i]);
  return dot > 1 && letters && length - dot <= ENDING_LETTERS ? dot - 1 : length;
}

/* The path's first part; *path goes on behind it. */
static struct part_rest part_take(const char **path)
{
  const char *start = *path;
  size_t length = strcspn(start, "/");
  bool last = !start[length];
  *path = last ? start + length : start + length + 1;
  return (struct part_rest){start, start + (last ? stem_length(start, length) : length)};
}

int path_compare_natural(const void *a, const void *b)
{
  const char *const whole_left = *(char *const *)a, *const whole_right = *(char *const *)b;
  const char *left = whole_left, *right = whole_right;
  while (*left && *right) {
    int order = part_compare(part_take(&left), part_take(&right));
    if (order)
      return order;
  }
  return *left || *right ? (*left ? 1 : -1) : strcmp(whole_left, whole_right);
}
