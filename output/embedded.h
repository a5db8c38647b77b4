#ifndef ZHAOLU_OUTPUT_EMBEDDED_H
#define ZHAOLU_OUTPUT_EMBEDDED_H

/* Files of data/ that are built into the program (output/embed.py), as NUL-terminated UTF-8. */

extern const char embedded_field_names[]; /* data/field_names.tsv */

#endif
