#include "base/linear.h"

#include <math.h>

static void rows_swap(double *a, double *b, int count)
{
  for (int k = 0; k < count; k++) {
    double swap = a[k];
    a[k] = b[k];
    b[k] = swap;
  }
}

bool linear_solve(double *system, int size, double *ret_x)
{
  int width = size + 1;
  for (int column = 0; column < size; column++) {
    int pivot = column;
    for (int row = column + 1; row < size; row++)
      if (fabs(system[row * width + column]) > fabs(system[pivot * width + column]))
        pivot = row;
    double *own = system + column * width;
    if (fabs(system[pivot * width + column]) < 1e-9)
      return false;
    rows_swap(own, system + pivot * width, width);
    for (int row = 0; row < size; row++) {
      if (row == column)
        continue;
      double *other = system + row * width, factor = other[column] / own[column];
      for (int k = column; k < width; k++)
        other[k] -= factor * own[k];
    }
  }
  for (int i = 0; i < size; i++)
    ret_x[i] = system[i * width + size] / system[i * width + i];
  return true;
}
