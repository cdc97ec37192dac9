/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of prices to negotiate: a row for each fee line with a price. */
#ifndef SAI_REPORT_TABLE_PRICES_H
#define SAI_REPORT_TABLE_PRICES_H

#include "report/report.h"

/** Append the table and what it means, with an empty line between; nothing if the result has no prices.
 *  @param unit  of the prices; SAI_MONEY_AUTO: plain, since prices are quoted so */
void sai_table_prices(const sai_result *result, sai_money_unit unit, size_t width, sai_text *out);

#endif
