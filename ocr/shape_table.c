#include "ocr/shape_table.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"

/*
 * The file, in the machine's own byte order: a header, the metric, then for each character its code
 * point, its near ones and its places, a byte an axis.
 */
enum {
  SHAPES_MAGIC = 0x5A4C5331, /* "ZLS1" */
  SHAPES_VERSION = 2,
  SHAPES_MOST = SHAPE_NEAR_NONE,
  LACKING_BIT = 1 << 24, /* set in the number of a code point that chi_sim lacks */
  FIRST_AXES = 32, /* of the axes, which tell most: most characters are too far by these alone */
};

struct shapes_header {
  uint32_t magic, version, count, axes;
};

struct shapes_record {
  uint32_t number; /* code point and LACKING_BIT */
  uint16_t near[SHAPE_NEAR];
  int8_t places[SHAPE_BLURS][SHAPE_AXES];
};

struct shape_table {
  struct shape_metric metric;
  struct shapes_record *items; /* by code point */
  size_t count;
};

/* ---- reading ---- */

static unsigned item_codepoint(const struct shapes_record *item)
{
  return item->number & (LACKING_BIT - 1);
}

static bool item_is_lacking(const struct shapes_record *item)
{
  return (item->number & LACKING_BIT) != 0;
}

static bool header_is_sound(const struct shapes_header *header)
{
  return header->magic == SHAPES_MAGIC && header->version == SHAPES_VERSION &&
         header->axes == SHAPE_AXES && header->count > 0 && header->count <= SHAPES_MOST;
}

/* Each near one is in the table and one that chi_sim lacks. */
static bool near_are_sound(const struct shape_table *table)
{
  for (size_t i = 0; i < table->count; i++)
    for (int k = 0; k < SHAPE_NEAR; k++) {
      size_t near = table->items[i].near[k];
      if (near != SHAPE_NEAR_NONE &&
          (near >= table->count || !item_is_lacking(&table->items[near])))
        return false;
    }
  return true;
}

