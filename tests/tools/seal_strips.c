/* seal_strips PICTURE PREFIX: every found seal's ring as the recogniser gets it, PREFIX-N.png, with
 * its reading. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "page/page_clean.h"
#include "page/seal_ring.h"
#include "ocr/line_read.h"
#include "tests/tools/page_tool.h"

static void seal_show(struct engine *engine, const struct prepared_page *prepared, size_t index,
                      const char *prefix)
{
  struct box box = prepared->seals.seals[index].box;
  int x, y;
  struct seal_ring ring;
  char path[4096];
  for (int with = 1; with >= 0; with--) {
    PIX *print =
        seal_print(prepared->clean.plain, with ? prepared->clean.black : NULL, box, &x, &y);
    bool found = seal_ring_measure(print, (struct box){box.x - x, box.y - y, box.w, box.h}, &ring);
    printf("%s %zu: %d,%d %dx%d band %.2f-%.2f start %.0f span %.0f ", prefix, index, box.x, box.y,
           box.w, box.h, ring.inner, ring.outer, ring.start * 57.3, ring.span * 57.3);
    PIX *line = found ? seal_ring_unroll(print, &ring, 48) : NULL;
    if (line) {
      snprintf(path, sizeof path, "%s-%zu-%d.png", prefix, index, with);
      l_float32 black = 0, white = 255;
      NUMA *h = pixGetGrayHistogram(line, 1);
      numaHistogramGetValFromRank(h, 0.03f, &black);
      numaHistogramGetValFromRank(h, 0.45f, &white);
      numaDestroy(&h);
      if (white - black > 12)
        pixGammaTRC(line, line, 1.0f, (int)black, (int)white);
      pixWrite(path, line, IFF_PNG);
      struct line_stretch stretch = {0, pixGetWidth(line), box};
      struct line_picture picture = {line, &stretch, 1};
      struct reading reading = {0};
      struct error error;
      if (line_read(engine, &picture, true, &reading, &error) == STATUS_OK) {
        char *t = reading_text(&reading);
        printf("%.2f %s", (double)reading_confidence(&reading), t);
        free(t);
      }
    }
    printf("\n");
    pixDestroy(&line);
    pixDestroy(&print);
  }
}

int main(int argc, char **argv)
{
  struct engine *engine = tool_engine_open("seal_strips");
  struct prepared_page *prepared = engine && argc == 3 ? tool_page_open(engine, argv[1]) : NULL;
  if (!prepared) {
    fprintf(stderr, "usage: seal_strips PICTURE PREFIX\n");
    engine_close(&engine);
    return 1;
  }
  for (size_t i = 0; i < prepared->seals.count; i++)
    seal_show(engine, prepared, i, argv[2]);
  prepared_page_free(&prepared);
  engine_close(&engine);
  return 0;
}
