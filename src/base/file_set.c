/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets of files. A file is written as `.saisan-PID-NAME.tmp` beside its target; rename(2) replaces
   atomically. A commit of several files leaves the mark `.saisan-PID.commit` while it renames: whoever finds
   it after a crash finishes the renaming, so that the files are always all old or all new for those who open
   a set. Where a rename is refused the old files come back from second names, `.saisan-PID-NAME.old`.
   Everything goes through the folder's descriptor, so that it is one folder even if its name comes to mean
   another. */
#include "base/arena.h"
#include "base/file.h"
#include "base/intl.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, NAME_LENGTH = 200, ENTRY_SIZE = 256, LOCK_TRIES = 25 };

#define TEMPORARY_START ".saisan-"
#define TEMPORARY_END   ".tmp"
#define BACKUP_END      ".old"
#define MARK_END        ".commit"

typedef struct set_file {
  struct set_file *next;
  const char *name, *temporary, *backup, *path; /* names in the folder; the path is for messages */
  bool is_new, has_backup;                      /* of the file that a commit replaces */
} set_file;

struct sai_file_set {
  sai_arena arena; /* holds the files and their names, from one commit to the next */
  int folder;
  set_file *files, **last; /* in the order in which they were added */
  size_t n_found;          /* bytes of the path that were there; all of it: nothing was made */
  char path[PATH_SIZE];
};

/* Folders that are empty, from the last part of a path up to its first `n_found` bytes. */
static void remove_folders(const char *folder, size_t n_found) {
  char path[PATH_SIZE];
  strcpy(path, folder);
  while (strlen(path) > n_found && rmdir(path) == 0) {
    char *slash = strrchr(path, '/');
    if (!slash) return;
    *slash = '\0';
  }
}

/* @param n_found  receives the bytes of the path that were there before */
static sai_code make_folders(const char *folder, size_t *n_found, sai_error *err) {
  char path[PATH_SIZE];
  if (!folder[0] || strlen(folder) >= sizeof path) {
    errno = folder[0] ? ENAMETOOLONG : ENOENT;
    return sai_error_errno(err, folder);
  }
  strcpy(path, folder);
  *n_found = 0;
  bool making = false;
  for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
    if (slash) *slash = '\0';
    const bool made = mkdir(path, 0777) == 0;
    if (!made && errno != EEXIST) {
      sai_code code = sai_error_errno(err, path);
      char *last = strrchr(path, '/');
      if (last) *last = '\0';
      if (making) remove_folders(path, *n_found);
      return code;
    }
    making = making || made;
    if (!making) *n_found = strlen(path);
    if (!slash) return SAI_OK;
    *slash = '/';
  }
}

/* The child of a process that was killed may hold the lock until it learns of that: some milliseconds. */
static bool lock(int folder) {
  const struct timespec pause = {.tv_nsec = 20000000};
  int rc = flock(folder, LOCK_EX | LOCK_NB);
  for (int i = 0; i < LOCK_TRIES && rc != 0 && (errno == EWOULDBLOCK || errno == EINTR); i++) {
    nanosleep(&pause, NULL);
    rc = flock(folder, LOCK_EX | LOCK_NB);
  }
  return rc == 0;
}

