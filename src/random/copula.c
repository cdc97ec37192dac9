/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rank correlations can hold together, and which ones are reached. */
#include "random/copula.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Nearer to the edge the factor loses digits, and a change in the sixth digit makes a matrix impossible. */
static const double least_eigenvalue = 1e-6;

double sai_copula_normal(double rank) {
  return 2 * sin(M_PI / 6 * rank);
}

double sai_copula_rank(double normal) {
  return 6 / M_PI * asin(normal / 2);
}

/* Room for matrices of one size and the eigenvalues of one. */
typedef struct space {
  size_t n;
  double *normal, *change, *moved, *scratch, *vectors, *values;
  gsl_eigen_symmv_workspace *eigen;
} space;

static void close_space(space *s) {
  free(s->normal);
  if (s->eigen) gsl_eigen_symmv_free(s->eigen);
}

static sai_code open_space(space *s, size_t n, sai_error *err) {
  *s = (space){.n = n, .normal = calloc(5 * n * n + n, sizeof(double))};
  s->eigen = s->normal ? gsl_eigen_symmv_alloc(n) : NULL;
  if (!s->eigen) {
    close_space(s);
    return sai_error_no_memory(err);
  }
  s->change = s->normal + n * n;
  s->moved = s->change + n * n;
  s->scratch = s->moved + n * n;
  s->vectors = s->scratch + n * n;
  s->values = s->vectors + n * n;
  return SAI_OK;
}

static void fill_normal(space *s, const double *rank) {
  for (size_t i = 0; i < s->n; i++)
    for (size_t j = 0; j < s->n; j++)
      s->normal[i * s->n + j] = i == j ? 1 : sai_copula_normal(rank[i * s->n + j]);
}

/* Eigenvalues and vectors of a matrix, which is kept. */
static void decompose(space *s, const double *matrix) {
  memcpy(s->scratch, matrix, s->n * s->n * sizeof *matrix);
  gsl_matrix_view m = gsl_matrix_view_array(s->scratch, s->n, s->n),
                  v = gsl_matrix_view_array(s->vectors, s->n, s->n);
  gsl_vector_view e = gsl_vector_view_array(s->values, s->n);
  gsl_eigen_symmv(&m.matrix, &e.vector, &v.matrix, s->eigen);
}

static bool is_possible(space *s, const double *normal) {
  decompose(s, normal);
  for (size_t i = 0; i < s->n; i++)
    if (!(s->values[i] >= least_eigenvalue)) return false;
  return true;
}

sai_code sai_copula_factor(const double *rank, size_t n, bool *possible, double *factor, sai_error *err) {
  space s;
  SAI_TRY(open_space(&s, n, err));
  fill_normal(&s, rank);
  *possible = is_possible(&s, s.normal);
  if (*possible && factor) {
    gsl_matrix_view m = gsl_matrix_view_array(s.normal, n, n);
    gsl_linalg_cholesky_decomp1(&m.matrix);
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < n; j++) factor[i * n + j] = j <= i ? s.normal[i * n + j] : 0;
  }
  close_space(&s);
  return SAI_OK;
}

/* The nearest matrix with no eigenvalue below `floor`. */
static void raise_eigenvalues(space *s, const double *from, double floor, double *to) {
  decompose(s, from);
  memcpy(to, from, s->n * s->n * sizeof *to);
  for (size_t k = 0; k < s->n; k++) {
    if (s->values[k] >= floor) continue;
    double missing = floor - s->values[k];
    for (size_t i = 0; i < s->n; i++)
      for (size_t j = 0; j < s->n; j++)
        to[i * s->n + j] += missing * s->vectors[i * s->n + k] * s->vectors[j * s->n + k];
  }
}

/* s->normal becomes the nearest correlation matrix with no eigenvalue below `floor`. */
static void project(space *s, double floor) {
  enum { STEPS = 100 };
  const size_t size = s->n * s->n;
  memset(s->change, 0, size * sizeof *s->change);
  for (int step = 0; step < STEPS; step++) {
    double moved = 0;
    for (size_t i = 0; i < size; i++) s->change[i] = s->normal[i] - s->change[i];
    raise_eigenvalues(s, s->change, floor, s->moved);
    for (size_t i = 0; i < size; i++) {
      double next = i % (s->n + 1) == 0 ? 1 : s->moved[i];
      s->change[i] = s->moved[i] - s->change[i];
      moved = fmax(moved, fabs(next - s->normal[i]));
      s->normal[i] = next;
    }
    if (moved < 1e-9) break;
  }
}

static void round_ranks(const space *s, double *nearest) {
  for (size_t i = 0; i < s->n; i++)
    for (size_t j = 0; j <= i; j++) {
      double r = fmin(fmax(s->normal[i * s->n + j], -1), 1);
      double rank = i == j ? 1 : round(100 * sai_copula_rank(r)) / 100;
      nearest[i * s->n + j] = nearest[j * s->n + i] = rank == 0 ? 0 : rank;
    }
}

