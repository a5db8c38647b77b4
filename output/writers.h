#ifndef ZHAOLU_OUTPUT_WRITERS_H
#define ZHAOLU_OUTPUT_WRITERS_H

/* The functions behind the table of formats, one a file; see output_format.write. */

#include "output/output.h"

enum status json_write(const struct output_context *context, struct strbuf *ret_bytes,
                       struct error *error) MUST_CHECK;
enum status txt_write(const struct output_context *context, struct strbuf *ret_bytes,
                      struct error *error) MUST_CHECK;
enum status record_table_write(const struct output_context *context, struct strbuf *ret_bytes,
                               struct error *error) MUST_CHECK;
enum status csv_write(const struct output_context *context, struct strbuf *ret_bytes,
                      struct error *error) MUST_CHECK;
enum status xlsx_write(const struct output_context *context, struct strbuf *ret_bytes,
                       struct error *error) MUST_CHECK;
enum status hocr_write(const struct output_context *context, struct strbuf *ret_bytes,
                       struct error *error) MUST_CHECK;
enum status alto_write(const struct output_context *context, struct strbuf *ret_bytes,
                       struct error *error) MUST_CHECK;
enum status pdf_write(const struct output_context *context, struct strbuf *ret_bytes,
                      struct error *error) MUST_CHECK;
enum status html_write(const struct output_context *context, struct strbuf *ret_bytes,
                       struct error *error) MUST_CHECK;

#endif
