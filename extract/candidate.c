#include "extract/candidate.h"

#include <stdlib.h>
#include <string.h>

#include "grammar/fold.h"

char *candidate_key(const json_t *value)
{
  if (json_is_string(value))
    return text_fold_utf8(json_string_value(value));
  char *dump = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS);
  char *key = text_fold_utf8(dump ? dump : "");
  free(dump);
  return key;
}

void candidate_set_text(struct candidate *candidate, const char *text)
{
  json_decref(candidate->parsed.value);
  candidate->parsed.value = json_string(text);
  free(candidate->key);
  candidate->key = candidate_key(candidate->parsed.value);
}

void candidate_clear(struct candidate *candidate)
{
  passage_clear(&candidate->passage);
  parsed_clear(&candidate->parsed);
  free(candidate->label);
  free(candidate->key);
  free(candidate->by_shape);
}

void candidates_drop_last(struct candidates *candidates)
{
  candidate_clear(&candidates->items[--candidates->count]);
}

void candidates_clear(struct candidates *candidates)
{
  for (size_t i = 0; i < candidates->count; i++)
    candidate_clear(&candidates->items[i]);
  free(candidates->items);
  free(candidates->label);
  free(candidates->beside);
  free(candidates->seen);
  free(candidates->seen_value);
  *candidates = (struct candidates){0};
}

bool candidates_agree(const struct candidates *candidates)
{
  for (size_t i = 1; i < candidates->count; i++)
    if (strcmp(candidates->items[i].key, candidates->items[0].key) != 0)
      return false;
  return true;
}

const struct candidate *candidates_choice(const struct candidates *candidates)
{
  return candidates->chosen < candidates->count ? &candidates->items[candidates->chosen] : NULL;
}

bool candidates_confirm_translation(const struct candidates *candidates)
{
  const struct candidate *choice = candidates_choice(candidates);
  for (size_t i = 0; i < candidates->count; i++)
    if (!candidates->items[i].is_translated && !strcmp(candidates->items[i].key, choice->key))
      return true;
  return false;
}
