#include "tests/tools/page_tool.h"

#include <stdio.h>

struct engine *tool_engine_open(const char *tool)
{
  struct engine_options options = {.language = ENGINE_OWN_LANGUAGE,
                                   .own_models = ZHAOLU_SOURCE_DATA "/tessdata",
                                   .line_net = ZHAOLU_SOURCE_DATA "/line-net.bin"};
  struct engine *engine = NULL;
  struct error error;
  if (engine_open(&options, &engine, &error) != STATUS_OK)
    fprintf(stderr, "%s: %s\n", tool, error.message);
  return engine;
}

struct prepared_page *tool_page_open(struct engine *engine, const char *path)
{
  struct page_read_options options = {0};
  struct prepared_page *prepared = NULL;
  struct error error;
  PIX *picture = pixRead(path);
  if (picture && (page_prepare(picture, &options, &prepared, &error) != STATUS_OK ||
                  prepared_set_upright(engine, prepared, &error) != STATUS_OK))
    prepared_page_free(&prepared);
  pixDestroy(&picture);
  return prepared;
}
