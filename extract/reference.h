#ifndef ZHAOLU_EXTRACT_REFERENCE_H
#define ZHAOLU_EXTRACT_REFERENCE_H

/* Public facts that values are checked against: provinces, authorities, the catalogue of telecom
 * services, surnames. Read from the YAML files of data/ and data/surnames.txt. */

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "extract/fold.h"

struct region {
  unsigned letter;  /* 渝 */
  char *name;       /* 重庆市 */
  char *short_name; /* 重庆 */
  char *authority;  /* 重庆市通信管理局 */
};

/* A list of names with their folded forms. */
struct name_list {
  char **names;
  struct folded *folded;
  size_t count;
};

struct authority {
  char *name;
  char *form; /* as it may stand on a seal; the name itself or a variant */
  struct folded folded;
};

struct authority_list {
  char *name; /* "telecom" */
  struct authority *items;
  size_t count;
};

struct reference {
  struct region *regions;
  size_t region_count;
  struct authority_list *authorities;
  size_t authority_list_count;
  struct name_list market_endings;
  struct name_list services;   /* current and former names */
  struct name_list prefixes;   /* 第二类增值电信业务中的 */
  struct name_list conditions; /* 仅限互联网信息服务 */
  struct name_list terms; /* sentences under a service: 【依法须经批准的项目，…】 */
  unsigned *surnames;     /* of one character */
  size_t surname_count;
  struct name_list long_surnames; /* of two */
};

enum status reference_load(const char *data_dir, struct reference **ret_reference,
                           struct error *error) MUST_CHECK;
void reference_free(struct reference **reference);

const struct region *region_by_letter(const struct reference *reference, unsigned letter);
/* The region whose full or short name the folded text begins with; *ret_length counts code points.
 */
const struct region *region_at_start(const struct reference *reference, const unsigned *folded,
                                     size_t count, size_t *ret_length);
const struct authority_list *authority_list_find(const struct reference *reference,
                                                 const char *name);
bool surname_is_known(const struct reference *reference, const unsigned *folded, size_t count);

/* The list's name nearest to the text and its distance in edits; NULL when the list is empty. */
const char *name_list_nearest(const struct name_list *list, const unsigned *folded, size_t count,
                              size_t *ret_distance);

#endif
