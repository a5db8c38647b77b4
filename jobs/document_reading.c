#include "jobs/document_reading.h"

#include <stdlib.h>

void read_pages_free(struct read_page **pages, size_t *count)
{
  for (size_t i = 0; *pages && i < *count; i++)
    read_page_clear(&(*pages)[i]);
  free(*pages);
  *pages = NULL;
  *count = 0;
}

void document_reading_clear(struct document_reading *reading)
{
  read_pages_free(&reading->pages, &reading->page_count);
  free(reading->page_errors);
  *reading = (struct document_reading){0};
}
