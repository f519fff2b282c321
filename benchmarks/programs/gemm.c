// SPDX-License-Identifier: Apache-2.0
//
// C = alpha A B + beta C over static arrays, in the manner of the PolyBench kernels: the loops are
// regular, the addresses linear, and all the time goes to loads, multiplications and additions.

#include "bench.h"

#define MAX 400

static double A[MAX][MAX];
static double B[MAX][MAX];
static double C[MAX][MAX];

__attribute__((noinline)) static void init(int n) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      C[i][j] = (double)((i * j + 1) % n) / n;
      A[i][j] = (double)(i * (j + 1) % n) / n;
      B[i][j] = (double)(i * (j + 2) % n) / n;
    }
  }
}

__attribute__((noinline)) static void gemm(int n, double alpha, double beta) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      C[i][j] *= beta;
    }
    for (int k = 0; k < n; k++) {
      for (int j = 0; j < n; j++) {
        C[i][j] += alpha * A[i][k] * B[k][j];
      }
    }
  }
}

BENCHMARK(gemm, 400) {
  if (n > MAX) {
    n = MAX;
  }
  init(n);
  gemm(n, 1.5, 1.2);
  gemm(n, 0.5, 0.7);
  uint64_t sum = 0;
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      sum = mix_double(sum, C[i][j]);
    }
  }
  return (int64_t)sum;
}
