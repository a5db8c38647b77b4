#ifndef ZHAOLU_OUTPUT_TABLE_CELLS_H
#define ZHAOLU_OUTPUT_TABLE_CELLS_H

/* A summary cut into the cells of its row; what CSV and XLSX share. */

#include "output/table.h"

enum { TABLE_LEADING_COLUMNS = 9, TABLE_TRAILING_COLUMNS = 2 };

struct table_heading {
  const char *name;    /* for programs */
  const char *chinese; /* for people; NULL for a field: see output/field_names.h */
};

struct table_cell {
  char *text;                        /* owned by the caller */
  const struct summary_field *field; /* of the summary; NULL where the cell is not a field's */
};

size_t table_column_count(const struct table_columns *columns);
struct table_heading table_heading_at(const struct table_columns *columns, size_t index);
struct table_cell table_cell_at(const struct table_columns *columns, const struct summary *summary,
                                size_t index);

#endif
