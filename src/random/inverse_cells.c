/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of an inverse table. Between two critical points the inverse is smooth: a cell's polynomial
   agrees with it in value and three derivatives at its left knot, in value and two at its right one. A cell
   whose polynomial misses the bounds is halved; one beside a pole or zero of the density, where there are no
   derivatives, becomes a straight line once it holds less probability than the bounds allow to err.
   docs/methods/inversion-by-table.md */
#include "random/inverse_inside.h"

#include <math.h>

/* A place on the way: the probability v of the tail up to x, and derivatives of x by v. */
typedef struct place {
  long double v, x, d[4]; /* d[0] is x */
  bool smooth;            /* the derivatives exist */
} place;

/* A stretch between critical points, seen from the tail: from `near` on. */
typedef struct piece {
  const sai_inverse_side *side;
  long double near, far;     /* x at its ends; may be infinite */
  long double v_near, v_far; /* probability of the tail up to there, atoms at `near` counted, at `far` not */
  long double atoms;         /* that of the atoms among it */
  long double sign;          /* 1 on the lower side, -1 on the upper one: x moves so when v grows */
} piece;

static long double tail_at(const piece *p, long double x) {
  sai_tails t = sai_law_tails(p->side->law, x);
  return p->atoms + (p->side->upper ? t.upper : t.lower);
}

/* A point inside the piece, which tells what side a critical point is looked at from. */
static long double inside(const piece *p, long double x) {
  if (x != p->near && x != p->far) return x;
  if (!isinf(p->near) && !isinf(p->far)) return 0.5L * (p->near + p->far);
  return x + (x == p->near ? p->sign : -p->sign) * fmaxl(1, fabsl(x));
}

static place place_at(const piece *p, long double v, long double x) {
  sai_jet j = sai_law_jet(p->side->law, x, inside(p, x));
  long double g = 1 / j.f, g2 = g * g;
  place at = {
      v, x, {x, p->sign * g, -j.f1 * g2 * g, p->sign * (3 * j.f1 * j.f1 * g - j.f2) * g2 * g2}, false};
  at.smooth = j.f > 0 && isfinite(at.d[1]) && isfinite(at.d[2]) && isfinite(at.d[3]);
  return at;
}

/* How far F may be from u at v. */
static long double slack(const piece *p, long double v) {
  return fminl(p->side->aim->absolute, p->side->aim->relative * v);
}

static long double half_ulp(long double x) {
  double near = fabs((double)x);
  return 0.5L * (nextafter(near, INFINITY) - near);
}

/* Guesses for the place of v from that of `reached`. Near a pole or far out on a finite side the logarithm of
   the probability from `near` on is straight in that of the distance from there; elsewhere, as in the valley
   between two parts, the density goes like exp(slope x). */
static long double power_guess(const piece *p, const place *at, long double v) {
  long double share = at->v - p->v_near, distance = fabsl(at->x - p->near);
  return p->near +
         p->sign * distance * expl(share * logl((v - p->v_near) / share) * fabsl(at->d[1]) / distance);
}

static long double exponential_guess(const place *at, long double v) {
  long double slope = at->d[2] / at->d[1], bend = slope * (v - at->v);
  if (fabsl(bend) < 1e-9L) return at->x + at->d[1] * (v - at->v);
  return at->x - at->d[1] / slope * log1pl(-bend);
}

/* Halfway between two points of the piece; in the distance from `near` by ratio where they are far apart. */
static long double between(const piece *p, long double a, long double b) {
  long double from = fabsl(a - p->near), to = fabsl(b - p->near), middle = a + 0.5L * (b - a);
  if (isinf(p->near) || to < 8 * from || from >= to) return middle;
  long double ratio = p->near + p->sign * (from > 0 ? sqrtl(from) * sqrtl(to) : to / 1024);
  return p->sign * (ratio - a) > 0 ? ratio : middle;
}

/* Halfway in the order of doubles: in 64 steps over all orders of magnitude. */
static long double between_doubles(const piece *p, long double a, long double b) {
  int64_t from = (int64_t)sai_bits((double)a), to = (int64_t)sai_bits((double)b);
  if (from < 0) from = INT64_MIN - from;
  if (to < 0) to = INT64_MIN - to;
  int64_t middle = from / 2 + to / 2;
  double x = sai_from_bits((uint64_t)(middle < 0 ? INT64_MIN - middle : middle));
  return p->sign * (x - a) > 0 && p->sign * (b - x) > 0 ? x : between(p, a, b);
}

