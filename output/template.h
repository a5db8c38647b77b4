#ifndef ZHAOLU_OUTPUT_TEMPLATE_H
#define ZHAOLU_OUTPUT_TEMPLATE_H

/*
 * The pages' templates: HTML with {{name}} where the program puts something. {{t:key}} is a word of
 * data/html/texts.tsv in both languages, {{a:key}} the same as a part of an attribute; every other
 * name is one of the parts.
 */

#include <stddef.h>

#include "base/strbuf.h"

/* What a place is filled with: a text as it stands, or what a function appends. */
struct template_part {
  const char *name;
  void (*append)(const void *context, struct strbuf *bytes);
  const char *text; /* where there is no function */
};

/* Appends the template with its places filled from `parts` (ends with a NULL name). */
void template_append(const char *text, const struct template_part *parts, const void *context,
                     struct strbuf *bytes);

/* As template_append, but only up to the place `until` (exclusive), or from behind it. */
void template_append_before(const char *text, const char *until, const struct template_part *parts,
                            const void *context, struct strbuf *bytes);
void template_append_after(const char *text, const char *from, const struct template_part *parts,
                           const void *context, struct strbuf *bytes);

/* The texts of that key, without markup; both are the caller's. An unknown key as words_append. */
void words_find(const char *key, char **ret_chinese, char **ret_english);
/* The text of that key in both languages, of which the page shows one. An unknown key is made
 * readable from its own last part: "check:same_page" gives "Same page". */
void words_append(struct strbuf *bytes, const char *key);
/* The same with a Chinese text of the data's own in place of the key's; NULL: the key's. */
void words_append_titled(struct strbuf *bytes, const char *key, const char *chinese);
/* The same with %1 and %2 in the texts replaced. */
void words_append_numbers(struct strbuf *bytes, const char *key, size_t first, size_t second);
/* The same for any pair of texts, escaped here. */
void words_append_pair(struct strbuf *bytes, const char *chinese, const char *english);
/* The text of that key in both languages, escaped, as one attribute: "中文 / English". */
void words_append_attribute(struct strbuf *bytes, const char *key);

#endif
