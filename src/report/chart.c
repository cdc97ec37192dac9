/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the charts: for each, parameters are computed, gnuplot loads the script of plots/ once for each kind
   of picture, and the pictures replace the old ones together. */
#include "report/chart.h"

#include "base/intl.h"
#include "report/clean.h"
#include "report/gnuplot.h"
#include "report/params.h"

#include <errno.h>
#include <fcntl.h>
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
  PNG_SCALE = 2,
  TAIL_BYTES = 64
};

/* A pixel is 1/96 of an inch, as in CSS. gnuplot's PNGs count fonts in points of 1/72; its PDFs make them
   larger by as much again, and lines and points by other factors (measured). */
#define PIXELS_AN_INCH 96.0
#define POINTS_A_PIXEL 0.75
#define PDF_SCALE      (POINTS_A_PIXEL * POINTS_A_PIXEL)

static const char *const font = "Noto Sans CJK JP";

static const struct {
  const char *name;   /**< of the pictures */
  const char *script; /**< without its .gp */
  sai_chart_build *build;
} charts[] = {
    {"cpa", "cpa", sai_chart_build_cpa},          {"net", "fan", sai_chart_build_net},
    {"cash", "fan", sai_chart_build_cash},        {"cost", "cost", sai_chart_build_cost},
    {"offers", "offers", sai_chart_build_offers}, {"boxes", "boxes", sai_chart_build_boxes},
    {"bill", "bill", sai_chart_build_bill},
};
enum { N_CHARTS = sizeof charts / sizeof *charts };

/** Everything that all charts of a folder have in common. */
typedef struct artist {
  sai_file_set *files;
  const sai_chart_options *options;
  char plots[PATH_BYTES]; /**< absolute */
  sai_gnuplot gnuplot;
  sai_chart_data data;
} artist;

static const char *text_member(const sai_chart_data *data, const char *path) {
  const char *text = json_string_value(sai_chart_member(data->root, path));
  return text ? text : "";
}

static void put_title(const sai_chart *chart) {
  sai_text first = {.whole = chart->out}, second = {.whole = chart->out};
  sai_chart_two_lines(text_member(chart->data, "scenario.title"), TITLE_COLUMNS, &first, &second);
  sai_params_string(chart->out, "title_1", sai_text_string(&first));
  sai_params_string(chart->out, "title_2", sai_text_string(&second));
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
  facts.with_tax = chart->with_tax;
  sai_text first = {.whole = chart->out}, cut = {.whole = chart->out};
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
  sai_text subtitle = {.whole = chart->out};
  if (chart->unit_name[0])
    sai_text_format(&subtitle, _("%s (%s)"), chart->subtitle, chart->unit_name);
  else
    sai_text_add(&subtitle, chart->subtitle);
  sai_params_string(chart->out, "subtitle", sai_text_string(&subtitle));
  sai_text_free(&subtitle);
}

static void set_svg(sai_text *out, const sai_chart *chart) {
  sai_text_format(out, "svg size %u,%u noenhanced font '%s,%d' background '#ffffff'", chart->width,
                  chart->height, font, FONT_PIXELS);
}

static void set_png(sai_text *out, const sai_chart *chart) {
  sai_text_format(out,
                  "pngcairo size %u,%u noenhanced font '%s,%d' fontscale %.3f linewidth %d pointscale %d "
                  "background '#ffffff'",
                  PNG_SCALE * chart->width, PNG_SCALE * chart->height, font, FONT_PIXELS,
                  POINTS_A_PIXEL * PNG_SCALE, PNG_SCALE, PNG_SCALE);
}

static void set_pdf(sai_text *out, const sai_chart *chart) {
  sai_text_format(out,
                  "pdfcairo size %.4fin,%.4fin noenhanced font '%s,%d' fontscale %.4f linewidth 1.5 "
                  "pointscale 0.75 background '#ffffff'",
                  chart->width / PIXELS_AN_INCH, chart->height / PIXELS_AN_INCH, font, FONT_PIXELS,
                  PDF_SCALE);
}

const char *const sai_picture_names[SAI_PICTURES] = {"svg", "png", "pdf"};

static const struct {
  void (*set)(sai_text *out, const sai_chart *chart);
  const char *end; /**< is in the last bytes of a complete file */
} pictures[SAI_PICTURES] = {{set_svg, "</svg>"}, {set_png, "IEND"}, {set_pdf, "%%EOF"}};

/** The assignments that all pictures of a chart begin with. @return false if the chart does not apply; true
 * where memory ran out, so that drawing says so */
static bool write_parameters(const artist *a, size_t which, sai_chart *chart) {
  sai_text_add(chart->out, sai_clean_gnuplot_start);
  bool applies = charts[which].build(chart);
  if (chart->out->failed) return true;
  if (!applies) return false;
  sai_params_count(chart->out, "n", a->data.n_offers);
  sai_params_number(chart->out, "width", chart->width);
  sai_params_number(chart->out, "height", chart->height);
  sai_params_string(chart->out, "plots", a->plots);
  put_title(chart);
  put_subtitle(chart);
  put_footnotes(chart);
  return true;
}

/** The whole program that gnuplot reads for one picture. */
static void write_program(const artist *a, size_t which, const sai_chart *chart, sai_picture picture,
                          sai_text *out) {
  sai_text script = {.whole = out};
  sai_text_format(&script, "%s/%s.gp", a->plots, charts[which].script);
  sai_text_add(out, "set terminal ");
  pictures[picture].set(out, chart);
  sai_text_format(out, "\n%sload ", sai_text_string(chart->out));
  sai_clean_gnuplot(out, sai_text_string(&script));
  sai_text_add(out, "\nunset output\n");
  if (chart->out->failed) sai_text_fail(out);
  sai_text_free(&script);
}

