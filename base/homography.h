#ifndef ZHAOLU_BASE_HOMOGRAPHY_H
#define ZHAOLU_BASE_HOMOGRAPHY_H

/*
 * Plane projective transforms between pictures of the same sheet, as 3×3 matrices in row-major
 * order acting on column vectors (x, y, 1). Hartley & Zisserman, "Multiple View Geometry", §2.3.
 */

#include <stdbool.h>

#include "base/box.h"

struct homography {
  double m[9];
};

struct point {
  double x, y;
};

struct homography homography_identity(void);
struct homography homography_scale(double factor_x, double factor_y);
struct homography homography_translate(double dx, double dy);
/* Turns by `degrees` clockwise (y points down) about `centre`. */
struct homography homography_rotate(double degrees, struct point centre);
/* First `first`, then `second`. */
struct homography homography_then(struct homography first, struct homography second);
/* False when the matrix is singular. */
bool homography_invert(const struct homography *h, struct homography *ret_inverse);
/* The transform that takes the four points of `from` to those of `to`; false when three of them
 * lie on a line. */
bool homography_from_points(const struct point from[4], const struct point to[4],
                            struct homography *ret);

struct point homography_apply(const struct homography *h, struct point point);
/* Bounding box of the transformed rectangle. */
struct box homography_apply_box(const struct homography *h, struct box box);

#endif
