/* SPDX-License-Identifier: GPL-3.0-or-later */
/* To be preloaded: makes chosen calls of a program fail by their number, counts all calls, and keeps book of
   memory, mappings and files that the program does not give back.
     SAISAN_FAULT="KIND FIRST LAST ERROR"  calls FIRST..LAST of a kind fail with that errno; ERROR 0 shortens
                                           reads and writes instead
     SAISAN_FAULT_REPORT=FILE              what was counted, written at exit
     SAISAN_FAULT_SWEEP="KIND STRIDE FD"   ask the driver before every STRIDEth call of a kind, over a socket:
                                           forked copies of the program, made right there, meet the fault
     SAISAN_FAULT_HASTE=N                  the program's clock goes N times as fast
   Memory is counted whoever asks for it, everything else only when the program itself calls: what libraries
   do before main is not counted. What its children call before they become another program is the kind
   `child`. */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* name of the kind, for SAISAN_FAULT and the report */
#define KINDS(K)                                                                                             \
  K(alloc)                                                                                                   \
  K(open)                                                                                                    \
  K(read)                                                                                                    \
  K(write)                                                                                                   \
  K(flush)                                                                                                   \
  K(close) K(seek) K(sync) K(rename) K(unlink) K(mkdir) K(stat) K(list) K(spawn) K(pipe) K(wait) K(poll)     \
      K(control) K(thread) K(child)
enum {
#define K(name) kind_##name,
  KINDS(K)
#undef K
      N_KINDS
};
static const char *const kind_names[] = {
#define K(name) #name,
    KINDS(K)
#undef K
};

static atomic_ulong calls[N_KINDS], struck;
static struct {
  int kind, error;
  unsigned long first, last;
} plan = {.kind = -1};
static struct {
  int kind, socket;
  unsigned long stride;
} sweep = {.kind = -1, .socket = -1};
static bool begun, counting, in_child;
static atomic_ulong *child_calls; /* in memory that parent and children share */
static long haste = 1;
static uintptr_t program_begin, program_end;
static char report[4096];

/* --- the real functions --- */

/* What is asked for before the program begins, by dlsym() too, comes from here and is never given back: a
   sanitizer's allocator is not ready by then. */
static char early[1 << 21];
static size_t early_used;

static void *early_memory(size_t n) {
  n = (n + 15) & ~(size_t)15;
  if (early_used + n > sizeof early) _exit(125);
  void *p = early + early_used;
  early_used += n;
  return p;
}

static bool is_early(const void *p) {
  return (const char *)p >= early && (const char *)p < early + sizeof early;
}

static void *find(const char *name) {
  static _Thread_local bool finding;
  if (finding) return NULL;
  finding = true;
  void *found = dlsym(RTLD_NEXT, name);
  finding = false;
  if (!found) _exit(126);
  return found;
}

