#include "grammar/reference.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "grammar/data_file.h"

enum { WORD_LINE_BYTES = 4096 };

/* ---- reading the files ---- */

static enum status numerals_load(struct reference *reference, const char *data_dir,
                                 struct error *error)
{
  json_t *list = NULL;
  enum status status = data_file_load(data_dir, "numerals.yaml", &list, error);
  if (status != STATUS_OK)
    return status;
  reference->numerals = memory_alloc((json_array_size(list) + 1) * sizeof *reference->numerals);
  size_t i;
  const json_t *item;
  json_array_foreach(list, i, item)
  {
    const char *numeral = json_string_value(json_object_get(item, "numeral"));
    const char *misread = json_string_value(json_object_get(item, "misread"));
    struct numeral_forms *forms = &reference->numerals[reference->numeral_count++];
    *forms = (struct numeral_forms){.misread = text_fold(misread ? misread : "")};
    utf8_decode(numeral ? numeral : "", &forms->numeral);
  }
  json_decref(list);
  return STATUS_OK;
}

static void authority_list_add(struct authority_list *list, const char *name, const char *form)
{
  list->items = memory_resize(list->items, list->count + 1, sizeof *list->items);
  list->items[list->count++] = (struct authority){.name = memory_copy_string(name),
                                                  .form = memory_copy_string(form),
                                                  .folded = text_fold(form)};
}

static void authority_list_fill(struct authority_list *list, const json_t *json)
{
  size_t i, k;
  const json_t *item, *also;
  json_array_foreach(json, i, item)
  {
    const char *name = json_string_value(json_object_get(item, "name"));
    if (!name)
      continue;
    authority_list_add(list, name, name);
    json_array_foreach(json_object_get(item, "also"), k, also) if (json_is_string(also))
        authority_list_add(list, name, json_string_value(also));
  }
}

/* Lists of {name, also} are authorities; `offices` and `zones` are names. */
static enum status authorities_load(struct reference *reference, const char *data_dir,
                                    struct error *error)
{
  json_t *map = NULL;
  enum status status = data_file_load(data_dir, "authorities.yaml", &map, error);
  if (status != STATUS_OK)
    return status;
  const char *name;
  json_t *json;
  reference->authorities =
      memory_alloc((json_object_size(map) + 1) * sizeof *reference->authorities);
  json_object_foreach(map, name, json)
  {
    struct name_list *names = !strcmp(name, "offices") ? &reference->offices
                              : !strcmp(name, "zones") ? &reference->zones
                                                       : NULL;
    if (names) {
      name_list_take(names, json);
      continue;
    }
    struct authority_list *list = &reference->authorities[reference->authority_list_count++];
    list->name = memory_copy_string(name);
    authority_list_fill(list, json);
    for (size_t i = 0; !strcmp(name, "telecom") && i < reference->regions.count; i++)
      authority_list_add(list, reference->regions.items[i].authority,
                         reference->regions.items[i].authority);
  }
  json_decref(map);
  return STATUS_OK;
}

static enum status services_load(struct reference *reference, const char *data_dir,
                                 struct error *error)
{
  json_t *map = NULL;
  enum status status = data_file_load(data_dir, "telecom-services.yaml", &map, error);
  if (status != STATUS_OK)
    return status;
  name_list_take(&reference->services, json_object_get(map, "current"));
  name_list_take(&reference->services, json_object_get(map, "former"));
  name_list_take(&reference->prefixes, json_object_get(map, "prefixes"));
  name_list_take(&reference->conditions, json_object_get(map, "conditions"));
  name_list_take(&reference->terms, json_object_get(map, "terms"));
  name_list_take(&reference->service_endings, json_object_get(map, "service_endings"));
  name_list_take(&reference->condition_starts, json_object_get(map, "condition_starts"));
  name_list_take(&reference->term_starts, json_object_get(map, "term_starts"));
  name_list_take(&reference->bracketed_term_starts, json_object_get(map, "bracketed_term_starts"));
  name_list_take(&reference->coverage_labels, json_object_get(map, "coverage_labels"));
  json_decref(map);
  if (!reference->services.count)
    return data_file_refuse("telecom-services.yaml", "no names under 'current'", error);
  return STATUS_OK;
}

static enum status value_words_load(struct reference *reference, const char *data_dir,
                                    struct error *error)
{
  json_t *map = NULL;
  enum status status = data_file_load(data_dir, "value-words.yaml", &map, error);
  if (status != STATUS_OK)
    return status;
  const char *addresses = json_string_value(json_object_get(map, "address_endings"));
  name_list_take(&reference->organisation_endings, json_object_get(map, "organisation_endings"));
  name_list_take(&reference->endless_terms, json_object_get(map, "endless_terms"));
  name_list_take(&reference->scope_sentences, json_object_get(map, "scope_sentences"));
  reference->address_endings = text_fold(addresses ? addresses : "");
  json_decref(map);
  if (!reference->organisation_endings.count)
    return data_file_refuse("value-words.yaml", "no words under 'organisation_endings'", error);
  return STATUS_OK;
}

