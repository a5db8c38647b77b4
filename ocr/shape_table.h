#ifndef ZHAOLU_OCR_SHAPE_TABLE_H
#define ZHAOLU_OCR_SHAPE_TABLE_H

/*
 * The shapes of all characters of the 通用规范汉字表, those that chi_sim knows and those that it
 * lacks, as shape_compile drew them from fonts: of each character one mean shape in sharp print and
 * one in blurred. A scanned character is compared with all of them.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "document/reading.h"
#include "ocr/shape.h"
#include "ocr/shape_metric.h"

struct shape_table; /* opaque, never changed after loading */

/* `path`: shapes.bin. STATUS_INSTALL when it is missing or damaged. */
enum status shape_table_load(const char *path, struct shape_table **ret_table,
                             struct error *error) MUST_CHECK;
void shape_table_free(struct shape_table **table); /* accepts NULL, nulls the variable */

/*
 * The characters most like a shape: of those that chi_sim knows, and of those that it lacks.
 * Likeness is 1 less the squared distance in the metric by SHAPE_DISTANCE_MOST, and 0 beyond that:
 * the nearer of a character's two shapes counts.
 */
struct shape_match {
  unsigned known, lacking; /* code points */
  float known_likeness, lacking_likeness;
};
#define SHAPE_DISTANCE_MOST 1650.0f
/* Characters and how like a shape, or several of the same character's, is to each; the most like
 * first. Begins as {0}. */
struct shape_looks {
  struct glyph_likeness items[GLYPH_LOOKS];
  int count;
};

/* Where a scanned character's shape stands, to be compared as often as wanted. */
struct shape_place shape_table_place(const struct shape_table *table, const struct shape *shape);

/* `looks`: gets those most like; NULL where they are not wanted. */
struct shape_match shape_table_match(const struct shape_table *table,
                                     const struct shape_place *seen, struct shape_looks *looks);

/*
 * The same at a thousandth of the cost where a character was read: its likeness, and that of the
 * characters that chi_sim lacks and that look most like it. False when it is not in the table.
 */
bool shape_table_compare(const struct shape_table *table, const struct shape_place *seen,
                         unsigned codepoint, float *ret_likeness, float *ret_lacking_likeness);

/* A rival's likeness is told down to this much less than the own one; one that is less like counts
 * as that. */
#define SHAPE_RIVAL_LEAD 0.1f

/* How like the shape is to the character `codepoint`, and to the other character most like it.
 * False when the character is not in the table. */
bool shape_table_rival(const struct shape_table *table, const struct shape_place *seen,
                       unsigned codepoint, float *ret_likeness, float *ret_rival_likeness);

/* Whether it is one that chi_sim lacks; a model taught further may read it, seldom surely. */
bool shape_table_lacks(const struct shape_table *table, unsigned codepoint);

/* ---- for shape_compile ---- */

enum { SHAPE_NEAR = 24, SHAPE_BLURS = 2 /* sharp, and blurred */ };
#define SHAPE_NEAR_NONE 0xFFFFu

struct shape_entry {
  unsigned codepoint;
  bool lacking; /* chi_sim does not have it */
  struct shape_place places[SHAPE_BLURS];
  uint16_t near[SHAPE_NEAR]; /* of one that chi_sim has: indices of the lacking ones most like it,
                                SHAPE_NEAR_NONE behind the last */
};

/* Writes the file; the entries stand in the order of their code points. STATUS_IO on failure. */
enum status shape_table_write(const char *path, const struct shape_metric *metric,
                              const struct shape_entry *entries, size_t count,
                              struct error *error) MUST_CHECK;

#endif
