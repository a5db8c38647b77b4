#ifndef ZHAOLU_POSTPROC_VOTE_H
#define ZHAOLU_POSTPROC_VOTE_H

/*
 * The licence's number stands on every page and the company's name on most: the pages vote. A bad
 * reading is mended only when most pages agree and its own picture allows what they say; any other
 * disagreement becomes a warning, for it may be what is printed.
 */

#include "document/document.h"
#include "postproc/language.h"

/* Edits are logged as vote_licence_number and vote_company_name. */
void document_vote(const struct language *language, struct document *document);

#endif
