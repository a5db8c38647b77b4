#include "jobs/document_reading.h"

#include <stdlib.h>

void document_reading_clear(struct document_reading *reading)
{
  for (size_t i = 0; reading->pages && i < reading->page_count; i++)
    read_page_clear(&reading->pages[i]);
  free(reading->pages);
  free(reading->page_errors);
  *reading = (struct document_reading){0};
}
