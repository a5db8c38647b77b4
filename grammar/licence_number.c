#include "grammar/licence_number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "grammar/characters.h"
#include "grammar/digit_look.h"

enum {
  DIGITS_MOST = 12,
  CLASSES_MOST = 8,
  FIRST_YEAR = 2000, /* the first licences under the Telecommunications Regulations */
};

struct scanner {
  const unsigned *folded;
  size_t count, at;
  struct strbuf text;
  int repairs;
};

static unsigned peek(const struct scanner *scanner)
{
  return scanner->at < scanner->count ? scanner->folded[scanner->at] : 0;
}

/* Takes the character as a digit, if it is one or is read for one; '0' to '9', else 0. */
static unsigned digit_next(struct scanner *scanner)
{
  unsigned read = peek(scanner), digit = digit_meant(read);
  if (!digit)
    return 0;
  scanner->repairs += digit != read;
  strbuf_append_char(&scanner->text, (char)digit);
  scanner->at++;
  return digit;
}

bool licence_class_is(unsigned letter, unsigned digit)
{
  return codepoint_is_in(letter, U"ABab") && (digit == '1' || digit == '2');
}

bool licence_number_is_dash(unsigned folded)
{
  return codepoint_is_in(folded, U"-=_~一ー二");
}

static bool class_letter_read(struct scanner *scanner)
{
  unsigned folded = peek(scanner);
  char letter = folded == 'A' || folded == 'a' ? 'A' : 'B';
  if (folded == '8' || folded == 0x3B2 /* β */ || folded == 'a' || folded == 'b')
    scanner->repairs++;
  else if (folded != 'A' && folded != 'B')
    return false;
  strbuf_append_char(&scanner->text, letter);
  scanner->at++;
  return true;
}

/* One class: A1, A2, B1, B2. */
static bool class_read(struct scanner *scanner)
{
  if (!class_letter_read(scanner))
    return false;
  return licence_class_is('B', digit_meant(peek(scanner))) && digit_next(scanner);
}

static bool is_class_separator(unsigned folded)
{
  return folded == '.' || folded == ',' || folded == 0x3001 || folded == 0xB7;
}

/* B2, A2.B1.B2, B1B2. */
static bool classes_read(struct scanner *scanner)
{
  for (int i = 0; i < CLASSES_MOST; i++) {
    if (!class_read(scanner))
      return false;
    size_t next = scanner->at + (is_class_separator(peek(scanner)) ? 1 : 0);
    bool more = next + 1 < scanner->count &&
                (scanner->folded[next] == 'A' || scanner->folded[next] == 'B') &&
                codepoint_is_digit(scanner->folded[next + 1]);
    if (!more)
      return true;
    strbuf_append_char(&scanner->text, '.');
    scanner->at = next;
  }
  return false;
}

/* The dash, whatever mark it was read as: nothing else can stand there. It may be lost. */
static void dash_read(struct scanner *scanner)
{
  strbuf_append_char(&scanner->text, '-');
  if (licence_number_is_dash(peek(scanner)))
    scanner->at++;
  else
    scanner->repairs++;
}

/* Digits to the end of the run; how many there were. */
static int digits_read(struct scanner *scanner)
{
  int count = 0;
  while (count < DIGITS_MOST) {
    /* A letter at the very end is more likely the next word. */
    if (count >= LICENCE_NUMBER_DIGITS && !codepoint_is_digit(peek(scanner)))
      break;
    if (!digit_next(scanner))
      break;
    count++;
  }
  return count;
}

static int year_of(const char *digits)
{
  char year[5] = {0};
  memcpy(year, digits, 4);
  return (int)strtol(year, NULL, 10);
}

/* What may stand in front of the classes: nothing, a province's letter, 合字. */
static void prefix_read(struct scanner *scanner, const struct region_list *regions,
                        struct licence_number *number, bool *ret_known)
{
  unsigned first = peek(scanner);
  *ret_known = true;
  if (!codepoint_is_han(first))
    return;
  if (first == 0x5408 /* 合 */ && scanner->at + 1 < scanner->count &&
      scanner->folded[scanner->at + 1] == 0x5B57 /* 字 */) {
    strbuf_append(&scanner->text, "合字");
    scanner->at += 2;
    return;
  }
  unsigned letter = region_letter_read_as(regions, first);
  *ret_known = letter != 0;
  number->letter = letter ? letter : first;
  scanner->repairs += letter && letter != first;
  strbuf_append_codepoint(&scanner->text, number->letter);
  scanner->at++;
}

