/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network is cut off by a network namespace of the child's own, in which there is no interface that is
   up. Making one needs the right to, or a user namespace that gives it; where neither is allowed (many
   containers), the child runs with the network. In a user namespace the child keeps its user and group:
   gnuplot refuses to run as a user that has no name there. */
#include "report/child.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { DESCRIPTORS = 256 };

void sai_child_prepare(sai_child *child) {
  child->parent = getpid();
  snprintf(child->user_map, sizeof child->user_map, "%u %u 1\n", (unsigned)geteuid(), (unsigned)geteuid());
  snprintf(child->group_map, sizeof child->group_map, "%u %u 1\n", (unsigned)getegid(), (unsigned)getegid());
}

static bool put(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  ssize_t n = (ssize_t)strlen(text);
  bool done = write(fd, text, (size_t)n) == n;
  close(fd);
  return done;
}

/** @return false if it is too late to go on: the user has no name any more */
static bool isolate(const sai_child *child) {
  if (unshare(CLONE_NEWNET) == 0) return true;
  if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return true;
  return put("/proc/self/setgroups", "deny") && put("/proc/self/uid_map", child->user_map) &&
         put("/proc/self/gid_map", child->group_map);
}

/** Signals that the program handles or ignores, and those that are blocked, are inherited otherwise. */
static void reset_signals(void) {
  sigset_t none;
  sigemptyset(&none);
  for (int s = 1; s < NSIG; s++) signal(s, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

/** The hard limit is one above the soft one, so that the signal comes first that tells which it was. */
static void limit(int what, rlim_t most) {
  struct rlimit now;
  if (getrlimit(what, &now) != 0) return;
  if (now.rlim_max > most) now.rlim_max = most + 1; /* RLIM_INFINITY is the largest */
  if (now.rlim_cur > most) now.rlim_cur = most;
  setrlimit(what, &now);
}

static void set_limits(const sai_child_limits *limits) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_AS, limits->memory_bytes);
  limit(RLIMIT_FSIZE, limits->file_bytes);
  limit(RLIMIT_CPU, limits->cpu_seconds);
  limit(RLIMIT_NOFILE, DESCRIPTORS);
}

static bool take_descriptors(const sai_child_files *files) {
  return fchdir(files->folder) == 0 && dup2(files->input, STDIN_FILENO) >= 0 &&
         dup2(files->output, STDOUT_FILENO) >= 0 && dup2(files->messages, STDERR_FILENO) >= 0;
}

sai_child_failure sai_child_become(const sai_child *child) {
  setsid();
  reset_signals();
  if (!take_descriptors(&child->files)) return (sai_child_failure){.error = errno};
  if (child->isolated && !isolate(child)) return (sai_child_failure){.error = errno, .half_way = true};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != child->parent) return (sai_child_failure){.error = ECHILD}; /* it died before that */
  /* What the caller of the whole program left open is none of the child's business. */
  close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  set_limits(&child->limits);
  execve(child->program, child->argv, child->environment);
  return (sai_child_failure){.error = errno};
}
