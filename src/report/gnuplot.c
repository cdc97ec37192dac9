/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gnuplot reads its commands from a file that has no name, and writes to a descriptor: it is told no path to
   write to, and nothing passes through a shell. */
#include "report/gnuplot.h"

#include "base/file.h"
#include "base/intl.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Far above what a chart needs: 200 MB of addresses, a second and a few MB. */
#define MEMORY_BYTES ((size_t)2 << 30)
#define FILE_BYTES   ((size_t)64 << 20)

static sai_code not_started(const sai_gnuplot *gnuplot, int error, sai_error *err) {
  const sai_code code = error == ENOMEM ? SAI_NO_MEMORY : SAI_IO;
  sai_error_set(err, code, _("%s could not be started: %s"), gnuplot->name, strerror(error));
  if (error != ENOENT && error != EACCES) return code; /* it is there */
  sai_error_hint(err, "%s",
                 _("The charts need gnuplot: apt install gnuplot-nox fonts-noto-cjk. The tables and CSV "
                   "files are there; "
                   "draw the charts later with `saisan plot`."));
  return code;
}

sai_code sai_gnuplot_find(sai_gnuplot *gnuplot, sai_error *err) {
  int error = sai_process_find(gnuplot->name, gnuplot->path);
  return error ? not_started(gnuplot, error, err) : SAI_OK;
}

static sai_code judge_signal(const char *chart, int signal, sai_error *err) {
  if (signal == SIGXCPU)
    return sai_error_set(err, SAI_IO, _("chart %s: gnuplot computed for too long and was ended"), chart);
  if (signal == SIGXFSZ)
    return sai_error_set(err, SAI_IO, _("chart %s: gnuplot wrote more than %zu MB and was ended"), chart,
                         FILE_BYTES >> 20);
  return sai_error_set(err, SAI_IO, _("chart %s: gnuplot was ended by signal %d"), chart, signal);
}

static sai_code judge(const sai_gnuplot *gnuplot, const char *chart, const sai_process_end *end,
                      sai_error *err) {
  if (!end->started) return not_started(gnuplot, end->error, err);
  if (end->interrupted) return sai_error_set(err, SAI_INTERRUPTED, _("chart %s: interrupted"), chart);
  if (end->timed_out)
    return sai_error_set(err, SAI_IO, _("chart %s: gnuplot took longer than %u seconds"), chart,
                         gnuplot->seconds);
  if (end->signal) return judge_signal(chart, end->signal, err);
  if (end->exit_code)
    return sai_error_set(err, SAI_IO, _("chart %s: gnuplot failed: %s"), chart,
                         end->message[0] ? end->message : _("no message"));
  return SAI_OK;
}

/** The descriptor of an unnamed file with the program. */
static sai_code write_program(const sai_text *program, int *fd, sai_error *err) {
  SAI_TRY(sai_text_check(program, err));
  int commands = memfd_create("saisan-chart", MFD_CLOEXEC);
  if (commands < 0) return sai_error_errno(err, "memfd_create");
  sai_code code = sai_file_write_all(commands, program->data, program->length, "memfd", err);
  if (!code && lseek(commands, 0, SEEK_SET) != 0) code = sai_error_errno(err, "memfd");
  if (code)
    close(commands);
  else
    *fd = commands;
  return code;
}

sai_code sai_gnuplot_draw(const sai_gnuplot *gnuplot, const char *chart, const sai_text *program, int folder,
                          int output, sai_error *err) {
  int commands = -1;
  SAI_TRY(write_program(program, &commands, err));
  char *argv[] = {(char *)gnuplot->path, "-d", "/dev/stdin", NULL};
  sai_process process = {.program = gnuplot->path,
                         .argv = argv,
                         .files = {.folder = folder, .input = commands, .output = output},
                         .limits = {MEMORY_BYTES, FILE_BYTES, gnuplot->seconds},
                         .seconds = gnuplot->seconds,
                         .stop = gnuplot->stop};
  sai_process_end end = sai_process_run(&process);
  close(commands);
  return judge(gnuplot, chart, &end, err);
}