/** gnuplot does not look whether its writes succeed: a full disk leaves the beginning of a picture. */
static sai_code check_complete(int fd, const char *chart, const char *end, sai_error *err) {
  char tail[TAIL_BYTES];
  struct stat about;
  if (fstat(fd, &about) != 0) return sai_error_errno(err, chart);
  if (about.st_size == 0) return sai_error_set(err, SAI_IO, _("chart %s: gnuplot wrote nothing"), chart);
  const off_t begin = about.st_size < TAIL_BYTES ? 0 : about.st_size - TAIL_BYTES;
  ssize_t n;
  while ((n = pread(fd, tail, TAIL_BYTES, begin)) < 0 && errno == EINTR) continue;
  if (n < 0) return sai_error_errno(err, chart);
  if (memmem(tail, (size_t)n, end, strlen(end))) return SAI_OK;
  sai_error_set(err, SAI_IO, _("chart %s: gnuplot wrote only a part of it"), chart);
  sai_error_hint(err, "%s", _("Is the disk full?"));
  return SAI_IO;
}

static void file_name(char name[64], size_t which, size_t picture) {
  snprintf(name, 64, "%s.%s", charts[which].name, sai_picture_names[picture]);
}

static sai_code draw_picture(const artist *a, size_t which, const sai_chart *chart, sai_picture picture,
                             sai_error *err) {
  char name[64];
  int fd;
  file_name(name, which, picture);
  SAI_TRY(sai_file_set_create(a->files, name, &fd, err));
  sai_text program = {0};
  write_program(a, which, chart, picture, &program);
  sai_code code =
      sai_gnuplot_draw(&a->gnuplot, charts[which].name, &program, sai_file_set_descriptor(a->files), fd, err);
  if (!code) code = check_complete(fd, charts[which].name, pictures[picture].end, err);
  sai_text_free(&program);
  close(fd);
  return code;
}

/** Draw one chart; its pictures appear together. One that does not apply any more is removed. */
static sai_code draw_chart(const artist *a, size_t which, sai_error *err) {
  char name[64];
  sai_text parameters = {0};
  sai_chart chart = {.data = &a->data, .unit = a->options->unit, .out = &parameters};
  bool applies = write_parameters(a, which, &chart);
  sai_code code = SAI_OK;
  for (size_t p = 0; p < SAI_PICTURES && !code; p++) {
    file_name(name, which, p);
    if (!applies)
      sai_file_set_remove(a->files, name);
    else if (a->options->pictures & 1U << p)
      code = draw_picture(a, which, &chart, (sai_picture)p, err);
  }
  sai_text_free(&parameters);
  if (!code) return sai_file_set_commit(a->files, err);
  sai_file_set_discard(a->files);
  return code;
}

static bool is_older(const struct timespec *a, const struct timespec *b) {
  return a->tv_sec < b->tv_sec || (a->tv_sec == b->tv_sec && a->tv_nsec < b->tv_nsec);
}

/** Pictures of an earlier result must not lie beside the new figures: those of a format that is not wanted
 * now, and all after a failure. */
static void remove_outdated(sai_file_set *files) {
  struct stat result, picture;
  int folder = sai_file_set_descriptor(files);
  if (fstatat(folder, "result.json", &result, 0) != 0) return;
  for (size_t i = 0; i < SAI_PICTURES * N_CHARTS; i++) {
    char name[64];
    file_name(name, i / SAI_PICTURES, i % SAI_PICTURES);
    if (fstatat(folder, name, &picture, AT_SYMLINK_NOFOLLOW) == 0 &&
        is_older(&picture.st_mtim, &result.st_mtim))
      sai_file_set_remove(files, name);
  }
}

/** The scripts' folder in its absolute form, since gnuplot runs in the folder of the data. */
static sai_code find_plots(artist *a, sai_error *err) {
  char *real = realpath(a->options->plots, NULL);
  if (!real) return sai_error_errno(err, a->options->plots);
  sai_code code = SAI_OK;
  if (strlen(real) < sizeof a->plots)
    strcpy(a->plots, real);
  else
    code = sai_error_set(err, SAI_IO, _("%s: the path is too long"), a->options->plots);
  free(real);
  return code;
}

static sai_code prepare(artist *a, sai_error *err) {
  a->gnuplot.name = a->options->gnuplot ? a->options->gnuplot : "gnuplot";
  a->gnuplot.seconds = a->options->seconds ? a->options->seconds : SECONDS;
  a->gnuplot.stop = a->options->stop;
  SAI_TRY(find_plots(a, err));
  SAI_TRY(sai_chart_data_read(sai_file_set_path(a->files), &a->data, err));
  return sai_gnuplot_find(&a->gnuplot, err);
}

sai_code sai_report_charts(sai_file_set *files, const sai_chart_options *options, sai_error *err) {
  artist *a = calloc(1, sizeof *a);
  if (!a) {
    remove_outdated(files);
    return sai_error_no_memory(err);
  }
  a->files = files;
  a->options = options;
  sai_code code = options->pictures ? prepare(a, err) : SAI_OK;
  for (size_t i = 0; code == SAI_OK && options->pictures && i < N_CHARTS; i++) code = draw_chart(a, i, err);
  remove_outdated(files);
  sai_chart_data_free(&a->data);
  free(a);
  return code;
}
