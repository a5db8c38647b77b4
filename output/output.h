#ifndef ZHAOLU_OUTPUT_OUTPUT_H
#define ZHAOLU_OUTPUT_OUTPUT_H

/*
 * A finished document as bytes in one of the output formats. Nothing here reads or decides
 * anything; a format is one row of a table.
 */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "base/strbuf.h"
#include "document/record.h"
#include "document/document.h"

struct tool_info {
  const char *version, *tesseract, *leptonica; /* version texts */
  const char *model, *model_sha256;            /* "zhaolu"; 64 hex digits or "" */
  const char *rules;                           /* version of rules, lexicon and profiles */
};

/* How a text is laid out that does not go into a file. */
struct output_look {
  bool compact; /* json: the object on one line, for JSON Lines; else indented for a person */
  int columns;  /* table: of the terminal; 0: not known */
  bool colour;  /* table: the terminal shows colours */
};

struct output_context {
  const struct document *document;
  const struct record_list *records; /* NULL or none when the document failed */
  const struct tool_info *tool;
  struct output_look look;
};

struct output_format {
  const char *name;    /* "json", and the file's ending */
  bool binary;         /* never written to a terminal */
  bool needs_previews; /* pages must carry scan_preview and clean_preview */
  bool needs_full;     /* pages must carry full */
  /* Appends the whole file to *ret_bytes; texts end in a newline. */
  enum status (*write)(const struct output_context *context, struct strbuf *ret_bytes,
                       struct error *error);
};

/* The format of that name, or NULL. */
const struct output_format *output_format_find(const char *name);
const struct output_format *output_format_at(size_t index); /* NULL past the end */

/* Appends the contract's document object as NAME.json has it, a line's end behind it. False: memory
 * is out. */
bool document_json_append(const json_t *object, bool compact, struct strbuf *bytes) MUST_CHECK;

/* The table of many documents, one row a document, one column a field (CSV with BOM, or XLSX).
 * See output/table.h for the row-by-row form that batch uses. */

#endif
