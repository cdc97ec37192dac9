/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `saisan init`: a commented scenario to start from, on standard output or in a new file. */
#include "command/command.h"

#include "base/file.h"
#include "base/intl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEMPLATE_BYTES = 1 << 20 };

static const char *const kinds[] = {"teleapo"};

/* Without --force an existing file is left alone; with it the file is replaced whole. */
static sai_code write_new(const char *path, bool force, const char *data, size_t size, sai_error *err) {
  int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (force ? O_TRUNC : O_EXCL), 0666);
  if (fd < 0 && errno == EEXIST) {
    sai_error_set(err, SAI_IO, _("%s: exists already"), path);
    sai_error_hint(err, "%s", _("--force overwrites it"));
    return SAI_IO;
  }
  if (fd < 0) return sai_error_errno(err, path);
  sai_code code = sai_file_write_all(fd, data, size, path, err);
  if (close(fd) != 0 && !code) code = sai_error_errno(err, path);
  if (code) unlink(path);
  return code;
}

static sai_code write_template(sai_session *session, const char *kind, const char *file, bool force) {
  sai_error err;
  size_t choice, size;
  char path[4096], *data = NULL;
  sai_code code = sai_option_choice("KIND", kind, kinds, sizeof kinds / sizeof *kinds, &choice, &err);
  if (code) return sai_session_fail(session, &err);
  snprintf(path, sizeof path, "%s/%s.yaml", session->scenarios, kinds[choice]);
  code = sai_file_read(path, TEMPLATE_BYTES, &data, &size, &err);
  if (!code && file && strcmp(file, "-") != 0)
    code = write_new(file, force, data, size, &err);
  else if (!code)
    code = sai_file_write_all(STDOUT_FILENO, data, size, _("standard output"), &err);
  free(data);
  return code ? sai_session_fail(session, &err) : SAI_OK;
}

sai_code sai_command_init(sai_session *session, int argc, const char **argv) {
  int force = 0;
  char *lang = NULL;
  struct poptOption table[] = {
      {"force", 0, POPT_ARG_NONE, &force, 0, _("overwrite FILE"), NULL},
      {"lang", 0, POPT_ARG_STRING, &lang, 0, _("language (default: that of the locale)"), "en|ja"},
      {"help", 'h', POPT_ARG_NONE, NULL, 'h', _("this text"), NULL},
      POPT_TABLEEND};
  const char *arguments[2] = {NULL, NULL};
  bool helped = false;
  sai_scenario_options none = {0};
  sai_code code = sai_options_parse(session, sai_command_find("init"), argc, argv, table, &none, arguments, 1, 2, &helped);
  if (!code && !helped) code = write_template(session, arguments[0], arguments[1], force);
  free(lang);
  return code;
}
