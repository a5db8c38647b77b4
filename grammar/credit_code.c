#include "grammar/credit_code.h"

#include <string.h>

#include "grammar/digit_look.h"

/* GB 32100-2015 table 2: 0 to 9 and the letters without I, O, S, V, Z. */
static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static int alphabet_value(char character)
{
  const char *found = character ? strchr(alphabet, character) : NULL;
  return found ? (int)(found - alphabet) : -1;
}

char credit_code_character(char read)
{
  unsigned digit = alphabet_value(read) < 0 ? digit_meant((unsigned char)read) : 0;
  return digit ? (char)digit : read;
}

/* GB 32100-2015 §4.6: weights are powers of 3 modulo 31. */
static bool code_check_fits(const char *text)
{
  int sum = 0, weight = 1;
  for (int i = 0; i < CREDIT_CODE_LENGTH - 1; i++) {
    int value = alphabet_value(text[i]);
    if (value < 0)
      return false;
    sum += value * weight;
    weight = weight * 3 % 31;
  }
  return alphabet_value(text[CREDIT_CODE_LENGTH - 1]) == (31 - sum % 31) % 31;
}

bool credit_code_is_valid(const char *text)
{
  return strlen(text) == CREDIT_CODE_LENGTH && code_check_fits(text);
}

static bool characters_look_alike(char a, char b)
{
  return a != b && (digit_meant((unsigned char)a) == (unsigned char)b ||
                    digit_meant((unsigned char)b) == (unsigned char)a);
}

bool credit_code_mend(char *text)
{
  enum { ORGANISATION_FROM = 8 }; /* before it stand digits for the authority and the place */
  size_t place = 0, found = 0;
  char meant = 0;
  if (strlen(text) != CREDIT_CODE_LENGTH || code_check_fits(text))
    return false;
  for (size_t i = ORGANISATION_FROM; i < CREDIT_CODE_LENGTH; i++) {
    char read = text[i];
    for (const char *other = alphabet; *other; other++) {
      text[i] = *other;
      if (characters_look_alike(read, *other) && code_check_fits(text)) {
        place = i;
        meant = *other;
        found++;
      }
    }
    text[i] = read;
  }
  if (found == 1)
    text[place] = meant;
  return found == 1;
}

bool registration_number_is_old(const char *text)
{
  enum { DIGITS = 13 };
  return strlen(text) == DIGITS && strspn(text, "0123456789") == DIGITS;
}

bool registration_number_is_valid(const char *text)
{
  if (strlen(text) != 15 || strspn(text, "0123456789") != 15)
    return false;
  int product = 10;
  for (int i = 0; i < 14; i++) {
    int sum = (product + text[i] - '0') % 10;
    product = (sum ? sum : 10) * 2 % 11;
  }
  return (product + text[14] - '0') % 10 == 1;
}
