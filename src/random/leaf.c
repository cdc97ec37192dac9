/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all leaves have in common: windows, probabilities between two points, moments by quadrature. */
#include "random/leaf.h"

#include "random/metalog.h"

#include <math.h>

const sai_leaf_kind *sai_leaf_kind_of(sai_family family) {
  static const sai_leaf_kind *const kinds[SAI_FAMILIES] = {
      [SAI_CONSTANT] = &sai_kind_constant,   [SAI_BETA] = &sai_kind_beta,
      [SAI_PERT] = &sai_kind_pert,           [SAI_TRIANGULAR] = &sai_kind_triangular,
      [SAI_UNIFORM] = &sai_kind_uniform,     [SAI_NORMAL] = &sai_kind_normal,
      [SAI_LOGNORMAL] = &sai_kind_lognormal, [SAI_EXPONENTIAL] = &sai_kind_exponential,
      [SAI_DISCRETE] = &sai_kind_discrete,   [SAI_GAMMA] = &sai_kind_gamma,
      [SAI_WEIBULL] = &sai_kind_weibull,     [SAI_POISSON] = &sai_kind_poisson,
      [SAI_METALOG] = &sai_kind_metalog,
  };
  return kinds[family];
}

sai_leaf sai_leaf_make(const sai_dist *d, double low, double high) {
  sai_leaf leaf = {.kind = sai_leaf_kind_of(d->family), .d = d, .weight = 1};
  if (leaf.kind->prepare) leaf.kind->prepare(&leaf);
  sai_leaf_cut(&leaf, low, high);
  return leaf;
}

double sai_leaf_low(const sai_leaf *leaf) {
  return fmax(leaf->low, leaf->kind->lower(leaf->d));
}

double sai_leaf_high(const sai_leaf *leaf) {
  return fmin(leaf->high, leaf->kind->upper(leaf->d));
}

/* The nearest doubles above x, and not above it. */
static double after(long double x) {
  double near = (double)x;
  return near > x ? near : nextafter(near, INFINITY);
}

static double at_most(long double x) {
  double near = (double)x;
  return near <= x ? near : nextafter(near, -INFINITY);
}

/* Atoms in [low, x], and in (x, high]. */
static sai_tails sums(const sai_leaf *leaf, double low, long double x, double high) {
  return (sai_tails){leaf->kind->sum(leaf, low, at_most(x), 0, 0),
                     leaf->kind->sum(leaf, after(x), high, 0, 0)};
}

sai_tails sai_leaf_tails(const sai_leaf *leaf, long double x) {
  return leaf->kind->sum ? sums(leaf, -INFINITY, x, INFINITY) : leaf->kind->tails(leaf, x);
}

static const long double gauss_x[8] = {
    -0.96028985649753623168L, -0.79666647741362673959L, -0.52553240991632898582L, -0.18343464249564980494L,
    0.18343464249564980494L,  0.52553240991632898582L,  0.79666647741362673959L,  0.96028985649753623168L};
static const long double gauss_w[8] = {
    0.10122853629037625915L, 0.22238103445337447054L, 0.31370664587788728734L, 0.36268378337836198297L,
    0.36268378337836198297L, 0.31370664587788728734L, 0.22238103445337447054L, 0.10122853629037625915L};

static long double gauss(const sai_leaf *leaf, long double a, long double b) {
  long double sum = 0, half = 0.5L * (b - a), middle = a + half;
  for (int j = 0; j < 8; j++) {
    long double x = middle + half * gauss_x[j];
    sum += gauss_w[j] * leaf->kind->jet(leaf, x, x).f;
  }
  return sum * half;
}

/* The integral over [a, b], cut at the ends of the support and at a triangle's mode. */
static long double integral(const sai_leaf *leaf, long double a, long double b) {
  a = fmaxl(a, leaf->kind->lower(leaf->d)), b = fminl(b, leaf->kind->upper(leaf->d));
  if (!(a < b)) return 0;
  double mode = leaf->d->p[1];
  if (leaf->kind == &sai_kind_triangular && a < mode && mode < b)
    return gauss(leaf, a, mode) + gauss(leaf, mode, b);
  return gauss(leaf, a, b);
}

/* A difference of tails, unless it cancels by more than a thousand: then a and b are so near, beside the way
   to the next singularity of the density, that eight points leave nothing. */
static long double between(const sai_leaf *leaf, long double a, sai_tails at_a, long double b,
                           sai_tails at_b) {
  if (!(a < b)) return 0;
  bool low_half = at_b.lower <= at_a.upper;
  long double whole = low_half ? at_b.lower : at_a.upper;
  long double difference = low_half ? at_b.lower - at_a.lower : at_a.upper - at_b.upper;
  if (!(whole > 0) || isinf(a) || isinf(b)) return difference;
  return difference > 1e-3L * whole ? difference : integral(leaf, a, b);
}

