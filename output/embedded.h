#ifndef ZHAOLU_OUTPUT_EMBEDDED_H
#define ZHAOLU_OUTPUT_EMBEDDED_H

/* Files of data/ that are built into the program (output/embed.py), as NUL-terminated UTF-8, and
 * the hashes of scripts and styles as a Content-Security-Policy wants them ("sha256-…"). */

extern const char embedded_field_names[];          /* data/field_names.tsv */
extern const char embedded_texts[];                /* data/html/texts.tsv */
extern const char embedded_sentences[];            /* data/html/sentences.tsv */
extern const char embedded_document_page[];        /* data/html/document.html */
extern const char embedded_index_page[];           /* data/html/index.html */
extern const char embedded_review_queue_page[];    /* data/html/review-queue.html */
extern const char embedded_review_fields_page[];   /* data/html/review-fields.html */
extern const char embedded_review_document_page[]; /* data/html/review-document.html */
extern const char embedded_review_script[], embedded_review_script_hash[];
extern const char embedded_queue_script[], embedded_queue_script_hash[];
extern const char embedded_style[], embedded_style_hash[];
extern const char embedded_language_script[], embedded_language_script_hash[];
extern const char embedded_document_script[], embedded_document_script_hash[];
extern const char embedded_index_script[], embedded_index_script_hash[];

/* output/glyphless_font.py's font of one empty glyph. */
extern const char embedded_glyphless_font[];
extern const unsigned long embedded_glyphless_font_size;

#endif
