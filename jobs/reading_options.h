#ifndef ZHAOLU_JOBS_READING_OPTIONS_H
#define ZHAOLU_JOBS_READING_OPTIONS_H

/* With what the reading pool's workers read, and how long and how often they may try. */

#include <stdbool.h>
#include <stdint.h>

#include "ocr/engine.h"

/* Day and night, somebody may kill a worker (an operator, the kernel short of memory): that must
 * not cost the pages that a long document has read already. */
enum { DOCUMENTS_PAGE_ATTEMPTS = 3 };

struct reading_pool_options {
  int workers;            /* worker processes; 0: as many as the machine has cores */
  int page_timeout;       /* seconds a page may take; 0: no limit */
  int document_timeout;   /* seconds that its pages may take in all; 0: in proportion to them */
  uint64_t worker_memory; /* bytes of data a worker may hold; 0: no limit */
  int recycle_pages;      /* a worker is replaced after this many pages; 0: never */
  uint64_t recycle_bytes; /* … and when it holds more than this after a page; 0: never */
  /* A page whose worker was killed from outside (SIGKILL, which no page can do) is tried so often
   * in all; 1: it costs the page at once. */
  int page_attempts;
  bool verbose;                 /* let the libraries' own messages through to standard error */
  struct engine_options engine; /* borrowed strings must outlive the pool */
};
extern const struct reading_pool_options reading_pool_options_default;

#endif
