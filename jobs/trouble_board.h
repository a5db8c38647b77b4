#ifndef ZHAOLU_JOBS_TROUBLE_BOARD_H
#define ZHAOLU_JOBS_TROUBLE_BOARD_H

/*
 * What is in a watch's way and is no document's fault: folders that it may not look into or take
 * files out of, files that cannot be moved. Each is logged once, with the command that helps, and
 * once more when it is over; meanwhile the ledger has it for `status`.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/log.h"
#include "spool/ledger.h"

struct trouble_board; /* opaque */

/* Forgets what an earlier run of the keeper left in the ledger. */
struct trouble_board *trouble_board_open(struct ledger *ledger, enum ledger_keeper keeper,
                                         const struct event_log *log);
void trouble_board_close(struct trouble_board **board);

/* `event` is the log's word, `reason` a sentence without the place. Known with this reason: no
 * word. */
void trouble_board_note(struct trouble_board *board, const char *place, const char *event,
                        const char *reason);

/* Ends the troubles of places for which `is_over` says so. */
typedef bool trouble_is_over(const char *place, const char *event, void *context);
void trouble_board_sweep(struct trouble_board *board, trouble_is_over *is_over, void *context);

size_t trouble_board_count(const struct trouble_board *board);

#endif
