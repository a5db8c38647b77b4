/* A profile from its YAML file: strict, so that a mistyped key is told and not ignored. */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/yaml_json.h"
#include "extract/check.h"
#include "extract/pattern.h"
#include "extract/profile.h"

enum { PROFILE_LINES_MAX = 200 };

struct loader {
  struct profile *profile;
  const char *path;
  struct error *error;
};

static enum status refuse(const struct loader *loader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static enum status refuse(const struct loader *loader, const char *format, ...)
{
  char message[400];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  return error_set(loader->error, STATUS_USAGE, "%s: %s", loader->path, message);
}

/* Every key of `map` must be among `known`, a NULL-terminated list. */
static enum status keys_check(const struct loader *loader, const char *where, json_t *map,
                              const char *const *known)
{
  if (!json_is_object(map))
    return refuse(loader, "%s must be a list of 'key: value' lines", where);
  const char *key;
  json_t *value;
  json_object_foreach(map, key, value)
  {
    size_t i = 0;
    struct strbuf list = {0};
    for (; known[i] && strcmp(known[i], key); i++)
      strbuf_appendf(&list, "%s%s", i ? ", " : "", known[i]);
    bool found = known[i] != NULL;
    autofree char *names = strbuf_take(&list);
    if (!found)
      return refuse(loader, "%s: unknown key '%s'; known are: %s", where, key, names);
  }
  return STATUS_OK;
}

static enum status text_take(const struct loader *loader, const char *where, const json_t *map,
                             const char *key, bool needed, char **ret_text)
{
  const json_t *json = json_object_get(map, key);
  if (!json && !needed)
    return STATUS_OK;
  if (!json_is_string(json) || !*json_string_value(json))
    return refuse(loader, "%s: '%s' must be a text", where, key);
  *ret_text = memory_copy_string(json_string_value(json));
  return STATUS_OK;
}

static enum status number_take(const struct loader *loader, const char *where, const json_t *map,
                               const char *key, int low, int high, int *number)
{
  const json_t *json = json_object_get(map, key);
  if (!json)
    return STATUS_OK;
  if (!json_is_integer(json) || json_integer_value(json) < low || json_integer_value(json) > high)
    return refuse(loader, "%s: '%s' must be a whole number from %d to %d", where, key, low, high);
  *number = (int)json_integer_value(json);
  return STATUS_OK;
}

static enum status flag_take(const struct loader *loader, const json_t *map, const char *key,
                             bool *flag)
{
  const json_t *json = json_object_get(map, key);
  if (json && !json_is_boolean(json))
    return refuse(loader, "'%s' must be true or false", key);
  *flag = json_is_true(json);
  return STATUS_OK;
}

/* A text, and not of spaces only. */
static bool text_has_ink(const char *text)
{
  struct folded folded = text_fold(text ? text : "");
  bool has = folded.count > 0;
  folded_clear(&folded);
  return has;
}

/* A list of texts, folded; absent is empty. */
static enum status texts_take(const struct loader *loader, const char *where, const json_t *map,
                              const char *key, struct folded **ret_texts, size_t *ret_count)
{
  const json_t *list = json_object_get(map, key);
  if (list && !json_is_array(list))
    return refuse(loader, "%s: '%s' must be a list: [文字, 文字]", where, key);
  size_t i;
  const json_t *item;
  *ret_texts = memory_resize(NULL, json_array_size(list) + 1, sizeof **ret_texts);
  json_array_foreach(list, i, item)
  {
    if (!text_has_ink(json_string_value(item)))
      return refuse(loader, "%s: each of '%s' must be a text", where, key);
    (*ret_texts)[(*ret_count)++] = text_fold(json_string_value(item));
  }
  return STATUS_OK;
}

/* ---- labels ---- */

static size_t profile_label_index(struct profile *profile, const char *text)
{
  struct folded folded = text_fold(text);
  for (size_t i = 0; i < profile->label_count; i++) {
    if (folded_are_same(&profile->labels[i].folded, &folded)) {
      folded_clear(&folded);
      return i;
    }
  }
  profile->labels =
      memory_resize(profile->labels, profile->label_count + 1, sizeof *profile->labels);
  profile->labels[profile->label_count] =
      (struct profile_label){.text = memory_copy_string(text), .folded = folded};
  return profile->label_count++;
}

static enum status labels_take(const struct loader *loader, const char *where, const json_t *map,
                               const char *key, struct label_set *set)
{
  const json_t *list = json_object_get(map, key);
  if (list && !json_is_array(list))
    return refuse(loader, "%s: '%s' must be a list: [公司名称, 名称]", where, key);
  set->items = memory_resize(NULL, json_array_size(list) + 1, sizeof *set->items);
  size_t i;
  const json_t *item;
  json_array_foreach(list, i, item)
  {
    const char *text = json_string_value(item);
    if (!text_has_ink(text))
      return refuse(loader, "%s: each of '%s' must be a text", where, key);
    set->items[set->count++] = profile_label_index(loader->profile, text);
  }
  return STATUS_OK;
}

/* ---- fields ---- */

static const char *const role_names[ROLE_COUNT] = {"front", "annex", "provisions"};

static enum status roles_take(const struct loader *loader, const char *where, const json_t *map,
                              struct profile_field *field)
{
  const json_t *list = json_object_get(map, "pages");
  field->roles = list ? 0 : 1U << ROLE_FRONT;
  size_t i;
  const json_t *item;
  json_array_foreach(list, i, item)
  {
    const char *name = json_string_value(item);
    int role = 0;
    while (role < ROLE_COUNT && (!name || strcmp(name, role_names[role])))
      role++;
    if (role == ROLE_COUNT)
      return refuse(loader, "%s: 'pages' may list front, annex and provisions", where);
    field->roles |= 1U << role;
  }
  if (!field->roles)
    return refuse(loader, "%s: 'pages' must be a list such as [front, annex]", where);
  return STATUS_OK;
}

static enum status position_take(const struct loader *loader, const char *where, const json_t *map,
                                 struct profile_field *field)
{
  const json_t *json = json_object_get(map, "position");
  if (!json)
    return STATUS_OK;
  const char *name = json_string_value(json);
  if (name && !strcmp(name, "right"))
    field->position = POSITION_RIGHT;
  else if (name && !strcmp(name, "below"))
    field->position = POSITION_BELOW;
  else if (!name || strcmp(name, "right_or_below"))
    return refuse(loader, "%s: 'position' must be right, below or right_or_below", where);
  return STATUS_OK;
}

static enum status kind_take(const struct loader *loader, const char *where, const json_t *map,
                             struct profile_field *field)
{
  const json_t *json = json_object_get(map, "kind");
  const char *name = json ? json_string_value(json) : "text";
  field->kind = name ? kind_find(name) : NULL;
  if (field->kind) {
    field->lines = field->kind->lines;
    return STATUS_OK;
  }
  struct strbuf list = {0};
  for (size_t i = 0; kind_at(i); i++)
    strbuf_appendf(&list, "%s%s", i ? ", " : "", kind_at(i)->name);
  autofree char *names = strbuf_take(&list);
  return refuse(loader, "%s: unknown kind '%s'; known are: %s", where, name ? name : "?", names);
}

static enum status pattern_take(const struct loader *loader, const char *where, const json_t *map,
                                struct profile_field *field)
{
  enum status status = text_take(loader, where, map, "pattern", false, &field->pattern);
  struct error error = {0};
  if (status == STATUS_OK && field->pattern && pattern_check(field->pattern, &error) != STATUS_OK)
    return refuse(loader, "%s: %s", where, error.message);
  return status;
}

static enum status checks_take(const struct loader *loader, const char *where, const json_t *map,
                               struct profile_field *field)
{
  const json_t *list = json_object_get(map, "checks");
  if (list && !json_is_array(list))
    return refuse(loader, "%s: 'checks' must be a list of names", where);
  field->checks = memory_resize(NULL, json_array_size(list) + 1, sizeof *field->checks);
  size_t i;
  const json_t *item;
  json_array_foreach(list, i, item)
  {
    const char *name = json_string_value(item);
    const struct check_rule *rule = name ? check_rule_find(name) : NULL;
    if (!rule)
      return refuse(loader, "%s: unknown check '%s'; docs/profiles.md lists them", where,
                    name ? name : "?");
    field->checks[field->check_count++] = rule;
  }
  return STATUS_OK;
}

static enum status mentions_take(const struct loader *loader, const char *where, const json_t *map,
                                 struct profile_field *field)
{
  static const char *const known[] = {"before", "after", NULL};
  const json_t *list = json_object_get(map, "mentions");
  size_t i;
  json_t *item;
  field->mentions = memory_resize(NULL, json_array_size(list) + 1, sizeof *field->mentions);
  json_array_foreach(list, i, item)
  {
    enum status status = keys_check(loader, where, item, known);
    if (status != STATUS_OK)
      return status;
    const char *before = json_string_value(json_object_get(item, "before"));
    const char *after = json_string_value(json_object_get(item, "after"));
    if (!before && !after)
      return refuse(loader, "%s: a mention needs 'before', 'after' or both", where);
    field->mentions[field->mention_count++] = (struct profile_mention){
        .before = text_fold(before ? before : ""), .after = text_fold(after ? after : "")};
  }
  return STATUS_OK;
}

static enum status parts_take(const struct loader *loader, const char *where, const json_t *map,
                              struct profile_field *field)
{
  json_t *parts = json_object_get(map, "parts");
  const char *name;
  json_t *labels;
  field->parts = memory_resize(NULL, json_object_size(parts) + 1, sizeof *field->parts);
  json_object_foreach(parts, name, labels)
  {
    struct profile_part *part = &field->parts[field->part_count++];
    *part = (struct profile_part){.name = memory_copy_string(name)};
    enum status status = labels_take(loader, where, parts, name, &part->labels);
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}

static enum status meaning_take(const struct loader *loader, const char *where, const json_t *map,
                                struct profile_field *field)
{
  const json_t *json = json_object_get(map, "means");
  const char *word = json_string_value(json);
  int means = MEANS_NUMBER;
  if (!json)
    return STATUS_OK;
  while (means < FIELD_MEANINGS && (!word || strcmp(word, field_meaning_word(means))))
    means++;
  if (means == FIELD_MEANINGS)
    return refuse(
        loader, "%s: 'means' must be number, holder, issued, expires, services or coverage", where);
  for (size_t i = 0; i + 1 < loader->profile->field_count; i++)
    if ((int)loader->profile->fields[i].means == means)
      return refuse(loader, "%s: '%s' means that already", where, loader->profile->fields[i].name);
  field->means = (enum field_meaning)means;
  return STATUS_OK;
}

/* Where no field says that it means a thing, the one with the contract's name for it does. */
static void meanings_complete(struct profile *profile)
{
  bool said[FIELD_MEANINGS] = {false};
  for (size_t i = 0; i < profile->field_count; i++)
    said[profile->fields[i].means] = true;
  for (size_t i = 0; i < profile->field_count; i++) {
    enum field_meaning usual = field_meaning_of_name(profile->fields[i].name);
    if (!profile->fields[i].means && !said[usual])
      profile->fields[i].means = usual;
  }
}

static enum status field_take(const struct loader *loader, const char *name, json_t *map)
{
  static const char *const known[] = {
      "labels",   "label_rest",  "pages",  "position", "lines", "kind",
      "pattern",  "authorities", "checks", "mentions", "parts", "see_elsewhere",
      "anywhere", "titles",      "means",  "known",    NULL};
  struct profile *profile = loader->profile;
  struct profile_field *field = &profile->fields[profile->field_count++];
  *field = (struct profile_field){.name = memory_copy_string(name)};
  autofree char *where = memory_format("fields.%s", name);
  enum status status = keys_check(loader, where, map, known);
  if (status == STATUS_OK)
    status = labels_take(loader, where, map, "labels", &field->labels);
  if (status == STATUS_OK)
    status = labels_take(loader, where, map, "label_rest", &field->label_rest);
  if (status == STATUS_OK)
    status = meaning_take(loader, where, map, field);
  if (status == STATUS_OK)
    status = roles_take(loader, where, map, field);
  if (status == STATUS_OK)
    status = position_take(loader, where, map, field);
  if (status == STATUS_OK)
    status = kind_take(loader, where, map, field);
  if (status == STATUS_OK)
    status = number_take(loader, where, map, "lines", 1, PROFILE_LINES_MAX, &field->lines);
  if (status == STATUS_OK)
    status = pattern_take(loader, where, map, field);
  if (status == STATUS_OK)
    status = text_take(loader, where, map, "authorities", false, &field->authorities);
  field->anywhere = field->kind && field->kind->strict;
  if (status == STATUS_OK && json_object_get(map, "anywhere"))
    status = flag_take(loader, map, "anywhere", &field->anywhere);
  if (status == STATUS_OK)
    status = checks_take(loader, where, map, field);
  if (status == STATUS_OK)
    status = mentions_take(loader, where, map, field);
  if (status == STATUS_OK)
    status = parts_take(loader, where, map, field);
  if (status == STATUS_OK)
    status = texts_take(loader, where, map, "see_elsewhere", &field->see_elsewhere,
                        &field->see_elsewhere_count);
  if (status == STATUS_OK)
    status = texts_take(loader, where, map, "titles", &field->titles, &field->title_count);
  if (status == STATUS_OK)
    status = texts_take(loader, where, map, "known", &field->known, &field->known_count);
  return status;
}

static enum status fields_take(const struct loader *loader, const json_t *root)
{
  json_t *fields = json_object_get(root, "fields");
  if (!json_is_object(fields) || !json_object_size(fields))
    return refuse(loader, "'fields' must name at least one field");
  loader->profile->fields =
      memory_resize(NULL, json_object_size(fields), sizeof *loader->profile->fields);
  const char *name;
  json_t *map;
  json_object_foreach(fields, name, map)
  {
    if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(name))
      return refuse(loader, "fields: '%s' must be lower-case letters, digits and _", name);
    enum status status = field_take(loader, name, map);
    if (status != STATUS_OK)
      return status;
  }
  meanings_complete(loader->profile);
  return STATUS_OK;
}

/* ---- the rest of the file ---- */

static enum status recognise_take(const struct loader *loader, const json_t *root)
{
  static const char *const known[] = {"needs", "phrases", NULL};
  struct profile *profile = loader->profile;
  json_t *map = json_object_get(root, "recognise");
  enum status status = keys_check(loader, "recognise", map, known);
  if (status == STATUS_OK)
    status = number_take(loader, "recognise", map, "needs", 1, 1000, &profile->points_needed);
  if (status != STATUS_OK)
    return status;
  json_t *phrases = json_object_get(map, "phrases");
  if (!json_is_object(phrases) || !json_object_size(phrases))
    return refuse(loader, "recognise: 'phrases' must name at least one phrase and its points");
  profile->phrases = memory_resize(NULL, json_object_size(phrases), sizeof *profile->phrases);
  const char *text;
  json_t *points;
  json_object_foreach(phrases, text, points)
  {
    int number = 1;
    status = number_take(loader, "recognise.phrases", phrases, text, 1, 1000, &number);
    if (status == STATUS_OK && !text_has_ink(text))
      status = refuse(loader, "recognise: a phrase must be a text");
    if (status != STATUS_OK)
      return status;
    profile->phrases[profile->phrase_count++] =
        (struct profile_phrase){.folded = text_fold(text), .points = number};
  }
  return STATUS_OK;
}

static enum status pages_take(const struct loader *loader, const json_t *root)
{
  static const char *const known[] = {"front", "annex", "provisions", NULL};
  json_t *map = json_object_get(root, "pages");
  if (!map)
    return STATUS_OK;
  enum status status = keys_check(loader, "pages", map, known);
  for (int role = ROLE_FRONT; status == STATUS_OK && role < ROLE_COUNT; role++)
    status =
        texts_take(loader, "pages", map, role_names[role], &loader->profile->role_phrases[role],
                   &loader->profile->role_phrase_counts[role]);
  return status;
}

/* `true`, or what more is to be known of them. */
static enum status provisions_take(const struct loader *loader, const json_t *root)
{
  static const char *const known[] = {"signatures", NULL};
  struct profile *profile = loader->profile;
  json_t *map = json_object_get(root, "provisions");
  if (!json_is_object(map))
    return flag_take(loader, root, "provisions", &profile->has_provisions);
  profile->has_provisions = true;
  enum status status = keys_check(loader, "provisions", map, known);
  return status != STATUS_OK ? status
                             : texts_take(loader, "provisions", map, "signatures",
                                          &profile->signatures, &profile->signature_count);
}

static enum status root_take(const struct loader *loader, json_t *root)
{
  static const char *const known[] = {"name",        "title",      "recognise", "pages", "stops",
                                      "two_columns", "provisions", "fields",    NULL};
  struct profile *profile = loader->profile;
  struct label_set stops = {0};
  enum status status = keys_check(loader, "the file", root, known);
  if (status == STATUS_OK)
    status = text_take(loader, "the file", root, "name", true, &profile->name);
  if (status == STATUS_OK)
    status = text_take(loader, "the file", root, "title", true, &profile->title);
  if (status == STATUS_OK)
    status = recognise_take(loader, root);
  if (status == STATUS_OK)
    status = pages_take(loader, root);
  if (status == STATUS_OK)
    status = flag_take(loader, root, "two_columns", &profile->two_columns);
  if (status == STATUS_OK)
    status = provisions_take(loader, root);
  if (status == STATUS_OK)
    status = fields_take(loader, root);
  if (status == STATUS_OK)
    status = labels_take(loader, "the file", root, "stops", &stops);
  memory_free_at(&stops.items);
  return status;
}

enum status profile_load(const char *path, struct profile **ret_profile, struct error *error)
{
  json_t *root = NULL;
  enum status status = yaml_load_file(path, &root, error);
  if (status != STATUS_OK)
    return status;
  struct profile *profile = memory_alloc(sizeof *profile);
  profile->points_needed = 1;
  struct loader loader = {.profile = profile, .path = path, .error = error};
  status = root_take(&loader, root);
  json_decref(root);
  if (status != STATUS_OK) {
    profile_free(&profile);
    return status;
  }
  *ret_profile = profile;
  return STATUS_OK;
}
