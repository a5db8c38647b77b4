#include "base/homography.h"

#include <math.h>

#include "base/linear.h"

struct homography homography_identity(void)
{
  return (struct homography){{1, 0, 0, 0, 1, 0, 0, 0, 1}};
}

struct homography homography_scale(double factor_x, double factor_y)
{
  return (struct homography){{factor_x, 0, 0, 0, factor_y, 0, 0, 0, 1}};
}

struct homography homography_translate(double dx, double dy)
{
  return (struct homography){{1, 0, dx, 0, 1, dy, 0, 0, 1}};
}

struct homography homography_rotate(double degrees, struct point centre)
{
  double angle = degrees * M_PI / 180, c = cos(angle), s = sin(angle);
  struct homography turn = {{c, -s, 0, s, c, 0, 0, 0, 1}};
  struct homography h = homography_then(homography_translate(-centre.x, -centre.y), turn);
  return homography_then(h, homography_translate(centre.x, centre.y));
}

struct homography homography_then(struct homography first, struct homography second)
{
  struct homography product = {{0}};
  for (int row = 0; row < 3; row++)
    for (int column = 0; column < 3; column++)
      for (int k = 0; k < 3; k++)
        product.m[row * 3 + column] += second.m[row * 3 + k] * first.m[k * 3 + column];
  return product;
}

bool homography_invert(const struct homography *h, struct homography *ret_inverse)
{
  const double *m = h->m;
  double c0 = m[4] * m[8] - m[5] * m[7], c1 = m[5] * m[6] - m[3] * m[8],
         c2 = m[3] * m[7] - m[4] * m[6];
  double determinant = m[0] * c0 + m[1] * c1 + m[2] * c2;
  if (fabs(determinant) < 1e-12)
    return false;
  double inverse[9] = {c0, m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
                       c1, m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
                       c2, m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]};
  for (int i = 0; i < 9; i++)
    ret_inverse->m[i] = inverse[i] / determinant;
  return true;
}

bool homography_from_points(const struct point from[4], const struct point to[4],
                            struct homography *ret)
{
  double a[8][9] = {{0}};
  for (int i = 0; i < 4; i++) {
    double x = from[i].x, y = from[i].y, u = to[i].x, v = to[i].y;
    double row_u[9] = {x, y, 1, 0, 0, 0, -u * x, -u * y, u};
    double row_v[9] = {0, 0, 0, x, y, 1, -v * x, -v * y, v};
    for (int k = 0; k < 9; k++) {
      a[2 * i][k] = row_u[k];
      a[2 * i + 1][k] = row_v[k];
    }
  }
  if (!linear_solve(a[0], 8, ret->m))
    return false;
  ret->m[8] = 1;
  return true;
}

struct point homography_apply(const struct homography *h, struct point point)
{
  const double *m = h->m;
  double w = m[6] * point.x + m[7] * point.y + m[8];
  if (fabs(w) < 1e-12)
    w = 1e-12;
  return (struct point){(m[0] * point.x + m[1] * point.y + m[2]) / w,
                        (m[3] * point.x + m[4] * point.y + m[5]) / w};
}

struct box homography_apply_box(const struct homography *h, struct box box)
{
  struct point corners[4] = {{box.x, box.y},
                             {box.x + box.w, box.y},
                             {box.x, box.y + box.h},
                             {box.x + box.w, box.y + box.h}};
  double left = HUGE_VAL, top = HUGE_VAL, right = -HUGE_VAL, bottom = -HUGE_VAL;
  for (int i = 0; i < 4; i++) {
    struct point p = homography_apply(h, corners[i]);
    left = fmin(left, p.x);
    top = fmin(top, p.y);
    right = fmax(right, p.x);
    bottom = fmax(bottom, p.y);
  }
  int x = (int)floor(left), y = (int)floor(top);
  return (struct box){x, y, (int)ceil(right) - x, (int)ceil(bottom) - y};
}
