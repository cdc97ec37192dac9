/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "selftest/selftest.h"

#include "base/intl.h"
#include "selftest/cases.h"
#include "selftest/data.h"
#include "selftest/known.h"
#include "selftest/luck.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A check: one of the functions at its end, with the file that it reads. */
typedef struct check {
  sai_selftest_part part;
  const char *name, *what, *source, *planted;
  const char *file;
  void (*known)(char *text, bool fault, sai_audit *audit);
  sai_code (*drawn)(char *text, bool fault, sai_audit *audit, sai_error *err);
  void (*luck)(uint64_t seed, bool fault, sai_audit *audit);
  sai_code (*luck_drawn)(char *text, uint64_t seed, bool fault, sai_audit *audit, sai_error *err);
  sai_code (*played)(const sai_selftest_options *o, bool fault, sai_audit *audit, sai_error *err);
} check;

static const check checks[] = {
    {SAI_SELFTEST_KNOWN, "words", N_("raw words of the random number generator"), N_("NumPy's PCG64DXSM"),
     N_("another increment"), "pcg64dxsm.csv", .known = sai_known_words},
    {SAI_SELFTEST_KNOWN, "streams", N_("words of streams by name, stripe and run"),
     N_("SHA-256 and the generator of Python and NumPy"), N_("another seed"), "streams.csv",
     .known = sai_known_streams},
    {SAI_SELFTEST_KNOWN, "uniforms", N_("uniform numbers, to the last bit"), N_("exact fractions"),
     N_("without the half step"), "streams.csv", .known = sai_known_uniforms},
    {SAI_SELFTEST_KNOWN, "distributions", N_("both tails of all distributions"),
     N_("mpmath, 50 digits or more"), N_("argument larger by 1e-12"), "distributions.csv",
     .known = sai_known_tails},
    {SAI_SELFTEST_KNOWN, "draws", N_("draws by inversion, from 1e-16 to 1 - 1e-16"),
     N_("the distribution functions above"), N_("draws larger by 1e-9"), "distributions.csv",
     .drawn = sai_known_draws},
    {SAI_SELFTEST_KNOWN, "binomial", N_("binomial probabilities, up to n = 1e9"),
     N_("mpmath, 50 digits or more"), N_("the next count"), "binomial.csv", .known = sai_known_binomials},
    {SAI_SELFTEST_KNOWN, "counts", N_("binomial counts beside the steps of their distribution"),
     N_("mpmath, 50 digits or more"), N_("rates 1% too small"), "binomial.csv", .known = sai_known_counts},
    {SAI_SELFTEST_KNOWN, "intervals", N_("90% intervals of probabilities, ranks of those of quantiles"),
     N_("mpmath, 40 digits"), N_("a level of 89%"), "intervals.csv", .known = sai_known_intervals},
    {SAI_SELFTEST_KNOWN, "summaries", N_("means, deviations, ratios, quantiles with their errors"),
     N_("exact fractions"), N_("one value in a thousand is another"), "summaries.csv",
     .known = sai_known_summaries},
    {SAI_SELFTEST_KNOWN, "threads", N_("results with 1, 2 and 7 threads"), N_("each other, byte by byte"),
     N_("one figure off by 1e-11"), NULL, .played = sai_case_threads},
    {SAI_SELFTEST_CHANCE, "names", N_("streams of different names are uniform and independent"),
     N_("chi-square, correlation"), N_("a twentieth of another stream; 1% too small"), NULL,
     .luck = sai_luck_names},
    {SAI_SELFTEST_CHANCE, "stripes", N_("stripes of one stream are uniform and independent"),
     N_("chi-square, correlation"), N_("a twentieth of another stripe; 1% too small"), NULL,
     .luck = sai_luck_stripes},
    {SAI_SELFTEST_CHANCE, "starts", N_("every bit of a generator's start changes from stripe to stripe"),
     N_("binomial distribution"), N_("one bit changes in 60%"), NULL, .luck = sai_luck_starts},
    {SAI_SELFTEST_CHANCE, "random-draws", N_("random draws of all distributions"),
     N_("Kolmogorov's distance"), N_("uniforms 10% too small"), "distributions.csv",
     .luck_drawn = sai_luck_draws},
    {SAI_SELFTEST_CHANCE, "random-counts", N_("random binomial counts"), N_("chi-square"),
     N_("rates 2% too large"), NULL, .luck = sai_luck_counts},
};
enum { CHECKS = sizeof checks / sizeof *checks };

