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

/* The reading's text without spaces; owned by the caller. */
char *reading_compact(const struct reading *reading);

#endif
