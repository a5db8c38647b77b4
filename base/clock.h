#ifndef ZHAOLU_BASE_CLOCK_H
#define ZHAOLU_BASE_CLOCK_H

/* Time for limits and pauses: milliseconds that no change of the wall clock disturbs. */

#include <stdint.h>
#include <time.h>

static inline int64_t clock_now(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#endif
