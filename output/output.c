#include "output/output.h"

#include <string.h>

#include "output/writers.h"

static const struct output_format formats[] = {
    {"json", false, false, false, json_write},
    {"txt", false, false, false, txt_write},
    {"table", false, false, false, record_table_write},
    {"csv", false, false, false, csv_write},
    {"xlsx", true, false, false, xlsx_write},
    {"hocr", false, false, false, hocr_write},
    {"alto", false, false, false, alto_write},
    {"html", false, true, false, html_write},
    {"pdf", true, false, true, pdf_write},
};

const struct output_format *output_format_find(const char *name)
{
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
    if (strcmp(formats[i].name, name) == 0)
      return &formats[i];
  return NULL;
}

const struct output_format *output_format_at(size_t index)
{
  return index < sizeof formats / sizeof *formats ? &formats[index] : NULL;
}
