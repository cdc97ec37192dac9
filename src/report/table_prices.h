/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of prices to negotiate: a row for each fee line with a price. */
#ifndef SAI_REPORT_TABLE_PRICES_H
#define SAI_REPORT_TABLE_PRICES_H

#include "base/text.h"
#include "result/result.h"

/** Append the table and what it means, with an empty line between; nothing if the result has no prices. */
void sai_table_prices(const sai_result *result, size_t width, sai_text *out);

#endif
