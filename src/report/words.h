/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures as people write them: money in a fitting unit, no digit beyond the noise, chances as so many of 100
 * runs. */
#ifndef SAI_REPORT_WORDS_H
#define SAI_REPORT_WORDS_H

#include "report/report.h"

/** A unit of money, for people. */
typedef struct sai_scale {
  double divisor;
  int decimals;  /**< at most so many: nothing smaller than the currency's smallest unit */
  char name[48]; /**< "万円", "thousand JPY" */
} sai_scale;

/** True if the messages are Japanese at present. */
bool sai_words_japanese(void);
/** The unit in which money up to `largest` (in size) is best read; a fixed unit if one was asked for. */
sai_scale sai_words_scale(const char *currency, unsigned decimals, sai_money_unit unit, double largest);

/** Half the width of a figure's interval; 0 if it has none, and if the figure is infinite. */
double sai_words_noise(const sai_figure *figure);
/** The same of a quantile, but at least so much that no digit finer than a bucket of the sketch it came from
 * is shown (sai_quantiles_at): 2,160,000 may come back as 2,160,640. 0 if it is exact. */
double sai_words_quantile_noise(const sai_figure *figure);
/** The most decimal places at which one unit of the last place is at least half of `noise`; may be negative.
 */
int sai_words_places(double noise);
/** Append a value with at most `decimals` places and with no digit beyond the noise (of the same unit as the
 * value), but one significant digit at least, and two if the noise is below a quarter of the value; infinite
 * values as the word for "no order".
 *  @return the decimal places written, 0 if rounded to tens or more */
int sai_words_number(sai_text *out, double value, double noise, int decimals);
/** Append a number, already in a scale, with the scale's unit: `1,000万円`, `80 x 10,000 USD`. */
void sai_words_amount(sai_text *out, const char *number, const sai_scale *scale);

/** Append money in a scale, exact as far as four significant digits go, with its unit: `1,000万円`. */
void sai_words_money(sai_text *out, double value, const char *currency, unsigned decimals,
                     sai_money_unit unit);
/** Append a probability in percent: `31%`, `0.7%`, `<0.1%`; no digit beyond the noise. */
void sai_words_percent(sai_text *out, const sai_figure *figure);
/** Append a probability as words: `31 of 100 runs`, `all runs`, `no run`. */
void sai_words_odds(sai_text *out, const sai_figure *figure);
/** Append the month of a payback: `month 5`. */
void sai_words_month(sai_text *out, unsigned index);

/** Append a line of the bill that has no name as its contract would say it: `400 per call`.
 *  @param amount  as written; money if it is a plain number, shares have their %
 *  @param per     what it is for, as in sai_bill_result
 *  @param label   of the stage, if `per` is one */
void sai_words_line(sai_text *out, const char *amount, const char *per, const char *label,
                    const char *currency);

/** Who is paid, by the owner of a part of the cost: "vendor", "dispatch" or "own". */
const char *sai_words_owner(const char *owner);
/** Append what is promised of a stage: `appointments: 8 a month on average`. */
void sai_words_promise(sai_text *out, const sai_promise_result *promise);

/** Append a number in the unit of a promise: `8 a month on average`. */
void sai_words_promised(sai_text *out, const sai_promise_result *promise, const char *number);

/** What every sheet says of its figures. */
typedef struct sai_facts {
  const char *first_month, *last_month; /**< NULL without a calendar */
  unsigned months;
  bool point, with_tax;            /**< with_tax: what is paid, else everything is before tax */
  uint64_t runs, runs_asked, seed; /**< fewer runs than asked for: interrupted */
  const char *sampler;             /**< or NULL */
} sai_facts;

/** Append period, tax, runs and seed: `12 months · excluding tax · 1,000,000 runs · seed 1`. */
void sai_words_facts(sai_text *out, const sai_facts *facts);

#endif
