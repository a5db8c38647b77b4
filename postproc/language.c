#include "postproc/language.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "postproc/language_file.h"

const float LANGUAGE_FLOOR = -16.0f;

struct language {
  void *map;
  size_t size;
  const struct language_header *header;
  const struct word_slot *words;
  const struct ngram_slot *ngrams;
  const struct between_item *between;
  const struct lookalike_head *heads;
  const unsigned *items;
};

static bool is_power_of_two(uint32_t value)
{
  return value != 0 && (value & (value - 1)) == 0;
}

/* A file from disk is checked before anything in it is believed. */
static bool language_header_is_sound(const struct language_header *header, size_t size)
{
  if (size < sizeof *header || header->magic != LANGUAGE_MAGIC ||
      header->version != LANGUAGE_VERSION)
    return false;
  if (!is_power_of_two(header->word_slots) || !is_power_of_two(header->ngram_slots))
    return false;
  uint64_t expected = sizeof *header + (uint64_t)header->word_slots * sizeof(struct word_slot) +
                      (uint64_t)header->ngram_slots * sizeof(struct ngram_slot) +
                      (uint64_t)header->between_items * sizeof(struct between_item) +
                      (uint64_t)header->lookalike_heads * sizeof(struct lookalike_head) +
                      (uint64_t)header->lookalike_items * sizeof(uint32_t);
  return expected == size;
}

static void language_find_tables(struct language *language)
{
  const struct language_header *header = language->header;
  language->words = (const void *)(header + 1);
  language->ngrams = (const void *)(language->words + header->word_slots);
  language->between = (const void *)(language->ngrams + header->ngram_slots);
  language->heads = (const void *)(language->between + header->between_items);
  language->items = (const void *)(language->heads + header->lookalike_heads);
}

static bool language_heads_are_sound(const struct language *language)
{
  const struct language_header *header = language->header;
  for (uint32_t i = 0; i < header->lookalike_heads; i++) {
    const struct lookalike_head *head = &language->heads[i];
    if ((uint64_t)head->first + head->count > header->lookalike_items)
      return false;
  }
  return true;
}

enum status language_open(const char *path, struct language **ret_language, struct error *error)
{
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return error_set(error, STATUS_INSTALL,
                     "%s: %s; the language data is missing, install zhaolu again or build it", path,
                     strerror(errno));
  struct stat info;
  void *map = MAP_FAILED;
  if (fstat(file, &info) == 0 && info.st_size > 0)
    map = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, file, 0);
  close(file);
  if (map == MAP_FAILED)
    return error_set(error, STATUS_INSTALL, "%s: cannot be mapped; install zhaolu again", path);
  struct language *language = memory_alloc(sizeof *language);
  *language = (struct language){.map = map, .size = (size_t)info.st_size, .header = map};
  bool sound = language_header_is_sound(map, language->size);
  if (sound) {
    language_find_tables(language);
    sound = language_heads_are_sound(language);
  }
  if (!sound) {
    language_close(&language);
    return error_set(error, STATUS_INSTALL,
                     "%s: damaged or of another version; install zhaolu again", path);
  }
  *ret_language = language;
  return STATUS_OK;
}

void language_close(struct language **language)
{
  if (!*language)
    return;
  munmap((*language)->map, (*language)->size);
  memory_free_at(language);
}

/* The slot of `hash` in a table of `slots` slots of `size` bytes that begin with their key; NULL:
 * it is not there. */
static const void *slot_find(const void *table, uint32_t slots, size_t size, uint64_t hash)
{
  const char *bytes = table;
  uint32_t mask = slots - 1, wanted = language_hash_key(hash);
  for (uint32_t slot = (uint32_t)hash & mask, tried = 0; tried <= mask; tried++) {
    uint32_t key;
    memcpy(&key, bytes + slot * size, sizeof key);
    if (key == wanted)
      return bytes + slot * size;
    if (key == 0)
      return NULL;
    slot = (slot + 1) & mask;
  }
  return NULL;
}

static const struct word_slot *word_find(const struct language *language, uint64_t hash)
{
  return slot_find(language->words, language->header->word_slots, sizeof *language->words, hash);
}

