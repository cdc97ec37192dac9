/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole files. A set writes `.NAME.PID.tmp` beside the target and renames at the end; rename(2) replaces
   atomically, so that a reader sees the old file or the new one. */
#include "base/file.h"

#include "base/arena.h"
#include "base/intl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, NAME_MAX_LENGTH = 200 };

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

typedef struct set_file {
  struct set_file *next;
  const char *name, *temporary, *final;
} set_file;

struct sai_file_set {
  sai_arena arena; /* holds the files and their paths */
  const char *folder;
  set_file *files, **last; /* in the order in which they were added */
};

static sai_code make_folders(const char *folder, sai_error *err) {
  char path[PATH_SIZE];
  if (!folder[0] || strlen(folder) >= sizeof path) {
    errno = folder[0] ? ENAMETOOLONG : ENOENT;
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
  if (access(folder, W_OK | X_OK) != 0) return sai_error_errno(err, folder);
  sai_file_set *fresh = calloc(1, sizeof *fresh);
  if (!fresh) return sai_error_no_memory(err);
  fresh->last = &fresh->files;
  fresh->folder = sai_arena_copy(&fresh->arena, folder, strlen(folder));
  if (!fresh->folder) {
    sai_file_set_abort(fresh);
    return sai_error_no_memory(err);
  }
  *set = fresh;
  return SAI_OK;
}

/* "FOLDER/BEFORE NAME AFTER" without the blanks. */
static const char *path_in(sai_file_set *set, const char *before, const char *name, const char *after) {
  const size_t size = strlen(set->folder) + strlen(before) + strlen(name) + strlen(after) + 2;
  char *path = sai_arena_alloc(&set->arena, size);
  if (path) snprintf(path, size, "%s/%s%s%s", set->folder, before, name, after);
  return path;
}

static sai_code find_or_add(sai_file_set *set, const char *name, set_file **found, sai_error *err) {
  if (!name[0] || strchr(name, '/') || strlen(name) > NAME_MAX_LENGTH)
    return sai_error_set(err, SAI_FAILURE, _("%s: not a file name, or too long"), name);
  for (set_file *f = set->files; f; f = f->next)
    if (strcmp(f->name, name) == 0) {
      *found = f;
      return SAI_OK;
    }
  char suffix[32];
  snprintf(suffix, sizeof suffix, ".%ld.tmp", (long)getpid());
  set_file *f = sai_arena_alloc(&set->arena, sizeof *f);
  if (!f) return sai_error_no_memory(err);
  f->name = sai_arena_copy(&set->arena, name, strlen(name));
  f->temporary = path_in(set, ".", name, suffix);
  f->final = path_in(set, "", name, "");
  if (!f->name || !f->temporary || !f->final) return sai_error_no_memory(err);
  *set->last = f;
  set->last = &f->next;
  *found = f;
  return SAI_OK;
}

sai_code sai_file_set_reserve(sai_file_set *set, const char *name, const char **path, sai_error *err) {
  set_file *f;
  SAI_TRY(find_or_add(set, name, &f, err));
  unlink(f->temporary);
  *path = f->temporary;
  return SAI_OK;
}

sai_code sai_file_set_add(sai_file_set *set, const char *name, const void *data, size_t size,
                          sai_error *err) {
  set_file *f;
  SAI_TRY(find_or_add(set, name, &f, err));
  /* What lies there is left over from a killed process with our number, or a trap. */
  unlink(f->temporary);
  int fd = open(f->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) return sai_error_errno(err, f->final);
  sai_code code = sai_file_write_all(fd, data, size, f->final, err);
  if (close(fd) != 0 && code == SAI_OK) code = sai_error_errno(err, f->final);
  if (code) unlink(f->temporary); /* and a commit in spite of it fails */
  return code;
}

/* Whether all renames can be expected to work: as far as it can be known before the first. */
static sai_code check_all(const sai_file_set *set, sai_error *err) {
  struct stat about;
  for (const set_file *f = set->files; f; f = f->next) {
    if (lstat(f->temporary, &about) != 0) return sai_error_errno(err, f->final);
    if (lstat(f->final, &about) == 0 && S_ISDIR(about.st_mode)) {
      errno = EISDIR;
      return sai_error_errno(err, f->final);
    }
  }
  return SAI_OK;
}

sai_code sai_file_set_commit(sai_file_set *set, sai_error *err) {
  sai_code code = check_all(set, err);
  for (const set_file *f = set->files; f && code == SAI_OK; f = f->next)
    if (rename(f->temporary, f->final) != 0) code = sai_error_errno(err, f->final);
  sai_file_set_abort(set); /* finds nothing to remove after a success */
  return code;
}

void sai_file_set_abort(sai_file_set *set) {
  if (!set) return;
  for (const set_file *f = set->files; f; f = f->next) unlink(f->temporary);
  sai_arena_free(&set->arena);
  free(set);
}
