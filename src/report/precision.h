/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How precise the figures are: the widest of them, as a place in the JSON document and in words. */
#ifndef SAI_REPORT_PRECISION_H
#define SAI_REPORT_PRECISION_H

#include "base/text.h"
#include "result/result.h"

/** Append where a figure stands in the JSON document, as a JSON pointer (RFC 6901):
 * `/offers/0/metrics/cost/p10`. */
void sai_precision_pointer(sai_text *out, const sai_result *result, const sai_figure_place *place);
/** Append what came of the precision that was asked for, as a sentence; result->precision.asked > 0. */
void sai_precision_sentence(sai_text *out, const sai_result *result);

#endif
