/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the charts' parameters are computed from: the files of a result folder, read back. The files may have
   been edited: nothing in them is trusted. */
#ifndef SAI_REPORT_CHART_DATA_H
#define SAI_REPORT_CHART_DATA_H

#include "report/report.h"

#include <jansson.h>

enum { SAI_CHART_OFFERS = 20, SAI_CHART_MONTHS = 120 };

/** One line of a CSV: its leading numbers; NAN where a cell is empty. */
typedef struct sai_chart_row {
  double at[4];
} sai_chart_row;

typedef struct sai_chart_rows {
  size_t n;
  sai_chart_row *rows;
} sai_chart_rows;

typedef struct sai_chart_data {
  json_t *root;         /**< result.json */
  sai_chart_rows cpa;   /**< offer number, from, to, share */
  sai_chart_rows curve; /**< offer number, units, cost, expected units */
  size_t n_offers, n_months;
  const json_t *offers[SAI_CHART_OFFERS];
  const char *names[SAI_CHART_OFFERS];
  const char *currency;
  unsigned currency_decimals;
} sai_chart_data;

/** Read a folder. @return SAI_IO if a file is missing, SAI_REJECTED if one is not what it should be */
SAI_MUST_USE sai_code sai_chart_data_read(const char *folder, sai_chart_data *data, sai_error *err);
void sai_chart_data_free(sai_chart_data *data);

/** A member of an object along a dotted path, or NULL. */
const json_t *sai_chart_member(const json_t *object, const char *path);
/** The figure `key` of an object with its interval; null is infinite; not present if there is none. */
sai_figure sai_chart_figure(const json_t *object, const char *key);
/** The metric of an offer, or NULL. */
const json_t *sai_chart_metric(const sai_chart_data *data, size_t offer, const char *key);
/** The middle figure of a metric: median, else mean, else pooled. */
sai_figure sai_chart_middle(const json_t *metric);
/** A target by key (`cpa`, `orders`, `budget`). */
sai_figure sai_chart_target(const sai_chart_data *data, const char *key);
/** True if the result is a point calculation. */
bool sai_chart_is_point(const sai_chart_data *data);

#endif
