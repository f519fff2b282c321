// SPDX-License-Identifier: Apache-2.0
//
// Calls through a table of functions: one site that sees one target, one that sees two, and one
// that sees sixteen, with two signatures.

#include "bench.h"

typedef int32_t (*Operation)(int32_t, int32_t);
typedef double (*Function)(double);

#define OPERATION(name, expression)                                            \
  __attribute__((noinline)) static int32_t name(int32_t a, int32_t b) {        \
    return (int32_t)(expression);                                              \
  }

#define U(x) ((uint32_t)(x))
OPERATION(op_add, U(a) + U(b))
OPERATION(op_sub, U(a) - U(b))
OPERATION(op_mul, U(a) * (U(b) | 1))
OPERATION(op_and, a & (b | 0xff))
OPERATION(op_or, a | (b & 0xff00))
OPERATION(op_xor, a ^ b)
OPERATION(op_shl, U(a) << (b & 7))
OPERATION(op_shr, U(a) >> (b & 3))
OPERATION(op_rot, (U(a) << 5 | U(a) >> 27) + U(b))
OPERATION(op_not, ~a + b)
OPERATION(op_neg, -U(a) + U(b))
OPERATION(op_max, a > b ? a : b)
OPERATION(op_min, a < b ? a : b)
OPERATION(op_avg, (a >> 1) + (b >> 1))
OPERATION(op_div, U(a) / (U(b) | 3))
OPERATION(op_mix, (U(a) ^ U(b)) * 16777619u)

static const Operation OPERATIONS[16] = {op_add, op_sub, op_mul, op_and, op_or,  op_xor,
                                         op_shl, op_shr, op_rot, op_not, op_neg, op_max,
                                         op_min, op_avg, op_div, op_mix};

__attribute__((noinline)) static double twice(double x) {
  return x * 1.9999;
}

__attribute__((noinline)) static double half(double x) {
  return x * 0.5 + 1;
}

// The table is reached through a volatile pointer, so that the compiler cannot see the targets.
static const Operation *volatile operations = OPERATIONS;
static Function volatile single = half;
static Function volatile pair[2] = {twice, half};

BENCHMARK(indirect, 2500000) {
  Random random = {99};
  const Operation *table = operations;
  int32_t a = 1;
  double x = 1;
  double y = 1;
  uint64_t sum = 0;
  for (int i = 0; i < n; i++) {
    uint32_t r = next_random(&random);
    a = table[r & 15](a, (int32_t)(r >> 4));
    a = table[5](a, i);
    x = single(x);
    y = pair[(r >> 9) & 1](y);
    if ((i & 0xfff) == 0) {
      sum = mix(sum, (uint64_t)(uint32_t)a);
      sum = mix_double(sum, x + y);
      y = 1;
    }
  }
  return (int64_t)mix(sum, (uint64_t)(uint32_t)a);
}
