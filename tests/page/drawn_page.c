#include "tests/page/drawn_page.h"

#include <stdio.h>
#include <stdlib.h>

enum { WIDTH = 1654, HEIGHT = 2339, LEFT = 220, LINE = 56, LINES = 28 };

const struct drawn_page drawn_page_default = {
    .number = "B2-20231583", .amount = "1503.50", .word = "network"};

static void draw_line(PIX *pix, L_BMF *font, int row, const char *text)
{
  l_int32 width, overflow;
  pixSetTextline(pix, font, text, 20, LEFT, 260 + row * LINE, &width, &overflow);
}

PIX *drawn_page_make(const struct drawn_page *page)
{
  PIX *pix = pixCreate(WIDTH, HEIGHT, 8);
  L_BMF *font = bmfCreate(NULL, 10);
  if (!pix || !font)
    abort();
  pixSetAllArbitrary(pix, 245);
  BOX *frame = boxCreate(90, 100, WIDTH - 180, HEIGHT - 200);
  pixRenderBoxArb(pix, frame, 6, 60, 60, 60);
  boxDestroy(&frame);
  char text[200];
  snprintf(text, sizeof text, "Licence number: %s", page->number);
  draw_line(pix, font, 0, text);
  snprintf(text, sizeof text, "Registered capital: %s ten thousand yuan", page->amount);
  draw_line(pix, font, 1, text);
  for (int row = 2; row < LINES; row++) {
    snprintf(text, sizeof text, "%d. The holder runs the %s services within the area of article %d",
             row, row == 14 ? page->word : "information", row * 37 % 11);
    draw_line(pix, font, row, text);
  }
  if (page->extra)
    draw_line(pix, font, LINES + 2, page->extra);
  bmfDestroy(&font);
  return pix;
}

static PIX *step(PIX *old, PIX *new)
{
  if (!new)
    abort();
  pixDestroy(&old);
  return new;
}

PIX *drawn_page_scan(PIX *page, const struct drawn_scan *scan)
{
  PIX *pix = pixCopy(NULL, page);
  if (scan->degrees != 0)
    pix = step(pix, pixRotate(pix, scan->degrees * 3.14159265f / 180, L_ROTATE_AREA_MAP,
                              L_BRING_IN_WHITE, WIDTH, HEIGHT));
  if (scan->enlarge != 1)
    pix = step(pix, pixScaleGrayLI(pix, scan->enlarge, scan->enlarge));
  if (scan->right || scan->down)
    pix = step(pix, pixTranslate(NULL, pix, scan->right, scan->down, L_BRING_IN_WHITE));
  if (scan->blur)
    pix = step(pix, pixBlockconvGray(pix, NULL, scan->blur, scan->blur));
  if (scan->noise > 0)
    pix = step(pix, pixAddGaussianNoise(pix, scan->noise));
  if (scan->brightness != 1)
    pixMultConstantGray(pix, scan->brightness);
  if (scan->half_turn)
    pix = step(pix, pixRotate180(NULL, pix));
  return pix;
}
