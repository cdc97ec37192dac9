/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made from the schema's table: every key at its bounds, too low, too high, and of the wrong type. */
#include "scenario/schema.h"

#include "support.h"

#include <math.h>

static void write_fee(const sai_key *key, const char *line, sai_text *out) {
  bool fee = strcmp(key->name, "fee") == 0, count = strcmp(key->name, "count") == 0,
       tiers = strncmp(key->name, "tiers", 5) == 0;
  bool at = strcmp(key->name, "at") == 0, terms = strcmp(key->name, "terms") == 0;
  if (at) sai_text_add(out, "    term: {minimum: 6 months, ends: after month 3}\n");
  if (terms) sai_text_add(out, "    term: {minimum: 6 months, renews: 6 months, ends: never}\n");
  sai_text_add(out, strcmp(key->name, "name") == 0 ? "    fees:\n      - source: s\n"
                                                   : "    fees:\n      - name: n\n");
  if (!fee)
    sai_text_add(out, count                              ? "        fee: 5\n"
                      : at                               ? "        fee: 5 once\n"
                      : tiers                            ? "        fee: per call\n"
                      : strcmp(key->name, "within") == 0 ? "        fee: 5% of recurring_revenue\n"
                                                         : "        fee: 5 per call\n");
  if (strcmp(key->name, "every") == 0) sai_text_add(out, "        cap: 5\n");
  if (strcmp(key->name, "valid") == 0) sai_text_add(out, "        invalid: charged\n");
  if (strcmp(key->name, "invalid") == 0) sai_text_add(out, "        valid: order\n");
  sai_text_format(out, "        %s\n", line);
}

static void write_term(const sai_key *key, const char *line, sai_text *out) {
  sai_text_format(out, "    term:\n      %s\n", line);
  if (strcmp(key->name, "minimum") != 0) sai_text_format(out, "      minimum: %d months\n", SAI_MONTHS_MAX);
  if (strcmp(key->name, "notice") == 0) sai_text_format(out, "      renews: %d months\n", SAI_MONTHS_MAX);
  if (strcmp(key->name, "renews") == 0 || strcmp(key->name, "notice") == 0)
    sai_text_add(out, "      ends: never\n");
}

