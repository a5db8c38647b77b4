#include "grammar/data_file.h"

#include <errno.h>

#include "base/memory.h"
#include "base/yaml_json.h"

/* Damaged data is a damaged installation, whatever the parser calls it. */
enum status data_file_load(const char *data_dir, const char *name, json_t **ret_json,
                           struct error *error)
{
  autofree char *path = memory_format("%s/%s", data_dir, name);
  if (yaml_load_file(path, ret_json, error) == STATUS_OK)
    return STATUS_OK;
  if (error)
    error->status = STATUS_INSTALL;
  error_prefix(error, "the program's data is missing or damaged; install zhaolu again");
  return STATUS_INSTALL;
}

enum status data_file_open(const char *data_dir, const char *name, FILE **ret_file,
                           struct error *error)
{
  autofree char *path = memory_format("%s/%s", data_dir, name);
  *ret_file = fopen(path, "re");
  if (*ret_file)
    return STATUS_OK;
  error_set_errno(error, errno, "cannot open %s; install zhaolu again", path);
  if (error)
    error->status = STATUS_INSTALL;
  return STATUS_INSTALL;
}

enum status data_file_refuse(const char *name, const char *what, struct error *error)
{
  return error_set(error, STATUS_INSTALL, "%s in the program's data: %s", name, what);
}

void name_list_take(struct name_list *list, const json_t *json)
{
  size_t i;
  const json_t *item;
  json_array_foreach(json, i, item) if (json_is_string(item))
      name_list_add(list, json_string_value(item));
}
