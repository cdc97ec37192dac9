/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/params.h"

#include "report/clean.h"

#include <math.h>

static void add_value(sai_text *out, double value) {
  if (isfinite(value))
    sai_text_format(out, "%.15g", value);
  else
    sai_text_add(out, "NaN");
}

void sai_params_number(sai_text *out, const char *name, double value) {
  sai_text_format(out, "%s = ", name);
  add_value(out, value);
  sai_text_add(out, "\n");
}

void sai_params_string(sai_text *out, const char *name, const char *value) {
  sai_text_format(out, "%s = ", name);
  sai_clean_gnuplot(out, value);
  sai_text_add(out, "\n");
}

void sai_params_numbers(sai_text *out, const char *name, const double *values, size_t n) {
  sai_text_format(out, "array %s[%zu]\n", name, n ? n : 1);
  for (size_t i = 0; i < (n ? n : 1); i++) {
    sai_text_format(out, "%s[%zu] = ", name, i + 1);
    add_value(out, n ? values[i] : NAN);
    sai_text_add(out, "\n");
  }
}

void sai_params_strings(sai_text *out, const char *name, const char *const *values, size_t n) {
  sai_text_format(out, "array %s[%zu]\n", name, n ? n : 1);
  for (size_t i = 0; i < (n ? n : 1); i++) {
    sai_text_format(out, "%s[%zu] = ", name, i + 1);
    sai_clean_gnuplot(out, n ? values[i] : "");
    sai_text_add(out, "\n");
  }
}

void sai_params_axis(sai_text *out, const char *name, const sai_axis *axis) {
  sai_text_format(out, "%s_min = %.15g\n%s_max = %.15g\n%s_tics = \"", name, axis->low, name, axis->high, name);
  sai_axis_tics(out, axis, false);
  sai_text_format(out, "\"\n%s_blank = \"", name);
  sai_axis_tics(out, axis, true);
  sai_text_add(out, "\"\n");
}
