/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `saisan init`: a commented scenario to start from, on standard output or in a new file. */
#include "command/command.h"

#include "base/file.h"
#include "base/intl.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEMPLATE_BYTES = 1 << 20 };

static const char kinds[] =
    "teleapo|letter|mailing|form|inside-sales|field-sales|closing|dispatch|in-house|six-ways|sharing";

/* What is no file, as /dev/stdout, is simply written to. */
static sai_code write_through(const char *path, const char *data, size_t size, sai_error *err) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return sai_error_errno(err, path);
  sai_code code = sai_file_write_all(fd, data, size, path, err);
  if (close(fd) != 0 && errno != EINTR && !code) code = sai_error_errno(err, path);
  return code;
}

/* The folder that a new file comes into, which must be there, and the file's name in it. */
static sai_code split(const char *path, char folder[PATH_MAX], const char **name, sai_error *err) {
  const char *slash = strrchr(path, '/');
  const size_t n = slash ? (size_t)(slash - path) : 0;
  struct stat about;
  *name = slash ? slash + 1 : path;
  errno = **name ? n < PATH_MAX ? 0 : ENAMETOOLONG : EISDIR;
  if (errno) return sai_error_errno(err, path);
  snprintf(folder, PATH_MAX, "%.*s", (int)(slash ? n : 1), slash ? path : ".");
  if (slash == path) strcpy(folder, "/");
  return stat(folder, &about) == 0 ? SAI_OK : sai_error_errno(err, path);
}

static sai_code exists_already(const char *path, sai_error *err) {
  sai_error_set(err, SAI_IO, _("%s: exists already"), path);
  sai_error_hint(err, "%s", _("--force overwrites it"));
  return SAI_IO;
}

/* Whole or not at all. A file that is there is replaced behind all links. */
static sai_code write_whole(const char *path, bool replaces, const char *data, size_t size, sai_error *err) {
  char real[PATH_MAX], folder[PATH_MAX];
  const char *name;
  sai_file_set *files = NULL;
  bool taken = false;
  if (replaces && !realpath(path, real)) return sai_error_errno(err, path);
  SAI_TRY(split(replaces ? real : path, folder, &name, err));
  SAI_TRY(sai_file_set_begin(folder, &files, err));
  sai_code code = sai_file_set_add(files, name, data, size, err);
  if (!code) code = replaces ? sai_file_set_commit(files, err) : sai_file_set_commit_new(files, &taken, err);
  sai_file_set_end(files);
  return taken ? exists_already(path, err) : code;
}

static sai_code write_file(const char *path, bool force, const char *data, size_t size, sai_error *err) {
  struct stat about;
  const bool exists = stat(path, &about) == 0;
  if (exists && !S_ISREG(about.st_mode)) return write_through(path, data, size, err);
  if (exists && !force) return exists_already(path, err);
  return write_whole(path, exists, data, size, err);
}

static sai_code write_template(sai_session *session, const char *kind, const char *file, bool force) {
  sai_error err;
  size_t choice, size;
  char path[PATH_MAX], *data = NULL;
  sai_code code = sai_option_choice("KIND", kind, kinds, &choice, &err);
  if (code) return sai_session_fail(session, &err);
  const char *language = strcmp(session->language, "ja") == 0 ? "" : ".en";
  snprintf(path, sizeof path, "%s/%s%s.yaml", session->scenarios, kind, language);
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
