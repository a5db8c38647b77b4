/*
 * line_pictures [MARGIN [PLANE]]: cuts the lines of pages for training. Paths of page pictures
 * come on standard input, one a line; upright pages, for nothing is read here. For each comes
 *
 *     page LINES
 *     line WIDTH HEIGHT STRETCHES
 *     stretch X Y X Y X Y X Y        its corners on the source picture: top left, top right,
 *     …                              bottom right, bottom left
 *     WIDTH × HEIGHT bytes           the picture as the recogniser gets it, row by row
 *     …
 *
 * MARGIN: white above and below as a share of the line's height (0.30). PLANE: ink or black.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ocr/line_picture.h"
#include "ocr/prepared_page.h"

enum { PATH_BYTES = 4096, LINE_HEIGHT = 48 };

/* Prints where the row `y` of the clean page, following the line's slope, meets column `x`. */
static void corner_print(const struct homography *source_from_clean, double slope, struct box clean,
                         int x, int y)
{
  struct point corner = {x, y + slope * (x - box_middle_x(clean))};
  corner = homography_apply(source_from_clean, corner);
  printf(" %.1f %.1f", corner.x, corner.y);
}

static void stretch_print(const struct homography *source_from_clean, double slope,
                          struct box clean)
{
  printf("stretch");
  corner_print(source_from_clean, slope, clean, clean.x, clean.y);
  corner_print(source_from_clean, slope, clean, box_right(clean), clean.y);
  corner_print(source_from_clean, slope, clean, box_right(clean), box_bottom(clean));
  corner_print(source_from_clean, slope, clean, clean.x, box_bottom(clean));
  printf("\n");
}

static void pixels_print(PIX *pix)
{
  for (l_int32 y = 0; y < pixGetHeight(pix); y++)
    for (l_int32 x = 0; x < pixGetWidth(pix); x++) {
      l_uint32 level = 255;
      pixGetPixel(pix, x, y, &level);
      putchar((int)level);
    }
}

static void segment_print(const struct prepared_page *prepared, const struct text_segment *segment,
                          const struct homography *source_from_clean,
                          const struct line_rendering *rendering, bool of_black)
{
  PIX *plane = of_black && prepared->clean.black ? prepared->clean.black : prepared->clean.ink;
  struct line_picture picture;
  if (!line_picture_make(plane, segment, rendering, &picture)) {
    printf("line 0 0 0\n");
    return;
  }
  printf("line %d %d %zu\n", pixGetWidth(picture.pix), pixGetHeight(picture.pix), picture.count);
  for (size_t i = 0; i < picture.count; i++)
    stretch_print(source_from_clean, segment->slope, picture.stretches[i].clean);
  pixels_print(picture.pix);
  line_picture_clear(&picture);
}

/* A page that cannot be read or made ready has no lines. */
static void page_print(const struct line_net *net, const char *path,
                       const struct line_rendering *rendering, bool of_black)
{
  struct page_read_options options = {0};
  struct prepared_page *prepared = NULL;
  struct homography source_from_clean = homography_identity();
  struct error error;
  PIX *source = pixRead(path);
  bool ok = source && page_prepare(source, &options, &prepared, &error) == STATUS_OK &&
            prepared_find_lines(net, prepared, &error) == STATUS_OK &&
            homography_invert(&prepared->clean.clean_from_source, &source_from_clean);
  printf("page %zu\n", ok ? prepared->segments.count : 0);
  for (size_t i = 0; ok && i < prepared->segments.count; i++)
    segment_print(prepared, &prepared->segments.segments[i], &source_from_clean, rendering,
                  of_black);
  fflush(stdout);
  prepared_page_free(&prepared);
  pixDestroy(&source);
}

int main(int argc, char **argv)
{
  struct line_rendering rendering = {.margin = argc > 1 ? atof(argv[1]) : 0.30,
                                     .height = LINE_HEIGHT};
  bool of_black = argc > 2 && strcmp(argv[2], "black") == 0;
  char path[PATH_BYTES];
  struct line_net *net = NULL;
  struct error error;
  if (line_net_open(ZHAOLU_SOURCE_DATA "/line-net.bin", &net, &error) != STATUS_OK) {
    fprintf(stderr, "line_pictures: %s\n", error.message);
    return 3;
  }
  while (fgets(path, sizeof path, stdin)) {
    path[strcspn(path, "\n")] = '\0';
    page_print(net, path, &rendering, of_black);
  }
  line_net_close(&net);
  return 0;
}
