#ifndef ZHAOLU_GRAMMAR_LICENCE_NUMBER_H
#define ZHAOLU_GRAMMAR_LICENCE_NUMBER_H

/*
 * Numbers of telecom licences: 渝B2-20250917, B2-20197430, A2.B1.B2-20090001, 合字B2-20210001 and
 * the older 京ICP证030173号. The letter in front names the province, none the ministry; the classes
 * follow the catalogue of services; the digits are the year and a serial number.
 */

#include <stdbool.h>
#include <stddef.h>

#include "grammar/region.h"

enum {
  LICENCE_NUMBER_BYTES = 96,
  LICENCE_NUMBER_DIGITS = 8,       /* four of the year, four of the serial number */
  LICENCE_NUMBER_DIGITS_LEAST = 6, /* with fewer it is none, however badly read */
};

struct licence_number {
  char text[LICENCE_NUMBER_BYTES]; /* as written in full: classes joined by '.', then '-' */
  unsigned letter;                 /* the province's letter, 0 for the ministry */
  int year;                        /* 0 where the number does not tell */
  size_t from, to;                 /* code points it was made of */
  int repairs;                     /* characters taken for what the grammar needs there */
  bool well_formed;                /* known province or none, eight digits, a possible year */
};

/* Finds the first number in a row of folded code points. */
bool licence_number_find(const struct region_list *regions, const unsigned *folded, size_t count,
                         struct licence_number *ret_number);

/* A1, A2, B1, B2, small letters too. */
bool licence_class_is(unsigned letter, unsigned digit);

/* What the dash behind the classes is read for; `folded` as by codepoint_fold. */
bool licence_number_is_dash(unsigned folded);

#endif
