#include "extract/reference.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "base/yaml_json.h"

enum { WORD_LINE_BYTES = 4096 };

/* ---- lists ---- */

static void name_list_add(struct name_list *list, const char *name)
{
  list->names = memory_resize(list->names, list->count + 1, sizeof *list->names);
  list->folded = memory_resize(list->folded, list->count + 1, sizeof *list->folded);
  list->names[list->count] = memory_copy_string(name);
  list->folded[list->count++] = text_fold(name);
}

static void name_list_clear(struct name_list *list)
{
  for (size_t i = 0; i < list->count; i++) {
    free(list->names[i]);
    folded_clear(&list->folded[i]);
  }
  free(list->names);
  free(list->folded);
}

const char *name_list_nearest(const struct name_list *list, const unsigned *folded, size_t count,
                              size_t *ret_distance)
{
  const char *nearest = NULL;
  for (size_t i = 0; i < list->count; i++) {
    const struct folded *known = &list->folded[i];
    size_t distance = folded_distance(known->codepoints, known->count, folded, count);
    if (!nearest || distance < *ret_distance) {
      nearest = list->names[i];
      *ret_distance = distance;
    }
  }
  return nearest;
}

/* ---- reading the files ---- */

/* Damaged data is a damaged installation, whatever the parser calls it. */
static enum status data_load(const char *data_dir, const char *name, json_t **ret_json,
                             struct error *error)
{
  autofree char *path = memory_format("%s/%s", data_dir, name);
  if (yaml_load_file(path, ret_json, error) == STATUS_OK)
    return STATUS_OK;
  if (error)
    error->status = STATUS_INSTALL;
  error_prefix(error, "the program's data is missing or damaged; install zhaolu again");
  return STATUS_INSTALL;
}

static enum status data_refuse(const char *file, const char *what, struct error *error)
{
  return error_set(error, STATUS_INSTALL, "%s in the program's data: %s", file, what);
}

static char *text_of(const json_t *map, const char *key)
{
  return memory_copy_string(json_string_value(json_object_get(map, key)));
}

static void names_take(struct name_list *list, const json_t *json)
{
  size_t i;
  const json_t *item;
  json_array_foreach(json, i, item) if (json_is_string(item))
      name_list_add(list, json_string_value(item));
}

