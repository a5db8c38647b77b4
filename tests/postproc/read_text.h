#ifndef ZHAOLU_TESTS_POSTPROC_READ_TEXT_H
#define ZHAOLU_TESTS_POSTPROC_READ_TEXT_H

/*
 * Read pages made by hand. A line is written as the recogniser might have read it; behind a
 * character stand in braces what it said about it: {90} its confidence in percent, {90:未末} with
 * alternatives,
 * {=未} what the second reading has there. Two underscores are a place of one character where
 * nothing was read, one a half. Characters stand 40 pixels apart.
 */

#include "postproc/correct.h"

/* Adds a line to the page, 60 pixels below the last one. */
void page_add_written_line(struct read_page *page, const char *written);

/* One page of the given lines, corrected; freed by the caller. */
struct document *document_of_lines(const char *const *lines, size_t count);

/* The line `written`, corrected; owned by the caller. */
char *line_corrected(const char *written);

#endif
