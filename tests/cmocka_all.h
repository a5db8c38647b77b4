#ifndef ZHAOLU_TESTS_CMOCKA_ALL_H
#define ZHAOLU_TESTS_CMOCKA_ALL_H

/* cmocka and the headers it needs before it, in the order it needs them. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#endif
