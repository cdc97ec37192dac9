/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a gnuplot that misbehaves can do, with programs that stand in for it. Every fake is first seen to do
   what it does when nothing holds it. */
#include "report/local.h"
#include "report/report.h"
#include "report/sample.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char folder[256], program[512];

static void write_result(void) {
  sai_file_set *set = NULL;
  sai_error err;
  sai_result *result = sample_two();
  cr_assert(sai_file_set_begin(folder, &set, &err) == SAI_OK);
  cr_assert(sai_report_files(result, false, set, &err) == SAI_OK);
  cr_assert(sai_file_set_commit(set, &err) == SAI_OK);
  sai_file_set_end(set);
  sai_result_free(result);
}

/** A folder with a result, and a stand-in for gnuplot in it. */
static void fake(const char *script) {
  local_language("en");
  local_folder(folder);
  write_result();
  local_write(folder, "fake-gnuplot", script, 0755);
  snprintf(program, sizeof program, "%s/fake-gnuplot", folder);
}

static sai_code draw(unsigned seconds, const volatile sig_atomic_t *stop, sai_error *err) {
  sai_chart_options options = {.plots = local_build_path("plots"),
                               .gnuplot = program,
                               .seconds = seconds,
                               .pictures = 1U << SAI_SVG,
                               .stop = stop};
  sai_file_set *set = NULL;
  *err = (sai_error){0};
  sai_code code = sai_file_set_begin(folder, &set, err);
  if (!code) code = sai_report_charts(set, &options, err);
  sai_file_set_end(set);
  return code;
}

static void expect_untouched(void) {
  cr_expect(local_exists(folder, "result.json") && local_exists(folder, "offers.csv"), "the data stay");
  cr_expect(local_count(folder, ".tmp") == 0 && local_count(folder, ".svg") == 0,
            "nothing half-written stays");
  local_remove(folder);
}

/** What the fake does outside of the sandbox, as an exit code. */
static int run_freely(void) {
  char command[600];
  snprintf(command, sizeof command, "cd %s && ./fake-gnuplot </dev/null >/dev/null 2>&1", folder);
  return system(command);
}

/** Wait until the process that wrote its number into a file of the folder is gone, for at most two seconds.
 */
static bool is_gone(const char *file) {
  sai_text text = local_read(folder, file);
  long pid = strtol(sai_text_string(&text), NULL, 10);
  sai_text_free(&text);
  cr_assert(pid > 1);
  for (int i = 0; i < 100 && kill((pid_t)pid, 0) == 0; i++) usleep(20000);
  return kill((pid_t)pid, 0) != 0;
}

Test(gnuplot, may_not_eat_all_memory) {
  sai_error err;
  fake("#!/usr/bin/env python3\nimport mmap\nmmap.mmap(-1, 3 << 30)\nprint('<svg></svg>')\n");
  cr_expect(run_freely() == 0, "without a limit it gets what it asks for");
  cr_expect(draw(20, NULL, &err) == SAI_IO);
  cr_expect(strstr(err.text, "gnuplot failed") && strstr(err.text, "annot allocate memory"), "%s", err.text);
  expect_untouched();
}

Test(gnuplot, may_not_write_gigabytes) {
  sai_error err;
  fake("#!/bin/sh\nexec head -c 70000000 /dev/zero\n");
  cr_expect(run_freely() == 0);
  cr_expect(draw(60, NULL, &err) == SAI_IO);
  cr_expect_str_eq(err.text, "chart cpa: gnuplot wrote more than 64 MB and was ended");
  expect_untouched();
}

Test(gnuplot, may_not_talk_for_ever) {
  sai_error err;
  fake("#!/bin/sh\nexec yes 'no end' >&2\n");
  time_t start = time(NULL);
  cr_expect(draw(1, NULL, &err) == SAI_IO);
  cr_expect_str_eq(err.text, "chart cpa: gnuplot took longer than 1 seconds");
  cr_expect(time(NULL) - start < 10);
  expect_untouched();
}

Test(gnuplot, leaves_no_core) {
  sai_error err;
  fake("#!/bin/sh\n[ $(ulimit -c) = 0 ] || exit 3\necho '<svg></svg>'\n");
  struct rlimit cores = {1 << 20, 1 << 20};
  if (setrlimit(RLIMIT_CORE, &cores) != 0) cr_skip_test("cores cannot be allowed here");
  cr_expect(run_freely() != 0, "outside cores are dumped");
  cr_expect(draw(20, NULL, &err) == SAI_OK, "%s", err.text);
  local_remove(folder);
}

