#ifndef ZHAOLU_JOBS_CRASH_NOTE_H
#define ZHAOLU_JOBS_CRASH_NOTE_H

/*
 * The workers read pictures, but correction and extraction happen in the main process. Should it
 * crash there, the next run must know on which document, or it would crash on it for ever. A signal
 * handler writes the document's id into a file that was opened beforehand. A SIGKILL, which is not
 * the document's fault, writes nothing.
 */

#include <stdint.h>

#include "base/status.h"
#include "spool/ledger.h"

/* Counts in the ledger what the last run noted in OUT/.zhaolu/crashes, and begins to listen. */
enum status crash_note_open(const char *out, struct ledger *ledger, struct error *error) MUST_CHECK;

/* The document that is in hand from now on; 0: none. */
void crash_note_set(int64_t document);

#endif
