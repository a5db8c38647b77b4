#ifndef ZHAOLU_BASE_NUMBER_H
#define ZHAOLU_BASE_NUMBER_H

#include <stddef.h>

static inline int min_int(int a, int b)
{
  return a < b ? a : b;
}

static inline int max_int(int a, int b)
{
  return a > b ? a : b;
}

static inline size_t size_min(size_t a, size_t b)
{
  return a < b ? a : b;
}

static inline size_t size_max(size_t a, size_t b)
{
  return a > b ? a : b;
}

#endif
