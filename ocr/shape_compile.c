/*
 * Draws the characters of a list in several faces and writes where their mean shapes stand:
 *
 *   shape-compile OUT METRIC STANDARD.txt LACKING.txt FACE.ttc:INDEX…
 *   shape-compile --cells STANDARD.txt FACE.ttc:INDEX…
 *
 * METRIC is what scripts/train-shape-metric learned. STANDARD.txt has the characters, LACKING.txt
 * those of them that the model chi_sim does not have. Lines starting with # are comments; white
 * space means nothing. A character that a face does not have is drawn from the others; the first
 * face must have all.
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
  BLUR_REACH = 10,   /* pixels of the blur's kernel beside its middle */
  MARGIN = 12,       /* pixels of paper round the drawn character */
  LINE_BYTES = 1 << 14,
};

/* A scan at 150 to 200 dpi is about so blurred, and small or badly copied print, in pixels of the
 * drawn character. */
static const double BLURS[SHAPE_BLURS] = {1.5, 3.0};

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

enum { FACES_MOST = 8 };

struct faces {
  FT_Library library;
  FT_Face faces[FACES_MOST];
  size_t count;
};

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
static void blur_along(double deviation, const unsigned char *from, unsigned char *to, int count,
                       int lines, size_t step, size_t line_step)
{
  double kernel[2 * BLUR_REACH + 1], sum = 0;
  for (int i = -BLUR_REACH; i <= BLUR_REACH; i++)
    sum += kernel[i + BLUR_REACH] = exp(-i * i / (2 * deviation * deviation));
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
static bool character_draw(FT_Face face, unsigned codepoint, double blur, struct shape *ret_shape)
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
  blur_along(blur, drawn, blurred, width, height, 1, (size_t)width);
  blur_along(blur, blurred, drawn, height, width, (size_t)width, 1);
  struct shape_picture picture = {drawn, width, height};
  return shape_make(&picture, ret_shape);
}

