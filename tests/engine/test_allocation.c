/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing is allocated inside the loop over stripes: calls are counted while real scenarios are played. */
#include "engine/simulate.h"

#include "model/plan.h"
#include "support/sanitized.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Volatile: compilers take it that malloc changes no variable of the program. */
static _Thread_local volatile bool counting;
static _Thread_local volatile size_t allocations;

#if SAI_SANITIZED
/* Of AddressSanitizer; gcc ships no header for it. */
int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void *, size_t),
                                              void (*on_free)(const volatile void *));

static void count_malloc(const volatile void *at, size_t size) {
  (void)at, (void)size;
  allocations += counting;
}

static void count_free(const volatile void *at) {
  (void)at;
}

static void watch_allocations(void) {
  cr_assert_gt(__sanitizer_install_malloc_and_free_hooks(count_malloc, count_free), 0);
}
#else
/* The program's own definitions come before those of the C library, also for calls from other libraries. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
  allocations += counting;
  return __libc_malloc(size);
}

void *calloc(size_t n, size_t size) {
  allocations += counting;
  return __libc_calloc(n, size);
}

void *realloc(void *old, size_t size) {
  allocations += counting;
  return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  allocations += counting;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **at, size_t alignment, size_t size) {
  allocations += counting;
  *at = __libc_memalign(alignment, size);
  return *at ? 0 : ENOMEM;
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset) {
  allocations += counting;
  return (void *)syscall(SYS_mmap, at, size, protection, flags, fd, offset);
}

static void watch_allocations(void) {
}
#endif

/* Watch every total and month of a plan, as results do. */
static void watch_all(sai_plan *plan, sai_watch *watch) {
  const unsigned both = SAI_WATCH_MOMENTS | SAI_WATCH_QUANTILES;
  for (size_t i = 0; i < plan->scenario->n_offers; i++) {
    const sai_offer_columns *v = &plan->offers[i];
    const sai_column totals[] = {v->cost, v->orders, v->pipeline_orders, v->gross_profit, v->net};
    size_t last = plan->months;
    for (size_t t = 0; t < sizeof totals / sizeof *totals; t++) {
      if (totals[t] == SAI_NO_COLUMN) continue;
      sai_program_keep(plan->program, totals[t]);
      sai_watch_column(watch, totals[t], last, both, 0);
    }
    sai_program_keep(plan->program, v->cpa);
    sai_watch_column(watch, v->cpa, last, SAI_WATCH_QUANTILES, 0);
    sai_watch_pair(watch, sai_watch_column(watch, v->cost, last, both, 0),
                   sai_watch_column(watch, v->orders, last, both, 0));
    for (unsigned month = 0; month < plan->months; month++)
      sai_watch_column(watch, v->month_cost[month], month, both, 0);
    if (!plan->has_value) continue;
    sai_program_keep(plan->program, v->first_payback);
    sai_watch_column(watch, v->first_payback, last, SAI_WATCH_COUNTS, plan->months + 1);
  }
}

/* Allocations while 40 stripes are played and summed up. */
static size_t allocations_in_loop(const sai_plan *plan, const sai_watch *watch, size_t keep) {
  const sai_program *p = plan->program;
  sai_registers *registers = sai_registers_create(p);
  sai_scale *scales = calloc(watch->n, sizeof *scales);
  for (size_t i = 0; i < watch->n; i++) scales[i] = (sai_scale){0, 1 << 20};
  sai_tally *tally = sai_tally_create(watch, scales, keep, 0);
  cr_assert(registers && tally);
  size_t stripes = keep ? keep / SAI_STRIPE : 40;
  counting = true;
  allocations = 0;
  for (uint64_t stripe = 0; stripe < stripes; stripe++)
    for (size_t segment = 0; segment < sai_program_segments(p); segment++) {
      sai_program_run(p, segment, stripe, SAI_STRIPE, registers);
      sai_tally_update(tally, registers, segment, stripe * SAI_STRIPE, SAI_STRIPE);
    }
  counting = false;
  cr_assert_eq(sai_tally_runs(tally, 0), stripes * SAI_STRIPE);
  sai_tally_free(tally);
  sai_registers_free(registers);
  free(scales);
  return allocations;
}

static void check(const char *file) {
  char path[4096];
  snprintf(path, sizeof path, "%s/exact/%s.yaml", getenv("SAISAN_TESTS"), file);
  static sai_error_list errors;
  sai_scenario *scenario = NULL;
  cr_assert_eq(sai_scenario_read(path, NULL, 0, &scenario, &errors), SAI_OK, "%s: %s", path,
               errors.errors[0].text);
  sai_plan_options options = {.seed = 1};
  sai_plan *plan = NULL;
  sai_error err = {0};
  sai_watch watch = {0};
  cr_assert_eq(sai_plan_create(scenario, &options, &plan, &err), SAI_OK, "%s", err.text);
  watch_all(plan, &watch);
  cr_assert_eq(sai_program_seal(plan->program, SAI_SEAL_RUNS, &err), SAI_OK, "%s", err.text);
  cr_expect_eq(allocations_in_loop(plan, &watch, 0), 0, "%s, sketches", file);
  cr_expect_eq(allocations_in_loop(plan, &watch, 4 * SAI_STRIPE), 0, "%s, kept runs", file);
  sai_watch_free(&watch);
  sai_plan_free(plan);
  sai_scenario_free(scenario);
}

Test(allocation, none_in_the_loop) {
  static const char *const files[] = {
      "seed-month-uncertain", "months-payback", "profit-order", "tiers-term",
      "delay-random",         "limits",         "revenue",      "inputs-shared"};
  watch_allocations();
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) check(files[i]);
}

/* The count would see them. */
Test(allocation, is_counted) {
  watch_allocations();
  counting = true;
  allocations = 0;
  void *volatile a = malloc(10), *volatile b = calloc(3, 10);
  a = realloc(a, 1000);
  counting = false;
  cr_expect_geq(allocations, 3);
  free(a);
  free(b);
  void *pages = MAP_FAILED;
  allocations = 0;
  counting = true;
  if (!SAI_SANITIZED) pages = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  counting = false;
  if (!SAI_SANITIZED) cr_expect_eq(allocations, 1);
  if (pages != MAP_FAILED) munmap(pages, 4096);
}
