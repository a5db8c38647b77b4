#ifndef ZHAOLU_POSTPROC_CORRECT_H
#define ZHAOLU_POSTPROC_CORRECT_H

/*
 * Takes recognition faults out of a document without ever writing the expected text over the
 * printed one: each change needs evidence and is logged as an edit.
 */

#include "base/status.h"
#include "document/document.h"
#include "postproc/correct_options.h"

struct corrector; /* lexicon, n-gram model, look-alikes and provinces, loaded once */

/* `data_dir` holds the project's data files. STATUS_INSTALL when they are missing or damaged. */
enum status corrector_open(const char *data_dir, struct corrector **ret_corrector,
                           struct error *error) MUST_CHECK;
void corrector_close(struct corrector **corrector);

/* Corrects lines in place, marks repeated pages, logs every edit. */
void document_correct(const struct corrector *corrector, const struct correct_options *options,
                      struct document *document);

#endif
