#ifndef ZHAOLU_INGEST_SOURCE_GUESS_H
#define ZHAOLU_INGEST_SOURCE_GUESS_H

/* For the message on a file that is of none of the formats: what it looks like. */

#include <stddef.h>

/* A few words, static: "text", "a ZIP archive …"; `head` are the file's first bytes. */
const char *source_guess_kind(const unsigned char *head, size_t size);

#endif
