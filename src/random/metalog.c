/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random/metalog.h"

#include "base/intl.h"
#include "random/leaf.h"

#include <math.h>

/* Terms 1, 2, 3, ... belong to R0, P0, P1, R1, R2, P2, R3, P3, R4, P4. */
enum { POWERS = 5 };

static const struct {
  bool of_p;
  int power;
} terms[SAI_METALOG_MAX] = {{false, 0}, {true, 0},  {true, 1}, {false, 1}, {false, 2},
                            {true, 2},  {false, 3}, {true, 3}, {false, 4}, {true, 4}};

typedef struct polynomials {
  long double p[POWERS], r[POWERS];
} polynomials;

static polynomials sorted_terms(const sai_dist *d) {
  polynomials q = {{0}, {0}};
  for (size_t i = 0; i < d->n; i++) (terms[i].of_p ? q.p : q.r)[terms[i].power] = d->value[i];
  return q;
}

/* out[k] is the k-th derivative at c, k = 0..3: Horner's scheme for all of them at once. */
static void derivatives(const long double *a, long double c, long double out[4]) {
  long double d0 = 0, d1 = 0, d2 = 0, d3 = 0;
  for (int i = POWERS - 1; i >= 0; i--) {
    d3 = d3 * c + d2;
    d2 = d2 * c + d1;
    d1 = d1 * c + d0;
    d0 = d0 * c + a[i];
  }
  out[0] = d0, out[1] = d1, out[2] = 2 * d2, out[3] = 6 * d3;
}

sai_metalog_slopes sai_metalog_at(const sai_dist *d, long double l) {
  polynomials q = sorted_terms(d);
  long double e = expl(-fabsl(l)), z = e / (1 + e), c = l < 0 ? z - 0.5L : 0.5L - z;
  long double w = z / (1 + e), p[4], r[4];
  derivatives(q.p, c, p);
  derivatives(q.r, c, r);
  long double s1 = p[1] * l + r[1], s2 = p[2] * l + r[2], s3 = p[3] * l + r[3];
  sai_metalog_slopes out;
  out.m[0] = p[0] * l + r[0];
  out.m[1] = p[0] + s1 * w;
  out.m[2] = 2 * p[1] * w + s2 * w * w - 2 * c * w * s1;
  out.m[3] = 3 * p[2] * w * w - 6 * c * w * p[1] + s3 * w * w * w - 6 * c * w * w * s2 -
             2 * w * (w - 2 * c * c) * s1;
  return out;
}

/* The values of a polynomial of c in [centre - radius, centre + radius], by its Taylor series. */
typedef struct range {
  long double low, high;
} range;

static range polynomial_range(const long double *a, bool derivative, long double centre, long double radius) {
  long double b[POWERS] = {0}, width = 0;
  for (int i = 0; i < POWERS; i++)
    if (!derivative || i + 1 < POWERS) b[i] = derivative ? (i + 1) * a[i + 1] : a[i];
  for (int k = 0; k < POWERS - 1; k++) /* the coefficients about the centre, by repeated division */
    for (int i = POWERS - 2; i >= k; i--) b[i] += centre * b[i + 1];
  for (int i = POWERS - 1; i >= 1; i--) width = (width + fabsl(b[i])) * radius;
  return (range){b[0] - width, b[0] + width};
}

static range times(range a, range b) {
  long double x[4] = {a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high};
  return (range){fminl(fminl(x[0], x[1]), fminl(x[2], x[3])), fmaxl(fmaxl(x[0], x[1]), fmaxl(x[2], x[3]))};
}

/* y (1 - y) log(y / (1 - y)) for y <= 1/2; it falls to its minimum at 0.17611 and rises from there. */
static range entropy_range(long double y0, long double y1) {
  long double h0 = y0 > 0 ? y0 * (1 - y0) * logl(y0 / (1 - y0)) : 0, h1 = y1 * (1 - y1) * logl(y1 / (1 - y1));
  bool turns = y0 < 0.1763L && y1 > 0.1759L;
  return (range){turns ? -0.2239L : fminl(h0, h1), fmaxl(h0, h1)};
}

/* dM/dL = P + h P' + w R' over y in [y0, y1] of one half, with h = w L and w = y (1 - y). */
static range slope_range(const polynomials *q, bool upper, long double y0, long double y1) {
  long double centre = 0.5L * (y0 + y1) - 0.5L, radius = 0.5L * (y1 - y0) + 1e-18L;
  range h = entropy_range(y0, y1), w = {y0 * (1 - y0), y1 * (1 - y1)};
  if (upper) centre = -centre, h = (range){-h.high, -h.low};
  range a = polynomial_range(q->p, false, centre, radius);
  range b = times(h, polynomial_range(q->p, true, centre, radius));
  range c = times(w, polynomial_range(q->r, true, centre, radius));
  return (range){a.low + b.low + c.low, a.high + b.high + c.high};
}

