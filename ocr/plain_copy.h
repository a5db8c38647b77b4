#ifndef ZHAOLU_OCR_PLAIN_COPY_H
#define ZHAOLU_OCR_PLAIN_COPY_H

/*
 * Tesseract packs the picture of each line as a PNG in memory, and unpacks it at once. Leptonica's
 * function for it is replaced for the whole program, as in ocr/one_thread.h, by one that keeps
 * the pixels as they are, which Leptonica reads back just so. A Tesseract that asks another
 * function packs as it always did. No other code of the program may call pixWriteMem for a format.
 */

#include <stdbool.h>

/* Links the replacement in; true: the program's own function is the one that libraries find. */
bool plain_copy_settle(void);

#endif
