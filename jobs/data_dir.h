#ifndef ZHAOLU_JOBS_DATA_DIR_H
#define ZHAOLU_JOBS_DATA_DIR_H

/* Where lexicon, profiles, schema and the rest of data/ are. */

#include "base/status.h"
#include "files/digest.h"

/* $ZHAOLU_DATA; the source's data/ when the program runs from its build folder; share/zhaolu beside
 * the program's bin/; or where it was to be installed. The text is owned by the caller.
 * STATUS_INSTALL when there is none. */
enum status data_dir_find(char **ret_path, struct error *error) MUST_CHECK;

/* The folder of the models that come with the program; owned by the caller. */
char *data_dir_models(const char *data_dir);

/* A digest of all that decides about results in a data folder (YAML, tables, word lists, models)
 * and of one more file (`profile`, NULL for none, skipped when it is no file): when it changes,
 * results may. */
enum status data_dir_digest(const char *data_dir, const char *profile,
                            char ret_hex[DIGEST_HEX_BYTES], struct error *error) MUST_CHECK;

#endif
