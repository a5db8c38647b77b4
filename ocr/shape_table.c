#include "ocr/shape_table.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/*
 * The file, in the machine's own byte order: a header, then for each character its code point,
 * its near ones and its cells. A cell has four bits; two stand in a byte, the first in the low
 * half.
 */
enum {
  SHAPES_MAGIC = 0x5A4C5331, /* "ZLS1" */
  SHAPES_VERSION = 1,
  SHAPES_MOST = SHAPE_NEAR_NONE,
  LACKING_BIT = 1 << 24, /* set in the number of a code point that the model lacks */
  CELL_LEVELS = 15,
  CELL_BYTES = SHAPE_CELLS / 2,
  COARSE_FIELDS = SHAPE_FIELDS / 2, /* of the coarse shape, along each side */
  COARSE_CELLS = COARSE_FIELDS * COARSE_FIELDS * SHAPE_DIRECTIONS,
};

/* Characters whose coarse shape is less like by this than the best one's are not looked at closer:
 * a quarter of the work, and the same result. */
static const float COARSE_MARGIN = 0.04f;

/* A cell of this size or more has the highest level; of a thousand cells one is larger. */
static const float CELL_MOST = 0.13f;

struct shapes_header {
  uint32_t magic, version, count, cells;
};

struct shapes_record {
  uint32_t number; /* code point and LACKING_BIT */
  uint16_t near[SHAPE_NEAR];
  uint8_t packed[CELL_BYTES];
};

struct table_item {
  unsigned codepoint;
  bool lacking;
  float length; /* of the cells as a vector, in levels */
  uint16_t near[SHAPE_NEAR];
  uint8_t cells[SHAPE_CELLS];
  float coarse_length;
  uint8_t coarse[COARSE_CELLS]; /* each the sum of two by two cells */
};

struct shape_table {
  struct table_item *items; /* by code point */
  size_t count;
};

/* ---- reading ---- */

/* The coarse cell that a cell is part of. */
static int coarse_of(int cell)
{
  int direction = cell / (SHAPE_FIELDS * SHAPE_FIELDS);
  int row = cell / SHAPE_FIELDS % SHAPE_FIELDS, column = cell % SHAPE_FIELDS;
  return (direction * COARSE_FIELDS + row / 2) * COARSE_FIELDS + column / 2;
}

static void item_coarsen(struct table_item *item)
{
  uint32_t sum = 0;
  memset(item->coarse, 0, sizeof item->coarse);
  for (int i = 0; i < SHAPE_CELLS; i++)
    item->coarse[coarse_of(i)] = (uint8_t)(item->coarse[coarse_of(i)] + item->cells[i]);
  for (int i = 0; i < COARSE_CELLS; i++)
    sum += (uint32_t)item->coarse[i] * item->coarse[i];
  item->coarse_length = sqrtf((float)sum);
}

/* Takes one character's record apart. False when its cells are all 0. */
static bool item_unpack(const struct shapes_record *record, struct table_item *item)
{
  uint32_t sum = 0;
  item->codepoint = record->number & (LACKING_BIT - 1);
  item->lacking = (record->number & LACKING_BIT) != 0;
  memcpy(item->near, record->near, sizeof item->near);
  for (int i = 0; i < CELL_BYTES; i++) {
    item->cells[2 * i] = record->packed[i] & 0xF;
    item->cells[2 * i + 1] = record->packed[i] >> 4;
  }
  for (int i = 0; i < SHAPE_CELLS; i++)
    sum += (uint32_t)item->cells[i] * item->cells[i];
  item->length = sqrtf((float)sum);
  item_coarsen(item);
  return sum > 0;
}

static bool header_is_sound(const struct shapes_header *header)
{
  return header->magic == SHAPES_MAGIC && header->version == SHAPES_VERSION &&
         header->cells == SHAPE_CELLS && header->count > 0 && header->count <= SHAPES_MOST;
}

/* Each near one is in the table and one that the model lacks. */
static bool near_are_sound(const struct shape_table *table)
{
  for (size_t i = 0; i < table->count; i++)
    for (int k = 0; k < SHAPE_NEAR; k++) {
      size_t near = table->items[i].near[k];
      if (near != SHAPE_NEAR_NONE && (near >= table->count || !table->items[near].lacking))
        return false;
    }
  return true;
}

/* Reads all items; they must rise by code point and end where the file ends. */
static bool items_read(FILE *file, struct shape_table *table)
{
  for (size_t i = 0; i < table->count; i++) {
    struct shapes_record record;
    if (fread(&record, sizeof record, 1, file) != 1 || !item_unpack(&record, &table->items[i]) ||
        (i > 0 && table->items[i].codepoint <= table->items[i - 1].codepoint))
      return false;
  }
  return getc(file) == EOF && near_are_sound(table);
}

