#ifndef ZHAOLU_BASE_NUMBER_H
#define ZHAOLU_BASE_NUMBER_H

static inline int min_int(int a, int b)
{
  return a < b ? a : b;
}

static inline int max_int(int a, int b)
{
  return a > b ? a : b;
}

#endif
