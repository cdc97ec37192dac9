/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clauses over counts that cannot hold together are refused, and their neighbours that can are not. */
#include "support.h"

#define WHOLE                                                                                                \
  "saisan: 1\nmonths: 12\ninputs:\n  hours: 0\n" FUNNEL "offers:\n  - name: A\n    fees:\n      - fee: "

static const struct {
  const char *line;
  bool refused;
} cases[] = {
    {"5\n        count: appointment >= 40\n        when: appointment < 40\n", true},
    {"5\n        count: appointment >= 40\n        when: appointment < 41\n", false},
    {"5\n        count: max(0, 40 - appointment)\n        when: appointment >= 40\n", true},
    {"5\n        count: max(0, 40 - appointment)\n        when: appointment >= 39\n", false},
    /* Two counts, of which only one stands in both clauses. */
    {"5\n        count: appointment >= 40 and order < 3\n        when: order >= 3 or appointment < 40\n",
     true},
    {"5\n        count: appointment >= 40 and order < 4\n        when: order >= 3 or appointment < 40\n",
     false},
    {"9 per month\n        when: call >= 200 and call < 200\n", true},
    {"9 per month\n        when: call >= 200 and call < 201\n", false},
    /* Units are whole. */
    {"9 per month\n        when: call > 199 and call < 200\n", true},
    {"9 per month\n        when: 2 * call >= 25 and 2 * call <= 25\n", true},
    {"9 per month\n        when: 2 * call >= 26 and 2 * call <= 26\n", false},
    {"9 per month\n        when: appointment < 40 or appointment >= 40\n", true},
    {"9 per month\n        when: appointment < 40 or appointment > 40\n", false},
    {"9 per month\n        when: appointment < 1000000 or order < 3\n", false},
    /* A number alone, and an input, may be 0 today and something else tomorrow. */
    {"5\n        count: min(0, appointment)\n", true},
    {"5\n        count: min(1, appointment)\n", false},
    {"5\n        count: 0\n", false},
    {"5\n        count: hours\n", false},
    {"5\n        count: hours * appointment\n", false},
    {"5\n        count: appointment\n        when: appointment < hours + 1\n", false},
    /* What runs along a line between two counts is not decided, and so not refused. */
    {"9 per month\n        when: call > order and call < order\n", false},
};

Test(scenario_possible, only_what_can_never_hold_is_refused) {
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    sai_text text = {0};
    sai_text_format(&text, "%s%s", WHOLE, cases[i].line);
    cr_expect_eq(is_refused(sai_text_string(&text)), cases[i].refused, "case %zu: %s", i, cases[i].line);
    sai_text_free(&text);
  }
}
