#include "review/queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const char *const show_names[] = {"left", "settled", "all"};
static const char *const order_names[] = {"urgency", "expiry", "type", "file"};

static size_t name_find(const char *name, const char *const *names, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (strcmp(name, names[i]) == 0)
      return i;
  return 0;
}

enum queue_show queue_show_named(const char *name)
{
  return (enum queue_show)name_find(name, show_names, sizeof show_names / sizeof *show_names);
}

const char *queue_show_name(enum queue_show show)
{
  return show_names[show];
}

enum queue_order queue_order_named(const char *name)
{
  return (enum queue_order)name_find(name, order_names, sizeof order_names / sizeof *order_names);
}

const char *queue_order_name(enum queue_order order)
{
  return order_names[order];
}

/* ---- what is looked for ---- */

static bool list_has(const char *list, const char *word)
{
  size_t length = strlen(word);
  while (*list) {
    size_t span = strcspn(list, ";");
    if (span == length && memcmp(list, word, length) == 0)
      return true;
    list += span + (list[span] == ';');
  }
  return false;
}

static bool row_has_reason(const struct summary *row, const char *reason)
{
  for (size_t i = 0; i < row->field_count; i++)
    if (row->fields[i].status == FIELD_CHECK && list_has(row->fields[i].failed, reason))
      return true;
  return false;
}

static bool row_has_words(const struct summary *row, const char *words)
{
  bool found = strcasestr(row->file, words) || strcasestr(row->title, words);
  for (size_t i = 0; i < row->field_count && !found; i++)
    found = strcasestr(row->fields[i].value, words) != NULL;
  return found;
}

static bool row_fits(const struct summary *row, const struct queue_wish *wish)
{
  return (!wish->type[0] || strcmp(row->type, wish->type) == 0) &&
         (!wish->reason[0] || row_has_reason(row, wish->reason)) &&
         (!wish->words[0] || row_has_words(row, wish->words));
}

static bool is_left(const struct result *result)
{
  return result_needs_person(result) && !result_is_settled(result);
}

static bool result_fits(const struct result *result, const struct queue_wish *wish)
{
  if ((wish->show == QUEUE_LEFT && !is_left(result)) ||
      (wish->show == QUEUE_SETTLED && !(result_needs_person(result) && result_is_settled(result))))
    return false;
  for (size_t i = 0; i < result->rows.count; i++)
    if (row_fits(&result->rows.items[i], wish))
      return true;
  return false;
}

/* ---- order ---- */

struct ranked {
  struct result *result;
  int rank;           /* lower comes first */
  const char *expiry; /* "" comes last */
  const char *type;
};

static int by_file(const struct ranked *a, const struct ranked *b)
{
  return strcmp(a->result->name, b->result->name);
}

static int by_expiry(const struct ranked *a, const struct ranked *b)
{
  if (!a->expiry[0] != !b->expiry[0])
    return a->expiry[0] ? -1 : 1;
  int order = strcmp(a->expiry, b->expiry);
  return order ? order : by_file(a, b);
}

static int expiry_order(const void *a, const void *b)
{
  return by_expiry(a, b);
}

static int urgency_order(const void *a, const void *b)
{
  const struct ranked *left = a, *right = b;
  return left->rank != right->rank ? (left->rank > right->rank) - (left->rank < right->rank)
                                   : by_expiry(left, right);
}

static int type_order(const void *a, const void *b)
{
  int order = strcmp(((const struct ranked *)a)->type, ((const struct ranked *)b)->type);
  return order ? order : by_expiry(a, b);
}

static int file_order(const void *a, const void *b)
{
  return by_file(a, b);
}

/* The first day on which one of its certificates ends. */
static const char *expiry_of(const struct result *result)
{
  const char *first = "";
  for (size_t i = 0; i < result->rows.count; i++) {
    const char *day = summary_last_day(&result->rows.items[i]);
    if (day[0] && (!first[0] || strcmp(day, first) < 0))
      first = day;
  }
  return first;
}

static struct ranked ranked_of(struct result *result)
{
  return (struct ranked){
      .result = result,
      .rank = is_left(result)               ? 0
              : result_needs_person(result) ? 1
                                            : 2,
      .expiry = expiry_of(result),
      .type = result->rows.items[0].type,
  };
}

void queue_make(const struct results *results, const struct queue_wish *wish,
                struct queue *ret_queue)
{
  static int (*const orders[])(const void *, const void *) = {urgency_order, expiry_order,
                                                              type_order, file_order};
  size_t total = results_count(results), count = 0;
  struct ranked *list = memory_alloc((total + 1) * sizeof *list);
  for (size_t i = 0; i < total; i++)
    if (result_fits(results_at(results, i), wish))
      list[count++] = ranked_of(results_at(results, i));
  qsort(list, count, sizeof *list, orders[wish->order]);
  *ret_queue = (struct queue){memory_alloc((count + 1) * sizeof(struct result *)), count};
  for (size_t i = 0; i < count; i++)
    ret_queue->items[i] = list[i].result;
  free(list);
}

void queue_clear(struct queue *queue)
{
  free(queue->items);
  *queue = (struct queue){0};
}

struct result *queue_next(const struct results *results, const struct queue_wish *wish,
                          const char *sha256)
{
  struct queue_wish whole = *wish;
  struct queue queue cleanup_with(queue_clear) = {0};
  struct result *first = NULL, *behind = NULL;
  bool passed = false;
  whole.show = QUEUE_ALL;
  queue_make(results, &whole, &queue);
  for (size_t i = 0; i < queue.count && !behind; i++) {
    struct result *one = queue.items[i];
    bool left = is_left(one) && strcmp(one->sha256, sha256) != 0;
    if (left && !first)
      first = one;
    if (left && passed)
      behind = one;
    /* One that is settled by now has moved to the end: the first is next. */
    passed = passed || (strcmp(one->sha256, sha256) == 0 && is_left(one));
  }
  return behind ? behind : first;
}

struct queue_progress queue_progress_of(const struct results *results)
{
  struct queue_progress progress = {0};
  for (size_t i = 0; i < results_count(results); i++) {
    const struct result *result = results_at(results, i);
    progress.needing += result_needs_person(result);
    progress.settled += result_needs_person(result) && result_is_settled(result);
  }
  return progress;
}
