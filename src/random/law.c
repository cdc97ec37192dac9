/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random/law.h"

#include "random/vmath_inline.h"

#include <float.h>
#include <math.h>

/* Appends the leaves of d; their weights add up to `weight`. */
static void append(const sai_dist *d, long double weight, sai_law *law);

static void append_mixture(const sai_dist *d, long double weight, sai_law *law) {
  long double total = 0;
  for (size_t i = 0; i < d->n; i++) total += d->weight[i];
  for (size_t i = 0; i < d->n; i++) append(&d->part[i], weight * (d->weight[i] / total), law);
}

/* Every leaf keeps its share of what lies in the window; those that hold next to nothing of it go. */
static void append_truncated(const sai_dist *d, long double weight, sai_law *law) {
  size_t begin = law->n, kept = begin;
  long double total = 0;
  append(&d->part[0], 1, law);
  for (size_t i = begin; i < law->n; i++) {
    sai_leaf *leaf = &law->leaf[i];
    long double before = leaf->inside;
    double low = fmax(leaf->low, d->p[0]), high = fmin(leaf->high, d->p[1]);
    if (low <= high) sai_leaf_cut(leaf, low, high);
    leaf->weight *= low <= high ? leaf->inside / before : 0;
    total += leaf->weight;
  }
  for (size_t i = begin; i < law->n; i++) {
    if (!(law->leaf[i].weight > SAI_TRUNCATED_LEAST * total)) continue;
    law->leaf[kept] = law->leaf[i];
    law->leaf[kept++].weight *= weight / total;
  }
  law->n = kept;
  law->least = fminl(law->least, total);
}

static void append(const sai_dist *d, long double weight, sai_law *law) {
  if (d->family == SAI_MIXTURE)
    append_mixture(d, weight, law);
  else if (d->family == SAI_TRUNCATED)
    append_truncated(d, weight, law);
  else {
    law->leaf[law->n] = sai_leaf_make(d, -INFINITY, INFINITY);
    law->leaf[law->n++].weight = weight;
  }
}

void sai_law_make(const sai_dist *d, sai_law *law) {
  law->n = 0;
  law->least = 1;
  append(d, 1, law);
}

sai_tails sai_law_tails(const sai_law *law, long double x) {
  sai_tails sum = {0, 0};
  for (size_t i = 0; i < law->n; i++) {
    sai_tails t = sai_leaf_window_tails(&law->leaf[i], x);
    sum.lower += law->leaf[i].weight * t.lower;
    sum.upper += law->leaf[i].weight * t.upper;
  }
  return sum;
}

sai_jet sai_law_jet(const sai_law *law, long double x, long double inside) {
  sai_jet sum = {0, 0, 0};
  for (size_t i = 0; i < law->n; i++) {
    const sai_leaf *leaf = &law->leaf[i];
    if (!leaf->kind->jet || inside < leaf->low || inside > leaf->high) continue;
    sai_jet j = leaf->kind->jet(leaf, x, inside);
    long double share = leaf->weight / leaf->inside;
    sum.f += share * j.f, sum.f1 += share * j.f1, sum.f2 += share * j.f2;
  }
  return sum;
}

long double sai_law_mean(const sai_law *law) {
  long double sum = 0;
  for (size_t i = 0; i < law->n; i++) sum += law->leaf[i].weight * sai_leaf_mean(&law->leaf[i]);
  return sum;
}

long double sai_law_sd(const sai_law *law) {
  long double mean = sai_law_mean(law), sum = 0;
  for (size_t i = 0; i < law->n; i++) sum += law->leaf[i].weight * sai_leaf_spread(&law->leaf[i], mean);
  return sqrtl(sum);
}

/* Of a list within a window, its values there. */
static double leaf_end(const sai_leaf *leaf, bool upper) {
  double end = upper ? sai_leaf_high(leaf) : sai_leaf_low(leaf);
  if (leaf->d->family == SAI_POISSON) return upper ? floor(end) : ceil(end);
  if (leaf->d->family != SAI_DISCRETE) return end;
  double inside = end;
  for (size_t i = 0; i < leaf->d->n; i++) {
    double value = leaf->d->value[upper ? i : leaf->d->n - 1 - i];
    if (value >= leaf->low && value <= leaf->high) inside = value;
  }
  return inside;
}

double sai_law_lower(const sai_law *law) {
  double end = INFINITY;
  for (size_t i = 0; i < law->n; i++) end = fmin(end, leaf_end(&law->leaf[i], false));
  return end;
}

double sai_law_upper(const sai_law *law) {
  double end = -INFINITY;
  for (size_t i = 0; i < law->n; i++) end = fmax(end, leaf_end(&law->leaf[i], true));
  return end;
}

/* Searching for the quantile of u. Doubles are ranked by their order, so that halving works over many orders
   of magnitude; counts by themselves. */
typedef struct search {
  const sai_law *law;
  double u;
  bool counts;
} search;

static int64_t rank_of(const search *s, double x) {
  if (s->counts) return (int64_t)fmin(x, 1e18);
  int64_t bits = (int64_t)sai_bits(x);
  return bits < 0 ? INT64_MIN - bits : bits;
}