/* A whole scenario with one line of its own. */
static void write_scenario(const sai_key *key, const char *line, sai_text *out) {
  const char *top = key->within == SAI_IN_SCENARIO ? key->name : "";
  sai_text_clear(out);
  if (key->within == SAI_IN_SCENARIO) sai_text_format(out, "%s\n", line);
  if (strcmp(top, "saisan") != 0) sai_text_add(out, "saisan: 1\n");
  if (strcmp(top, "months") != 0) sai_text_add(out, "months: 12\n");
  if (key->within == SAI_IN_TARGETS) sai_text_format(out, "targets:\n  %s\n", line);
  if (key->within == SAI_IN_INPUT || key->within == SAI_IN_QUANTITY) {
    sai_text_format(out, "inputs:\n  x:\n    %s\n%s", line,
                    strcmp(key->name, "value") == 0 ? "" : "    value: 5\n");
  }
  if (key->within == SAI_IN_PAIR)
    sai_text_format(out, "inputs: {a: 1 to 2, b: 1 to 2}\ncorrelation:\n  a and b:\n    %s\n%s", line,
                    strcmp(key->name, "value") == 0 ? "" : "    value: 0.5\n");
  if (key->within == SAI_IN_VALUE) {
    const char *other = strcmp(key->name, "revenue") == 0  ? "  margin: 5%\n"
                        : strcmp(key->name, "margin") == 0 ? "  revenue: 5 per order\n"
                        : strcmp(key->name, "churn") == 0 || strcmp(key->name, "lasts") == 0 ||
                                strcmp(key->name, "payment") == 0
                            ? "  gross_profit: 5 per month per order\n"
                            : "";
    sai_text_format(out, "value:\n  %s\n%s", line, other);
  }
  if (strcmp(top, "funnel") != 0) {
    sai_text_add(out, "funnel:\n  - call: 5 per month\n  - order:\n");
    sai_text_format(out, "      %s\n", key->within == SAI_IN_STAGE ? line : "rate: 4%");
    bool fed = key->within != SAI_IN_STAGE || key->kind == SAI_KEY_LATER || strcmp(key->name, "delay") != 0;
    bool own =
        strcmp(key->name, "volume") == 0 || strcmp(key->name, "rate") == 0 || strcmp(key->name, "value") == 0;
    if (key->within == SAI_IN_STAGE && (!fed || !own)) sai_text_add(out, "      rate: 4%\n");
    if (key->within == SAI_IN_STAGE && strcmp(key->name, "capacity") == 0)
      sai_text_add(out, "      above: lost\n");
    if (key->within == SAI_IN_STAGE && strcmp(key->name, "list") == 0)
      sai_text_add(out, "      volume: 5 per month\n");
    if (key->within == SAI_IN_STAGE && strcmp(key->name, "above") == 0)
      sai_text_add(out, "      capacity: 30 per month\n");
  }
  bool clawback = key->within == SAI_IN_CLAWBACK || strcmp(key->name, "clawback") == 0;
  if (clawback || strcmp(key->name, "within") == 0)
    sai_text_add(out, "value: {revenue: 5 per month per order, margin: 5%, churn: 3% per month}\n");
  if (strcmp(top, "offers") == 0) return;
  sai_text_add(out, "offers:\n");
  bool named = key->within == SAI_IN_OFFER && strcmp(key->name, "name") == 0;
  if (!named) sai_text_add(out, "  - name: A\n");
  if (key->within == SAI_IN_OFFER) sai_text_format(out, named ? "  - %s\n" : "    %s\n", line);
  if (key->within == SAI_IN_FEE) write_fee(key, line, out);
  if (key->within == SAI_IN_CLAWBACK)
    sai_text_format(out,
                    "    fees:\n      - fee: 5 per order\n        clawback:\n          %s\n          %s\n",
                    line, strcmp(key->name, "within") == 0 ? "back: 5%" : "within: 5 months");
  if (key->within == SAI_IN_CONTRACT)
    sai_text_format(out, "    contracts:\n      - %s\n        covers: none\n%s", line,
                    strcmp(key->name, "name") == 0 ? "" : "        name: X\n");
  if (key->within == SAI_IN_TAX)
    sai_text_format(out, "tax:\n  - %s\n%s%s", line, strcmp(key->name, "from") == 0 ? "" : "    from: 2019-10\n",
                    strcmp(key->name, "rate") == 0 ? "" : "    rate: 10%\n");
  if (key->within == SAI_IN_TERM) write_term(key, line, out);
  if (strcmp(key->name, "guarantee") == 0) sai_text_add(out, "      works_on: 3 months\n    term: 6 months\n");
  if (key->within == SAI_IN_GUARANTEE)
    sai_text_format(out, "    term: 6 months\n    guarantee:\n      order: 5\n      %s\n", line);
  if (key->within == SAI_IN_STAFF)
    sai_text_format(out, "    staff:\n      %s\n%s", line,
                    strcmp(key->name, "people") == 0 ? "" : "      people: 2\n");
  if (key->within == SAI_IN_DEPOSIT || key->within == SAI_IN_COMMON_DEPOSIT) {
    bool common = key->within == SAI_IN_COMMON_DEPOSIT;
    sai_text_add(out, common ? "    fees:\n      - 5 per call\n    deposit:\n" : "    fees:\n      - fee: 5 per call\n        deposit:\n");
    sai_text_format(out, "          %s\n", line);
    if (strcmp(key->name, "paid") != 0) sai_text_add(out, "          paid: 5\n");
    if (strcmp(key->name, "expires") != 0) sai_text_add(out, "          expires: 5 months\n");
    if (strcmp(key->name, "unused") != 0) sai_text_add(out, "          unused: lost\n");
  }
  if (key->within == SAI_IN_LIMIT)
    sai_text_format(out, "    fees:\n      - 5 per call\n    limits:\n      - %s\n%s", line,
                    key->unit == SAI_UNIT_MONEY ? "" : "        cap: 5\n");
}

/* What has to stand behind the number of a key. */
static const char *tail_of(const sai_key *key) {
  if (strcmp(key->name, "churn") == 0) return " per month";
  if (key->within == SAI_IN_VALUE && key->unit == SAI_UNIT_MONEY) return " per order";
  if (key->within == SAI_IN_STAGE && strcmp(key->name, "rate") == 0) return " of call";
  if (key->within == SAI_IN_STAGE && strcmp(key->name, "delay") == 0) return " months";
  if (key->within == SAI_IN_STAGE) return strcmp(key->name, "list") == 0 ? "" : " per month";
  if (key->kind == SAI_KEY_DURATION) return " months";
  return strcmp(key->name, "fee") == 0 ? " per call" : "";
}

static bool accepts(const sai_key *key, const char *value, const char *tail) {
  sai_text line = {0}, text = {0};
  sai_text_format(&line, "%s: %s%s", key->name, value, tail);
  write_scenario(key, sai_text_string(&line), &text);
  bool right = !is_refused(sai_text_string(&text));
  sai_text_free(&line);
  sai_text_free(&text);
  return right;
}

