/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "selftest/data.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/intl.h"
#include "selftest/selftest_files.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DATA_BYTES = 1 << 24, PATH_BYTES = 4096 };

static const char *fingerprint_of(const char *name) {
  for (size_t i = 0; i < sizeof sai_selftest_files / sizeof *sai_selftest_files; i++)
    if (strcmp(sai_selftest_files[i].name, name) == 0) return sai_selftest_files[i].sha256;
  return "";
}

static bool is_as_built(const char *name, const char *text, size_t size) {
  uint8_t digest[SAI_HASH_BYTES];
  char hex[2 * SAI_HASH_BYTES + 1];
  sai_hash(text, size, digest);
  sai_hash_hex(digest, hex);
  return strcmp(hex, fingerprint_of(name)) == 0;
}

sai_code sai_selftest_read(const char *folder, const char *name, char **text, sai_error *err) {
  char path[PATH_BYTES], *data;
  size_t size;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  sai_code code = sai_file_read(path, DATA_BYTES, &data, &size, err);
  if (code) {
    sai_error_hint(err, _("the data of the selftest belongs to the program: install saisan again"));
    return code == SAI_NO_MEMORY ? code : SAI_IO;
  }
  if (is_as_built(name, data, size)) {
    *text = data;
    return SAI_OK;
  }
  free(data);
  sai_error_set(err, SAI_IO, _("%s: is not the file that this program was built with (SHA-256 differs)"),
                path);
  sai_error_hint(err, _("the data of the selftest belongs to the program: install saisan again"));
  return SAI_IO;
}

sai_code sai_selftest_verify(const char *folder, sai_error *err) {
  for (size_t i = 0; i < sizeof sai_selftest_files / sizeof *sai_selftest_files; i++) {
    char *text;
    SAI_TRY(sai_selftest_read(folder, sai_selftest_files[i].name, &text, err));
    free(text);
  }
  return SAI_OK;
}

sai_code sai_selftest_load(const char *folder, const char *name, json_t **document, sai_error *err) {
  char *text;
  SAI_TRY(sai_selftest_read(folder, name, &text, err));
  json_error_t error;
  *document = json_loads(text, 0, &error);
  free(text);
  if (*document) return SAI_OK;
  if (json_error_code(&error) == json_error_out_of_memory) return sai_error_no_memory(err);
  return sai_error_set(err, SAI_IO, "%s:%d: %s", name, error.line, error.text);
}

static char *next_line(char **rest) {
  char *line = strsep(rest, "\n");
  return line ? line : "";
}

sai_kat sai_kat_begin(char *text) {
  sai_kat kat = {.rest = text};
  next_line(&kat.rest);
  next_line(&kat.rest);
  return kat;
}

bool sai_kat_next(sai_kat *kat) {
  char *line = next_line(&kat->rest);
  if (!*line) return false;
  for (size_t i = 0; i < SAI_KAT_FIELDS; i++) kat->field[i] = strsep(&line, ",");
  return true;
}

double sai_kat_number(const sai_kat *kat, size_t field) {
  return kat->field[field] ? strtod(kat->field[field], NULL) : NAN;
}
