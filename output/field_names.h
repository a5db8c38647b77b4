#ifndef ZHAOLU_OUTPUT_FIELD_NAMES_H
#define ZHAOLU_OUTPUT_FIELD_NAMES_H

/*
 * What a person calls a field, in Chinese and English: data/field_names.tsv, built into the
 * program. Names that the list does not have are made readable from the name itself.
 */

#include <stddef.h>

struct field_title {
  char *chinese, *english; /* never NULL */
};

/* `printed_label` is what the paper says (it wins for the Chinese title of a field that the list
 * does not have) and may be NULL. *ret_title is cleared with field_title_clear. */
void field_title_of(const char *name, const char *printed_label, struct field_title *ret_title);
/* Both in one text: "公司名称 Company", once where they are the same. Owned by the caller. */
char *field_title_text(const char *name, const char *printed_label);
void field_title_clear(struct field_title *title);

/* "unified_code" becomes "Unified code"; owned by the caller. */
char *name_made_readable(const char *name);

/* Name of the listed field at `index`, in the list's order; NULL past the end. Owned by the caller.
 */
char *field_name_listed(size_t index);

#endif
