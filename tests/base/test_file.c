/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files read whole up to a limit; sets of files that appear together or not at all. */
#include "base/file.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];
static char path_buffer[4][300];

static const char *in_folder(const char *name) {
  static int turn;
  char *path = path_buffer[turn++ % 4];
  snprintf(path, sizeof path_buffer[0], "%s/%s", folder, name);
  return path;
}

static void make_folder(void) {
  strcpy(folder, "/tmp/saisan-file-XXXXXX");
  cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void) {
  char command[200];
  snprintf(command, sizeof command, "chmod -R u+w %s; rm -rf %s", folder, folder);
  cr_assert_eq(system(command), 0);
}

TestSuite(file, .init = make_folder, .fini = remove_folder);

static void put(const char *path, const char *content, size_t n) {
  FILE *f = fopen(path, "w");
  cr_assert_not_null(f);
  cr_assert_eq(fwrite(content, 1, n, f), n);
  cr_assert_eq(fclose(f), 0);
}

static bool holds(const char *path, const char *content) {
  char *data;
  size_t n;
  if (sai_file_read(path, 1 << 20, &data, &n, NULL)) return false;
  const bool same = n == strlen(content) && memcmp(data, content, n) == 0;
  free(data);
  return same;
}

static size_t count_entries(const char *path) {
  size_t n = 0;
  DIR *d = opendir(path);
  cr_assert_not_null(d);
  for (const struct dirent *e; (e = readdir(d));)
    n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
  closedir(d);
  return n;
}

static size_t count_ending(const char *path, const char *end) {
  size_t n = 0;
  DIR *d = opendir(path);
  cr_assert_not_null(d);
  for (const struct dirent *e; (e = readdir(d));)
    n += strlen(e->d_name) > strlen(end) && strcmp(e->d_name + strlen(e->d_name) - strlen(end), end) == 0;
  closedir(d);
  return n;
}

/* ---- reading ---- */

Test(file, reads_whole_and_ends_with_nul) {
  static char content[200001];
  const size_t sizes[] = {0, 1, 65535, 65536, 65537, 131072, 200000};
  for (size_t i = 0; i < sizeof content; i++) content[i] = (char)(i * 31 % 251);
  for (size_t i = 0; i < 7; i++) {
    char *data = NULL;
    size_t n = 0;
    put(in_folder("f"), content, sizes[i]);
    cr_assert_eq(sai_file_read(in_folder("f"), sizes[i], &data, &n, NULL), SAI_OK, "exactly at the limit");
    cr_assert(n == sizes[i] && memcmp(data, content, n) == 0 && data[n] == '\0');
    free(data);
  }
}

Test(file, refuses_what_is_too_large_and_touches_no_output) {
  char *data = (char *)1;
  size_t n = 77;
  sai_error err;
  put(in_folder("f"), "12345678901", 11);
  cr_assert_eq(sai_file_read(in_folder("f"), 10, &data, &n, &err), SAI_REJECTED);
  cr_assert_eq(sai_file_read("/dev/zero", 1000000, &data, &n, &err), SAI_REJECTED);
  cr_assert_eq(sai_file_read(in_folder("missing"), 10, &data, &n, &err), SAI_IO);
  cr_assert(strstr(err.text, "missing: No such file"), "%s", err.text);
  cr_assert_eq(sai_file_read(folder, 10, &data, &n, &err), SAI_IO);
  cr_assert(strstr(err.text, "directory"), "%s", err.text);
  cr_assert(data == (char *)1 && n == 77);
}

static void do_nothing(int signal) {
  (void)signal;
}

/* A signal during a read is not an error. */
/* ---- reading what a stranger named ---- */

static sai_code read_below(const char *path) {
  char *data;
  size_t n;
  sai_error err;
  sai_code code = sai_file_read_below(folder, path, 100, &data, &n, &err);
  if (!code) {
    cr_expect_str_eq(data, "secret");
    free(data);
  } else {
    cr_expect(strstr(err.text, path) && !strstr(err.text, "secret"), "%s", err.text);
  }
  return code;
}

