// SPDX-License-Identifier: Apache-2.0
//
// A two-dimensional stencil over two grids: neighbouring loads, no calls.

#include "bench.h"

#define SIDE 400

static double grid[2][SIDE][SIDE];

__attribute__((noinline)) static void step(int from, int to) {
  for (int i = 1; i < SIDE - 1; i++) {
    for (int j = 1; j < SIDE - 1; j++) {
      grid[to][i][j] = 0.2 * (grid[from][i][j] + grid[from][i][j - 1] + grid[from][i][j + 1] +
                              grid[from][i - 1][j] + grid[from][i + 1][j]);
    }
  }
}

BENCHMARK(jacobi, 250) {
  for (int i = 0; i < SIDE; i++) {
    for (int j = 0; j < SIDE; j++) {
      grid[0][i][j] = grid[1][i][j] = (double)((i * 31 + j * 17) % 101) / 101;
    }
  }
  for (int t = 0; t < n; t++) {
    step(t & 1, (t & 1) ^ 1);
  }
  uint64_t sum = 0;
  for (int i = 0; i < SIDE; i++) {
    sum = mix_double(sum, grid[n & 1][i][(i * 13) % SIDE]);
  }
  return (int64_t)sum;
}
