/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rounding for readers. The rule for digits: one unit of the last digit shown is at least a quarter of the
   width of the 90% interval, about one standard error, so that another seed changes the last digit by one or
   two. Two digits stay as long as the noise is below a quarter of the value: rounding must not move a figure
   further than chance does. */
#include "report/words.h"

#include "base/intl.h"
#include "report/clean.h"
#include "result/stage_words.h"

#include <math.h>
#include <string.h>

bool sai_words_japanese(void) {
  const char *header_id = ""; /* gettext keeps the catalogue's header under the empty message */
  return strstr(dgettext(SAI_TEXT_DOMAIN, header_id), "Language: ja") != NULL;
}

static double automatic_divisor(double largest, bool japanese) {
  if (japanese) return largest >= 1e10 ? 1e8 : largest >= 1e5 ? 1e4 : 1;
  return largest >= 1e12 ? 1e9 : largest >= 1e9 ? 1e6 : largest >= 1e5 ? 1e3 : 1;
}

static double divisor_of(sai_money_unit unit, double largest, bool japanese) {
  switch (unit) {
  case SAI_MONEY_PLAIN:
    return 1;
  case SAI_MONEY_THOUSAND:
    return 1e3;
  case SAI_MONEY_TEN_THOUSAND:
    return 1e4;
  case SAI_MONEY_AUTO:
    break;
  }
  return automatic_divisor(largest, japanese);
}

sai_scale sai_words_scale(const char *currency, unsigned decimals, sai_money_unit unit, double largest) {
  bool japanese = sai_words_japanese();
  const char *money = japanese && strcmp(currency, "JPY") == 0 ? "円" : currency;
  sai_scale scale = {divisor_of(unit, largest, japanese), 0, ""};
  const char *format = scale.divisor == 1e9   ? _("billion %s")
                       : scale.divisor == 1e8 ? _("100 million %s")
                       : scale.divisor == 1e6 ? _("million %s")
                       : scale.divisor == 1e4 ? _("10,000 %s")
                       : scale.divisor == 1e3 ? _("thousand %s")
                                              : "%s";
  char name[200];
  snprintf(name, sizeof name, format, money);
  sai_text_copy(scale.name, sizeof scale.name, name);
  scale.decimals = (int)decimals + (int)lround(log10(scale.divisor));
  return scale;
}

double sai_words_noise(const sai_figure *figure) {
  if (!isfinite(figure->value)) return 0;
  double below = figure->value - figure->low, above = figure->high - figure->value;
  if (!isfinite(below)) below = 0;
  if (!isfinite(above)) above = below; /* the upper end may be infinite where the value is not */
  double half = (below + above) / 2;
  return half > 0 ? half : 0;
}

double sai_words_quantile_noise(const sai_figure *figure) {
  const int sketch_bits = 10; /* of the mantissa */
  double noise = sai_words_noise(figure);
  if (noise == 0 || figure->value == 0) return noise;
  int exponent;
  frexp(figure->value, &exponent);
  return fmax(noise, 2 * ldexp(1, exponent - 1 - sketch_bits));
}

int sai_words_places(double noise) {
  if (!(noise > 0)) return 15;
  double places = floor(-log10(noise / 2) + 1e-9);
  return places > 15 ? 15 : places < -300 ? -300 : (int)places;
}

/** The place of the first significant digit: 0 for 1..9, -1 for 10..99, 2 for 0.01..0.099. */
static int first_place(double value) {
  return value == 0 || !isfinite(value) ? 0 : -(int)floor(log10(fabs(value)) + 1e-12);
}

int sai_words_number(sai_text *out, double value, double noise, int decimals) {
  if (!isfinite(value)) {
    sai_text_add(out, value < 0 ? "-∞" : _("no order"));
    return 0;
  }
  int places = sai_words_places(noise);
  if (value != 0 && places <= first_place(value) && noise < fabs(value) / 4) places = first_place(value) + 1;
  if (places > decimals) places = decimals;
  if (value != 0 && places < first_place(value) && places < 0)
    places = first_place(value) < 0 ? first_place(value) : 0;
  if (places >= 0) {
    sai_text_grouped(out, value, places);
    return places;
  }
  double unit = pow(10, -places);
  sai_text_grouped(out, round(value / unit) * unit, 0);
  return 0;
}

