/* line_view PICTURE OUT.png: shows what clean-up and line finding make of a picture. Segments are
 * framed in green, their pieces in blue, seals in red; ink that belongs to no segment is tinted. */

#include <stdio.h>

#include "ocr/prepared_page.h"

enum { INK_LEVEL = 160 }; /* darker is ink, about */

static void box_draw(PIX *canvas, struct box box, int width, int r, int g, int b)
{
  BOX *outline = boxCreate(box.x, box.y, box.w, box.h);
  pixRenderBoxArb(canvas, outline, width, (l_uint8)r, (l_uint8)g, (l_uint8)b);
  boxDestroy(&outline);
}

static void page_draw(const struct prepared_page *prepared, PIX *canvas)
{
  const struct segment_list *list = &prepared->segments;
  PIX *outside = pixThresholdToBinary(prepared->clean.ink, INK_LEVEL);
  for (size_t i = 0; i < list->count; i++) {
    struct box box = list->segments[i].box;
    pixRasterop(outside, box.x, box.y, box.w, box.h, PIX_CLR, NULL, 0, 0);
  }
  pixPaintThroughMask(canvas, outside, 0, 0, 0xFFB0B000);
  pixDestroy(&outside);
  for (size_t i = 0; i < list->count; i++) {
    for (size_t k = 0; k < list->segments[i].piece_count; k++)
      box_draw(canvas, list->segments[i].pieces[k], 1, 60, 60, 255);
    box_draw(canvas, list->segments[i].box, 2, 0, 160, 0);
  }
  for (size_t i = 0; i < prepared->seals.count; i++)
    box_draw(canvas, prepared->seals.seals[i].box, 4, 220, 0, 0);
}

int main(int argc, char **argv)
{
  struct page_read_options options = {0};
  struct prepared_page *prepared = NULL;
  struct error error;
  struct line_net *net = NULL;
  if (argc != 4) {
    fprintf(stderr, "usage: line_view PICTURE OUT.png LINE-NET\n");
    return 2;
  }
  if (line_net_open(argv[3], &net, &error) != STATUS_OK) {
    fprintf(stderr, "line_view: %s\n", error.message);
    return 1;
  }
  PIX *picture = pixRead(argv[1]);
  if (!picture || page_prepare(picture, &options, &prepared, &error) != STATUS_OK ||
      prepared_find_lines(net, prepared, &error) != STATUS_OK) {
    fprintf(stderr, "line_view: cannot clean %s\n", argv[1]);
    return 1;
  }
  const struct clean_page *page = &prepared->clean;
  printf("%d×%d, characters %d px, scale %.2f, turns %d, skew %.2f, segments %zu\n",
         pixGetWidth(page->ink), pixGetHeight(page->ink), page->char_size, (double)page->scale,
         page->quarter_turns, (double)page->skew, prepared->segments.count);
  PIX *canvas = pixConvertTo32(page->ink);
  page_draw(prepared, canvas);
  pixWrite(argv[2], canvas, IFF_PNG);
  prepared_page_free(&prepared);
  pixDestroy(&canvas);
  pixDestroy(&picture);
  return 0;
}