static enum status regions_load(struct reference *reference, const char *data_dir,
                                struct error *error)
{
  json_t *list = NULL;
  enum status status = data_load(data_dir, "regions.yaml", &list, error);
  if (status != STATUS_OK)
    return status;
  reference->regions = memory_alloc((json_array_size(list) + 1) * sizeof *reference->regions);
  size_t i;
  const json_t *item;
  json_array_foreach(list, i, item)
  {
    struct region *region = &reference->regions[reference->region_count++];
    const char *letter = json_string_value(json_object_get(item, "letter"));
    *region = (struct region){.name = text_of(item, "name"),
                              .short_name = text_of(item, "short"),
                              .authority = text_of(item, "authority")};
    if (!letter || !region->name || !region->short_name || !region->authority) {
      status = data_refuse("regions.yaml", "each line needs letter, name, short, authority", error);
      break;
    }
    utf8_decode(letter, &region->letter);
    const char *misread = json_string_value(json_object_get(item, "misread"));
    region->misread = text_fold(misread ? misread : "");
    names_take(&region->cities, json_object_get(item, "cities"));
  }
  json_decref(list);
  return status;
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

/* Lists of {name, also} are authorities; `market_endings` is a list of endings. */
static enum status authorities_load(struct reference *reference, const char *data_dir,
                                    struct error *error)
{
  json_t *map = NULL;
  enum status status = data_load(data_dir, "authorities.yaml", &map, error);
  if (status != STATUS_OK)
    return status;
  const char *name;
  json_t *json;
  reference->authorities =
      memory_alloc((json_object_size(map) + 1) * sizeof *reference->authorities);
  json_object_foreach(map, name, json)
  {
    if (!strcmp(name, "market_endings")) {
      names_take(&reference->market_endings, json);
      continue;
    }
    struct authority_list *list = &reference->authorities[reference->authority_list_count++];
    list->name = memory_copy_string(name);
    authority_list_fill(list, json);
    for (size_t i = 0; !strcmp(name, "telecom") && i < reference->region_count; i++)
      authority_list_add(list, reference->regions[i].authority, reference->regions[i].authority);
  }
  json_decref(map);
  return STATUS_OK;
}

static enum status services_load(struct reference *reference, const char *data_dir,
                                 struct error *error)
{
  json_t *map = NULL;
  enum status status = data_load(data_dir, "telecom-services.yaml", &map, error);
  if (status != STATUS_OK)
    return status;
  names_take(&reference->services, json_object_get(map, "current"));
  names_take(&reference->services, json_object_get(map, "former"));
  names_take(&reference->prefixes, json_object_get(map, "prefixes"));
  names_take(&reference->conditions, json_object_get(map, "conditions"));
  names_take(&reference->terms, json_object_get(map, "terms"));
  json_decref(map);
  if (!reference->services.count)
    return data_refuse("telecom-services.yaml", "no names under 'current'", error);
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
  autofree char *path = memory_format("%s/%s", data_dir, name);
  FILE *file = fopen(path, "re");
  if (!file) {
    error_set_errno(error, errno, "cannot open %s; install zhaolu again", path);
    if (error)
      error->status = STATUS_INSTALL;
    return STATUS_INSTALL;
  }
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

static void name_characters_add(struct reference *reference, const char *word)
{
  if (utf8_count(word) == 2) {
    name_list_add(&reference->name_words, word);
    return;
  }
  size_t more = strlen(word);
  reference->name_characters =
      memory_resize(reference->name_characters, reference->name_character_count + more,
                    sizeof *reference->name_characters);
  unsigned codepoint;
  for (size_t step; (step = utf8_decode(word, &codepoint)) != 0; word += step)
    reference->name_characters[reference->name_character_count++] = codepoint;
}

static void company_words_add(struct reference *reference, const char *word)
{
  name_list_add(&reference->company_words, word);
}

static int compare_codepoints(const void *a, const void *b)
{
  unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
  return (x > y) - (x < y);
}

enum status reference_load(const char *data_dir, struct reference **ret_reference,
                           struct error *error)
{
  cleanup_with(reference_free) struct reference *reference = memory_alloc(sizeof *reference);
  enum status status = regions_load(reference, data_dir, error);
  if (status == STATUS_OK)
    status = authorities_load(reference, data_dir, error);
  if (status == STATUS_OK)
    status = services_load(reference, data_dir, error);
  if (status == STATUS_OK)
    status = words_load(reference, data_dir, "surnames.txt", surname_add, error);
  if (status == STATUS_OK)
    status = words_load(reference, data_dir, "name-characters.txt", name_characters_add, error);
  if (status == STATUS_OK)
    status = words_load(reference, data_dir, "company-words.txt", company_words_add, error);
  if (status != STATUS_OK)
    return status;
  qsort(reference->name_characters, reference->name_character_count,
        sizeof *reference->name_characters, compare_codepoints);
  *ret_reference = reference;
  reference = NULL;
  return STATUS_OK;
}

void reference_free(struct reference **reference)
{
  if (!reference || !*reference)
    return;
  struct reference *old = *reference;
  for (size_t i = 0; i < old->region_count; i++) {
    free(old->regions[i].name);
    free(old->regions[i].short_name);
    free(old->regions[i].authority);
    folded_clear(&old->regions[i].misread);
    name_list_clear(&old->regions[i].cities);
  }
  free(old->regions);
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
  name_list_clear(&old->market_endings);
  name_list_clear(&old->company_words);
  name_list_clear(&old->services);
  name_list_clear(&old->prefixes);
  name_list_clear(&old->conditions);
  name_list_clear(&old->terms);
  name_list_clear(&old->long_surnames);
  free(old->surnames);
  free(old->name_characters);
  name_list_clear(&old->name_words);
  free(old);
  *reference = NULL;
}

/* ---- looking up ---- */

const struct region *region_by_letter(const struct reference *reference, unsigned letter)
{
  for (size_t i = 0; i < reference->region_count; i++)
    if (reference->regions[i].letter == letter)
      return &reference->regions[i];
  return NULL;
}

unsigned region_letter_read_as(const struct reference *reference, unsigned read)
{
  if (region_by_letter(reference, read))
    return read;
  for (size_t i = 0; i < reference->region_count; i++)
    for (size_t k = 0; k < reference->regions[i].misread.count; k++)
      if (reference->regions[i].misread.codepoints[k] == read)
        return reference->regions[i].letter;
  return 0;
}

static size_t text_length_at_start(const char *text, const unsigned *folded, size_t count)
{
  size_t length = 0;
  unsigned codepoint;
  for (size_t step; (step = utf8_decode(text, &codepoint)) != 0; text += step, length++)
    if (length >= count || folded[length] != codepoint)
      return 0;
  return length;
}

const struct region *region_at_start(const struct reference *reference, const unsigned *folded,
                                     size_t count, size_t *ret_length)
{
  for (size_t i = 0; i < reference->region_count; i++) {
    const struct region *region = &reference->regions[i];
    size_t length = text_length_at_start(region->name, folded, count);
    if (!length)
      length = text_length_at_start(region->short_name, folded, count);
    if (length) {
      *ret_length = length;
      return region;
    }
  }
  return NULL;
}

/* The longest name of the list that the text begins with; 0 for none. */
static size_t name_list_length_at_start(const struct name_list *list, const unsigned *folded,
                                        size_t count)
{
  size_t best = 0;
  for (size_t i = 0; i < list->count; i++) {
    const struct folded *name = &list->folded[i];
    if (name->count > best && name->count <= count &&
        !memcmp(name->codepoints, folded, name->count * sizeof *folded))
      best = name->count;
  }
  return best;
}

static const struct region *region_of_place(const struct reference *reference,
                                            const unsigned *folded, size_t count,
                                            size_t *ret_length)
{
  const struct region *region = region_at_start(reference, folded, count, ret_length);
  for (size_t i = 0; !region && i < reference->region_count; i++) {
    *ret_length = name_list_length_at_start(&reference->regions[i].cities, folded, count);
    if (*ret_length)
      region = &reference->regions[i];
  }
  return region;
}

size_t company_word_length(const struct reference *reference, const unsigned *folded, size_t count)
{
  size_t place = 0, word = name_list_length_at_start(&reference->company_words, folded, count);
  if (region_of_place(reference, folded, count, &place) && place < count &&
      folded[place] == 0x5E02 /* 市 */)
    place++;
  return place > word ? place : word;
}

const struct region *region_of_name(const struct reference *reference, const char *name)
{
  struct folded folded = text_fold(name);
  size_t length;
  const struct region *region =
      region_of_place(reference, folded.codepoints, folded.count, &length);
  for (size_t i = 0; !region && i + 1 < folded.count; i++)
    if (folded.codepoints[i] == '(')
      region = region_of_place(reference, folded.codepoints + i + 1, folded.count - i - 1, &length);
  folded_clear(&folded);
  return region;
}

const struct authority_list *authority_list_find(const struct reference *reference,
                                                 const char *name)
{
  for (size_t i = 0; name && i < reference->authority_list_count; i++)
    if (!strcmp(reference->authorities[i].name, name))
      return &reference->authorities[i];
  return NULL;
}

static bool is_name_character(const struct reference *reference, unsigned codepoint)
{
  return !codepoint_is_han(codepoint) ||
         bsearch(&codepoint, reference->name_characters, reference->name_character_count,
                 sizeof codepoint, compare_codepoints);
}

/* True when the character at `at` is in one of the words that let it pass. */
static bool is_in_name_word(const struct reference *reference, const struct folded *name, size_t at)
{
  for (size_t i = 0; i < reference->name_words.count; i++) {
    const unsigned *word = reference->name_words.folded[i].codepoints;
    const unsigned *here = name->codepoints + at;
    if ((at + 1 < name->count && here[0] == word[0] && here[1] == word[1]) ||
        (at > 0 && here[-1] == word[0] && here[0] == word[1]))
      return true;
  }
  return false;
}

unsigned name_unusual_character(const struct reference *reference, const char *name)
{
  struct folded folded = text_fold(name);
  unsigned unusual = 0;
  for (size_t i = 0; !unusual && i < folded.count; i++)
    if (!is_name_character(reference, folded.codepoints[i]) &&
        !is_in_name_word(reference, &folded, i))
      unusual = folded.codepoints[i];
  folded_clear(&folded);
  return unusual;
}

bool surname_is_known(const struct reference *reference, const unsigned *folded, size_t count)
{
  for (size_t i = 0; count >= 2 && i < reference->long_surnames.count; i++)
    if (!memcmp(reference->long_surnames.folded[i].codepoints, folded, 2 * sizeof *folded))
      return true;
  for (size_t i = 0; count && i < reference->surname_count; i++)
    if (reference->surnames[i] == folded[0])
      return true;
  return false;
}
