/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Assignments in gnuplot's language. Every text is quoted by sai_clean_gnuplot(). */
#ifndef SAI_REPORT_PARAMS_H
#define SAI_REPORT_PARAMS_H

#include "report/axis.h"

void sai_params_count(sai_text *out, const char *name, size_t value);
void sai_params_number(sai_text *out, const char *name, double value);
void sai_params_string(sai_text *out, const char *name, const char *value);
/** Arrays count from 1; an array of none gets one empty element. */
void sai_params_numbers(sai_text *out, const char *name, const double *values, size_t n);
void sai_params_strings(sai_text *out, const char *name, const char *const *values, size_t n);
/** NAME_min, NAME_max, NAME_tics and, with empty labels, NAME_blank. */
void sai_params_axis(sai_text *out, const char *name, const sai_axis *axis);

#endif
