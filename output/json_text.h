#ifndef ZHAOLU_OUTPUT_JSON_TEXT_H
#define ZHAOLU_OUTPUT_JSON_TEXT_H

#include <jansson.h>

/* A string, JSON null for NULL; a new reference. Bytes that are not UTF-8 (a file's name may be
 * anything) become U+FFFD. */
json_t *json_from_text(const char *text);

#endif
