/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `correlation`: what is read, that the order in the file does not matter, and that what a refusal offers is
   accepted. */
#include "random/copula.h"
#include "random/pcg64.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>

#define INPUTS "inputs:\n  c: 1 to 2\n  a: 2% to 6%\n  b: 100 to 200\n  d: normal(5, 1)\n  e: uniform(1, 2)\n"
#define REST   FUNNEL OFFERS

static const sai_group *group_with(const sai_scenario *s, const char *name) {
  for (size_t g = 0; g < s->n_groups; g++)
    for (size_t i = 0; i < s->groups[g].n; i++)
      if (strcmp(s->inputs[s->groups[g].inputs[i]].name, name) == 0) return &s->groups[g];
  return NULL;
}

Test(correlation, groups_are_those_that_pairs_link) {
  sai_scenario *s =
      read_text(HEAD INPUTS "correlation:\n  c and a: 0.5\n  e and d: {value: -0.3, source: x}\n"
                            "  b and c: 0.2\n" REST);
  cr_assert_eq(s->n_groups, 2);
  const sai_group *g = group_with(s, "b");
  cr_assert(g && g->n == 3);
  const char *names[] = {"a", "b", "c"};
  for (size_t i = 0; i < 3; i++) cr_expect_str_eq(s->inputs[g->inputs[i]].name, names[i]);
  cr_assert_eq(s->n_pairs, 3);
  cr_expect(s->pairs[1].rank == -0.3);
  cr_expect_str_eq(s->pairs[1].quantity->path, "correlation.e.d");
  cr_expect_str_eq(s->pairs[1].quantity->source, "x");
  cr_expect(!group_with(s, "x"));
  /* L L' are the normal correlations, row by row. */
  const double wanted[3][3] = {{1, 0, sai_copula_normal(0.5)},
                               {0, 1, sai_copula_normal(0.2)},
                               {sai_copula_normal(0.5), sai_copula_normal(0.2), 1}};
  for (size_t i = 0; i < 3; i++)
    for (size_t j = 0; j < 3; j++) {
      double sum = 0;
      for (size_t k = 0; k < 3; k++) sum += g->factor[i * 3 + k] * g->factor[j * 3 + k];
      cr_expect_lt(fabs(sum - wanted[i][j]), 1e-15);
      if (j > i) cr_expect_eq(g->factor[i * 3 + j], 0);
    }
  sai_scenario_free(s);
}

Test(correlation, order_in_the_file_and_other_groups_change_no_bit) {
  sai_scenario *s = read_text(HEAD INPUTS "correlation:\n  c and a: 0.5\n  b and c: 0.2\n" REST);
  sai_scenario *t =
      read_text(HEAD "inputs:\n  d: normal(5, 1)\n  b: 100 to 200\n  e: uniform(1, 2)\n  a: 2% to 6%\n"
                     "  c: 1 to 2\ncorrelation:\n  c and b: 0.2\n  d and e: -0.6\n  a and c: 0.5\n" REST);
  const sai_group *g = group_with(s, "a"), *h = group_with(t, "a");
  cr_assert(g && h && g->n == 3 && h->n == 3);
  cr_expect_eq(memcmp(g->factor, h->factor, 9 * sizeof *g->factor), 0);
  for (size_t i = 0; i < 3; i++) cr_expect_str_eq(s->inputs[g->inputs[i]].name, t->inputs[h->inputs[i]].name);
  sai_scenario_free(s);
  sai_scenario_free(t);
}

Test(correlation, settings) {
  const char *text = HEAD INPUTS "correlation:\n  c and a: 0.5\n  b and c: {value: 0.2, source: x}\n" REST;
  const struct {
    const char *setting;
    size_t n, at;
    double rank;
  } known[] = {{"correlation.1=0.3", 2, 0, 0.3},   {"correlation.2=-0.3", 2, 1, -0.3},
               {"correlation.a.c=0.1", 2, 0, 0.1}, {"correlation.c.a=0.1", 2, 0, 0.1},
               {"correlation.d.e=0.4", 3, 2, 0.4}, {"correlation.b.c.value=0.1", 2, 1, 0.1}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    sai_scenario *s = read_with(text, &known[i].setting, 1, false);
    cr_assert(s, "%s", known[i].setting);
    cr_expect_eq(s->n_pairs, known[i].n, "%s", known[i].setting);
    cr_expect_eq(s->pairs[known[i].at].rank, known[i].rank, "%s", known[i].setting);
    sai_scenario_free(s);
  }
  const char *first = "correlation.d.e=0.4";
  sai_scenario *s = read_with(HEAD INPUTS REST, &first, 1, false);
  cr_assert(s && s->n_pairs == 1);
  sai_scenario_free(s);
  const char *const wrong[] = {"correlation.3=0.1", "correlation.a=0.1", "correlation=0.1",
                               "correlation.a.x=0.1", "correlation.a.c=2"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    cr_expect(!read_with(text, &wrong[i], 1, true), "%s", wrong[i]);
}

/* ---- what is offered ---- */

enum { MOST = 7 };

/* A file with n inputs and these correlations, in hundredths. */
static void write_file(size_t n, int rank[MOST][MOST], sai_text *out) {
  sai_text_clear(out);
  sai_text_add(out, HEAD "inputs:\n");
  for (size_t i = 0; i < n; i++) sai_text_format(out, "  x%zu: 1 to 2\n", i);
  sai_text_add(out, "correlation:\n");
  for (size_t i = 0; i < n; i++)
    for (size_t j = i + 1; j < n; j++)
      if (rank[i][j]) sai_text_format(out, "  x%zu and x%zu: %.2f\n", i, j, rank[i][j] / 100.0);
  sai_text_add(out, REST); /* holds % signs */
}

/* The hint's list as correlations; false if the hint is another one. */
static bool read_offer(const char *hint, int rank[MOST][MOST]) {
  const char *at = strstr(hint, " are x");
  if (!at) return false;
  memset(rank, 0, MOST * sizeof *rank);
  for (at += 5; at; at = strstr(at, "; ") ? strstr(at, "; ") + 2 : NULL) {
    unsigned i, j;
    double value;
    cr_assert_eq(sscanf(at, "x%u and x%u: %lf", &i, &j, &value), 3, "%s", at);
    rank[i][j] = (int)lrint(100 * value);
  }
  return true;
}

Test(correlation, what_a_refusal_offers_is_accepted) {
  static sai_error_list errors;
  sai_pcg64 g;
  sai_pcg64_seed(&g, 3, 7);
  sai_text text = {0};
  size_t refused = 0;
  for (int trial = 0; trial < 300; trial++) {
    double u[MOST * MOST];
    int rank[MOST][MOST] = {{0}};
    sai_pcg64_fill(&g, u, MOST * MOST);
    size_t n = 3 + (size_t)trial % (MOST - 2);
    for (size_t i = 0; i < n; i++)
      for (size_t j = i + 1; j < n; j++) rank[i][j] = (int)(199 * u[i * MOST + j]) - 99;
    write_file(n, rank, &text);
    memset(&errors, 0, sizeof errors);
    sai_scenario *s = NULL;
    if (sai_scenario_parse(text.data, text.length, "x.yaml", NULL, 0, &s, &errors)) {
      refused++;
      cr_assert(read_offer(errors.errors[0].hint, rank), "%s", errors.errors[0].hint);
      write_file(n, rank, &text);
      s = read_text(sai_text_string(&text));
    }
    sai_scenario_free(s);
  }
  sai_text_free(&text);
  cr_expect_gt(refused, 100, "only %zu were impossible", refused);
}
