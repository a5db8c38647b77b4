#ifndef ZHAOLU_TESTS_OUTPUT_SAMPLE_DOCUMENT_H
#define ZHAOLU_TESTS_OUTPUT_SAMPLE_DOCUMENT_H

/*
 * A small invented document built by hand, for the tests of every writer: page 1 upright with a
 * picture, page 2 lying on its side (to be turned 90 degrees clockwise), page 3 a repeat of page 1,
 * page 4 unreadable. Its text holds what a hostile file could: mark-up, a formula, quotes.
 */

#include "output/output.h"

enum { SAMPLE_WIDTH = 800, SAMPLE_HEIGHT = 1000, SAMPLE_DPI = 100 };

struct sample {
  struct document *document;
  struct record *record; /* the one of `records` */
  struct record_list records;
  struct output_context context;
};

extern const struct tool_info sample_tool;

/* `full_format` is what the pages carry as their whole picture; PICTURE_NONE for none. */
void sample_make(struct sample *sample, enum picture_format full_format);
/* Another certificate in the sample, a business licence on pages 2 and 4. */
void sample_add_record(struct sample *sample);
/* A document of a file that could not be opened: no pages, no record. */
void sample_make_failed(struct sample *sample);
void sample_clear(struct sample *sample);

/* The format's file of the sample; owned by the caller. */
struct strbuf sample_write(const struct sample *sample, const char *format);

#endif
