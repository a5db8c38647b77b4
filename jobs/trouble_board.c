#include "jobs/trouble_board.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "spool/spool_name.h"

struct trouble {
  char *place, *event, *reason;
};

struct trouble_board {
  struct ledger *ledger;
  enum ledger_keeper keeper;
  const struct event_log *log;
  struct trouble *items;
  size_t count, capacity;
};

static void board_log(const struct trouble_board *board, enum log_level level, const char *event,
                      const char *message)
{
  event_log_write(board->log, &(struct log_entry){.level = level, .event = event}, "%s", message);
}

/* The ledger's knowledge is a courtesy to `status`: the watch goes on without. */
static void board_tell(const struct trouble_board *board, const char *place, const char *reason)
{
  struct error error = {0};
  autofree char *shown = place ? name_shown(place) : NULL;
  enum status status =
      reason ? ledger_note_trouble(board->ledger, board->keeper, shown, reason, &error)
             : ledger_end_trouble(board->ledger, board->keeper, shown, &error);
  if (status)
    board_log(board, LOG_LEVEL_DEBUG, "ledger", error.message);
}

struct trouble_board *trouble_board_open(struct ledger *ledger, enum ledger_keeper keeper,
                                         const struct event_log *log)
{
  struct trouble_board *board = memory_alloc(sizeof *board);
  board->ledger = ledger;
  board->keeper = keeper;
  board->log = log;
  board_tell(board, NULL, NULL);
  return board;
}

static void trouble_clear(struct trouble *trouble)
{
  free(trouble->place);
  free(trouble->event);
  free(trouble->reason);
}

void trouble_board_close(struct trouble_board **board)
{
  if (!*board)
    return;
  for (size_t i = 0; i < (*board)->count; i++)
    trouble_clear(&(*board)->items[i]);
  free((*board)->items);
  free(*board);
  *board = NULL;
}

static struct trouble *trouble_of(struct trouble_board *board, const char *place)
{
  for (size_t i = 0; i < board->count; i++)
    if (strcmp(board->items[i].place, place) == 0)
      return &board->items[i];
  array_reserve(board->items, board->count, board->capacity);
  board->items[board->count] = (struct trouble){.place = memory_copy_string(place)};
  return &board->items[board->count++];
}

void trouble_board_note(struct trouble_board *board, const char *place, const char *event,
                        const char *reason)
{
  struct trouble *trouble = trouble_of(board, place);
  if (trouble->reason && strcmp(trouble->reason, reason) == 0)
    return;
  free(trouble->event);
  free(trouble->reason);
  trouble->event = memory_copy_string(event);
  trouble->reason = memory_copy_string(reason);
  autofree char *message = memory_format("%s: %s", place, reason);
  board_log(board, LOG_LEVEL_ERROR, event, message);
  board_tell(board, place, reason);
}

void trouble_board_sweep(struct trouble_board *board, trouble_is_over *is_over, void *context)
{
  size_t kept = 0;
  for (size_t i = 0; i < board->count; i++) {
    struct trouble *trouble = &board->items[i];
    if (!is_over(trouble->place, trouble->event, context)) {
      board->items[kept++] = *trouble;
      continue;
    }
    autofree char *message = memory_format("%s: no longer in the way", trouble->place);
    board_log(board, LOG_LEVEL_INFO, "way_free", message);
    board_tell(board, trouble->place, NULL);
    trouble_clear(trouble);
  }
  board->count = kept;
}

size_t trouble_board_count(const struct trouble_board *board)
{
  return board->count;
}
