/* line_crops PICTURE FOLDER: every found segment as the recogniser gets it, with its reading and
 * each character's confidence in percent. Uses the first rendering only. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "page/page_clean.h"
#include "ocr/prepared_page.h"
#include "ocr/segment_read.h"

static void segment_show(struct engine *engine, const struct prepared_page *prepared, size_t index,
                         const char *folder)
{
  const struct text_segment *segment = &prepared->segments.segments[index];
  struct line_rendering rendering = {0.30, 48, 0};
  struct line_picture picture;
  if (!line_picture_make(prepared->clean.ink, segment, &rendering, &picture))
    return;
  char path[4096];
  snprintf(path, sizeof path, "%s/%03zu.png", folder, index);
  pixWrite(path, picture.pix, IFF_PNG);
  line_picture_clear(&picture);
  struct read_segment read = {0};
  struct error error;
  if (segment_read(engine, &prepared->clean, segment,
                   grey_seals_cross(&prepared->seals, segment->box), NULL, &read,
                   &error) != STATUS_OK)
    return;
  printf("%03zu %4d,%4d %4d×%3d size %2d: ", index, segment->box.x, segment->box.y, segment->box.w,
         segment->box.h, segment->size);
  for (size_t i = 0; i < read.best.count; i++)
    if (strcmp(read.best.glyphs[i].text, " ") != 0)
      printf("%s%.0f ", read.best.glyphs[i].text, 100.0 * (double)read.best.glyphs[i].confidence);
  char *other = reading_text(&read.other);
  printf("%s%s\n", read.other.count ? "| " : "", other);
  free(other);
  reading_clear(&read.best);
  reading_clear(&read.other);
}

int main(int argc, char **argv)
{
  struct engine_options options = {.language = ENGINE_OWN_LANGUAGE,
                                   .own_models = ZHAOLU_SOURCE_DATA "/tessdata",
                                   .line_net = ZHAOLU_SOURCE_DATA "/line-net.bin"};
  struct page_read_options page_options = {0};
  struct engine *engine = NULL;
  struct prepared_page *prepared = NULL;
  struct error error;
  PIX *picture = argc == 3 ? pixRead(argv[1]) : NULL;
  if (!picture || engine_open(&options, &engine, &error) != STATUS_OK ||
      page_prepare(picture, &page_options, &prepared, &error) != STATUS_OK ||
      prepared_set_upright(engine, prepared, &error) != STATUS_OK) {
    fprintf(stderr, "usage: line_crops PICTURE FOLDER\n");
    return 1;
  }
  for (size_t i = 0; i < prepared->segments.count; i++)
    segment_show(engine, prepared, i, argv[2]);
  prepared_page_free(&prepared);
  engine_close(&engine);
  pixDestroy(&picture);
  return 0;
}