static const struct ngram_slot *ngram_find(const struct language *language, uint64_t hash)
{
  return slot_find(language->ngrams, language->header->ngram_slots, sizeof *language->ngrams, hash);
}

unsigned language_word(const struct language *language, const unsigned *codepoints, size_t count,
                       float *ret_log_frequency)
{
  const struct word_slot *found = word_find(language, language_hash(codepoints, count));
  if (!found)
    return 0;
  *ret_log_frequency = (float)found->log_frequency / LANGUAGE_LOG_SCALE;
  return found->kinds & ~(unsigned)WORD_IS_PREFIX;
}

unsigned language_word_kinds(const struct language *language, const unsigned *codepoints,
                             size_t count)
{
  float log_frequency;
  return language_word(language, codepoints, count, &log_frequency);
}

size_t language_longest_word(const struct language *language, const unsigned *codepoints,
                             size_t count, unsigned kinds)
{
  uint64_t hash = language_hash_start();
  size_t longest = 0;
  for (size_t i = 0; i < count && i < WORD_MAX_CODEPOINTS; i++) {
    hash = language_hash_add(hash, codepoints[i]);
    const struct word_slot *found = word_find(language, hash);
    if (!found)
      break;
    if (found->kinds & kinds)
      longest = i + 1;
    if (!(found->kinds & WORD_IS_PREFIX))
      break;
  }
  return longest;
}

float language_log_probability(const struct language *language, const unsigned *history,
                               size_t history_count, unsigned codepoint)
{
  unsigned folded[LANGUAGE_HISTORY] = {0}, *recent = folded;
  size_t order = history_count < LANGUAGE_HISTORY ? history_count : LANGUAGE_HISTORY;
  for (size_t i = 0; i < order; i++)
    folded[i] = language_fold(history[history_count - order + i]);
  codepoint = language_fold(codepoint);
  int backoff = 0;
  for (;; order--, recent++) {
    uint64_t context = language_hash(recent, order);
    const struct ngram_slot *found = ngram_find(language, language_hash_add(context, codepoint));
    if (found)
      return (float)(backoff + found->log_probability) / LANGUAGE_LOG_SCALE;
    if (order == 0)
      break;
    const struct ngram_slot *seen = ngram_find(language, context);
    if (seen)
      backoff += seen->log_backoff;
  }
  float value = (float)(backoff + language->header->floor) / LANGUAGE_LOG_SCALE;
  return value > LANGUAGE_FLOOR ? value : LANGUAGE_FLOOR;
}

static int between_compare(const struct between_item *item, unsigned before, unsigned behind)
{
  if (item->before != before)
    return item->before < before ? -1 : 1;
  return item->behind < behind ? -1 : item->behind > behind;
}

const struct between_item *language_between(const struct language *language, unsigned before,
                                            unsigned behind, size_t *ret_count)
{
  size_t low = 0, high = language->header->between_items;
  before = language_fold(before);
  behind = language_fold(behind);
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (between_compare(&language->between[middle], before, behind) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  size_t end = low;
  while (end < language->header->between_items &&
         between_compare(&language->between[end], before, behind) == 0)
    end++;
  *ret_count = end - low;
  return language->between + low;
}

unsigned language_between_at(const struct between_item *items, size_t index)
{
  return items[index].middle;
}

const unsigned *language_lookalikes(const struct language *language, unsigned codepoint,
                                    size_t *ret_count)
{
  size_t low = 0, high = language->header->lookalike_heads;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (language->heads[middle].codepoint < codepoint)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == language->header->lookalike_heads || language->heads[low].codepoint != codepoint) {
    *ret_count = 0;
    return NULL;
  }
  *ret_count = language->heads[low].count;
  return language->items + language->heads[low].first;
}

bool language_is_lookalike(const struct language *language, unsigned a, unsigned b)
{
  size_t count;
  const unsigned *items = language_lookalikes(language, a, &count);
  for (size_t i = 0; i < count; i++)
    if (items[i] == b)
      return true;
  return false;
}
