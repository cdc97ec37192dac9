/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building the table of a beta distribution. Both sides are lower sides: the upper one is that of the
   mirrored distribution (b, a). The side's knots are found by marching in s = log(x / (1 - x)), where the
   density g(s) = x^a (1 - x)^b / B(a, b) has no pole: Gauss-Legendre integrals of g between knots, Halley's
   method for the knot. Each cell's polynomial is the two-point Hermite interpolant of degree 7; the
   derivatives of the inverse up to the third follow from g. docs/methods/inversion-by-table.md has the
   bounds. */
#include "random/table.h"

#include "base/intl.h"
#include "random/beta.h"

#include <math.h>
#include <stdbool.h>

enum { ROWS = SAI_TABLE_ROWS(SAI_BETA_BITS), CELLS = ROWS - 1 };

/* F(draw) - u and the same relative to v, beyond which a table is not used; the contract is twice that. */
static const double absolute_limit = 5e-11, relative_limit = 5e-7;

/* A place on the way: s, x and 1 - x, and the density in s there. */
typedef struct place {
  long double s, x, y, density;
} place;

/* A lower side being built. With u the distance from the end that the side begins at is meant: x. */
typedef struct march {
  long double a, b;
  double low, high;   /* the stretch */
  bool upper;         /* x counts from `high` */
  bool of_rest;       /* polynomials give 1 - x, the distance from the other end, or its logarithm */
  sai_table_side out; /* form, offset and sign are chosen, rows filled */
} march;

static const int gauss_points = 8;
static const long double gauss_x[8] = {
    -0.96028985649753623168L, -0.79666647741362673959L, -0.52553240991632898582L, -0.18343464249564980494L,
    0.18343464249564980494L,  0.52553240991632898582L,  0.79666647741362673959L,  0.96028985649753623168L};
static const long double gauss_w[8] = {
    0.10122853629037625915L, 0.22238103445337447054L, 0.31370664587788728734L, 0.36268378337836198297L,
    0.36268378337836198297L, 0.31370664587788728734L, 0.22238103445337447054L, 0.10122853629037625915L};

/* log of density(s + step) / density(s): relative to a near place large a and b cancel before they are
 * rounded. */
static long double log_ratio(const march *m, const place *from, long double step) {
  return m->a * step - (m->a + m->b) * log1pl(from->x * expm1l(step));
}

static place moved(const march *m, const place *from, long double step) {
  long double s = from->s + step;
  return (place){s, 1 / (1 + expl(-s)), 1 / (1 + expl(s)), from->density * expl(log_ratio(m, from, step))};
}

/* The probability between a place and the one `step` further in s. Eight points suffice for a piece of 1/2,
   as the density's nearest singularities are at +-i pi; far out on either side it is nearly exponential. */
static long double probability(const march *m, const place *from, long double step) {
  long double n = m->a + m->b, left = from->s + fminl(step, 0), right = from->s + fmaxl(step, 0);
  bool rising = n * expl(right) < 1e-9L, falling = n * expl(-left) < 1e-9L;
  int pieces = 1 + (int)(fabsl(step) * (rising ? m->a : falling ? m->b : 2));
  long double sum = 0, half = 0.5L * step / pieces;
  for (int i = 0; i < pieces; i++)
    for (int j = 0; j < gauss_points; j++)
      sum += gauss_w[j] * expl(log_ratio(m, from, half * (2 * i + 1 + gauss_x[j])));
  return sum * half * from->density;
}

/* s and its derivatives by v: ds/dv = 1/g, and (log g)' = a - (a + b) x. */
static void slopes(const march *m, const place *p, long double d[5]) {
  long double n = m->a + m->b, l1 = m->a * p->y - m->b * p->x, l2 = -n * p->x * p->y, l3 = l2 * (p->y - p->x);
  d[0] = p->s;
  d[1] = 1 / p->density;
  d[2] = -l1 * d[1] * d[1];
  d[3] = (2 * l1 * l1 - l2) * d[1] * d[1] * d[1];
  d[4] = (7 * l1 * l2 - 6 * l1 * l1 * l1 - l3) * d[1] * d[1] * d[1] * d[1];
}

/* How far s moves when v grows by `more`, by the Taylor series of the inverse. */
static long double taylor(const march *m, const place *from, long double more) {
  long double d[5];
  slopes(m, from, d);
  return more * (d[1] + more * (d[2] / 2 + more * (d[3] / 6 + more * d[4] / 24)));
}

/* The place where v is larger by `more`: a Taylor step, its integral, and a second Taylor step over the small
   rest, which leaves less than 1e-18. */
