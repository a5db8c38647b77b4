#ifndef ZHAOLU_JOBS_EXTRACTOR_COMMAND_H
#define ZHAOLU_JOBS_EXTRACTOR_COMMAND_H

/*
 * A program of the user's in place of the built-in extractor: it gets the corrected document as
 * JSON on its standard input and writes a `record` object, or several as `records`, to its standard
 * output. Its standard error is the user's.
 */

#include "base/status.h"
#include "document/record.h"

/*
 * Runs `command` through the shell; `document` is the JSON. STATUS_INSTALL when there is no such
 * program, STATUS_TIMEOUT when it took longer than timeout_seconds (it is killed), STATUS_IO when
 * it failed, STATUS_BAD_INPUT when what it wrote is not a record.
 */
enum status extractor_command_run(const char *command, int timeout_seconds, const char *document,
                                  struct record_list *ret_records, struct error *error) MUST_CHECK;

#endif
