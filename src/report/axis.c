/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/axis.h"

#include <math.h>

enum { TICS_MAX = 40 };

/** The smallest of 1, 2, 5 times a power of ten that is not below x. */
static double round_step(double x) {
  double power = pow(10, floor(log10(x))), factor = x / power;
  return power * (factor <= 1 + 1e-9 ? 1 : factor <= 2 + 1e-9 ? 2 : factor <= 5 + 1e-9 ? 5 : 10);
}

sai_axis sai_axis_over(double low, double high, int tics, bool outward) {
  if (!isfinite(low) || !isfinite(high) || !(high > low)) {
    low = isfinite(low) ? fmin(low, 0) : 0;
    high = isfinite(high) && high > low ? high : low + 1;
  }
  sai_axis axis = {low, high, round_step((high - low) / tics), 0};
  if (outward) {
    axis.low = floor(low / axis.step + 1e-9) * axis.step;
    axis.high = ceil(high / axis.step - 1e-9) * axis.step;
  }
  double decimals = -floor(log10(axis.step) + 1e-9);
  axis.decimals = decimals > 0 ? (int)fmin(decimals, 12) : 0;
  return axis;
}

void sai_axis_tics(sai_text *out, const sai_axis *axis, bool blank) {
  sai_text_add(out, "(");
  double first = ceil(axis->low / axis->step - 1e-9);
  for (int i = 0; i < TICS_MAX; i++) {
    double at = (first + i) * axis->step;
    if (at > axis->high + 1e-9 * axis->step) break;
    sai_text_add(out, i ? ", '" : "'");
    if (!blank) sai_text_grouped(out, at, axis->decimals);
    sai_text_format(out, "' %.12g", at == 0 ? 0 : at);
  }
  sai_text_add(out, ")");
}
