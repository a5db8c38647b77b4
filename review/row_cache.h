#ifndef ZHAOLU_REVIEW_ROW_CACHE_H
#define ZHAOLU_REVIEW_ROW_CACHE_H

/*
 * What the last review had read off the results, in OUT/.zhaolu/review-rows: so that the next one
 * need not read ten thousand files again. A line a result, by name; it holds as long as the file
 * has its size and time. The file may be removed at any time.
 */

#include "review/result.h"

struct row_cache; /* opaque */

/* A folder that has none gives an empty one. */
struct row_cache *row_cache_open(const char *out);
void row_cache_close(struct row_cache **cache);

/* Fills rows and digest of a result whose name, size and time are known; false when they are not
 * there. */
bool row_cache_take(const struct row_cache *cache, struct result *result);

/* Keeps what the files of these results say, sorted by name; those whose file is behind are left
 * out. A full disk is no failure: the next start is slower. */
void row_cache_write(const char *out, struct result *const *results, size_t count);

#endif
