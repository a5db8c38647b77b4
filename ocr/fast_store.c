#include "ocr/fast_store.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ocr/library_function.h"

/* tesseract::GENERIC_2D_ARRAY of floats or bytes; `none` is padded to four bytes. */
struct array_2d {
  const void *functions;
  void *values;
  int none, steps, features, room;
};

/* The beginning of tesseract::NetworkIO. */
struct network_io {
  struct array_2d floats, bytes;
  bool is_bytes;
};

typedef void (*store_function)(struct network_io *io, int step, int offset, int count,
                               const float *values);

static bool layout_is_known;
static store_function store_of_tesseract;

#if defined(__x86_64__) && !defined(__clang__)
#define MANY_AT_ONCE __attribute__((target_clones("avx2", "default"), optimize("O3")))
#else
#define MANY_AT_ONCE
#endif

/* −1 to 1 as −127 to 127, halves away from zero. */
static MANY_AT_ONCE void bytes_store(int8_t *bytes, int count, const float *values)
{
  for (int i = 0; i < count; i++) {
    float value = values[i] * 127.0f;
    value = value > 127.0f ? 127.0f : value;
    value = value < -127.0f ? -127.0f : value;
    bytes[i] = (int8_t)(int)(value >= 0.0f ? value + 0.5f : value - 0.5f);
  }
}

/* void tesseract::NetworkIO::WriteTimeStepPart(int, int, int, const float *), by its linker's name.
 */
void _ZN9tesseract9NetworkIO17WriteTimeStepPartEiiiPKf(struct network_io *io, int step, int offset,
                                                       int count, const float *values);

void _ZN9tesseract9NetworkIO17WriteTimeStepPartEiiiPKf(struct network_io *io, int step, int offset,
                                                       int count, const float *values)
{
  if (layout_is_known && io->is_bytes)
    bytes_store((int8_t *)io->bytes.values + (ptrdiff_t)step * io->bytes.features + offset, count,
                values);
  else
    store_of_tesseract(io, step, offset, count, values);
}

/* Whether an object that Tesseract makes is laid out as above, and both functions write the same
 * to it. */
static bool layout_look(void)
{
  enum { ROOM = 4096, STEPS = 3, FEATURES = 5 };
  static const float values[] = {0.4999f, -0.5f, 1.0f};
  void (*resize)(void *io, bool is_bytes, int steps, int features) = NULL;
  struct network_io *io = calloc(1, ROOM); /* more than any such object takes */
  if (!library_function(RTLD_DEFAULT, "_ZN9tesseract9NetworkIO8Resize2dEbii", &resize) || !io) {
    free(io);
    return false;
  }
  resize(io, true, STEPS, FEATURES);
  bool known = io->is_bytes && io->bytes.values && io->bytes.steps == STEPS &&
               io->bytes.features == FEATURES;
  if (known) {
    int8_t *bytes = io->bytes.values, own[3];
    bytes_store(own, 3, values);
    store_of_tesseract(io, 1, 2, 3, values);
    known = memcmp(bytes + FEATURES + 2, own, sizeof own) == 0;
    library_delete("_ZdaPv", bytes);
  }
  free(io);
  return known;
}

bool fast_store_settle(void)
{
  layout_is_known = library_function(RTLD_NEXT, "_ZN9tesseract9NetworkIO17WriteTimeStepPartEiiiPKf",
                                     &store_of_tesseract) &&
                    layout_look();
  return layout_is_known;
}
