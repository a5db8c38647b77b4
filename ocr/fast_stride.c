#include "ocr/fast_stride.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ocr/library_function.h"

enum { DIM_BATCH, DIM_HEIGHT, DIM_WIDTH, DIMS };

/* std::vector<int>, as GNU's library has it. */
struct int_vector {
  int *begin, *end, *limit;
};

/* tesseract::StrideMap: the largest sides, the step of each, and the sides of every picture. */
struct stride_map {
  int shape[DIMS], steps[DIMS];
  struct int_vector heights, widths;
};

/* tesseract::StrideMap::Index */
struct stride_index {
  const struct stride_map *map;
  int place;
  int indices[DIMS];
};

typedef bool (*add_offset_function)(struct stride_index *index, int offset, int dim);

static bool layout_is_known;
static add_offset_function add_offset_of_tesseract;

static bool side_has(const struct int_vector *sides, size_t picture, int index)
{
  return picture >= (size_t)(sides->end - sides->begin) || index < sides->begin[picture];
}

static bool index_is_valid(const struct stride_index *index)
{
  const struct stride_map *map = index->map;
  size_t picture = (size_t)index->indices[DIM_BATCH];
  for (int dim = 0; dim < DIMS; dim++)
    if (index->indices[dim] < 0 || index->indices[dim] >= map->shape[dim])
      return false;
  return side_has(&map->heights, picture, index->indices[DIM_HEIGHT]) &&
         side_has(&map->widths, picture, index->indices[DIM_WIDTH]);
}

/* bool tesseract::StrideMap::Index::AddOffset(int, FlexDimensions), by its linker's name. */
bool _ZN9tesseract9StrideMap5Index9AddOffsetEiNS_14FlexDimensionsE(struct stride_index *index,
                                                                   int offset, int dim);

bool _ZN9tesseract9StrideMap5Index9AddOffsetEiNS_14FlexDimensionsE(struct stride_index *index,
                                                                   int offset, int dim)
{
  if (!layout_is_known)
    return add_offset_of_tesseract(index, offset, dim);
  const int *steps = index->map->steps;
  index->indices[dim] += offset;
  index->place = steps[DIM_BATCH] * index->indices[DIM_BATCH] +
                 steps[DIM_HEIGHT] * index->indices[DIM_HEIGHT] +
                 steps[DIM_WIDTH] * index->indices[DIM_WIDTH];
  return index_is_valid(index);
}

static bool vector_is(const struct int_vector *vector, int first, int second)
{
  return vector->begin && vector->end - vector->begin == 2 && vector->begin[0] == first &&
         vector->begin[1] == second;
}

/* Whether a map of two pictures that Tesseract makes is laid out as above. */
static bool layout_look(void)
{
  enum { ROOM = 4096 };
  static int sides[][2] = {{48, 100}, {32, 60}};
  int *pairs[3] = {sides[0], sides[2], sides[2]}; /* a std::vector<std::pair<int, int>> */
  void (*set_stride)(void *map, const void *pairs) = NULL;
  library_function(RTLD_DEFAULT,
                   "_ZN9tesseract9StrideMap9SetStrideERKSt6vectorISt4pairIiiESaIS3_EE",
                   &set_stride);
  void *room = calloc(1, ROOM); /* more than any such object takes; empty vectors are zeros */
  struct stride_map map = {0};
  if (set_stride && room) {
    set_stride(room, pairs);
    memcpy(&map, room, sizeof map);
  }
  bool known = room && map.shape[DIM_BATCH] == 2 && map.shape[DIM_HEIGHT] == 48 &&
               map.shape[DIM_WIDTH] == 100 && map.steps[DIM_WIDTH] == 1 &&
               map.steps[DIM_HEIGHT] == 100 && map.steps[DIM_BATCH] == 4800 &&
               vector_is(&map.heights, 48, 32) && vector_is(&map.widths, 100, 60);
  if (known) {
    library_delete("_ZdlPv", map.heights.begin);
    library_delete("_ZdlPv", map.widths.begin);
  }
  free(room);
  return known;
}

bool fast_stride_settle(void)
{
  layout_is_known =
      library_function(RTLD_NEXT, "_ZN9tesseract9StrideMap5Index9AddOffsetEiNS_14FlexDimensionsE",
                       &add_offset_of_tesseract) &&
      layout_look();
  return layout_is_known;
}
