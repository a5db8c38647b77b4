#include "base/yaml_json.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/memory.h"
#include "base/strbuf.h"

enum { YAML_DEPTH_MAX = 32, YAML_FILE_BYTES_MAX = 1 << 20 };

struct reader {
  yaml_parser_t parser;
  const char *name;
  struct error *error;
};

static enum status reader_refuse(struct reader *reader, yaml_mark_t mark, const char *what)
{
  return error_set(reader->error, STATUS_USAGE, "%s, line %zu, column %zu: %s", reader->name,
                   mark.line + 1, mark.column + 1, what);
}

static enum status reader_next(struct reader *reader, yaml_event_t *ret_event)
{
  if (yaml_parser_parse(&reader->parser, ret_event))
    return STATUS_OK;
  const yaml_parser_t *parser = &reader->parser;
  return reader_refuse(reader, parser->problem_mark,
                       parser->problem ? parser->problem : "not valid YAML");
}

/* A quoted scalar is text; a plain one is what it looks like (YAML 1.2 core schema, decimal only).
 */
static json_t *scalar_value(const yaml_event_t *event)
{
  const char *text = (const char *)event->data.scalar.value;
  size_t length = event->data.scalar.length;
  if (event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
    return json_stringn(text, length);
  if (!*text || !strcmp(text, "~") || !strcmp(text, "null"))
    return json_null();
  if (!strcmp(text, "true") || !strcmp(text, "false"))
    return json_boolean(text[0] == 't');
  if (strspn(text, "0123456789.+-eE") == length) {
    char *end;
    errno = 0;
    long long integer = strtoll(text, &end, 10);
    if (!*end && errno == 0)
      return json_integer(integer);
    double real = strtod(text, &end);
    if (!*end && isfinite(real))
      return json_real(real);
  }
  return json_stringn(text, length);
}

static enum status node_read(struct reader *reader, yaml_event_t *event, int depth,
                             json_t **ret_json);

static enum status sequence_read(struct reader *reader, int depth, json_t **ret_json)
{
  json_t *list = json_array();
  for (;;) {
    yaml_event_t event;
    json_t *item = NULL;
    enum status status = reader_next(reader, &event);
    if (status == STATUS_OK && event.type == YAML_SEQUENCE_END_EVENT) {
      yaml_event_delete(&event);
      *ret_json = list;
      return STATUS_OK;
    }
    if (status == STATUS_OK)
      status = node_read(reader, &event, depth, &item);
    if (status != STATUS_OK) {
      json_decref(list);
      return status;
    }
    json_array_append_new(list, item);
  }
}

/* One `key: value`; the key's event is consumed. */
static enum status pair_read(struct reader *reader, yaml_event_t *key_event, int depth, json_t *map)
{
  yaml_mark_t mark = key_event->start_mark;
  if (key_event->type != YAML_SCALAR_EVENT) {
    yaml_event_delete(key_event);
    return reader_refuse(reader, mark, "a key must be plain text");
  }
  autofree char *key = memory_copy_string((const char *)key_event->data.scalar.value);
  yaml_event_delete(key_event);
  if (json_object_get(map, key)) {
    autofree char *what = memory_format("'%s' is given twice; keep one of them", key);
    return reader_refuse(reader, mark, what);
  }
  yaml_event_t event;
  json_t *value = NULL;
  enum status status = reader_next(reader, &event);
  if (status == STATUS_OK)
    status = node_read(reader, &event, depth, &value);
  if (status == STATUS_OK && json_object_set_new(map, key, value) != 0)
    status = reader_refuse(reader, mark, "a key must be valid UTF-8");
  return status;
}

static enum status mapping_read(struct reader *reader, int depth, json_t **ret_json)
{
  json_t *map = json_object();
  for (;;) {
    yaml_event_t event;
    enum status status = reader_next(reader, &event);
    if (status == STATUS_OK && event.type == YAML_MAPPING_END_EVENT) {
      yaml_event_delete(&event);
      *ret_json = map;
      return STATUS_OK;
    }
    if (status == STATUS_OK)
      status = pair_read(reader, &event, depth, map);
    if (status != STATUS_OK) {
      json_decref(map);
      return status;
    }
  }
}

/* Reads the value that `event` begins, and consumes the event. */
static enum status node_read(struct reader *reader, yaml_event_t *event, int depth,
                             json_t **ret_json)
{
  yaml_mark_t mark = event->start_mark;
  yaml_event_type_t type = event->type;
  json_t *scalar = type == YAML_SCALAR_EVENT ? scalar_value(event) : NULL;
  yaml_event_delete(event);
  if (depth > YAML_DEPTH_MAX) {
    json_decref(scalar);
    return reader_refuse(reader, mark, "nested too deeply");
  }
  switch (type) {
  case YAML_SCALAR_EVENT:
    if (!scalar)
      return reader_refuse(reader, mark, "the text is not valid UTF-8");
    *ret_json = scalar;
    return STATUS_OK;
  case YAML_SEQUENCE_START_EVENT:
    return sequence_read(reader, depth + 1, ret_json);
  case YAML_MAPPING_START_EVENT:
    return mapping_read(reader, depth + 1, ret_json);
  default:
    return reader_refuse(reader, mark, "anchors and aliases are not understood here");
  }
}

/* Stream start, one document or none, stream end. */
static enum status stream_read(struct reader *reader, json_t **ret_json)
{
  json_t *json = NULL;
  bool seen = false, done = false;
  enum status status = STATUS_OK;
  while (status == STATUS_OK && !done) {
    yaml_event_t event;
    status = reader_next(reader, &event);
    if (status != STATUS_OK)
      break;
    switch (event.type) {
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
      yaml_event_delete(&event);
      break;
    case YAML_STREAM_END_EVENT:
      yaml_event_delete(&event);
      done = true;
      break;
    case YAML_DOCUMENT_START_EVENT: {
      yaml_mark_t mark = event.start_mark;
      yaml_event_delete(&event);
      if (seen)
        status = reader_refuse(reader, mark, "only one document ('---') a file");
      seen = true;
      break;
    }
    default:
      status = node_read(reader, &event, 0, &json);
    }
  }
  if (status != STATUS_OK) {
    json_decref(json);
    return status;
  }
  *ret_json = json ? json : json_null();
  return STATUS_OK;
}

enum status yaml_parse(const char *text, size_t length, const char *name, json_t **ret_json,
                       struct error *error)
{
  struct reader reader = {.name = name, .error = error};
  if (!yaml_parser_initialize(&reader.parser))
    return error_set(error, STATUS_NO_MEMORY, "%s: out of memory while reading", name);
  yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text, length);
  enum status status = stream_read(&reader, ret_json);
  yaml_parser_delete(&reader.parser);
  return status;
}

enum status yaml_load_file(const char *path, json_t **ret_json, struct error *error)
{
  FILE *file = fopen(path, "rbe");
  if (!file)
    return error_set_errno(error, errno, "cannot open %s", path);
  char *text = memory_alloc(YAML_FILE_BYTES_MAX + 1);
  errno = 0;
  size_t length = fread(text, 1, YAML_FILE_BYTES_MAX + 1, file);
  int read_errno = ferror(file) ? (errno ? errno : EIO) : 0;
  fclose(file);
  enum status status;
  if (read_errno)
    status = error_set_errno(error, read_errno, "cannot read %s", path);
  else if (length > YAML_FILE_BYTES_MAX)
    status = error_set(error, STATUS_TOO_LARGE, "%s is over 1 MiB; this is no such file", path);
  else
    status = yaml_parse(text, length, path, ret_json, error);
  free(text);
  return status;
}
