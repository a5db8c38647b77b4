#include "grammar/known_values.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "files/stream.h"

enum { LEXICON_BYTES_MAX = 64 << 20 };

struct known_values {
  char *text;
  char **lines; /* "field<tab>value", sorted; into the text */
  size_t count, capacity;
};

void known_values_free(struct known_values **values)
{
  struct known_values *old = *values;
  if (!old)
    return;
  free(old->text);
  free(old->lines);
  free(old);
  *values = NULL;
}

/* Cuts off what stands behind the value; false when there is none. */
static bool line_cut(char *line)
{
  char *value = strchr(line, '\t');
  if (!value || value == line)
    return false;
  value[1 + strcspn(value + 1, "\t\r")] = '\0';
  return value[1] != '\0';
}

static int by_text(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

enum status known_values_load(const char *path, struct known_values **ret_values,
                              struct error *error)
{
  struct known_values *values cleanup_with(known_values_free) = memory_alloc(sizeof *values);
  size_t length;
  int number = 0;
  enum status status = stream_read_all(path, LEXICON_BYTES_MAX, &values->text, &length, error);
  if (status)
    return status;
  for (char *line = values->text, *rest; line; line = rest) {
    rest = strchr(line, '\n');
    if (rest)
      *rest++ = '\0';
    number++;
    if (!line[0] || line[0] == '#')
      continue;
    if (!line_cut(line))
      return error_set(error, STATUS_USAGE,
                       "%s: line %d is not a field and a value with a tab between them", path,
                       number);
    array_reserve(values->lines, values->count, values->capacity);
    values->lines[values->count++] = line;
  }
  if (values->count)
    qsort(values->lines, values->count, sizeof *values->lines, by_text);
  *ret_values = values;
  values = NULL;
  return STATUS_OK;
}

bool known_values_has(const struct known_values *values, const char *field, const char *value)
{
  if (!values || !values->count)
    return false;
  autofree char *line = memory_format("%s\t%s", field, value);
  return bsearch(&line, values->lines, values->count, sizeof *values->lines, by_text) != NULL;
}