Test(gnuplot, takes_its_children_with_it) {
  sai_error err;
  fake("#!/bin/sh\nsleep 300 &\necho $! >child\nsleep 300\n");
  cr_expect(draw(1, NULL, &err) == SAI_IO);
  cr_expect(is_gone("child"), "what a hanging one started is killed with it");
  local_remove(folder);
  fake("#!/bin/sh\nsleep 300 &\necho $! >child\necho '<svg></svg>'\n");
  time_t start = time(NULL);
  cr_expect(draw(60, NULL, &err) == SAI_OK, "%s", err.text);
  cr_expect(time(NULL) - start < 30, "what it leaves behind is not waited for");
  cr_expect(is_gone("child"), "and killed too");
  local_remove(folder);
}

static volatile sig_atomic_t stop;

static void on_alarm(int signal) {
  (void)signal;
  stop = 1;
}

Test(gnuplot, is_interrupted) {
  sai_error err;
  fake("#!/bin/sh\nsleep 300 &\necho $! >child\nsleep 300\n");
  signal(SIGALRM, on_alarm);
  alarm(1);
  time_t start = time(NULL);
  cr_expect(draw(60, &stop, &err) == SAI_INTERRUPTED);
  cr_expect(time(NULL) - start < 10);
  cr_expect(is_gone("child"));
  cr_expect_str_eq(err.text, "chart cpa: interrupted");
  expect_untouched();
}

/** A killed saisan takes gnuplot with it, and what was begun is removed by the next one. */
Test(gnuplot, dies_with_saisan) {
  sai_error err;
  fake("#!/bin/sh\necho $$ >child\nexec sleep 300\n");
  pid_t saisan = fork();
  if (saisan == 0) _exit(draw(60, NULL, &err));
  for (int i = 0; i < 500 && !local_exists(folder, "child"); i++) usleep(10000);
  usleep(50000);
  kill(saisan, SIGKILL);
  cr_assert_eq(waitpid(saisan, NULL, 0), saisan);
  cr_expect(is_gone("child"));
  cr_expect(local_count(folder, ".tmp") == 1, "the beginning of a picture");
  local_write(folder, "fake-gnuplot", "#!/bin/sh\nexit 1\n", 0755);
  cr_expect(draw(60, NULL, &err) == SAI_IO);
  expect_untouched();
}

/** What it inherits: our folder and standard streams, no open files, no secrets, plain signals. */
Test(gnuplot, inherits_little) {
  sai_error err;
  fake("#!/bin/sh\n"
       "[ -z \"$A_SECRET\" ] || exit 3\n"
       "[ \"$LC_ALL\" = C.UTF-8 ] || exit 4\n"
       "[ -f result.json ] || exit 5\n"
       "(: >&9) 2>/dev/null && exit 6\n"
       "grep -q '^SigIgn:.0*$' /proc/$$/status || exit 7\n"
       "grep -q '^NoNewPrivs:.1' /proc/$$/status || exit 8\n"
       "[ \"$(cut -d' ' -f6 /proc/$$/stat)\" = $$ ] || exit 9\n"
       "echo '<svg></svg>'\n");
  setenv("A_SECRET", "token", 1);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
  cr_assert_eq(dup2(STDERR_FILENO, 9), 9);
  cr_expect(run_freely() != 0);
  cr_expect(draw(20, NULL, &err) == SAI_OK, "%s", err.text);
  local_remove(folder);
}

/** A program called gnuplot in the folder of the data, or in one that PATH names relatively, is not run. */
Test(gnuplot, is_not_found_beside_the_data) {
  sai_error err;
  fake("#!/bin/sh\n: >ran\n");
  local_write(folder, "gnuplot", "#!/bin/sh\n: >ran\n", 0755);
  cr_assert_eq(chdir(folder), 0);
  static const char *const paths[] = {".", "", ":", "/nowhere::.", "../"};
  strcpy(program, "gnuplot");
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    setenv("PATH", paths[i], 1);
    cr_expect(draw(20, NULL, &err) == SAI_IO, "PATH=%s", paths[i]);
    cr_expect_str_eq(err.text, "gnuplot could not be started: No such file or directory");
  }
  cr_expect(!local_exists(folder, "ran"));
  setenv("PATH", folder, 1);
  cr_expect(draw(20, NULL, &err) == SAI_IO);
  cr_expect(local_exists(folder, "ran"), "an absolute folder is looked into");
  local_remove(folder);
}

