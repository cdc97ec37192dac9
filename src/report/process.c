/* SPDX-License-Identifier: GPL-3.0-or-later */
/* posix_spawn, a pipe for standard error, and a look at the clock. The child stays in the program's process
   group, so that Ctrl-C reaches it too. What it leaves running behind may keep the pipe open; that is not
   waited for. */
#include "report/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { SLICE_MS = 20 };

static const char *const locale_settings[] = {"LC_ALL=C.UTF-8", "GNUTERM=dumb"};
enum { N_SETTINGS = sizeof locale_settings / sizeof *locale_settings };

static bool is_replaced(const char *variable) {
  static const char *const names[] = {
      "LC_ALL=", "LANGUAGE=", "LANG=", "GNUTERM=", "GNUPLOT_LIB=", "GNUPLOT_FONTPATH="};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strncmp(variable, names[i], strlen(names[i])) == 0) return true;
  return false;
}

/** The program's environment with our settings; the array is malloc'd, the texts are not. */
static char **environment(void) {
  size_t n = 0, k = 0;
  while (environ && environ[n]) n++;
  char **copy = malloc((n + N_SETTINGS + 1) * sizeof *copy);
  if (!copy) return NULL;
  for (size_t i = 0; i < n; i++)
    if (!is_replaced(environ[i])) copy[k++] = environ[i];
  for (size_t i = 0; i < N_SETTINGS; i++) copy[k++] = (char *)locale_settings[i];
  copy[k] = NULL;
  return copy;
}

static long long now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/** Start the child; its standard error goes to `write_end`. @return 0 or an errno */
static int start(char *const argv[], const char *folder, int input, int write_end, pid_t *child) {
  posix_spawn_file_actions_t actions;
  int error = posix_spawn_file_actions_init(&actions);
  if (error) return error;
  char **env = environment();
  error = env ? 0 : ENOMEM;
  if (!error) error = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  if (!error) error = posix_spawn_file_actions_adddup2(&actions, write_end, STDERR_FILENO);
  if (!error) error = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  if (!error) error = posix_spawn_file_actions_addchdir_np(&actions, folder);
  if (!error) error = posix_spawnp(child, argv[0], &actions, NULL, argv, env);
  free(env);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

/** Read what there is at present; keep the first part, drop the rest. */
static void drain(int fd, sai_process_end *end, size_t *kept) {
  char buffer[1024];
  ssize_t got;
  while ((got = read(fd, buffer, sizeof buffer)) > 0)
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

static void watch(pid_t child, int fd, unsigned seconds, sai_process_end *end) {
  long long deadline = now_ms() + 1000LL * seconds;
  size_t kept = 0;
  int status = 0;
  bool open = true;
  pid_t ended;
  while ((ended = waitpid(child, &status, WNOHANG)) == 0) {
    if (now_ms() >= deadline) {
      end->timed_out = true;
      kill(child, SIGKILL);
      while ((ended = waitpid(child, &status, 0)) < 0 && errno == EINTR) {
      }
      break;
    }
    struct pollfd ready = {.fd = open ? fd : -1, .events = POLLIN};
    if (poll(&ready, 1, SLICE_MS) > 0) {
      drain(fd, end, &kept);
      open = !(ready.revents & POLLHUP);
    }
  }
  drain(fd, end, &kept);
  squeeze(end->message);
  end->exit_code = ended == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  end->signal = ended == child && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/** A duplicate above the standard descriptors, which may be closed in the program; closes the old one. */
static int above_standard(int fd) {
  if (fd > STDERR_FILENO || fd < 0) return fd;
  int high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  close(fd);
  return high;
}

sai_process_end sai_process_run(char *const argv[], const char *folder, int input, unsigned seconds) {
  sai_process_end end = {.exit_code = -1};
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) != 0) {
    end.error = errno;
    return end;
  }
  fds[0] = above_standard(fds[0]);
  fds[1] = above_standard(fds[1]);
  int from = fcntl(input, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  pid_t child = 0;
  end.error = fds[0] < 0 || fds[1] < 0 || from < 0 ? EMFILE : start(argv, folder, from, fds[1], &child);
  end.started = end.error == 0;
  if (from >= 0) close(from);
  if (fds[1] >= 0) close(fds[1]);
  if (end.started) {
    fcntl(fds[0], F_SETFL, O_NONBLOCK);
    watch(child, fds[0], seconds, &end);
  }
  if (fds[0] >= 0) close(fds[0]);
  return end;
}
