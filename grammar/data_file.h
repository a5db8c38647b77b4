#ifndef ZHAOLU_GRAMMAR_DATA_FILE_H
#define ZHAOLU_GRAMMAR_DATA_FILE_H

/* The YAML files of data/ that hold public facts. Damage to one is damage to the installation. */

#include <jansson.h>

#include "base/status.h"
#include "grammar/name_list.h"

/* The file's content; STATUS_INSTALL when it cannot be read. */
enum status data_file_load(const char *data_dir, const char *name, json_t **ret_json,
                           struct error *error) MUST_CHECK;

/* STATUS_INSTALL with what is wrong in the file. */
enum status data_file_refuse(const char *name, const char *what, struct error *error) MUST_CHECK;

/* Adds the texts of a list; all else is passed over. */
void name_list_take(struct name_list *list, const json_t *json);

#endif
