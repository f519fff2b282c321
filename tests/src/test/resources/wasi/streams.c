// SPDX-License-Identifier: Apache-2.0
// Standard input, arguments, environment, time, exit.
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static long long now(clockid_t clock) {
  struct timespec t;
  if (clock_gettime(clock, &t)) {
    return -1;
  }
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void bye(void) {
  printf("bye\n");
}

static int cat(void) {
  char buffer[1000];
  size_t n, total = 0;
  while ((n = fread(buffer, 1, sizeof buffer, stdin)) > 0) {
    fwrite(buffer, 1, n, stdout);
    total += n;
  }
  fprintf(stderr, "%zu bytes\n", total);
  return ferror(stdin) ? 1 : 0;
}

static int ask(void) {
  char line[100];
  printf("name? ");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    printf("hello %s\nname? ", line);
    fflush(stdout);
  }
  printf("\n");
  return 0;
}

static int wait_for(int milliseconds) {
  struct pollfd p = {0, POLLIN, 0};
  long long start = now(CLOCK_MONOTONIC);
  int n = poll(&p, 1, milliseconds);
  long long took = (now(CLOCK_MONOTONIC) - start) / 1000000;
  printf("poll %d%s%s\n", n, p.revents & POLLIN ? " in" : "", p.revents & POLLHUP ? " hup" : "");
  return n == 0 && took < milliseconds;
}

static int times(void) {
  long long wall = now(CLOCK_REALTIME), mono = now(CLOCK_MONOTONIC);
  struct timespec nap = {0, 50000000};
  printf("nanosleep %d\n", nanosleep(&nap, NULL));
  long long slept = now(CLOCK_MONOTONIC) - mono;
  printf("slept %s\n", slept >= 50000000 && slept < 5000000000 ? "well" : "badly");
  printf("wall %s\n", wall > 1700000000000000000LL ? "plausible" : "wrong");
  struct timespec r;
  printf("res %d\n", clock_getres(CLOCK_MONOTONIC, &r));
  printf("time %s\n", time(NULL) > 1700000000 ? "plausible" : "wrong");
  return 0;
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  if (!strcmp(what, "args")) {
    for (int i = 0; i < argc; i++) {
      printf("arg %s\n", argv[i]);
    }
    for (char **e = environ; *e; e++) {
      printf("env %s\n", *e);
    }
    return 0;
  }
  if (!strcmp(what, "exit")) {
    atexit(bye);
    printf("exiting\n");
    exit(atoi(argv[2]));
  }
  if (!strcmp(what, "_exit")) {
    fputs("lost", stdout);
    fputs("kept", stderr);
    _exit(7);
  }
  if (!strcmp(what, "abort")) {
    printf("aborting\n");
    fflush(stdout);
    abort();
  }
  if (!strcmp(what, "cat")) {
    return cat();
  }
  if (!strcmp(what, "ask")) {
    return ask();
  }
  if (!strcmp(what, "poll")) {
    return wait_for(atoi(argv[2]));
  }
  if (!strcmp(what, "times")) {
    return times();
  }
  if (!strcmp(what, "lines")) {
    setvbuf(stdout, NULL, _IOLBF, 1024);
    for (int i = 0, n = atoi(argv[2]); i < n; i++) {
      printf("line %d of %d\n", i, n);
    }
    return 0;
  }
  if (!strcmp(what, "tty")) {
    printf("%d %d %d\n", isatty(0), isatty(1), isatty(2));
    return 0;
  }
  fprintf(stderr, "usage: streams args|exit N|_exit|abort|cat|ask|poll MS|times|lines N|tty\n");
  return 2;
}
