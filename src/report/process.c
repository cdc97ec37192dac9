/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fork, a pipe for the child's messages and one for its failure to start, and a look at the clock. What the
   child leaves running in its process group is killed with it; what has left that group may keep the pipe
   open, and is not waited for. */
#include "report/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { SLICE_MS = 20, ENDING_MS = 1, READS_AT_ONCE = 64 };

/* The rest may hold secrets, or turn gnuplot to other terminals, start files and fonts. */
static const char *const kept_variables[] = {
    "HOME=", "PATH=", "TMPDIR=", "USER=", "LD_", "XDG_", "FONTCONFIG_"};
static const char *const own_settings[] = {"LC_ALL=C.UTF-8", "GNUTERM=dumb"};
enum {
  N_KEPT = sizeof kept_variables / sizeof *kept_variables,
  N_SETTINGS = sizeof own_settings / sizeof *own_settings
};

static bool is_kept(const char *variable) {
  for (size_t i = 0; i < N_KEPT; i++)
    if (strncmp(variable, kept_variables[i], strlen(kept_variables[i])) == 0) return true;
  return false;
}

/** What the child sees of the program's environment, with our settings; the array is malloc'd, the texts are
 * not. */
static char **environment(void) {
  size_t n = 0, k = 0;
  while (environ && environ[n]) n++;
  char **copy = malloc((n + N_SETTINGS + 1) * sizeof *copy);
  if (!copy) return NULL;
  for (size_t i = 0; i < n; i++)
    if (is_kept(environ[i])) copy[k++] = environ[i];
  for (size_t i = 0; i < N_SETTINGS; i++) copy[k++] = (char *)own_settings[i];
  copy[k] = NULL;
  return copy;
}

static bool is_program(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 && S_ISREG(about.st_mode) && access(path, X_OK) == 0;
}

int sai_process_find(const char *name, char path[SAI_PROCESS_PATH]) {
  if (strchr(name, '/')) {
    char *real = realpath(name, NULL);
    int error = !real ? errno : strlen(real) >= SAI_PROCESS_PATH ? ENAMETOOLONG : 0;
    if (!error) strcpy(path, real);
    free(real);
    return error;
  }
  const char *folder = getenv("PATH");
  for (size_t n = 0; folder && *folder; folder += n + (folder[n] == ':')) {
    n = strcspn(folder, ":");
    if (*folder != '/' || n + strlen(name) + 2 > SAI_PROCESS_PATH) continue;
    memcpy(path, folder, n);
    path[n] = '/';
    strcpy(path + n + 1, name);
    if (is_program(path)) return 0;
  }
  return ENOENT;
}

static long long now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/** Wait until the child has become the program, or has said why not. */
static void read_failure(int fd, sai_child_failure *failure) {
  ssize_t got;
  while ((got = read(fd, failure, sizeof *failure)) < 0 && errno == EINTR) continue;
  if (got != (ssize_t)sizeof *failure) *failure = (sai_child_failure){0};
}

/** Start the child once. @return 0, or an errno in *failure */
static void fork_once(const sai_child *child, pid_t *pid, sai_child_failure *failure) {
  int report[2];
  *failure = (sai_child_failure){0};
  if (pipe2(report, O_CLOEXEC) != 0) {
    failure->error = errno;
    return;
  }
  *pid = fork();
  if (*pid == 0) {
    *failure = sai_child_become(child);
    _exit(write(report[1], failure, sizeof *failure) < 0 ? 126 : 127);
  }
  if (*pid < 0) failure->error = errno;
  close(report[1]);
  if (*pid > 0) read_failure(report[0], failure);
  close(report[0]);
  if (*pid > 0 && failure->error)
    while (waitpid(*pid, NULL, 0) < 0 && errno == EINTR) continue;
}

/** Start the child, without isolation where it cannot be completed. @return 0 or an errno */
static int start(const sai_process *process, int messages, pid_t *pid) {
  sai_child child = {.program = process->program,
                     .argv = process->argv,
                     .files = process->files,
                     .limits = process->limits,
                     .isolated = true};
  char **copy = environment();
  if (!copy) return ENOMEM;
  child.environment = copy;
  child.files.messages = messages;
  sai_child_prepare(&child);
  sai_child_failure failure;
  fork_once(&child, pid, &failure);
  if (failure.half_way) {
    child.isolated = false;
    fork_once(&child, pid, &failure);
  }
  free(copy);
  return failure.error;
}

/** Read what there is at present, but not for ever; keep the first part, drop the rest. */
static void drain(int fd, sai_process_end *end, size_t *kept) {
  char buffer[1024];
  ssize_t got;
  for (int n = 0; n < READS_AT_ONCE && (got = read(fd, buffer, sizeof buffer)) > 0; n++)
    for (ssize_t i = 0; i < got && *kept + 1 < sizeof end->message; i++) end->message[(*kept)++] = buffer[i];
  end->message[*kept] = '\0';
}

/** One line of the message: blanks and line ends become single spaces, none at the ends. */
static void squeeze(char *s) {
  char *to = s;
  for (const char *from = s; *from; from++) {
    bool blank = (unsigned char)*from <= ' ';
    if (!blank)
      *to++ = *from;
    else if (to > s && to[-1] != ' ')
      *to++ = ' ';
  }
  if (to > s && to[-1] == ' ') to--;
  *to = '\0';
}

/** True once the child has ended; it is not reaped yet, so that its number still names its group. */
static bool has_ended(pid_t child) {
  siginfo_t about = {.si_pid = 0};
  if (waitid(P_PID, (id_t)child, &about, WEXITED | WNOHANG | WNOWAIT) != 0) return errno != EINTR;
  return about.si_pid == child;
}

static void watch(const sai_process *process, pid_t child, int fd, sai_process_end *end) {
  long long deadline = now_ms() + 1000LL * process->seconds;
  size_t kept = 0;
  bool open = true;
  while (!has_ended(child)) {
    end->interrupted = process->stop && *process->stop;
    end->timed_out = !end->interrupted && now_ms() >= deadline;
    if (end->interrupted || end->timed_out) break;
    struct pollfd ready = {.fd = open ? fd : -1, .events = POLLIN};
    if (poll(&ready, 1, open ? SLICE_MS : ENDING_MS) > 0) {
      drain(fd, end, &kept);
      open = !(ready.revents & POLLHUP);
    }
  }
  kill(-child, SIGKILL);
  int status = 0;
  pid_t ended;
  while ((ended = waitpid(child, &status, 0)) < 0 && errno == EINTR) continue;
  drain(fd, end, &kept);
  squeeze(end->message);
  end->exit_code = ended == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  end->signal = ended == child && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

sai_process_end sai_process_run(const sai_process *process) {
  sai_process_end end = {.exit_code = -1};
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) != 0) {
    end.error = errno;
    return end;
  }
  pid_t child = 0;
  end.error = start(process, fds[1], &child);
  end.started = end.error == 0;
  close(fds[1]);
  if (end.started) {
    fcntl(fds[0], F_SETFL, O_NONBLOCK);
    watch(process, child, fds[0], &end);
  }
  close(fds[0]);
  return end;
}
