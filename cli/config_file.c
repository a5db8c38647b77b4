#include "cli/config_file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/yaml_json.h"
#include "cli/option_value.h"
#include "cli/queue_options.h"
#include "cli/verb.h"

char *config_file_of_user(void)
{
  const char *folder = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
  if (folder && folder[0] == '/')
    return memory_format("%s/zhaolu/config.yaml", folder);
  return home ? memory_format("%s/.config/zhaolu/config.yaml", home) : NULL;
}

static const struct option_row *row_named(const struct option_group *group, const char *name)
{
  for (const struct option_row *row = group->rows; row && row->name; row++)
    if (strcmp(row->name, name) == 0)
      return row;
  return NULL;
}

/* The value's text as it would stand on the command line; NULL for a list or a mapping. */
static char *scalar_text(const json_t *value)
{
  switch (json_typeof(value)) {
  case JSON_STRING:
    return memory_copy_string(json_string_value(value));
  case JSON_TRUE:
    return memory_copy_string("yes");
  case JSON_FALSE:
    return memory_copy_string("no");
  case JSON_INTEGER:
    return memory_format("%lld", (long long)json_integer_value(value));
  case JSON_REAL:
    return memory_format("%.15g", json_real_value(value));
  default:
    return NULL;
  }
}

static enum status key_read(const struct option_group *group, const char *file, const char *key,
                            const json_t *value, struct error *error)
{
  const struct option_row *row = row_named(group, key);
  if (!row || strcmp(key, "help") == 0 || strcmp(key, "config") == 0)
    return error_set(error, STATUS_USAGE,
                     group->section ? "%s: there is no option \"%s\""
                                    : "%s: there is no option \"%s\" of every verb; an option of "
                                      "one verb stands below the verb's name",
                     file, key);
  autofree char *text = scalar_text(value);
  if (!text)
    return error_set(error, STATUS_USAGE, "%s: \"%s\" needs one value", file, key);
  autofree char *what = memory_format("%s: \"%s\"", file, key);
  return option_value_set(row, group->target, what, text, error);
}

static bool is_section(const char *name)
{
  if (strcmp(name, QUEUE_SECTION) == 0)
    return true;
  for (const struct verb *verb = verbs; verb->name; verb++)
    if (strcmp(verb->name, name) == 0)
      return true;
  return false;
}

/* A section: read where its verb, or one that has a queue, is the one that runs, else left alone.
 */
static enum status section_read(const struct option_group *groups, const char *file,
                                const char *name, const json_t *section, struct error *error)
{
  const char *key;
  json_t *value;
  for (const struct option_group *group = groups; group->target; group++) {
    if (!group->section || strcmp(group->section, name) != 0)
      continue;
    json_object_foreach((json_t *)section, key, value)
    {
      enum status status = key_read(group, file, key, value, error);
      if (status != STATUS_OK) {
        error_prefix(error, "%s", name);
        return status;
      }
    }
  }
  return STATUS_OK;
}

static enum status file_apply(const struct option_group *groups, const char *file,
                              const json_t *json, struct error *error)
{
  const char *key;
  json_t *value;
  if (json_is_null(json))
    return STATUS_OK;
  if (!json_is_object(json))
    return error_set(error, STATUS_USAGE, "%s: expected lines like \"page-timeout: 120\"", file);
  json_object_foreach((json_t *)json, key, value)
  {
    enum status status = is_section(key) && (json_is_object(value) || json_is_null(value))
                             ? section_read(groups, file, key, value, error)
                             : key_read(&groups[0], file, key, value, error);
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}

static enum status file_read(const struct option_group *groups, const char *file,
                             struct error *error)
{
  json_t *json = NULL;
  enum status status = yaml_load_file(file, &json, error);
  if (status != STATUS_OK) {
    error->status = STATUS_USAGE;
    return STATUS_USAGE;
  }
  status = file_apply(groups, file, json, error);
  json_decref(json);
  return status;
}

enum status config_files_read(const struct option_group *groups, const char *only,
                              struct error *error)
{
  if (only)
    return file_read(groups, only, error);
  enum status status = STATUS_OK;
  autofree char *user = config_file_of_user();
  if (access(CONFIG_FILE_SYSTEM, F_OK) == 0)
    status = file_read(groups, CONFIG_FILE_SYSTEM, error);
  if (status == STATUS_OK && user && access(user, F_OK) == 0)
    status = file_read(groups, user, error);
  return status;
}