void sai_leaf_cut(sai_leaf *leaf, double low, double high) {
  leaf->low = low, leaf->high = high;
  leaf->inside = 1;
  leaf->at_low = (sai_tails){0, 1}, leaf->at_high = (sai_tails){1, 0};
  if (isinf(low) && isinf(high)) return;
  if (leaf->kind->sum) {
    leaf->inside = leaf->kind->sum(leaf, low, high, 0, 0);
    return;
  }
  if (!isinf(low)) leaf->at_low = leaf->kind->tails(leaf, low);
  if (!isinf(high)) leaf->at_high = leaf->kind->tails(leaf, high);
  leaf->inside = between(leaf, low, leaf->at_low, high, leaf->at_high);
}

sai_tails sai_leaf_window_tails(const sai_leaf *leaf, long double x) {
  if (x < leaf->low) return (sai_tails){0, 1};
  if (x >= leaf->high) return (sai_tails){1, 0};
  if (isinf(leaf->low) && isinf(leaf->high)) return sai_leaf_tails(leaf, x);
  sai_tails t;
  if (leaf->kind->sum) {
    t = sums(leaf, leaf->low, x, leaf->high);
  } else {
    sai_tails at_x = leaf->kind->tails(leaf, x);
    t.lower = between(leaf, leaf->low, leaf->at_low, x, at_x);
    t.upper = between(leaf, x, at_x, leaf->high, leaf->at_high);
  }
  return (sai_tails){fminl(t.lower / leaf->inside, 1), fminl(t.upper / leaf->inside, 1)};
}

long double sai_leaf_window_quantile(const sai_leaf *leaf, long double tail, bool upper) {
  long double rest = leaf->inside * (1 - tail), share = leaf->inside * tail;
  long double below = leaf->at_low.lower + (upper ? rest : share);
  long double above = leaf->at_high.upper + (upper ? share : rest);
  long double x =
      below < above ? leaf->kind->quantile(leaf, below, false) : leaf->kind->quantile(leaf, above, true);
  return fminl(fmaxl(x, leaf->low), leaf->high);
}

/* The mean of x, or of (x - centre)^2, over the window: the integral of the quantile function over the
   probability s, by the double exponential rule s = 1 / (1 + exp(-pi sinh t)) (H. Takahasi, M. Mori, 1974).
 */
typedef struct moment {
  const sai_leaf *leaf;
  bool squared;
  long double centre, sum, size;
} moment;

static const long double step = 0.125L, pi = 3.14159265358979323846264338327950L;

static bool add_node(moment *m, int i) {
  long double t = step * i, g = pi * sinhl(fabsl(t)), tail = 1 / (1 + expl(g));
  if (tail < 1e-4800L) return false;
  long double x = sai_leaf_window_quantile(m->leaf, tail, i > 0);
  long double y = m->squared ? (x - m->centre) * (x - m->centre) : x;
  long double term = step * pi * coshl(t) * tail * (1 - tail) * y;
  m->sum += term;
  m->size += fabsl(term);
  return fabsl(term) > 1e-22L * m->size || fabsl(t) < 2;
}

static long double quadrature(const sai_leaf *leaf, bool squared, long double centre) {
  if (leaf->kind == &sai_kind_metalog && isinf(leaf->high) &&
      sai_metalog_heaviness(leaf->d) >= (squared ? 0.495L : 0.99L))
    return INFINITY;
  moment m = {leaf, squared, centre, 0, 0};
  add_node(&m, 0);
  for (int i = 1; add_node(&m, i); i++) continue;
  for (int i = -1; add_node(&m, i); i--) continue;
  return m.sum;
}

static bool is_whole(const sai_leaf *leaf) {
  return leaf->low <= leaf->kind->lower(leaf->d) && leaf->high >= leaf->kind->upper(leaf->d);
}

long double sai_leaf_mean(const sai_leaf *leaf) {
  if (is_whole(leaf) && leaf->kind->mean) return leaf->kind->mean(leaf->d);
  if (leaf->kind->sum) return leaf->kind->sum(leaf, leaf->low, leaf->high, 1, 0) / leaf->inside;
  return quadrature(leaf, false, 0);
}

long double sai_leaf_spread(const sai_leaf *leaf, long double centre) {
  if (is_whole(leaf) && leaf->kind->sd) {
    long double sd = leaf->kind->sd(leaf->d), apart = leaf->kind->mean(leaf->d) - centre;
    return sd * sd + apart * apart;
  }
  if (leaf->kind->sum) return leaf->kind->sum(leaf, leaf->low, leaf->high, 2, centre) / leaf->inside;
  return quadrature(leaf, true, centre);
}
