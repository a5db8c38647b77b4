#ifndef ZHAOLU_OUTPUT_SENTENCE_H
#define ZHAOLU_OUTPUT_SENTENCE_H

/*
 * The program's sentences are English; operators read Chinese. data/html/sentences.tsv gives the
 * Chinese of the common ones.
 */

/* The Chinese of an English sentence, several parted by "; " among them, or a copy of the sentence
 * itself where the table does not have it. Owned by the caller. */
char *sentence_in_chinese(const char *english);

#endif
