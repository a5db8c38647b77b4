#ifndef ZHAOLU_QUEUE_NATS_DOOR_H
#define ZHAOLU_QUEUE_NATS_DOOR_H

/* Inside of link: what is asked of libnats. All wait for the network, so only the link's own
 * threads call them. STATUS_IO: later perhaps; STATUS_NOT_FOUND: streams or consumers are not
 * there (any more). */

#include <nats/nats.h>

#include "base/status.h"
#include "queue/link_options.h"

#define NATS_INBOX_OWNER "_INBOX.zhaolu_owner"
#define NATS_INBOX_WORKER "_INBOX.zhaolu_worker"
#define NATS_INBOX_STATUS "_INBOX.zhaolu_status"

struct nats_door {
  natsConnection *connection;
  jsCtx *stream;
};
void nats_door_close(struct nats_door *door);

/* One attempt, which takes some seconds at most. Answers come to subjects below `inbox`, so that a
 * server can allow each role its own. STATUS_USAGE where a file that was named cannot be read.
 * No function of ours is called back: libnats calls still when all is closed and freed. */
enum status nats_door_open(const struct queue_place *place, const char *inbox,
                           struct nats_door *ret_door, struct error *error) MUST_CHECK;

/* Streams, the owner's consumer of answers, and the workers' of documents for `reader`. What is
 * there stays as it is, but for the time of a claim. */
enum status nats_door_furnish(struct nats_door *door, const struct queue_link_options *options,
                              struct error *error) MUST_CHECK;

/* Who takes deliveries. */
enum status nats_door_subscribe(struct nats_door *door, const struct queue_link_options *options,
                                natsSubscription **ret_subscription,
                                struct error *error) MUST_CHECK;

/* Until the server has it, or has it already. STATUS_TOO_LARGE where it never will. */
enum status nats_door_publish(struct nats_door *door, const struct queue_parcel *parcel,
                              struct error *error) MUST_CHECK;

#endif