Test(file, reads_below_a_folder_only) {
  cr_assert_eq(mkdir(in_folder("inner"), 0777), 0);
  put(in_folder("a.csv"), "secret", 6);
  put(in_folder("inner/b (1).csv"), "secret", 6);
  cr_assert_eq(symlink("a.csv", in_folder("link.csv")), 0);
  cr_assert_eq(symlink("inner", in_folder("way")), 0);
  cr_assert_eq(mkfifo(in_folder("pipe"), 0666), 0);
  const char *const right[] = {"a.csv", "inner/b (1).csv", "./a.csv"};
  for (size_t i = 0; i < sizeof right / sizeof *right; i++)
    cr_expect_eq(read_below(right[i]), SAI_OK, "%s", right[i]);
  const char *const wrong[] = {
      "/etc/passwd", "..",   "../a.csv", "inner/../a.csv", "inner/..", "",        "inner/",
      "link.csv",    "pipe", "inner",    "way/b (1).csv",  "//a.csv",  "a.csv/b", "."};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    cr_expect_eq(read_below(wrong[i]), SAI_REJECTED, "%s", wrong[i]);
  cr_expect_eq(read_below("wombat.csv"), SAI_IO);
  char large[200];
  memset(large, 'x', sizeof large);
  put(in_folder("large.csv"), large, 101);
  cr_expect_eq(read_below("large.csv"), SAI_REJECTED);
  char name[301];
  memset(name, 'x', sizeof name);
  name[300] = '\0';
  cr_expect_eq(read_below(name), SAI_REJECTED);
}

Test(file, reads_standard_input_through_signals) {
  int ends[2];
  char *data;
  size_t n;
  cr_assert_eq(pipe(ends), 0);
  cr_assert_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
  if (fork() == 0) {
    usleep(200000);
    _exit(write(ends[1], "late", 4) != 4);
  }
  close(ends[1]);
  sigaction(SIGALRM, &(struct sigaction){.sa_handler = do_nothing}, NULL);
  setitimer(ITIMER_REAL, &(struct itimerval){{0, 20000}, {0, 20000}}, NULL);
  const sai_code code = sai_file_read("-", 100, &data, &n, NULL);
  setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {0, 0}}, NULL);
  cr_assert_eq(code, SAI_OK);
  cr_assert_str_eq(data, "late");
  free(data);
}

/* ---- sets ---- */

static sai_file_set *begin(const char *where) {
  sai_file_set *set = NULL;
  sai_error err = {0};
  cr_assert_eq(sai_file_set_begin(where, &set, &err), SAI_OK, "%s", err.text);
  return set;
}

static void add(sai_file_set *set, const char *name, const char *content) {
  sai_error err = {0};
  cr_assert_eq(sai_file_set_add(set, name, content, strlen(content), &err), SAI_OK, "%s", err.text);
}

/* A new file of the set, for another program to write to. */
static void add_by_descriptor(sai_file_set *set, const char *name, const char *content) {
  sai_error err = {0};
  int fd = -1;
  cr_assert_eq(sai_file_set_create(set, name, &fd, &err), SAI_OK, "%s", err.text);
  cr_assert_eq(write(fd, content, strlen(content)), (ssize_t)strlen(content));
  cr_assert_eq(close(fd), 0);
}

static void commit(sai_file_set *set) {
  sai_error err = {0};
  cr_assert_eq(sai_file_set_commit(set, &err), SAI_OK, "%s", err.text);
  sai_file_set_end(set);
}

static void commit_fails(sai_file_set *set) {
  cr_assert_eq(sai_file_set_commit(set, NULL), SAI_IO);
  sai_file_set_end(set);
}

Test(file, a_set_appears_at_its_end) {
  put(in_folder("a.csv"), "old", 3);
  put(in_folder("other"), "kept", 4);
  sai_file_set *set = begin(folder);
  add(set, "a.csv", "new");
  add(set, "b.csv", "");
  cr_assert(holds(in_folder("a.csv"), "old"));
  cr_assert_neq(access(in_folder("b.csv"), F_OK), 0);
  commit(set);
  cr_assert(holds(in_folder("a.csv"), "new") && holds(in_folder("b.csv"), "") &&
            holds(in_folder("other"), "kept"));
  cr_assert_eq(count_entries(folder), 3);
}

Test(file, an_ended_set_leaves_no_trace) {
  put(in_folder("a.csv"), "old", 3);
  sai_file_set *set = begin(folder);
  add(set, "a.csv", "new");
  add_by_descriptor(set, "c.svg", "drawn");
  sai_file_set_end(set);
  sai_file_set_end(NULL);
  cr_assert(holds(in_folder("a.csv"), "old"));
  cr_assert_eq(count_entries(folder), 1);
}

Test(file, other_programs_write_to_descriptors) {
  sai_file_set *set = begin(folder);
  add_by_descriptor(set, "c.svg", "drawn");
  for (int i = 0; i < 200; i++) {
    char name[20];
    snprintf(name, sizeof name, "%d.csv", i);
    add(set, name, name);
  }
  add_by_descriptor(set, "d.svg", "too");
  commit(set);
  cr_assert(holds(in_folder("c.svg"), "drawn") && holds(in_folder("d.svg"), "too") &&
            holds(in_folder("199.csv"), "199.csv"));
  cr_assert_eq(count_entries(folder), 202);
}

