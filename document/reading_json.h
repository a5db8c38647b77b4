#ifndef ZHAOLU_DOCUMENT_READING_JSON_H
#define ZHAOLU_DOCUMENT_READING_JSON_H

/* A read page as JSON, for the way from a worker process to its parent (pictures travel beside it).
 */

#include <jansson.h>

#include "base/status.h"
#include "document/reading.h"

json_t *read_page_to_json(const struct read_page *page); /* a new reference */

/* Fills an empty *page. STATUS_BAD_INPUT when the JSON is not of this form: a worker is not
 * trusted. */
enum status read_page_from_json(const json_t *json, struct read_page *page,
                                struct error *error) MUST_CHECK;

#endif
