#ifndef ZHAOLU_INGEST_BMP_HEADER_H
#define ZHAOLU_INGEST_BMP_HEADER_H

/* The headers of a BMP file, of Windows and of OS/2; numbers are as the file says, not checked. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a file that hold its headers. */
enum { BMP_HEADER_BYTES = 66 };

struct bmp_header {
  uint64_t pixels_at;  /* offset in the file */
  uint64_t palette_at; /* offset in the file */
  int palette_entry;   /* bytes of a colour */
  uint32_t palette_count;
  uint64_t width, height;
  bool from_top;             /* the first row stored is the top one */
  int bits;                  /* a pixel */
  uint32_t compression;      /* 0: none, 3: masks, others are packed */
  uint32_t masks[3];         /* red, green, blue; where compression is 3 */
  uint32_t x_metre, y_metre; /* pixels a metre; 0: not said */
  uint64_t row_bytes;
};

bool bmp_is(const unsigned char *head, size_t size);
/* False where the head is too short or of no kind that is known. */
bool bmp_header_read(const unsigned char *head, size_t size, struct bmp_header *ret_header);

#endif
