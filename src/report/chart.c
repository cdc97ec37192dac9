/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the charts: for each, parameters are computed, gnuplot loads the script of plots/ once for SVG and
   once for PNG, and the two files replace the old ones together. gnuplot reads its commands from a file that
   has no name; nothing passes through a shell. */
#include "report/chart.h"

#include "base/intl.h"
#include "report/clean.h"
#include "report/params.h"
#include "report/process.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  SECONDS = 60,
  TITLE_COLUMNS = 92,
  FOOTNOTE_COLUMNS = 150,
  PATH_BYTES = 8192,
  FONT_PIXELS = 13,
  PNG_SCALE = 2
};

static const char *const font = "Noto Sans CJK JP";

static const struct {
  const char *name; /**< of the script and of the pictures */
  sai_chart_build *build;
} charts[] = {
    {"cpa", sai_chart_build_cpa},
    {"net", sai_chart_build_net},
    {"cost", sai_chart_build_cost},
    {"offers", sai_chart_build_offers},
};
enum { N_CHARTS = sizeof charts / sizeof *charts };

/** Everything that all charts of a folder have in common. */
typedef struct artist {
  const char *folder;
  const sai_chart_options *options;
  char plots[PATH_BYTES];   /**< absolute */
  char gnuplot[PATH_BYTES]; /**< absolute if it has a slash */
  sai_chart_data data;
} artist;

static const char *text_member(const sai_chart_data *data, const char *path) {
  const char *text = json_string_value(sai_chart_member(data->root, path));
  return text ? text : "";
}

static void put_title(const sai_chart *chart) {
  sai_text first = {0}, second = {0};
  sai_chart_two_lines(text_member(chart->data, "scenario.title"), TITLE_COLUMNS, &first, &second);
  sai_params_string(chart->out, "title_1", sai_text_string(&first));
  sai_params_string(chart->out, "title_2", sai_text_string(&second));
  if (first.failed || second.failed) chart->out->failed = true;
  sai_text_free(&first);
  sai_text_free(&second);
}

static uint64_t count_member(const sai_chart_data *data, const char *path, uint64_t otherwise) {
  const json_t *value = sai_chart_member(data->root, path);
  return json_is_integer(value) && json_integer_value(value) >= 0 ? (uint64_t)json_integer_value(value)
                                                                  : otherwise;
}

static sai_facts facts_of(const sai_chart_data *data) {
  const json_t *months = sai_chart_member(data->offers[0], "months");
  const char *first = json_string_value(json_object_get(json_array_get(months, 0), "month"));
  const char *last = json_string_value(json_object_get(json_array_get(months, data->n_months - 1), "month"));
  bool calendar = first && last && strchr(first, '-');
  uint64_t runs = count_member(data, "runs", 0);
  return (sai_facts){.first_month = calendar ? first : NULL,
                     .last_month = calendar ? last : NULL,
                     .months = (unsigned)data->n_months,
                     .point = sai_chart_is_point(data),
                     .runs = runs,
                     .runs_asked = count_member(data, "runs_asked", runs),
                     .seed = count_member(data, "seed", 0),
                     .sampler = json_string_value(sai_chart_member(data->root, "sampler"))};
}

static void put_footnotes(const sai_chart *chart) {
  const sai_chart_data *data = chart->data;
  const json_t *assumptions = sai_chart_member(data->root, "assumptions");
  size_t n = json_array_size(assumptions), unsourced = 0;
  for (size_t i = 0; i < n; i++)
    unsourced += !json_is_string(json_object_get(json_array_get(assumptions, i), "source"));
  sai_facts facts = facts_of(data);
  sai_text first = {0}, cut = {0};
  sai_words_facts(&first, &facts);
  if (n) sai_text_format(&first, _(" · assumptions: %zu, without source: %zu"), n, unsourced);
  sai_chart_cut(&cut, sai_text_string(&first), FOOTNOTE_COLUMNS);
  sai_params_string(chart->out, "foot_1", sai_text_string(&cut));
  sai_text_clear(&first);
  sai_text_format(&first, "%s  saisan %.20s", _("An estimate; it does not guarantee results."),
                  text_member(data, "saisan"));
  sai_params_string(chart->out, "foot_2", sai_text_string(&first));
  sai_text_free(&first);
  sai_text_free(&cut);
}

static void put_subtitle(const sai_chart *chart) {
  sai_text subtitle = {0};
  if (chart->unit_name[0])
    sai_text_format(&subtitle, _("%s (%s)"), chart->subtitle, chart->unit_name);
  else
    sai_text_add(&subtitle, chart->subtitle);
  sai_params_string(chart->out, "subtitle", sai_text_string(&subtitle));
  sai_text_free(&subtitle);
}

