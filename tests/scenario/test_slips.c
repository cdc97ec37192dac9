/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commonest slips of people who write such a file for the first time, made in slips.yaml: each is
   named on its line, with a hint that says what to type, in English and in Japanese. */
#include "base/file.h"
#include "report/local.h"
#include "support.h"

#include <stdlib.h>

typedef struct slip {
  const char *what, *from, *to; /* in the file, the first `from` becomes `to` */
  const char *type;             /* what the hint says to type, the same in every language; NULL: it is read */
} slip;

static const slip slips[] = {
    /* YAML's own traps */
    {"full-width colon", "months: 12", "months：12", "`: `"},
    {"no colon", "months: 12", "months 12", "`months: 12`"},
    {"no space after the colon", "months: 12", "months:12", "`: `"},
    {"full-width space", "currency: JPY", "currency:　JPY", "`:`"},
    {"full-width space in the indentation", "  - call: 1,000", "　- call: 1,000", ""},
    {"no space after the hyphen", "- call: 1,000", "-call: 1,000", "`- `"},
    {"full-width hyphen", "- call: 1,000", "－ call: 1,000", "`- `"},
    {"tab", "  - call", "\t- call", ""},
    {"key in the column of its entry's dash", "        source: B社見積書", "      source: B社見積書", "2"},
    {"key of the offer in the column of its dash", "    kind: outsourcing", "  kind: outsourcing", "2"},
    {"key of a stage in the column of its dash", "      rate: 2% to 6% of call", "  rate: 2% to 6% of call",
     "4"},
    {"promise inside a fee", "        included: 10", "        promise: {appointment: 10 per month}", "5"},
    {"key not indented under its stage", "      rate: 2% to 6% of call", "    rate: 2% to 6% of call", ""},
    {"title with a bracket", "title: テレアポ代行の試算", "title: [案] テレアポ", "\"...\""},
    {"name with an at sign", "name: A社 (コール + アポ)", "name: @A社", "\"...\""},
    {"commas of an amount inside { }", "- 400 per call", "- {fee: 4,000 per call}", "500000"},
    /* names */
    {"misspelt key", "currency", "curency", "`currency`"},
    {"misspelt stage", "50% of appointment", "50% of apointment", "`appointment`"},
    {"plural", "10,000 per appointment", "10,000 per appointments", "`appointment`"},
    /* numbers */
    {"full-width comma and digits", "1,000 per month", "１，０００ per month", NULL},
    {"yen written out", "400 per call", "400円 per call", NULL},
    {"comma in the wrong place", "400 per call", "4,00 per call", "1,000"},
    {"date with a slash", "start: 2026-04", "start: 2026/04", "2026-04"},
    {"date in Japanese", "start: 2026-04", "start: 2026年4月", "2026-04"},
    /* the wrong unit */
    {"percent where money stands", "400 per call", "30% per call", "30% of revenue"},
    {"no percent", "50% of appointment", "50 of appointment", "50%"},
    {"a delay in Japanese", "delay: 1 to 3 months", "delay: 1か月", "1 month"},
    {"a delay of more months in Japanese", "delay: 1 to 3 months", "delay: 2ヶ月後", "2 months"},
    {"a delay of a year in Japanese", "delay: 1 to 3 months", "delay: 1年", "12 months"},
    {"a delay in days in Japanese", "delay: 1 to 3 months", "delay: 30日", "6 months"},
    {"the horizon with its unit", "months: 12", "months: 12か月", "12"},
    {"a limit in a word", "budget: 10,000,000", "budget: 800万円以内", "800万円"},
    {"an amount that is about", "budget: 10,000,000", "budget: 約800万円", "800万円"},
    {"an amount by the month in Japanese", "budget: 10,000,000", "budget: 月80万円", "80万円 per month"},
    {"a fee by the month in Japanese", "400 per call", "月60万円", "60万円 per month"},
    {"a volume by the month in Japanese", "1,000 per month", "月800件", "800 per month"},
    {"numerals", "300,000 per month", "六十万円 per month", "60万円"},
    {"longer numerals", "300,000 per month", "千二百五十円", "1250円"},
    {"numerals of a large amount", "300,000 per month", "一億二千万円", "1億2000万円"},
    {"numerals by the month", "300,000 per month", "月額六十万円", "60万円 per month"},
    {"a share of revenue in Japanese", "400 per call", "初年度売上の15%", "15% of first_year_revenue"},
    {"a share of gross profit in Japanese", "400 per call", "粗利の10%", "10% of gross_profit"},
    {"a share of a stage in Japanese", "2% to 6% of call", "callの4%", "4% of call"},
    {"a start that is not settled", "start: 2026-05", "start: 未定", "after 1 to 3 months"},
    {"a start between months", "start: 2026-05", "start: 2026-06 to 2026-08", "after 2 to 4 months"},
    {"a wait without after", "start: 2026-05", "start: 1 to 3 months", "after 1 to 3 months"},
    {"a wait without months", "start: 2026-05", "start: after discrete(3=50%, 4=50%)",
     "after discrete(3=50%, 4=50%) months"},
    {"a share of revenue in a Japanese word", "400 per call", "15% of 売上", "`of gross_profit`"},
    {"valid units in the amount", "- fee: 15,000 per appointment", "- fee: 15,000 per valid appointment",
     "fee: 15,000 per appointment"},
    {"a replacement in Japanese", "        included: 10", "        invalid: 差し替え", "replaced"},
    {"a replacement without what is valid", "        included: 10", "        invalid: replaced",
     "valid: meeting"},
    {"percent in a word", "50% of appointment", "50 percent of appointment", "50%"},
    {"tenths", "2% to 6% of call", "2割 of call", "20%"},
    {"percent at one end only", "2% to 6%", "2 to 6%", "2% to 6%"},
    {"a range of shares without percent", "2% to 6% of call", "0.02 to 0.06 of call", "2% to 6%"},
    {"an amount per hour", "400 per call", "3,000 per hour", "per month"},
    {"an amount per day", "400 per call", "30,000 per day", "per month"},
    {"an amount per year", "400 per call", "9,600,000 per year", "800,000 per month"},
    {"a delay in days", "delay: 1 to 3 months", "delay: 30 days", "1 month"},
    {"a delay in hours", "delay: 1 to 3 months", "delay: 48 hours", "0 months"},
    {"a delay without unit", "delay: 1 to 3 months", "delay: 2", "2 months"},
    {"term without unit", "term: 6 months", "term: 6", "6 months"},
    {"amount without what it is for", "400 per call", "400", "400 per call"},
    {"per order forgotten", "profit_per_order per order", "profit_per_order", "per order"},
    {"a slash for per", "400 per call", "400/call", "400 per call"},
    {"two fees on one line", "400 per call", "400 per call + 10,000 per appointment", "`- `"},
    /* the wrong order */
    {"larger end first", "2% to 6%", "6% to 2%", "2% to 6%"},
    {"larger amount first", "150,000 to 400,000", "400,000 to 150,000", "150,000 to 400,000"},
    {"pert(min, max, mode)", "150,000 to 400,000", "pert(150,000, 400,000, 200,000)", "pert(min, mode, max)"},
    {"stages the other way round", "call..appointment", "appointment..call", "call..appointment"},
    /* the wrong denominator */
    {"share of a later stage", "2% to 6% of call", "2% to 6% of order", "of call"},
    {"share of itself", "50% of appointment", "50% of meeting", "of appointment"},
    {"share of an input", "50% of appointment", "50% of win_rate", "win_rate of call"},
    {"percentage per stage", "50% of appointment", "50% per appointment", "50% of appointment"},
    /* `to`, `..` and dashes */
    {"to between stages", "call..appointment", "call to appointment", "call..appointment"},
    {"hyphen between stages", "call..appointment", "call - appointment", "call..appointment"},
    {"wave dash between stages", "call..appointment", "call〜appointment", "call..appointment"},
    {"to between months", "        included: 10", "        months: 1 to 3", "1..3"},
    {"hyphen between months", "        included: 10", "        months: 1-3", "1..3"},
    {"points in a quantity", "2% to 6%", "2%..6%", "2% to 6%"},
    {"wave dash in a quantity", "2% to 6%", "2%〜6%", "`to`"},
    {"hyphen in a quantity", "2% to 6%", "2%-6%", "`to`"},
    {"comma between correlated inputs",
     "funnel: ", "correlation: {\"win_rate, profit_per_order\": 0.5}\nfunnel: ", "win_rate and deal"},
};

