// SPDX-License-Identifier: Apache-2.0
//
// Strings of C: splitting, copying, comparing, searching, reversing, formatting.

#include "bench.h"

static const char TEXT[] =
    "It is a truth universally acknowledged, that a single program in possession of a good "
    "compiler, must be in want of a benchmark. However little known the feelings or views of such "
    "a program may be on its first entering a virtual machine, this truth is so well fixed in the "
    "minds of the surrounding engines, that it is considered as the rightful property of some one "
    "or other of their optimizers.";

static void reverse(char *s) {
  size_t length = strlen(s);
  for (size_t i = 0; i < length / 2; i++) {
    char c = s[i];
    s[i] = s[length - 1 - i];
    s[length - 1 - i] = c;
  }
}

static int is_palindrome(const char *s) {
  size_t length = strlen(s);
  for (size_t i = 0; i < length / 2; i++) {
    if (s[i] != s[length - 1 - i]) {
      return 0;
    }
  }
  return 1;
}

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

// Reverses every word of the text and counts what it meets.
static uint64_t words(uint64_t sum, int round) {
  char copy[sizeof TEXT];
  char out[2 * sizeof TEXT];
  char previous[64] = "";
  strcpy(copy, TEXT);
  out[0] = 0;
  size_t used = 0;
  for (char *word = strtok(copy, " ,."); word != NULL; word = strtok(NULL, " ,.")) {
    for (char *p = word; *p; p++) {
      *p = lower(*p);
    }
    int order = strcmp(previous, word);
    sum = mix(sum, (uint64_t)(order < 0 ? 1 : order > 0 ? 2 : 3) + (uint64_t)is_palindrome(word));
    strncpy(previous, word, sizeof previous - 1);
    reverse(word);
    size_t length = strlen(word);
    memcpy(out + used, word, length + 1);
    used += length;
    out[used] = (char)('a' + (round + (int)used) % 26);
    used++;
    out[used] = 0;
  }
  const char *found = strstr(out, "evisrevinu");
  sum = mix(sum, found != NULL ? (uint64_t)(found - out) : 0);
  found = strrchr(out, 'q');
  sum = mix(sum, found != NULL ? (uint64_t)(found - out) : 0);
  char number[64];
  int length = snprintf(number, sizeof number, "%d:%s:%08x", round, previous, (unsigned)sum);
  for (int i = 0; i < length; i++) {
    sum = mix(sum, (uint8_t)number[i]);
  }
  return mix(sum, (uint64_t)strtol(number, NULL, 10));
}

BENCHMARK(strings, 20000) {
  uint64_t sum = 0;
  for (int round = 0; round < n; round++) {
    sum = words(sum, round);
  }
  return (int64_t)sum;
}
