/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings, one a line, on a scenario in which everything can be set. What they make must be the same as a
   file; and the same settings on the canonical form of that scenario, where many lines stand in another form,
   must make the same if they are accepted. */
#include "fuzz/checks.h"
#include "scenario/write.h"

#include <string.h>

enum { SIZE_MOST = 400 };

static const char base[] =
    "saisan: 1\nstart: 2026-04\nmonths: 6\ninputs:\n  win: 20% to 30%\n  m: {value: 40%, source: s}\n"
    "funnel:\n  - call: 1,000 per month\n  - appointment: beta(40, 960) of call\n  - meeting:\n      - 50% "
    "of appointment\n"
    "      - 5 per month\n  - order:\n      rate: win of meeting\n      delay: 1 month\n"
    "value:\n  revenue: 100,000 to 200,000 per order, anew each order\n  margin: m\n"
    "offers:\n  - name: A.B社\n    fees:\n      - 0 once\n      - 400 per call\n      - 10,000 per "
    "appointment\n      - fee: -100\n        count: max(0, 10 - call)\n"
    "  - name: B\n    id: b\n    term: 6 months\n    fees:\n      - fee: 300 per call\n        cap: "
    "100,000\n        name: c\n        months: 2..4\n"
    "      - fee: per meeting\n        tiers_all:\n          up to 1,000: 80\n          above: 55\n      - 5 "
    "per order\n      - 6% of revenue\n"
    "    funnel:\n      - appointment: 5% of call\n"
    "  - name: C\n    start: 2026-05\n    own_funnel:\n      - mail: 60 in all\n      - order: 2% of mail\n";

/* The lines of `text`, which loses their ends. */
static size_t split(char *text, const char *settings[FUZZ_SETTINGS]) {
  size_t n = 0;
  for (char *line = strtok(text, "\n"); line && n < FUZZ_SETTINGS; line = strtok(NULL, "\n"))
    settings[n++] = line;
  return n;
}

/* The base as it is written; made once, since reading it takes longer than everything else. */
static const sai_text *canonical_base(void) {
  static sai_text canonical;
  if (canonical.length) return &canonical;
  sai_scenario *plain = fuzz_read_bytes(base, sizeof base - 1, NULL, 0);
  REQUIRE(plain);
  sai_scenario_write(plain, &canonical);
  sai_scenario_free(plain);
  return &canonical;
}

static void check_canonical(const sai_scenario *set, const char *const *settings, size_t n) {
  const sai_text *canonical = canonical_base();
  sai_scenario *again = fuzz_read_bytes(canonical->data, canonical->length, settings, n);
  if (again) fuzz_check_same(set, again);
  sai_scenario_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *settings[FUZZ_SETTINGS];
  char text[SIZE_MOST + 1];
  if (size > SIZE_MOST) return 0;
  memcpy(text, data, size);
  text[size] = '\0';
  size_t n = split(text, settings);
  sai_scenario *set = fuzz_read_bytes(base, sizeof base - 1, settings, n);
  if (set) fuzz_check_written(set);
  if (set) check_canonical(set, settings, n);
  sai_scenario_free(set);
  return 0;
}