void sai_words_amount(sai_text *out, const char *number, const sai_scale *scale) {
  if (*scale->name >= '0' && *scale->name <= '9')
    /* TRANSLATORS: an amount and its unit, which begins with a number: `80` and `10,000 USD` */
    sai_text_format(out, _("%s x %s"), number, scale->name);
  else
    /* TRANSLATORS: an amount and its unit: `1,000` and `thousand JPY` */
    sai_text_format(out, _("%s %s"), number, scale->name);
}

void sai_words_money(sai_text *out, double value, const char *currency, unsigned decimals,
                     sai_money_unit unit) {
  sai_scale scale = sai_words_scale(currency, decimals, unit, fabs(value));
  double shown = value / scale.divisor;
  int places = 0, most = scale.decimals < 4 ? scale.decimals : 4;
  while (places < most && fabs(shown - round(shown * pow(10, places)) / pow(10, places)) > 1e-9 * fabs(shown))
    places++;
  int enough = first_place(shown) + 3;
  if (places > enough) places = enough < 0 ? 0 : enough;
  sai_text number = {.whole = out};
  sai_text_grouped(&number, shown, places);
  sai_words_amount(out, sai_text_string(&number), &scale);
  sai_text_free(&number);
}

void sai_words_percent(sai_text *out, const sai_figure *figure) {
  double percent = 100 * figure->value, noise = 100 * sai_words_noise(figure);
  double rest = fmin(percent, 100 - percent);
  if (rest <= 0) {
    sai_text_format(out, "%.0f%%", percent);
    return;
  }
  int decimals = rest < 1 ? 1 : 0, places = sai_words_places(noise);
  if (places < decimals) decimals = places < 0 ? 0 : places;
  double unit = pow(10, -decimals);
  if (rest < unit / 2) {
    sai_text_format(out, percent < 50 ? "<%.*f%%" : ">%.*f%%", decimals, percent < 50 ? unit : 100 - unit);
    return;
  }
  double step = places < 0 ? 10 : unit, rounded = round(percent / step) * step;
  if (places < 0 && (rounded <= 0 || rounded >= 100)) rounded = round(percent);
  sai_text_format(out, "%.*f%%", decimals, rounded);
}

void sai_words_odds(sai_text *out, const sai_figure *figure) {
  double p = figure->value, of = 100;
  if (sai_words_noise(figure) > 0.0202 && p > 0.05 && p < 0.95) of = 10;
  int n = (int)round(p * of);
  if (p <= 0)
    sai_text_add(out, _("no run"));
  else if (p >= 1)
    sai_text_add(out, _("all runs"));
  else if (n == 0)
    sai_text_format(out, _("less than %d of %d runs"), 1, (int)of);
  else if (n == (int)of)
    sai_text_format(out, _("more than %d of %d runs"), n - 1, (int)of);
  else
    sai_text_format(out, _("%d of %d runs"), n, (int)of);
}

void sai_words_month(sai_text *out, unsigned index) {
  sai_text_format(out, _("month %u"), index + 1);
}

const char *sai_words_owner(const char *owner) {
  return strcmp(owner, "vendor") == 0     ? _("to vendors")
         : strcmp(owner, "dispatch") == 0 ? _("dispatched staff")
                                          : _("own staff and own costs");
}

/* What a promise names, as it was written: at most so many digits that nobody writes more. */
static void add_exact(sai_text *out, double value) {
  enum { DIGITS = 6 };
  int places = 0;
  while (places < DIGITS && fabs(value * pow(10, places) - round(value * pow(10, places))) > 1e-9) places++;
  sai_text_grouped(out, value, places);
}

void sai_words_promised(sai_text *out, const sai_promise_result *promise, const char *number) {
  sai_text of = {.whole = out}, trials = {.whole = out};
  if (promise->of) sai_clean_line(&of, sai_stage_noun(promise->of, promise->of_label));
  add_exact(&trials, promise->trials);
  if (promise->kind == SAI_PROMISED_PER_MONTH)
    sai_text_format(out, _("%s a month on average"), number);
  else if (promise->kind == SAI_PROMISED_IN_ALL)
    sai_text_format(out, _("%s in all"), number);
  else if (promise->kind == SAI_PROMISED_SHARE)
    sai_text_format(out, _("%s of %s"), number, sai_text_string(&of));
  else /* TRANSLATORS: `8 out of 500 call` */
    sai_text_format(out, _("%s out of %s %s"), number, sai_text_string(&trials), sai_text_string(&of));
  sai_text_free(&of);
  sai_text_free(&trials);
}