/** Commands that draw the script into one file; `last` part of the path, since gnuplot runs in the folder. */
static void put_drawing(const sai_chart *chart, const char *terminal, const char *path, const char *script) {
  const char *slash = strrchr(path, '/');
  sai_text_format(chart->out, "set terminal %s\nset output ", terminal);
  sai_clean_gnuplot(chart->out, slash ? slash + 1 : path);
  sai_text_add(chart->out, "\nload ");
  sai_clean_gnuplot(chart->out, script);
  sai_text_add(chart->out, "\nunset output\n");
}

/** The whole program that gnuplot reads. @return false if the chart does not apply */
static bool write_program(const artist *a, size_t which, const char *svg, const char *png, sai_text *out) {
  sai_chart chart = {.data = &a->data, .unit = a->options->unit, .out = out};
  char terminal[200];
  sai_text_add(out, sai_clean_gnuplot_start);
  if (!charts[which].build(&chart)) return false;
  sai_params_count(out, "n", a->data.n_offers);
  sai_params_number(out, "width", chart.width);
  sai_params_number(out, "height", chart.height);
  sai_params_string(out, "plots", a->plots);
  put_title(&chart);
  put_subtitle(&chart);
  put_footnotes(&chart);
  sai_text script = {0};
  sai_text_format(&script, "%s/%s.gp", a->plots, charts[which].name);
  snprintf(terminal, sizeof terminal, "svg size %u,%u noenhanced font '%s,%d' background '#ffffff'",
           chart.width, chart.height, font, FONT_PIXELS);
  put_drawing(&chart, terminal, svg, sai_text_string(&script));
  snprintf(terminal, sizeof terminal,
           "pngcairo size %u,%u noenhanced font '%s,%d' fontscale %.3f linewidth %d pointscale %d background "
           "'#ffffff'",
           PNG_SCALE * chart.width, PNG_SCALE * chart.height, font, FONT_PIXELS, 0.75 * PNG_SCALE, PNG_SCALE,
           PNG_SCALE);
  put_drawing(&chart, terminal, png, sai_text_string(&script));
  if (script.failed) out->failed = true;
  sai_text_free(&script);
  return true;
}

static sai_code missing_gnuplot(const artist *a, const sai_process_end *end, sai_error *err) {
  sai_error_set(err, SAI_IO, _("%s could not be started: %s"), a->gnuplot, strerror(end->error));
  sai_error_hint(err, "%s",
                 _("The charts need gnuplot: apt install gnuplot-nox fonts-noto-cjk. The tables and CSV "
                   "files are there; "
                   "draw the charts later with `saisan plot`."));
  return SAI_IO;
}

static sai_code judge(const artist *a, const char *chart, const sai_process_end *end, unsigned seconds,
                      sai_error *err) {
  if (!end->started) return missing_gnuplot(a, end, err);
  if (end->timed_out)
    return sai_error_set(err, SAI_IO, _("chart %s: gnuplot took longer than %u seconds"), chart, seconds);
  if (end->signal == SIGINT) return sai_error_set(err, SAI_INTERRUPTED, _("chart %s: interrupted"), chart);
  if (end->signal)
    return sai_error_set(err, SAI_IO, _("chart %s: gnuplot was ended by signal %d"), chart, end->signal);
  if (end->exit_code)
    return sai_error_set(err, SAI_IO, _("chart %s: gnuplot failed: %s"), chart,
                         end->message[0] ? end->message : _("no message"));
  return SAI_OK;
}

/** Run gnuplot on a program. */
static sai_code run_gnuplot(const artist *a, const char *chart, const sai_text *program, sai_error *err) {
  SAI_TRY(sai_text_check(program, err));
  FILE *commands = tmpfile();
  if (!commands) return sai_error_errno(err, "tmpfile");
  bool written =
      fwrite(program->data, 1, program->length, commands) == program->length && fflush(commands) == 0;
  if (!written || lseek(fileno(commands), 0, SEEK_SET) != 0) {
    sai_code code = sai_error_errno(err, "tmpfile");
    fclose(commands);
    return code;
  }
  unsigned seconds = a->options->seconds ? a->options->seconds : SECONDS;
  char *argv[] = {(char *)a->gnuplot, "-d", "/dev/stdin", NULL};
  sai_process_end end = sai_process_run(argv, a->folder, fileno(commands), seconds);
  fclose(commands);
  return judge(a, chart, &end, seconds, err);
}

/** gnuplot does not look whether its writes succeed: a full disk leaves the beginning of a picture. */
static sai_code check_complete(const char *path, const char *chart, const char *end, sai_error *err) {
  char tail[64] = {0};
  struct stat about;
  FILE *file = fopen(path, "rb");
  if (!file || fstat(fileno(file), &about) != 0 || about.st_size == 0) {
    if (file) fclose(file);
    return sai_error_set(err, SAI_IO, _("chart %s: gnuplot wrote nothing"), chart);
  }
  long length = about.st_size < 63 ? (long)about.st_size : 63;
  size_t n = fseek(file, -length, SEEK_END) == 0 ? fread(tail, 1, (size_t)length, file) : 0;
  fclose(file);
  if (memmem(tail, n, end, strlen(end))) return SAI_OK;
  sai_error_set(err, SAI_IO, _("chart %s: gnuplot wrote only a part of it"), chart);
  sai_error_hint(err, "%s", _("Is the disk full?"));
  return SAI_IO;
}

