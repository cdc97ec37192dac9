/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/local.h"

#include "base/intl.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *local_build_path(const char *name) {
  static char paths[2][4096];
  static int turn;
  char *path = paths[turn ^= 1];
  const char *binary = getenv("SAISAN_BINARY"); /* BUILD/src/saisan */
  cr_assert(binary, "SAISAN_BINARY is not set");
  snprintf(path, sizeof paths[0], "%s", binary);
  for (int i = 0; i < 2; i++) {
    char *slash = strrchr(path, '/');
    cr_assert(slash);
    *slash = '\0';
  }
  size_t n = strlen(path);
  snprintf(path + n, sizeof paths[0] - n, "/%s", name);
  return path;
}

const char *local_test_path(const char *name) {
  static char paths[2][4096];
  static int turn;
  char *path = paths[turn ^= 1];
  const char *tests = getenv("SAISAN_TESTS");
  cr_assert(tests, "SAISAN_TESTS is not set");
  snprintf(path, sizeof paths[0], "%s/report/%s", tests, name);
  return path;
}

void local_language(const char *language) {
  setenv("LANGUAGE", language, 1);
  cr_assert(setlocale(LC_MESSAGES, "C.UTF-8"), "the locale C.UTF-8 is missing");
  cr_assert(setlocale(LC_CTYPE, "C.UTF-8"));
  cr_assert(bindtextdomain(SAI_TEXT_DOMAIN, local_build_path("po")));
  bind_textdomain_codeset(SAI_TEXT_DOMAIN, "UTF-8");
  textdomain(SAI_TEXT_DOMAIN); /* makes gettext look at LANGUAGE again */
}

static sai_text read_path(const char *path) {
  sai_text text = {0};
  FILE *file = fopen(path, "rb");
  cr_assert(file, "%s cannot be read", path);
  char buffer[4096];
  size_t n;
  while ((n = fread(buffer, 1, sizeof buffer, file)) > 0) sai_text_add_bytes(&text, buffer, n);
  fclose(file);
  return text;
}

static void write_path(const char *path, const char *text, size_t n, int mode) {
  FILE *file = fopen(path, "wb");
  cr_assert(file, "%s cannot be written", path);
  cr_assert(fwrite(text, 1, n, file) == n);
  cr_assert(fclose(file) == 0);
  chmod(path, (mode_t)mode);
}

void local_expect(const char *name, const sai_text *got) {
  char file[300];
  snprintf(file, sizeof file, "golden/%s", name);
  const char *path = local_test_path(file);
  if (getenv("SAISAN_UPDATE_GOLDEN")) {
    write_path(path, sai_text_string(got), got->length, 0644);
    return;
  }
  sai_text expected = read_path(path);
  cr_expect_str_eq(sai_text_string(got), sai_text_string(&expected), "%s differs; now it reads\n%s", name,
                   sai_text_string(got));
  sai_text_free(&expected);
}

void local_folder(char path[256]) {
  const char *tmp = getenv("TMPDIR");
  snprintf(path, 256, "%s/saisan-report-XXXXXX", tmp ? tmp : "/tmp");
  cr_assert(mkdtemp(path));
}

static void in_folder(char out[512], const char *folder, const char *name) {
  snprintf(out, 512, "%s/%s", folder, name);
}

void local_remove(const char *path) {
  DIR *folder = opendir(path);
  if (!folder) return;
  struct dirent *entry;
  while ((entry = readdir(folder))) {
    char file[512];
    in_folder(file, path, entry->d_name);
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) unlink(file);
  }
  closedir(folder);
  rmdir(path);
}

sai_text local_read(const char *folder, const char *name) {
  char path[512];
  in_folder(path, folder, name);
  return read_path(path);
}

void local_write(const char *folder, const char *name, const char *text, int mode) {
  char path[512];
  in_folder(path, folder, name);
  write_path(path, text, strlen(text), mode);
}

int local_exists(const char *folder, const char *name) {
  char path[512];
  in_folder(path, folder, name);
  return access(path, F_OK) == 0;
}

size_t local_count(const char *path, const char *end) {
  size_t count = 0, n = strlen(end);
  DIR *folder = opendir(path);
  cr_assert(folder);
  struct dirent *entry;
  while ((entry = readdir(folder))) {
    size_t length = strlen(entry->d_name);
    count += length >= n && strcmp(entry->d_name + length - n, end) == 0;
  }
  closedir(folder);
  return count;
}
