// SPDX-License-Identifier: Apache-2.0
//
// Backtracking recursion over bit sets, three parameters deep.

#include "bench.h"

__attribute__((noinline)) static int32_t place(uint32_t all, uint32_t columns, uint32_t left,
                                               uint32_t right) {
  if (columns == all) {
    return 1;
  }
  int32_t solutions = 0;
  uint32_t free = all & ~(columns | left | right);
  while (free != 0) {
    uint32_t bit = free & -free;
    free ^= bit;
    solutions += place(all, columns | bit, (left | bit) << 1, (right | bit) >> 1);
  }
  return solutions;
}

BENCHMARK(queens, 13) {
  return (int64_t)mix(n, (uint64_t)place((1u << n) - 1, 0, 0, 0));
}
