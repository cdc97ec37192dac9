/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fuzzer's kept corpus, the shipped scenarios and the wrong ones, run through the fuzzer's own checks;
   and inputs made to exhaust a reader. */
#include "base/file.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PATH_SIZE = 1024, LIMIT = 2 << 20 };

static size_t run_folder(const char *folder) {
  char path[PATH_SIZE];
  size_t n_files = 0;
  snprintf(path, sizeof path, "%s/%s", getenv("SAISAN_TESTS"), folder);
  DIR *listing = opendir(path);
  cr_assert(listing, "%s", path);
  for (struct dirent *entry; (entry = readdir(listing));) {
    char *data, file[2 * PATH_SIZE];
    size_t n;
    if (entry->d_name[0] == '.') continue;
    snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
    cr_assert_eq(sai_file_read(file, LIMIT, &data, &n, NULL), SAI_OK);
    LLVMFuzzerTestOneInput((const uint8_t *)data, n);
    free(data);
    n_files++;
  }
  closedir(listing);
  return n_files;
}

Test(scenario_corpus, kept) {
  cr_assert_gt(run_folder("fuzz/corpus/scenario"), 20);
}

Test(scenario_corpus, shipped) {
  cr_assert_gt(run_folder("../scenarios"), 2);
}

Test(scenario_corpus, wrong) {
  cr_assert_gt(run_folder("scenario/errors"), 200);
}

/* `head`, then n times `unit`, then `tail`, within two seconds. */
static void run_repeated(const char *head, const char *unit, size_t n, const char *tail) {
  size_t size = strlen(head) + n * strlen(unit) + strlen(tail) + 1, at;
  char *text = malloc(size);
  cr_assert(text);
  at = (size_t)sprintf(text, "%s", head);
  for (size_t i = 0; i < n; i++) at += (size_t)sprintf(text + at, "%s", unit);
  at += (size_t)sprintf(text + at, "%s", tail);
  struct timespec begin, end;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
  LLVMFuzzerTestOneInput((const uint8_t *)text, at);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
  double seconds = (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec);
  cr_assert_lt(seconds, 5, "%s%s...: %g s", head, unit, seconds);
  free(text);
}

Test(scenario_corpus, exhausting) {
  run_repeated("saisan: 1\nx: ", "[", 100000, "");
  run_repeated("saisan: 1\nx: ", "{a: ", 100000, "");
  run_repeated("saisan: 1\nx: ", "[", 100000, "\n");
  run_repeated("saisan: 1\ninputs:\n  a: ", "(", 100000, "");
  run_repeated("saisan: 1\ninputs:\n  a: \"", "(", 9000, "\"");
  run_repeated("saisan: 1\ninputs:\n  a: ", "-", 10000, "");
  run_repeated("saisan: 1\ninputs:\n  a: ", "1+", 9000, "1");
  run_repeated("saisan: 1\ninputs:\n  a: ", "min(", 4000, "1");
  run_repeated("saisan: 1\ninputs:\n  a: ", "beta(", 3000, "1");
  run_repeated("saisan: 1\n", "- ", 100000, "");
  run_repeated("saisan: 1\n", "? ", 100000, "");
  run_repeated("saisan: 1\n", "a: 1\n", 100000, "");
  run_repeated("saisan: 1\nx: [", "1,", 300000, "]");
  run_repeated("saisan: 1\n", "#\n", 500000, "");
  run_repeated("saisan: 1\n", "\n", 1000000, "x");
  run_repeated("saisan: 1\nx:\n", " \ty\n", 200000, "");
  run_repeated("", "\xE3\x80\x80", 300000, "");
  run_repeated("title: ", "\xCC\x81", 500000, "");
  run_repeated("title: ", "\xEF\xB7\xBA", 300000, "");
  run_repeated("saisan: 1\n", "%TAG ! x\n", 100000, "");
  run_repeated("saisan: 1\n&a ", "&a ", 100000, "");
  run_repeated("saisan: \"", "\\x07", 200000, "\"");
}
