#ifndef ZHAOLU_TESTS_OCR_PRINTED_PAGE_H
#define ZHAOLU_TESTS_OCR_PRINTED_PAGE_H

/* Chinese print for the real recogniser to read. */

#include <allheaders.h>

#include "ocr/page_read.h"

struct printer; /* a face, WenQuanYi Zen Hei */

/* NULL where the face is not installed. */
struct printer *printer_open(void);
void printer_close(struct printer **printer);

/* Prints a line in black on an 8 or 32 bpp picture: its characters stand `size` pixels apart, their
 * upper left corner is at (x, y). */
void print_line(const struct printer *printer, PIX *pix, int x, int y, int size, const char *text);

/* The engine of the program's own model, without characters' shapes. */
struct engine *default_engine_open(void);

/* What a test that prints and reads needs: cmocka's group setup and teardown make *state one. */
struct fixture {
  struct engine *engine;
  struct printer *printer;
};
int fixture_open(void **state);
int fixture_close(void **state);

/* The reading's text without spaces; owned by the caller. */
char *reading_compact(const struct reading *reading);

#endif
