#ifndef ZHAOLU_CLI_CONFIG_FILE_H
#define ZHAOLU_CLI_CONFIG_FILE_H

/*
 * The configuration files: YAML with the options' long names as keys. Options of every verb stand
 * at the top level, a verb's own below its name:
 *
 *     page-timeout: 120
 *     watch:
 *       settle: 5
 */

#include "base/status.h"
#include "cli/option_row.h"

/* Reads /etc/zhaolu/config.yaml and the user's own over it where they exist or, with `only` not
 * NULL, that file alone, which must exist. The last group has a NULL target. STATUS_USAGE names
 * file and key. */
enum status config_files_read(const struct option_group *groups, const char *only,
                              struct error *error) MUST_CHECK;

/* The files that would be read, for `doctor`; the user's is owned by the caller, NULL for none. */
#define CONFIG_FILE_SYSTEM "/etc/zhaolu/config.yaml"
char *config_file_of_user(void);

#endif