/* What is planted in a result, on the case "coverage". */
static const struct {
  const char *name, *planted;
  sai_case_fault fault;
} tamperings[] = {
    {"errors", N_("standard errors 5% too wide"), SAI_CASE_ERRORS},
    {"ends", N_("intervals of level 80%"), SAI_CASE_ENDS},
    {"shares", N_("normal intervals of probabilities"), SAI_CASE_SHARES},
    {"ranks", N_("intervals of quantiles 30 times too wide"), SAI_CASE_QUANTILES},
};
enum { TAMPERINGS = sizeof tamperings / sizeof *tamperings };

typedef struct bench {
  const sai_selftest_options *o;
  sai_selftest *out;
  json_t *more, *seed; /* documents of exact cases */
  sai_error *err;
  size_t done, all;
} bench;

static const json_t *cases_of(const json_t *document) {
  return json_object_get(document, "cases");
}

static const char *text_at(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

static const char *kept(bench *b, const char *text) {
  return sai_arena_copy(&b->out->arena, text, strlen(text));
}

/* A new line; NULL if there is no memory. */
static sai_selftest_line *add_line(bench *b, sai_selftest_part part, const char *name, const char *what,
                                   const char *source, const char *planted) {
  sai_selftest *out = b->out;
  if (out->n_lines == out->capacity) return NULL;
  sai_selftest_line *line = &out->lines[out->n_lines++];
  *line = (sai_selftest_line){.part = part,
                              .name = kept(b, name),
                              .what = kept(b, what),
                              .source = source,
                              .planted = planted ? kept(b, planted) : NULL};
  line->audit.alpha = SAI_SELFTEST_FALSE_ALARM / SAI_SELFTEST_CHANCES;
  bool whole = line->name && line->what && (!planted || line->planted);
  return whole ? line : NULL;
}

static sai_code finish_line(bench *b, sai_selftest_line *line) {
  line->ok = line->planted ? line->audit.refused > 0 : line->audit.figures > 0 && line->audit.refused == 0;
  b->out->ok = b->out->ok && line->ok;
  b->out->figures += line->audit.figures;
  b->out->chances += line->planted ? 0 : line->audit.chances;
  b->done++;
  if (b->o->progress) b->o->progress(b->o->context, b->done, b->all);
  bool stop = b->o->stop && *b->o->stop;
  return stop ? sai_error_set(b->err, SAI_INTERRUPTED, "%s", _("interrupted")) : SAI_OK;
}

static sai_code run_check(bench *b, const check *c) {
  const sai_selftest_options *o = b->o;
  sai_selftest_line *line =
      add_line(b, c->part, c->name, _(c->what), _(c->source), o->planted ? _(c->planted) : NULL);
  char *text = NULL;
  if (!line) return sai_error_no_memory(b->err);
  sai_code code = c->file ? sai_selftest_read(o->data, c->file, &text, b->err) : SAI_OK;
  if (!code && c->known) c->known(text, o->planted, &line->audit);
  if (!code && c->luck) c->luck(o->seed, o->planted, &line->audit);
  if (!code && c->drawn) code = c->drawn(text, o->planted, &line->audit, b->err);
  if (!code && c->luck_drawn) code = c->luck_drawn(text, o->seed, o->planted, &line->audit, b->err);
  if (!code && c->played) code = c->played(o, o->planted, &line->audit, b->err);
  free(text);
  return code ? code : finish_line(b, line);
}

/* What a case is about, in the language of the answer. */
static const char *about(const json_t *one) {
  /* TRANSLATORS: the key of descriptions in more.json; in Japanese it is what_ja. */
  const char *translated = text_at(one, _("what_en"));
  return *translated ? translated : text_at(one, "what");
}

static const char *const enumeration = N_("exact distribution");

static sai_code play(const bench *b, sai_case played, sai_result **result) {
  return sai_case_play(b->o, &played, result, b->err);
}

/* A case as it is, with its point calculation. */
static sai_code run_case(bench *b, const json_t *one) {
  const char *file = text_at(one, "scenario");
  sai_result *result = NULL, *point = NULL;
  sai_selftest_line *line =
      add_line(b, SAI_SELFTEST_EXACT, text_at(one, "name"), about(one), _(enumeration), NULL);
  if (!line) return sai_error_no_memory(b->err);
  sai_code code = play(b, (sai_case){file, NULL, NULL, b->o->runs, b->o->threads}, &result);
  if (!code) code = play(b, (sai_case){file, NULL, NULL, 0, 1}, &point);
  if (!code) {
    sai_exact_compare(&line->audit, one, result);
    sai_exact_compare_point(&line->audit, one, point);
  }
  sai_result_free(result);
  sai_result_free(point);
  return code ? code : finish_line(b, line);
}

/* Blanks and line ends become one blank each, so that a fault stands on one line. */
static void flatten(char *text) {
  char *to = text;
  for (const char *c = text; *c; c++) {
    bool blank = *c == ' ' || *c == '\n';
    if (blank && to > text && to[-1] == ' ') continue;
    *to++ = blank ? ' ' : *c;
  }
  *to = '\0';
}

/* A case with the first of its faults. */
static sai_code run_faulty_case(bench *b, const json_t *one) {
  const json_t *fault = json_array_get(json_object_get(one, "faults"), 0);
  const char *old = json_string_value(json_array_get(fault, 0)),
             *new = json_string_value(json_array_get(fault, 1));
  sai_result *result = NULL;
  char planted[300];
  snprintf(planted, sizeof planted, _("`%.120s` became `%.120s`"), old ? old : "", new ? new : "");
  flatten(planted);
  sai_selftest_line *line =
      add_line(b, SAI_SELFTEST_EXACT, text_at(one, "name"), about(one), _(enumeration), planted);
  if (!line) return sai_error_no_memory(b->err);
  const sai_case faulty = {text_at(one, "scenario"), old ? old : "", new ? new : "", b->o->runs,
                           b->o->threads};
  SAI_TRY(play(b, faulty, &result));
  sai_exact_compare(&line->audit, one, result);
  sai_result_free(result);
  return finish_line(b, line);
}

/* A case of another enumeration, done elsewhere. */
static sai_code run_seed_case(bench *b, const json_t *one) {
  char file[120], name[120];
  const bool planted = b->o->planted;
  const char *fee = "10,000 per appointment", *dearer = "10,100 per appointment";
  sai_result *result = NULL;
  snprintf(file, sizeof file, "%.100s.yaml", text_at(one, "name"));
  snprintf(name, sizeof name, "%.100s-elsewhere", text_at(one, "name"));
  sai_selftest_line *line =
      add_line(b, SAI_SELFTEST_EXACT, name, _("cost per order, as enumerated elsewhere"),
               _("an enumeration done elsewhere"), planted ? dearer : NULL);
  if (!line) return sai_error_no_memory(b->err);
  SAI_TRY(play(b, (sai_case){file, planted ? fee : NULL, dearer, b->o->runs, b->o->threads}, &result));
  sai_exact_compare_seed(&line->audit, one, result);
  sai_result_free(result);
  return finish_line(b, line);
}

static const json_t *find_case(const bench *b, const char *name) {
  const json_t *cases = cases_of(b->more);
  for (size_t i = 0; i < json_array_size(cases); i++)
    if (strcmp(text_at(json_array_get(cases, i), "name"), name) == 0) return json_array_get(cases, i);
  return NULL;
}

static sai_code run_tamperings(bench *b) {
  const json_t *one = find_case(b, "coverage");
  for (size_t i = 0; i < TAMPERINGS; i++) {
    sai_result *result = NULL;
    sai_selftest_line *line = add_line(b, SAI_SELFTEST_EXACT, tamperings[i].name, about(one), _(enumeration),
                                       _(tamperings[i].planted));
    if (!line) return sai_error_no_memory(b->err);
    SAI_TRY(play(b, (sai_case){text_at(one, "scenario"), NULL, NULL, b->o->runs, b->o->threads}, &result));
    sai_case_plant(result, tamperings[i].fault);
    sai_exact_compare(&line->audit, one, result);
    sai_result_free(result);
    SAI_TRY(finish_line(b, line));
  }
  return SAI_OK;
}

static sai_code run_cases(bench *b) {
  const json_t *more = cases_of(b->more), *seed = cases_of(b->seed);
  for (size_t i = 0; i < json_array_size(more); i++) {
    const json_t *one = json_array_get(more, i);
    SAI_TRY(b->o->planted ? run_faulty_case(b, one) : run_case(b, one));
  }
  for (size_t i = 0; i < json_array_size(seed); i++) SAI_TRY(run_seed_case(b, json_array_get(seed, i)));
  return b->o->planted ? run_tamperings(b) : SAI_OK;
}

static sai_code run_coverage(bench *b) {
  sai_selftest_line *line =
      add_line(b, SAI_SELFTEST_CHANCE, "interval-coverage",
               _("90% intervals hold the exact figure in 90 of 100 simulations"), _("binomial distribution"),
               b->o->planted ? _("intervals of level 80%") : NULL);
  if (!line) return sai_error_no_memory(b->err);
  SAI_TRY(sai_case_coverage(b->o, find_case(b, "coverage"), b->o->planted, &line->audit, b->err));
  return finish_line(b, line);
}

/* Statistical comparisons are as few as the thresholds were computed for. */
static sai_code run_budget(bench *b) {
  sai_selftest_line *line = add_line(b, SAI_SELFTEST_CHANCE, "budget", _("statistical comparisons made"),
                                     _("number that thresholds were computed for"), NULL);
  if (!line) return sai_error_no_memory(b->err);
  sai_audit_within(&line->audit, "comparisons", (double)b->out->chances, 0, SAI_SELFTEST_CHANCES);
  return finish_line(b, line);
}

static sai_code run_part(bench *b, sai_selftest_part part) {
  for (size_t i = 0; i < CHECKS; i++)
    if (checks[i].part == part) SAI_TRY(run_check(b, &checks[i]));
  return SAI_OK;
}

static sai_code run_all(bench *b) {
  const sai_selftest_options *o = b->o;
  SAI_TRY(sai_selftest_verify(o->data, b->err));
  SAI_TRY(sai_selftest_load(o->data, "more.json", &b->more, b->err));
  SAI_TRY(sai_selftest_load(o->data, "seed.json", &b->seed, b->err));
  if (!find_case(b, "coverage")) return sai_error_set(b->err, SAI_FAILURE, "more.json: no case `coverage`");
  b->all = CHECKS + json_array_size(cases_of(b->more)) + json_array_size(cases_of(b->seed)) + 1 +
           (o->planted ? TAMPERINGS : 1);
  b->out->lines = sai_arena_array(&b->out->arena, b->all, sizeof *b->out->lines);
  if (!b->out->lines) return sai_error_no_memory(b->err);
  b->out->capacity = b->all;
  SAI_TRY(run_part(b, SAI_SELFTEST_KNOWN));
  SAI_TRY(run_cases(b));
  SAI_TRY(run_part(b, SAI_SELFTEST_CHANCE));
  SAI_TRY(run_coverage(b));
  return o->planted ? SAI_OK : run_budget(b);
}

sai_code sai_selftest_run(const sai_selftest_options *options, sai_selftest **out, sai_error *err) {
  bench b = {.o = options, .out = calloc(1, sizeof *b.out), .err = err};
  if (!b.out) return sai_error_no_memory(err);
  b.out->ok = true;
  b.out->planted = options->planted;
  b.out->seed = options->seed;
  b.out->runs = options->runs;
  sai_code code = run_all(&b);
  json_decref(b.more);
  json_decref(b.seed);
  if (code)
    sai_selftest_free(b.out);
  else
    *out = b.out;
  return code;
}

void sai_selftest_free(sai_selftest *selftest) {
  if (!selftest) return;
  sai_arena_free(&selftest->arena);
  free(selftest);
}
