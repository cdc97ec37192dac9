/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/figures.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

sai_figure sai_figure_of(double value) {
  return (sai_figure){true, value, NAN, value, value};
}

sai_figure sai_figure_estimate(sai_estimate e, uint64_t n, double level) {
  if (!isfinite(e.value) || n < 2) return (sai_figure){true, e.value, e.se, e.value, e.value};
  double half = e.se * gsl_cdf_tdist_Qinv((1 - level) / 2, (double)(n - 1));
  return (sai_figure){true, e.value, e.se, e.value - half, e.value + half};
}

sai_figure sai_figure_mean(const sai_reading *from, size_t index) {
  return sai_figure_estimate(sai_moments_mean(sai_tally_moments(from->tally, index)),
                             sai_tally_runs(from->tally, index), from->level);
}

sai_figure sai_figure_sd(const sai_reading *from, size_t index) {
  sai_figure sd = sai_figure_estimate(sai_moments_sd(sai_tally_moments(from->tally, index)),
                                      sai_tally_runs(from->tally, index), from->level);
  if (sd.low < 0) sd.low = 0;
  return sd;
}

sai_figure sai_figure_quantile(const sai_reading *from, size_t index, double q) {
  sai_quantile x = sai_tally_quantile(from->tally, index, q, from->level);
  return (sai_figure){true, x.value, NAN, x.low, x.high};
}

sai_figure sai_figure_share(uint64_t hits, uint64_t n, double level) {
  sai_proportion p = sai_proportion_of(hits, n, level);
  return (sai_figure){true, p.value, p.se, p.low, p.high};
}

sai_figure sai_figure_indicator(const sai_reading *from, size_t index) {
  return sai_figure_share(sai_tally_count(from->tally, index, 1), sai_tally_runs(from->tally, index),
                          from->level);
}

sai_band sai_figure_band(const sai_reading *from, size_t index) {
  return (sai_band){sai_figure_mean(from, index), sai_figure_quantile(from, index, 0.1),
                    sai_figure_quantile(from, index, 0.5), sai_figure_quantile(from, index, 0.9)};
}

void sai_mean_product_watch(sai_mean_product *product, sai_watch *watch, size_t segment, size_t n,
                            const sai_column *columns, const int *powers) {
  product->n = n;
  for (size_t i = 0; i < n; i++) {
    product->index[i] = sai_watch_column(watch, columns[i], segment, SAI_WATCH_MOMENTS, 0);
    product->power[i] = powers[i];
  }
  for (size_t i = 0, k = 0; i < n; i++)
    for (size_t j = i + 1; j < n; j++, k++)
      product->pair[k] = sai_watch_pair(watch, product->index[i], product->index[j]);
}

sai_figure sai_mean_product_figure(const sai_mean_product *product, const sai_tally *tally) {
  double value = 1, relative = 0, mean[4];
  uint64_t runs = sai_tally_runs(tally, product->index[0]);
  for (size_t i = 0; i < product->n; i++) {
    const sai_moments *m = sai_tally_moments(tally, product->index[i]);
    mean[i] = sai_moments_mean(m).value;
    value *= product->power[i] > 0 ? mean[i] : 1 / mean[i];
    relative += sai_moments_variance(m) / (mean[i] * mean[i]);
  }
  for (size_t i = 0, k = 0; i < product->n; i++)
    for (size_t j = i + 1; j < product->n; j++, k++)
      relative += 2 * product->power[i] * product->power[j] * sai_tally_covariance(tally, product->pair[k]) /
                  (mean[i] * mean[j]);
  double se = isfinite(relative) ? fabs(value) * sqrt(fmax(relative, 0) / (double)runs) : 0;
  return sai_figure_estimate((sai_estimate){value, se}, runs, SAI_INTERVAL_LEVEL);
}
