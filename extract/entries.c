#include "extract/entries.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "extract/confidence.h"
#include "extract/mention.h"

struct builder {
  const struct gather_context *context;
  const struct profile_field *rules;
  struct field *field;
  json_t *entries;
  json_t *entry; /* the last of the entries, borrowed; NULL before the first */
  char *topic;   /* the business that the next entries belong to, or NULL */
  float confidence;
};

static size_t part_of_label(const struct profile_field *rules, size_t label)
{
  size_t part = 0;
  while (part < rules->part_count && !label_set_has(&rules->parts[part].labels, label))
    part++;
  return part;
}

static void entry_begin(struct builder *builder)
{
  builder->entry = json_object();
  for (size_t i = 0; i < builder->rules->part_count; i++)
    json_object_set_new(builder->entry, builder->rules->parts[i].name, json_null());
  if (builder->rules->mention_count)
    json_object_set_new(builder->entry, "business",
                        builder->topic ? json_string(builder->topic) : json_null());
  json_array_append_new(builder->entries, builder->entry);
}

static void field_take_ink(struct builder *builder, const struct passage *passage, size_t from,
                           size_t to, int page)
{
  struct parsed parsed = {0};
  parsed_add_span(&parsed, from, to, false);
  float confidence = value_confidence(builder->context->layout, passage, &parsed);
  parsed_clear(&parsed);
  struct field *field = builder->field;
  if (!field->page)
    field->page = page;
  if (field->page == page)
    field->box = box_union(field->box, passage_source_box(passage, from, to));
  if (confidence < builder->confidence)
    builder->confidence = confidence;
}

/* The part's text; an address of the web has no spaces, whatever was read. */
static char *part_text(const struct passage *passage, size_t from, size_t to)
{
  bool chinese = false, dotted = false;
  for (size_t i = from; i < to; i++) {
    chinese |= codepoint_is_han(passage->inks[i].codepoint);
    dotted |= passage->inks[i].folded == '.';
  }
  if (chinese || !dotted)
    return passage_text(passage, from, to);
  struct strbuf text = {0};
  for (size_t i = from; i < to; i++)
    strbuf_append(&text, passage->inks[i].text);
  return strbuf_take(&text);
}

/* A part that the current entry has already begins the next one. */
static void hit_take(struct builder *builder, const struct label_hit *hit, size_t part)
{
  const char *name = builder->rules->parts[part].name;
  const struct layout *layout = builder->context->layout;
  struct passage passage = {0};
  value_gather(builder->context, builder->rules, hit, builder->rules->lines, &passage);
  size_t from = 0, to = passage.count;
  passage_trim(&passage, &from, &to);
  if (from < to) {
    if (!builder->entry || !json_is_null(json_object_get(builder->entry, name)))
      entry_begin(builder);
    autofree char *text = part_text(&passage, from, to);
    json_object_set_new(builder->entry, name, json_string(text));
    field_take_ink(builder, &passage, from, to, layout->pages[layout->rows[hit->row].page].number);
  }
  passage_clear(&passage);
}

/* The business named by a mention that ends before the row; later rows belong to it. */
static void topic_find(struct builder *builder, const struct passage *page_ink, size_t row,
                       size_t *at)
{
  for (size_t i = 0; i < builder->rules->mention_count; i++)
    for (;;) {
      struct passage passage = {0};
      size_t next = *at;
      bool found = mention_gather(builder->context, builder->rules, &builder->rules->mentions[i],
                                  page_ink, &next, &passage);
      size_t from = 0, to = passage.count;
      passage_trim(&passage, &from, &to);
      if (found && from < to && passage.inks[from].row < row) {
        free(builder->topic);
        builder->topic = passage_text(&passage, from, to);
        builder->entry = NULL;
        *at = next;
        passage_clear(&passage);
        continue;
      }
      passage_clear(&passage);
      break;
    }
}

static void page_take(struct builder *builder, size_t page)
{
  const struct layout_page *source = &builder->context->layout->pages[page];
  struct passage page_ink = {0};
  size_t at = 0;
  page_gather(builder->context->layout, page, &page_ink);
  for (size_t i = 0; i < builder->context->hits->count; i++) {
    const struct label_hit *hit = &builder->context->hits->items[i];
    size_t part = part_of_label(builder->rules, hit->label);
    if (hit->row < source->first_row || hit->row >= source->first_row + source->row_count ||
        part == builder->rules->part_count)
      continue;
    topic_find(builder, &page_ink, hit->row, &at);
    hit_take(builder, hit, part);
  }
  passage_clear(&page_ink);
}

void entries_extract(const struct gather_context *context, const struct reference *reference,
                     const struct profile_field *rules, struct field *field)
{
  (void)reference;
  struct builder builder = {
      .context = context, .rules = rules, .field = field, .entries = json_array(), .confidence = 1};
  for (size_t page = 0; page < context->layout->page_count; page++)
    if (context->roles[page] & rules->roles)
      page_take(&builder, page);
  if (json_array_size(builder.entries)) {
    json_decref(field->value);
    field->value = json_incref(builder.entries);
    field->confidence = builder.confidence;
    field->status = FIELD_CHECK;
  }
  json_decref(builder.entries);
  free(builder.topic);
}
