#ifndef ZHAOLU_REVIEW_VALUE_FORM_H
#define ZHAOLU_REVIEW_VALUE_FORM_H

/*
 * A field's value as a person edits it, and back. A text is a line; of a list each item is one; an
 * entry such as a service has its other parts below it:
 *
 *     信息服务业务（仅限互联网信息服务）
 *       特定要求：不含信息搜索查询服务
 *       覆盖范围：全国
 */

#include <jansson.h>

/* "" for null; owned by the caller. */
char *value_form_text(const json_t *value);

/* A value of the form that `like` (the machine's) has; null for an empty text. A new reference. */
json_t *value_form_read(const char *text, const json_t *like);

#endif
