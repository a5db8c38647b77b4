#ifndef ZHAOLU_OCR_FAST_STORE_H
#define ZHAOLU_OCR_FAST_STORE_H

/*
 * What each step of Tesseract's network gives, made bytes. Tesseract rounds number by number, each
 * with a branch that cannot be foreseen: a twentieth of an office scan's time. The function
 * (NetworkIO::WriteTimeStepPart, src/lstm/networkio.h) is replaced for the whole program, as in
 * ocr/one_thread.h, by one that rounds many at once, to the same bytes. Where Tesseract's objects
 * are laid out otherwise, its own function is called.
 */

#include <stdbool.h>

/* Looks how Tesseract lays its objects out; before a model is used. False: otherwise than is known,
 * and everything stays as it is. */
bool fast_store_settle(void);

#endif
