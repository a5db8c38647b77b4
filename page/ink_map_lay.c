#include "page/ink_map.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

/*
 * Laying one map over another. The shift is measured at the nodes of a grid: by search on reduced
 * maps, then to fractions of a cell by the gradient method (Lucas and Kanade). A plane through the
 * shifts, that is turn and stretch, says where nodes without print must lie, and those whose print
 * differs: nothing can hide a difference by moving.
 */

enum {
  NODE_STEP = 88,    /* cells between nodes: 18 mm on A4 */
  WINDOW = 64,       /* cells a node looks to each side */
  SEARCH_FACTOR = 3, /* the search goes over maps reduced so much, */
  SEARCH_REACH = 5,  /* so many reduced cells around the start */
  PLANE_ROUNDS = 5,
  REFINE_ROUNDS = 3,
};
static const float bend_at_most = 1.5f;    /* cells a node may lie off the plane */
static const float structure_least = 0.5f; /* smallest sum of squared slopes that shows a shift */
static const double spread_least = 0.5;    /* of a window's ink, reduced, for it to have a say */
static const double agreement_least = 0.8; /* mean correlation of the windows after the search */

struct node {
  int x, y; /* in `a` */
  struct ink_shift shift;
  float weight; /* 0: nothing there to measure */
};

struct grid {
  int columns, rows;
  struct node *nodes;
};

/* shift = c[0] + c[1] * x + c[2] * y, in each direction */
struct plane {
  float dx[3], dy[3];
};

static struct grid grid_make(const struct ink_map *a, struct ink_shift start)
{
  struct grid grid = {a->columns / NODE_STEP + 2, a->rows / NODE_STEP + 2, NULL};
  grid.nodes = memory_alloc((size_t)(grid.columns * grid.rows) * sizeof *grid.nodes);
  for (int row = 0; row < grid.rows; row++)
    for (int column = 0; column < grid.columns; column++)
      grid.nodes[row * grid.columns + column] =
          (struct node){column * NODE_STEP, row * NODE_STEP, start, 0};
  return grid;
}

/* Squared difference in the node's window with `b` shifted by whole cells; stops at `give_up`. */
static float window_difference(const struct ink_map *a, const struct ink_map *b, int x, int y,
                               int dx, int dy, float give_up)
{
  const int window = WINDOW / SEARCH_FACTOR;
  float sum = 0;
  for (int v = y - window; v <= y + window && sum < give_up; v++)
    for (int u = x - window; u <= x + window; u++) {
      float difference = ink_map_at(a, u, v) - ink_map_at(b, u + dx, v + dy);
      sum += difference * difference;
    }
  return sum;
}

/* `a` and `b` are reduced by SEARCH_FACTOR. */
static void node_search(const struct ink_map *a, const struct ink_map *b, struct node *node)
{
  int start_x = (int)lroundf(node->shift.dx / SEARCH_FACTOR);
  int start_y = (int)lroundf(node->shift.dy / SEARCH_FACTOR);
  int x = node->x / SEARCH_FACTOR, y = node->y / SEARCH_FACTOR;
  float best = window_difference(a, b, x, y, start_x, start_y, INFINITY);
  for (int dy = start_y - SEARCH_REACH; dy <= start_y + SEARCH_REACH; dy++)
    for (int dx = start_x - SEARCH_REACH; dx <= start_x + SEARCH_REACH; dx++) {
      float difference = window_difference(a, b, x, y, dx, dy, best);
      if (difference < best) {
        best = difference;
        node->shift = (struct ink_shift){(float)(dx * SEARCH_FACTOR), (float)(dy * SEARCH_FACTOR)};
      }
    }
}

/* Correlation of a node's window as found, and the weight it has by how much stands there. */
static double window_agreement(const struct ink_map *a, const struct ink_map *b,
                               const struct node *node, double *ret_weight)
{
  const int window = WINDOW / SEARCH_FACTOR, x = node->x / SEARCH_FACTOR,
            y = node->y / SEARCH_FACTOR;
  int dx = (int)node->shift.dx / SEARCH_FACTOR, dy = (int)node->shift.dy / SEARCH_FACTOR;
  double sum_a = 0, sum_b = 0, sum_aa = 0, sum_bb = 0, sum_ab = 0;
  for (int v = y - window; v <= y + window; v++)
    for (int u = x - window; u <= x + window; u++) {
      double ink_a = ink_map_at(a, u, v), ink_b = ink_map_at(b, u + dx, v + dy);
      sum_a += ink_a;
      sum_b += ink_b;
      sum_aa += ink_a * ink_a;
      sum_bb += ink_b * ink_b;
      sum_ab += ink_a * ink_b;
    }
  double count = (2 * window + 1) * (2 * window + 1);
  double spread_a = fmax(0, sum_aa - sum_a * sum_a / count);
  double spread_b = fmax(0, sum_bb - sum_b * sum_b / count);
  *ret_weight = fmax(spread_a, spread_b) < spread_least ? 0 : fmax(spread_a, spread_b);
  double spread = sqrt(spread_a * spread_b);
  return spread > 0 ? (sum_ab - sum_a * sum_b / count) / spread : 0;
}

