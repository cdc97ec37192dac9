/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search behind exact quantiles of counts. */
#ifndef SAI_RANDOM_FIRST_REACHED_H
#define SAI_RANDOM_FIRST_REACHED_H

#include <stdbool.h>

/** F(k; a, b) >= u for a whole number k; monotone in k. */
typedef bool sai_reaches(double k, double a, double b, double u);

/** The smallest k from `least` to `most` that reaches u, which `most` does; looked for from `near` on, so
 * that a good guess takes two questions. */
double sai_first_reached(sai_reaches *reaches, double a, double b, double u, double near, double least,
                         double most);

#endif
