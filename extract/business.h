#ifndef ZHAOLU_EXTRACT_BUSINESS_H
#define ZHAOLU_EXTRACT_BUSINESS_H

/* The block of services on a telecom licence, cut into names, their terms and their coverage. */

#include "extract/passage.h"
#include "grammar/reference.h"

enum business_part_kind {
  BUSINESS_NAME,     /* 信息服务业务（仅限互联网信息服务） */
  BUSINESS_TERM,     /* 不含…。 and 【依法须经批准…】 */
  BUSINESS_COVERAGE, /* 全国; 北京、上海 */
};

struct business_part {
  enum business_part_kind kind;
  size_t from, to; /* inks of the passage */
};

struct business_parts {
  struct business_part *items;
  size_t count, capacity;
};

struct business_parts business_parts_find(const struct reference *reference,
                                          const struct passage *passage);
void business_parts_clear(struct business_parts *parts);

/* True when the inks [from, to) are provinces' names with marks between them, or 全国. */
bool passage_is_places(const struct reference *reference, const struct passage *passage,
                       size_t from, size_t to);

/* Such places as text, with the printed marks between them, 、 where a mark was lost. Owned by the
 * caller. */
char *places_text(const struct reference *reference, const struct passage *passage, size_t from,
                  size_t to);

/* A service's name as text; the bracket in front of its condition, misread as 《 or 【, is the
 * partner of the one behind it. Owned by the caller. */
char *business_name_text(const struct reference *reference, const struct passage *passage,
                         size_t from, size_t to);

/*
 * A service's name against the catalogue: what stands in front of its bracket, without words such
 * as 第二类增值电信业务中的. *ret_distance is 0 when it is exactly a catalogue name;
 * *ret_condition_known tells whether the bracket is one that licences are known to print (or there
 * is none).
 */
const char *business_nearest_name(const struct reference *reference, const char *name,
                                  size_t *ret_distance, bool *ret_condition_known);

/* The known condition that a name's bracket is a few misread characters away from; NULL when it is
 * a known one, or one of its own. */
const char *business_misread_condition(const struct reference *reference, const char *name);

#endif