/* Three terms of the Taylor series from a place, where they leave nothing: what follows them is below 1e-15
   of the step. NAN where they might leave something. */
static long double taylor(const place *at, long double rest) {
  bool near = at->smooth && fabsl(rest * at->d[2]) <= 1e-5L * fabsl(at->d[1]) &&
              fabsl(rest * rest * at->d[3]) <= 1e-10L * fabsl(at->d[1]);
  return near ? at->x + rest * (at->d[1] + rest * (at->d[2] / 2 + rest * at->d[3] / 6)) : NAN;
}

/* Derivatives tell all of one part, and nothing of a narrow one that a step passes over. */
static bool is_there(const piece *p, const place *at, long double v, long double x) {
  if (p->side->law->n == 1) return true;
  return fabsl(tail_at(p, x) - v) <= fmaxl(slack(p, v), fabsl(half_ulp(x) / at->d[1])) / 4;
}

enum { PATIENCE = 24, STEPS = 700 };

/* The place of v, v_near < v < v_far, between x = a and b (a is nearer to the tail) and near a guess. What is
   not found with some patience may be many orders of magnitude smaller than an end. */
static place solve(const piece *p, long double v, long double guess, long double a, long double b) {
  long double x = guess, scale = fminl(v - p->v_near, p->v_far - v);
  for (int i = 0; i < STEPS; i++) {
    if (!(p->sign * (x - a) > 0 && p->sign * (b - x) > 0)) x = between(p, a, b);
    long double reached = tail_at(p, x), rest = v - reached;
    place at = place_at(p, reached, x);
    long double end = taylor(&at, rest);
    if (!isnan(end) && fabsl(rest) <= 1e-6L * scale && is_there(p, &at, v, end)) return place_at(p, v, end);
    if (rest > 0)
      a = x;
    else
      b = x;
    if (fabsl(b - a) <= 1e-18L * fabsl(x) || between(p, a, b) == a || between(p, a, b) == b) break;
    x = !isnan(end) ? end : i % 2 && !isinf(p->near) ? power_guess(p, &at, v) : exponential_guess(&at, v);
    if (i % 8 == 7) x = i < PATIENCE ? between(p, a, b) : between_doubles(p, a, b);
  }
  return place_at(p, v, x);
}

/* Where doubles are coarse beside a cell, its polynomial begins at the double next to the left place, and all
   of its derivatives are taken there; elsewhere that makes no difference. False if that double is outside. */
static bool begin_at_double(const piece *p, const place *left, const place *right, place *begin) {
  double value = (double)left->x;
  long double shift = (value - left->x) / left->d[1];
  *begin = *left;
  begin->x = value, begin->v = left->v + shift;
  if (fabsl(shift) <= 1e-9L * (right->v - left->v)) return true;
  if (!(p->sign * (value - p->near) > 0 && p->sign * (right->x - value) > 0)) return false;
  *begin = place_at(p, tail_at(p, value), value);
  return begin->smooth && fabsl(begin->v - left->v) <= 0.1L * (right->v - left->v);
}

/* The polynomial in v - origin that agrees with the beginning in value and three derivatives, with the right
   place in value and two. */
static void hermite(const place *left, const place *right, sai_inverse_row *row) {
  double origin = (double)left->v;
  long double w = right->v - origin, l1 = left->d[1] * w, l2 = left->d[2] * w * w / 2,
              l3 = left->d[3] * w * w * w / 6;
  long double r0 = right->x - left->x - l1 - l2 - l3, r1 = right->d[1] * w - l1 - 2 * l2 - 3 * l3;
  long double r2 = (right->d[2] * w * w - 2 * l2 - 6 * l3) / 2;
  /* t^4 (e0 + e1 (t - 1) + e2 (t - 1)^2) with t = (v - origin) / w. */
  long double e0 = r0, e1 = r1 - 4 * e0, e2 = r2 - 6 * e0 - 4 * e1;
  const long double c[SAI_TABLE_ROW] = {origin, left->x, l1, l2, l3, e0 - e1 + e2, e1 - 2 * e2, e2};
  long double power = 1;
  for (int i = 0; i < SAI_TABLE_ROW; i++) {
    power /= i > 1 ? w : 1;
    row->c[i] = (double)(c[i] * power);
  }
}

