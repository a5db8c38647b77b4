#ifndef ZHAOLU_EXTRACT_QR_H
#define ZHAOLU_EXTRACT_QR_H

/*
 * What the QR codes of a document say about a value. A code is exact or it is not read at all, but
 * it mostly holds an address with more than the value in it; %XX stands for a byte.
 */

#include "extract/kind.h"
#include "extract/layout.h"
#include "grammar/reference.h"

/* The licence number or credit code in a QR code, for fields of those kinds; NULL for other kinds
 * and when there is none. Owned by the caller; *ret_page is its page's number. */
char *qr_find_value(const struct reference *reference, const struct layout *layout,
                    const struct kind *kind, int *ret_page);

/* True when a QR code holds the text, widths and spaces aside. */
bool qr_holds(const struct layout *layout, const char *text);

#endif
