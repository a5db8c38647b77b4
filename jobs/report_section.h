#ifndef ZHAOLU_JOBS_REPORT_SECTION_H
#define ZHAOLU_JOBS_REPORT_SECTION_H

/*
 * One heading of a report and the lines under it: what is new first, then what an earlier report
 * told already. What a person has acknowledged is left out. The ledger remembers each matter by a
 * key that is the same as long as there is nothing new to say.
 */

#include <stdbool.h>

#include "base/strbuf.h"
#include "spool/ledger.h"

struct report_memory {
  struct ledger *ledger;
  bool shows_all; /* no section is cut off after its first lines */
  char **keys;    /* of what is shown */
  size_t count, capacity;
  size_t left_out; /* acknowledged, and so not shown */
};

struct report_section {
  const char *heading;
  bool stays;               /* cannot be acknowledged: it is told until it is mended */
  struct strbuf fresh, old; /* lines: new, and told before */
  size_t fresh_count, old_count;
};

/* `key` and `text` may be a stranger's. */
void report_section_add(struct report_section *section, struct report_memory *memory,
                        const char *key, const char *file, const char *text);
size_t report_section_count(const struct report_section *section);
/* "\nHEADING (3, 1 new)\n" and the lines; nothing without any. `counted` stands for the number of
 * lines, where they are not what is counted; else NULL. */
void report_section_append(const struct report_section *section, const struct report_memory *memory,
                           const char *counted, struct strbuf *text);
void report_section_clear(struct report_section *section);

/* Once the report is out: what it showed was told, or, where the person says so, is known. */
enum status report_memory_keep(const struct report_memory *memory, bool acknowledged,
                               struct error *error) MUST_CHECK;
void report_memory_clear(struct report_memory *memory);

#endif
