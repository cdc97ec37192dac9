/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `saisan selftest`: the program compares its own figures with known ones, and says what came of it. */
#include "selftest/selftest.h"

#include "base/intl.h"
#include "command/command.h"
#include "report/dump.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct options {
  const char *runs, *seed, *threads, *format;
  int planted, quiet;
} options;

static const char formats[] = "table|json";
enum { FORMAT_TABLE, FORMAT_JSON };

/* ---- for people ---- */

static const char *part_heading(sai_selftest_part part) {
  return part == SAI_SELFTEST_KNOWN ? _("Known answers")
         : part == SAI_SELFTEST_EXACT
             ? _("Simulations against exact distributions: every figure, its standard "
                 "error and its interval")
             : _("Chance");
}

static const char *verdict_of(const sai_selftest_line *line) {
  if (line->planted) return line->ok ? _("caught") : _("MISSED");
  return line->ok ? _("ok") : _("FAILED");
}

static void pad_left(sai_text *out, const char *text, size_t columns) {
  size_t width = sai_text_width(text);
  sai_text_repeat(out, " ", width < columns ? columns - width : 0);
  sai_text_add(out, text);
}

static void pad_right(sai_text *out, const char *text, size_t columns) {
  size_t width = sai_text_width(text);
  sai_text_add(out, text);
  sai_text_repeat(out, " ", width < columns ? columns - width : 0);
}

static void add_numbers(const sai_audit *audit, sai_text *out) {
  sai_text number = {.whole = out};
  sai_text_grouped(&number, (double)audit->figures, 0);
  pad_left(out, sai_text_string(&number), 9);
  sai_text_clear(&number);
  if (audit->worst < 99.995)
    sai_text_format(&number, "%.2f", audit->worst);
  else
    sai_text_add(&number, ">99");
  pad_left(out, sai_text_string(&number), 8);
  sai_text_free(&number);
}

static void add_refusals(const sai_audit *audit, sai_text *out) {
  size_t told = audit->refused < SAI_AUDIT_TOLD ? audit->refused : SAI_AUDIT_TOLD;
  for (size_t i = 0; i < told; i++) sai_text_format(out, "%29s%s\n", "", audit->told[i]);
  if (audit->refused > told) sai_text_format(out, _("%29s... and %zu more\n"), "", audit->refused - told);
}

static void add_line(const sai_selftest_line *line, sai_text *out) {
  add_numbers(&line->audit, out);
  sai_text_add(out, "  ");
  pad_right(out, verdict_of(line), 10);
  if (line->planted || line->part == SAI_SELFTEST_EXACT) sai_text_format(out, "%s: ", line->name);
  sai_text_format(out, "%s", line->planted ? line->planted : line->what);
  if (!line->planted && line->part != SAI_SELFTEST_EXACT) sai_text_format(out, " (%s)", line->source);
  sai_text_add(out, "\n");
  if (!line->ok && !line->planted) add_refusals(&line->audit, out);
}

static size_t bad_lines(const sai_selftest *t) {
  size_t bad = 0;
  for (size_t i = 0; i < t->n_lines; i++) bad += !t->lines[i].ok;
  return bad;
}

static void add_summary(const sai_selftest *t, sai_text *out) {
  size_t bad = bad_lines(t);
  sai_text figures = {.whole = out}, chances = {.whole = out};
  sai_text_grouped(&figures, (double)t->figures, 0);
  sai_text_grouped(&chances, (double)t->chances, 0);
  sai_text_add(out, "\n");
  if (t->planted && bad)
    sai_text_format(out, _("%zu of %zu planted faults were not caught.\n"), bad, t->n_lines);
  else if (t->planted)
    sai_text_format(out, _("%zu planted faults, all caught.\n"), t->n_lines);
  else if (bad)
    sai_text_format(out, _("%zu of %zu checks failed.\n"), bad, t->n_lines);
  else
    sai_text_format(out, _("All %zu checks passed: %s figures.\n"), t->n_lines, sai_text_string(&figures));
  if (!t->planted)
    sai_text_format(
        out,
        _("%s of the comparisons are statistical; by chance alone at least one of them fails in at "
          "most 1 of 1,000,000 selftests.\n"),
        sai_text_string(&chances));
  sai_text_free(&figures);
  sai_text_free(&chances);
}

static void make_table(const sai_selftest *t, sai_text *out) {
  sai_text runs = {.whole = out};
  sai_text_grouped(&runs, (double)t->runs, 0);
  sai_text_format(out, _("saisan %s selftest: seed %llu, %s runs of each simulation\n"), SAI_VERSION,
                  (unsigned long long)t->seed, sai_text_string(&runs));
  sai_text_add(out,
               _("Worst: the largest deviation in units of its bound; above 1 a figure is refused.\n\n"));
  pad_left(out, _("figures"), 9);
  pad_left(out, _("worst"), 8);
  sai_text_add(out, "\n");
  for (size_t i = 0; i < t->n_lines; i++) {
    const sai_selftest_line *line = &t->lines[i];
    if (i == 0 || line->part != t->lines[i - 1].part) sai_text_format(out, "%s\n", part_heading(line->part));
    add_line(line, out);
  }
  add_summary(t, out);
  sai_text_free(&runs);
}