static bool number_finish(struct scanner *scanner, struct licence_number *number)
{
  bool fits = scanner->text.length < LICENCE_NUMBER_BYTES;
  if (fits)
    snprintf(number->text, sizeof number->text, "%s", strbuf_text(&scanner->text));
  number->to = scanner->at;
  number->repairs = scanner->repairs;
  strbuf_clear(&scanner->text);
  return fits;
}

static bool class_number_at(const struct region_list *regions, const unsigned *folded, size_t count,
                            size_t at, struct licence_number *ret_number)
{
  struct scanner scanner = {.folded = folded, .count = count, .at = at};
  struct licence_number number = {.from = at};
  bool known;
  prefix_read(&scanner, regions, &number, &known);
  if (!classes_read(&scanner)) {
    strbuf_clear(&scanner.text);
    return false;
  }
  dash_read(&scanner);
  int digits = digits_read(&scanner);
  if (digits < LICENCE_NUMBER_DIGITS_LEAST || scanner.repairs > 3) {
    strbuf_clear(&scanner.text);
    return false;
  }
  number.year = year_of(strbuf_text(&scanner.text) + scanner.text.length - (size_t)digits);
  bool glued = !number.letter && at > 0 && codepoint_is_han(folded[at - 1]);
  number.well_formed = known && !glued && digits == LICENCE_NUMBER_DIGITS &&
                       number.year >= FIRST_YEAR && number.year < 2100;
  if (!number_finish(&scanner, &number))
    return false;
  *ret_number = number;
  return true;
}

/* Length of what stands between ICP and the digits for 证: itself, or one or two characters read
 * for it; 0: neither. 备 is another number's, which is no licence. */
static size_t icp_word_length(const unsigned *folded, size_t count)
{
  enum { READ_MOST = 2, DIGITS = 6 };
  size_t length = 0;
  while (length < count && length <= READ_MOST && !codepoint_is_digit(folded[length]) &&
         folded[length] != 0x5907 /* 备 */)
    length++;
  size_t digits = 0;
  while (length + digits < count && codepoint_is_digit(folded[length + digits]))
    digits++;
  if (length == 1 && folded[0] == 0x8BC1 /* 证 */)
    return 1;
  return length && length <= READ_MOST && digits == DIGITS ? length : 0;
}

/* 京ICP证030173号 */
static bool icp_number_at(const struct region_list *regions, const unsigned *folded, size_t count,
                          size_t at, struct licence_number *ret_number)
{
  static const unsigned words[] = {'I', 'C', 'P'};
  struct scanner scanner = {.folded = folded, .count = count, .at = at};
  struct licence_number number = {.from = at, .letter = folded[at]};
  if (count - at < 5 || memcmp(folded + at + 1, words, sizeof words))
    return false;
  size_t word = icp_word_length(folded + at + 4, count - at - 4);
  if (!word || !region_by_letter(regions, folded[at]))
    return false;
  strbuf_append_codepoint(&scanner.text, folded[at]);
  strbuf_append(&scanner.text, "ICP证");
  scanner.repairs += folded[at + 4] != 0x8BC1 /* 证 */;
  scanner.at = at + 4 + word;
  int digits = digits_read(&scanner);
  bool closed = peek(&scanner) == 0x53F7 /* 号 */;
  if (closed)
    scanner.at++;
  strbuf_append(&scanner.text, "号");
  number.well_formed = closed && (digits == 6 || digits == 8);
  if (digits < LICENCE_NUMBER_DIGITS_LEAST) {
    strbuf_clear(&scanner.text);
    return false;
  }
  if (!number_finish(&scanner, &number))
    return false;
  *ret_number = number;
  return true;
}

/* A Han character in front belongs to the number where the row starts with it or it is a
 * province's. */
static bool number_may_start(const struct region_list *regions, const unsigned *folded, size_t at)
{
  if (at == 0 || !codepoint_is_han(folded[at]))
    return true;
  return region_letter_read_as(regions, folded[at]) || folded[at] == 0x5408 /* 合 */ ||
         !codepoint_is_han(folded[at - 1]);
}

bool licence_number_find(const struct region_list *regions, const unsigned *folded, size_t count,
                         struct licence_number *ret_number)
{
  for (size_t at = 0; at < count; at++)
    if (number_may_start(regions, folded, at) &&
        (class_number_at(regions, folded, count, at, ret_number) ||
         icp_number_at(regions, folded, count, at, ret_number)))
      return true;
  return false;
}
