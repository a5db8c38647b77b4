#include "review/learn_lexicon.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Fields that say the same of many certificates; a number or a day says it of one. */
static const char *const worth_knowing[] = {
    "company_name",
    "registered_address",
    "business_premises",
    "software_name",
    "copyright_owner",
    "work_name",
    "author",
    "applicant",
    "patentee",
    "operator_name",
    "issuing_authority",
    "evaluating_body",
    "supervising_authority",
    "website_name",
    "brand",
    "trademark",
};

static bool is_worth_knowing(const char *name)
{
  for (size_t i = 0; i < sizeof worth_knowing / sizeof *worth_knowing; i++)
    if (strcmp(worth_knowing[i], name) == 0)
      return true;
  return false;
}

void learn_lexicon_clear(struct learn_lexicon *lexicon)
{
  for (size_t i = 0; i < lexicon->count; i++) {
    free(lexicon->items[i].field);
    free(lexicon->items[i].value);
  }
  free(lexicon->items);
  *lexicon = (struct learn_lexicon){0};
}

void learn_lexicon_add(struct learn_lexicon *lexicon, const struct field *field)
{
  const char *value = json_string_value(field->review->value);
  if (!value || !value[0] || strpbrk(value, "\t\r\n") || !is_worth_knowing(field->name))
    return;
  array_reserve(lexicon->items, lexicon->count, lexicon->capacity);
  lexicon->items[lexicon->count++] = (struct learn_word){
      .field = memory_copy_string(field->name), .value = memory_copy_string(value), .documents = 1};
}

static int by_field_and_value(const void *a, const void *b)
{
  const struct learn_word *left = a, *right = b;
  int order = strcmp(left->field, right->field);
  return order ? order : strcmp(left->value, right->value);
}

size_t learn_lexicon_append(struct learn_lexicon *lexicon, struct strbuf *bytes)
{
  size_t written = 0;
  if (lexicon->count)
    qsort(lexicon->items, lexicon->count, sizeof *lexicon->items, by_field_and_value);
  strbuf_append(bytes, "# What people confirmed, made by `zhaolu learn`: field, value, in how many "
                       "documents.\n# A value that is read just so is one less to check "
                       "(--lexicon); no reading is replaced by it. Lines may be changed and "
                       "removed.\n");
  for (size_t i = 0, next; i < lexicon->count; i = next) {
    const struct learn_word *word = &lexicon->items[i];
    size_t documents = 0;
    for (next = i; next < lexicon->count && by_field_and_value(word, &lexicon->items[next]) == 0;
         next++)
      documents += lexicon->items[next].documents;
    strbuf_appendf(bytes, "%s\t%s\t%zu\n", word->field, word->value, documents);
    written++;
  }
  return written;
}