/* Depth-first over halves of [0, 1/2]; the stack holds what is left. */
static bool half_rises(const polynomials *q, bool upper, long double least) {
  long double left[64], right[64];
  int n = 1;
  left[0] = 0, right[0] = 0.5L;
  for (long tries = 0; n > 0; tries++) {
    long double y0 = left[--n], y1 = right[n], middle = 0.5L * (y0 + y1);
    range slope = slope_range(q, upper, y0, y1);
    if (slope.low >= least) continue;
    if (slope.high < least || n >= 60 || tries > 200000 || y1 - y0 < 1e-15L) return false;
    left[n] = middle, right[n++] = y1;
    left[n] = y0, right[n++] = middle;
  }
  return true;
}

bool sai_metalog_rises(const sai_dist *d, long double least) {
  polynomials q = sorted_terms(d);
  return half_rises(&q, false, least) && half_rises(&q, true, least);
}

long double sai_metalog_heaviness(const sai_dist *d) {
  polynomials q = sorted_terms(d);
  long double p[4];
  derivatives(q.p, 0.5L, p);
  return d->p[0] == SAI_METALOG_LOG ? p[0] : 0;
}

/* Solve a linear system of n equations by elimination with row exchanges; a holds the right side as column n.
 */
static bool eliminate(long double a[][SAI_METALOG_MAX + 1], size_t n) {
  for (size_t k = 0; k < n; k++) {
    size_t pivot = k;
    for (size_t i = k + 1; i < n; i++)
      if (fabsl(a[i][k]) > fabsl(a[pivot][k])) pivot = i;
    if (!(fabsl(a[pivot][k]) > 0)) return false;
    for (size_t j = 0; j <= n; j++) {
      long double swap = a[k][j];
      a[k][j] = a[pivot][j], a[pivot][j] = swap;
    }
    for (size_t i = 0; i < n; i++) {
      long double factor = i == k ? 0 : a[i][k] / a[k][k];
      for (size_t j = k; j <= n; j++) a[i][j] -= factor * a[k][j];
    }
  }
  for (size_t k = 0; k < n; k++) a[k][n] /= a[k][k];
  return true;
}

static long double transformed(double x, sai_metalog_form form) {
  return form == SAI_METALOG_PLAIN ? x : form == SAI_METALOG_LOG ? logl(x) : logl(x / (1 - (long double)x));
}

static bool fit(const double *u, const double *x, size_t n, sai_metalog_form form, double coefficient[]) {
  long double a[SAI_METALOG_MAX][SAI_METALOG_MAX + 1];
  for (size_t i = 0; i < n; i++) {
    long double c = u[i] - 0.5L, l = logl(u[i] / (1 - (long double)u[i]));
    for (size_t j = 0; j < n; j++) a[i][j] = powl(c, terms[j].power) * (terms[j].of_p ? l : 1);
    a[i][n] = transformed(x[i], form);
  }
  if (!eliminate(a, n)) return false;
  for (size_t j = 0; j < n; j++) coefficient[j] = (double)a[j][n];
  return true;
}

/* Near points make the system hopeless; rounding of the coefficients must not show in the points. */
static bool is_through(const sai_dist *d, const double *u, const double *x) {
  long double first = transformed(x[0], (sai_metalog_form)d->p[0]);
  long double width = transformed(x[d->n - 1], (sai_metalog_form)d->p[0]) - first;
  for (size_t i = 0; i < d->n; i++) {
    long double m = sai_metalog_at(d, logl(u[i] / (1 - (long double)u[i]))).m[0];
    if (!(fabsl(m - transformed(x[i], (sai_metalog_form)d->p[0])) <= 1e-9L * width)) return false;
  }
  return true;
}

static sai_code check_points(const double *u, const double *x, size_t n, sai_metalog_form form,
                             sai_error *err) {
  if (n < 2 || n > SAI_METALOG_MAX)
    return sai_error_set(err, SAI_REJECTED, _("%zu points; quantiles takes 2 to %d"), n,
                         (int)SAI_METALOG_MAX);
  for (size_t i = 0; i < n; i++) {
    if (!(u[i] > 0 && u[i] < 1))
      return sai_error_set(err, SAI_REJECTED,
                           _("the share of point %zu is %g%%; it must lie between 0%% and 100%%"), i + 1,
                           100 * u[i]);
    bool inside = form == SAI_METALOG_PLAIN || (x[i] > 0 && (form == SAI_METALOG_LOG || x[i] < 1));
    if (!inside || !(fabs(x[i]) <= 1e150))
      return sai_error_set(err, SAI_REJECTED,
                           _("the value of point %zu, %g, is outside what quantiles can have"), i + 1, x[i]);
    if (i && !(u[i] > u[i - 1] && x[i] > x[i - 1])) {
      sai_error_set(err, SAI_REJECTED, _("point %zu of quantiles is not above the one before it"), i + 1);
      sai_error_hint(err, _("shares and values both have to rise: quantiles(10%%=200, 50%%=300, 90%%=500)"));
      return SAI_REJECTED;
    }
  }
  return SAI_OK;
}

