#include "postproc/counts.h"

#include <stdlib.h>

#include "base/memory.h"

enum { COUNTS_FIRST_SLOTS = 1 << 16 };

static struct count_entry *counts_slot(const struct counts *counts, uint64_t hash)
{
  size_t mask = counts->slots - 1, slot = (size_t)(hash ^ hash >> 32) & mask;
  while (counts->entries[slot].hash != 0 && counts->entries[slot].hash != hash)
    slot = (slot + 1) & mask;
  return &counts->entries[slot];
}

static void counts_grow(struct counts *counts)
{
  struct counts old = *counts;
  counts->slots = old.slots ? old.slots * 2 : COUNTS_FIRST_SLOTS;
  counts->entries = memory_alloc(counts->slots * sizeof *counts->entries);
  for (size_t i = 0; i < old.slots; i++)
    if (old.entries[i].hash != 0)
      *counts_slot(counts, old.entries[i].hash) = old.entries[i];
  free(old.entries);
}

struct count_entry *counts_entry(struct counts *counts, uint64_t hash)
{
  if (counts->used * 2 >= counts->slots)
    counts_grow(counts);
  struct count_entry *entry = counts_slot(counts, hash);
  if (entry->hash == 0) {
    entry->hash = hash;
    counts->used++;
  }
  return entry;
}

struct count_entry *counts_find(const struct counts *counts, uint64_t hash)
{
  if (counts->slots == 0)
    return NULL;
  struct count_entry *entry = counts_slot(counts, hash);
  return entry->hash == 0 ? NULL : entry;
}

void counts_clear(struct counts *counts)
{
  free(counts->entries);
  *counts = (struct counts){0};
}
