#include "review/results.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "files/folder_list.h"
#include "jobs/review_words.h"
#include "review/result_load.h"
#include "review/row_cache.h"

struct results {
  const char *out;
  struct ledger *ledger;
  struct result **files; /* every NAME.json of the folder, by name */
  size_t file_count;
  struct result **shown; /* one a content, by name */
  struct result **by_content;
  size_t count;
  int64_t heard;           /* number of the last word applied */
  struct row_cache *cache; /* of the last review, for the first look */
};

static void result_free(struct result *result)
{
  free(result->name);
  summary_list_clear(&result->rows);
  free(result);
}

struct results *results_open(const char *out, struct ledger *ledger)
{
  struct results *results = memory_alloc(sizeof *results);
  *results = (struct results){.out = out, .ledger = ledger};
  return results;
}

void results_close(struct results **results)
{
  struct results *old = *results;
  if (!old)
    return;
  if (old->shown)
    row_cache_write(old->out, old->files, old->file_count);
  for (size_t i = 0; i < old->file_count; i++)
    result_free(old->files[i]);
  free(old->files);
  free(old->shown);
  free(old->by_content);
  free(old);
  *results = NULL;
}

const char *results_folder(const struct results *results)
{
  return results->out;
}

/* ---- what people said ---- */

static void word_apply(struct result *result, const struct review_entry *entry)
{
  if (entry->id > result->version)
    result->version = entry->id;
  if (!entry->field[0])
    result->looked_at = entry->after != NULL;
  else if (review_word_put_in_rows(entry, &result->rows))
    result->is_behind = true;
}

static void word_take(const struct review_entry *entry, void *context)
{
  struct results *results = context;
  results->heard = entry->id;
  for (struct result *one = results_find(results, entry->sha256); one; one = one->copy)
    word_apply(one, entry);
}

static void word_of_one(const struct review_entry *entry, void *context)
{
  word_apply(context, entry);
}

enum status results_hear(struct results *results, struct error *error)
{
  /* At first only what holds: what was said before it would count as news. */
  return results->heard
             ? ledger_review_since(results->ledger, results->heard, word_take, results, error)
             : ledger_review_last(results->ledger, word_take, results, error);
}

/* ---- the folder ---- */

static bool ends_in(const char *name, const char *ending)
{
  size_t length = strlen(name), end = strlen(ending);
  return length > end && strcmp(name + length - end, ending) == 0;
}

/* NAME.edited-1.json is what a person had changed before a new result came. */
static bool is_kept_beside(const char *name)
{
  const char *mark = NULL;
  for (const char *at = name; (at = strstr(at, ".edited-")); at++)
    mark = at;
  return mark && strspn(mark + 8, "0123456789") == strcspn(mark + 8, ".");
}

static bool stamp_take(const struct results *results, struct result *result)
{
  autofree char *path = memory_format("%s/%s", results->out, result->name);
  struct stat about;
  if (stat(path, &about) != 0)
    return false;
  int64_t mtime = (int64_t)about.st_mtim.tv_sec * 1000000000 + about.st_mtim.tv_nsec;
  bool same = result->size == about.st_size && result->mtime == mtime;
  result->size = about.st_size;
  result->mtime = mtime;
  return same;
}

bool result_is_current(const struct results *results, const struct result *result)
{
  struct result now = {.name = result->name, .size = result->size, .mtime = result->mtime};
  return stamp_take(results, &now);
}

void result_was_written(const struct results *results, struct result *result)
{
  stamp_take(results, result);
  result->is_behind = false;
}

/* A file that is no result stays in the list, so that it is read once only. */
static enum status result_read(struct results *results, struct result *result, struct error *error)
{
  json_t *json = NULL;
  summary_list_clear(&result->rows);
  result->sha256[0] = '\0';
  result->looked_at = result->is_behind = false;
  result->version = 0;
  if (results->cache && row_cache_take(results->cache, result))
    return STATUS_OK; /* the first look: words come after it */
  autofree char *path = memory_format("%s/%s", results->out, result->name);
  if (result_load(path, &json, NULL))
    return STATUS_OK;
  if (summaries_from_json(json, &result->rows, NULL) == STATUS_OK)
    result_digest(json, result->sha256);
  json_decref(json);
  if (!result->sha256[0])
    return STATUS_OK;
  /* In the table, people know a result by where it lies. */
  autofree char *shown = memory_copy_bytes(result->name, strlen(result->name) - strlen(".json"));
  summary_list_set_file(&result->rows, shown);
  return results->heard
             ? ledger_review_of(results->ledger, result->sha256, word_of_one, result, error)
             : STATUS_OK;
}

static int by_name(const void *a, const void *b)
{
  return strcmp((*(struct result *const *)a)->name, (*(struct result *const *)b)->name);
}

