#include "review/result_load.h"

#include <string.h>

#include "base/memory.h"
#include "files/stream.h"

enum { RESULT_BYTES_MAX = 256 << 20 };

enum status result_load(const char *path, json_t **ret_json, struct error *error)
{
  autofree char *text = NULL;
  size_t length;
  enum status status = stream_read_all(path, RESULT_BYTES_MAX, &text, &length, error);
  if (status)
    return status;
  json_error_t where;
  json_t *json = json_loadb(text, length, 0, &where);
  const char *schema = json_string_value(json_object_get(json, "schema"));
  if (!schema || strncmp(schema, "zhaolu/", strlen("zhaolu/")) != 0) {
    json_decref(json);
    return error_set(error, STATUS_BAD_INPUT, "%s: is no result of zhaolu", path);
  }
  *ret_json = json;
  return STATUS_OK;
}

bool digest_is_sound(const char *text)
{
  return strlen(text) == DIGEST_HEX_BYTES - 1 &&
         strspn(text, "0123456789abcdef") == DIGEST_HEX_BYTES - 1;
}

void result_digest(const json_t *json, char ret_sha256[DIGEST_HEX_BYTES])
{
  const char *text = json_string_value(json_object_get(json_object_get(json, "source"), "sha256"));
  if (text && digest_is_sound(text))
    memcpy(ret_sha256, text, DIGEST_HEX_BYTES);
  else
    ret_sha256[0] = '\0';
}

static int size_read(const json_t *page, const char *key)
{
  json_int_t value = json_integer_value(json_object_get(page, key));
  return value > 0 && value <= READ_PAGE_EDGE_MAX ? (int)value : 0;
}

bool result_page(const json_t *json, int number, struct read_page *ret_page)
{
  const json_t *page =
      number < 1 ? NULL : json_array_get(json_object_get(json, "pages"), (size_t)number - 1);
  json_int_t rotation = json_integer_value(json_object_get(page, "rotation"));
  struct read_page read = {
      .number = number,
      .width = size_read(page, "width"),
      .height = size_read(page, "height"),
      .rotation = rotation == 90 || rotation == 180 || rotation == 270 ? (int)rotation : 0,
  };
  if (!read.width || !read.height)
    return false;
  *ret_page = read;
  return true;
}
