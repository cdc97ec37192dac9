/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole files. A set writes `.NAME.PID.tmp` beside the target and renames at the end; rename(2) replaces
   atomically, so that a reader sees the old file or the new one. */
#include "base/file.h"

#include "base/intl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, FILES_MAX = 64 };

static sai_code read_all(int fd, const char *path, size_t limit, char **data, size_t *size, sai_error *err) {
  size_t capacity = 65536, n = 0;
  char *bytes = malloc(capacity);
  while (bytes) {
    ssize_t got = read(fd, bytes + n, capacity - n - 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) break;
    n += (size_t)got;
    if (got == 0 || n > limit) break;
    if (n + 1 < capacity) continue;
    char *more = realloc(bytes, capacity *= 2);
    if (!more) free(bytes);
    bytes = more;
  }
  if (!bytes) return sai_error_no_memory(err);
  if (n > limit) {
    free(bytes);
    return sai_error_set(err, SAI_REJECTED, _("%s: larger than %zu bytes"), path, limit);
  }
  bytes[n] = '\0';
  *data = bytes;
  *size = n;
  return SAI_OK;
}

sai_code sai_file_read(const char *path, size_t limit, char **data, size_t *size, sai_error *err) {
  bool standard_input = strcmp(path, "-") == 0;
  int fd = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return sai_error_errno(err, path);
  struct stat about;
  if (fstat(fd, &about) == 0 && S_ISDIR(about.st_mode)) {
    errno = EISDIR;
    sai_code code = sai_error_errno(err, path);
    if (!standard_input) close(fd);
    return code;
  }
  errno = 0;
  sai_code code = read_all(fd, path, limit, data, size, err);
  if (code == SAI_OK && errno) {
    free(*data);
    *data = NULL;
    code = sai_error_errno(err, path);
  }
  if (!standard_input) close(fd);
  return code;
}

sai_code sai_file_write_all(int fd, const void *data, size_t size, const char *path, sai_error *err) {
  const char *bytes = data;
  while (size > 0) {
    ssize_t done = write(fd, bytes, size);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return sai_error_errno(err, path);
    bytes += done;
    size -= (size_t)done;
  }
  return SAI_OK;
}

struct sai_file_set {
  char folder[PATH_SIZE];
  size_t count;
  struct {
    char temporary[PATH_SIZE + 300], final[PATH_SIZE + 300];
  } files[FILES_MAX];
};

static sai_code make_folders(const char *folder, sai_error *err) {
  char path[PATH_SIZE];
  if (strlen(folder) >= sizeof path) {
    errno = ENAMETOOLONG;
    return sai_error_errno(err, folder);
  }
  strcpy(path, folder);
  for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
    if (slash) *slash = '\0';
    if (mkdir(path, 0777) != 0 && errno != EEXIST) return sai_error_errno(err, path);
    if (!slash) return SAI_OK;
    *slash = '/';
  }
}

sai_code sai_file_set_begin(const char *folder, sai_file_set **set, sai_error *err) {
  SAI_TRY(make_folders(folder, err));
  struct stat about;
  if (stat(folder, &about) != 0) return sai_error_errno(err, folder);
  if (!S_ISDIR(about.st_mode)) {
    errno = ENOTDIR;
    return sai_error_errno(err, folder);
  }
  if (access(folder, W_OK) != 0) return sai_error_errno(err, folder);
  sai_file_set *fresh = calloc(1, sizeof *fresh);
  if (!fresh) return sai_error_no_memory(err);
  strcpy(fresh->folder, folder);
  *set = fresh;
  return SAI_OK;
}

sai_code sai_file_set_reserve(sai_file_set *set, const char *name, const char **path, sai_error *err) {
  if (set->count == FILES_MAX || strlen(name) > 200)
    return sai_error_set(err, SAI_FAILURE, _("%s: too many files, or too long a name"), name);
  size_t i = set->count++;
  snprintf(set->files[i].temporary, sizeof set->files[i].temporary, "%s/.%s.%ld.tmp", set->folder, name,
           (long)getpid());
  snprintf(set->files[i].final, sizeof set->files[i].final, "%s/%s", set->folder, name);
  *path = set->files[i].temporary;
  return SAI_OK;
}

sai_code sai_file_set_add(sai_file_set *set, const char *name, const void *data, size_t size, sai_error *err) {
  const char *path;
  SAI_TRY(sai_file_set_reserve(set, name, &path, err));
  const char *final = set->files[set->count - 1].final;
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) return sai_error_errno(err, final);
  sai_code code = sai_file_write_all(fd, data, size, final, err);
  if (close(fd) != 0 && code == SAI_OK) code = sai_error_errno(err, final);
  return code;
}

sai_code sai_file_set_commit(sai_file_set *set, sai_error *err) {
  for (size_t i = 0; i < set->count; i++)
    if (rename(set->files[i].temporary, set->files[i].final) != 0) {
      sai_code code = sai_error_errno(err, set->files[i].final);
      sai_file_set_abort(set);
      return code;
    }
  free(set);
  return SAI_OK;
}

void sai_file_set_abort(sai_file_set *set) {
  if (!set) return;
  for (size_t i = 0; i < set->count; i++) unlink(set->files[i].temporary);
  free(set);
}
