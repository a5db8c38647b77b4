#ifndef ZHAOLU_BASE_LINEAR_H
#define ZHAOLU_BASE_LINEAR_H

#include <stdbool.h>

/* Solves a·x = b by Gaussian elimination with partial pivoting. `system`: `size` rows of `size` + 1
 * values, a and behind it b; it is worked in, and *ret_x takes the `size` values of x. False where
 * there is no one answer. */
bool linear_solve(double *system, int size, double *ret_x);

#endif
