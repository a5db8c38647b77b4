#include "review/row_cache.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "files/atomic_file.h"
#include "files/stream.h"
#include "review/result_load.h"

static const size_t cache_bytes_max = (size_t)1 << 30;
static const char first_line[] = "zhaolu-review-rows 1\n";

/* "SIZE MTIME SHA256 NAME\tSUMMARY\n"; both texts point into the file's. */
struct cached_row {
  const char *name;
  int64_t size, mtime;
  char sha256[DIGEST_HEX_BYTES];
  const char *summary;
};

struct row_cache {
  char *text;
  struct cached_row *rows; /* by name */
  size_t count, capacity;
};

static char *cache_path(const char *out)
{
  return memory_format("%s/.zhaolu/review-rows", out);
}

void row_cache_close(struct row_cache **cache)
{
  struct row_cache *old = *cache;
  if (!old)
    return;
  free(old->text);
  free(old->rows);
  free(old);
  *cache = NULL;
}

/* Cuts the line into its parts; false when it is damaged or out of order. */
static bool line_take(struct row_cache *cache, char *line)
{
  struct cached_row row = {0};
  int length = 0;
  char *tab = strchr(line, '\t');
  if (!tab ||
      sscanf(line, "%" SCNd64 " %" SCNd64 " %64s %n", &row.size, &row.mtime, row.sha256, &length) !=
          3 ||
      !length || line + length >= tab || !digest_is_sound(row.sha256))
    return false;
  *tab = '\0';
  row.name = line + length;
  row.summary = tab + 1;
  if (cache->count && strcmp(cache->rows[cache->count - 1].name, row.name) >= 0)
    return false;
  array_reserve(cache->rows, cache->count, cache->capacity);
  cache->rows[cache->count++] = row;
  return true;
}

struct row_cache *row_cache_open(const char *out)
{
  struct row_cache *cache = memory_alloc(sizeof *cache);
  autofree char *path = cache_path(out);
  size_t length;
  if (stream_read_all(path, cache_bytes_max, &cache->text, &length, NULL) ||
      strncmp(cache->text, first_line, strlen(first_line)) != 0)
    return cache;
  for (char *line = cache->text + strlen(first_line), *end; (end = strchr(line, '\n'));
       line = end + 1) {
    *end = '\0';
    if (!line_take(cache, line))
      break;
  }
  return cache;
}

static int by_name(const void *name, const void *row)
{
  return strcmp(name, ((const struct cached_row *)row)->name);
}

bool row_cache_take(const struct row_cache *cache, struct result *result)
{
  const struct cached_row *row =
      cache->count ? bsearch(result->name, cache->rows, cache->count, sizeof *row, by_name) : NULL;
  if (!row || row->size != result->size || row->mtime != result->mtime)
    return false;
  json_t *json = json_loads(row->summary, 0, NULL);
  bool sound = json && summaries_from_json(json, &result->rows, NULL) == STATUS_OK;
  json_decref(json);
  if (sound)
    memcpy(result->sha256, row->sha256, sizeof result->sha256);
  return sound;
}

void row_cache_write(const char *out, struct result *const *results, size_t count)
{
  autofree char *path = cache_path(out);
  struct strbuf bytes cleanup_with(strbuf_clear) = {0};
  strbuf_append(&bytes, first_line);
  for (size_t i = 0; i < count; i++) {
    const struct result *result = results[i];
    if (!result->sha256[0] || result->is_behind || strpbrk(result->name, "\t\n"))
      continue;
    json_t *json = summaries_to_json(&result->rows);
    autofree char *text = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    if (text)
      strbuf_appendf(&bytes, "%" PRId64 " %" PRId64 " %s %s\t%s\n", result->size, result->mtime,
                     result->sha256, result->name, text);
  }
  if (file_write_atomic(path, strbuf_text(&bytes), bytes.length, NULL))
    return; /* the next start reads the results themselves */
}
