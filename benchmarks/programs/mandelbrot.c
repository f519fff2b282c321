// SPDX-License-Identifier: Apache-2.0
//
// The Mandelbrot set: a data-dependent loop over doubles, kept in locals.

#include "bench.h"

__attribute__((noinline)) static int32_t escape(double cx, double cy, int32_t limit) {
  double x = 0;
  double y = 0;
  int32_t i = 0;
  while (i < limit) {
    double xx = x * x;
    double yy = y * y;
    if (xx + yy > 4) {
      break;
    }
    y = 2 * x * y + cy;
    x = xx - yy + cx;
    i++;
  }
  return i;
}

BENCHMARK(mandelbrot, 500) {
  uint64_t sum = 0;
  for (int row = 0; row < n; row++) {
    for (int column = 0; column < n; column++) {
      double cx = -2.0 + 2.6 * column / n;
      double cy = -1.3 + 2.6 * row / n;
      sum = sum * 31 + (uint64_t)escape(cx, cy, 400);
    }
  }
  return (int64_t)mix(0, sum);
}
