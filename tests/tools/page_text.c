/* page_text IN OUT [IN OUT …]: the raw reading of pictures, uncorrected, one process for all.
 * For measuring the reading alone; `zhaolu convert --no-correct` is the same through the program.
 */

#include <stdio.h>
#include <stdlib.h>

#include "tests/tools/page_tool.h"

static int page_convert(struct engine *engine, const char *in, const char *out)
{
  PIX *picture = pixRead(in);
  struct error error;
  struct page_read_options options = {0};
  struct prepared_page *prepared = NULL;
  struct read_page page = {0};
  if (!picture || page_prepare(picture, &options, &prepared, &error) != STATUS_OK ||
      page_read(engine, prepared, &page, &error) != STATUS_OK) {
    fprintf(stderr, "page_text: %s cannot be read\n", in);
    return 1;
  }
  FILE *file = fopen(out, "w");
  for (size_t i = 0; file && i < page.line_count; i++) {
    if (page.lines[i].kind != LINE_TEXT)
      continue;
    char *text = reading_text(&page.lines[i].best);
    fprintf(file, "%s\n", text);
    free(text);
  }
  if (file)
    fclose(file);
  read_page_clear(&page);
  prepared_page_free(&prepared);
  pixDestroy(&picture);
  return file ? 0 : 1;
}

int main(int argc, char **argv)
{
  struct engine *engine = tool_engine_open("page_text");
  if (!engine)
    return 3;
  int failed = 0;
  for (int i = 1; i + 1 < argc; i += 2)
    failed |= page_convert(engine, argv[i], argv[i + 1]);
  engine_close(&engine);
  return failed;
}
