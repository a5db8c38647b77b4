/* line_view PICTURE OUT.png: shows what clean-up and line finding make of a picture. Segments are
 * framed in green, their pieces in blue; ink that counts as ornament is tinted. */

#include <stdio.h>

#include "ingest/line_find.h"
#include "ingest/ornament.h"
#include "ingest/overprint.h"
#include "ingest/page_clean.h"
#include "ingest/seal.h"

static void box_draw(PIX *canvas, struct box box, int width, int r, int g, int b)
{
  BOX *outline = boxCreate(box.x, box.y, box.w, box.h);
  pixRenderBoxArb(canvas, outline, width, (l_uint8)r, (l_uint8)g, (l_uint8)b);
  boxDestroy(&outline);
}

int main(int argc, char **argv)
{
  if (argc != 3) {
    fprintf(stderr, "usage: line_view PICTURE OUT.png\n");
    return 2;
  }
  PIX *picture = pixRead(argv[1]);
  struct clean_page page;
  struct error error;
  if (!picture || clean_page_make(picture, &page, &error) != STATUS_OK) {
    fprintf(stderr, "line_view: cannot clean %s\n", argv[1]);
    return 1;
  }
  PIX *text = pixCopy(NULL, page.mask);
  ornament_clear_blocks(text, page.red_mask, page.char_size);
  overprint_part(text, page.black ? page.black : page.ink, page.char_size, &page.black);
  ornament_clear_rules(text, page.char_size * 4, page.char_size / 4);
  struct seal_list seals = seals_find(page.red_mask, page.char_size);
  if (page.red_mask) {
    PIX *red = seals_red_text(page.red_mask, &seals, page.char_size);
    pixOr(text, text, red);
    pixDestroy(&red);
  }
  if (page.red_mask)
    seals_clear_print(&seals, text, page.black, page.red_mask);
  struct segment_list list = lines_find(text, page.char_size);
  printf("%d×%d, characters %d px, scale %.2f, turns %d, skew %.2f, segments %zu\n",
         pixGetWidth(page.ink), pixGetHeight(page.ink), page.char_size, (double)page.scale,
         page.quarter_turns, (double)page.skew, list.count);
  PIX *canvas = pixConvertTo32(page.ink);
  PIX *ornament = pixSubtract(NULL, page.mask, text);
  pixPaintThroughMask(canvas, ornament, 0, 0, 0xFFB0B000);
  for (size_t i = 0; i < list.count; i++) {
    for (size_t k = 0; k < list.segments[i].piece_count; k++)
      box_draw(canvas, list.segments[i].pieces[k], 1, 60, 60, 255);
    box_draw(canvas, list.segments[i].box, 2, 0, 160, 0);
  }
  for (size_t i = 0; i < seals.count; i++)
    box_draw(canvas, seals.seals[i].box, 4, 220, 0, 0);
  seals_clear(&seals);
  pixWrite(argv[2], canvas, IFF_PNG);
  segments_clear(&list);
  clean_page_clear(&page);
  pixDestroy(&canvas);
  pixDestroy(&ornament);
  pixDestroy(&text);
  pixDestroy(&picture);
  return 0;
}
