/* line_crops PICTURE FOLDER: every found segment as the recogniser gets it, with its reading and
 * each character's confidence in percent. Uses the first rendering only. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "page/page_clean.h"
#include "tests/tools/page_tool.h"
#include "ocr/segment_read.h"

static void segment_show(struct engine *engine, const struct prepared_page *prepared, size_t index,
                         const char *folder)
{
  const struct text_segment *segment = &prepared->segments.segments[index];
  struct line_rendering rendering = {.margin = 0.30, .height = 48};
  struct line_picture picture;
  if (!line_picture_make(prepared->clean.ink, segment, &rendering, &picture))
    return;
  char path[4096];
  snprintf(path, sizeof path, "%s/%03zu.png", folder, index);
  pixWrite(path, picture.pix, IFF_PNG);
  line_picture_clear(&picture);
  struct read_segment read = {0};
  struct error error;
  if (segment_read(engine, &prepared->clean, segment, seals_cover(&prepared->seals, segment->box),
                   NULL, &read, &error) != STATUS_OK)
    return;
  printf("%03zu %4d,%4d %4d×%3d size %2d: ", index, segment->box.x, segment->box.y, segment->box.w,
         segment->box.h, segment->size);
  for (size_t i = 0; i < read.best.count; i++)
    if (!glyph_is_space(&read.best.glyphs[i]))
      printf("%s%.0f ", read.best.glyphs[i].text, 100.0 * (double)read.best.glyphs[i].confidence);
  char *other = reading_text(&read.other);
  printf("%s%s\n", read.other.count ? "| " : "", other);
  free(other);
  reading_clear(&read.best);
  reading_clear(&read.other);
}

int main(int argc, char **argv)
{
  struct engine *engine = tool_engine_open("line_crops");
  struct prepared_page *prepared = engine && argc == 3 ? tool_page_open(engine, argv[1]) : NULL;
  if (!prepared) {
    fprintf(stderr, "usage: line_crops PICTURE FOLDER\n");
    engine_close(&engine);
    return 1;
  }
  for (size_t i = 0; i < prepared->segments.count; i++)
    segment_show(engine, prepared, i, argv[2]);
  prepared_page_free(&prepared);
  engine_close(&engine);
  return 0;
}
