#ifndef ZHAOLU_REVIEW_RESULT_LOAD_H
#define ZHAOLU_REVIEW_RESULT_LOAD_H

/* A result as it lies on disk: the contract's document object. */

#include <jansson.h>

#include "base/status.h"
#include "document/reading.h"
#include "document/record.h"
#include "files/digest.h"

/* STATUS_BAD_INPUT when it is no result of zhaolu's; STATUS_TOO_LARGE. */
enum status result_load(const char *path, json_t **ret_json, struct error *error) MUST_CHECK;

/* The SHA-256 of the document that it was read from; "" where it says none. */
void result_digest(const json_t *json, char ret_sha256[DIGEST_HEX_BYTES]);

/* True for 64 lower-case hexadecimal digits. */
bool digest_is_sound(const char *text);

/* What is known of the page's picture: number, sizes, rotation; without lines and pictures.
 * `number` from 1. False when there is no such page, or it has no picture. */
bool result_page(const json_t *json, int number, struct read_page *ret_page);

#endif
