/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading whole files, and writing to a descriptor. */
#include "base/file.h"

#include "base/intl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_MAX_LENGTH = 200 };

static sai_code read_all(int fd, const char *path, size_t limit, char **data, size_t *size, sai_error *err) {
  size_t capacity = 65536, n = 0;
  char *bytes = malloc(capacity);
  while (bytes) {
    ssize_t got = read(fd, bytes + n, capacity - n - 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      sai_code code = sai_error_errno(err, path);
      free(bytes);
      return code;
    }
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
  if (strcmp(path, "-") == 0) return read_all(STDIN_FILENO, _("standard input"), limit, data, size, err);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return sai_error_errno(err, path);
  sai_code code = read_all(fd, path, limit, data, size, err);
  close(fd);
  return code;
}

static sai_code refuse_path(const char *path, sai_error *err) {
  sai_error_set(err, SAI_REJECTED, _("%s: only files beside the scenario and below can be read"), path);
  sai_error_hint(err, "%s", _("put the file into the scenario's folder and write its name alone"));
  return SAI_REJECTED;
}

static sai_code step_error(const char *path, sai_error *err) {
  if (errno != ELOOP && errno != ENOTDIR) return sai_error_errno(err, path);
  sai_error_set(err, SAI_REJECTED, _("%s: leads over a link, which is not followed"), path);
  sai_error_hint(err, "%s", _("put a copy of the file into the scenario's folder"));
  return SAI_REJECTED;
}

/* Folder by folder, so that no link on the way is followed; what has to wait (a pipe) is not waited for. */
static sai_code open_below(const char *folder, const char *path, int *out, sai_error *err) {
  char name[NAME_MAX_LENGTH + 1];
  int at = open(*folder ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  sai_code code = at < 0 ? sai_error_errno(err, path) : SAI_OK;
  for (const char *rest = path; !code; rest += *rest == '/') {
    size_t n = strcspn(rest, "/");
    bool last = rest[n] == '\0';
    if (n == 0 || n > NAME_MAX_LENGTH || (n == 2 && memcmp(rest, "..", 2) == 0)) {
      code = refuse_path(path, err);
      break;
    }
    memcpy(name, rest, n);
    name[n] = '\0';
    int next =
        openat(at, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | (last ? O_NONBLOCK | O_NOCTTY : O_DIRECTORY));
    if (next < 0) code = step_error(path, err);
    close(at);
    at = next;
    rest += n;
    if (last) break;
  }
  if (code && at >= 0) close(at);
  if (!code) *out = at;
  return code;
}

sai_code sai_file_read_below(const char *folder, const char *path, size_t limit, char **data, size_t *size,
                             sai_error *err) {
  struct stat about;
  int fd;
  SAI_TRY(open_below(folder, path, &fd, err));
  sai_code code = SAI_OK;
  if (fstat(fd, &about) != 0)
    code = sai_error_errno(err, path);
  else if (!S_ISREG(about.st_mode))
    code = sai_error_set(err, SAI_REJECTED, _("%s: not an ordinary file"), path);
  if (!code) code = read_all(fd, path, limit, data, size, err);
  close(fd);
  return code;
}

sai_code sai_file_write_all(int fd, const void *data, size_t size, const char *path, sai_error *err) {
  const char *bytes = data;
  while (size > 0) {
    ssize_t done = write(fd, bytes, size);
    if (done < 0 && errno == EINTR) continue;
    if (done == 0) errno = EIO;
    if (done <= 0) return sai_error_errno(err, path);
    bytes += done;
    size -= (size_t)done;
  }
  return SAI_OK;
}