/* Between cells, bilinear. */
static float map_between(const struct ink_map *map, float x, float y)
{
  float left = floorf(x), top = floorf(y), right_share = x - left, lower_share = y - top;
  int u = (int)left, v = (int)top;
  float upper = ink_map_at(map, u, v) * (1 - right_share) + ink_map_at(map, u + 1, v) * right_share;
  float lower =
      ink_map_at(map, u, v + 1) * (1 - right_share) + ink_map_at(map, u + 1, v + 1) * right_share;
  return upper * (1 - lower_share) + lower * lower_share;
}

/* Catmull and Rom's weights of four neighbours, for a place `t` of the way from second to third. */
static void cubic_weights(float t, float weights[4])
{
  weights[0] = t * (-0.5f + t * (1 - 0.5f * t));
  weights[1] = 1 + t * t * (-2.5f + 1.5f * t);
  weights[2] = t * (0.5f + t * (2 - 1.5f * t));
  weights[3] = t * t * (-0.5f + 0.5f * t);
}

/* Between cells, keeping strokes as sharp as they are. */
static float map_between_sharp(const struct ink_map *map, float x, float y)
{
  float left = floorf(x), top = floorf(y), across[4], down[4], sum = 0;
  cubic_weights(x - left, across);
  cubic_weights(y - top, down);
  int column = (int)left - 1, row = (int)top - 1;
  for (int v = 0; v < 4; v++) {
    float line = 0;
    for (int u = 0; u < 4; u++)
      line += across[u] * ink_map_at(map, column + u, row + v);
    sum += down[v] * line;
  }
  return sum;
}

/* One step of the gradient method; sets the weight by how well both directions are determined. */
static void node_refine(const struct ink_map *a, const struct ink_map *b, struct node *node)
{
  float xx = 0, xy = 0, yy = 0, xd = 0, yd = 0;
  for (int y = node->y - WINDOW; y <= node->y + WINDOW; y += 2)
    for (int x = node->x - WINDOW; x <= node->x + WINDOW; x++) {
      float gx = (ink_map_at(a, x + 1, y) - ink_map_at(a, x - 1, y)) / 2;
      float gy = (ink_map_at(a, x, y + 1) - ink_map_at(a, x, y - 1)) / 2;
      if (gx == 0 && gy == 0)
        continue;
      float difference = ink_map_at(a, x, y) -
                         map_between(b, (float)x + node->shift.dx, (float)y + node->shift.dy);
      xx += gx * gx;
      xy += gx * gy;
      yy += gy * gy;
      xd += gx * difference;
      yd += gy * difference;
    }
  float determinant = xx * yy - xy * xy;
  float smaller = (xx + yy - sqrtf((xx - yy) * (xx - yy) + 4 * xy * xy)) / 2;
  node->weight = smaller > structure_least ? smaller : 0;
  if (node->weight == 0 || determinant <= 0)
    return;
  const float step_at_most = 2; /* cells; the method sees no farther than a stroke is wide */
  float step_x = (yy * xd - xy * yd) / determinant, step_y = (xx * yd - xy * xd) / determinant;
  node->shift.dx += fmaxf(-step_at_most, fminf(step_at_most, step_x));
  node->shift.dy += fmaxf(-step_at_most, fminf(step_at_most, step_y));
}

