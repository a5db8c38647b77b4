#include "base/memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *memory_checked(void *block)
{
  if (!block) {
    fputs("zhaolu: out of memory\n", stderr);
    abort();
  }
  return block;
}

void *memory_alloc(size_t size)
{
  return memory_checked(calloc(1, size ? size : 1));
}

void *memory_resize(void *old, size_t count, size_t size)
{
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes))
    return memory_checked(NULL);
  return memory_checked(realloc(old, bytes ? bytes : 1));
}

char *memory_copy_string(const char *text)
{
  return text ? memory_checked(strdup(text)) : NULL;
}

char *memory_copy_bytes(const char *bytes, size_t length)
{
  char *copy = memory_alloc(length + 1);
  if (length)
    memcpy(copy, bytes, length);
  return copy;
}

char *memory_format(const char *format, ...)
{
  char *text = NULL;
  va_list arguments;
  va_start(arguments, format);
  int length = vasprintf(&text, format, arguments);
  va_end(arguments);
  return memory_checked(length < 0 ? NULL : text);
}

void memory_free_at(void *address_of_pointer)
{
  void **pointer = address_of_pointer;
  free(*pointer);
  *pointer = NULL;
}
