#ifndef ZHAOLU_REVIEW_PEOPLE_H
#define ZHAOLU_REVIEW_PEOPLE_H

/*
 * The people who may review, from a password file: a line `name:hash` each, the hash as crypt(3)
 * knows it (`htpasswd -B`, `mkpasswd`). A hash is meant to be slow, so a password that was right is
 * remembered as a keyed digest, and wrong ones are answered at most so many times a second.
 */

#include <stdbool.h>

#include "base/status.h"

struct people; /* opaque */

enum status people_open(const char *path, struct people **ret_people,
                        struct error *error) MUST_CHECK;
void people_close(struct people **people);

enum people_answer { PEOPLE_KNOWN, PEOPLE_UNKNOWN, PEOPLE_TOO_MANY };
enum people_answer people_ask(struct people *people, const char *name, const char *password);

#endif