static sai_code open_folder(sai_file_set *set, sai_error *err) {
  set->folder = open(set->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (set->folder < 0 || faccessat(set->folder, ".", W_OK | X_OK, AT_EACCESS) != 0)
    return sai_error_errno(err, set->path);
  /* A file system without locks is no reason to refuse. */
  if (!lock(set->folder) && errno == EWOULDBLOCK) {
    sai_error_set(err, SAI_IO, _("%s: another saisan is writing into this folder"), set->path);
    sai_error_hint(err, "%s", _("Wait until it has ended, or name another folder."));
    return SAI_IO;
  }
  return SAI_OK;
}

/* True if an entry is one of our temporary files or second names; with the mark that its commit has, and the
 * name that it is for. */
static bool read_temporary(const char *entry, const char *ending, char mark[ENTRY_SIZE], const char **name) {
  size_t start = strlen(TEMPORARY_START), digits = 0, length = strlen(entry), end = strlen(ending);
  if (strncmp(entry, TEMPORARY_START, start) != 0) return false;
  digits = strspn(entry + start, "0123456789");
  bool ours = digits > 0 && digits < 20 && entry[start + digits] == '-' &&
              length > start + digits + 1 + end && strcmp(entry + length - end, ending) == 0;
  if (!ours) return false;
  snprintf(mark, ENTRY_SIZE, "%.*s%s", (int)(start + digits), entry, MARK_END);
  *name = entry + start + digits + 1;
  return true;
}

static bool is_mark(const char *entry) {
  size_t start = strlen(TEMPORARY_START), length = strlen(entry);
  if (strncmp(entry, TEMPORARY_START, start) != 0) return false;
  size_t digits = strspn(entry + start, "0123456789");
  return digits > 0 && length == start + digits + strlen(MARK_END) &&
         strcmp(entry + start + digits, MARK_END) == 0;
}

/* What others laid there is neither removed nor given a name. */
static bool is_own_file(int folder, const char *entry) {
  struct stat about;
  return fstatat(folder, entry, &about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(about.st_mode) &&
         about.st_uid == geteuid();
}

static void end_temporary(int folder, const char *entry) {
  char mark[ENTRY_SIZE], name[ENTRY_SIZE];
  const char *rest;
  if (read_temporary(entry, BACKUP_END, mark, &rest)) unlinkat(folder, entry, 0);
  if (!read_temporary(entry, TEMPORARY_END, mark, &rest) || !is_own_file(folder, entry)) return;
  snprintf(name, sizeof name, "%.*s", (int)(strlen(rest) - strlen(TEMPORARY_END)), rest);
  if (!is_own_file(folder, mark) || renameat(folder, entry, folder, name) != 0) unlinkat(folder, entry, 0);
}

static void end_mark(int folder, const char *entry) {
  if (is_mark(entry) && is_own_file(folder, entry)) unlinkat(folder, entry, 0);
}

static void for_each_entry(int folder, void (*call)(int folder, const char *entry)) {
  int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *entries = fd < 0 ? NULL : fdopendir(fd);
  for (struct dirent *e; entries && (e = readdir(entries));) call(folder, e->d_name);
  if (entries)
    closedir(entries);
  else if (fd >= 0)
    close(fd);
}

/* After the work of a process that was killed: nobody else is at work, since the folder is locked. */
static void end_what_was_left(int folder) {
  for_each_entry(folder, end_temporary);
  for_each_entry(folder, end_mark);
}

sai_code sai_file_set_begin(const char *folder, sai_file_set **set, sai_error *err) {
  size_t n_found;
  SAI_TRY(make_folders(folder, &n_found, err));
  sai_file_set *fresh = calloc(1, sizeof *fresh);
  if (!fresh) {
    remove_folders(folder, n_found);
    return sai_error_no_memory(err);
  }
  fresh->last = &fresh->files;
  fresh->folder = -1;
  fresh->n_found = n_found;
  strcpy(fresh->path, folder); /* make_folders() has measured it */
  sai_code code = open_folder(fresh, err);
  if (code) {
    sai_file_set_end(fresh);
    return code;
  }
  end_what_was_left(fresh->folder);
  *set = fresh;
  return SAI_OK;
}

const char *sai_file_set_path(const sai_file_set *set) {
  return set->path;
}

int sai_file_set_descriptor(const sai_file_set *set) {
  return set->folder;
}

/* "BEFORE NAME AFTER" without the blanks. */
static const char *joined(sai_file_set *set, const char *before, const char *name, const char *after) {
  const size_t size = strlen(before) + strlen(name) + strlen(after) + 1;
  char *text = sai_arena_alloc(&set->arena, size);
  if (text) snprintf(text, size, "%s%s%s", before, name, after);
  return text;
}

static sai_code find_or_add(sai_file_set *set, const char *name, set_file **found, sai_error *err) {
  if (!name[0] || strchr(name, '/') || strlen(name) > NAME_LENGTH) {
    errno = strlen(name) > NAME_LENGTH ? ENAMETOOLONG : EINVAL;
    return sai_error_errno(err, name);
  }
  for (set_file *f = set->files; f; f = f->next)
    if (strcmp(f->name, name) == 0) {
      *found = f;
      return SAI_OK;
    }
  char start[40];
  snprintf(start, sizeof start, TEMPORARY_START "%ld-", (long)getpid());
  set_file *f = sai_arena_alloc(&set->arena, sizeof *f);
  if (!f) return sai_error_no_memory(err);
  f->name = joined(set, "", name, "");
  f->temporary = joined(set, start, name, TEMPORARY_END);
  f->backup = joined(set, start, name, BACKUP_END);
  const char *below = joined(set, "/", name, "");
  f->path = below ? joined(set, set->path, below, "") : NULL;
  if (!f->name || !f->temporary || !f->backup || !f->path) return sai_error_no_memory(err);
  *set->last = f;
  set->last = &f->next;
  *found = f;
  return SAI_OK;
}

static sai_code create(sai_file_set *set, const char *name, set_file **file, int *fd, sai_error *err) {
  SAI_TRY(find_or_add(set, name, file, err));
  /* What lies there is of this set, or a trap. */
  unlinkat(set->folder, (*file)->temporary, 0);
  int opened = openat(set->folder, (*file)->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (opened < 0) return sai_error_errno(err, (*file)->path);
  *fd = opened;
  return SAI_OK;
}

sai_code sai_file_set_create(sai_file_set *set, const char *name, int *fd, sai_error *err) {
  set_file *file;
  return create(set, name, &file, fd, err);
}

sai_code sai_file_set_add(sai_file_set *set, const char *name, const void *data, size_t size,
                          sai_error *err) {
  set_file *f;
  int fd;
  SAI_TRY(create(set, name, &f, &fd, err));
  sai_code code = sai_file_write_all(fd, data, size, f->path, err);
  if (close(fd) != 0 && errno != EINTR && code == SAI_OK) code = sai_error_errno(err, f->path);
  if (code) unlinkat(set->folder, f->temporary, 0); /* and a commit in spite of it fails */
  return code;
}

static bool cannot_sync(int error) {
  return error == EINVAL || error == ENOTSUP || error == EROFS;
}

/* fsync() that signals do not disturb. @return 0 or an errno that matters */
static int sync_descriptor(int fd) {
  int rc;
  while ((rc = fsync(fd)) != 0 && errno == EINTR) continue;
  return rc == 0 || cannot_sync(errno) ? 0 : errno;
}

static sai_code sync_folder(const sai_file_set *set, sai_error *err) {
  return sync_descriptor(set->folder) == 0 ? SAI_OK : sai_error_errno(err, set->path);
}

/* Its bytes on the disk, with the permissions of the file that it replaces. */
static sai_code settle(const sai_file_set *set, const set_file *f, sai_error *err) {
  struct stat before;
  int fd = openat(set->folder, f->temporary, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return sai_error_errno(err, f->path);
  bool replaces = fstatat(set->folder, f->name, &before, AT_SYMLINK_NOFOLLOW) == 0;
  sai_code code = SAI_OK;
  if (replaces && S_ISDIR(before.st_mode)) {
    errno = EISDIR;
    code = sai_error_errno(err, f->path);
  }
  bool inherits = replaces && S_ISREG(before.st_mode) && before.st_uid == geteuid();
  if (!code && inherits && fchmod(fd, before.st_mode & 0777) != 0) code = sai_error_errno(err, f->path);
  if (!code && sync_descriptor(fd) != 0) code = sai_error_errno(err, f->path);
  close(fd);
  return code;
}

/* A second name for each file that will be replaced. Without links it has none. */
static void back_up(const sai_file_set *set) {
  for (set_file *f = set->files; f; f = f->next) {
    f->has_backup = linkat(set->folder, f->name, set->folder, f->backup, 0) == 0;
    f->is_new = !f->has_backup && errno == ENOENT;
  }
}

static void remove_backups(const sai_file_set *set) {
  for (const set_file *f = set->files; f; f = f->next)
    if (f->has_backup) unlinkat(set->folder, f->backup, 0);
}

/* The files before `end` as they were. */
static void take_back(const sai_file_set *set, const set_file *end, sai_error *err) {
  bool whole = true;
  for (const set_file *f = set->files; f != end; f = f->next) {
    const bool back = f->has_backup ? renameat(set->folder, f->backup, set->folder, f->name) == 0
                                    : f->is_new && unlinkat(set->folder, f->name, 0) == 0;
    whole = whole && back;
  }
  if (!whole)
    sai_error_hint(err, _("%s now holds files of two results; run it again when this is solved"), set->path);
}

static sai_code rename_all(const sai_file_set *set, sai_error *err) {
  for (const set_file *f = set->files; f; f = f->next)
    if (renameat(set->folder, f->temporary, set->folder, f->name) != 0) {
      sai_code code = sai_error_errno(err, f->path);
      take_back(set, f, err);
      return code;
    }
  sai_code code = sync_folder(set, err);
  if (code) take_back(set, NULL, err);
  return code;
}

static sai_code rename_marked(const sai_file_set *set, sai_error *err) {
  char mark[ENTRY_SIZE];
  snprintf(mark, sizeof mark, TEMPORARY_START "%ld" MARK_END, (long)getpid());
  int fd = openat(set->folder, mark, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return sai_error_errno(err, set->path);
  close(fd);
  sai_code code = sync_folder(set, err);
  if (!code) code = rename_all(set, err);
  unlinkat(set->folder, mark, 0);
  return code;
}

sai_code sai_file_set_commit(sai_file_set *set, sai_error *err) {
  sai_code code = SAI_OK;
  for (const set_file *f = set->files; f && !code; f = f->next) code = settle(set, f, err);
  bool several = set->files && set->files->next;
  if (!code) {
    back_up(set);
    code = several ? rename_marked(set, err) : rename_all(set, err);
    remove_backups(set);
  }
  sai_file_set_discard(set); /* finds nothing to remove after a success */
  return code;
}

/* A file system without links may know this kind of rename. */
static bool give_new_name(int folder, const char *from, const char *to) {
  if (linkat(folder, from, folder, to, 0) == 0) return true;
  if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS) return false;
  return renameat2(folder, from, folder, to, RENAME_NOREPLACE) == 0;
}

sai_code sai_file_set_commit_new(sai_file_set *set, bool *taken, sai_error *err) {
  const set_file *f = set->files;
  *taken = false;
  sai_code code = settle(set, f, err);
  if (!code && !give_new_name(set->folder, f->temporary, f->name)) {
    *taken = errno == EEXIST;
    code = sai_error_errno(err, f->path);
  } else if (!code) {
    code = sync_folder(set, err);
    if (code) unlinkat(set->folder, f->name, 0);
  }
  sai_file_set_discard(set);
  return code;
}

void sai_file_set_discard(sai_file_set *set) {
  for (const set_file *f = set->files; f; f = f->next) unlinkat(set->folder, f->temporary, 0);
  set->files = NULL;
  set->last = &set->files;
  sai_arena_free(&set->arena);
}

void sai_file_set_remove(sai_file_set *set, const char *name) {
  unlinkat(set->folder, name, 0);
}

void sai_file_set_end(sai_file_set *set) {
  if (!set) return;
  sai_file_set_discard(set);
  if (set->folder >= 0) close(set->folder);
  remove_folders(set->path, set->n_found);
  free(set);
}
