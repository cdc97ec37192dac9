/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `saisan init`: a commented scenario to start from, on standard output or in a new file. */
#include "command/command.h"

#include "base/file.h"
#include "base/intl.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEMPLATE_BYTES = 1 << 20 };

static const char kinds[] = "teleapo";

static sai_code write_through(int fd, const char *path, const char *data, size_t size, sai_error *err) {
  if (fd < 0) return sai_error_errno(err, path);
  sai_code code = sai_file_write_all(fd, data, size, path, err);
  if (close(fd) != 0 && errno != EINTR && !code) code = sai_error_errno(err, path);
  return code;
}

/* A file that is there, behind all links: whole or not at all. */
static sai_code replace(const char *path, const char *data, size_t size, sai_error *err) {
  char real[PATH_MAX], folder[PATH_MAX];
  if (!realpath(path, real)) return sai_error_errno(err, path);
  strcpy(folder, real);
  sai_file_set *files = NULL;
  SAI_TRY(sai_file_set_begin(dirname(folder), &files, err));
  sai_code code = sai_file_set_add(files, strrchr(real, '/') + 1, data, size, err);
  if (!code) code = sai_file_set_commit(files, err);
  sai_file_set_end(files);
  return code;
}

/* Without --force an existing file is left alone; what is no file, as /dev/stdout, is simply written to. */
static sai_code write_file(const char *path, bool force, const char *data, size_t size, sai_error *err) {
  struct stat about;
  bool exists = stat(path, &about) == 0;
  if (exists && S_ISREG(about.st_mode) && force) return replace(path, data, size, err);
  if (exists && !S_ISREG(about.st_mode))
    return write_through(open(path, O_WRONLY | O_CLOEXEC), path, data, size, err);
  int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_EXCL, 0666);
  if (fd < 0 && errno == EEXIST) {
    sai_error_set(err, SAI_IO, _("%s: exists already"), path);
    sai_error_hint(err, "%s", _("--force overwrites it"));
    return SAI_IO;
  }
  sai_code code = write_through(fd, path, data, size, err);
  if (code && fd >= 0) unlink(path);
  return code;
}

static sai_code write_template(sai_session *session, const char *kind, const char *file, bool force) {
  sai_error err;
  size_t choice, size;
  char path[4096], *data = NULL;
  sai_code code = sai_option_choice("KIND", kind, kinds, &choice, &err);
  if (code) return sai_session_fail(session, &err);
  snprintf(path, sizeof path, "%s/%s.yaml", session->scenarios, kind);
  code = sai_file_read(path, TEMPLATE_BYTES, &data, &size, &err);
  if (code) return sai_session_fail(session, &err);
  if (file && strcmp(file, "-") != 0) {
    code = write_file(file, force, data, size, &err);
    if (code) sai_session_fail(session, &err);
  } else {
    code = sai_file_write_all(STDOUT_FILENO, data, size, _("standard output"), &err);
    if (code) sai_session_fail_output(session, &err);
  }
  free(data);
  return code;
}

typedef struct options {
  int force;
} options;

static const sai_option option_table[] = {
    {"force", SAI_OPTION_FLAG, offsetof(options, force), NULL, NULL, N_("overwrite FILE")}, {NULL}};

static sai_code run(sai_session *session, int argc, const char **argv) {
  options o = {0};
  const char *arguments[2] = {NULL, NULL};
  bool helped = false;
  sai_code code = sai_options_parse(session, &sai_command_init, argc, argv, &o, arguments, &helped);
  if (!code && !helped) code = write_template(session, arguments[0], arguments[1], o.force);
  return code;
}

const sai_command sai_command_init = {
    "init", "KIND [FILE]", kinds, N_("write a commented scenario to start from"), run, 1, 2, option_table};