/* ---- the network ---- */

/** A listening socket on the loopback. */
static int listen_here(int *port) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof at;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  cr_assert(fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0 && listen(fd, 8) == 0);
  cr_assert_eq(getsockname(fd, (struct sockaddr *)&at, &size), 0);
  *port = ntohs(at.sin_port);
  return fd;
}

static bool was_reached(int fd) {
  fcntl(fd, F_SETFL, O_NONBLOCK);
  int connection = accept(fd, NULL, NULL);
  if (connection >= 0) close(connection);
  return connection >= 0;
}

static void fake_that_connects(int port) {
  char script[300];
  snprintf(script, sizeof script,
           "#!/usr/bin/env python3\nimport socket\nsocket.create_connection(('127.0.0.1', %d), 5)\n"
           "print('<svg></svg>')\n",
           port);
  fake(script);
}

/** True if this process may make a network namespace, by itself or through a user namespace. */
static bool can_isolate(void) {
  int status;
  pid_t child = fork();
  if (child == 0) _exit(unshare(CLONE_NEWNET) && unshare(CLONE_NEWUSER | CLONE_NEWNET));
  cr_assert_eq(waitpid(child, &status, 0), child);
  return status == 0;
}

/** @return what draw() said, as root or as nobody */
static int reaches_network(bool nobody) {
  int port, status;
  int fd = listen_here(&port);
  fake_that_connects(port);
  cr_assert(run_freely() == 0 && was_reached(fd), "outside it gets through");
  cr_assert_eq(chmod(folder, 0777), 0);
  pid_t child = fork();
  if (child == 0) {
    sai_error err;
    /* A process that gave up being root may not write to its own /proc before it is dumpable again. */
    if (nobody && (setuid(65534) != 0 || prctl(PR_SET_DUMPABLE, 1) != 0)) _exit(99);
    _exit(draw(20, NULL, &err));
  }
  cr_assert_eq(waitpid(child, &status, 0), child);
  bool reached = was_reached(fd);
  cr_expect_eq(WEXITSTATUS(status), reached ? SAI_OK : SAI_IO);
  close(fd);
  local_remove(folder);
  return reached;
}

Test(gnuplot, has_no_network) {
  if (!can_isolate()) cr_skip_test("this system does not allow to cut off the network");
  cr_expect(!reaches_network(false));
}

Test(gnuplot, has_no_network_for_plain_users) {
  if (geteuid() != 0 || !can_isolate()) cr_skip_test("needs root");
  int status;
  pid_t child = fork();
  if (child == 0) _exit(setuid(65534) || unshare(CLONE_NEWUSER | CLONE_NEWNET));
  cr_assert_eq(waitpid(child, &status, 0), child);
  if (status != 0) cr_skip_test("plain users may not make namespaces here");
  cr_expect(!reaches_network(true));
}

static bool put(const char *path, const char *text) {
  int fd = open(path, O_WRONLY);
  if (fd < 0) return false;
  bool done = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
  close(fd);
  return done;
}

/** Where namespaces are refused, charts are drawn all the same, with the network. */
Test(gnuplot, runs_where_isolation_is_refused) {
  if (unshare(CLONE_NEWUSER) != 0) cr_skip_test("no user namespaces here: then every test shows it");
  sai_error err;
  if (!put("/proc/sys/user/max_user_namespaces", "0") || !put("/proc/sys/user/max_net_namespaces", "0"))
    cr_skip_test("/proc/sys cannot be written here");
  cr_assert(!can_isolate());
  fake("#!/bin/sh\necho '<svg></svg>'\n");
  cr_expect(draw(20, NULL, &err) == SAI_OK, "%s", err.text);
  local_remove(folder);
}

/** Nor does it matter if the user namespace cannot be given its user, here because there is no /proc. */
Test(gnuplot, runs_where_isolation_stops_half_way) {
  if (geteuid() != 0 || unshare(CLONE_NEWNS) != 0) cr_skip_test("needs root");
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) cr_skip_test("the root is no mount of its own");
  sai_error err;
  fake("#!/bin/sh\n[ \"$(id -u)\" = 65534 ] || exit 3\necho '<svg></svg>'\n");
  cr_assert_eq(chmod(folder, 0777), 0);
  cr_assert_eq(mount("none", "/proc", "tmpfs", 0, NULL), 0);
  cr_assert_eq(setuid(65534), 0);
  cr_expect(draw(20, NULL, &err) == SAI_OK, "%s", err.text);
}
