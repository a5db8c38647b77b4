#ifndef ZHAOLU_OUTPUT_PDF_WRITER_H
#define ZHAOLU_OUTPUT_PDF_WRITER_H

/*
 * The frame of a PDF 1.5 file: numbered objects, streams, the table that says where they stand.
 * What the objects mean is the caller's (output/pdf.c). ISO 32000-1 §7.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

struct pdf_writer {
  struct strbuf *bytes; /* borrowed; the file begins at `origin` in it */
  size_t origin;
  size_t *offsets; /* of object i + 1; 0: reserved, not written yet */
  int count, capacity;
};

/* Begins a file at the end of `bytes`. */
void pdf_begin(struct pdf_writer *writer, struct strbuf *bytes);

/* A number for an object that is written later, or refers to one that is. */
int pdf_reserve(struct pdf_writer *writer);

/* "N 0 obj" … "endobj": what stands between is appended to writer->bytes. */
void pdf_object_begin(struct pdf_writer *writer, int number);
void pdf_object_end(struct pdf_writer *writer);

/* A whole stream object. `entries` go into its dictionary ("/Type /XObject …" or ""). `deflate`
 * packs the bytes with zlib; else they are written as they are, `entries` naming their filter. */
void pdf_stream(struct pdf_writer *writer, int number, const char *entries, const void *bytes,
                size_t size, bool deflate);

/* Appends text as a PDF string that holds any Unicode: <FEFF…>. */
void pdf_append_text(struct strbuf *bytes, const char *text);

/* A character as UTF-16 in hexadecimal digits. */
void pdf_append_utf16(struct strbuf *bytes, unsigned codepoint);

/* Ends the file. `id` is any text that tells this file from others; it is hashed. */
void pdf_end(struct pdf_writer *writer, int catalogue, int info, const char *id);

#endif