static double determinant3(double m[3][3])
{
  return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
         m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
         m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

/* Solves the symmetric system m·c = v by Cramer's rule; false where it has no one answer. */
static bool solve3(double m[3][3], const double v[3], float c[3])
{
  double determinant = determinant3(m);
  if (!(fabs(determinant) > 1e-9 * m[0][0] * m[1][1] * m[2][2]))
    return false;
  for (int i = 0; i < 3; i++) {
    double n[3][3];
    for (int r = 0; r < 3; r++)
      for (int k = 0; k < 3; k++)
        n[r][k] = k == i ? v[r] : m[r][k];
    c[i] = (float)(determinant3(n) / determinant);
  }
  return true;
}

static struct ink_shift plane_at(const struct plane *plane, int x, int y)
{
  float u = (float)x, v = (float)y;
  return (struct ink_shift){plane->dx[0] + plane->dx[1] * u + plane->dx[2] * v,
                            plane->dy[0] + plane->dy[1] * u + plane->dy[2] * v};
}

static float distance(struct ink_shift a, struct ink_shift b)
{
  return hypotf(a.dx - b.dx, a.dy - b.dy);
}

/* The plane most nodes lie on: least squares, repeated with less trust in those that lie off it. */
static struct plane plane_fit(const struct grid *grid, struct ink_shift start)
{
  struct plane plane = {{start.dx, 0, 0}, {start.dy, 0, 0}};
  for (int round = 0; round < PLANE_ROUNDS; round++) {
    double m[3][3] = {{0}}, vx[3] = {0}, vy[3] = {0};
    for (int i = 0; i < grid->columns * grid->rows; i++) {
      const struct node *node = &grid->nodes[i];
      float off = round ? distance(node->shift, plane_at(&plane, node->x, node->y)) : 0;
      double trust = node->weight / (1 + off * off);
      double terms[3] = {1, node->x, node->y};
      for (int r = 0; r < 3; r++) {
        for (int k = 0; k < 3; k++)
          m[r][k] += trust * terms[r] * terms[k];
        vx[r] += trust * terms[r] * (double)node->shift.dx;
        vy[r] += trust * terms[r] * (double)node->shift.dy;
      }
    }
    struct plane next;
    if (!solve3(m, vx, next.dx) || !solve3(m, vy, next.dy))
      break;
    plane = next;
  }
  return plane;
}

/* Nodes that lie farther off the plane than paper bends, or see nothing, are put on it. */
static void grid_settle(struct grid *grid, const struct plane *plane, float bend)
{
  for (int i = 0; i < grid->columns * grid->rows; i++) {
    struct node *node = &grid->nodes[i];
    struct ink_shift expected = plane_at(plane, node->x, node->y);
    if (node->weight == 0 || distance(node->shift, expected) > bend)
      node->shift = expected;
  }
}

/* False where the print differs whatever way it is laid. */
static bool grid_search(struct grid *grid, const struct ink_map *a, const struct ink_map *b)
{
  struct ink_map small_a = ink_map_reduce(a, SEARCH_FACTOR);
  struct ink_map small_b = ink_map_reduce(b, SEARCH_FACTOR);
  double agreement = 0, weights = 0;
  for (int i = 0; i < grid->columns * grid->rows; i++) {
    double weight;
    node_search(&small_a, &small_b, &grid->nodes[i]);
    double correlation = window_agreement(&small_a, &small_b, &grid->nodes[i], &weight);
    agreement += correlation * weight;
    weights += weight;
  }
  ink_map_clear(&small_a);
  ink_map_clear(&small_b);
  return weights > 0 && agreement >= agreement_least * weights;
}

static void grid_refine(struct grid *grid, const struct ink_map *a, const struct ink_map *b,
                        struct ink_shift start)
{
  for (int round = 0; round < REFINE_ROUNDS; round++) {
    for (int i = 0; i < grid->columns * grid->rows; i++)
      node_refine(a, b, &grid->nodes[i]);
    struct plane plane = plane_fit(grid, start);
    grid_settle(grid, &plane, round ? bend_at_most : 0);
  }
}

static struct ink_shift grid_shift_at(const struct grid *grid, int x, int y)
{
  int column = x / NODE_STEP, row = y / NODE_STEP;
  float right = (float)(x % NODE_STEP) / NODE_STEP, lower = (float)(y % NODE_STEP) / NODE_STEP;
  const struct node *node = &grid->nodes[row * grid->columns + column];
  const struct node *below = node + grid->columns;
  float shares[4] = {(1 - right) * (1 - lower), right * (1 - lower), (1 - right) * lower,
                     right * lower};
  const struct ink_shift corners[4] = {node[0].shift, node[1].shift, below[0].shift,
                                       below[1].shift};
  struct ink_shift shift = {0, 0};
  for (int i = 0; i < 4; i++) {
    shift.dx += shares[i] * corners[i].dx;
    shift.dy += shares[i] * corners[i].dy;
  }
  return shift;
}

struct ink_map ink_map_lay_over(const struct ink_map *a, const struct ink_map *b,
                                struct ink_shift start)
{
  struct grid grid = grid_make(a, start);
  if (!grid_search(&grid, a, b)) {
    free(grid.nodes);
    return (struct ink_map){0};
  }
  grid_refine(&grid, a, b, start);
  struct ink_map laid = ink_map_make(a->columns, a->rows);
  for (int y = 0; y < a->rows; y++)
    for (int x = 0; x < a->columns; x++) {
      struct ink_shift shift = grid_shift_at(&grid, x, y);
      laid.cells[(size_t)y * (size_t)a->columns + (size_t)x] =
          map_between_sharp(b, (float)x + shift.dx, (float)y + shift.dy);
    }
  free(grid.nodes);
  return laid;
}
