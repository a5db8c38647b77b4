#ifndef ZHAOLU_CLI_OPTION_VALUE_H
#define ZHAOLU_CLI_OPTION_VALUE_H

/* An option's text, from the command line or a configuration file, into the place its row names. */

#include "base/status.h"
#include "cli/option_row.h"

/* `what` names the option in messages, as the user wrote it. A text takes the place of an older
 * one. STATUS_USAGE when the value is not of the row's kind. */
enum status option_value_set(const struct option_row *row, void *target, const char *what,
                             const char *value, struct error *error) MUST_CHECK;

#endif
