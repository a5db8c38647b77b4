#ifndef ZHAOLU_OUTPUT_TABLE_H
#define ZHAOLU_OUTPUT_TABLE_H

/*
 * Many documents as one table: a row a certificate, a column a field, and what needs a person. CSV
 * grows row by row, so that a batch of thousands never sits in memory:
 *
 *     struct table_columns columns = {0};
 *     table_columns_add_listed(&columns);
 *     csv_append_header(&columns, &bytes);
 *     for each document: csv_append_row(&columns, &summary, &bytes), write bytes out
 *
 * CSV is UTF-8 with BOM, RFC 4180 quoting and line ends. Text that a spreadsheet would take for a
 * formula (= + - @ and their full-width forms first) comes with an apostrophe before it: the text
 * is a stranger's.
 */

#include "base/status.h"
#include "base/strbuf.h"
#include "output/summary.h"

struct table_columns {
  char **names; /* of fields; the columns on file and status stand before them */
  size_t count, capacity;
};

void table_columns_add(struct table_columns *columns, const char *field_name); /* once a name */
void table_columns_add_listed(struct table_columns *columns); /* those of data/field_names.tsv */
void table_columns_add_summary(struct table_columns *columns, const struct summary *summary);
void table_columns_clear(struct table_columns *columns);

/*
 * Columns: file, status, to_check (names of fields, joined by ；), reason, type, title, pages,
 * record_pages (of a document with several certificates), sha256, the fields, other_fields ("name:
 * value" of those without a column), reviewed (names of fields whose value a person confirmed or
 * changed; the value is the person's).
 */
void csv_append_header(const struct table_columns *columns, struct strbuf *bytes);
void csv_append_row(const struct table_columns *columns, const struct summary *summary,
                    struct strbuf *bytes);

/* One cell, quoted where it must be, and never a formula. */
void csv_append_cell(const char *text, struct strbuf *bytes);

/* The rows as a whole file, with the columns that they need. */
void csv_append_table(const struct summary_list *rows, struct strbuf *bytes);
enum status xlsx_append_table(const struct summary_list *rows, struct strbuf *bytes,
                              struct error *error) MUST_CHECK;

/* An Excel workbook, a row at a time (rows go to a temporary file): header frozen, filters on,
 * doubtful cells coloured with the failed checks as their note. */
struct xlsx_table;
enum status xlsx_table_open(const char *path, const struct table_columns *columns,
                            struct xlsx_table **ret_table, struct error *error) MUST_CHECK;
void xlsx_table_add(struct xlsx_table *table, const struct summary *summary);
/* Finishes the file; frees the table whatever happens. */
enum status xlsx_table_close(struct xlsx_table **table, struct error *error) MUST_CHECK;

#endif
