#ifndef ZHAOLU_POSTPROC_NAMES_H
#define ZHAOLU_POSTPROC_NAMES_H

/*
 * Names of people, companies and places may be made of any characters, and so may the words of a
 * number; the language has nothing to say about them, and what belongs to one is left as it was
 * read.
 */

#include "postproc/draft.h"
#include "postproc/language.h"

/*
 * ret_named[0…draft->count-1]: the character stands behind a label for names and addresses, or
 * leads up to 有限公司 and the like, or to 字第.
 */
void draft_mark_names(const struct language *language, const struct draft *draft, bool *ret_named);

#endif
