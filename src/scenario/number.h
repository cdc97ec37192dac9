/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as people write them, after folding: 1,000 1.5K 2M 50万円 1億2,000万円 ¥400 10,000 JPY 50%. */
#ifndef SAI_SCENARIO_NUMBER_H
#define SAI_SCENARIO_NUMBER_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct sai_number {
  double value; /**< 4% is 0.04 */
  double scale; /**< what a unit such as 万 or K multiplied the last part by; 1 without */
  bool percent, money, grouped;
  size_t length;                   /**< bytes that belong to the number */
  const char *problem, *hint;      /**< untranslated; NULL if it is right */
  size_t problem_at, problem_size; /**< bytes within the number */
} sai_number;

/** True if a number begins here: a digit, a decimal point before one, or a currency sign before one. */
bool sai_number_begins(const char *s, size_t n);
/** Read the number that begins at s (n bytes, folded). A comma that is not followed by a digit does not
 * belong to it.
 *  @param currency  ISO code that 円, ¥ and codes are compared with */
void sai_number_read(const char *s, size_t n, const char *currency, sai_number *out);
/** Append a number in the fewest digits that sai_number_read() reads to the same double, with a `%` behind it
 * if `percent`, and with commas between groups of three if `grouped`.
 *  @param value  one that was read; others of more than 30 places are not readable */
void sai_number_write(double value, bool percent, bool grouped, sai_text *out);
/** The decimals of an ISO 4217 currency, -1 if there is no such code. */
int sai_currency_decimals(const char *code);

#endif
