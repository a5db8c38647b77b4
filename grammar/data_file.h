#ifndef ZHAOLU_GRAMMAR_DATA_FILE_H
#define ZHAOLU_GRAMMAR_DATA_FILE_H

/* The files of data/ that hold public facts, YAML and text. Damage to one is damage to the
 * installation. */

#include <jansson.h>
#include <stdio.h>

#include "base/status.h"
#include "grammar/name_list.h"

/* The file's content; STATUS_INSTALL when it cannot be read. */
enum status data_file_load(const char *data_dir, const char *name, json_t **ret_json,
                           struct error *error) MUST_CHECK;

/* Opens a text file for reading; the caller closes it. STATUS_INSTALL when it is not there. */
enum status data_file_open(const char *data_dir, const char *name, FILE **ret_file,
                           struct error *error) MUST_CHECK;

/* STATUS_INSTALL with what is wrong in the file. */
enum status data_file_refuse(const char *name, const char *what, struct error *error) MUST_CHECK;

/* Adds the texts of a list; all else is passed over. */
void name_list_take(struct name_list *list, const json_t *json);

#endif