/* All items; they must rise by code point and end where the file ends. */
static bool items_read(FILE *file, struct shape_table *table)
{
  if (fread(table->items, sizeof *table->items, table->count, file) != table->count)
    return false;
  for (size_t i = 1; i < table->count; i++)
    if (item_codepoint(&table->items[i]) <= item_codepoint(&table->items[i - 1]))
      return false;
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
  bool sound = fread(&header, sizeof header, 1, file) == 1 && header_is_sound(&header) &&
               shape_metric_read(file, &table->metric);
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

/* Squared distance of likeness 0, in steps. */
#define STEPS_MOST (SHAPE_DISTANCE_MOST / (SHAPE_STEP * SHAPE_STEP))
static const int32_t FARTHEST = (int32_t)STEPS_MOST;

/* How much farther a rival is that is less like by SHAPE_RIVAL_LEAD. */
static const int32_t RIVAL_FARTHER = (int32_t)(SHAPE_RIVAL_LEAD * STEPS_MOST);

/* Made for wide registers too, which the processor's features choose at start. */
#if defined(__x86_64__) && !defined(__clang__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

/* Squared distance, in steps, over axes [first, end). */
static inline __attribute__((always_inline)) int32_t
place_distance(const int16_t *seen, const int8_t *drawn, int first, int end)
{
  int32_t sum = 0;
  for (int axis = first; axis < end; axis++) {
    int16_t apart = (int16_t)(seen[axis] - drawn[axis]);
    sum += (int32_t)apart * apart;
  }
  return sum;
}

/* Squared distance to the nearer of the character's places, in steps; INT32_MAX when it is at least
 * `bound`. */
static inline __attribute__((always_inline)) int32_t
item_distance(const struct shapes_record *item, const struct shape_place *seen, int32_t bound)
{
  int32_t best = INT32_MAX;
  for (int blur = 0; blur < SHAPE_BLURS; blur++) {
    int32_t distance = place_distance(seen->axes, item->places[blur], 0, FIRST_AXES);
    if (distance >= bound)
      continue;
    distance += place_distance(seen->axes, item->places[blur], FIRST_AXES, SHAPE_AXES);
    if (distance < bound && distance < best)
      best = distance;
  }
  return best;
}

static float likeness_of(int32_t distance)
{
  return fmaxf(0, 1 - (float)distance / STEPS_MOST);
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

/* Characters farther than this need not be told of: neither the nearest of their sort nor a look.
 */
static int32_t bound_of(const struct shape_looks *looks, int32_t best)
{
  if (!looks)
    return best;
  if (looks->count < GLYPH_LOOKS)
    return INT32_MAX;
  float lack = 1 - looks->items[GLYPH_LOOKS - 1].likeness;
  return (int32_t)fmaxf(lack * STEPS_MOST, (float)best);
}

struct shape_place shape_table_place(const struct shape_table *table, const struct shape *shape)
{
  return shape_place_seen(&table->metric, shape);
}

WIDE struct shape_match shape_table_match(const struct shape_table *table,
                                          const struct shape_place *seen, struct shape_looks *looks)
{
  int32_t best[2] = {FARTHEST, FARTHEST}; /* by whether chi_sim lacks it */
  const struct shapes_record *found[2] = {NULL, NULL};
  for (size_t i = 0; i < table->count; i++) {
    const struct shapes_record *item = &table->items[i];
    bool lacking = item_is_lacking(item);
    int32_t distance = item_distance(item, seen, bound_of(looks, best[lacking]));
    if (looks && distance < FARTHEST)
      looks_offer(looks, item_codepoint(item), likeness_of(distance));
    if (distance < best[lacking]) {
      best[lacking] = distance;
      found[lacking] = item;
    }
  }
  return (struct shape_match){
      .known = found[false] ? item_codepoint(found[false]) : 0,
      .lacking = found[true] ? item_codepoint(found[true]) : 0,
      .known_likeness = likeness_of(best[false]),
      .lacking_likeness = likeness_of(best[true]),
  };
}

static int item_compare(const void *codepoint, const void *item)
{
  unsigned a = *(const unsigned *)codepoint, b = item_codepoint(item);
  return a < b ? -1 : a > b;
}

static const struct shapes_record *item_of(const struct shape_table *table, unsigned codepoint)
{
  return bsearch(&codepoint, table->items, table->count, sizeof *table->items, item_compare);
}

bool shape_table_lacks(const struct shape_table *table, unsigned codepoint)
{
  const struct shapes_record *item = item_of(table, codepoint);
  return item && item_is_lacking(item);
}

bool shape_table_compare(const struct shape_table *table, const struct shape_place *seen,
                         unsigned codepoint, float *ret_likeness, float *ret_lacking_likeness)
{
  const struct shapes_record *item = item_of(table, codepoint);
  if (!item)
    return false;
  int32_t lacking = FARTHEST;
  for (int i = 0; i < SHAPE_NEAR && item->near[i] != SHAPE_NEAR_NONE; i++) {
    int32_t distance = item_distance(&table->items[item->near[i]], seen, lacking);
    lacking = distance < lacking ? distance : lacking;
  }
  *ret_likeness = likeness_of(item_distance(item, seen, FARTHEST));
  *ret_lacking_likeness = likeness_of(lacking);
  return true;
}

WIDE bool shape_table_rival(const struct shape_table *table, const struct shape_place *seen,
                            unsigned codepoint, float *ret_likeness, float *ret_rival_likeness)
{
  const struct shapes_record *own = item_of(table, codepoint);
  if (!own)
    return false;
  int32_t own_distance = item_distance(own, seen, FARTHEST);
  int32_t best = min_int(own_distance, FARTHEST - RIVAL_FARTHER) + RIVAL_FARTHER;
  for (size_t i = 0; i < table->count; i++) {
    const struct shapes_record *item = &table->items[i];
    int32_t distance = item == own ? INT32_MAX : item_distance(item, seen, best);
    best = distance < best ? distance : best;
  }
  *ret_likeness = likeness_of(own_distance);
  *ret_rival_likeness = likeness_of(best);
  return true;
}

/* ---- writing ---- */

static struct shapes_record entry_pack(const struct shape_entry *entry)
{
  struct shapes_record record = {.number = entry->codepoint | (entry->lacking ? LACKING_BIT : 0)};
  memcpy(record.near, entry->near, sizeof record.near);
  for (int blur = 0; blur < SHAPE_BLURS; blur++)
    for (int axis = 0; axis < SHAPE_AXES; axis++) {
      int steps = entry->places[blur].axes[axis];
      record.places[blur][axis] = (int8_t)min_int(max_int(steps, INT8_MIN), INT8_MAX);
    }
  return record;
}

enum status shape_table_write(const char *path, const struct shape_metric *metric,
                              const struct shape_entry *entries, size_t count, struct error *error)
{
  struct shapes_header header = {SHAPES_MAGIC, SHAPES_VERSION, (uint32_t)count, SHAPE_AXES};
  FILE *file = fopen(path, "wbe");
  if (!file)
    return error_set_errno(error, errno, "cannot write %s", path);
  fwrite(&header, sizeof header, 1, file);
  shape_metric_write(file, metric);
  for (size_t i = 0; i < count; i++) {
    struct shapes_record record = entry_pack(&entries[i]);
    fwrite(&record, sizeof record, 1, file);
  }
  bool failed = ferror(file) != 0;
  if (fclose(file) != 0 || failed)
    return error_set(error, STATUS_IO, "cannot write %s", path);
  return STATUS_OK;
}
