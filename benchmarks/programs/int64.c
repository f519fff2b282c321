// SPDX-License-Identifier: Apache-2.0
//
// 64-bit arithmetic: multiplication, division, remainder, shifts, rotations and bit counts.

#include "bench.h"

static uint64_t modpow(uint64_t base, uint64_t exponent, uint64_t modulus) {
  uint64_t result = 1;
  base %= modulus;
  while (exponent != 0) {
    if (exponent & 1) {
      result = result * base % modulus;
    }
    base = base * base % modulus;
    exponent >>= 1;
  }
  return result;
}

static uint64_t gcd(uint64_t a, uint64_t b) {
  while (b != 0) {
    uint64_t t = a % b;
    a = b;
    b = t;
  }
  return a;
}

static int is_prime(uint64_t candidate) {
  static const uint64_t BASES[] = {2, 3, 5, 7};
  for (int i = 0; i < 4; i++) {
    if (candidate % BASES[i] == 0) {
      return candidate == BASES[i];
    }
  }
  uint64_t odd = candidate - 1;
  int twos = __builtin_ctzll(odd);
  odd >>= twos;
  for (int i = 0; i < 4; i++) {
    uint64_t x = modpow(BASES[i], odd, candidate);
    if (x == 1 || x == candidate - 1) {
      continue;
    }
    int composite = 1;
    for (int j = 1; j < twos && composite; j++) {
      x = x * x % candidate;
      composite = x != candidate - 1;
    }
    if (composite) {
      return 0;
    }
  }
  return 1;
}

BENCHMARK(int64, 200000) {
  uint64_t sum = 0;
  uint64_t x = 88172645463325252ull;
  int32_t primes = 0;
  for (int i = 0; i < n; i++) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    uint64_t candidate = (x >> 34) | 1;
    primes += is_prime(candidate);
    sum = mix(sum, gcd(x, candidate * 30));
    sum += (uint64_t)__builtin_popcountll(x) + (uint64_t)__builtin_clzll(x | 1);
    sum ^= (uint64_t)((int64_t)x / (int64_t)(candidate | 0x100));
    sum = sum << 11 | sum >> 53;
    for (int k = 0; k < 40; k++) {
      sum = mix(sum, x >> k);
    }
  }
  return (int64_t)mix(sum, (uint64_t)primes);
}
