/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `saisan plot`: draw the charts of a result again, perhaps in another language or unit. */
#include "command/command.h"

#include "base/intl.h"
#include "report/report.h"

#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

/* A folder that is not there is not made. */
static sai_code open_folder(const char *folder, sai_file_set **files, sai_error *err) {
  return access(folder, F_OK) == 0 ? sai_file_set_begin(folder, files, err) : sai_error_errno(err, folder);
}

/* A folder without a result is answered with what makes one. */
static void hint_at_run(const char *folder, sai_error *err) {
  char path[PATH_MAX];
  int n = snprintf(path, sizeof path, "%s/result.json", folder);
  if (n < PATH_MAX && access(path, F_OK) != 0)
    sai_error_hint(err, "%s", _("name a folder that `saisan run SCENARIO --out DIR` has written"));
}

static sai_code draw(sai_session *session, const char *folder, const char *unit, const char *pictures) {
  sai_chart_options charts = {.plots = session->plots, .stop = session->stop};
  sai_file_set *files = NULL;
  sai_error err;
  sai_code code = sai_option_unit(unit, &charts.unit, &err);
  if (!code) code = sai_option_pictures(pictures, &charts.pictures, &err);
  if (!code) code = open_folder(folder, &files, &err);
  session->catch_interrupts();
  if (!code) code = sai_report_charts(files, &charts, &err);
  sai_file_set_end(files);
  if (code == SAI_IO) hint_at_run(folder, &err);
  return code ? sai_session_fail(session, &err) : SAI_OK;
}

typedef struct options {
  const char *unit, *charts;
} options;

static const sai_option option_table[] = {{"unit", SAI_OPTION_TEXT, offsetof(options, unit), "yen|千円|万円",
                                           NULL, N_("unit of money (default: what fits)")},
                                          SAI_OPTION_CHARTS(options, charts),
                                          {NULL}};

static sai_code run(sai_session *session, int argc, const char **argv) {
  options o = {0};
  const char *folder = NULL;
  bool helped = false;
  sai_code code = sai_options_parse(session, &sai_command_plot, argc, argv, &o, &folder, &helped);
  if (!code && !helped) code = draw(session, folder, o.unit, o.charts);
  return code;
}

const sai_command sai_command_plot = {"plot", "DIR", NULL, N_("draw the charts of a result again"),
                                      run,    1,     1,    option_table};
