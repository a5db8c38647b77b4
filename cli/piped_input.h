#ifndef ZHAOLU_CLI_PIPED_INPUT_H
#define ZHAOLU_CLI_PIPED_INPUT_H

/* Documents that come through a pipe: standard input as "-", /dev/stdin, named pipes. A decoder
 * needs a file to look about in, so each is first copied into one that is gone after the run, also
 * when Ctrl-C or SIGTERM ends it. */

#include <stdint.h>

#include "base/status.h"
#include "ingest/inputs.h"

struct piped_inputs {
  char *folder; /* of the copies; NULL while there is none */
};

/* Puts copies in place of the pipes among the documents' files. One that cannot be copied, or has
 * more than `bytes_max` bytes, becomes its document's error. */
void piped_inputs_copy(struct piped_inputs *piped, struct input_list *list, uint64_t bytes_max);

/* True for a file of a document that is such a copy. */
bool piped_inputs_hold(const struct piped_inputs *piped, const char *path);

/* Removes the copies. */
void piped_inputs_remove(struct piped_inputs *piped, const struct input_list *list);

#endif
