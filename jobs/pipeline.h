#ifndef ZHAOLU_JOBS_PIPELINE_H
#define ZHAOLU_JOBS_PIPELINE_H

/*
 * From read pages, or another OCR's text, to a finished document: correction, record, status, and
 * its bytes in any output format. Loaded once a run; used by convert, fix, batch and watch.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "base/strbuf.h"
#include "jobs/document_reading.h"
#include "ocr/engine.h"
#include "document/record.h"
#include "output/output.h"
#include "postproc/correct.h"
#include "document/document.h"

struct pipeline_options {
  struct engine_options engine; /* tells the model, for the JSON; engine.language NULL: no model */
  struct correct_options correct;
  const char *profile; /* a type's name, or a file that adds one; NULL: the text decides */
  const char *lexicon; /* the user's own, as evidence (grammar/known_values.h); NULL: none */
  const char *extractor_command; /* NULL: the built-in extractor */
  int extractor_timeout;         /* seconds */
};

enum { READER_BYTES = 17 };

struct pipeline; /* opaque */

/* STATUS_INSTALL when data files or the model are missing. */
enum status pipeline_open(const struct pipeline_options *options, struct pipeline **ret_pipeline,
                          struct error *error) MUST_CHECK;
void pipeline_close(struct pipeline **pipeline);

/* The folder of data files in use. Borrowed. */
const char *pipeline_data_dir(const struct pipeline *pipeline);

/* Adds what a worker's engine needs of the data files: the models that come with the program, the
 * characters' shapes, the network that finds lines. All are borrowed. */
void pipeline_engine_complete(const struct pipeline *pipeline, struct engine_options *engine);

/* Version of rules, lexicon, profiles and model together: with a content's SHA-256 it is the
 * ledger's key. Borrowed. */
const char *pipeline_version(const struct pipeline *pipeline);
/* With what pages are read, 16 hexadecimal digits: program, recogniser, model, shapes, line finder.
 * Two machines of the same reader read the same. Digests files, so it takes its time. */
enum status pipeline_reader(const struct pipeline *pipeline, char ret_reader[READER_BYTES],
                            struct error *error) MUST_CHECK;
const struct tool_info *pipeline_tool(const struct pipeline *pipeline);

struct finished_document {
  struct document *document;
  struct record_list records; /* none when there is nothing to take one from */
  /* Why the extractor command gave no record of it: the document is then failed, its reading kept
   * and the reason among its warnings. status STATUS_OK: it gave one. */
  struct error failure;
};
void finished_document_clear(struct finished_document *finished);

/*
 * Takes the reading over (it is cleared). `path` is the document's file or folder as the user gave
 * it, `name` its source name for the JSON, `place` its full path or NULL. A document that could not
 * be opened gives a document without pages, status failed, its reason among the warnings. Fails
 * only for what is not the document's own fault (the extractor command cannot be run or was
 * stopped).
 */
enum status pipeline_finish(const struct pipeline *pipeline, const char *path, const char *name,
                            const char *place, struct document_reading *reading,
                            struct finished_document *ret_finished, struct error *error) MUST_CHECK;

/* The same from another OCR's text. STATUS_BAD_INPUT on invalid UTF-8. */
enum status pipeline_finish_text(const struct pipeline *pipeline, const char *name,
                                 const char *place, const char *text, size_t length,
                                 struct finished_document *ret_finished,
                                 struct error *error) MUST_CHECK;

/* The finished document's bytes in one format, appended to *ret_bytes. `look` may be NULL: a file.
 */
enum status pipeline_render(const struct pipeline *pipeline,
                            const struct finished_document *finished,
                            const struct output_format *format, const struct output_look *look,
                            struct strbuf *ret_bytes, struct error *error) MUST_CHECK;

#endif
