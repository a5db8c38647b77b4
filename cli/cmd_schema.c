#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/console.h"
#include "jobs/data_dir.h"
#include "cli/options.h"
#include "files/stream.h"
#include "cli/verb.h"

#define SCHEMA_FILE "zhaolu.schema.json"

static const size_t schema_bytes_max = (size_t)4 << 20;

static const char *const schema_shared[] = {"help", NULL};

const struct verb_usage schema_usage = {
    .name = "schema",
    .synopsis = "",
    .text = "Prints the JSON Schema (draft 2020-12) that every JSON result obeys.",
    .shared = schema_shared,
};

static enum status schema_print(struct error *error)
{
  autofree char *folder = NULL, *text = NULL;
  size_t length;
  enum status status = data_dir_find(&folder, error);
  if (status != STATUS_OK)
    return status;
  autofree char *path = memory_format("%s/%s", folder, SCHEMA_FILE);
  status = stream_read_all(path, schema_bytes_max, &text, &length, error);
  if (status != STATUS_OK)
    return error->status = STATUS_INSTALL;
  return stream_write_out(text, length, error);
}

int cmd_schema(int argc, char **argv)
{
  struct common_options common;
  struct arguments arguments = {0};
  struct error error = {0};
  int exit_code;
  common_options_init(&common);
  if (!options_read(&schema_usage, argc, argv, NULL, &common, &arguments, &exit_code))
    return exit_code;
  enum status status = arguments.count ? error_set(&error, STATUS_USAGE, "schema takes no file")
                                       : schema_print(&error);
  if (status != STATUS_OK)
    console_error(NULL, "%s", error.message);
  arguments_clear(&arguments);
  common_options_clear(&common);
  return exit_code_for(status);
}
