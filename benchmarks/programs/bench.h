// SPDX-License-Identifier: Apache-2.0
//
// What every benchmark program has in common. A program defines its work as
//
//     BENCHMARK(name, default_size) { ... return checksum; }
//
// and so offers it in two ways: the WASI command `name.wasm [size]` runs it once and prints one
// line, the checksum in hexadecimal; the export `run(size)` returns the checksum and may be called
// any number of times in one instance, which is what steady state is measured with. The work must
// give the same checksum each time it is called with the same size.

#ifndef WEFT_BENCH_H
#define WEFT_BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BENCHMARK(name, default_size)                                     \
  __attribute__((export_name("default_size"))) int32_t bench_default(void) { \
    return default_size;                                                  \
  }                                                                       \
  static int64_t bench_work(int32_t n);                                   \
  __attribute__((export_name("run"), noinline)) int64_t run(int32_t n) {  \
    return bench_work(n);                                                 \
  }                                                                       \
  int main(int argc, char **argv) {                                       \
    int32_t n = argc > 1 ? atoi(argv[1]) : default_size;                  \
    printf("%s %d %016llx\n", #name, (int)n, (unsigned long long)run(n)); \
    return 0;                                                             \
  }                                                                       \
  static int64_t bench_work(int32_t n)

// Folds a value into a checksum.
static inline uint64_t mix(uint64_t sum, uint64_t value) {
  sum ^= value + 0x9e3779b97f4a7c15ull + (sum << 6) + (sum >> 2);
  return sum * 0xff51afd7ed558ccdull;
}

// Folds the exact bits of a double into a checksum.
static inline uint64_t mix_double(uint64_t sum, double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return mix(sum, bits);
}

// A small generator of pseudo-random numbers, the same on every engine.
typedef struct {
  uint32_t state;
} Random;

static inline uint32_t next_random(Random *r) {
  uint32_t x = r->state;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return r->state = x;
}

#endif
