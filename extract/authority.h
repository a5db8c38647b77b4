#ifndef ZHAOLU_EXTRACT_AUTHORITY_H
#define ZHAOLU_EXTRACT_AUTHORITY_H

/*
 * Who issued the certificate, where only a seal says so. A seal's ring is read badly, so its text
 * is matched with names: those of a known list, else those that an office has at the places that
 * the certificate names, else at any place. Nothing is taken that the seal does not show.
 */

#include "extract/layout.h"
#include "extract/profile.h"
#include "document/record.h"
#include "grammar/reference.h"

struct authority_sources {
  const struct reference *reference;
  const struct layout *layout;
  const struct record *record; /* tells the place */
  unsigned number_letter;      /* the province's letter of the licence's number, 0: none is known */
  size_t *characters_left;     /* of the document's seals that are still compared with names */
};

/* Of all seals of a document: some forty seals. Each is compared with tens of thousands of names;
 * a page that claims thousands of seals would take hours. */
enum { AUTHORITY_CHARACTERS = 1200 };

/* Fills the field from the seals when print gave no value. */
void authority_from_seals(const struct authority_sources *sources,
                          const struct profile_field *rules, struct field *field);

#endif