static long double row_at(const sai_inverse_row *row, long double v) {
  long double d = v - row->c[0], y = row->c[7];
  for (int i = 6; i >= 1; i--) y = row->c[i] + d * y;
  return y;
}

/* Rising (falling on the upper side) all the way: the Bernstein coefficients of the derivative have one sign.
 */
static bool keeps_order(const piece *p, const sai_inverse_row *row, long double w) {
  static const int choose[6][6] = {{1},          {1, 1},          {1, 2, 1},
                                   {1, 3, 3, 1}, {1, 4, 6, 4, 1}, {1, 5, 10, 10, 5, 1}};
  long double slope[6], power = 1;
  for (int i = 0; i < 6; i++, power *= w) slope[i] = (i + 1) * row->c[i + 2] * power / choose[5][i];
  for (int k = 0; k < 6; k++) {
    long double sum = 0;
    for (int i = 0; i <= k; i++) sum += choose[k][i] * slope[i];
    if (!(p->sign * sum > 0)) return false;
  }
  return true;
}

/* The error of the interpolant is y7 d^4 (w - d)^3 / 7! with a value y7 of the seventh derivative. It shows
   in the third derivative at the right knot, which was not asked to agree, as -6 w^4 y7 / 7!; d^4 (w - d)^3
   is at most 0.00840 w^7. */
static long double expected_error(const sai_inverse_row *row, const place *right) {
  long double w = right->v - row->c[0];
  long double third = 6 * row->c[4] + w * (24 * row->c[5] + w * (60 * row->c[6] + w * 120 * row->c[7]));
  return fabsl(third - right->d[3]) / 6 * w * w * w * 0.0084L;
}

/* The bounds: at the middle against the distribution function itself, in between by the error's form. *x and
 *reached are the middle's. */
static bool cell_holds(const piece *p, const sai_inverse_row *row, const place *left, const place *right,
                       long double *x, long double *reached) {
  long double middle = 0.5L * (left->v + right->v);
  *x = row_at(row, middle);
  *reached = NAN;
  if (!(p->sign * (*x - left->x) > 0 && p->sign * (right->x - *x) > 0)) return false;
  long double steepest = fmaxl(fabsl(1 / left->d[1]), fabsl(1 / right->d[1]));
  long double granted =
      fmaxl(slack(p, left->v), half_ulp(*x) * fminl(fabsl(1 / left->d[1]), fabsl(1 / right->d[1])) / 2);
  if (expected_error(row, right) * steepest > 4 * granted) return false;
  *reached = tail_at(p, *x);
  if (fabsl(*reached - middle) > granted || expected_error(row, right) * steepest > granted) return false;
  return keeps_order(p, row, right->v - row->c[0]);
}

/* The first double of v that belongs to what begins at a probability: on the lower side P(X <= x) itself
   still belongs to x. */
static double knot_of(const piece *p, long double v) {
  double near = (double)v;
  bool after = p->side->upper ? near >= v : near > v;
  return after ? near : nextafter(near, 1);
}

static void add(const piece *p, sai_inverse_row *row, long double v) {
  row->knot = v == p->v_near ? knot_of(p, v) : (double)v;
  sai_inverse_add(p->side->rows, row);
}

/* The straight line between two places; it begins at a double, like the polynomials. */
static void make_line(const place *left, const place *right, sai_inverse_row *row) {
  long double slope = (right->x - left->x) / (right->v - left->v);
  double value = (double)left->x;
  long double origin = slope != 0 ? left->v + (value - left->x) / slope : left->v;
  *row = (sai_inverse_row){.c = {(double)origin, value, (double)slope}};
}

/* Where doubles are coarse beside the cell, or the cell holds next to nothing, a line is enough. Its error
   has no known form, and vanishes at the middle of a symmetric part: it is looked at in three places. */
