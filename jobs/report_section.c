#include "jobs/report_section.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "files/digest.h"

enum { LINES_MAX = 50 }; /* of the new ones, and of those told before */

/* A ledger that cannot be read makes all of it new. */
static enum ledger_told was_told(const struct report_memory *memory, const char *key)
{
  enum ledger_told told = LEDGER_NOT_TOLD;
  if (ledger_was_told(memory->ledger, key, &told, NULL) != STATUS_OK)
    return LEDGER_NOT_TOLD;
  return told;
}

static void memory_add(struct report_memory *memory, const char *key)
{
  array_reserve(memory->keys, memory->count, memory->capacity);
  memory->keys[memory->count++] = memory_copy_string(key);
}

void report_section_add(struct report_section *section, struct report_memory *memory,
                        const char *key, const char *file, const char *text)
{
  autofree char *whole = memory_format("%s\t%s", section->heading, key);
  char digest[DIGEST_HEX_BYTES];
  digest_bytes(whole, strlen(whole), digest);
  enum ledger_told told = was_told(memory, digest);
  if (told == LEDGER_ACKNOWLEDGED && !section->stays) {
    memory->left_out++;
    return;
  }
  bool fresh = told == LEDGER_NOT_TOLD;
  struct strbuf *lines = fresh ? &section->fresh : &section->old;
  size_t *count = fresh ? &section->fresh_count : &section->old_count;
  if (++*count > LINES_MAX && !memory->shows_all)
    return;
  memory_add(memory, digest);
  strbuf_append(lines, "  ");
  strbuf_append_shown(lines, file);
  strbuf_append(lines, ": ");
  strbuf_append_shown(lines, text);
  strbuf_append(lines, "\n");
}

size_t report_section_count(const struct report_section *section)
{
  return section->fresh_count + section->old_count;
}

static void lines_append(const struct strbuf *lines, size_t count,
                         const struct report_memory *memory, struct strbuf *text)
{
  strbuf_append(text, strbuf_text(lines));
  if (count > LINES_MAX && !memory->shows_all)
    strbuf_appendf(text, "  … and %zu more\n", count - LINES_MAX);
}

void report_section_append(const struct report_section *section, const struct report_memory *memory,
                           const char *counted, struct strbuf *text)
{
  size_t count = report_section_count(section);
  if (!count)
    return;
  strbuf_appendf(text, "\n%s (", section->heading);
  if (counted)
    strbuf_append(text, counted);
  else
    strbuf_appendf(text, "%zu", count);
  if (section->old_count && section->fresh_count)
    strbuf_appendf(text, ", %zu new", section->fresh_count);
  else if (section->old_count)
    strbuf_append(text, ", none new");
  strbuf_append(text, ")\n");
  lines_append(&section->fresh, section->fresh_count, memory, text);
  if (section->old_count && section->fresh_count)
    strbuf_append(text, "  told before:\n");
  lines_append(&section->old, section->old_count, memory, text);
}

void report_section_clear(struct report_section *section)
{
  strbuf_clear(&section->fresh);
  strbuf_clear(&section->old);
}

enum status report_memory_keep(const struct report_memory *memory, bool acknowledged,
                               struct error *error)
{
  return ledger_tell(memory->ledger, memory->keys, memory->count,
                     acknowledged ? LEDGER_ACKNOWLEDGED : LEDGER_TOLD, error);
}

void report_memory_clear(struct report_memory *memory)
{
  for (size_t i = 0; i < memory->count; i++)
    free(memory->keys[i]);
  free(memory->keys);
  *memory = (struct report_memory){0};
}