static char *read_template(void) {
  char path[1024], *data;
  size_t n;
  snprintf(path, sizeof path, "%s/scenario/slips.yaml", getenv("SAISAN_TESTS"));
  cr_assert_eq(sai_file_read(path, 1 << 20, &data, &n, NULL), SAI_OK);
  return data;
}

static unsigned line_of(const char *text, const char *at) {
  unsigned line = 1;
  for (const char *s = text; s < at; s++) line += *s == '\n';
  return line;
}

static bool is_named(const sai_error_list *errors, unsigned line, const char *type) {
  for (size_t i = 0; i < errors->count; i++)
    if (errors->errors[i].place.line == line && errors->errors[i].hint[0] &&
        strstr(errors->errors[i].hint, type))
      return true;
  return false;
}

/* Makes the slip, checks that it is named on its line, and adds what people see to `out`. */
static void check_slip(const char *file, const slip *s, sai_text *out) {
  static sai_error_list errors;
  sai_text text = {0}, shown = {0};
  sai_scenario *scenario = NULL;
  const char *at = strstr(file, s->from);
  cr_assert(at, "%s", s->what);
  sai_text_add_bytes(&text, file, (size_t)(at - file));
  sai_text_add(&text, s->to);
  sai_text_add(&text, at + strlen(s->from));
  memset(&errors, 0, sizeof errors);
  sai_code code = sai_scenario_parse(text.data, text.length, "x.yaml", NULL, 0, &scenario, &errors);
  for (size_t i = 0; i < errors.count; i++) sai_error_render(&errors.errors[i], &shown);
  cr_expect_eq(code, s->type ? SAI_REJECTED : SAI_OK, "%s:\n%s", s->what, sai_text_string(&shown));
  if (s->type)
    cr_expect(is_named(&errors, line_of(file, at), s->type), "%s:\n%s", s->what, sai_text_string(&shown));
  cr_expect_leq(errors.count, 3, "%s:\n%s", s->what, sai_text_string(&shown));
  if (s->type) sai_text_format(out, "# %s\n%s\n", s->what, sai_text_string(&shown));
  sai_scenario_free(scenario);
  sai_text_free(&text);
  sai_text_free(&shown);
}

/* The whole messages stand in slips.LANGUAGE.txt; SAISAN_UPDATE_GOLDEN=1 writes them anew, to be read before
   they are kept. */
static void check_slips(const char *language) {
  char name[40], *file = read_template();
  sai_text out = {0};
  local_language(language);
  for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) check_slip(file, &slips[i], &out);
  snprintf(name, sizeof name, "../../scenario/slips.%s.txt", language);
  local_expect(name, &out);
  sai_text_free(&out);
  free(file);
}

Test(scenario_slips, each_is_named_with_what_to_type) {
  check_slips("en");
}

Test(scenario_slips, in_japanese_too) {
  check_slips("ja");
}