Test(file, a_set_goes_on_after_its_commit) {
  sai_file_set *set = begin(folder);
  add(set, "a", "1");
  cr_assert_eq(sai_file_set_commit(set, NULL), SAI_OK);
  add(set, "b", "2");
  sai_file_set_discard(set);
  add(set, "c", "3");
  commit(set);
  cr_assert(holds(in_folder("a"), "1") && holds(in_folder("c"), "3") && count_entries(folder) == 2);
}

Test(file, a_name_added_twice_is_written_anew) {
  sai_file_set *set = begin(folder);
  add(set, "a", "first, longer");
  add(set, "a", "second");
  commit(set);
  cr_assert(holds(in_folder("a"), "second") && count_entries(folder) == 1);
}

Test(file, names_cannot_leave_the_folder) {
  sai_file_set *set = begin(folder);
  char longer[300];
  memset(longer, 'n', sizeof longer);
  longer[299] = '\0';
  const char *bad[] = {"../a", "/etc/a", "a/b", "", longer};
  for (size_t i = 0; i < 5; i++) cr_assert_eq(sai_file_set_add(set, bad[i], "x", 1, NULL), SAI_IO);
  add(set, "..", "harmless: a folder has that name");
  commit_fails(set);
  cr_assert_eq(count_entries(folder), 0);
}

/* A link laid out under the temporary name is not followed. */
Test(file, temporary_names_are_no_trap) {
  char trap[300];
  put(in_folder("victim"), "precious", 8);
  snprintf(trap, sizeof trap, "%s/.saisan-%ld-a.tmp", folder, (long)getpid());
  sai_file_set *set = begin(folder);
  cr_assert_eq(symlink(in_folder("victim"), trap), 0);
  add(set, "a", "new");
  commit(set);
  cr_assert(holds(in_folder("victim"), "precious") && holds(in_folder("a"), "new"));
}

Test(file, folders_are_made_with_their_parents) {
  for (int i = 0; i < 2; i++) {
    const char *const spellings[] = {"x/y/z", "x//y/z/"};
    sai_file_set *set = begin(in_folder(spellings[i]));
    add(set, "f", "1");
    commit(set);
  }
  cr_assert(holds(in_folder("x/y/z/f"), "1"));
}

Test(file, folders_that_cannot_be) {
  sai_file_set *set = (sai_file_set *)1;
  sai_error err;
  static char longer[6000];
  memset(longer, 'n', sizeof longer - 1);
  put(in_folder("plain"), "", 0);
  const char *bad[] = {"", in_folder("plain"), in_folder("plain/below"), "/proc/nowhere", longer};
  for (size_t i = 0; i < 5; i++) {
    cr_expect_eq(sai_file_set_begin(bad[i], &set, &err), SAI_IO, "%.50s", bad[i]);
    cr_expect(err.text[0] != '\0');
  }
  cr_assert_eq(set, (sai_file_set *)1);
}

/* Root may write everywhere, so a child gives that up. */
Test(file, an_unwritable_folder_is_refused_at_once) {
  cr_assert_eq(mkdir(in_folder("locked"), 0555), 0);
  cr_assert_eq(chmod(folder, 0755), 0);
  const pid_t child = fork();
  if (child == 0) {
    sai_file_set *set;
    sai_error err;
    if (geteuid() == 0 && setuid(65534)) _exit(2);
    const bool refused =
        sai_file_set_begin(in_folder("locked"), &set, &err) == SAI_IO && strstr(err.text, "denied");
    const bool below =
        sai_file_set_begin(in_folder("locked/below"), &set, &err) == SAI_IO && strstr(err.text, "denied");
    _exit(refused && below ? 0 : 1);
  }
  int status;
  cr_assert_eq(waitpid(child, &status, 0), child);
  cr_assert_eq(status, 0);
}

Test(file, a_full_disk_is_an_error_of_the_file) {
  sai_error err;
  int fd = open("/dev/full", O_WRONLY);
  cr_assert_geq(fd, 0);
  cr_assert_eq(sai_file_write_all(fd, "x", 1, "out/a.csv", &err), SAI_IO);
  cr_assert_str_eq(err.text, "out/a.csv: No space left on device");
  cr_assert_eq(sai_file_write_all(fd, "x", 0, "out/a.csv", &err), SAI_OK);
  close(fd);
}