static double of_rank(const search *s, int64_t rank) {
  return s->counts ? (double)rank : sai_from_bits((uint64_t)(rank < 0 ? INT64_MIN - rank : rank));
}

/* How far apart two ranks are; it may be more than the largest int64_t. */
static uint64_t apart(int64_t low, int64_t high) {
  return (uint64_t)high - (uint64_t)low;
}

static bool reaches(const search *s, int64_t rank) {
  sai_tails t = sai_law_tails(s->law, of_rank(s, rank));
  return s->u <= 0.5 ? t.lower >= s->u : t.upper <= 1 - (long double)s->u;
}

/* Where about a leaf reaches u: an interval of one or two ends. */
static void leaf_range(const sai_leaf *leaf, double u, double *low, double *high) {
  long double tail = u <= 0.5 ? u : 1 - (long double)u;
  *low = leaf_end(leaf, false), *high = leaf_end(leaf, true);
  if (!leaf->kind->sum) *low = *high = (double)sai_leaf_window_quantile(leaf, tail, u > 0.5);
  if (leaf->d->family != SAI_POISSON) return;
  double sd = sqrt(leaf->d->p[0]), z = (double)sai_normal_solve(tail);
  double guess = floor(leaf->d->p[0] + (z * z - 1) / 6 + (u <= 0.5 ? z : -z) * sd);
  *low = *high = fmin(fmax(guess, *low), *high);
}

/* Newton's method from one end of the bracket, in the logarithm of the tail. */
static double newton(const search *s, double x) {
  sai_tails t = sai_law_tails(s->law, x);
  long double f = sai_law_jet(s->law, x, x).f, wanted = s->u <= 0.5 ? s->u : 1 - (long double)s->u;
  long double reached = s->u <= 0.5 ? t.lower : t.upper, move = reached * logl(reached / wanted) / f;
  return (double)(s->u <= 0.5 ? x - move : x + move);
}

/* A step towards `end`, which it does not pass; ranks may be as far apart as only unsigned numbers are. */
static int64_t step(int64_t from, int64_t end, uint64_t reach) {
  bool up = end > from;
  if ((up ? apart(from, end) : apart(end, from)) <= reach) return end;
  return (int64_t)(up ? (uint64_t)from + reach : (uint64_t)from - reach);
}

/* From where the leaves reach u; widened until `low` does not reach it, or is the lower end, and `high` does.
 */
static void bracket(const search *s, int64_t *low, int64_t *high) {
  double from = INFINITY, to = -INFINITY;
  for (size_t i = 0; i < s->law->n; i++) {
    double leaf_low, leaf_high;
    leaf_range(&s->law->leaf[i], s->u, &leaf_low, &leaf_high);
    from = fmin(from, leaf_low), to = fmax(to, leaf_high);
  }
  int64_t first = rank_of(s, fmax(sai_law_lower(s->law), -DBL_MAX));
  int64_t last = rank_of(s, fmin(sai_law_upper(s->law), DBL_MAX));
  *low = rank_of(s, fmax(from, -DBL_MAX)), *high = rank_of(s, fmin(to, DBL_MAX));
  for (int i = 1; *high < last && !reaches(s, *high); i += 2)
    *high = i < 64 ? step(*high, last, (uint64_t)1 << i) : last;
  for (int i = 1; *low > first && reaches(s, *low); i += 2)
    *low = i < 64 ? step(*low, first, (uint64_t)1 << i) : first;
}

/* One pass over a list, from the side of the smaller tail. */
static double list_quantile(const sai_dist *d, long double total, double u) {
  size_t i = u <= 0.5 ? 0 : d->n - 1;
  long double sum = u <= 0.5 ? d->weight[0] : 0, above = (1 - (long double)u) * total;
  if (u <= 0.5)
    while (i + 1 < d->n && sum < u * total) sum += d->weight[++i];
  else
    while (i > 0 && sum + d->weight[i] <= above) sum += d->weight[i--];
  return d->value[i];
}

double sai_law_quantile(const sai_law *law, double u) {
  if (law->n == 1 && law->leaf[0].d->family == SAI_DISCRETE && law->least == 1)
    return list_quantile(law->leaf[0].d, law->leaf[0].c[0], u);
  search s = {law, u, law->n == 1 && law->leaf[0].d->family == SAI_POISSON};
  int64_t low, high;
  bracket(&s, &low, &high);
  if (reaches(&s, low)) return of_rank(&s, low);
  for (int i = 0; apart(low, high) > 1; i++) {
    int64_t next = low + (int64_t)(apart(low, high) / 2);
    if (i % 3 && !s.counts && apart(low, high) > 8) {
      double guess = newton(&s, of_rank(&s, i % 3 == 1 ? low : high));
      int64_t near = isfinite(guess) ? rank_of(&s, guess) + (i % 3 == 1 ? 1 : -1) : next;
      if (near > low && near < high) next = near;
    }
    if (reaches(&s, next))
      high = next;
    else
      low = next;
  }
  return of_rank(&s, high);
}
