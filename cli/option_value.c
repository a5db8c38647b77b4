#include "cli/option_value.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

static enum status flag_set(bool *flag, const char *what, const char *value, struct error *error)
{
  bool yes = strcasecmp(value, "yes") == 0 || strcasecmp(value, "true") == 0;
  if (!yes && strcasecmp(value, "no") != 0 && strcasecmp(value, "false") != 0)
    return error_set(error, STATUS_USAGE, "%s is yes or no, not \"%s\"", what, value);
  *flag = yes;
  return STATUS_OK;
}

static enum status integer_set(const struct option_row *row, int64_t *number, const char *what,
                               const char *value, struct error *error)
{
  char *end;
  errno = 0;
  int64_t parsed = strtoimax(value, &end, 10);
  if (end == value || *end || errno || parsed < row->min || parsed > row->max)
    return error_set(error, STATUS_USAGE,
                     "%s is a whole number from %" PRId64 " to %" PRId64 ", not \"%s\"", what,
                     row->min, row->max, value);
  *number = parsed;
  return STATUS_OK;
}

static enum status choice_set(const struct option_row *row, int *choice, const char *what,
                              const char *value, struct error *error)
{
  int index = 0;
  size_t length = strlen(value);
  for (const char *word = row->value; word; index++) {
    size_t word_length = strcspn(word, "|");
    if (word_length == length && memcmp(word, value, length) == 0) {
      *choice = index;
      return STATUS_OK;
    }
    word = word[word_length] ? word + word_length + 1 : NULL;
  }
  return error_set(error, STATUS_USAGE, "%s is one of %s, not \"%s\"", what, row->value, value);
}

enum status option_value_set(const struct option_row *row, void *target, const char *what,
                             const char *value, struct error *error)
{
  void *place = (char *)target + row->offset;
  switch (row->kind) {
  case OPTION_FLAG:
    return flag_set(place, what, value, error);
  case OPTION_INTEGER:
    return integer_set(row, place, what, value, error);
  case OPTION_CHOICE:
    return choice_set(row, place, what, value, error);
  case OPTION_TEXT:
    break;
  }
  char **text = place;
  char *copy = memory_copy_string(value);
  free(*text);
  *text = copy;
  return STATUS_OK;
}