static place advance(const march *m, const place *from, long double more) {
  long double step = taylor(m, from, more);
  if (!(step > 0 && step < 4 * more / from->density + 1)) step = fminl(more / from->density, 1);
  for (int i = 0; i < 50; i++) {
    place p = moved(m, from, step);
    long double rest = more - probability(m, from, step), correction = taylor(m, &p, rest);
    bool close = fabsl(rest) <= 2e-4L * more;
    if (!close) correction = fmaxl(fminl(rest / p.density, step + 1), -0.5L * step);
    step += correction;
    if (close) break;
  }
  return moved(m, from, step);
}

/* Value and derivatives by v of what the polynomials give. */
static void outputs(const march *m, const place *p, long double out[4]) {
  long double d[5], f[4], x = p->x, y = p->y, xy = x * y;
  slopes(m, p, d);
  if (m->out.form == SAI_FORM_LINEAR) {
    long double sign = m->out.sign, turn = m->of_rest ? -sign : sign;
    f[0] = sign * (m->of_rest ? y : x);
    f[1] = turn * xy, f[2] = f[1] * (y - x), f[3] = f[1] * ((y - x) * (y - x) - 2 * xy);
  } else {
    f[0] = -log1pl(expl(m->of_rest ? p->s : -p->s));
    f[1] = m->of_rest ? -x : y, f[2] = -xy, f[3] = -xy * (y - x);
  }
  out[0] = f[0];
  out[1] = f[1] * d[1];
  out[2] = f[2] * d[1] * d[1] + f[1] * d[2];
  out[3] = f[3] * d[1] * d[1] * d[1] + 3 * f[2] * d[1] * d[2] + f[1] * d[3];
}

/* The polynomial of degree 7 in t = (v - left) / width that has these values and derivatives at both ends:
   the left ones are its first coefficients, the rest is t^4 times a cubic in t - 1. */
static void hermite(const long double left[4], const long double right[4], long double width, double c[8]) {
  long double w2 = width * width, w3 = w2 * width;
  long double l[4] = {left[0], left[1] * width, left[2] * w2 / 2, left[3] * w3 / 6};
  long double r[4] = {right[0] - left[0] - l[1] - l[2] - l[3], right[1] * width - l[1] - 2 * l[2] - 3 * l[3],
                      right[2] * w2 - 2 * l[2] - 6 * l[3], right[3] * w3 - 6 * l[3]};
  long double e1 = r[1] - 4 * r[0], e2 = (r[2] - 12 * r[0] - 8 * e1) / 2;
  long double e3 = (r[3] - 24 * r[0] - 36 * e1 - 24 * e2) / 6;
  for (int i = 0; i < 4; i++) c[i] = (double)l[i];
  c[4] = (double)(r[0] - e1 + e2 - e3);
  c[5] = (double)(e1 - 2 * e2 + 3 * e3);
  c[6] = (double)(e2 - 3 * e3);
  c[7] = (double)e3;
}

static double draw(const sai_table_side *side, double polynomial) {
  return side->form == SAI_FORM_LOG ? side->offset + side->sign * sai_exp_inline(polynomial)
                                    : side->offset + polynomial;
}

/* Rounding may carry the end of a cell past the next knot; its slope is lowered by as little as mends that.
 */
static void trim(double *row, double next, double sign) {
  const double last = 1 - 0x1p-49;
  for (int i = 0; i < 60 && sign * (sai_table_polynomial(row, 0, last) - next) > 0; i++)
    row[1] -= sign * fabs(next) * ldexp(1, i < 4 ? -53 : i - 57);
}

/* Probability of the side up to a draw, from a place nearby where it is v. */
static long double reached(const march *m, const place *from, double v, double drawn) {
  long double width = (long double)m->high - m->low, x = (drawn - (long double)m->low) / width;
  long double y = (m->high - (long double)drawn) / width;
  if (!(x > 0) || !(y > 0)) return (x > 0) != m->upper;
  return v + probability(m, from, (m->upper ? logl(y / x) : logl(x / y)) - from->s);
}

/* The contract at the middle of a cell, where Hermite interpolation errs most: F is near u, or u lies between
   F at the doubles next to the draw. */
static bool cell_holds(const march *m, const double *row, const place *left, double v, double width) {
  double wanted = v + 0.5 * width, drawn = draw(&m->out, sai_table_polynomial(row, 0, 0.5));
  long double error = reached(m, left, v, drawn) - wanted;
  if (fabsl(error) <= absolute_limit && fabsl(error) <= relative_limit * wanted) return true;
  double neighbour = nextafter(drawn, (error > 0) != m->upper ? -INFINITY : INFINITY);
  long double there = reached(m, left, v, neighbour) - wanted;
  return (error > 0) != (there > 0);
}

/* Now and then the march is held against the distribution function itself. */
static bool knot_holds(const march *m, const place *at, double v) {
  long double below, above;
  sai_beta_tails(m->a, m->b, at->x, at->y, &below, &above);
  return fabsl(below - v) <= 1e-12L * v;
}

