#ifndef ZHAOLU_BASE_YAML_JSON_H
#define ZHAOLU_BASE_YAML_JSON_H

/*
 * YAML files that people edit (profiles, the configuration), read into JSON values so that the rest
 * of the program knows one kind of tree only. A plain YAML subset: mappings with text keys,
 * sequences, scalars; no anchors, no tags. A key given twice in one mapping is an error, because
 * the person who wrote it expects both to count.
 *
 * Unquoted scalars become what they look like: true/false, null or ~, integers, numbers; all else
 * is a string. Quoted scalars are strings.
 */

#include <jansson.h>

#include "base/status.h"

/* `name` stands in messages, which give line and column. An empty text is JSON null. STATUS_USAGE
 * when the text is not such YAML. */
enum status yaml_parse(const char *text, size_t length, const char *name, json_t **ret_json,
                       struct error *error) MUST_CHECK;

/* Reads a file of at most 1 MiB. STATUS_NOT_FOUND, STATUS_IO, STATUS_TOO_LARGE or as yaml_parse. */
enum status yaml_load_file(const char *path, json_t **ret_json, struct error *error) MUST_CHECK;

#endif
