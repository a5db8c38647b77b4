#ifndef ZHAOLU_OCR_ONE_THREAD_H
#define ZHAOLU_OCR_ONE_THREAD_H

/*
 * Tesseract on one thread: pages are what runs in parallel. Its network is full of OpenMP regions
 * of some microseconds each, and GNU's OpenMP enters and leaves even a team of one through the
 * kernel: some 200,000 calls a page, a twentieth of the time. The entry points that Tesseract uses
 * are therefore replaced for the whole program by ones that call the region's body and nothing
 * else; the dynamic linker prefers a program's own functions to a library's.
 */

/* Limits OpenMP of any other maker to one thread too, where Tesseract was built with it. */
void one_thread_settle(void);

#endif
