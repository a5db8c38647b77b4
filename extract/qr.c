#include "extract/qr.h"

#include <ctype.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"

static int hex_value(char digit)
{
  if (digit >= '0' && digit <= '9')
    return digit - '0';
  int letter = tolower((unsigned char)digit);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

static char *percent_decode(const char *text)
{
  struct strbuf out = {0};
  for (; *text; text++) {
    int high = text[0] == '%' ? hex_value(text[1]) : -1;
    int low = high >= 0 ? hex_value(text[2]) : -1;
    if (low >= 0 && high * 16 + low != 0) {
      strbuf_append_char(&out, (char)(high * 16 + low));
      text += 2;
    } else {
      strbuf_append_char(&out, *text);
    }
  }
  return strbuf_take(&out);
}

static char *value_in(const struct reference *reference, const struct kind *kind, const char *text)
{
  autofree char *plain = percent_decode(text);
  return kind->in_text(reference, plain);
}

char *qr_find_value(const struct reference *reference, const struct layout *layout,
                    const struct kind *kind, int *ret_page)
{
  char *value = NULL;
  for (size_t page = 0; kind->in_text && page < layout->page_count && !value; page++) {
    const struct read_page *read = &layout->pages[page].source->read;
    for (size_t i = 0; i < read->qr_count && !value; i++)
      value = value_in(reference, kind, read->qr[i]);
    *ret_page = read->number;
  }
  return value;
}

bool qr_holds(const struct layout *layout, const char *text)
{
  struct folded needle = text_fold(text);
  bool holds = false;
  for (size_t page = 0; needle.count && page < layout->page_count; page++) {
    const struct read_page *read = &layout->pages[page].source->read;
    for (size_t i = 0; i < read->qr_count; i++) {
      autofree char *plain = percent_decode(read->qr[i]);
      struct folded hay = text_fold(plain);
      holds |= folded_stands_in(&needle, &hay);
      folded_clear(&hay);
    }
  }
  folded_clear(&needle);
  return holds;
}