/* The mean over the faces that have the character, of unit length; false when none has. */
static bool character_mean(const struct faces *faces, unsigned codepoint, double blur,
                           struct shape *ret_shape)
{
  struct shape mean = {{0}};
  double length = 0;
  for (size_t i = 0; i < faces->count; i++) {
    struct shape shape;
    if (!character_draw(faces->faces[i], codepoint, blur, &shape))
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

/* All blurs of a character; says so when no face has it. */
static bool character_shapes(const struct faces *faces, unsigned codepoint,
                             struct shape ret_shapes[SHAPE_BLURS])
{
  for (int blur = 0; blur < SHAPE_BLURS; blur++)
    if (!character_mean(faces, codepoint, BLURS[blur], &ret_shapes[blur])) {
      fprintf(stderr, "shape-compile: no face has U+%04X\n", codepoint);
      return false;
    }
  return true;
}

/* ---- the table ---- */

static bool entries_draw(const struct faces *faces, const struct shape_metric *metric,
                         const struct character_list *standard,
                         const struct character_list *lacking, struct shape_entry *entries)
{
  for (size_t i = 0; i < standard->count; i++) {
    unsigned codepoint = standard->codepoints[i];
    struct shape shapes[SHAPE_BLURS];
    if (!character_shapes(faces, codepoint, shapes))
      return false;
    entries[i].codepoint = codepoint;
    entries[i].lacking = bsearch(&codepoint, lacking->codepoints, lacking->count, sizeof codepoint,
                                 codepoint_compare) != NULL;
    for (int blur = 0; blur < SHAPE_BLURS; blur++)
      entries[i].places[blur] = shape_place_drawn(metric, &shapes[blur]);
  }
  return true;
}

static int32_t distance(const struct shape_place *a, const struct shape_place *b)
{
  int32_t sum = 0;
  for (int axis = 0; axis < SHAPE_AXES; axis++)
    sum += (a->axes[axis] - b->axes[axis]) * (a->axes[axis] - b->axes[axis]);
  return sum;
}

/* Puts one in among the near ones, the nearest first. */
static void near_keep(struct shape_entry *entry, int32_t *distances, size_t index, int32_t far)
{
  int place = SHAPE_NEAR;
  while (place > 0 && far < distances[place - 1])
    place--;
  for (int i = SHAPE_NEAR - 1; i > place; i--) {
    entry->near[i] = entry->near[i - 1];
    distances[i] = distances[i - 1];
  }
  if (place < SHAPE_NEAR) {
    entry->near[place] = (uint16_t)index;
    distances[place] = far;
  }
}

static void near_find(struct shape_entry *entries, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    int32_t distances[SHAPE_NEAR];
    for (int k = 0; k < SHAPE_NEAR; k++)
      distances[k] = INT32_MAX;
    memset(entries[i].near, 0xFF, sizeof entries[i].near);
    for (size_t k = 0; !entries[i].lacking && k < count; k++)
      if (entries[k].lacking)
        near_keep(&entries[i], distances, k,
                  distance(&entries[i].places[0], &entries[k].places[0]));
  }
}

static bool metric_load(const char *path, struct shape_metric *ret_metric)
{
  FILE *file = fopen(path, "rbe");
  bool sound = file && shape_metric_read(file, ret_metric);
  if (!sound)
    fprintf(stderr, "shape-compile: %s: %s\n", path, file ? "not a metric" : strerror(errno));
  if (file)
    fclose(file);
  return sound;
}

static bool table_compile(const char *path, const char *metric_path, const struct faces *faces,
                          const struct character_list *standard,
                          const struct character_list *lacking)
{
  struct error error;
  autofree struct shape_metric *metric = memory_alloc(sizeof *metric);
  autofree struct shape_entry *entries = memory_alloc(standard->count * sizeof *entries);
  if (!metric_load(metric_path, metric) || !entries_draw(faces, metric, standard, lacking, entries))
    return false;
  near_find(entries, standard->count);
  if (shape_table_write(path, metric, entries, standard->count, &error) == STATUS_OK)
    return true;
  fprintf(stderr, "shape-compile: %s\n", error.message);
  return false;
}

/* For each character its code point and its shapes' cells in thousandths, a line each. */
static bool cells_print(const struct faces *faces, const struct character_list *standard)
{
  for (size_t i = 0; i < standard->count; i++) {
    struct shape shapes[SHAPE_BLURS];
    if (!character_shapes(faces, standard->codepoints[i], shapes))
      return false;
    printf("%u", standard->codepoints[i]);
    for (int blur = 0; blur < SHAPE_BLURS; blur++)
      for (int k = 0; k < SHAPE_CELLS; k++)
        printf(" %ld", lroundf(shapes[blur].cells[k] * 1000));
    printf("\n");
  }
  return true;
}

static bool faces_open(char **arguments, int count, struct faces *ret_faces)
{
  if (count < 1 || count > FACES_MOST || FT_Init_FreeType(&ret_faces->library) != 0)
    return false;
  for (int i = 0; i < count; i++, ret_faces->count++)
    if (!face_open(ret_faces->library, arguments[i], &ret_faces->faces[i]))
      return false;
  return true;
}

static void faces_close(struct faces *faces)
{
  for (size_t i = 0; i < faces->count; i++)
    FT_Done_Face(faces->faces[i]);
  if (faces->library)
    FT_Done_FreeType(faces->library);
}

int main(int argc, char **argv)
{
  struct character_list standard = {0}, lacking = {0};
  struct faces faces = {0};
  bool cells = argc > 1 && !strcmp(argv[1], "--cells");
  int faces_from = cells ? 3 : 5;
  if (argc <= faces_from) {
    fprintf(stderr, "usage: shape-compile OUT METRIC STANDARD.txt LACKING.txt FACE.ttc:INDEX…\n"
                    "       shape-compile --cells STANDARD.txt FACE.ttc:INDEX…\n");
    return 2;
  }
  bool ok = characters_load(argv[cells ? 2 : 3], &standard) &&
            (cells || characters_load(argv[4], &lacking)) &&
            faces_open(argv + faces_from, argc - faces_from, &faces);
  if (ok) {
    qsort(standard.codepoints, standard.count, sizeof *standard.codepoints, codepoint_compare);
    if (lacking.count > 0)
      qsort(lacking.codepoints, lacking.count, sizeof *lacking.codepoints, codepoint_compare);
    ok = cells ? cells_print(&faces, &standard)
               : table_compile(argv[1], argv[2], &faces, &standard, &lacking);
  }
  faces_close(&faces);
  free(standard.codepoints);
  free(lacking.codepoints);
  return ok ? 0 : 1;
}
