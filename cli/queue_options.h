#ifndef ZHAOLU_CLI_QUEUE_OPTIONS_H
#define ZHAOLU_CLI_QUEUE_OPTIONS_H

/* Where the queue is: options of the verbs that use one, and the configuration's section `queue`,
 * which holds for all of them. */

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "cli/option_row.h"
#include "queue/link.h"

/* Its name in a configuration file. */
#define QUEUE_SECTION "queue"

struct queue_options {
  char *queue, *store, *user, *password_file, *credentials, *nkey, *seed, *ca, *certificate, *key;
  int64_t claim, ahead; /* seconds; documents */
};
extern const struct option_row queue_option_rows[];
void queue_options_init(struct queue_options *options);

/* An empty name takes back what a configuration says. */
bool queue_is_named(const struct queue_options *options);

/* Borrows from the options. */
struct queue_place queue_place_of(const struct queue_options *options);

#endif
