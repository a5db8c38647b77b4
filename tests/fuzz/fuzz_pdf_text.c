#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

#include "tests/fuzz/fuzz_file.h"
#include "tests/ingest/made_pdf.h"

/* Any bytes as what a PDF page says: text, fonts, drawings. */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  char *content = strndup((const char *)bytes, size); /* up to a zero byte */
  struct made_pdf pdf = made_pdf_begin();
  made_pdf_page(&pdf, 200, 200, "", 0, content);
  size_t pdf_size;
  char *file = made_pdf_finish(&pdf, "", &pdf_size);
  fuzz_file(file, pdf_size);
  free(file);
  free(content);
  return 0;
}
