#ifndef ZHAOLU_GRAMMAR_LICENCE_NUMBER_H
#define ZHAOLU_GRAMMAR_LICENCE_NUMBER_H

/*
 * Numbers of telecom licences: 渝B2-20250917, B2-20197430, A2.B1.B2-20090001, 合字B2-20210001 and
 * the older 京ICP证030173号. The letter in front names the province, none the ministry; the classes
 * follow the catalogue of services; the digits are the year and a serial number.
 */

#include <stdbool.h>
#include <stddef.h>

#include "grammar/reference.h"

enum { LICENCE_NUMBER_BYTES = 96 };

struct licence_number {
  char text[LICENCE_NUMBER_BYTES]; /* as written in full: classes joined by '.', then '-' */
  unsigned letter;                 /* the province's letter, 0 for the ministry */
  int year;                        /* 0 where the number does not tell */
  size_t from, to;                 /* code points it was made of */
  int repairs;                     /* characters taken for what the grammar needs there */
  bool well_formed;                /* known province or none, eight digits, a possible year */
};

/* Finds the first number in a row of folded code points. */
bool licence_number_find(const struct reference *reference, const unsigned *folded, size_t count,
                         struct licence_number *ret_number);

#endif
