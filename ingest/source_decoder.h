#ifndef ZHAOLU_INGEST_SOURCE_DECODER_H
#define ZHAOLU_INGEST_SOURCE_DECODER_H

/*
 * The seam between source_single.c and the formats: one small table of functions a format. Decoders
 * write messages without the file's name and the page's number; source_single.c puts those before
 * them.
 */

#include "ingest/page_picture.h"

/* An open, plain, not empty file of bounded size, or bytes in memory as such a file. */
struct source_file {
  char *path; /* as given; NULL for bytes in memory */
  int fd;
  uint64_t size;
  struct source_limits limits;
  const unsigned char *bytes; /* `size` of them in place of `fd`, borrowed; else NULL */
};

struct source_decoder {
  enum source_format format;
  bool (*recognises)(const unsigned char *head, size_t size); /* the file's first bytes */
  bool (*confirms)(const struct source_file *file);           /* NULL: the first bytes are enough */
  /* *ret_state (may stay NULL) is handed to load and close. */
  enum status (*open)(const struct source_file *file, void **ret_state, int *ret_page_count,
                      struct error *error);
  enum status (*load)(const struct source_file *file, void *state, int index,
                      enum pdf_text_mode pdf_text, struct page_picture *ret_picture,
                      struct error *error);
  void (*close)(void *state); /* NULL where there is no state */
};

extern const struct source_decoder source_png_decoder;
extern const struct source_decoder source_jpeg_decoder;
extern const struct source_decoder source_tiff_decoder;
extern const struct source_decoder source_pdf_decoder;
extern const struct source_decoder source_webp_decoder;
extern const struct source_decoder source_bmp_decoder;
extern const struct source_decoder source_gif_decoder;
extern const struct source_decoder source_heic_decoder;
extern const struct source_decoder source_ofd_decoder;

/* The whole file in memory; owned by the caller. */
enum status source_file_read(const struct source_file *file, unsigned char **ret_bytes,
                             size_t *ret_size, struct error *error) MUST_CHECK;

/* Reads up to `size` bytes at `offset`; fewer only at the end of the file or when reading fails. */
size_t source_file_peek(const struct source_file *file, uint64_t offset, void *bytes, size_t size);

/* STATUS_TOO_LARGE or STATUS_BAD_INPUT unless a picture of that size is within the limits. */
enum status source_check_size(const struct source_limits *limits, uint64_t width, uint64_t height,
                              struct error *error) MUST_CHECK;

/* A picture of that size, within the limits; white is not filled in. */
enum status source_make_pix(const struct source_limits *limits, uint64_t width, uint64_t height,
                            int depth, PIX **ret_pix, struct error *error) MUST_CHECK;

/* The resolution if sheets of paper have it, else 0: 50 to 2400 dpi, square within a twentieth, and
 * a long side between an identity card and A3 (A4 for 72 and 96 dpi, which are seldom true). */
float source_plausible_dpi(double x_dpi, double y_dpi, int width, int height);

/* Makes the pixels square where a resolution says that they are not, as those of fax (204 × 391
 * dpi); sets both resolutions to the one it then has. False when memory runs out. */
bool source_square_pixels(PIX **pix, const struct source_limits *limits, double *x_dpi,
                          double *y_dpi) MUST_CHECK;

/* Lays a 32-bit picture with an alpha channel on paper, in place: what is transparent becomes
 * white. Bright drawing on nothing, as made for dark screens, becomes dark drawing on white. */
void source_lay_on_paper(PIX *pix);

/* Turns *pix as an EXIF or TIFF orientation (1 to 8) says; false when memory runs out. */
bool source_orient(PIX **pix, int orientation) MUST_CHECK;

/* The decoded *pix as a viewer shows it, with square pixels and upright; the picture takes it. */
enum status source_finish_picture(PIX **pix, const struct source_limits *limits, double x_dpi,
                                  double y_dpi, int orientation, struct page_picture *ret_picture,
                                  struct error *error) MUST_CHECK;

#endif