/* ---- for programs ---- */

static const char *const part_names[] = {"known", "exact", "chance"};

static json_t *line_json(const sai_selftest_line *line) {
  const sai_audit *audit = &line->audit;
  json_t *refusals = json_array();
  for (size_t i = 0; i < audit->refused && i < SAI_AUDIT_TOLD; i++)
    json_array_append_new(refusals, json_string(audit->told[i]));
  json_t *object = json_pack(
      "{s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:o, s:b, s:o}", "part", part_names[line->part], "name",
      line->name, "what", line->what, "source", line->source, "figures", (json_int_t)audit->figures,
      "statistical", (json_int_t)audit->chances, "refused", (json_int_t)audit->refused, "worst",
      isfinite(audit->worst) ? json_real(audit->worst) : json_null(), "ok", line->ok, "refusals", refusals);
  if (line->planted && object) json_object_set_new(object, "planted", json_string(line->planted));
  return object;
}

static sai_code make_json(const sai_selftest *t, sai_text *out, sai_error *err) {
  json_t *checks = json_array();
  bool whole = checks != NULL;
  for (size_t i = 0; i < t->n_lines; i++)
    whole = json_array_append_new(checks, line_json(&t->lines[i])) == 0 && whole;
  json_t *root = json_pack("{s:s, s:b, s:I, s:I, s:f, s:b, s:I, s:I, s:o}", "saisan", SAI_VERSION, "planted",
                           t->planted, "seed", (json_int_t)t->seed, "runs", (json_int_t)t->runs,
                           "false_alarm", SAI_SELFTEST_FALSE_ALARM, "ok", t->ok, "figures",
                           (json_int_t)t->figures, "statistical", (json_int_t)t->chances, "checks", checks);
  char *text = root && whole ? sai_json_dump(root, JSON_INDENT(2) | JSON_REAL_PRECISION(12)) : NULL;
  json_decref(root);
  if (!text) return sai_error_no_memory(err);
  sai_text_format(out, "%s\n", text);
  free(text);
  return SAI_OK;
}

/* ---- the command ---- */

static sai_code understand(const sai_session *session, const options *o, sai_selftest_options *out,
                           size_t *format, sai_error *err) {
  uint64_t threads = 0;
  *out = (sai_selftest_options){.data = session->selftest,
                                .seed = 1,
                                .runs = SAI_SELFTEST_RUNS,
                                .planted = o->planted,
                                .stop = session->stop};
  if (o->runs) SAI_TRY(sai_option_whole("--runs", o->runs, 10000, SAI_SELFTEST_RUNS_MAX, &out->runs, err));
  if (o->seed) SAI_TRY(sai_option_whole("--seed", o->seed, 0, SAI_SEED_MAX, &out->seed, err));
  if (o->threads) SAI_TRY(sai_option_whole("--threads", o->threads, 1, SAI_THREADS_MAX, &threads, err));
  out->threads = (unsigned)threads;
  return o->format ? sai_option_choice("--format", o->format, formats, format, err) : SAI_OK;
}

static sai_code answer(sai_session *session, const options *o) {
  sai_error err;
  sai_selftest_options selftest;
  sai_selftest *result = NULL;
  sai_text text = {0};
  size_t format = FORMAT_TABLE;
  int shown = -1;
  if (understand(session, o, &selftest, &format, &err)) return sai_session_fail(session, &err);
  bool bar = !o->quiet && isatty(STDERR_FILENO);
  session->catch_interrupts();
  selftest.progress = bar ? sai_progress_show : NULL;
  selftest.context = &shown;
  sai_code code = sai_selftest_run(&selftest, &result, &err);
  if (bar) sai_progress_clear();
  if (code) return sai_session_fail(session, &err);
  if (format == FORMAT_JSON)
    code = make_json(result, &text, &err);
  else
    make_table(result, &text);
  code = code ? sai_session_fail(session, &err) : sai_session_print(session, &text);
  if (!code && !result->ok) code = SAI_FAILURE;
  sai_text_free(&text);
  sai_selftest_free(result);
  return code;
}

static const sai_option option_table[] = {
    {"runs", SAI_OPTION_TEXT, offsetof(options, runs), "N", "200,000", N_("futures of each simulation")},
    SAI_OPTION_SEED(options, seed),
    SAI_OPTION_THREADS(options, threads),
    {"planted", SAI_OPTION_FLAG, offsetof(options, planted), NULL, NULL,
     N_("plant a fault for every check: each must be caught")},
    {"format", SAI_OPTION_TEXT, offsetof(options, format), formats, "table", N_("what to print")},
    SAI_OPTION_QUIET(options, quiet),
    {NULL}};

static sai_code run(sai_session *session, int argc, const char **argv) {
  options o = {0};
  bool helped = false;
  sai_code code = sai_options_parse(session, &sai_command_selftest, argc, argv, &o, NULL, &helped);
  if (!code && !helped) code = answer(session, &o);
  return code;
}

const sai_command sai_command_selftest = {
    "selftest", "", NULL, N_("compare the program's own figures with known ones"), run, 0, 0, option_table};
