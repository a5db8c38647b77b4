#include "ocr/one_thread.h"

#include <dlfcn.h>
#include <stdlib.h>

/* Declared here, for no header does: compilers make calls of them. */
void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
void GOMP_parallel_sections(void (*body)(void *), void *data, unsigned threads, unsigned count,
                            unsigned flags);
unsigned GOMP_sections_next(void);
void GOMP_sections_end_nowait(void);

/* The sections being run: compiled code asks for the next without saying of which region. Regions
 * nest, and whoever embeds the library may have threads. */
static _Thread_local struct {
  unsigned next, count;
} sections;

void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags)
{
  (void)threads;
  (void)flags;
  body(data);
}

void GOMP_parallel_sections(void (*body)(void *), void *data, unsigned threads, unsigned count,
                            unsigned flags)
{
  (void)threads;
  (void)flags;
  unsigned outer_next = sections.next, outer_count = sections.count;
  sections.next = 1;
  sections.count = count;
  body(data);
  sections.next = outer_next;
  sections.count = outer_count;
}

/* The number of the section to run, from 1; 0 after the last. */
unsigned GOMP_sections_next(void)
{
  return sections.next <= sections.count ? sections.next++ : 0;
}

void GOMP_sections_end_nowait(void) {}

/* OpenMP reads OMP_THREAD_LIMIT when it is loaded, which is before main(): the call that has the
 * same effect is made. */
void one_thread_settle(void)
{
  void (*set_levels)(int) = NULL;
  *(void **)&set_levels = dlsym(RTLD_DEFAULT, "omp_set_max_active_levels");
  if (set_levels)
    set_levels(0);
}
