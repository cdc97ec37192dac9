/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `saisan run`: simulate, print, write files, draw. Results are printed before anything else can fail. */
#include "command/command.h"

#include "base/file.h"
#include "base/intl.h"
#include "report/report.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The options as they were typed. */
typedef struct options {
  const char *runs, *precision, *seed, *sampler, *threads, *out, *format, *unit, *charts, *market;
  int point, prices, each, excel, quiet;
  sai_scenario_options scenario;
  /* What they mean. */
  sai_run_options run;
  size_t format_choice, sampler_choice;
  sai_money_unit money_unit;
  unsigned pictures;
} options;

enum { FORMAT_TABLE, FORMAT_JSON, FORMAT_CSV };
enum { SAMPLER_PSEUDO, SAMPLER_SOBOL };

static const char formats[] = "table|json|csv", samplers[] = "pseudo|sobol";

/* Growing from the first look takes at least the runs of that. */
static sai_code understand_runs(options *o, sai_error *err) {
  if (o->sampler) SAI_TRY(sai_option_choice("--sampler", o->sampler, samplers, &o->sampler_choice, err));
  o->run.sobol = o->sampler_choice == SAMPLER_SOBOL;
  /* The points of Sobol' are most even where each scrambling has a power of two of them. */
  o->run.runs = o->precision ? SAI_PRECISION_RUNS : o->run.sobol ? 1 << 20 : 1000000;
  const bool many = o->precision || (o->run.sobol && !o->each);
  if (o->precision)
    SAI_TRY(sai_option_percent("--precision", o->precision, SAI_PRECISION_LEAST, SAI_PRECISION_MOST,
                               &o->run.precision, err));
  if (o->runs)
    SAI_TRY(
        sai_option_whole("--runs", o->runs, many ? SAI_PRECISION_FIRST : 1, SAI_RUNS_MAX, &o->run.runs, err));
  if (o->precision && (o->point || o->each))
    return sai_error_set(err, SAI_USAGE, "%s", _("--precision goes with neither --point nor --each"));
  if (o->prices && o->each) return sai_error_set(err, SAI_USAGE, "%s", _("--prices does not go with --each"));
  if (o->run.sobol && o->point)
    return sai_error_set(err, SAI_USAGE, "%s", _("--sampler sobol does not go with --point"));
  return SAI_OK;
}

static sai_code understand(options *o, sai_error *err) {
  uint64_t threads = 0;
  o->run.seed = 1;
  SAI_TRY(understand_runs(o, err));
  if (o->seed) SAI_TRY(sai_option_whole("--seed", o->seed, 0, SAI_SEED_MAX, &o->run.seed, err));
  if (o->threads) SAI_TRY(sai_option_whole("--threads", o->threads, 1, SAI_THREADS_MAX, &threads, err));
  if (o->format) SAI_TRY(sai_option_choice("--format", o->format, formats, &o->format_choice, err));
  SAI_TRY(sai_option_unit(o->unit, &o->money_unit, err));
  SAI_TRY(sai_option_pictures(o->charts, &o->pictures, err));
  o->run.threads = (unsigned)threads;
  o->run.point = o->point;
  o->run.prices = o->prices;
  if (o->out && !*o->out) return sai_error_set(err, SAI_USAGE, "%s", _("--out needs the name of a folder"));
  if (o->charts && !o->out) return sai_error_set(err, SAI_USAGE, "%s", _("--charts goes with --out"));
  if (o->each && o->format_choice != FORMAT_CSV)
    return sai_error_set(err, SAI_USAGE, "%s", _("--each goes with --format csv"));
  if (o->each && (o->point || o->out))
    return sai_error_set(err, SAI_USAGE, "%s", _("--each goes with neither --point nor --out"));
  return SAI_OK;
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
    sai_report_table(result, o->money_unit, &text);
  code = code ? sai_session_fail(session, &err) : sai_session_print(session, &text);
  sai_text_free(&text);
  return code;
}

/* Data first, all files together; then the charts, which may fail by themselves. */
static sai_code write_files(sai_session *session, const options *o, const sai_result *result,
                            sai_file_set *files) {
  sai_error err;
  sai_code code = sai_report_files(result, o->excel, files, &err);
  if (!code) code = sai_file_set_commit(files, &err);
  if (code) return sai_session_fail(session, &err);
  sai_chart_options charts = {
      .plots = session->plots, .unit = o->money_unit, .pictures = o->pictures, .stop = session->stop};
  code = sai_report_charts(files, &charts, &err);
  if (code) sai_session_fail(session, &err);
  bool drawn = !code && o->pictures;
  if (!o->quiet) fprintf(stderr, drawn ? _("Files and charts are in %s\n") : _("Files are in %s\n"), o->out);
  return code;
}

static sai_code interrupted(sai_session *session) {
  sai_error err;
  sai_error_set(&err, SAI_INTERRUPTED, "%s", _("interrupted"));
  return sai_session_fail(session, &err);
}

