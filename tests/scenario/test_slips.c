/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commonest slips of people who write such a file for the first time, made in a shipped scenario: each is
   named on its line, with a hint that says what to type. */
#include "base/file.h"
#include "support.h"

#include <stdlib.h>

typedef struct slip {
  const char *what, *from, *to, *hint; /* in the file, the first `from` becomes `to` */
} slip;

static const slip slips[] = {
    {"full-width colon", "months: 12", "months：12", "ordinary colon"},
    {"no space after the colon", "months: 12", "months:12", "`: `"},
    {"full-width space", "currency: JPY", "currency:　JPY", "ordinary space"},
    {"no space after the hyphen", "- call: 1,000", "-call: 1,000", "`- `"},
    {"tab", "  - call", "\t- call", "spaces"},
    {"key not indented under its stage", "      rate: 2% to 6% of call", "    rate: 2% to 6% of call",
     "two more spaces"},
    {"misspelt key", "currency", "curency", "`currency`"},
    {"misspelt stage", "50% of appointment", "50% of apointment", "`appointment`"},
    {"wave dash for a range", "2% to 6%", "2%〜6%", "`to`"},
    {"percent at one end only", "2% to 6%", "2 to 6%", "both ends"},
    {"no percent", "50% of appointment", "50 of appointment", "50%"},
    {"comma in the wrong place", "400 per call", "4,00 per call", "groups of three"},
    {"amount without what it is for", "400 per call", "400", "per call"},
    {"date with a slash", "start: 2026-04", "start: 2026/04", "2026-04"},
    {"term without unit", "term: 6 months", "term: 6", "6 months"},
    {"full-width comma and digits", "1,000 per month", "１，０００ per month", NULL},
    {"yen written out", "400 per call", "400円 per call", NULL},
    {"title with a bracket", "title: テレアポ代行の試算", "title: [案] テレアポ", "quotes"},
    {"days of delay", "delay: 1 to 3 months", "delay: 30 days", "months"},
    {"percent in a word", "50% of appointment", "50 percent of appointment", "write 50%"},
    {"tenths", "2% to 6% of call", "2割 of call", "write 20%"},
    {"date in Japanese", "start: 2026-04", "start: 2026年4月", "write 2026-04"},
    {"a slash for per", "400 per call", "400/call", "400 per call"},
    {"a range of shares without percent", "2% to 6% of call", "0.02 to 0.06 of call", "2% to 6%"},
    {"an amount per year", "400 per call", "9,600,000 per year", "800,000 per month"},
    {"two fees on one line", "400 per call", "400 per call + 10,000 per appointment", "line of its own"},
    {"no colon", "months: 12", "months 12", "ordinary colon"},
    {"comma between correlated inputs",
     "funnel: ", "correlation: {\"win_rate, profit_per_order\": 0.5}\nfunnel: ", "NAME and NAME"},
    {"per order forgotten", "profit_per_order per order", "profit_per_order", "per order"},
};

static char *read_template(void) {
  char path[1024], *data;
  size_t n;
  snprintf(path, sizeof path, "%s/../scenarios/teleapo.yaml", getenv("SAISAN_TESTS"));
  cr_assert_eq(sai_file_read(path, 1 << 20, &data, &n, NULL), SAI_OK);
  return data;
}

static unsigned line_of(const char *text, const char *at) {
  unsigned line = 1;
  for (const char *s = text; s < at; s++) line += *s == '\n';
  return line;
}

static bool is_named(const sai_error_list *errors, unsigned line, const char *hint) {
  for (size_t i = 0; i < errors->count; i++)
    if (errors->errors[i].place.line == line && strstr(errors->errors[i].hint, hint)) return true;
  return false;
}

static void check_slip(const char *file, const slip *s) {
  static sai_error_list errors;
  sai_text text = {0};
  sai_scenario *scenario = NULL;
  const char *at = strstr(file, s->from);
  cr_assert(at, "%s", s->what);
  sai_text_add_bytes(&text, file, (size_t)(at - file));
  sai_text_add(&text, s->to);
  sai_text_add(&text, at + strlen(s->from));
  memset(&errors, 0, sizeof errors);
  sai_code code = sai_scenario_parse(text.data, text.length, "x.yaml", NULL, 0, &scenario, &errors);
  sai_text shown = {0};
  for (size_t i = 0; i < errors.count; i++) sai_error_render(&errors.errors[i], &shown);
  cr_assert_eq(code, s->hint ? SAI_REJECTED : SAI_OK, "%s", s->what);
  if (s->hint)
    cr_assert(is_named(&errors, line_of(file, at), s->hint), "%s:\n%s", s->what, sai_text_string(&shown));
  if (s->hint) cr_assert_leq(errors.count, 3, "%s:\n%s", s->what, sai_text_string(&shown));
  sai_scenario_free(scenario);
  sai_text_free(&text);
  sai_text_free(&shown);
}

Test(scenario_slips, each_is_named_with_what_to_type) {
  char *file = read_template();
  for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) check_slip(file, &slips[i]);
  free(file);
}