/* March from v = 2^-53 to 1/2; false if a cell misses the bound. *end is the median. */
static bool fill_side(march *m, place *end) {
  long double x, y, left[4], right[4];
  x = sai_beta_solve(m->a, m->b, 0x1p-53L, 0, &y);
  place at = {logl(x / y), x, y, sai_beta_kernel(m->a, m->b, x, y)};
  outputs(m, &at, left);
  for (int i = 0; i < CELLS; i++) {
    double width = ldexp(1, (i >> SAI_BETA_BITS) - 53 - SAI_BETA_BITS);
    double v = ldexp(1, (i >> SAI_BETA_BITS) - 53) + (i & ((1 << SAI_BETA_BITS) - 1)) * width;
    double *row = m->out.rows + (size_t)i * SAI_TABLE_ROW;
    place next = advance(m, &at, width);
    outputs(m, &next, right);
    hermite(left, right, width, row);
    trim(row, (double)right[0], right[0] > left[0] ? 1 : -1);
    if (!cell_holds(m, row, &at, v, width) || (i % 64 == 0 && !knot_holds(m, &at, v))) return false;
    at = next;
    for (int j = 0; j < 4; j++) left[j] = right[j];
  }
  double *last = m->out.rows + (size_t)CELLS * SAI_TABLE_ROW;
  last[0] = (double)left[0];
  for (int j = 1; j < SAI_TABLE_ROW; j++) last[j] = 0;
  *end = at;
  return true;
}

/* The forms in turn: the distance from the end that is nearer in the tail, its logarithm, and the logarithm
   of the distance from the other end. The march itself is the same; steep poles need the logarithms. */
static bool fill_some_form(march *m, place *end) {
  long double rest, start = sai_beta_solve(m->a, m->b, 0x1p-53L, 0, &rest);
  for (int form = 0; form < 3; form++) {
    m->of_rest = form ? form == 2 : start > rest;
    m->out.form = form ? SAI_FORM_LOG : SAI_FORM_LINEAR;
    bool from_high = m->upper != m->of_rest;
    m->out.offset = from_high ? m->high : m->low;
    m->out.sign = (from_high ? -1 : 1) * (m->high - m->low);
    if (fill_side(m, end)) return true;
  }
  return false;
}

/* The two marches start from opposite tails and use no common figure: that they meet at the median shows that
   both are right, and that the density integrates to one. */
static bool meet(const march *m, const place *lower, const place *upper) {
  long double apart = fabsl(lower->s + upper->s) * lower->density;
  long double below, above;
  sai_beta_tails(m->a, m->b, lower->x, lower->y, &below, &above);
  return apart <= 1e-12L && fabsl(below - 0.5L) <= 1e-12L;
}

/* The last row of the upper side ends at the median, which belongs to the lower side: no draw may cross. */
static bool join(sai_table *table) {
  const double last = 1 - 0x1p-49;
  double *row = table->side[1].rows + (size_t)(CELLS - 1) * SAI_TABLE_ROW;
  double median = draw(&table->side[0], table->side[0].rows[(size_t)CELLS * SAI_TABLE_ROW]);
  double *before = table->side[0].rows + (size_t)(CELLS - 1) * SAI_TABLE_ROW;
  double sign = row[1] > 0 ? 1 : -1;
  for (int i = 0; i < 40 && draw(&table->side[1], sai_table_polynomial(row, 0, last)) < median; i++)
    row[1] -= sign * fabs(row[1]) * ldexp(1, i < 4 ? -50 : i - 54);
  return draw(&table->side[0], sai_table_polynomial(before, 0, last)) <= median &&
         draw(&table->side[1], sai_table_polynomial(row, 0, last)) >= median &&
         fabs(draw(&table->side[1], sai_table_polynomial(row, 0, last)) - median) <=
             1e-9 * fabs(median) + 1e-300;
}

sai_code sai_table_build_beta(double a, double b, double low, double high, sai_table *table, sai_error *err) {
  march lower = {.a = a, .b = b, .low = low, .high = high, .out = table->side[0]};
  march upper = {.a = b, .b = a, .low = low, .high = high, .out = table->side[1], .upper = true};
  place lower_end, upper_end;
  if (!fill_some_form(&lower, &lower_end) || !fill_some_form(&upper, &upper_end) ||
      !meet(&lower, &lower_end, &upper_end))
    return sai_error_set(err, SAI_FAILURE, _("no table of beta(%g, %g) keeps the sampling bounds"), a, b);
  table->side[0] = lower.out;
  table->side[1] = upper.out;
  if (!join(table))
    return sai_error_set(err, SAI_FAILURE, _("the table of beta(%g, %g) is not monotone at its median"), a,
                         b);
  return SAI_OK;
}
