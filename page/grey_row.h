#ifndef ZHAOLU_PAGE_GREY_ROW_H
#define ZHAOLU_PAGE_GREY_ROW_H

/*
 * A row of an 8 bpp picture as plain bytes, left to right. Leptonica keeps them in 32-bit words,
 * leftmost byte highest; loops over plain bytes are several times as fast.
 */

#include <allheaders.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"

static inline l_uint32 *grey_row_words(PIX *pix, int row)
{
  return pixGetData(pix) + (size_t)row * (size_t)pixGetWpl(pix);
}

/* Room for a row of `pix`, its padding too; owned by the caller. */
static inline uint8_t *grey_row_new(PIX *pix)
{
  return memory_alloc((size_t)pixGetWpl(pix) * sizeof(l_uint32));
}

static inline l_uint32 grey_row_swap(l_uint32 word)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  return __builtin_bswap32(word);
#else
  return word;
#endif
}

static inline void grey_row_get(PIX *pix, int row, uint8_t *bytes)
{
  const l_uint32 *words = grey_row_words(pix, row);
  int count = pixGetWpl(pix);
  for (int i = 0; i < count; i++) {
    l_uint32 word = grey_row_swap(words[i]);
    memcpy(bytes + (size_t)i * sizeof word, &word, sizeof word);
  }
}

static inline void grey_row_put(PIX *pix, int row, const uint8_t *bytes)
{
  l_uint32 *words = grey_row_words(pix, row), word;
  int count = pixGetWpl(pix);
  for (int i = 0; i < count; i++) {
    memcpy(&word, bytes + (size_t)i * sizeof word, sizeof word);
    words[i] = grey_row_swap(word);
  }
}

#endif
