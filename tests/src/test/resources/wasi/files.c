// SPDX-License-Identifier: Apache-2.0
// Files through stdio and through the calls below it.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void content(const char *name) {
  FILE *f = fopen(name, "rb");
  if (!f) {
    printf("%s: %s\n", name, strerror(errno));
    return;
  }
  printf("%s: \"", name);
  int c;
  while ((c = getc(f)) != EOF) {
    if (c >= 32 && c < 127) {
      putchar(c);
    } else {
      printf("\\%02x", c);
    }
  }
  printf("\"\n");
  fclose(f);
}

#define CHECK(expression)                                             \
  do {                                                                \
    errno = 0;                                                        \
    long long result = (long long)(expression);                       \
    printf("%s = %lld%s%s\n", #expression, result, errno ? " " : "",  \
           errno ? strerror(errno) : "");                             \
  } while (0)

int main(void) {
  // stdio
  FILE *f = fopen("stdio.txt", "w+");
  fprintf(f, "line %d\nline %d\n", 1, 2);
  rewind(f);
  char line[100];
  while (fgets(line, sizeof line, f)) {
    printf("read %s", line);
  }
  fseek(f, -3, SEEK_END);
  fputs("X", f);
  CHECK(ftell(f));
  fclose(f);
  content("stdio.txt");
  f = fopen("stdio.txt", "a+");
  fputs("appended\n", f);
  fseek(f, 0, SEEK_SET);
  fgets(line, sizeof line, f);
  printf("first %s", line);
  fclose(f);
  content("stdio.txt");
  f = fopen("stdio.txt", "r+");
  for (int i = 0; i < 5; i++) {
    fseek(f, i * 2, SEEK_SET);
    fputc('*', f);
  }
  fclose(f);
  content("stdio.txt");

  // descriptors
  int fd = open("raw", O_RDWR | O_CREAT | O_TRUNC, 0644);
  CHECK(write(fd, "0123456789", 10));
  CHECK(lseek(fd, 0, SEEK_CUR));
  CHECK(pwrite(fd, "ab", 2, 3));
  CHECK(lseek(fd, 0, SEEK_CUR));
  CHECK(lseek(fd, -4, SEEK_END));
  CHECK(read(fd, line, 100));
  CHECK(read(fd, line, 100));
  CHECK(pread(fd, line, 4, 2));
  printf("%.4s\n", line);
  CHECK(lseek(fd, 14, SEEK_SET));
  CHECK(write(fd, "end", 3));
  content("raw");
  CHECK(ftruncate(fd, 5));
  content("raw");
  CHECK(ftruncate(fd, 8));
  content("raw");
  struct stat st;
  CHECK(fstat(fd, &st));
  printf("size %lld mode %o links %lld\n", (long long)st.st_size, st.st_mode & S_IFMT,
         (long long)st.st_nlink);
  ino_t ino = st.st_ino;
  CHECK(stat("raw", &st));
  printf("same inode %d\n", st.st_ino == ino);
  CHECK(posix_fallocate(fd, 0, 20));
  CHECK(lseek(fd, 0, SEEK_END));
  CHECK(fsync(fd));
  CHECK(fdatasync(fd));
  CHECK(posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL));
  CHECK(lseek(fd, -100, SEEK_CUR));
  CHECK(fcntl(fd, F_GETFL) & O_APPEND);
  CHECK(fcntl(fd, F_SETFL, O_APPEND));
  CHECK(lseek(fd, 0, SEEK_SET));
  CHECK(write(fd, "!", 1));
  CHECK(lseek(fd, 0, SEEK_CUR));
  int other = open("raw", O_RDONLY);
  CHECK(lseek(other, 0, SEEK_END));
  CHECK(write(other, "x", 1));
  CHECK(close(other));
  CHECK(close(other));
  CHECK(unlink("raw"));
  CHECK(fstat(fd, &st));
  printf("size %lld\n", (long long)st.st_size);
  CHECK(pread(fd, line, 1, 20));
  printf("%.1s\n", line);
  CHECK(close(fd));

  // failures
  CHECK(open("none", O_RDONLY));
  CHECK(open("stdio.txt", O_RDWR | O_CREAT | O_EXCL, 0644));
  CHECK(open("stdio.txt/x", O_RDONLY));
  CHECK(open("stdio.txt", O_RDONLY | O_DIRECTORY));
  CHECK(open(".", O_RDWR));
  CHECK(read(99, line, 1));
  CHECK(access("stdio.txt", R_OK | W_OK));
  CHECK(access("none", F_OK));
  CHECK(rename("stdio.txt", "renamed.txt"));
  CHECK(rename("stdio.txt", "renamed.txt"));
  content("renamed.txt");
  struct timespec times[2] = {{1000, 5000}, {2000, 6000}};
  CHECK(utimensat(AT_FDCWD, "renamed.txt", times, 0));
  CHECK(stat("renamed.txt", &st));
  printf("%lld.%09ld %lld.%09ld\n", (long long)st.st_atim.tv_sec, st.st_atim.tv_nsec,
         (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
  CHECK(unlink("renamed.txt"));
  return 0;
}
