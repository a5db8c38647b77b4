#include "ingest/text_proof.h"

/* Grey levels in the mean of a line's box; black text makes 25 and more. */
enum { VISIBLE_DIFFERENCE = 8 };

bool text_proof_shows(PIX *difference, struct box box)
{
  int x = box.x > 0 ? box.x : 0, y = box.y > 0 ? box.y : 0;
  int w = box_right(box) - x, h = box_bottom(box) - y;
  BOX *clip = difference && w > 0 && h > 0 ? boxCreate(x, y, w, h) : NULL;
  PIX *part = clip ? pixClipRectangle(difference, clip, NULL) : NULL;
  l_float32 mean = 0;
  if (part)
    pixGetAverageMasked(part, NULL, 0, 0, 1, L_MEAN_ABSVAL, &mean);
  pixDestroy(&part);
  boxDestroy(&clip);
  return mean > VISIBLE_DIFFERENCE;
}
