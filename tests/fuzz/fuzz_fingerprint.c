#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "page/page_fingerprint.h"

/* A fingerprint as a broken or hostile worker process may send it. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  autofree struct page_fingerprint *a = memory_alloc(sizeof *a), *b = memory_alloc(sizeof *b);
  memcpy(a, bytes, size < sizeof *a ? size : sizeof *a);

  *b = *a;
  (void)page_fingerprint_same(a, b);
  return 0;
}
