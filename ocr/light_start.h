#ifndef ZHAOLU_OCR_LIGHT_START_H
#define ZHAOLU_OCR_LIGHT_START_H

/*
 * Tesseract opened for its network alone. Even then it makes the tables of look-alikes that the
 * recogniser before the network asked for, each pair sorted in among those of its character: more
 * than half of the time that opening a model takes. The function that makes them is replaced for
 * the whole program, as in ocr/one_thread.h. A Tesseract that has no function of that name starts
 * as it always did.
 */

#include <stdbool.h>
#include <tesseract/capi.h>

/* A folder of models and a language as Tesseract names them; false: it cannot load them. */
bool tesseract_start_lightly(TessBaseAPI *tesseract, const char *folder, const char *language);

#endif