sai_code sai_copula_nearest(const double *rank, size_t n, double *nearest, sai_error *err) {
  space s;
  SAI_TRY(open_space(&s, n, err));
  /* With all eigenvalues at 1 only the identity is left, so the loop ends. */
  for (double floor = 1e-4; floor < 1; floor *= 2) {
    fill_normal(&s, rank);
    project(&s, floor);
    round_ranks(&s, nearest);
    fill_normal(&s, nearest);
    if (is_possible(&s, s.normal)) {
      close_space(&s);
      return SAI_OK;
    }
  }
  for (size_t i = 0; i < n * n; i++) nearest[i] = i % (n + 1) == 0;
  close_space(&s);
  return SAI_OK;
}

static bool is_continuous(const sai_dist *d) {
  if (d->family == SAI_CONSTANT || d->family == SAI_DISCRETE || d->family == SAI_POISSON) return false;
  bool made_of_parts = d->family == SAI_MIXTURE || d->family == SAI_TRUNCATED;
  for (size_t i = 0; made_of_parts && i < d->n; i++)
    if (!is_continuous(&d->part[i])) return false;
  return true;
}

/* A distribution's ranks as steps over u: on (until of the one before, until) the rank is `rank`. */
typedef struct step {
  double until, rank;
} step;

enum { CELLS = 128, STEPS_MAX = 5 * CELLS };

/* Values with at least half a cell of probability have a step of their own; what is finer is as good as
   continuous. */
static const double least_atom = 0.5 / CELLS;

/* A list of values, which could be long, in one pass: runs of fine values end with a cell. */
static size_t find_listed_steps(const sai_dist *d, step steps[STEPS_MAX]) {
  size_t n = 0;
  double before = 0, upto = 0, begin = 0;
  for (size_t i = 0; i < d->n; i++, before = upto) {
    upto = i + 1 < d->n ? upto + d->weight[i] : 1;
    bool atom = upto - before >= least_atom;
    bool full = before - begin >= 1.0 / CELLS, last = i + 1 == d->n;
    if (before > begin && (atom || full)) {
      steps[n++] = (step){before, 0.5 * (begin + before)};
      begin = before;
    }
    if (!atom && !last) continue;
    steps[n++] = (step){upto, 0.5 * (begin + upto)};
    begin = upto;
  }
  return n;
}

static size_t find_steps(const sai_dist *d, step steps[STEPS_MAX]) {
  const double width = 1.0 / CELLS;
  size_t n = 0;
  if (d->family == SAI_DISCRETE) return find_listed_steps(d, steps);
  for (double u = 0; u < 1 - 1e-9 && n + 1 < STEPS_MAX;) {
    double end = fmin(u + width, 1), x = sai_dist_quantile(d, 0.5 * (u + end));
    double upto = sai_dist_cdf(d, x), below = sai_dist_cdf(d, nextafter(x, -INFINITY));
    if (upto - below < least_atom) {
      steps[n++] = (step){end, 0.5 * (u + end)};
      u = end;
      continue;
    }
    if (below > u + 1e-9) steps[n++] = (step){below, 0.5 * (u + below)};
    steps[n++] = (step){upto, 0.5 * (fmax(below, u) + upto)};
    u = upto;
  }
  steps[n - 1].until = 1;
  return n;
}

static double normal_quantile(double u) {
  static const sai_dist normal = {.family = SAI_NORMAL, .p = {0, 1}};
  return u <= 0 ? -INFINITY : u >= 1 ? INFINITY : sai_dist_quantile(&normal, u);
}

static double spread(const step *steps, size_t n) {
  double sum = 0, before = 0;
  for (size_t i = 0; i < n; i++) {
    sum += (steps[i].until - before) * (steps[i].rank - 0.5) * (steps[i].rank - 0.5);
    before = steps[i].until;
  }
  return sum;
}

/* E[rank of b | normal score z of a], less 1/2. */
static double expected(const step *b, const double *edges, size_t n, double r, double z) {
  double sum = b[0].rank - 0.5, scale = sqrt(1 - r * r) * M_SQRT2;
  for (size_t j = 0; j + 1 < n; j++)
    sum += (b[j + 1].rank - b[j].rank) * 0.5 * erfc((edges[j] - r * z) / scale);
  return sum;
}

/* The covariance is an integral over the ranks of a, cell by cell; steps wider than a cell are divided. */
static double covariance(const step *a, size_t n_a, const step *b, size_t n_b, double r) {
  double edges[STEPS_MAX], sum = 0, before = 0;
  for (size_t j = 0; j + 1 < n_b; j++) edges[j] = normal_quantile(b[j].until);
  for (size_t i = 0; i < n_a; i++) {
    double width = a[i].until - before, pieces = ceil(width * CELLS);
    for (double k = 0; k < pieces; k++) {
      double u = before + (k + 0.5) / pieces * width;
      sum += width / pieces * (a[i].rank - 0.5) * expected(b, edges, n_b, r, normal_quantile(u));
    }
    before = a[i].until;
  }
  return sum;
}

/* Both correlations are taken over the same cells, so that what the cells themselves lose drops out. */
double sai_copula_reached(const sai_dist *a, const sai_dist *b, double rank) {
  if (is_continuous(a) && is_continuous(b)) return rank;
  step steps_a[STEPS_MAX], steps_b[STEPS_MAX];
  size_t n_a = find_steps(a, steps_a), n_b = find_steps(b, steps_b);
  double size = sqrt(spread(steps_a, n_a) * spread(steps_b, n_b));
  if (!(size > 0)) return 0;
  return covariance(steps_a, n_a, steps_b, n_b, sai_copula_normal(rank)) / size;
}
