/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A target over every file of the folders that are given: the kept corpus in every test run, without a
   fuzzer. A folder without files is an error, so that a corpus cannot get lost unnoticed. */
#include "base/file.h"
#include "fuzz/require.h"

#include <dirent.h>
#include <string.h>

enum { PATH_SIZE = 2048, LIMIT = 1 << 22 };

static void replay(const char *path) {
  char *bytes;
  size_t n;
  REQUIRE(sai_file_read(path, LIMIT, &bytes, &n, NULL) == SAI_OK);
  /* libFuzzer's buffers end where the input ends; here as well, for the sanitizers. */
  uint8_t *exact = malloc(n ? n : 1);
  REQUIRE(exact);
  if (n) memcpy(exact, bytes, n);
  free(bytes);
  LLVMFuzzerTestOneInput(exact, n);
  free(exact);
}

static size_t replay_folder(const char *folder) {
  size_t n = 0;
  DIR *listing = opendir(folder);
  for (struct dirent *entry; listing && (entry = readdir(listing));) {
    char path[PATH_SIZE];
    if (entry->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    replay(path);
    n++;
  }
  if (listing) closedir(listing);
  return n;
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    size_t n = replay_folder(argv[i]);
    printf("%zu files of %s\n", n, argv[i]);
    if (n == 0) return EXIT_FAILURE;
  }
  return argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