/* A limit on file size stands in for a disk that fills up while a set is written. */
Test(file, a_disk_that_fills_up_leaves_the_old_files) {
  static char large[100000];
  sai_error err;
  put(in_folder("a.csv"), "old", 3);
  signal(SIGXFSZ, SIG_IGN);
  sai_file_set *set = begin(folder);
  add(set, "a.csv", "new");
  struct rlimit before, small;
  cr_assert_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
  small = before;
  small.rlim_cur = 50000;
  cr_assert_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
  const sai_code code = sai_file_set_add(set, "b.csv", large, sizeof large, &err);
  cr_assert_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
  cr_assert_eq(code, SAI_IO);
  cr_assert(strstr(err.text, "/b.csv: ") && !strstr(err.text, ".tmp"), "%s", err.text);
  cr_assert_eq(sai_file_set_commit(set, &err), SAI_IO, "a set with a hole is not published");
  sai_file_set_end(set);
  cr_assert(holds(in_folder("a.csv"), "old"));
  cr_assert_eq(count_entries(folder), 1);
}

Test(file, a_commit_that_cannot_work_renames_nothing) {
  put(in_folder("a.csv"), "old", 3);
  cr_assert_eq(mkdir(in_folder("z.csv"), 0777), 0);
  sai_file_set *set = begin(folder);
  add(set, "a.csv", "new");
  add(set, "z.csv", "in the way");
  commit_fails(set);
  cr_assert(holds(in_folder("a.csv"), "old") && count_entries(folder) == 2);
}

Test(file, a_new_file_takes_no_place_that_is_taken) {
  bool taken = true;
  sai_file_set *set = begin(folder);
  add(set, "a", "first");
  cr_assert_eq(sai_file_set_commit_new(set, &taken, NULL), SAI_OK);
  cr_assert(!taken && holds(in_folder("a"), "first"));
  add(set, "a", "second");
  cr_assert_eq(sai_file_set_commit_new(set, &taken, NULL), SAI_IO);
  cr_assert(taken && holds(in_folder("a"), "first"));
  cr_assert_eq(symlink("nowhere", in_folder("b")), 0);
  add(set, "b", "third");
  cr_assert_eq(sai_file_set_commit_new(set, &taken, NULL), SAI_IO);
  sai_file_set_end(set);
  cr_assert(taken && count_entries(folder) == 2);
}

Test(file, one_set_at_a_time) {
  sai_file_set *set = begin(folder), *second = (sai_file_set *)1;
  sai_error err;
  cr_assert_eq(sai_file_set_begin(folder, &second, &err), SAI_IO);
  cr_assert(strstr(err.text, "another saisan is writing"), "%s", err.text);
  cr_assert_eq(second, (sai_file_set *)1);
  add(set, "a", "1");
  sai_file_set_end(set);
  sai_file_set_end(begin(folder));
}

/* A file keeps the permissions that its owner gave it; a new one has those of the umask. */
Test(file, permissions_stay) {
  struct stat about;
  put(in_folder("private"), "old", 3);
  cr_assert_eq(chmod(in_folder("private"), 0600), 0);
  umask(027);
  sai_file_set *set = begin(folder);
  add(set, "private", "new");
  add(set, "fresh", "new");
  commit(set);
  cr_assert_eq(stat(in_folder("private"), &about), 0);
  cr_assert_eq(about.st_mode & 0777, 0600);
  cr_assert_eq(stat(in_folder("fresh"), &about), 0);
  cr_assert_eq(about.st_mode & 0777, 0640);
}

/* A link under a file's name is replaced, not followed. */
Test(file, links_are_replaced) {
  put(in_folder("victim"), "precious", 8);
  cr_assert_eq(symlink("victim", in_folder("a")), 0);
  cr_assert_eq(symlink("/nowhere", in_folder("b")), 0);
  sai_file_set *set = begin(folder);
  add(set, "a", "new");
  add(set, "b", "new");
  commit(set);
  cr_assert(holds(in_folder("victim"), "precious") && holds(in_folder("a"), "new") &&
            holds(in_folder("b"), "new"));
}

/* The folder that was opened is the one that is written to, whatever its name comes to mean. */
Test(file, a_folder_that_is_swapped_is_no_trap) {
  cr_assert_eq(mkdir(in_folder("out"), 0777), 0);
  cr_assert_eq(mkdir(in_folder("trap"), 0777), 0);
  sai_file_set *set = begin(in_folder("out"));
  cr_assert_eq(rename(in_folder("out"), in_folder("moved")), 0);
  cr_assert_eq(symlink("trap", in_folder("out")), 0);
  add(set, "a", "new");
  commit(set);
  cr_assert(holds(in_folder("moved/a"), "new"));
  cr_assert_eq(count_entries(in_folder("trap")), 0);
}

