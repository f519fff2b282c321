// SPDX-License-Identifier: Apache-2.0
// Directories, names, links, and ways out that lead nowhere.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHECK(expression)                                             \
  do {                                                                \
    errno = 0;                                                        \
    long long result = (long long)(expression);                       \
    printf("%s = %lld%s%s\n", #expression, result, errno ? " " : "",  \
           errno ? strerror(errno) : "");                             \
  } while (0)

static int compare(const void *a, const void *b) {
  return strcmp(*(char **)a, *(char **)b);
}

static void list(const char *path) {
  DIR *dir = opendir(path);
  if (!dir) {
    printf("%s: %s\n", path, strerror(errno));
    return;
  }
  char *names[2000];
  int count = 0;
  struct dirent *entry;
  while ((entry = readdir(dir))) {
    char *text = malloc(strlen(entry->d_name) + 10);
    const char *mark = entry->d_type == DT_DIR ? "/" : entry->d_type == DT_LNK ? "@" : "";
    sprintf(text, "%s%s", entry->d_name, mark);
    names[count++] = text;
  }
  closedir(dir);
  qsort(names, count, sizeof *names, compare);
  printf("%s:", path);
  for (int i = 0; i < count; i++) {
    if (count < 20 || i < 4 || i > count - 3) {
      printf(" %s", names[i]);
    }
    free(names[i]);
  }
  printf(" (%d)\n", count);
}

static void touch(const char *name) {
  int fd = open(name, O_WRONLY | O_CREAT, 0644);
  if (fd < 0) {
    printf("%s: %s\n", name, strerror(errno));
  } else {
    close(fd);
  }
}

int main(void) {
  CHECK(mkdir("d", 0755));
  CHECK(mkdir("d", 0755));
  CHECK(mkdir("d/e", 0755));
  CHECK(mkdir("x/y", 0755));
  touch("d/f");
  touch("d/grüße.txt");
  touch("d/名前");
  list("d");
  CHECK(access("d/grüße.txt", F_OK));
  CHECK(rename("d/grüße.txt", "d/é"));
  list("d");
  CHECK(unlink("d/é"));
  CHECK(unlink("d/名前"));
  CHECK(rmdir("d"));
  CHECK(unlink("d"));
  CHECK(rmdir("d/f"));
  CHECK(rmdir("d/e"));

  mkdir("many", 0755);
  for (int i = 0; i < 1000; i++) {
    char name[40];
    sprintf(name, "many/file-with-a-long-name-%04d", i);
    touch(name);
  }
  list("many");
  DIR *dir = opendir("many");
  long middle = 0;
  char first[100] = "", second[100] = "";
  for (int i = 0; i < 500; i++) {
    readdir(dir);
  }
  middle = telldir(dir);
  strcpy(first, readdir(dir)->d_name);
  readdir(dir);
  seekdir(dir, middle);
  strcpy(second, readdir(dir)->d_name);
  printf("seekdir %d\n", strcmp(first, second));
  closedir(dir);

  CHECK(symlink("f", "d/link"));
  CHECK(symlink("nowhere", "d/dangling"));
  CHECK(symlink("loop", "d/loop"));
  list("d");
  char target[100];
  CHECK(readlink("d/link", target, sizeof target));
  printf("%.1s\n", target);
  struct stat st;
  CHECK(stat("d/link", &st));
  printf("mode %o\n", st.st_mode & S_IFMT);
  CHECK(lstat("d/link", &st));
  printf("mode %o\n", st.st_mode & S_IFMT);
  CHECK(stat("d/dangling", &st));
  CHECK(stat("d/loop", &st));
  CHECK(link("d/f", "d/hard"));
  CHECK(stat("d/hard", &st));
  printf("links %lld\n", (long long)st.st_nlink);

  // ways out
  CHECK(open("../outside", O_RDONLY) < 0);
  CHECK(open("/../outside", O_RDONLY) < 0);
  CHECK(open("d/../../outside", O_RDONLY) < 0);
  CHECK(symlink("../../outside", "d/out") < 0);
  CHECK(open("d/out", O_RDONLY) < 0);
  CHECK(mkdir("d/../../made", 0755) < 0);
  CHECK(rename("d/f", "../f") < 0);
  CHECK(unlink("../outside") < 0);
  list("d");
  return 0;
}
