#ifndef ZHAOLU_GRAMMAR_REGION_H
#define ZHAOLU_GRAMMAR_REGION_H

/*
 * China's provinces and their like (data/regions.yaml): names, cities, the sign in front of licence
 * numbers, and who issues telecom licences there. A region with two signs stands twice.
 */

#include <stddef.h>

#include "base/status.h"
#include "grammar/name_list.h"

struct region {
  unsigned letter;         /* 渝 */
  char *name;              /* 重庆市 */
  char *short_name;        /* 重庆 */
  char *authority;         /* 重庆市通信管理局 */
  struct folded misread;   /* characters that recognition gives for the letter */
  struct name_list cities; /* prefectures and their like, without 市 */
};

struct region_list {
  struct region *items;
  size_t count;
};

/* STATUS_INSTALL when the file is missing or damaged; *list (empty before) is to be cleared then
 * too. */
enum status region_list_load(const char *data_dir, struct region_list *list,
                             struct error *error) MUST_CHECK;
void region_list_clear(struct region_list *list);

const struct region *region_by_letter(const struct region_list *regions, unsigned letter);
/* The letter of a province that `read` is or is often misread for; 0 when there is none. */
unsigned region_letter_read_as(const struct region_list *regions, unsigned read);

/* The region whose full or short name the folded text begins with; *ret_length counts code points.
 */
const struct region *region_at_start(const struct region_list *regions, const unsigned *folded,
                                     size_t count, size_t *ret_length);

/* The same with the names of cities. */
const struct region *region_of_place(const struct region_list *regions, const unsigned *folded,
                                     size_t count, size_t *ret_length);

/* The region that a company's name says it is from: by its first words, 重庆… or 厦门市…, or by a
 * bracket, …（常州）…. NULL when the name does not say. */
const struct region *region_of_name(const struct region_list *regions, const char *name);

#endif