/* ---- what a killed process leaves ---- */

Test(file, temporary_files_of_the_killed_are_removed) {
  static const char *const left[] = {".saisan-1-a.csv.tmp", ".saisan-99999999-cpa.svg.tmp"};
  static const char *const others[] = {".saisan-1.tmp", ".saisan-x-a.tmp", ".saisan-1-a.csv", ".a.1.tmp",
                                       "saisan-1-a.tmp"};
  for (size_t i = 0; i < 2; i++) put(in_folder(left[i]), "half", 4);
  for (size_t i = 0; i < 5; i++) put(in_folder(others[i]), "mine", 4);
  cr_assert_eq(mkdir(in_folder(".saisan-2-folder.tmp"), 0777), 0);
  sai_file_set_end(begin(folder));
  cr_assert_eq(count_entries(folder), 6, "others' files stay");
  cr_assert(holds(in_folder(others[0]), "mine") && holds(in_folder(others[4]), "mine"));
}

Test(file, a_commit_that_was_under_way_is_finished) {
  put(in_folder("a.csv"), "new, renamed already", 20);
  put(in_folder("b.csv"), "old", 3);
  put(in_folder(".saisan-7-b.csv.tmp"), "new", 3);
  put(in_folder(".saisan-7.commit"), "", 0);
  put(in_folder(".saisan-8-b.csv.tmp"), "never complete", 14);
  sai_file_set_end(begin(folder));
  cr_assert(holds(in_folder("b.csv"), "new"));
  cr_assert_eq(count_entries(folder), 2, "no mark and no temporary file stays");
}

/* What somebody else laid into the folder does not get a name by our hand. */
Test(file, marks_of_strangers_are_no_trap) {
  if (geteuid() != 0) cr_skip_test("only root can give files away");
  put(in_folder("b.csv"), "mine", 4);
  put(in_folder(".saisan-7-b.csv.tmp"), "planted", 7);
  put(in_folder(".saisan-7.commit"), "", 0);
  cr_assert_eq(chown(in_folder(".saisan-7-b.csv.tmp"), 65534, 65534), 0);
  cr_assert_eq(symlink("b.csv", in_folder(".saisan-9-c.csv.tmp")), 0);
  sai_file_set_end(begin(folder));
  cr_assert(holds(in_folder("b.csv"), "mine"));
  cr_assert_neq(access(in_folder("c.csv"), F_OK), 0);
}

/* Killed at any moment of writing old and new sets in turn, the next one finds files of one set. */
Test(file, killed_at_any_moment) {
  enum { FILES = 4, ROUNDS = 60 };
  unsigned mixed = 0, marks = 0;
  for (int round = 0; round < ROUNDS; round++) {
    pid_t child = fork();
    if (child == 0) {
      for (char content = 'a';; content = content == 'z' ? 'a' : content + 1) {
        sai_file_set *set;
        if (sai_file_set_begin(folder, &set, NULL)) _exit(1);
        for (int i = 0; i < FILES; i++)
          if (sai_file_set_add(set, (char[]){(char)('0' + i), 0}, &content, 1, NULL)) _exit(2);
        if (sai_file_set_commit(set, NULL)) _exit(3);
        sai_file_set_end(set);
      }
    }
    usleep((useconds_t)(2000 + 137 * round));
    kill(child, SIGKILL);
    int status;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFSIGNALED(status), "it ended by itself: %d", status);
    marks += count_ending(folder, ".commit") > 0;
    sai_file_set_end(begin(folder));
    char found[FILES] = {0};
    for (int i = 0; i < FILES; i++) {
      FILE *f = fopen(in_folder((char[]){(char)('0' + i), 0}), "r");
      found[i] = f ? (char)fgetc(f) : 0;
      if (f) fclose(f);
      mixed += found[i] != found[0];
    }
    cr_assert_eq(count_ending(folder, ".tmp") + count_ending(folder, ".commit"), 0);
  }
  cr_assert_eq(mixed, 0);
  cr_log_info("%u of %d kills were within a commit", marks, ROUNDS);
}

Test(file, short_writes_are_taken_up) {
  static char content[300000];
  int ends[2];
  memset(content, 'w', sizeof content);
  cr_assert_eq(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    _exit(sai_file_write_all(ends[1], content, sizeof content, "pipe", NULL) != SAI_OK);
  }
  close(ends[1]);
  size_t n = 0;
  static char buffer[4096];
  for (ssize_t got; (got = read(ends[0], buffer, sizeof buffer)) > 0;) n += (size_t)got;
  int status;
  cr_assert_eq(waitpid(child, &status, 0), child);
  cr_assert(status == 0 && n == sizeof content);
}
