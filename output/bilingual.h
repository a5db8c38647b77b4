#ifndef ZHAOLU_OUTPUT_BILINGUAL_H
#define ZHAOLU_OUTPUT_BILINGUAL_H

/*
 * A table of words in Chinese and English, as text: one entry a line, key, Chinese and English
 * separated by a tab, lines of # left out. The tables are files of data/ built into the program.
 */

#include <stdbool.h>
#include <stddef.h>

struct bilingual {
  const char *key, *chinese, *english; /* point into the table; not NUL-terminated */
  size_t key_length, chinese_length, english_length;
};

/* Reads the entry at *cursor, which starts as the table; false at its end. */
bool bilingual_next(const char **cursor, struct bilingual *ret_entry);

/* The entry of that key, or false. */
bool bilingual_find(const char *table, const char *key, struct bilingual *ret_entry);

#endif
