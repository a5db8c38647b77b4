/*
 * Draws the characters of a list in several faces and writes their mean shapes:
 *
 *   shape-compile OUT STANDARD.txt LACKING.txt FACE.ttc:INDEX…
 *
 * STANDARD.txt has the characters, LACKING.txt those of them that the recogniser's model does not
 * have. Lines starting with # are comments; white space means nothing. A character that a face does
 * not have is drawn from the others; the first face must have all.
 */

#include <ft2build.h>
#include FT_FREETYPE_H

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "ocr/shape_table.h"

enum {
  DRAWN_PIXELS = 64, /* of a character's height */
  BLUR_REACH = 4,    /* pixels of the blur's kernel beside its middle */
  MARGIN = 8,        /* pixels of paper round the drawn character */
  LINE_BYTES = 1 << 14,
};

/* A scan at 150 to 200 dpi is about so blurred, in pixels of the drawn character. */
static const double BLUR = 1.5;

struct character_list {
  unsigned *codepoints;
  size_t count, capacity;
};

static bool characters_load(const char *path, struct character_list *ret_list)
{
  FILE *file = fopen(path, "re");
  char line[LINE_BYTES];
  while (file && fgets(line, sizeof line, file)) {
    const char *text = line[0] == '#' ? "" : line;
    unsigned codepoint;
    for (size_t step; (step = utf8_decode(text, &codepoint)) != 0; text += step)
      if (!codepoint_is_space(codepoint)) {
        array_reserve(ret_list->codepoints, ret_list->count, ret_list->capacity);
        ret_list->codepoints[ret_list->count++] = codepoint;
      }
  }
  if (!file)
    fprintf(stderr, "shape-compile: cannot read %s: %s\n", path, strerror(errno));
  else
    fclose(file);
  return file && ret_list->count > 0;
}

static int codepoint_compare(const void *a, const void *b)
{
  unsigned left = *(const unsigned *)a, right = *(const unsigned *)b;
  return left < right ? -1 : left > right;
}

/* ---- drawing ---- */

/* "FILE:INDEX" */
static bool face_open(FT_Library library, const char *argument, FT_Face *ret_face)
{
  autofree char *path = memory_copy_string(argument);
  char *colon = strrchr(path, ':');
  long index = colon ? strtol(colon + 1, NULL, 10) : 0;
  if (colon)
    *colon = '\0';
  if (FT_New_Face(library, path, index, ret_face) == 0 &&
      FT_Set_Pixel_Sizes(*ret_face, 0, DRAWN_PIXELS) == 0)
    return true;
  fprintf(stderr, "shape-compile: %s is no font with a face %ld\n", path, index);
  return false;
}

/* Blurs along rows (step 1) or columns (step `width`) with a Gaussian kernel. */
static void blur_along(const unsigned char *from, unsigned char *to, int count, int lines,
                       size_t step, size_t line_step)
{
  double kernel[2 * BLUR_REACH + 1], sum = 0;
  for (int i = -BLUR_REACH; i <= BLUR_REACH; i++)
    sum += kernel[i + BLUR_REACH] = exp(-i * i / (2 * BLUR * BLUR));
  for (int line = 0; line < lines; line++)
    for (int at = 0; at < count; at++) {
      double ink = 0;
      for (int i = -BLUR_REACH; i <= BLUR_REACH; i++)
        if (at + i >= 0 && at + i < count)
          ink += kernel[i + BLUR_REACH] * from[(size_t)line * line_step + (size_t)(at + i) * step];
      to[(size_t)line * line_step + (size_t)at * step] = (unsigned char)lround(ink / sum);
    }
}

