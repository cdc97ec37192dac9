/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `saisan run`: simulate, print, write files, draw. Results are printed before anything else can fail. */
#include "command/command.h"

#include "base/file.h"
#include "base/intl.h"
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The options as they were typed. */
typedef struct options {
  char *runs, *seed, *threads, *out, *format, *lang, *unit;
  int point, each, excel, quiet;
  sai_scenario_options scenario;
  /* What they mean. */
  sai_run_options run;
  size_t format_choice, unit_choice;
} options;

enum { FORMAT_TABLE, FORMAT_JSON, FORMAT_CSV };

static const char *const formats[] = {"table", "json", "csv"};
static const char *const units[] = {"auto", "yen", "千円", "万円"};

static sai_code understand(options *o, sai_error *err) {
  uint64_t threads = 0;
  o->run.runs = 1000000;
  o->run.seed = 1;
  if (o->runs) SAI_TRY(sai_option_whole("--runs", o->runs, 1, SAI_RUNS_MAX, &o->run.runs, err));
  if (o->seed) SAI_TRY(sai_option_whole("--seed", o->seed, 0, UINT64_MAX, &o->run.seed, err));
  if (o->threads) SAI_TRY(sai_option_whole("--threads", o->threads, 1, SAI_THREADS_MAX, &threads, err));
  if (o->format) SAI_TRY(sai_option_choice("--format", o->format, formats, 3, &o->format_choice, err));
  if (o->unit) SAI_TRY(sai_option_choice("--unit", o->unit, units, 4, &o->unit_choice, err));
  o->run.threads = (unsigned)threads;
  o->run.point = o->point;
  if (o->each && o->format_choice != FORMAT_CSV) {
    sai_error_set(err, SAI_USAGE, "%s", _("--each goes with --format csv"));
    return SAI_USAGE;
  }
  if (o->each && (o->point || o->out)) return sai_error_set(err, SAI_USAGE, "%s", _("--each goes with neither --point nor --out"));
  return SAI_OK;
}

enum { BAR = 30 };

static void show_progress(void *context, uint64_t done, uint64_t runs) {
  int *shown = context;
  if (done > runs) done = runs;
  int part = (int)(100 * done / runs);
  if (part == *shown) return;
  *shown = part;
  fprintf(stderr, "\r  [");
  for (int i = 0; i < BAR; i++) fputc(i < part * BAR / 100 ? '#' : '.', stderr);
  fprintf(stderr, "] %3d%%", part);
}

static void clear_progress(void) {
  fprintf(stderr, "\r%*s\r", BAR + 12, "");
  fflush(stderr);
}

static sai_code print_result(sai_session *session, const options *o, const sai_result *result) {
  sai_text text = {0};
  sai_error err;
  sai_code code = SAI_OK;
  if (o->format_choice == FORMAT_JSON)
    code = sai_report_json(result, &text, &err);
  else if (o->format_choice == FORMAT_CSV)
    sai_report_csv(result, o->excel, &text);
  else
    sai_report_table(result, (sai_money_unit)o->unit_choice, &text);
  code = code ? sai_session_fail(session, &err) : sai_session_print(session, &text);
  sai_text_free(&text);
  return code;
}

/* Data first, all files together; then the charts, which may fail by themselves. */
static sai_code write_files(sai_session *session, const options *o, const sai_result *result, sai_file_set *files) {
  sai_error err;
  sai_code code = sai_report_files(result, o->excel, files, &err);
  if (code)
    sai_file_set_abort(files);
  else
    code = sai_file_set_commit(files, &err);
  if (!code) {
    sai_chart_options charts = {.plots = session->plots, .unit = (sai_money_unit)o->unit_choice};
    code = sai_report_charts(o->out, &charts, &err);
  }
  if (code) return sai_session_fail(session, &err);
  if (!o->quiet) fprintf(stderr, _("Files and charts are in %s\n"), o->out);
  return SAI_OK;
}

static sai_code interrupted(sai_session *session) {
  sai_error err;
  sai_error_set(&err, SAI_INTERRUPTED, "%s", _("interrupted"));
  return sai_session_fail(session, &err);
}