static void file_name(char name[64], size_t which, const char *end) {
  snprintf(name, 64, "%s.%s", charts[which].name, end);
}

static void remove_picture(const artist *a, size_t which, const char *end) {
  char name[64];
  sai_text path = {0};
  file_name(name, which, end);
  sai_text_format(&path, "%s/%s", a->folder, name);
  if (!path.failed) unlink(path.data);
  sai_text_free(&path);
}

static sai_code draw(const artist *a, size_t which, sai_file_set *set, bool *applies, sai_error *err) {
  char svg_name[64], png_name[64];
  const char *svg, *png;
  file_name(svg_name, which, "svg");
  file_name(png_name, which, "png");
  SAI_TRY(sai_file_set_reserve(set, svg_name, &svg, err));
  SAI_TRY(sai_file_set_reserve(set, png_name, &png, err));
  sai_text program = {0};
  *applies = write_program(a, which, svg, png, &program);
  sai_code code = *applies ? run_gnuplot(a, charts[which].name, &program, err) : SAI_OK;
  sai_text_free(&program);
  if (!*applies || code) return code;
  SAI_TRY(check_complete(svg, charts[which].name, "</svg>", err));
  return check_complete(png, charts[which].name, "IEND", err);
}

/** Draw one chart; both pictures appear together. One that does not apply any more is removed. */
static sai_code draw_chart(const artist *a, size_t which, sai_error *err) {
  sai_file_set *set = NULL;
  bool applies = false;
  SAI_TRY(sai_file_set_begin(a->folder, &set, err));
  sai_code code = draw(a, which, set, &applies, err);
  if (code == SAI_OK && applies) return sai_file_set_commit(set, err);
  sai_file_set_abort(set);
  if (code == SAI_OK) {
    remove_picture(a, which, "svg");
    remove_picture(a, which, "png");
  }
  return code;
}

/** True if the first file is older than the second, or one of them is missing. */
static bool is_older(const struct timespec *a, const struct timespec *b) {
  return a->tv_sec < b->tv_sec || (a->tv_sec == b->tv_sec && a->tv_nsec < b->tv_nsec);
}

/** After a failure: pictures of an earlier result must not lie beside the new figures. */
static void remove_outdated(const artist *a) {
  static const char *const ends[] = {"svg", "png"};
  struct stat result, picture;
  sai_text path = {0};
  sai_text_format(&path, "%s/result.json", a->folder);
  bool known = !path.failed && stat(path.data, &result) == 0;
  for (size_t i = 0; known && i < 2 * N_CHARTS; i++) {
    char name[64];
    file_name(name, i / 2, ends[i % 2]);
    sai_text_clear(&path);
    sai_text_format(&path, "%s/%s", a->folder, name);
    if (!path.failed && stat(path.data, &picture) == 0 && is_older(&picture.st_mtim, &result.st_mtim))
      remove_picture(a, i / 2, ends[i % 2]);
  }
  sai_text_free(&path);
}

/** The absolute form of a path, since gnuplot runs in the folder. */
static sai_code absolute(const char *path, char out[PATH_BYTES], sai_error *err) {
  char *real = realpath(path, NULL);
  if (!real) return sai_error_errno(err, path);
  sai_code code = SAI_OK;
  if (strlen(real) < PATH_BYTES)
    strcpy(out, real);
  else
    code = sai_error_set(err, SAI_IO, _("%s: the path is too long"), path);
  free(real);
  return code;
}

static sai_code prepare(artist *a, sai_error *err) {
  const char *gnuplot = a->options->gnuplot ? a->options->gnuplot : "gnuplot";
  SAI_TRY(absolute(a->options->plots, a->plots, err));
  sai_text_copy(a->gnuplot, sizeof a->gnuplot, gnuplot);
  if (strchr(gnuplot, '/') && access(gnuplot, F_OK) == 0) SAI_TRY(absolute(gnuplot, a->gnuplot, err));
  return sai_chart_data_read(a->folder, &a->data, err);
}

sai_code sai_report_charts(const char *folder, const sai_chart_options *options, sai_error *err) {
  artist *a = calloc(1, sizeof *a);
  if (!a) return sai_error_no_memory(err);
  a->folder = folder;
  a->options = options;
  sai_code code = prepare(a, err);
  for (size_t i = 0; code == SAI_OK && i < N_CHARTS; i++) code = draw_chart(a, i, err);
  if (code) remove_outdated(a);
  sai_chart_data_free(&a->data);
  free(a);
  return code;
}