static int by_content(const void *a, const void *b)
{
  int order = strcmp((*(struct result *const *)a)->sha256, (*(struct result *const *)b)->sha256);
  return order ? order : by_name(a, b);
}

static void pointers_sort(struct result **items, size_t count,
                          int (*compare)(const void *, const void *))
{
  if (count > 1)
    qsort(items, count, sizeof *items, compare);
}

static void results_order(struct results *results)
{
  size_t count = 0, shown = 0;
  results->by_content = memory_resize(results->by_content, results->file_count + 1, sizeof(void *));
  results->shown = memory_resize(results->shown, results->file_count + 1, sizeof(void *));
  for (size_t i = 0; i < results->file_count; i++)
    if (results->files[i]->sha256[0])
      results->by_content[count++] = results->files[i];
  pointers_sort(results->by_content, count, by_content);
  for (size_t i = 0; i < count; i++) {
    struct result *one = results->by_content[i];
    bool first = shown == 0 || strcmp(results->by_content[shown - 1]->sha256, one->sha256) != 0;
    one->copy = NULL;
    if (first) {
      results->by_content[shown++] = one;
      continue;
    }
    struct result *last = results->by_content[shown - 1];
    while (last->copy)
      last = last->copy;
    last->copy = one;
  }
  results->count = shown;
  if (shown)
    memcpy(results->shown, results->by_content, shown * sizeof *results->shown);
  pointers_sort(results->shown, shown, by_name);
}

/* The known result of that name, taken out of the old list; both lists are by name. */
static struct result *known_take(struct result **old, size_t count, size_t *at, const char *name)
{
  while (*at < count && strcmp(old[*at]->name, name) < 0)
    (*at)++;
  if (*at == count || strcmp(old[*at]->name, name) != 0)
    return NULL;
  struct result *result = old[*at];
  old[(*at)++] = NULL;
  return result;
}

static struct result *result_new(const char *name)
{
  struct result *result = memory_alloc(sizeof *result);
  *result = (struct result){.name = memory_copy_string(name), .size = -1};
  return result;
}

static enum status files_look(struct results *results, const struct folder_list *list,
                              bool *ret_changed, struct error *error)
{
  struct result **old = results->files;
  size_t old_count = results->file_count, at = 0;
  enum status status = STATUS_OK;
  results->files = memory_alloc((list->count + 1) * sizeof *results->files);
  results->file_count = 0;
  for (size_t i = 0; i < list->count; i++) {
    if (!ends_in(list->names[i], ".json") || is_kept_beside(list->names[i]))
      continue;
    struct result *result = known_take(old, old_count, &at, list->names[i]);
    if (!result)
      result = result_new(list->names[i]);
    results->files[results->file_count++] = result;
    if (!stamp_take(results, result)) {
      *ret_changed = true;
      if (!status)
        status = result_read(results, result, error);
    }
  }
  for (size_t i = 0; i < old_count; i++)
    if (old[i]) {
      *ret_changed = true;
      result_free(old[i]);
    }
  free(old);
  return status;
}

enum status results_refresh(struct results *results, struct error *error)
{
  struct folder_list list cleanup_with(folder_list_clear) = {0};
  bool first = results->shown == NULL, changed = first;
  folder_list_files(results->out, &list);
  if (first)
    results->cache = row_cache_open(results->out);
  enum status status = files_look(results, &list, &changed, error);
  if (first)
    row_cache_write(results->out, results->files, results->file_count);
  row_cache_close(&results->cache);
  if (changed)
    results_order(results);
  return status ? status : results_hear(results, error);
}

size_t results_count(const struct results *results)
{
  return results->count;
}

struct result *results_at(const struct results *results, size_t index)
{
  return results->shown[index];
}

struct result *results_find(const struct results *results, const char *sha256)
{
  size_t low = 0, high = results->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = strcmp(results->by_content[middle]->sha256, sha256);
    if (order == 0)
      return results->by_content[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

/* ---- what is to be done ---- */

static size_t fields_count(const struct result *result, bool left_only)
{
  size_t count = 0;
  for (size_t i = 0; i < result->rows.count; i++) {
    const struct summary *row = &result->rows.items[i];
    for (size_t k = 0; k < row->field_count; k++)
      count += left_only ? summary_field_is_in_doubt(&row->fields[k])
                         : row->fields[k].status == FIELD_CHECK;
  }
  return count;
}

size_t result_doubts(const struct result *result)
{
  return fields_count(result, false);
}

size_t result_doubts_left(const struct result *result)
{
  return fields_count(result, true);
}

bool result_needs_person(const struct result *result)
{
  return result->rows.items[0].status != DOCUMENT_OK || result_doubts(result) > 0;
}

bool result_is_settled(const struct result *result)
{
  return result_doubts_left(result) == 0 && (result_doubts(result) > 0 || result->looked_at);
}
