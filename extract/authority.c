#include "extract/authority.h"

#include <string.h>

#include "base/memory.h"

/* Of a name's characters at most this part may be misread for a seal to stand for it. */
static const double faults_most = 0.34;

static const float exact_confidence = 0.999F;

struct seal {
  const struct read_line *line;
  int page;
  struct folded text;
  char *raw;
  float confidence;
};

struct seal_match {
  const struct authority *authority;
  size_t faults;
  bool fits_number;
};

static double fault_part(const struct seal_match *match)
{
  return (double)match->faults / (double)match->authority->folded.count;
}

/* Fewer faults first; then the one that the number's province speaks for; then the longer name. */
static bool match_is_better(const struct seal_match *a, const struct seal_match *b)
{
  if (!b->authority)
    return true;
  if (a->faults != b->faults && a->authority->folded.count == b->authority->folded.count)
    return a->faults < b->faults;
  double part_a = fault_part(a), part_b = fault_part(b);
  if (part_a < part_b - 1e-9 || part_b < part_a - 1e-9)
    return part_a < part_b;
  if (a->fits_number != b->fits_number)
    return a->fits_number;
  return a->authority->folded.count > b->authority->folded.count;
}

static bool authority_fits_number(const struct reference *reference,
                                  const struct authority *authority, unsigned letter)
{
  const struct region *region = letter ? region_by_letter(&reference->regions, letter) : NULL;
  return region && !strcmp(region->authority, authority->name);
}

/* The best name for the seal, and whether another name is just as good. */
static struct seal_match seal_match(const struct reference *reference,
                                    const struct authority_list *list, unsigned letter,
                                    const struct seal *seal, bool *ret_ambiguous)
{
  struct seal_match best = {0};
  *ret_ambiguous = false;
  for (size_t i = 0; i < list->count; i++) {
    struct seal_match match = {.authority = &list->items[i]};
    match.faults = folded_fit(match.authority->folded.codepoints, match.authority->folded.count,
                              seal->text.codepoints, seal->text.count, NULL);
    match.fits_number = authority_fits_number(reference, match.authority, letter);
    if (best.authority && !strcmp(best.authority->name, match.authority->name) &&
        match.faults >= best.faults)
      continue;
    if (match_is_better(&match, &best)) {
      *ret_ambiguous = false;
      best = match;
    } else if (match.faults == best.faults && match.fits_number == best.fits_number &&
               match.authority->folded.count >= best.authority->folded.count) {
      *ret_ambiguous = true;
    }
  }
  return best;
}

static void field_set(struct field *field, const char *value, const struct seal *seal)
{
  json_decref(field->value);
  field->value = json_string(value);
  field->raw = memory_copy_string(seal->raw);
  field->page = seal->page;
  field->box = seal->line->box;
  field->confidence = seal->confidence;
  field->status = FIELD_CHECK;
}

static bool field_take_match(const struct reference *reference, const struct authority_list *list,
                             unsigned letter, const struct seal *seal, struct field *field)
{
  bool ambiguous;
  struct seal_match match = seal_match(reference, list, letter, seal, &ambiguous);
  if (!match.authority || ambiguous || fault_part(&match) > faults_most)
    return false;
  float confidence = seal->confidence * (float)(1 - fault_part(&match));
  if (field->value && json_is_string(field->value) && field->confidence >= confidence)
    return true;
  for (size_t i = 0; i < field->check_count; i++)
    if (!strcmp(field->checks[i].name, "seal"))
      return true;
  field_set(field, match.authority->name, seal);
  /* All of a known name, and of the province that the number names: no chance reads so. */
  field->confidence = match.faults == 0 && match.fits_number ? exact_confidence : confidence;
  field_add_check(field, "seal", match.faults == 0, "the seal reads '%s'", seal->raw);
  return true;
}

/* A market regulator's name is no closed list: the seal's text up to the known ending. */
static bool field_take_ending(const struct reference *reference, const struct seal *seal,
                              struct field *field)
{
  const struct name_list *endings = &reference->market_endings;
  for (size_t i = 0; i < endings->count; i++) {
    const char *found = strstr(seal->raw, endings->names[i]);
    if (!found)
      continue;
    autofree char *name =
        memory_copy_bytes(seal->raw, (size_t)(found - seal->raw) + strlen(endings->names[i]));
    field_set(field, name, seal);
    field_add_check(field, "seal", false, "read from a seal; please compare");
    return true;
  }
  return false;
}

static bool seal_take(const struct reference *reference, const struct profile_field *rules,
                      unsigned letter, const struct reading *reading, struct seal *seal,
                      struct field *field)
{
  if (!reading->count)
    return false;
  autofree char *raw = reading_text(reading);
  seal->raw = raw;
  seal->text = text_fold(raw);
  seal->confidence = reading_confidence(reading);
  const struct authority_list *list = authority_list_find(reference, rules->authorities);
  bool taken = list ? field_take_match(reference, list, letter, seal, field)
                    : field_take_ending(reference, seal, field);
  folded_clear(&seal->text);
  seal->raw = NULL;
  return taken;
}

void authority_from_seals(const struct reference *reference, const struct profile_field *rules,
                          const struct layout *layout, unsigned number_letter, struct field *field)
{
  for (size_t page = 0; page < layout->page_count; page++) {
    const struct read_page *read = &layout->pages[page].source->read;
    for (size_t i = 0; i < read->line_count; i++) {
      const struct read_line *line = &read->lines[i];
      struct seal seal = {.line = line, .page = read->number};
      if (line->kind != LINE_SEAL)
        continue;
      if (seal_take(reference, rules, number_letter, &line->best, &seal, field) ||
          seal_take(reference, rules, number_letter, &line->other, &seal, field))
        return;
    }
  }
}
