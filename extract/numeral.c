#include "extract/numeral.h"

#include "base/memory.h"

int numeral_value(unsigned folded)
{
  static const struct {
    unsigned folded;
    int value;
  } forms[] = {
      {0x4E00, 1}, {0x4E8C, 2}, {0x4E09, 3}, {0x56DB, 4},  {0x4E94, 5},  {0x516D, 6},
      {0x4E03, 7}, {0x516B, 8}, {0x4E5D, 9}, {0x5341, 10}, {'-', 1},     {0x30FC, 1},
      {'+', 10},   {'=', 2},    {0x30CB, 2}, {0x30CF, 8},  {0x571F, 10}, /* ー ニ ハ 土 */
  };
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
    if (forms[i].folded == folded)
      return forms[i].value;
  return -1;
}

int numeral_number(const struct row *row, size_t from, size_t to)
{
  int total = 0, ones = 0;
  for (size_t i = from; i < to; i++) {
    int value = numeral_value(row->inks[i].folded);
    if (value < 0)
      return 0;
    if (value == 10) {
      if (total)
        return 0;
      total = (ones ? ones : 1) * 10;
      ones = 0;
    } else {
      if (ones)
        return 0;
      ones = value;
    }
  }
  return total + ones;
}

char *numeral_text(int number)
{
  static const char *const digits[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
  if (number < 10)
    return memory_copy_string(digits[number]);
  int tens = number / 10 % 10, ones = number % 10;
  return memory_format("%s十%s", tens > 1 ? digits[tens] : "", digits[ones]);
}
