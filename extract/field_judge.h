#ifndef ZHAOLU_EXTRACT_FIELD_JUDGE_H
#define ZHAOLU_EXTRACT_FIELD_JUDGE_H

/* Whether a field's value is `ok`: by the checks that its profile asks for, by those that every
 * value has to pass, and by how surely it was read. */

#include "document/record.h"
#include "extract/check.h"
#include "extract/label.h"

/* Sets the field's status and confidence and adds its checks. A value that cannot be is taken away;
 * a label without a value is told. */
void field_judge(const struct profile *profile, const struct check_input *input,
                 struct field *field);

#endif
