// SPDX-License-Identifier: Apache-2.0
//
// Integer and double matrices on the heap, reached through row pointers.

#include "bench.h"

static double **new_matrix(int n) {
  double **rows = malloc(sizeof(double *) * n);
  for (int i = 0; i < n; i++) {
    rows[i] = malloc(sizeof(double) * n);
  }
  return rows;
}

static void free_matrix(double **rows, int n) {
  for (int i = 0; i < n; i++) {
    free(rows[i]);
  }
  free(rows);
}

__attribute__((noinline)) static void multiply(double **a, double **b, double **c, int n) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      double sum = 0;
      for (int k = 0; k < n; k++) {
        sum += a[i][k] * b[k][j];
      }
      c[i][j] = sum;
    }
  }
}

// The determinant by elimination with partial pivoting; destroys the matrix.
__attribute__((noinline)) static double determinant(double **a, int n) {
  double det = 1;
  for (int i = 0; i < n; i++) {
    int pivot = i;
    for (int j = i + 1; j < n; j++) {
      double x = a[j][i] < 0 ? -a[j][i] : a[j][i];
      double y = a[pivot][i] < 0 ? -a[pivot][i] : a[pivot][i];
      if (x > y) {
        pivot = j;
      }
    }
    if (a[pivot][i] == 0) {
      return 0;
    }
    if (pivot != i) {
      double *row = a[pivot];
      a[pivot] = a[i];
      a[i] = row;
      det = -det;
    }
    det *= a[i][i];
    if (det > 1e100 || det < -1e100) {
      det *= 1e-100;
    }
    for (int j = i + 1; j < n; j++) {
      double factor = a[j][i] / a[i][i];
      for (int k = i; k < n; k++) {
        a[j][k] -= factor * a[i][k];
      }
    }
  }
  return det;
}

BENCHMARK(matrix, 420) {
  Random random = {42};
  double **a = new_matrix(n);
  double **b = new_matrix(n);
  double **c = new_matrix(n);
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      a[i][j] = (double)(next_random(&random) % 1000) / 100;
      b[i][j] = (double)(next_random(&random) % 1000) / 100;
    }
  }
  multiply(a, b, c, n);
  uint64_t sum = 0;
  for (int i = 0; i < n; i++) {
    sum = mix_double(sum, c[i][(i * 7) % n]);
  }
  sum = mix_double(sum, determinant(c, n));
  free_matrix(a, n);
  free_matrix(b, n);
  free_matrix(c, n);
  return (int64_t)sum;
}
