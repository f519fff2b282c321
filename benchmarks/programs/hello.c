// SPDX-License-Identifier: Apache-2.0
//
// The smallest program that prints: what a start costs.

#include <stdio.h>

int main(void) {
  puts("Hello, world!");
  return 0;
}
