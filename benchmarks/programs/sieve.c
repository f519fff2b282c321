// SPDX-License-Identifier: Apache-2.0
//
// Eratosthenes: byte stores at growing strides and a scan.

#include "bench.h"

BENCHMARK(sieve, 20000000) {
  uint8_t *composite = calloc((size_t)n + 1, 1);
  int32_t count = 0;
  int32_t last = 0;
  for (int32_t i = 2; i <= n; i++) {
    if (!composite[i]) {
      count++;
      last = i;
      for (int64_t j = (int64_t)i * i; j <= n; j += i) {
        composite[j] = 1;
      }
    }
  }
  free(composite);
  return (int64_t)mix(mix(0, (uint64_t)count), (uint64_t)last);
}
