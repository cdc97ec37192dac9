/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out at any allocation of the reader is an error like others: nothing leaks (the sanitizer
   build looks), nothing is half read. */
#include "support.h"
#include "support/memory.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <unistd.h>

static const char text[] =
    "saisan: 1\nmonths: 12\ninputs:\n  a: 5% to 6%\n  b: a * 2\n  c: mixture(1 @ 50%, truncated(gamma(2, 5), "
    "1, 9) @ "
    "50%)\n  d: quantiles(10%=1, 90%=5)\n  e: empirical(memory.csv, x)\ncorrelation:\n  c and d: 0.5\n  e "
    "and d: "
    "0.5\nfunnel:\n  - call: 1,000 per month\n"
    "  - order:\n      rate: min(a, b) of call\n      delay: discrete(0=50%, 1=50%)\nvalue:\n  gross_profit: "
    "5 per order\n"
    "targets: {cpa: 5}\noffers:\n  - name: Ａ社\n    fees:\n      - fee: per call\n        tiers_all:\n      "
    "    up to 5: 3\n"
    "          above: 2\n      - {value: 5 per order, source: x}\n    funnel:\n      - call: 5 per month\n";
static const char wrong[] = "saisan: 1\nmonth: 12\ninputs:\n  a: 1 to 2\n  b: 1 to 2\n  c: 1 to 2\n  d: "
                            "empirical(memory.csv, y)\ncorrelation:"
                            "\n  a and b: 0.9\n  b and c: 0.9\n  a and c: -0.9\nfunnel:\n  - call: 1,00\n  - "
                            "order: 4% of x\noffers:\n  - name: A\n    kind: y\n";

/* Fail at allocation 1, 2, 3 ... until all of them succeed. */
static size_t fail_at_each(const char *bytes, sai_code end) {
  static const char *const settings[] = {"offers.1.fees.call.above=5"};
  static sai_error_list errors;
  for (size_t n = 1;; n++) {
    sai_scenario *scenario = NULL;
    memset(&errors, 0, sizeof errors);
    memory_fail_at(n);
    sai_code code =
        sai_scenario_parse(bytes, strlen(bytes), "x.yaml", settings, end == SAI_OK, &scenario, &errors);
    bool failed = memory_has_failed();
    sai_scenario_free(scenario);
    if (!failed) {
      cr_assert_eq(code, end);
      return n - 1;
    }
    cr_assert(code == SAI_NO_MEMORY || (end != SAI_OK && code == end), "%zu: %d", n, (int)code);
    cr_assert_gt(errors.count, 0);
  }
}

Test(scenario_memory, runs_out_anywhere) {
  char folder[] = "/tmp/saisan-memory-XXXXXX";
  gsl_set_error_handler_off();
  cr_assert(mkdtemp(folder) && chdir(folder) == 0);
  FILE *file = fopen("memory.csv", "w");
  cr_assert(file && fputs("x\n1\n2\n", file) >= 0 && fclose(file) == 0);
  cr_assert_gt(fail_at_each(text, SAI_OK), 20);
  cr_assert_gt(fail_at_each(wrong, SAI_REJECTED), 10);
  cr_expect(remove("memory.csv") == 0 && rmdir(folder) == 0);
}
