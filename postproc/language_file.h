#ifndef ZHAOLU_POSTPROC_LANGUAGE_FILE_H
#define ZHAOLU_POSTPROC_LANGUAGE_FILE_H

/*
 * Layout of the compiled language file, shared by the reader (language.c) and the compiler
 * (language_compile.c). All numbers are in the machine's own byte order; the magic tells.
 * Header, then four tables: words, n-grams, characters between two others, look-alikes. Words and
 * n-grams are open-addressing hash tables with a power of two of slots, at most three quarters
 * full; a slot of key 0 is free.
 */

#include <stddef.h>
#include <stdint.h>

enum {
  LANGUAGE_MAGIC = 0x5A4C4D31, /* "ZLM1" */
  LANGUAGE_VERSION = 3,
  LANGUAGE_LOG_SCALE = 1000, /* logarithms are stored in thousandths */
};

enum { WORD_IS_PREFIX = 1 << 15 }; /* a longer word starts like this */

struct language_header {
  uint32_t magic, version;
  uint32_t word_slots, ngram_slots;
  uint32_t lookalike_heads, lookalike_items;
  int32_t floor; /* thousandths: a character never seen */
  uint32_t between_items;
};

struct word_slot {
  uint32_t key;
  uint16_t kinds;
  int16_t log_frequency;
};

struct ngram_slot {
  uint32_t key;
  int16_t log_probability; /* of the last character after the others */
  int16_t log_backoff;     /* when these characters are the history */
};

/* A character that was seen between two others; sorted by what stands before and behind. */
struct between_item {
  uint16_t before, behind, middle;
};

/* Sorted by codepoint; items[first … first+count-1] are its look-alikes. */
struct lookalike_head {
  uint32_t codepoint, first, count;
};

/*
 * Characters that the n-grams do not tell apart: digits are one class and so are letters, so that
 * the model can never prefer one number or code to another; half and full width are one.
 */
static inline unsigned language_fold(unsigned codepoint)
{
  if ((codepoint >= '0' && codepoint <= '9') || (codepoint >= 0xFF10 && codepoint <= 0xFF19))
    return '0';
  if ((codepoint | 0x20) >= 'a' && (codepoint | 0x20) <= 'z')
    return 'A';
  static const unsigned widths[][2] = {{',', 0xFF0C}, {':', 0xFF1A}, {';', 0xFF1B}, {'(', 0xFF08},
                                       {')', 0xFF09}, {'?', 0xFF1F}, {'!', 0xFF01}, {'.', 0x3002}};
  for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
    if (codepoint == widths[i][0])
      return widths[i][1];
  return codepoint;
}

/* FNV-1a over code points, 64 bits wide: the low half finds the slot, the high half is the key. */
static inline uint64_t language_hash_start(void)
{
  return 0xCBF29CE484222325u;
}

static inline uint64_t language_hash_add(uint64_t hash, unsigned codepoint)
{
  hash ^= codepoint;
  hash *= 0x100000001B3u;
  return hash ^ (hash >> 29);
}

static inline uint64_t language_hash(const unsigned *codepoints, size_t count)
{
  uint64_t hash = language_hash_start();
  for (size_t i = 0; i < count; i++)
    hash = language_hash_add(hash, codepoints[i]);
  return hash;
}

static inline uint32_t language_hash_key(uint64_t hash)
{
  uint32_t key = (uint32_t)(hash >> 32);
  return key ? key : 1;
}

#endif
