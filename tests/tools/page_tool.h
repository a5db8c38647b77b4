#ifndef ZHAOLU_TESTS_TOOLS_PAGE_TOOL_H
#define ZHAOLU_TESTS_TOOLS_PAGE_TOOL_H

/* What the developers' tools that show one page's reading share. */

#include "ocr/prepared_page.h"

/* The program's own engine; says on standard error why there is none. */
struct engine *tool_engine_open(const char *tool);

/* The page of a picture file, upright and with its lines; NULL where it cannot be had. The
 * caller's. */
struct prepared_page *tool_page_open(struct engine *engine, const char *path);

#endif