sai_code sai_dist_metalog(const double *u, const double *x, size_t n, sai_metalog_form form,
                          double coefficient[], sai_dist *d, sai_error *err) {
  SAI_TRY(check_points(u, x, n, form, err));
  sai_dist out = {.family = SAI_METALOG, .p = {form}, .n = n, .value = coefficient};
  if (!fit(u, x, n, form, coefficient) || !is_through(&out, u, x)) {
    sai_error_set(err, SAI_REJECTED, _("no single curve goes through these points of quantiles"));
    sai_error_hint(err, "%s",
                   _("leave one out: points close together, or seven in pairs around 50%, do not settle it"));
    return SAI_REJECTED;
  }
  SAI_TRY(sai_dist_check_part(&out, err));
  *d = out;
  return SAI_OK;
}

/* As a leaf: values, and derivatives of the value by M. */

static long double value_of(const sai_dist *d, long double m) {
  if (d->p[0] == SAI_METALOG_PLAIN) return m;
  return d->p[0] == SAI_METALOG_LOG ? expl(m) : 1 / (1 + expl(-m));
}

static double metalog_lower(const sai_dist *d) {
  return d->p[0] == SAI_METALOG_PLAIN ? -INFINITY : 0;
}

static double metalog_upper(const sai_dist *d) {
  return d->p[0] == SAI_METALOG_LOGIT ? 1 : INFINITY;
}

/* The L at which M is what belongs to x: Newton's method with a bracket; M is nearly linear far out. */
static long double solve(const sai_dist *d, long double x) {
  long double wanted = d->p[0] == SAI_METALOG_PLAIN ? x
                       : d->p[0] == SAI_METALOG_LOG ? logl(x)
                                                    : logl(x / (1 - x));
  long double l = 0, low = -11000, high = 11000;
  for (int i = 0; i < 200; i++) {
    sai_metalog_slopes s = sai_metalog_at(d, l);
    if (s.m[0] > wanted)
      high = l;
    else
      low = l;
    long double next = l - (s.m[0] - wanted) / s.m[1];
    if (!(next >= low && next <= high)) next = 0.5L * (low + high);
    if (fabsl(next - l) <= 3e-19L * (1 + fabsl(l))) break;
    l = next;
  }
  return l;
}

static sai_tails metalog_tails(const sai_leaf *leaf, long double x) {
  if (x <= metalog_lower(leaf->d)) return (sai_tails){0, 1};
  if (x >= metalog_upper(leaf->d)) return (sai_tails){1, 0};
  long double l = solve(leaf->d, x);
  return (sai_tails){1 / (1 + expl(-l)), 1 / (1 + expl(l))};
}

/* x by L, to the third derivative, from M by L and x by M. */
static void value_slopes(const sai_dist *d, long double x, const long double m[4], long double out[4]) {
  long double g1 = 1, g2 = 0, g3 = 0;
  if (d->p[0] == SAI_METALOG_LOG) g1 = g2 = g3 = x;
  if (d->p[0] == SAI_METALOG_LOGIT) {
    long double turn = 1 - 2 * x;
    g1 = x * (1 - x), g2 = g1 * turn, g3 = g1 * (turn * turn - 2 * g1);
  }
  out[1] = g1 * m[1];
  out[2] = g2 * m[1] * m[1] + g1 * m[2];
  out[3] = g3 * m[1] * m[1] * m[1] + 3 * g2 * m[1] * m[2] + g1 * m[3];
}

/* f = (dy/dL) / (dx/dL), and the same quotient again for its derivatives. */
static sai_jet metalog_jet(const sai_leaf *leaf, long double x, long double inside) {
  const sai_dist *d = leaf->d;
  if (!(inside > metalog_lower(d) && inside < metalog_upper(d))) return (sai_jet){0, 0, 0};
  long double l = solve(d, x), y = 1 / (1 + expl(-l)), z = 1 / (1 + expl(l)), s[4];
  sai_metalog_slopes m = sai_metalog_at(d, l);
  value_slopes(d, x, m.m, s);
  long double w = y * z, v1 = w, v2 = w * (z - y), v3 = w * ((z - y) * (z - y) - 2 * w);
  long double f = v1 / s[1], by_l = (v2 - f * s[2]) / s[1];
  long double again = (v3 - 2 * by_l * s[2] - f * s[3]) / s[1];
  return (sai_jet){f, by_l / s[1], (again - by_l * s[2] / s[1]) / (s[1] * s[1])};
}

static long double metalog_quantile(const sai_leaf *leaf, long double tail, bool upper) {
  long double l = logl(tail) - log1pl(-tail);
  return value_of(leaf->d, sai_metalog_at(leaf->d, upper ? -l : l).m[0]);
}

const sai_leaf_kind sai_kind_metalog = {.parameters = 1,
                                        .lower = metalog_lower,
                                        .upper = metalog_upper,
                                        .tails = metalog_tails,
                                        .jet = metalog_jet,
                                        .quantile = metalog_quantile};
