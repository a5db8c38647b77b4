#ifndef ZHAOLU_EXTRACT_PASSAGE_H
#define ZHAOLU_EXTRACT_PASSAGE_H

/* Ink taken out of the layout in reading order: the stretch of a page in which a value stands. */

#include <stdbool.h>
#include <stddef.h>

#include "grammar/division.h"
#include "grammar/fold.h"
#include "extract/layout.h"

struct passage {
  struct ink *inks; /* copies; row_start is set where a new row begins in the passage */
  size_t count, capacity;
};

/* Adds a row's inks [from, to). */
void passage_add(struct passage *passage, const struct row *row, size_t from, size_t to);
/* Adds the inks [from, to) of another passage. */
void passage_part(const struct passage *passage, size_t from, size_t to,
                  struct passage *ret_passage);
void passage_clear(struct passage *passage);

/* All rows of one of the layout's pages but the page's number. */
void page_gather(const struct layout *layout, size_t page, struct passage *ret_passage);

/* The inks [from, to) as text: rows joined, spaces kept only inside Latin text. Owned by the
 * caller. */
char *passage_text(const struct passage *passage, size_t from, size_t to);

/* The same as it was read, before shapes were taken. */
char *passage_text_as_read(const struct passage *passage, size_t from, size_t to);

/* Writes the characters that were recognised by their shape for what was read; of one that was read
 * apart a single ink is left. */
void passage_take_shapes(struct passage *passage);

/* Writes `meant` for what was read. */
void ink_write(struct ink *ink, unsigned meant);

struct box passage_source_box(const struct passage *passage, size_t from, size_t to);

/* The folded code points of the inks [from, to); owned by the caller. */
unsigned *passage_folded(const struct passage *passage, size_t from, size_t to);

/* First place at or after `from` where the folded text stands exactly, or passage->count. */
size_t passage_find(const struct passage *passage, size_t from, const struct folded *text);
/* The first place where the fewest of the text's code points were read otherwise, and how many
 * those are; passage->count where it does not fit at all. */
size_t passage_find_nearest(const struct passage *passage, const struct folded *text,
                            size_t *ret_otherwise);
/* True when the folded text, or the text folded, stands exactly at ink `at`. */
bool passage_stands_at(const struct passage *passage, size_t at, const struct folded *text);
bool passage_starts_with(const struct passage *passage, size_t at, const char *text);

/* One past the longest place, of `least` characters or more, that stands whole at `at`; `at` where
 * none does. `as_in_names`: without the ending that tells its rank, 宁波 for 宁波市. */
size_t passage_division_end(const struct division_list *list, const struct passage *passage,
                            size_t at, size_t to, bool as_in_names, size_t least);

/* End of the row in which ink `at` stands. */
size_t passage_row_end(const struct passage *passage, size_t at);

/* Each bracket has its partner, of its own form and in order: else part of the value was lost, or
 * misread. */
bool passage_brackets_match(const struct passage *passage, size_t from, size_t to);

/* Narrows [*from, *to) past marks that are no part of a value: colons, dots, bars, closing brackets
 * without their partner. */
void passage_trim(const struct passage *passage, size_t *from, size_t *to);

#endif
