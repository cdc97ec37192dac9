/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/params.h"

#include "report/clean.h"

#include <math.h>
#include <string.h>

/** Always a real number: gnuplot divides whole numbers without a remainder. */
static void add_value(sai_text *out, double value) {
  if (!isfinite(value)) {
    sai_text_add(out, "NaN");
    return;
  }
  char digits[40];
  snprintf(digits, sizeof digits, "%.15g", value);
  sai_text_format(out, strpbrk(digits, ".e") ? "%s" : "%s.0", digits);
}

void sai_params_count(sai_text *out, const char *name, size_t value) {
  sai_text_format(out, "%s = %zu\n", name, value);
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
  sai_text_format(out, "%s_min = ", name);
  add_value(out, axis->low);
  sai_text_format(out, "\n%s_max = ", name);
  add_value(out, axis->high);
  sai_text_format(out, "\n%s_tics = \"", name);
  sai_axis_tics(out, axis, false);
  sai_text_format(out, "\"\n%s_blank = \"", name);
  sai_axis_tics(out, axis, true);
  sai_text_add(out, "\"\n");
}