static void surname_add(struct reference *reference, const char *word)
{
  unsigned codepoint;
  size_t step = utf8_decode(word, &codepoint);
  if (step && word[step] && utf8_count(word) == 2) {
    name_list_add(&reference->long_surnames, word);
    return;
  }
  for (; (step = utf8_decode(word, &codepoint)) != 0; word += step) {
    reference->surnames = memory_resize(reference->surnames, reference->surname_count + 1,
                                        sizeof *reference->surnames);
    reference->surnames[reference->surname_count++] = codepoint;
  }
}

/* Calls `take` with each word of a text file whose lines starting with # are comments. */
static enum status words_load(struct reference *reference, const char *data_dir, const char *name,
                              void (*take)(struct reference *, const char *), struct error *error)
{
  FILE *file;
  enum status status = data_file_open(data_dir, name, &file, error);
  if (status != STATUS_OK)
    return status;
  char line[WORD_LINE_BYTES];
  while (fgets(line, sizeof line, file)) {
    if (line[0] == '#')
      continue;
    char *rest = NULL;
    for (char *word = strtok_r(line, " \r\n", &rest); word; word = strtok_r(NULL, " \r\n", &rest))
      take(reference, word);
  }
  fclose(file);
  return STATUS_OK;
}

static void folded_add(struct folded *set, const char *text)
{
  struct folded more = text_fold(text);
  set->codepoints =
      memory_resize(set->codepoints, set->count + more.count, sizeof *set->codepoints);
  memcpy(set->codepoints + set->count, more.codepoints, more.count * sizeof *set->codepoints);
  set->count += more.count;
  folded_clear(&more);
}

static void given_name_characters_add(struct reference *reference, const char *word)
{
  folded_add(&reference->given_name_characters, word);
}

/* Words of two characters let theirs pass in that word; longer ones are sets. */
static void company_characters_add(struct reference *reference, const char *word)
{
  if (utf8_count(word) == 2)
    name_list_add(&reference->name_words, word);
  else
    folded_add(&reference->company_characters, word);
}

static void company_words_add(struct reference *reference, const char *word)
{
  name_list_add(&reference->company_words, word);
}

enum status reference_load(const char *data_dir, struct reference **ret_reference,
                           struct error *error)
{
  cleanup_with(reference_free) struct reference *reference = memory_alloc(sizeof *reference);
  enum status status = region_list_load(data_dir, &reference->regions, error);
  if (status == STATUS_OK)
    status = division_list_load(data_dir, &reference->divisions, error);
  if (status == STATUS_OK)
    status = numerals_load(reference, data_dir, error);
  if (status == STATUS_OK)
    status = authorities_load(reference, data_dir, error);
  if (status == STATUS_OK)
    status = services_load(reference, data_dir, error);
  if (status == STATUS_OK)
    status = value_words_load(reference, data_dir, error);
  if (status == STATUS_OK)
    status = words_load(reference, data_dir, "surnames.txt", surname_add, error);
  if (status == STATUS_OK)
    status =
        words_load(reference, data_dir, "name-characters.txt", given_name_characters_add, error);
  if (status == STATUS_OK)
    status =
        words_load(reference, data_dir, "company-characters.txt", company_characters_add, error);
  if (status == STATUS_OK)
    status = words_load(reference, data_dir, "company-words.txt", company_words_add, error);
  if (status != STATUS_OK)
    return status;
  *ret_reference = reference;
  reference = NULL;
  return STATUS_OK;
}

void reference_free(struct reference **reference)
{
  if (!reference || !*reference)
    return;
  struct reference *old = *reference;
  region_list_clear(&old->regions);
  for (size_t i = 0; i < old->numeral_count; i++)
    folded_clear(&old->numerals[i].misread);
  free(old->numerals);
  for (size_t i = 0; i < old->authority_list_count; i++) {
    struct authority_list *list = &old->authorities[i];
    for (size_t k = 0; k < list->count; k++) {
      free(list->items[k].name);
      free(list->items[k].form);
      folded_clear(&list->items[k].folded);
    }
    free(list->items);
    free(list->name);
  }
  free(old->authorities);
  name_list_clear(&old->offices);
  name_list_clear(&old->zones);
  division_list_clear(&old->divisions);
  known_values_free(&old->known);
  name_list_clear(&old->company_words);
  name_list_clear(&old->services);
  name_list_clear(&old->prefixes);
  name_list_clear(&old->conditions);
  name_list_clear(&old->terms);
  name_list_clear(&old->service_endings);
  name_list_clear(&old->condition_starts);
  name_list_clear(&old->term_starts);
  name_list_clear(&old->bracketed_term_starts);
  name_list_clear(&old->coverage_labels);
  name_list_clear(&old->organisation_endings);
  name_list_clear(&old->endless_terms);
  name_list_clear(&old->scope_sentences);
  folded_clear(&old->address_endings);
  name_list_clear(&old->long_surnames);
  free(old->surnames);
  folded_clear(&old->given_name_characters);
  folded_clear(&old->company_characters);
  name_list_clear(&old->name_words);
  free(old);
  *reference = NULL;
}
