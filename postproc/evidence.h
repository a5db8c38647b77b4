#ifndef ZHAOLU_POSTPROC_EVIDENCE_H
#define ZHAOLU_POSTPROC_EVIDENCE_H

/*
 * Correction by evidence, for lines that a recogniser read. Each doubtful character has candidates:
 * itself, the recogniser's alternatives, what the second reading has in its place, its look-alikes,
 * and nothing at all. What the glyph says and what the language says are weighed together, and a
 * candidate wins only by a clear margin. Digits, letters, numerals and names have no candidates.
 */

#include "postproc/draft.h"
#include "postproc/rules.h"

/*
 * The language is known from certificates and their law. On a page that it finds strange it has
 * little to say: the margin to ask for there beyond the usual one, in nats; 0 on a licence.
 */
float page_strangeness_margin(const struct language *language, const struct document_page *page);

/* Logs likelier_reading, extra_character and missing_mark; nothing on a line without a picture. */
void draft_weigh_evidence(const struct rules *rules, float stranger, struct draft *draft);

#endif
