#ifndef ZHAOLU_INGEST_PAGE_NAME_H
#define ZHAOLU_INGEST_PAGE_NAME_H

/* What a file's name alone says of it; of a name without a known ending only the content tells. */

#include <stdbool.h>

bool name_is_picture(const char *name); /* ".png", ".JPG", … */
bool name_is_paged(const char *name);   /* ".pdf", ".ofd": pages in one file */
/* True for "page-3.png", "Page 12.tif", "第3页.jpg": a picture that is one page of its folder. */
bool name_is_page(const char *name);

#endif
