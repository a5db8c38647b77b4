#ifndef ZHAOLU_BASE_MEMORY_H
#define ZHAOLU_BASE_MEMORY_H

/*
 * Allocation for small, bounded things: strings, arrays of lines and characters. These never
 * return NULL; when memory is out the process ends with one line on standard error. That is sound
 * here because documents are read in worker processes: a dead worker costs one page. Sizes that
 * come from a file are checked first and allocated with plain malloc or by Leptonica.
 */

#include <stddef.h>

void *memory_alloc(size_t size);                           /* zeroed */
void *memory_resize(void *old, size_t count, size_t size); /* aborts on count*size overflow */
char *memory_copy_string(const char *text);                /* NULL stays NULL */
char *memory_copy_bytes(const char *bytes, size_t length); /* adds a NUL */
char *memory_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Makes room for one more item in a growing array: doubles *capacity when count reaches it. */
#define array_reserve(items, count, capacity)                                                      \
  do {                                                                                             \
    if ((count) == (capacity)) {                                                                   \
      (capacity) = (capacity) ? (capacity)*2 : 8;                                                  \
      (items) = memory_resize((items), (capacity), sizeof *(items));                               \
    }                                                                                              \
  } while (0)

/* `autofree char *name = …;` frees at the end of the scope. */
void memory_free_at(void *address_of_pointer);
#define autofree __attribute__((cleanup(memory_free_at)))
#define cleanup_with(function) __attribute__((cleanup(function)))

#endif
