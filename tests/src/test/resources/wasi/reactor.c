// SPDX-License-Identifier: Apache-2.0
// A reactor: a library that prints.
#include <stdio.h>

__attribute__((export_name("say"))) void say(int what) {
  printf("said %d\n", what);
  fflush(stdout);
}
