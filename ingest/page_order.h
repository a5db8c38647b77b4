#ifndef ZHAOLU_INGEST_PAGE_ORDER_H
#define ZHAOLU_INGEST_PAGE_ORDER_H

/*
 * The order of files that a person means by their names. Numbers count as numbers, in ASCII or
 * full-width digits, Chinese numerals or circled ones: "page-2" before "page-10", 第二页 before
 * 第十页. A name comes before the same name with more behind it: 扫描.jpg before 扫描(2).jpg.
 */

/* For qsort over char *; never 0 for paths that differ. */
int path_compare_natural(const void *a, const void *b);

#endif
