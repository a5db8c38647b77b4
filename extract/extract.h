#ifndef ZHAOLU_EXTRACT_EXTRACT_H
#define ZHAOLU_EXTRACT_EXTRACT_H

/*
 * From a corrected document to its record. What a certificate type looks like is data: a profile
 * names labels, value grammars and checks (docs/profiles.md).
 */

#include "base/status.h"
#include "document/record.h"
#include "document/document.h"

struct extractor; /* all known profiles, loaded once */

/* `data_dir` holds profiles/. `profile` is the name of the type that every document is taken for,
 * or a file that adds a type (in place of one of the same name); NULL adds none. */
enum status extractor_open(const char *data_dir, const char *profile,
                           struct extractor **ret_extractor, struct error *error) MUST_CHECK;
/* Takes the user's lexicon (grammar/known_values.h) as evidence; once, after opening. */
enum status extractor_know(struct extractor *extractor, const char *lexicon,
                           struct error *error) MUST_CHECK;
void extractor_close(struct extractor **extractor);

/* One record a certificate, none where nothing was read. Also adds warnings to the document
 * (disagreements between pages). Does not set its status. */
enum status records_extract(const struct extractor *extractor, struct document *document,
                            struct record_list *ret_records, struct error *error) MUST_CHECK;

#endif
