#ifndef ZHAOLU_OUTPUT_HTML_PARTS_H
#define ZHAOLU_OUTPUT_HTML_PARTS_H

/* The parts of a document's page, as template.h wants them: `context` is the output_context. */

#include <stdbool.h>

#include "output/output.h"
#include "output/summary.h"

void html_viewer_append(const void *context, struct strbuf *bytes);
void html_fields_append(const void *context, struct strbuf *bytes);
void html_warnings_append(const void *context, struct strbuf *bytes);
void html_provisions_append(const void *context, struct strbuf *bytes);
void html_edits_append(const void *context, struct strbuf *bytes);
void html_text_append(const void *context, struct strbuf *bytes);
void html_about_append(const void *context, struct strbuf *bytes);

/* Whether any page carries a picture to show. */
bool html_has_pictures(const struct document *document);

/* The printed place of a field, cut out of the page as scanned and as cleaned; nothing where the
 * place or the picture is not known. */
void html_crop_append(const struct document *document, const struct field *field,
                      struct strbuf *bytes);

/* `<span class="chip is-check">…</span>`; `kind` is "field" or "status", `name` the status. */
void html_chip_append(const char *kind, const char *name, struct strbuf *bytes);
/* The day on which a certificate ends, with a chip where it is to be checked. */
void html_last_day_append(const struct summary *summary, struct strbuf *bytes);

/* Parts of a field's row: what was read, where the value is from, its checks, how sure it is. */
void html_raw_append(const struct field *field, struct strbuf *bytes);
void html_origin_append(const struct field *field, struct strbuf *bytes);
void html_checks_append(const struct field *field, struct strbuf *bytes);
void html_trust_append(const struct field *field, struct strbuf *bytes);
/* What a person said of the field at `index`, between marks by which html_review.h finds it. */
void html_review_append(const struct field *field, size_t index, struct strbuf *bytes);

/* The type of a record: its title, and in English the name that data/html/texts.tsv has for it or
 * the type's own name. `title` may be NULL or empty. */
void html_type_append(const char *type, const char *title, struct strbuf *bytes);

/* A sentence of the program in both languages; "FIELD: sentence" has the field by its title. */
void html_note_append(const char *sentence, struct strbuf *bytes);

#endif