#define REAL(name, type, ...)                                                                                \
  static type (*real_##name)(__VA_ARGS__);                                                                   \
  static type (*get_##name(void))(__VA_ARGS__) {                                                             \
    if (!real_##name) *(void **)&real_##name = find(#name);                                                  \
    return real_##name;                                                                                      \
  }                                                                                                          \
  type name(__VA_ARGS__)

/* --- what is to fail --- */

static bool from_program(const void *caller) {
  return (uintptr_t)caller >= program_begin && (uintptr_t)caller < program_end;
}

/* The copy gets descriptors of its own, so that it does not move those of the original: files of the sandbox
   are those of the copied sandbox, at the same place. */
static void move_descriptors(const char *from, const char *to) {
  for (int fd = 0; fd < 64; fd++) {
    char link[64], path[4096], moved[8192];
    if (fd == sweep.socket) continue;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 1) continue;
    path[n] = '\0';
    bool inside = strncmp(path, from, strlen(from)) == 0 && !strstr(path, " (deleted)");
    if (path[0] != '/' || (!inside && strncmp(path, "/dev/", 5) == 0)) continue;
    snprintf(moved, sizeof moved, "%s%s", inside ? to : "", inside ? path + strlen(from) : link);
    int flags = (int)syscall(SYS_fcntl, fd, F_GETFL), kept = (int)syscall(SYS_fcntl, fd, F_GETFD);
    int fresh = (int)syscall(SYS_openat, AT_FDCWD, moved, flags & (O_ACCMODE | O_APPEND | O_NONBLOCK));
    if (fresh < 0) _exit(123);
    syscall(SYS_lseek, fresh, syscall(SYS_lseek, fd, 0, SEEK_CUR), SEEK_SET);
    syscall(SYS_dup3, fresh, fd, kept & FD_CLOEXEC ? O_CLOEXEC : 0);
    syscall(SYS_close, fresh);
  }
}

static void become_copy(unsigned long n, int kind, int error, bool for_good, const char *from,
                        const char *to) {
  char work[4096];
  move_descriptors(from, to);
  snprintf(work, sizeof work, "%s/work", to);
  if (syscall(SYS_chdir, work) != 0) _exit(123);
  snprintf(report, sizeof report, "%s/report", to);
  syscall(SYS_close, sweep.socket);
  sweep.kind = -1;
  plan.kind = kind;
  plan.error = error;
  plan.first = n;
  plan.last = for_good ? ULONG_MAX : n;
}

/* "go", or "fork ERROR FOR_GOOD FROM TO" with the folders of the sandbox and of its copy. */
static void ask_driver(int kind, unsigned long n) {
  char line[8192], from[2048], to[2048];
  int status = 0, error, for_good;
  snprintf(line, sizeof line, "at %lu", n);
  for (;;) {
    syscall(SYS_sendto, sweep.socket, line, strlen(line), 0, NULL, 0);
    long got = syscall(SYS_recvfrom, sweep.socket, line, sizeof line - 1, 0, NULL, NULL);
    if (got <= 0) _exit(122);
    line[got] = '\0';
    if (sscanf(line, "fork %d %d %2047s %2047s", &error, &for_good, from, to) != 4) return;
    /* Not fork(): the copy must not learn that it has another number, lest it cannot give back locks. */
    pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    if (child == 0) {
      become_copy(n, kind, error, for_good, from, to);
      return;
    }
    snprintf(line, sizeof line, "child %d", child);
    syscall(SYS_sendto, sweep.socket, line, strlen(line), 0, NULL, 0);
    syscall(SYS_wait4, child, &status, 0, NULL);
    snprintf(line, sizeof line, "ended %d", status);
  }
}

/* Count a call. @return true if it is to fail, with errno set; *shorten if it is to do less than asked */
static bool strikes(int kind, const void *caller, bool *shorten) {
  if (shorten) *shorten = false;
  if (!counting || (kind != kind_alloc && kind != kind_thread && !from_program(caller))) return false;
  if (in_child && kind == kind_alloc) return false;
  if (in_child) kind = kind_child;
  unsigned long n = kind == kind_child ? ++*child_calls : ++calls[kind];
  if (kind == sweep.kind && n % sweep.stride == 0) ask_driver(kind, n);
  if (kind != plan.kind || n < plan.first || n > plan.last) return false;
  struck++;
  if (plan.error == 0) {
    if (shorten) *shorten = true;
    return false;
  }
  errno = plan.error;
  return true;
}

#define CALLER        __builtin_return_address(0)
#define STRIKES(kind) strikes(kind_##kind, CALLER, NULL)
#define FAIL(kind, bad)                                                                                      \
  do {                                                                                                       \
    if (STRIKES(kind)) return bad;                                                                           \
  } while (0)

/* --- what is not given back --- */

enum { SLOT_BITS = 16, SLOTS = 1 << SLOT_BITS };
typedef struct held {
  const void *what, *by;
  size_t size;
} held;
static held table[SLOTS];
static atomic_flag table_lock = ATOMIC_FLAG_INIT;
static atomic_bool table_full;

static size_t slot_of(const void *p) {
  return (size_t)(((uintptr_t)p >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> (64 - SLOT_BITS));
}

static void hold(const void *what, size_t size, const void *by) {
  if (!what || !counting) return;
  while (atomic_flag_test_and_set(&table_lock)) {
  }
  size_t i = slot_of(what), tried = 0;
  while (table[i].what && tried++ < SLOTS) i = (i + 1) % SLOTS;
  if (tried < SLOTS)
    table[i] = (held){what, by, size};
  else
    table_full = true;
  atomic_flag_clear(&table_lock);
}

/* Linear probing without tombstones: what follows moves up. */
static void let_go(const void *what) {
  if (!what) return;
  while (atomic_flag_test_and_set(&table_lock)) {
  }
  size_t i = slot_of(what);
  while (table[i].what && table[i].what != what) i = (i + 1) % SLOTS;
  if (table[i].what) {
    table[i].what = NULL;
    for (size_t j = (i + 1) % SLOTS; table[j].what; j = (j + 1) % SLOTS) {
      size_t home = slot_of(table[j].what);
      if ((j - home) % SLOTS < (j - i) % SLOTS) continue;
      table[i] = table[j];
      table[j].what = NULL;
      i = j;
    }
  }
  atomic_flag_clear(&table_lock);
}

/* --- memory --- */

REAL(malloc, void *, size_t n) {
  if (!begun) return early_memory(n);
  get_malloc();
  FAIL(alloc, NULL);
  void *p = real_malloc(n);
  hold(p, n, CALLER);
  return p;
}

REAL(calloc, void *, size_t count, size_t size) {
  if (!begun) return early_memory(count * size);
  get_calloc();
  FAIL(alloc, NULL);
  void *p = real_calloc(count, size);
  hold(p, count * size, CALLER);
  return p;
}

REAL(free, void, void *p) {
  if (!p || is_early(p)) return;
  let_go(p);
  get_free()(p);
}

REAL(realloc, void *, void *p, size_t n) {
  if (is_early(p) || !begun) {
    char *fresh = malloc(n), *old = p;
    for (size_t i = 0; fresh && old && i < n && is_early(old + i); i++) fresh[i] = old[i];
    return fresh;
  }
  FAIL(alloc, NULL);
  void *q = get_realloc()(p, n);
  if (q || n == 0) {
    let_go(p);
    hold(q, n, CALLER);
  }
  return q;
}

REAL(reallocarray, void *, void *p, size_t count, size_t size) {
  size_t n;
  if (__builtin_mul_overflow(count, size, &n)) {
    errno = ENOMEM;
    return NULL;
  }
  (void)get_reallocarray;
  FAIL(alloc, NULL);
  void *q = get_realloc()(p, n);
  if (q || n == 0) {
    let_go(p);
    hold(q, n, CALLER);
  }
  return q;
}

REAL(aligned_alloc, void *, size_t alignment, size_t n) {
  FAIL(alloc, NULL);
  void *p = get_aligned_alloc()(alignment, n);
  hold(p, n, CALLER);
  return p;
}

REAL(memalign, void *, size_t alignment, size_t n) {
  FAIL(alloc, NULL);
  void *p = get_memalign()(alignment, n);
  hold(p, n, CALLER);
  return p;
}

REAL(posix_memalign, int, void **out, size_t alignment, size_t n) {
  FAIL(alloc, ENOMEM);
  int rc = get_posix_memalign()(out, alignment, n);
  if (rc == 0) hold(*out, n, CALLER);
  return rc;
}

REAL(mmap64, void *, void *at, size_t n, int protection, int flags, int fd, off_t offset) {
  if (from_program(CALLER)) FAIL(alloc, MAP_FAILED);
  void *p = get_mmap64()(at, n, protection, flags, fd, offset);
  if (p != MAP_FAILED && from_program(CALLER)) hold(p, n, CALLER);
  return p;
}

REAL(munmap, int, void *p, size_t n) {
  if (from_program(CALLER)) let_go(p);
  return get_munmap()(p, n);
}

/* The copy is asked for here, so that it is booked on the caller. */
static char *copy_for(const void *caller, const char *s, size_t n) {
  if (strikes(kind_alloc, caller, NULL)) return NULL;
  char *p = get_malloc()(n + 1);
  if (!p) return NULL;
  memcpy(p, s, n);
  p[n] = '\0';
  hold(p, n + 1, caller);
  return p;
}

REAL(strdup, char *, const char *s) {
  (void)get_strdup;
  return copy_for(CALLER, s, strlen(s));
}

REAL(strndup, char *, const char *s, size_t n) {
  (void)get_strndup;
  return copy_for(CALLER, s, strnlen(s, n));
}

/* --- files --- */

/* Descriptors are held as odd addresses that memory never has. */
static const void *fd_key(int fd) {
  return (const void *)(UINTPTR_MAX - 2 * (uintptr_t)fd);
}

static int hold_fd(int fd, const void *caller) {
  if (fd >= 0) hold(fd_key(fd), 0, caller);
  return fd;
}

#define OPEN(name)                                                                                           \
  REAL(name, int, const char *path, int flags, ...) {                                                        \
    FAIL(open, -1);                                                                                          \
    va_list args;                                                                                            \
    va_start(args, flags);                                                                                   \
    int fd = get_##name()(path, flags, va_arg(args, mode_t));                                                \
    va_end(args);                                                                                            \
    return from_program(CALLER) ? hold_fd(fd, CALLER) : fd;                                                  \
  }
OPEN(open)
OPEN(open64)

REAL(openat, int, int folder, const char *path, int flags, ...) {
  FAIL(open, -1);
  va_list args;
  va_start(args, flags);
  int fd = get_openat()(folder, path, flags, va_arg(args, mode_t));
  va_end(args);
  return from_program(CALLER) ? hold_fd(fd, CALLER) : fd;
}

REAL(openat64, int, int folder, const char *path, int flags, ...) {
  FAIL(open, -1);
  va_list args;
  va_start(args, flags);
  int fd = get_openat64()(folder, path, flags, va_arg(args, mode_t));
  va_end(args);
  return from_program(CALLER) ? hold_fd(fd, CALLER) : fd;
}

/* What checked builds call. */
REAL(__open64_2, int, const char *path, int flags) {
  FAIL(open, -1);
  return hold_fd(get___open64_2()(path, flags), CALLER);
}
REAL(__openat64_2, int, int folder, const char *path, int flags) {
  FAIL(open, -1);
  return hold_fd(get___openat64_2()(folder, path, flags), CALLER);
}

REAL(memfd_create, int, const char *name, unsigned flags) {
  FAIL(open, -1);
  int fd = get_memfd_create()(name, flags);
  return from_program(CALLER) ? hold_fd(fd, CALLER) : fd;
}

/* The C library asks for the memory of a stream; it is booked here on the caller. */
#define STREAM(name, ...)                                                                                    \
  FAIL(open, NULL);                                                                                          \
  FILE *f = get_##name()(__VA_ARGS__);                                                                       \
  let_go(f);                                                                                                 \
  hold(f, 0, CALLER);                                                                                        \
  return f
REAL(fopen, FILE *, const char *path, const char *mode) {
  STREAM(fopen, path, mode);
}
REAL(fopen64, FILE *, const char *path, const char *mode) {
  STREAM(fopen64, path, mode);
}
REAL(tmpfile, FILE *, void) {
  STREAM(tmpfile);
}
REAL(tmpfile64, FILE *, void) {
  STREAM(tmpfile64);
}
REAL(fdopen, FILE *, int fd, const char *mode) {
  let_go(fd_key(fd));
  STREAM(fdopen, fd, mode);
}

enum { SHORT = 7 };

#define TRANSFER(kind, name, type)                                                                           \
  REAL(name, ssize_t, int fd, type buffer, size_t n) {                                                       \
    bool shorten;                                                                                            \
    if (strikes(kind_##kind, CALLER, &shorten)) return -1;                                                   \
    return get_##name()(fd, buffer, shorten && n > SHORT ? SHORT : n);                                       \
  }
TRANSFER(read, read, void *)
TRANSFER(write, write, const void *)

REAL(pread64, ssize_t, int fd, void *buffer, size_t n, off_t at) {
  FAIL(read, -1);
  return get_pread64()(fd, buffer, n, at);
}
REAL(__read_chk, ssize_t, int fd, void *buffer, size_t n, size_t room) {
  bool shorten;
  if (strikes(kind_read, CALLER, &shorten)) return -1;
  return get___read_chk()(fd, buffer, shorten && n > SHORT ? SHORT : n, room);
}
REAL(fread, size_t, void *to, size_t size, size_t n, FILE *f) {
  FAIL(read, 0);
  return get_fread()(to, size, n, f);
}
REAL(__fread_chk, size_t, void *to, size_t room, size_t size, size_t n, FILE *f) {
  FAIL(read, 0);
  return get___fread_chk()(to, room, size, n, f);
}
REAL(fwrite, size_t, const void *from, size_t size, size_t n, FILE *f) {
  if (f != stdout && f != stderr) FAIL(write, 0);
  return get_fwrite()(from, size, n, f);
}
REAL(fflush, int, FILE *f) {
  if (f != stderr) FAIL(flush, EOF);
  return get_fflush()(f);
}

/* A close that fails has closed, as on Linux. */
REAL(close, int, int fd) {
  if (from_program(CALLER)) let_go(fd_key(fd));
  int rc = get_close()(fd);
  FAIL(close, -1);
  return rc;
}
REAL(fclose, int, FILE *f) {
  let_go(f);
  int rc = get_fclose()(f);
  FAIL(close, EOF);
  return rc;
}

#define SIMPLE(kind, type, bad, name, parameters, arguments)                                                 \
  REAL(name, type, UNPACK parameters) {                                                                      \
    FAIL(kind, bad);                                                                                         \
    return get_##name() arguments;                                                                           \
  }
#define UNPACK(...) __VA_ARGS__
SIMPLE(sync, int, -1, fsync, (int fd), (fd))
SIMPLE(sync, int, -1, fdatasync, (int fd), (fd))
SIMPLE(seek, off_t, -1, lseek64, (int fd, off_t at, int whence), (fd, at, whence))
SIMPLE(seek, off_t, -1, lseek, (int fd, off_t at, int whence), (fd, at, whence))
SIMPLE(seek, int, -1, fseek, (FILE * f, long at, int whence), (f, at, whence))
SIMPLE(rename, int, -1, rename, (const char *from, const char *to), (from, to))
SIMPLE(rename, int, -1, renameat2, (int a, const char *from, int b, const char *to, unsigned flags),
       (a, from, b, to, flags))
SIMPLE(rename, int, -1, link, (const char *from, const char *to), (from, to))
SIMPLE(rename, int, -1, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to))
SIMPLE(rename, int, -1, linkat, (int a, const char *from, int b, const char *to, int flags),
       (a, from, b, to, flags))
SIMPLE(unlink, int, -1, unlink, (const char *path), (path))
SIMPLE(unlink, int, -1, unlinkat, (int folder, const char *path, int flags), (folder, path, flags))
SIMPLE(stat, int, -1, fchmod, (int fd, mode_t mode), (fd, mode))
SIMPLE(control, int, -1, flock, (int fd, int how), (fd, how))
SIMPLE(wait, int, -1, waitid, (idtype_t type, id_t id, siginfo_t *info, int options),
       (type, id, info, options))
SIMPLE(stat, int, -1, fstatat64, (int folder, const char *path, struct stat64 *about, int flags),
       (folder, path, about, flags))
SIMPLE(unlink, int, -1, rmdir, (const char *path), (path))
SIMPLE(mkdir, int, -1, mkdir, (const char *path, mode_t mode), (path, mode))
SIMPLE(stat, int, -1, stat64, (const char *path, struct stat64 *about), (path, about))
SIMPLE(stat, int, -1, lstat64, (const char *path, struct stat64 *about), (path, about))
SIMPLE(stat, int, -1, fstat64, (int fd, struct stat64 *about), (fd, about))
SIMPLE(stat, int, -1, stat, (const char *path, struct stat *about), (path, about))
SIMPLE(stat, int, -1, lstat, (const char *path, struct stat *about), (path, about))
SIMPLE(stat, int, -1, fstat, (int fd, struct stat *about), (fd, about))
SIMPLE(stat, int, -1, access, (const char *path, int mode), (path, mode))
SIMPLE(stat, int, -1, faccessat, (int folder, const char *path, int mode, int flags),
       (folder, path, mode, flags))
SIMPLE(stat, ssize_t, -1, readlink, (const char *path, char *out, size_t n), (path, out, n))
SIMPLE(stat, ssize_t, -1, __readlink_chk, (const char *path, char *out, size_t n, size_t room),
       (path, out, n, room))
SIMPLE(list, struct dirent *, NULL, readdir, (DIR * folder), (folder))
SIMPLE(list, struct dirent64 *, NULL, readdir64, (DIR * folder), (folder))
SIMPLE(wait, pid_t, -1, waitpid, (pid_t child, int *status, int options), (child, status, options))
SIMPLE(poll, int, -1, poll, (struct pollfd * fds, nfds_t n, int ms), (fds, n, (int)(ms / haste)))
SIMPLE(poll, int, -1, __poll_chk, (struct pollfd * fds, nfds_t n, int ms, size_t room),
       (fds, n, (int)(ms / haste), room))

REAL(opendir, DIR *, const char *path) {
  FAIL(list, NULL);
  DIR *folder = get_opendir()(path);
  let_go(folder);
  hold(folder, 0, CALLER);
  return folder;
}
REAL(fdopendir, DIR *, int fd) {
  FAIL(list, NULL);
  DIR *folder = get_fdopendir()(fd);
  if (folder) let_go(fd_key(fd));
  let_go(folder);
  hold(folder, 0, CALLER);
  return folder;
}
REAL(closedir, int, DIR *folder) {
  let_go(folder);
  return get_closedir()(folder);
}

#define REALPATH(name, parameters, arguments)                                                                \
  REAL(name, char *, UNPACK parameters) {                                                                    \
    FAIL(stat, NULL);                                                                                        \
    char *real = get_##name() arguments;                                                                     \
    if (real && real != out) {                                                                               \
      let_go(real);                                                                                          \
      hold(real, 0, CALLER);                                                                                 \
    }                                                                                                        \
    return real;                                                                                             \
  }
REALPATH(realpath, (const char *path, char *out), (path, out))
REALPATH(__realpath_chk, (const char *path, char *out, size_t room), (path, out, room))

/* --- processes --- */

/* These return the errno. */
REAL(posix_spawnp, int, pid_t *child, const char *file, const posix_spawn_file_actions_t *actions,
     const posix_spawnattr_t *attributes, char *const argv[], char *const env[]) {
  FAIL(spawn, errno);
  return get_posix_spawnp()(child, file, actions, attributes, argv, env);
}
REAL(posix_spawn, int, pid_t *child, const char *file, const posix_spawn_file_actions_t *actions,
     const posix_spawnattr_t *attributes, char *const argv[], char *const env[]) {
  FAIL(spawn, errno);
  return get_posix_spawn()(child, file, actions, attributes, argv, env);
}
REAL(pthread_create, int, pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
     void *argument) {
  FAIL(thread, errno);
  return get_pthread_create()(thread, attributes, start, argument);
}
REAL(fork, pid_t, void) {
  FAIL(spawn, -1);
  pid_t child = get_fork()();
  if (child == 0) in_child = true;
  return child;
}
REAL(pipe2, int, int fds[2], int flags) {
  FAIL(pipe, -1);
  int rc = get_pipe2()(fds, flags);
  for (int i = 0; rc == 0 && i < 2; i++) hold_fd(fds[i], CALLER);
  return rc;
}

/* What a child does before it becomes another program. */
SIMPLE(child, pid_t, -1, setsid, (void), ())
SIMPLE(child, int, -1, fchdir, (int folder), (folder))
SIMPLE(child, int, -1, dup2, (int from, int to), (from, to))
SIMPLE(child, int, -1, unshare, (int what), (what))
SIMPLE(child, int, -1, close_range, (unsigned first, unsigned last, int how), (first, last, how))
SIMPLE(child, int, -1, getrlimit64, (enum __rlimit_resource what, struct rlimit64 *limit), (what, limit))
SIMPLE(child, int, -1, setrlimit64, (enum __rlimit_resource what, const struct rlimit64 *limit),
       (what, limit))
SIMPLE(child, int, -1, execve, (const char *path, char *const argv[], char *const env[]), (path, argv, env))
REAL(prctl, int, int what, ...) {
  FAIL(child, -1);
  unsigned long a[4];
  va_list args;
  va_start(args, what);
  for (int i = 0; i < 4; i++) a[i] = va_arg(args, unsigned long);
  va_end(args);
  return get_prctl()(what, a[0], a[1], a[2], a[3]);
}

REAL(clock_gettime, int, clockid_t clock, struct timespec *now) {
  int rc = get_clock_gettime()(clock, now);
  if (rc != 0 || haste == 1 || clock != CLOCK_MONOTONIC || !from_program(CALLER)) return rc;
  int64_t ns = (now->tv_sec * INT64_C(1000000000) + now->tv_nsec) * haste;
  *now = (struct timespec){.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
  return 0;
}

#define FCNTL(name)                                                                                          \
  REAL(name, int, int fd, int command, ...) {                                                                \
    FAIL(control, -1);                                                                                       \
    va_list args;                                                                                            \
    va_start(args, command);                                                                                 \
    int rc = get_##name()(fd, command, va_arg(args, void *));                                                \
    va_end(args);                                                                                            \
    bool copies = command == F_DUPFD || command == F_DUPFD_CLOEXEC;                                          \
    return copies && from_program(CALLER) ? hold_fd(rc, CALLER) : rc;                                        \
  }
FCNTL(fcntl)
FCNTL(fcntl64)

/* --- beginning and end --- */

static int find_program(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  (void)context;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *p = &info->dlpi_phdr[i];
    if (p->p_type != PT_LOAD || !(p->p_flags & PF_X)) continue;
    program_begin = info->dlpi_addr + p->p_vaddr;
    program_end = program_begin + p->p_memsz;
  }
  return 1; /* the first object is the program */
}

__attribute__((constructor)) static void begin(void) {
  const char *wanted = getenv("SAISAN_FAULT"), *file = getenv("SAISAN_FAULT_REPORT");
  const char *asked = getenv("SAISAN_FAULT_SWEEP"), *faster = getenv("SAISAN_FAULT_HASTE");
  char kind[32] = "", swept[32] = "";
  if (wanted && sscanf(wanted, "%31s %lu %lu %d", kind, &plan.first, &plan.last, &plan.error) != 4)
    _exit(124);
  if (asked && sscanf(asked, "%31s %lu %d", swept, &sweep.stride, &sweep.socket) != 3) _exit(124);
  for (int i = 0; i < N_KINDS; i++) {
    if (strcmp(kind, kind_names[i]) == 0) plan.kind = i;
    if (strcmp(swept, kind_names[i]) == 0) sweep.kind = i;
  }
  if (faster) haste = atol(faster);
  void *shared =
      get_mmap64()(NULL, sizeof *child_calls, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) _exit(124);
  child_calls = shared;
  if (file) strncpy(report, file, sizeof report - 1);
  unsetenv("LD_PRELOAD");
  unsetenv("SAISAN_FAULT");
  unsetenv("SAISAN_FAULT_REPORT");
  unsetenv("SAISAN_FAULT_SWEEP");
  unsetenv("SAISAN_FAULT_HASTE");
  dl_iterate_phdr(find_program, NULL);
  begun = counting = true;
}

/* The C library, the loader and the compiler's own libraries keep what they have until the end. */
static bool is_kept_for_good(const char *module) {
  static const char *const names[] = {"libc.so", "ld-linux", "libasan", "libubsan", "libfault"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strncmp(module, names[i], strlen(names[i])) == 0) return true;
  return false;
}

static void write_held(FILE *out) {
  for (size_t i = 0; i < SLOTS; i++) {
    if (!table[i].what) continue;
    Dl_info info = {0};
    dladdr(table[i].by, &info);
    const char *path = info.dli_fname ? info.dli_fname : "?", *slash = strrchr(path, '/');
    const char *module = from_program(table[i].by) ? "program" : slash ? slash + 1 : path;
    if (is_kept_for_good(module)) continue;
    fprintf(out, "held %s %#lx %zu\n", module,
            (unsigned long)((const char *)table[i].by - (const char *)info.dli_fbase), table[i].size);
  }
}

__attribute__((destructor)) static void end(void) {
  counting = false;
  FILE *out = report[0] ? get_fopen()(report, "w") : NULL;
  if (!out) return;
  calls[kind_child] = *child_calls;
  for (int i = 0; i < N_KINDS; i++) fprintf(out, "calls %s %lu\n", kind_names[i], calls[i]);
  fprintf(out, "struck %lu\n", struck);
  if (table_full) fprintf(out, "table full\n");
  write_held(out);
  get_fclose()(out);
}
