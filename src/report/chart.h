/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a chart's script needs to know: sizes, texts, axes, places of labels. The scripts draw; everything
   that depends on language, noise or room for text is decided here. */
#ifndef SAI_REPORT_CHART_H
#define SAI_REPORT_CHART_H

#include "report/axis.h"
#include "report/chart_data.h"
#include "report/words.h"

/** A chart while its parameters are written. */
typedef struct sai_chart {
  const sai_chart_data *data;
  sai_money_unit unit;
  sai_text *out;          /**< the parameters */
  unsigned width, height; /**< pixels of the picture, to be set */
  const char *subtitle;   /**< what is shown, without its unit; to be set */
  char unit_name[64];     /**< unit behind the subtitle, or empty */
  bool with_tax;          /**< payments are shown with tax */
} sai_chart;

/** Write the parameters of a chart. @return false if it does not apply to this result; what is returned and
 * set means nothing where memory ran out: `out` says so */
typedef bool sai_chart_build(sai_chart *chart);
sai_chart_build sai_chart_build_cpa, sai_chart_build_net, sai_chart_build_cash, sai_chart_build_cost,
    sai_chart_build_offers, sai_chart_build_boxes, sai_chart_build_bill;

/** The unit of money for figures up to `largest`, kept in chart->unit_name too. */
sai_scale sai_chart_scale(sai_chart *chart, double largest);
/** Append a figure without noise and unit; `infinite` stands for infinite ones. */
void sai_chart_number(sai_text *out, const sai_figure *figure, double divisor, const char *infinite);
/** The same for figures that stand side by side, with the same decimals as far as their noise allows.
 *  @param out  [n] */
void sai_chart_numbers(sai_text *out, const sai_figure *figures, size_t n, double divisor,
                       const char *infinite);
/** Append `955 (872 to 1,051)`: the middle, and what lies between low and high, in this order; the middle
 * alone where these are the same, nothing where there is none. */
void sai_chart_interval(sai_text *out, const sai_figure figures[3], double divisor);
/** NAME[]: the offers' names, cut to some columns. */
void sai_chart_names(const sai_chart *chart, const char *name, size_t columns);
/** names_1[] and names_2[]: the names on two lines. @return how many lines are used */
size_t sai_chart_names_wrapped(const sai_chart *chart, size_t columns);
/** Append a text as one line to `first`, or on two where it is longer than `columns`, the second cut. */
void sai_chart_two_lines(const char *s, size_t columns, sai_text *first, sai_text *second);
/** Append a cleaned text cut to some columns. */
void sai_chart_cut(sai_text *out, const char *s, size_t columns);
/** Move the middles at[0..n) of things of these heights apart so that none overlap, staying within [low,
 * high] where there is room, and in their order. NAN places are left alone. */
void sai_chart_spread(double *at, const double *heights, size_t n, double low, double high);

/** One scale for n panels with these ranges, unless a small one would be flat beside a large one.
 *  @param low, high  [n] set to the common range. @return true if each has its own */
bool sai_chart_choose_scales(size_t n, double *low, double *high);
/** x_tics: a label every `apart` months or a few more, the first always. */
void sai_chart_put_months(const sai_chart *chart, size_t apart);

/** Append to a legend what rests on the first runs only, with %s in `words` for their number; nothing where
 * all rests on all. */
void sai_chart_put_first_runs(const sai_chart *chart, const char *words, sai_text *out);

/** Texts of an array, up to eight for each offer. */
enum { SAI_CHART_TEXTS = 8 * SAI_CHART_OFFERS };
typedef struct sai_chart_texts {
  sai_text at[SAI_CHART_TEXTS];
} sai_chart_texts;
/** Write the first n as an array, and free all. */
void sai_chart_put_texts(const sai_chart *chart, const char *name, sai_chart_texts *texts, size_t n);

#endif
