#ifndef ZHAOLU_POSTPROC_MISSING_MARK_H
#define ZHAOLU_POSTPROC_MISSING_MARK_H

/*
 * A mark that a recogniser did not see leaves its place empty: characters stand a place further
 * apart than they should, and the one behind is often doubted. Where the language expects a mark
 * there, it is put in; no other character ever is.
 */

#include "postproc/draft.h"
#include "postproc/language.h"

/* `stranger` is page_strangeness_margin's result. Logs missing_mark. */
void draft_insert_missing_marks(const struct language *language, float stranger,
                                struct draft *draft);

#endif
