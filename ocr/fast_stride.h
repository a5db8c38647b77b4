#ifndef ZHAOLU_OCR_FAST_STRIDE_H
#define ZHAOLU_OCR_FAST_STRIDE_H

/*
 * Steps through a line's picture inside Tesseract's network. Its convolution asks of each pixel's
 * nine neighbours whether they lie in the picture, with fifteen calls between libraries each: a
 * tenth of an office scan's time. The function that steps (StrideMap::Index::AddOffset,
 * src/lstm/stridemap.h) is replaced for the whole program, as in ocr/one_thread.h, by one that does
 * the same in place. Where Tesseract's objects are laid out otherwise, its own function is called.
 */

#include <stdbool.h>

/* Looks how Tesseract lays its objects out; before a model is used. False: otherwise than is known,
 * and everything stays as it is. */
bool fast_stride_settle(void);

#endif