static bool line_holds(const piece *p, const place *left, const place *right, sai_inverse_row *row) {
  long double width = right->v - left->v, move = fabsl(right->x - left->x), unit = half_ulp(left->x);
  bool surely = width <= slack(p, left->v) / 2 || move <= unit;
  if (!surely && move > 64 * unit) return false;
  make_line(left, right, row);
  for (int i = 1; i < 4 && !surely; i++) {
    long double v = left->v + width * i / 4, error = tail_at(p, row_at(row, v)) - v;
    if (fabsl(error) > fmaxl(slack(p, left->v), unit / 4 * width / move)) return false;
  }
  return true;
}

/* The point of (a, b) that is a multiple of the largest power of two: cells then fit the guide's. */
static long double roundest(long double a, long double b) {
  long double unit = ldexpl(1, ilogbl(b - a) + 1), at = unit * (floorl(a / unit) + 1);
  while (!(at < b)) unit /= 2, at = unit * (floorl(a / unit) + 1);
  return at;
}

static bool fill_cell(const piece *p, const place *left, const place *right, int depth) {
  long double x, reached;
  sai_inverse_row row;
  if (knot_of(p, left->v) >= knot_of(p, right->v)) return true;
  if (line_holds(p, left, right, &row)) {
    add(p, &row, left->v);
    return true;
  }
  place begin;
  bool fitted = left->smooth && right->smooth && right->v <= 2.001L * left->v &&
                begin_at_double(p, left, right, &begin);
  if (fitted) {
    hermite(&begin, right, &row);
    if (cell_holds(p, &row, left, right, &x, &reached)) {
      add(p, &row, left->v);
      return true;
    }
  }
  if (depth == 0) return false;
  long double v = roundest(left->v, right->v);
  long double guess = fitted           ? row_at(&row, v)
                      : isinf(p->near) ? exponential_guess(right, v)
                                       : power_guess(p, right, v);
  place middle = solve(p, v, guess, left->x, right->x);
  return fill_cell(p, left, &middle, depth - 1) && fill_cell(p, &middle, right, depth - 1);
}

enum { DEPTH = 120 };

static place end_place(const piece *p, long double v) {
  const sai_inverse_side *side = p->side;
  if (v == p->v_near) return place_at(p, v, p->near);
  if (v == p->v_far) return place_at(p, v, p->far);
  long double least = side->least_x, most = side->most_x;
  long double a = isinf(p->near) ? (side->upper ? most : least) : p->near;
  long double b = isinf(p->far) ? (side->upper ? least : most) : p->far;
  return solve(p, v, NAN, a, b);
}

/* A gap: no part has a density there. */
static bool is_empty(const piece *p) {
  const sai_law *law = p->side->law;
  long double left = fminl(p->near, p->far), right = fmaxl(p->near, p->far);
  for (size_t i = 0; i < law->n; i++) {
    const sai_leaf *leaf = &law->leaf[i];
    if (sai_leaf_low(leaf) <= left && sai_leaf_high(leaf) >= right) return false;
  }
  return true;
}

static bool fill_piece(const piece *p) {
  long double from = fmaxl(p->v_near, p->side->aim->least), to = fminl(p->v_far, 0.5L);
  if (!(from < to) || is_empty(p)) return true;
  place left = end_place(p, from), right = end_place(p, to);
  return fill_cell(p, &left, &right, DEPTH);
}

/* An atom is a row without slope. */
static void add_atom(const piece *p, const sai_atom *c) {
  if (!(c->probability > 0) || p->v_far > 0.5L) return;
  sai_inverse_row row = {.knot = knot_of(p, p->v_far), .c = {0, c->x}};
  sai_inverse_add(p->side->rows, &row);
}

bool sai_inverse_fill_side(const sai_inverse_side *side) {
  piece p = {.side = side, .near = side->upper ? INFINITY : -INFINITY, .sign = side->upper ? -1 : 1};
  for (size_t i = 0; i < side->n_critical && p.v_near <= 0.5L; i++) {
    const sai_atom *c = &side->critical[side->upper ? side->n_critical - 1 - i : i];
    p.far = c->x;
    p.v_far = is_empty(&p) ? p.v_near : tail_at(&p, p.far);
    if (!fill_piece(&p)) return false;
    add_atom(&p, c);
    p.near = p.far;
    p.atoms += c->probability;
    p.v_near = p.v_far + c->probability;
  }
  p.far = side->upper ? -INFINITY : INFINITY;
  p.v_far = 1;
  return p.v_near > 0.5L || fill_piece(&p);
}
