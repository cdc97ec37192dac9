/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program with something to protect: built once without each protection, so that tests/hardened.py is seen to notice. */
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  char name[64];
  strcpy(name, argv[argc - 1]);
  return printf("%s\n", name) < 0;
}
