// SPDX-License-Identifier: Apache-2.0
//
// Direct recursion: nothing but calls, comparisons and additions.

#include "bench.h"

__attribute__((noinline)) static int32_t fib(int32_t n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

BENCHMARK(fib, 36) {
  return (int64_t)mix(0, (uint64_t)fib(n));
}
