// SPDX-License-Identifier: Apache-2.0
//
// Conway's game of life on a torus of bytes: many narrow loads and small branches.

#include "bench.h"

#define SIDE 256

static uint8_t cells[2][SIDE][SIDE];

__attribute__((noinline)) static int32_t generation(int from) {
  int32_t alive = 0;
  for (int y = 0; y < SIDE; y++) {
    for (int x = 0; x < SIDE; x++) {
      int neighbours = 0;
      for (int dy = -1; dy <= 1; dy++) {
        for (int dx = -1; dx <= 1; dx++) {
          if (dx != 0 || dy != 0) {
            neighbours += cells[from][(y + dy) & (SIDE - 1)][(x + dx) & (SIDE - 1)];
          }
        }
      }
      uint8_t next = neighbours == 3 || (neighbours == 2 && cells[from][y][x]);
      cells[from ^ 1][y][x] = next;
      alive += next;
    }
  }
  return alive;
}

BENCHMARK(life, 200) {
  Random random = {77};
  for (int y = 0; y < SIDE; y++) {
    for (int x = 0; x < SIDE; x++) {
      cells[0][y][x] = (next_random(&random) & 3) == 0;
    }
  }
  uint64_t sum = 0;
  for (int i = 0; i < n; i++) {
    sum = mix(sum, (uint64_t)generation(i & 1));
  }
  return (int64_t)sum;
}
