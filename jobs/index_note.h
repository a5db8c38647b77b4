#ifndef ZHAOLU_JOBS_INDEX_NOTE_H
#define ZHAOLU_JOBS_INDEX_NOTE_H

/*
 * The latest digests of OUT/index.html, so that a page that a person changed is told from one that
 * the program wrote: OUT/.zhaolu/index.sha256, in the form of sha256sum. The page is written often,
 * and only its latest versions are remembered.
 */

#include <stdbool.h>

#include "base/status.h"

bool index_note_has(const char *out, const char *sha256);
/* To be called before the page is put in place: a kill between the two then costs nothing. */
enum status index_note_add(const char *out, const char *sha256, struct error *error) MUST_CHECK;

#endif