enum status shape_table_load(const char *path, struct shape_table **ret_table, struct error *error)
{
  FILE *file = fopen(path, "rbe");
  if (!file)
    return error_set(error, STATUS_INSTALL,
                     "%s: %s; the characters' shapes are missing, install zhaolu again or build it",
                     path, strerror(errno));
  struct shapes_header header;
  struct shape_table *table = memory_alloc(sizeof *table);
  bool sound = fread(&header, sizeof header, 1, file) == 1 && header_is_sound(&header);
  if (sound) {
    table->count = header.count;
    table->items = memory_alloc(table->count * sizeof *table->items);
    sound = items_read(file, table);
  }
  fclose(file);
  if (!sound) {
    shape_table_free(&table);
    return error_set(error, STATUS_INSTALL,
                     "%s: not the shapes of this version, or damaged; install zhaolu again", path);
  }
  *ret_table = table;
  return STATUS_OK;
}

void shape_table_free(struct shape_table **table)
{
  if (!*table)
    return;
  free((*table)->items);
  free(*table);
  *table = NULL;
}

/* ---- comparing ---- */

/* Whole numbers are compared, so that the result is the same everywhere. */
struct probe {
  int16_t cells[SHAPE_CELLS], coarse[COARSE_CELLS];
  float length, coarse_length;
};

static float length_of(const int16_t *cells, int count)
{
  double sum = 0;
  for (int i = 0; i < count; i++)
    sum += (double)cells[i] * cells[i];
  return (float)sqrt(sum);
}

static struct probe probe_make(const struct shape *shape)
{
  static const float SCALE = 4096;
  struct probe probe = {0};
  for (int i = 0; i < SHAPE_CELLS; i++) {
    probe.cells[i] = (int16_t)lroundf(shape->cells[i] * SCALE);
    probe.coarse[coarse_of(i)] = (int16_t)(probe.coarse[coarse_of(i)] + probe.cells[i]);
  }
  probe.length = length_of(probe.cells, SHAPE_CELLS);
  probe.coarse_length = length_of(probe.coarse, COARSE_CELLS);
  return probe;
}

static float item_likeness(const struct table_item *item, const struct probe *probe)
{
  int sum = 0;
  for (int i = 0; i < SHAPE_CELLS; i++)
    sum += probe->cells[i] * item->cells[i];
  return (float)sum / (item->length * probe->length);
}

static float coarse_likeness(const struct table_item *item, const struct probe *probe)
{
  int sum = 0;
  for (int i = 0; i < COARSE_CELLS; i++)
    sum += probe->coarse[i] * item->coarse[i];
  return (float)sum / (item->coarse_length * probe->coarse_length);
}

static float items_likeness(const struct table_item *a, const struct table_item *b)
{
  int sum = 0;
  for (int i = 0; i < SHAPE_CELLS; i++)
    sum += a->cells[i] * b->cells[i];
  return (float)sum / (a->length * b->length);
}

/* The coarse likenesses of all characters, and the least, by whether the model lacks it, that is
 * looked at closer. */
static void table_look_coarsely(const struct shape_table *table, const struct probe *probe,
                                float *ret_likenesses, float ret_least[2])
{
  float best[2] = {0, 0};
  for (size_t i = 0; i < table->count; i++) {
    ret_likenesses[i] = coarse_likeness(&table->items[i], probe);
    best[table->items[i].lacking] = fmaxf(best[table->items[i].lacking], ret_likenesses[i]);
  }
  for (int lacking = 0; lacking < 2; lacking++)
    ret_least[lacking] = best[lacking] - COARSE_MARGIN;
}

/* Drops the look at `index`. */
static void looks_drop(struct shape_looks *looks, int index)
{
  for (looks->count--; index < looks->count; index++)
    looks->items[index] = looks->items[index + 1];
}

/* A character stands once, with its greatest likeness. */
static void looks_offer(struct shape_looks *looks, unsigned codepoint, float likeness)
{
  for (int i = 0; i < looks->count; i++)
    if (looks->items[i].codepoint == codepoint) {
      if (looks->items[i].likeness >= likeness)
        return;
      looks_drop(looks, i);
    }
  if (looks->count == GLYPH_LOOKS && looks->items[GLYPH_LOOKS - 1].likeness >= likeness)
    return;
  int at = looks->count < GLYPH_LOOKS ? looks->count++ : GLYPH_LOOKS - 1;
  for (; at > 0 && looks->items[at - 1].likeness < likeness; at--)
    looks->items[at] = looks->items[at - 1];
  looks->items[at] = (struct glyph_likeness){codepoint, likeness};
}

