// SPDX-License-Identifier: Apache-2.0
//
// Sorting three ways: an own quicksort, an own merge sort, and the library's qsort, which compares
// through a function pointer.

#include "bench.h"

static void quicksort(int32_t *a, int low, int high) {
  while (low < high) {
    int32_t pivot = a[low + (high - low) / 2];
    int i = low - 1;
    int j = high + 1;
    for (;;) {
      do {
        i++;
      } while (a[i] < pivot);
      do {
        j--;
      } while (a[j] > pivot);
      if (i >= j) {
        break;
      }
      int32_t t = a[i];
      a[i] = a[j];
      a[j] = t;
    }
    if (j - low < high - j) {
      quicksort(a, low, j);
      low = j + 1;
    } else {
      quicksort(a, j + 1, high);
      high = j;
    }
  }
}

static void mergesort_range(int32_t *a, int32_t *scratch, int from, int to) {
  if (to - from < 2) {
    return;
  }
  int mid = from + (to - from) / 2;
  mergesort_range(a, scratch, from, mid);
  mergesort_range(a, scratch, mid, to);
  memcpy(scratch + from, a + from, sizeof(int32_t) * (size_t)(to - from));
  int left = from;
  int right = mid;
  for (int i = from; i < to; i++) {
    if (left < mid && (right >= to || scratch[left] <= scratch[right])) {
      a[i] = scratch[left++];
    } else {
      a[i] = scratch[right++];
    }
  }
}

static int compare(const void *x, const void *y) {
  int32_t a = *(const int32_t *)x;
  int32_t b = *(const int32_t *)y;
  return a < b ? -1 : a > b;
}

static uint64_t check(uint64_t sum, const int32_t *a, int n) {
  for (int i = 1; i < n; i++) {
    if (a[i - 1] > a[i]) {
      return 0xbad;
    }
  }
  for (int i = 0; i < n; i += 97) {
    sum = mix(sum, (uint64_t)(uint32_t)a[i]);
  }
  return sum;
}

static void fill(int32_t *a, int n) {
  Random random = {12345};
  for (int i = 0; i < n; i++) {
    a[i] = (int32_t)next_random(&random);
  }
}

BENCHMARK(sort, 200000) {
  int32_t *a = malloc(sizeof(int32_t) * (size_t)n);
  int32_t *scratch = malloc(sizeof(int32_t) * (size_t)n);
  fill(a, n);
  quicksort(a, 0, n - 1);
  uint64_t sum = check(0, a, n);
  fill(a, n);
  mergesort_range(a, scratch, 0, n);
  sum = check(sum, a, n);
  fill(a, n / 2);
  qsort(a, (size_t)(n / 2), sizeof(int32_t), compare);
  sum = check(sum, a, n / 2);
  free(a);
  free(scratch);
  return (int64_t)sum;
}