static sai_code simulate(sai_session *session, options *o, sai_scenario *scenario, sai_result **result) {
  sai_error err;
  int shown = -1;
  bool bar = !o->quiet && isatty(STDERR_FILENO) && !o->point;
  session->catch_interrupts();
  o->run.stop = session->stop;
  o->run.progress = bar ? sai_progress_show : NULL;
  o->run.context = &shown;
  sai_code code = sai_analyse_run(scenario, &o->run, result, &err);
  if (bar) sai_progress_clear();
  if (code == SAI_INTERRUPTED) return interrupted(session);
  return code ? sai_session_fail(session, &err) : SAI_OK;
}

static sai_code simulate_on_market(sai_session *session, options *o, sai_scenario *scenario,
                                   sai_result **result) {
  sai_market market = {0};
  sai_code code = sai_session_market(session, o->market, &market);
  o->run.market = &market;
  if (!code) code = simulate(session, o, scenario, result);
  sai_market_free(&market);
  return code;
}

/* The folder for files is made before anything is played. */
static sai_code answer(sai_session *session, options *o, sai_scenario *scenario) {
  sai_error err;
  sai_file_set *files = NULL;
  sai_result *result = NULL;
  if (o->out && sai_file_set_begin(o->out, &files, &err)) return sai_session_fail(session, &err);
  sai_code code = simulate_on_market(session, o, scenario, &result);
  if (!code) {
    code = print_result(session, o, result);
    /* What was played has been shown; files would pass for the whole answer. After the last run an interrupt
       can still have cut the cost curves. */
    if (result->interrupted || *session->stop) {
      code = interrupted(session);
    } else if (files) {
      sai_code written = write_files(session, o, result, files);
      if (!code) code = written;
    }
    sai_result_free(result);
  }
  sai_file_set_end(files);
  return code;
}

static sai_code write_out(void *context, const char *text, size_t n, sai_error *err) {
  (void)context;
  return sai_file_write_all(STDOUT_FILENO, text, n, _("standard output"), err);
}

static sai_code answer_each(sai_session *session, options *o, const sai_scenario *scenario) {
  sai_error err;
  session->catch_interrupts();
  o->run.stop = session->stop;
  sai_code code = sai_analyse_each(scenario, &o->run, write_out, NULL, &err);
  if (code == SAI_INTERRUPTED) return interrupted(session);
  return code == SAI_IO ? sai_session_fail_output(session, &err)
         : code         ? sai_session_fail(session, &err)
                        : SAI_OK;
}

static sai_code read_and_answer(sai_session *session, options *o) {
  sai_error err;
  if (understand(o, &err)) return sai_session_fail(session, &err);
  sai_scenario *scenario = NULL;
  SAI_TRY(sai_scenario_options_read(session, &o->scenario, &scenario));
  sai_code code = o->each ? answer_each(session, o, scenario) : answer(session, o, scenario);
  sai_scenario_free(scenario);
  return code;
}

static const sai_option option_table[] = {
    {"runs", SAI_OPTION_TEXT, offsetof(options, runs), "N", "1,000,000", N_("futures to play")},
    {"precision", SAI_OPTION_TEXT, offsetof(options, precision), "P%", NULL,
     N_("play until every figure is known to within P%; --runs: at most N")},
    {"sampler", SAI_OPTION_TEXT, offsetof(options, sampler), samplers, "pseudo",
     N_("how quantities are drawn; sobol: often fewer runs needed")},
    SAI_OPTION_SEED(options, seed),
    SAI_OPTION_THREADS(options, threads),
    {"point", SAI_OPTION_FLAG, offsetof(options, point), NULL, NULL,
     N_("point calculation: everything at its mean, no chance")},
    {"prices", SAI_OPTION_FLAG, offsetof(options, prices), NULL, NULL,
     N_("also each fee's price at which the net is 0 or as another offer's")},
    SAI_OPTION_SET(options, scenario),
    SAI_OPTION_MARKET(options, market),
    {"out", SAI_OPTION_TEXT, offsetof(options, out), "DIR", NULL,
     N_("also write result.json, CSVs and charts into a folder")},
    {"format", SAI_OPTION_TEXT, offsetof(options, format), formats, "table", N_("what to print")},
    {"each", SAI_OPTION_FLAG, offsetof(options, each), NULL, NULL,
     N_("with --format csv: one line for every run")},
    {"excel", SAI_OPTION_FLAG, offsetof(options, excel), NULL, NULL,
     N_("CSVs that Excel opens with Japanese text")},
    {"unit", SAI_OPTION_TEXT, offsetof(options, unit), "yen|千円|万円", NULL,
     N_("unit of money in tables and charts (default: what fits)")},
    SAI_OPTION_CHARTS(options, charts),
    SAI_OPTION_QUIET(options, quiet),
    {NULL}};

static sai_code run(sai_session *session, int argc, const char **argv) {
  options o = {0};
  bool helped = false;
  sai_code code = sai_options_parse(session, &sai_command_run, argc, argv, &o, &o.scenario.path, &helped);
  if (!code && !helped) code = read_and_answer(session, &o);
  sai_scenario_options_free(&o.scenario);
  return code;
}

const sai_command sai_command_run = {
    "run", "SCENARIO", NULL, N_("simulate, and say what it costs, what it brings and whether it pays"),
    run,   1,          1,    option_table};