struct shape_match shape_table_match(const struct shape_table *table, const struct shape *shape,
                                     struct shape_looks *looks)
{
  struct probe probe = probe_make(shape);
  autofree float *coarse = memory_alloc(table->count * sizeof *coarse);
  float least[2], best[2] = {0, 0};
  const struct table_item *found[2] = {NULL, NULL}; /* by whether the model lacks it */
  table_look_coarsely(table, &probe, coarse, least);
  for (size_t i = 0; i < table->count; i++) {
    const struct table_item *item = &table->items[i];
    if (coarse[i] < least[item->lacking])
      continue;
    float likeness = item_likeness(item, &probe);
    if (looks)
      looks_offer(looks, item->codepoint, likeness);
    if (likeness > best[item->lacking]) {
      best[item->lacking] = likeness;
      found[item->lacking] = item;
    }
  }
  return (struct shape_match){
      .known = found[false] ? found[false]->codepoint : 0,
      .lacking = found[true] ? found[true]->codepoint : 0,
      .known_likeness = best[false],
      .lacking_likeness = best[true],
      .between = found[false] && found[true] ? items_likeness(found[false], found[true]) : 0,
  };
}

static int item_compare(const void *codepoint, const void *item)
{
  unsigned a = *(const unsigned *)codepoint, b = ((const struct table_item *)item)->codepoint;
  return a < b ? -1 : a > b;
}

static const struct table_item *item_of(const struct shape_table *table, unsigned codepoint)
{
  return bsearch(&codepoint, table->items, table->count, sizeof *table->items, item_compare);
}

bool shape_table_lacks(const struct shape_table *table, unsigned codepoint)
{
  const struct table_item *item = item_of(table, codepoint);
  return item && item->lacking;
}

bool shape_table_compare(const struct shape_table *table, const struct shape *shape,
                         unsigned codepoint, float *ret_likeness, float *ret_lacking_likeness)
{
  const struct table_item *item = item_of(table, codepoint);
  if (!item)
    return false;
  struct probe probe = probe_make(shape);
  float lacking = 0;
  for (int i = 0; i < SHAPE_NEAR && item->near[i] != SHAPE_NEAR_NONE; i++)
    lacking = fmaxf(lacking, item_likeness(&table->items[item->near[i]], &probe));
  *ret_likeness = item_likeness(item, &probe);
  *ret_lacking_likeness = lacking;
  return true;
}

bool shape_table_rival(const struct shape_table *table, const struct shape *shape,
                       unsigned codepoint, float *ret_likeness, float *ret_rival_likeness)
{
  const struct table_item *own = item_of(table, codepoint);
  if (!own)
    return false;
  struct probe probe = probe_make(shape);
  float least = coarse_likeness(own, &probe) - COARSE_MARGIN, best = 0;
  for (size_t i = 0; i < table->count; i++) {
    const struct table_item *item = &table->items[i];
    if (item != own && coarse_likeness(item, &probe) >= least)
      best = fmaxf(best, item_likeness(item, &probe));
  }
  *ret_likeness = item_likeness(own, &probe);
  *ret_rival_likeness = best;
  return true;
}

/* ---- writing ---- */

static struct shapes_record entry_pack(const struct shape_entry *entry)
{
  int levels[SHAPE_CELLS];
  struct shapes_record record = {.number = entry->codepoint | (entry->lacking ? LACKING_BIT : 0)};
  memcpy(record.near, entry->near, sizeof record.near);
  for (int i = 0; i < SHAPE_CELLS; i++)
    levels[i] = (int)lroundf(fminf(entry->shape.cells[i] / CELL_MOST, 1) * CELL_LEVELS);
  for (int i = 0; i < CELL_BYTES; i++)
    record.packed[i] = (uint8_t)(levels[2 * i] | levels[2 * i + 1] << 4);
  return record;
}

enum status shape_table_write(const char *path, const struct shape_entry *entries, size_t count,
                              struct error *error)
{
  struct shapes_header header = {SHAPES_MAGIC, SHAPES_VERSION, (uint32_t)count, SHAPE_CELLS};
  FILE *file = fopen(path, "wbe");
  if (!file)
    return error_set_errno(error, errno, "cannot write %s", path);
  fwrite(&header, sizeof header, 1, file);
  for (size_t i = 0; i < count; i++) {
    struct shapes_record record = entry_pack(&entries[i]);
    fwrite(&record, sizeof record, 1, file);
  }
  bool failed = ferror(file) != 0;
  if (fclose(file) != 0 || failed)
    return error_set(error, STATUS_IO, "cannot write %s", path);
  return STATUS_OK;
}
