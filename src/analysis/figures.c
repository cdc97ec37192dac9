/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/figures.h"

#include "stats/groups.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

sai_figure sai_figure_of(double value) {
  return (sai_figure){true, value, NAN, value, value};
}

sai_figure sai_figure_student(sai_estimate e, double freedom, double level) {
  if (!isfinite(e.value) || !(freedom > 0)) return (sai_figure){true, e.value, e.se, e.value, e.value};
  double half = e.se * gsl_cdf_tdist_Qinv((1 - level) / 2, freedom);
  return (sai_figure){true, e.value, e.se, e.value - half, e.value + half};
}

sai_figure sai_figure_estimate(sai_estimate e, uint64_t n, double level) {
  return sai_figure_student(e, (double)n - 1, level);
}

static void runs_of_groups(const sai_tally *tally, size_t index, uint64_t runs[SAI_GROUPS_MAX]) {
  for (size_t g = 0; g < sai_tally_groups(tally); g++)
    runs[g] = sai_tally_runs(sai_tally_group(tally, g), index);
}

sai_figure sai_figure_of_groups(const sai_reading *from, size_t index, sai_estimate e, const double *off) {
  uint64_t runs[SAI_GROUPS_MAX];
  runs_of_groups(from->tally, index, runs);
  const double sd = e.se * sqrt((double)sai_tally_runs(from->tally, index));
  const sai_group_error error = sai_groups_error(runs, off, sai_tally_groups(from->tally), sd);
  return sai_figure_student((sai_estimate){e.value, error.se}, error.freedom, from->level);
}

static const sai_moments *moments_of(const sai_reading *from, size_t group, size_t index) {
  return sai_tally_moments(sai_tally_group(from->tally, group), index);
}

/* By how much a group's mean differs from that of all runs. */
static double off_mean(const sai_reading *from, size_t group, size_t index) {
  return sai_moments_mean(moments_of(from, group, index)).value -
         sai_moments_mean(sai_tally_moments(from->tally, index)).value;
}

sai_figure sai_figure_mean(const sai_reading *from, size_t index) {
  const sai_estimate mean = sai_moments_mean(sai_tally_moments(from->tally, index));
  const size_t groups = sai_tally_groups(from->tally);
  double off[SAI_GROUPS_MAX] = {0};
  if (!groups) return sai_figure_estimate(mean, sai_tally_runs(from->tally, index), from->level);
  for (size_t g = 0; g < groups; g++) off[g] = off_mean(from, g, index);
  return sai_figure_of_groups(from, index, mean, off);
}

/* s moves with the mean of (x - mean)^2, over 2 s. */
static sai_figure sd_of_groups(const sai_reading *from, size_t index, sai_estimate estimate) {
  const double sd = estimate.value;
  double off[SAI_GROUPS_MAX] = {0};
  for (size_t g = 0; g < sai_tally_groups(from->tally) && sd > 0; g++) {
    const double away = off_mean(from, g, index),
                 n = (double)sai_tally_runs(sai_tally_group(from->tally, g), index);
    off[g] =
        (sai_moments_variance(moments_of(from, g, index)) * ((n - 1) / n) + away * away - sd * sd) / (2 * sd);
  }
  return sai_figure_of_groups(from, index, estimate, off);
}

sai_figure sai_figure_sd(const sai_reading *from, size_t index) {
  const sai_estimate estimate = sai_moments_sd(sai_tally_moments(from->tally, index));
  sai_figure sd = sai_tally_groups(from->tally)
                      ? sd_of_groups(from, index, estimate)
                      : sai_figure_estimate(estimate, sai_tally_runs(from->tally, index), from->level);
  if (sd.low < 0) sd.low = 0;
  return sd;
}

/* By how much a group's ratio of means differs from that of all runs, in first order. */
static double off_ratio(const sai_reading *from, size_t group, size_t x, size_t y, double ratio) {
  return (off_mean(from, group, x) - ratio * off_mean(from, group, y)) /
         sai_moments_mean(sai_tally_moments(from->tally, y)).value;
}

