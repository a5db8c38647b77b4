#include "grammar/patent_number.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

enum { DIGITS_OLD = 8, DIGITS_NEW = 12 };

bool patent_number_is_valid(const char *text)
{
  int digits[DIGITS_NEW + 1], sum = 0;
  size_t count = 0;
  const char *dot = strchr(text, '.');
  for (const char *at = text; dot && at < dot; at++)
    if (isdigit((unsigned char)*at) && count <= DIGITS_NEW)
      digits[count++] = *at - '0';
  if (count != DIGITS_OLD && count != DIGITS_NEW)
    return false;
  for (size_t i = 0; i < count; i++)
    sum += digits[i] * (int)(2 + i % 8);
  const char *check = dot + 1;
  while (*check == ' ')
    check++;
  return toupper((unsigned char)*check) == "0123456789X"[sum % 11] && check[1] == '\0';
}
