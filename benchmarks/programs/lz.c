// SPDX-License-Identifier: Apache-2.0
//
// A compressor and its decompressor (LZ77 with a hash of three bytes): byte loads and stores,
// unpredictable branches, memory copies.

#include "bench.h"

#define SIZE (256 * 1024)
#define HASH 4096

static uint8_t input[SIZE];
static uint8_t packed[SIZE * 2];
static uint8_t output[SIZE];
static int32_t heads[HASH];

static uint32_t hash3(const uint8_t *p) {
  return ((uint32_t)p[0] * 2654435761u ^ (uint32_t)p[1] * 40503u ^ (uint32_t)p[2] * 69069u) >> 3 &
         (HASH - 1);
}

__attribute__((noinline)) static int32_t compress(void) {
  int32_t at = 0;
  int32_t out = 0;
  for (int i = 0; i < HASH; i++) {
    heads[i] = -1;
  }
  while (at < SIZE) {
    int32_t length = 0;
    int32_t from = -1;
    if (at + 3 < SIZE) {
      uint32_t h = hash3(input + at);
      from = heads[h];
      heads[h] = at;
      if (from >= 0 && at - from < 65536) {
        while (length < 255 && at + length < SIZE && input[from + length] == input[at + length]) {
          length++;
        }
      }
    }
    if (length >= 4) {
      packed[out++] = 1;
      packed[out++] = (uint8_t)length;
      packed[out++] = (uint8_t)((at - from) & 0xff);
      packed[out++] = (uint8_t)((at - from) >> 8);
      at += length;
    } else {
      packed[out++] = 0;
      packed[out++] = input[at++];
    }
  }
  return out;
}

__attribute__((noinline)) static int32_t decompress(int32_t length) {
  int32_t out = 0;
  for (int32_t at = 0; at < length;) {
    if (packed[at] == 1) {
      int32_t count = packed[at + 1];
      int32_t from = out - (packed[at + 2] | packed[at + 3] << 8);
      for (int32_t i = 0; i < count; i++) {
        output[out++] = output[from + i];
      }
      at += 4;
    } else {
      output[out++] = packed[at + 1];
      at += 2;
    }
  }
  return out;
}

BENCHMARK(lz, 25) {
  Random random = {2024};
  uint64_t sum = 0;
  for (int32_t i = 0; i < SIZE; i++) {
    uint32_t r = next_random(&random);
    if ((r & 15) < 13 && i > 1000) {
      input[i] = input[i - 1000 + (int32_t)(r >> 30)];
    } else {
      input[i] = (uint8_t)('a' + (r >> 8) % 20);
    }
  }
  for (int round = 0; round < n; round++) {
    int32_t length = compress();
    int32_t restored = decompress(length);
    sum = mix(sum, (uint64_t)length);
    sum = mix(sum, (uint64_t)(restored == SIZE && memcmp(input, output, SIZE) == 0));
    input[(round * 7919) % SIZE] ^= 1;
  }
  return (int64_t)sum;
}