void sai_words_promise(sai_text *out, const sai_promise_result *promise) {
  sai_text noun = {.whole = out}, number = {.whole = out}, words = {.whole = out};
  bool share = promise->kind == SAI_PROMISED_SHARE;
  sai_clean_line(&noun, sai_stage_noun(promise->stage, promise->label));
  add_exact(&number, share ? 100 * promise->promised : promise->promised);
  if (share) sai_text_add(&number, "%");
  sai_words_promised(&words, promise, sai_text_string(&number));
  /* TRANSLATORS: a stage and what is promised of it: `appointment: 8 a month on average` */
  sai_text_format(out, _("%s: %s"), sai_text_string(&noun), sai_text_string(&words));
  sai_text *const all[] = {&noun, &number, &words};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) sai_text_free(all[i]);
}

static void add_period(const sai_facts *f, sai_text *out) {
  if (f->first_month && f->months > 1)
    sai_text_format(out, _("%s to %s (%u months)"), f->first_month, f->last_month, f->months);
  else if (f->first_month)
    sai_text_format(out, _("%s (1 month)"), f->first_month);
  else if (f->months == 1)
    sai_text_add(out, _("1 month"));
  else
    sai_text_format(out, _("%u months"), f->months);
}

static void add_runs(const sai_facts *f, sai_text *out) {
  sai_text runs = {.whole = out}, asked = {.whole = out};
  sai_text_grouped(&runs, (double)f->runs, 0);
  sai_text_grouped(&asked, (double)f->runs_asked, 0);
  if (f->runs < f->runs_asked)
    sai_text_format(out, _("%s of %s runs (interrupted)"), sai_text_string(&runs), sai_text_string(&asked));
  else
    sai_text_format(out, P_("%s run", "%s runs", f->runs == 1 ? 1 : 2), sai_text_string(&runs));
  sai_text_free(&runs);
  sai_text_free(&asked);
}

void sai_words_facts(sai_text *out, const sai_facts *facts) {
  add_period(facts, out);
  sai_text_format(out, "%s%s%s", _(" · "), facts->with_tax ? _("payments with tax") : _("excluding tax"),
                  _(" · "));
  if (facts->point) {
    sai_text_add(out, _("point calculation"));
    return;
  }
  add_runs(facts, out);
  sai_text_add(out, _(" · "));
  sai_text_format(out, _("seed %llu"), (unsigned long long)facts->seed);
  if (facts->sampler && strcmp(facts->sampler, "pseudo") != 0)
    sai_text_format(out, "%s%s", _(" · "), facts->sampler);
}

static const char *per_words(const char *per, const char *label) {
  static const char *const words[][2] = {{"once", N_("once")},
                                         {"month", N_("per month")},
                                         {"person", N_("per person and month")},
                                         {"day", N_("per person and day")},
                                         {"hour", N_("per hour of each person")},
                                         {"overtime_hour", N_("per hour of overtime")},
                                         {"revenue", N_("of revenue")},
                                         {"gross_profit", N_("of gross profit")},
                                         {"first_year_revenue", N_("of the first year's revenue")},
                                         {"recurring_revenue", N_("of what customers pay each month")},
                                         {"cash_received", N_("of the revenue received in the month")}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp(words[i][0], per) == 0) return _(words[i][1]);
  return sai_stage_per(per, label);
}

void sai_words_line(sai_text *out, const char *amount, const char *per, const char *label,
                    const char *currency) {
  const bool plain = strspn(amount, "0123456789,.") == strlen(amount);
  sai_text price = {.whole = out}, stage = {.whole = out};
  const char *what = per_words(per, label);
  if (!what) sai_text_format(&stage, _("per %s"), label);
  sai_text_format(&price, plain && strcmp(currency, "JPY") == 0 ? _("%s yen") : "%s", amount);
  /* TRANSLATORS: an amount and what it is for: `400 yen` `per call` */
  sai_text_format(out, _("%s %s"), sai_text_string(&price), what ? what : sai_text_string(&stage));
  sai_text_free(&price);
  sai_text_free(&stage);
}
