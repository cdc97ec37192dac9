/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small program with one planted fault, named by its first argument: the fault tests must refuse each, and
   accept `none`. It asks for memory a few times, and writes a folder `out` as the real one does. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *fault;

static int is(const char *name) {
  return strcmp(fault, name) == 0;
}

static int put(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (fd < 0) return -1;
  int rc = write(fd, text, strlen(text)) == (ssize_t)strlen(text) ? 0 : -1;
  close(fd);
  return rc;
}

static int out_of_memory(char *kept) {
  if (is("crash")) return *(volatile char *)(size_t)strlen(fault) == 'x';
  if (is("hang")) pause();
  if (is("silent")) return 1;
  if (is("partial")) mkdir("out", 0777), put("out/.a.tmp", "half");
  if (!is("leak")) free(kept);
  if (is("wrong-code")) fputs("error: out of memory\n", stderr);
  if (is("wrong-code")) return 7;
  if (is("unseen")) puts("figure: ");
  if (is("unseen")) return 0;
  fputs("error: out of memory\n", stderr);
  return 1;
}

int main(int argc, char **argv) {
  fault = argc > 1 ? argv[1] : "none";
  char *first = malloc(100);
  if (!first) return out_of_memory(NULL);
  char *volatile second = malloc(200);
  if (!second) return out_of_memory(first);
  free(second);
  free(first);
  mkdir("out", 0777);
  const int mixed = is("mixture"), bad = put(mixed ? "out/a" : "out/.a", "new") || put("out/.b", "new");
  if (bad || (!mixed && rename("out/.a", "out/a") != 0) || rename("out/.b", "out/b") != 0) {
    unlink("out/.a");
    unlink("out/.b");
    fputs("error: out/b: Permission denied\n", stderr);
    return 4;
  }
  puts("figure: 5");
  return fflush(stdout) == 0 ? 0 : 4;
}
