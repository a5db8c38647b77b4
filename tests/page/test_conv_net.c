#include "tests/cmocka_all.h"

#include <stdlib.h>

#include "page/conv_net.h"

#define NETWORK ZHAOLU_SOURCE_DATA "/line-net.bin"

enum { HEIGHT = 416, WIDTH = 96, MAP_VALUES = CONV_NET_MAPS * (HEIGHT / 2) * (WIDTH / 2) };

static float *room(size_t count)
{
  return calloc(1, count * sizeof(float) + CONV_NET_EXTRA_BYTES);
}

/* Strokes and grain, so that every row has something to see of its neighbours. */
static float *picture_make(void)
{
  float *picture = room((size_t)CONV_NET_PLANES * HEIGHT * WIDTH);
  srand(1);
  for (int i = 0; i < HEIGHT * WIDTH; i++) {
    picture[CONV_NET_PLANES * i] = (float)(rand() % 256) / 127.5f - 1.0f;
    picture[CONV_NET_PLANES * i + 1] = (i / WIDTH) % 29 < 9 ? 1.5f : 0.0f;
  }
  return picture;
}

static void test_bands_change_nothing(void **state)
{
  (void)state;
  struct conv_net *net = conv_net_open(NETWORK);
  assert_non_null(net);
  float *picture = picture_make(), *whole = room(MAP_VALUES), *banded = room(MAP_VALUES);
  assert_true(conv_net_run(net, picture, HEIGHT, WIDTH, 0, whole));
  static const size_t band_rows[] = {1, 32, 96, 384, 1000};
  for (size_t i = 0; i < sizeof band_rows / sizeof *band_rows; i++) {
    memset(banded, 0, MAP_VALUES * sizeof *banded);
    assert_true(conv_net_run(net, picture, HEIGHT, WIDTH, band_rows[i], banded));
    assert_memory_equal(whole, banded, MAP_VALUES * sizeof *banded);
  }
  free(picture);
  free(whole);
  free(banded);
  conv_net_close(&net);
  assert_null(net);
}

static void test_what_is_no_network_is_not_opened(void **state)
{
  (void)state;
  assert_null(conv_net_open("/nowhere"));
  assert_null(conv_net_open("/proc/self/exe"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_bands_change_nothing),
      cmocka_unit_test(test_what_is_no_network_is_not_opened),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
