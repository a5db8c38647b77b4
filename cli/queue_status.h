#ifndef ZHAOLU_CLI_QUEUE_STATUS_H
#define ZHAOLU_CLI_QUEUE_STATUS_H

/* What `zhaolu status --queue` says of the queue: for people, as JSON, and for Prometheus. */

#include "base/strbuf.h"
#include "queue/queue_view.h"

void queue_status_append_text(const struct queue_view *view, struct strbuf *text);
/* A new reference. */
json_t *queue_status_json(const struct queue_view *view);
/* Of no view: the queue cannot be reached. */
void queue_status_append_metrics(const struct queue_view *view, struct strbuf *text);

#endif