sai_figure sai_figure_ratio(const sai_reading *from, size_t x, size_t y, size_t pair) {
  const sai_tally *all = from->tally;
  const sai_estimate ratio =
      sai_pooled_ratio(sai_tally_moments(all, x), sai_tally_moments(all, y), sai_tally_covariance(all, pair));
  double off[SAI_GROUPS_MAX] = {0};
  if (!sai_tally_groups(all) || !isfinite(ratio.value))
    return sai_figure_estimate(ratio, sai_tally_runs(all, x), from->level);
  for (size_t g = 0; g < sai_tally_groups(all); g++) off[g] = off_ratio(from, g, x, y, ratio.value);
  return sai_figure_of_groups(from, x, ratio, off);
}

static double ratio_of(const sai_tally *tally, size_t x, size_t y) {
  return sai_moments_mean(sai_tally_moments(tally, x)).value /
         sai_moments_mean(sai_tally_moments(tally, y)).value;
}

sai_figure sai_figure_ratio_gap(const sai_reading *from, const size_t columns[4], const size_t pairs[6]) {
  const sai_tally *all = from->tally;
  const size_t x = columns[0], y = columns[1], v = columns[2], w = columns[3];
  double covariance[6], off[SAI_GROUPS_MAX];
  for (size_t i = 0; i < 6; i++) covariance[i] = sai_tally_covariance(all, pairs[i]);
  const sai_estimate gap =
      sai_pooled_difference(sai_tally_moments(all, x), sai_tally_moments(all, y), sai_tally_moments(all, v),
                            sai_tally_moments(all, w), covariance);
  if (isnan(gap.value)) return (sai_figure){0};
  if (!sai_tally_groups(all)) return sai_figure_estimate(gap, sai_tally_runs(all, x), from->level);
  for (size_t g = 0; g < sai_tally_groups(all); g++)
    off[g] = off_ratio(from, g, x, y, ratio_of(all, x, y)) - off_ratio(from, g, v, w, ratio_of(all, v, w));
  return sai_figure_of_groups(from, x, gap, off);
}

sai_figure sai_figure_quantile(const sai_reading *from, size_t index, double q) {
  sai_quantile x = sai_tally_quantile(from->tally, index, q, from->level);
  return (sai_figure){true, x.value, NAN, x.low, x.high};
}

static uint64_t count_from(const sai_tally *tally, size_t index, size_t first, size_t last) {
  uint64_t hits = 0;
  for (size_t value = first; value <= last; value++) hits += sai_tally_count(tally, index, value);
  return hits;
}

sai_figure sai_figure_share(const sai_reading *from, size_t index, size_t first, size_t last) {
  const size_t groups = sai_tally_groups(from->tally);
  if (!groups) {
    const sai_proportion p = sai_proportion_of(count_from(from->tally, index, first, last),
                                               sai_tally_runs(from->tally, index), from->level);
    return (sai_figure){true, p.value, p.se, p.low, p.high};
  }
  uint64_t runs[SAI_GROUPS_MAX], hits[SAI_GROUPS_MAX];
  runs_of_groups(from->tally, index, runs);
  for (size_t g = 0; g < groups; g++)
    hits[g] = count_from(sai_tally_group(from->tally, g), index, first, last);
  const sai_group_share s = sai_groups_share(runs, hits, groups, from->level);
  return (sai_figure){true, s.value, s.se, s.low, s.high};
}

sai_figure sai_figure_indicator(const sai_reading *from, size_t index) {
  return sai_figure_share(from, index, 1, 1);
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

/* The product moves with each factor's relative change, to its power. */
static sai_figure product_of_groups(const sai_mean_product *product, const sai_reading *from,
                                    sai_estimate estimate) {
  double off[SAI_GROUPS_MAX] = {0};
  for (size_t g = 0; g < sai_tally_groups(from->tally); g++)
    for (size_t i = 0; i < product->n; i++)
      off[g] += estimate.value * product->power[i] * off_mean(from, g, product->index[i]) /
                sai_moments_mean(sai_tally_moments(from->tally, product->index[i])).value;
  return sai_figure_of_groups(from, product->index[0], estimate, off);
}

sai_figure sai_mean_product_figure(const sai_mean_product *product, const sai_reading *from) {
  const sai_tally *tally = from->tally;
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
  if (sai_tally_groups(tally) && isfinite(relative))
    return product_of_groups(product, from, (sai_estimate){value, se});
  return sai_figure_estimate((sai_estimate){value, se}, runs, from->level);
}