/* The shape of one drawn character; false when the face does not have it. */
static bool character_draw(FT_Face face, unsigned codepoint, struct shape *ret_shape)
{
  if (FT_Get_Char_Index(face, codepoint) == 0 ||
      FT_Load_Char(face, codepoint, FT_LOAD_RENDER | FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0)
    return false;
  const FT_Bitmap *bitmap = &face->glyph->bitmap;
  int width = (int)bitmap->width + 2 * MARGIN, height = (int)bitmap->rows + 2 * MARGIN;
  size_t size = (size_t)width * (size_t)height;
  autofree unsigned char *drawn = memory_alloc(size), *blurred = memory_alloc(size);
  for (unsigned row = 0; row < bitmap->rows; row++)
    memcpy(drawn + (size_t)(row + MARGIN) * (size_t)width + MARGIN,
           bitmap->buffer + (ptrdiff_t)row * bitmap->pitch, bitmap->width);
  blur_along(drawn, blurred, width, height, 1, (size_t)width);
  blur_along(blurred, drawn, height, width, (size_t)width, 1);
  struct shape_picture picture = {drawn, width, height};
  return shape_make(&picture, ret_shape);
}

/* The mean over the faces that have the character, of unit length; false when none has. */
static bool character_mean(FT_Face *faces, size_t face_count, unsigned codepoint,
                           struct shape *ret_shape)
{
  struct shape mean = {{0}};
  double length = 0;
  for (size_t i = 0; i < face_count; i++) {
    struct shape shape;
    if (!character_draw(faces[i], codepoint, &shape))
      continue;
    for (int k = 0; k < SHAPE_CELLS; k++)
      mean.cells[k] += shape.cells[k];
  }
  for (int k = 0; k < SHAPE_CELLS; k++)
    length += (double)mean.cells[k] * (double)mean.cells[k];
  for (int k = 0; length > 0 && k < SHAPE_CELLS; k++)
    ret_shape->cells[k] = (float)((double)mean.cells[k] / sqrt(length));
  return length > 0;
}

static bool shapes_draw(FT_Face *faces, size_t face_count, const struct character_list *standard,
                        const struct character_list *lacking, struct shape_entry *entries)
{
  for (size_t i = 0; i < standard->count; i++) {
    unsigned codepoint = standard->codepoints[i];
    entries[i].codepoint = codepoint;
    entries[i].lacking = bsearch(&codepoint, lacking->codepoints, lacking->count, sizeof codepoint,
                                 codepoint_compare) != NULL;
    if (!character_mean(faces, face_count, codepoint, &entries[i].shape)) {
      fprintf(stderr, "shape-compile: no face has U+%04X\n", codepoint);
      return false;
    }
  }
  return true;
}

/* Several sums side by side, which the processor adds at once. */
static float likeness(const struct shape *a, const struct shape *b)
{
  enum { SUMS = 16 };
  float sums[SUMS] = {0}, sum = 0;
  for (int i = 0; i < SHAPE_CELLS; i += SUMS)
    for (int k = 0; k < SUMS; k++)
      sums[k] += a->cells[i + k] * b->cells[i + k];
  for (int k = 0; k < SUMS; k++)
    sum += sums[k];
  return sum;
}

/* Puts one in among the near ones, the most like first. */
static void near_keep(struct shape_entry *entry, float *likenesses, size_t index, float like)
{
  int place = SHAPE_NEAR;
  while (place > 0 && like > likenesses[place - 1])
    place--;
  for (int i = SHAPE_NEAR - 1; i > place; i--) {
    entry->near[i] = entry->near[i - 1];
    likenesses[i] = likenesses[i - 1];
  }
  if (place < SHAPE_NEAR) {
    entry->near[place] = (uint16_t)index;
    likenesses[place] = like;
  }
}

static void near_find(struct shape_entry *entries, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    float likenesses[SHAPE_NEAR] = {0};
    memset(entries[i].near, 0xFF, sizeof entries[i].near);
    for (size_t k = 0; !entries[i].lacking && k < count; k++)
      if (entries[k].lacking)
        near_keep(&entries[i], likenesses, k, likeness(&entries[i].shape, &entries[k].shape));
  }
}

int main(int argc, char **argv)
{
  enum { FACES_FROM = 4, FACES_MOST = 8 };
  struct character_list standard = {0}, lacking = {0};
  FT_Library library;
  FT_Face faces[FACES_MOST];
  struct error error;
  if (argc <= FACES_FROM || argc > FACES_FROM + FACES_MOST) {
    fprintf(stderr, "usage: shape-compile OUT STANDARD.txt LACKING.txt FACE.ttc:INDEX…\n");
    return 2;
  }
  size_t face_count = (size_t)(argc - FACES_FROM);
  if (!characters_load(argv[2], &standard) || !characters_load(argv[3], &lacking) ||
      FT_Init_FreeType(&library) != 0)
    return 1;
  qsort(standard.codepoints, standard.count, sizeof *standard.codepoints, codepoint_compare);
  qsort(lacking.codepoints, lacking.count, sizeof *lacking.codepoints, codepoint_compare);
  for (size_t i = 0; i < face_count; i++)
    if (!face_open(library, argv[FACES_FROM + (int)i], &faces[i]))
      return 1;
  struct shape_entry *entries = memory_alloc(standard.count * sizeof *entries);
  bool ok = shapes_draw(faces, face_count, &standard, &lacking, entries);
  if (ok)
    near_find(entries, standard.count);
  if (ok && shape_table_write(argv[1], entries, standard.count, &error) != STATUS_OK) {
    fprintf(stderr, "shape-compile: %s\n", error.message);
    ok = false;
  }
  for (size_t i = 0; i < face_count; i++)
    FT_Done_Face(faces[i]);
  FT_Done_FreeType(library);
  free(entries);
  free(standard.codepoints);
  free(lacking.codepoints);
  return ok ? 0 : 1;
}
