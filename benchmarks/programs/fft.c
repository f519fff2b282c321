// SPDX-License-Identifier: Apache-2.0
//
// A fast Fourier transform with the library's sine and cosine, in single and double precision.

#include <math.h>

#include "bench.h"

#define MAX (1 << 14)
#define PI 3.14159265358979323846

static double re[MAX], im[MAX];
static float fre[MAX], fim[MAX];

#define TRANSFORM(name, type, re, im)                              \
  __attribute__((noinline)) static void name(int n, int inverse) { \
    for (int i = 1, j = 0; i < n; i++) {                           \
      int bit = n >> 1;                                            \
      for (; j & bit; bit >>= 1) {                                 \
        j ^= bit;                                                  \
      }                                                            \
      j ^= bit;                                                    \
      if (i < j) {                                                 \
        type t = re[i];                                            \
        re[i] = re[j];                                             \
        re[j] = t;                                                 \
        t = im[i];                                                 \
        im[i] = im[j];                                             \
        im[j] = t;                                                 \
      }                                                            \
    }                                                              \
    for (int length = 2; length <= n; length <<= 1) {              \
      double angle = 2 * PI / length * (inverse ? -1 : 1);         \
      type wr = (type)cos(angle);                                  \
      type wi = (type)sin(angle);                                  \
      for (int i = 0; i < n; i += length) {                        \
        type cr = 1;                                               \
        type ci = 0;                                               \
        for (int j = 0; j < length / 2; j++) {                     \
          int a = i + j;                                           \
          int b = a + length / 2;                                  \
          type tr = re[b] * cr - im[b] * ci;                       \
          type ti = re[b] * ci + im[b] * cr;                       \
          re[b] = re[a] - tr;                                      \
          im[b] = im[a] - ti;                                      \
          re[a] += tr;                                             \
          im[a] += ti;                                             \
          type next = cr * wr - ci * wi;                           \
          ci = cr * wi + ci * wr;                                  \
          cr = next;                                               \
        }                                                          \
      }                                                            \
    }                                                              \
  }

TRANSFORM(transform, double, re, im)
TRANSFORM(transform_float, float, fre, fim)

BENCHMARK(fft, 40) {
  uint64_t sum = 0;
  for (int i = 0; i < MAX; i++) {
    re[i] = sin(i * 0.37) + (i % 17) * 0.25;
    im[i] = 0;
    fre[i] = (float)re[i];
    fim[i] = 0;
  }
  for (int round = 0; round < n; round++) {
    transform(MAX, 0);
    transform_float(MAX, 0);
    sum = mix_double(sum, re[round + 1]);
    sum = mix_double(sum, (double)fim[round + 1]);
    transform(MAX, 1);
    transform_float(MAX, 1);
    for (int i = 0; i < MAX; i++) {
      re[i] /= MAX;
      im[i] /= MAX;
      fre[i] /= MAX;
      fim[i] /= MAX;
    }
  }
  for (int i = 0; i < MAX; i += 111) {
    sum = mix_double(mix_double(sum, re[i]), (double)fre[i]);
  }
  return (int64_t)sum;
}