static sai_code answer(sai_session *session, options *o, sai_scenario *scenario) {
  sai_error err;
  sai_file_set *files = NULL;
  if (o->out && sai_file_set_begin(o->out, &files, &err)) return sai_session_fail(session, &err);
  int shown = -1;
  bool bar = !o->quiet && isatty(STDERR_FILENO) && !o->point;
  o->run.stop = session->stop;
  o->run.progress = bar ? show_progress : NULL;
  o->run.context = &shown;
  sai_result *result = NULL;
  sai_code code = sai_analyse_run(scenario, &o->run, &result, &err);
  if (bar) clear_progress();
  if (code) {
    sai_file_set_abort(files);
    return sai_session_fail(session, &err);
  }
  code = print_result(session, o, result);
  if (*session->stop) {
    /* What was played has been shown; files would pass for the whole answer. */
    sai_file_set_abort(files);
    code = interrupted(session);
  } else if (files) {
    sai_code written = write_files(session, o, result, files);
    if (!code) code = written;
  }
  sai_result_free(result);
  return code;
}

static sai_code write_out(void *context, const char *text, size_t n, sai_error *err) {
  (void)context;
  return sai_file_write_all(STDOUT_FILENO, text, n, _("standard output"), err);
}

static sai_code answer_each(sai_session *session, options *o, const sai_scenario *scenario) {
  sai_error err;
  o->run.stop = session->stop;
  sai_code code = sai_analyse_each(scenario, &o->run, write_out, NULL, &err);
  return code ? sai_session_fail(session, &err) : SAI_OK;
}

static void free_options(options *o) {
  char *texts[] = {o->runs, o->seed, o->threads, o->out, o->format, o->lang, o->unit};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) free(texts[i]);
  for (size_t i = 0; i < o->scenario.n_settings; i++) free((void *)o->scenario.settings[i]);
  free(o->scenario.settings);
}

sai_code sai_command_run(sai_session *session, int argc, const char **argv) {
  options o = {0};
  struct poptOption table[] = {
      {"runs", 0, POPT_ARG_STRING, &o.runs, 0, _("futures to play (default 1,000,000)"), "N"},
      {"seed", 0, POPT_ARG_STRING, &o.seed, 0, _("start of the random numbers (default 1)"), "S"},
      {"threads", 0, POPT_ARG_STRING, &o.threads, 0, _("threads (default: all cores); the figures do not depend on it"), "N"},
      {"point", 0, POPT_ARG_NONE, &o.point, 0, _("point calculation: everything at its mean, no chance"), NULL},
      {"set", 0, POPT_ARG_STRING, NULL, 's', _("change a value, e.g. offers.1.fees.call=350 (repeatable)"), "KEY=VALUE"},
      {"out", 0, POPT_ARG_STRING, &o.out, 0, _("also write result.json, CSVs and charts into a folder"), "DIR"},
      {"format", 0, POPT_ARG_STRING, &o.format, 0, _("what to print (default table)"), "table|json|csv"},
      {"each", 0, POPT_ARG_NONE, &o.each, 0, _("with --format csv: one line for every run"), NULL},
      {"excel", 0, POPT_ARG_NONE, &o.excel, 0, _("CSVs that Excel opens with Japanese text"), NULL},
      {"unit", 0, POPT_ARG_STRING, &o.unit, 0, _("unit of money in tables and charts"), "yen|千円|万円"},
      {"lang", 0, POPT_ARG_STRING, &o.lang, 0, _("language (default: that of the locale)"), "en|ja"},
      {"quiet", 0, POPT_ARG_NONE, &o.quiet, 0, _("no progress and no notes"), NULL},
      {"help", 'h', POPT_ARG_NONE, NULL, 'h', _("this text"), NULL},
      POPT_TABLEEND};
  bool helped = false;
  sai_code code = sai_options_parse(session, sai_command_find("run"), argc, argv, table, &o.scenario,
                                    &o.scenario.path, 1, 1, &helped);
  sai_error err;
  if (!code && !helped && understand(&o, &err)) code = sai_session_fail(session, &err);
  if (!code && !helped) {
    sai_scenario *scenario = NULL;
    code = sai_scenario_read(o.scenario.path, o.scenario.settings, o.scenario.n_settings, &scenario, &session->errors);
    if (!code) code = o.each ? answer_each(session, &o, scenario) : answer(session, &o, scenario);
    sai_scenario_free(scenario);
  }
  free_options(&o);
  return code;
}