static bool accepts_number(const sai_key *key, double value) {
  char number[64];
  snprintf(number, sizeof number, "%.15g", value);
  return accepts(key, number, tail_of(key));
}

static void check_numbers(const sai_key *key) {
  if (isinf(key->lower)) {
    cr_assert(accepts_number(key, 5), "%s", key->name);
    return;
  }
  bool whole = key->kind == SAI_KEY_WHOLE || key->kind == SAI_KEY_DURATION || key->upper > 1;
  double step = whole ? 1 : 0.01;
  cr_assert_eq(accepts_number(key, key->lower), !key->above, "%s %s at %g", sai_schema_where(key->within),
               key->name, key->lower);
  if (key->above)
    cr_assert(accepts_number(key, key->lower + step), "%s %s above %g", sai_schema_where(key->within),
              key->name, key->lower);
  cr_assert(accepts_number(key, key->upper), "%s %s at %g", sai_schema_where(key->within), key->name,
            key->upper);
  cr_assert_not(accepts_number(key, key->lower - step), "%s %s below %g", sai_schema_where(key->within),
                key->name, key->lower);
  cr_assert_not(accepts_number(key, key->upper + step), "%s %s above %g", sai_schema_where(key->within),
                key->name, key->upper);
  cr_assert_not(accepts(key, "abc def", ""), "%s", key->name);
  cr_assert_not(accepts(key, "nan", tail_of(key)), "%s", key->name);
  cr_assert_not(accepts(key, "inf", tail_of(key)), "%s", key->name);
  cr_assert_not(accepts(key, "1e999", tail_of(key)), "%s", key->name);
}

static void check_text(const sai_key *key) {
  size_t n = (size_t)key->upper;
  char *text = malloc(n + 2);
  bool currency = strcmp(key->name, "currency") == 0;
  cr_assert(text);
  memset(text, 'a', n + 1);
  text[n + 1] = '\0';
  cr_assert_not(accepts(key, text, ""), "%s too long", key->name);
  text[n] = '\0';
  cr_assert(accepts(key, currency ? "USD" : text, ""), "%s %s", sai_schema_where(key->within), key->name);
  cr_assert_not(accepts(key, "", ""), "%s empty", key->name);
  free(text);
}

static void check_choice(const sai_key *key) {
  char words[200], *word;
  snprintf(words, sizeof words, "%s", key->choices);
  for (word = strtok(words, " "); word; word = strtok(NULL, " ")) {
    bool registered = strcmp(key->name, "registered") == 0;
    bool needs_more = strcmp(word, "nothing") == 0 || (registered && strcmp(word, "no") == 0);
    cr_assert_eq(accepts(key, word, ""), !needs_more, "%s: %s", key->name, word);
  }
  cr_assert_not(accepts(key, "wombat", ""), "%s", key->name);
}

static void check_key(const sai_key *key) {
  cr_assert(key->help && *key->help, "%s", key->name);
  bool listed = key->kind == SAI_KEY_LIST || key->kind == SAI_KEY_MAP;
  cr_assert_not(accepts(key, listed ? "5" : "[[1]]", ""), "%s %s of the wrong type",
                sai_schema_where(key->within), key->name);
  switch (key->kind) {
  case SAI_KEY_WHOLE:
  case SAI_KEY_NUMBER:
  case SAI_KEY_DURATION:
  case SAI_KEY_QUANTITY:
    check_numbers(key);
    break;
  case SAI_KEY_TEXT:
    check_text(key);
    break;
  case SAI_KEY_CHOICE:
    check_choice(key);
    break;
  case SAI_KEY_LATER:
    cr_assert_not(accepts(key, "5", ""), "%s", key->name);
    break;
  default:
    cr_assert_not(accepts(key, "wombat", ""), "%s", key->name);
  }
}

Test(scenario_schema, every_key) {
  size_t n;
  const sai_key *keys = sai_schema(&n);
  for (size_t i = 0; i < n; i++) check_key(&keys[i]);
}

Test(scenario_schema, names_are_unique) {
  size_t n;
  const sai_key *keys = sai_schema(&n);
  for (size_t i = 0; i < n; i++)
    cr_assert_eq(sai_schema_find(keys[i].within, keys[i].name), &keys[i], "%s", keys[i].name);
}

Test(scenario_schema, needed_keys) {
  static const char *const parts[] = {"saisan: 1\n", "months: 12\n", FUNNEL, OFFERS};
  for (size_t missing = 0; missing <= 4; missing++) {
    sai_text text = {0};
    for (size_t i = 0; i < 4; i++)
      if (i != missing) sai_text_add(&text, parts[i]);
    cr_assert_eq(is_refused(sai_text_string(&text)), missing < 4, "%s", sai_text_string(&text));
    sai_text_free(&text);
  }
}
