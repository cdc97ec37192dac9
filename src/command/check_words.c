/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of `saisan check`: stages, amounts, periods, units. */
#include "command/check.h"

#include "analysis/unit_words.h"
#include "base/intl.h"
#include "report/clean.h"
#include "result/stage_words.h"

#include <math.h>
#include <string.h>

void sai_say_text(sai_text *out, const char *text) {
  sai_clean_line(out, text);
}

void sai_say_stage(sai_text *out, const sai_stage *stage) {
  sai_say_text(out, sai_stage_noun(stage->name, stage->label));
}

static bool in_name(char c) {
  return (unsigned char)c >= 0x80 || c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
         (c >= 'a' && c <= 'z');
}

static const char *word_of(const char *word, const sai_funnel *funnel) {
  size_t stage = funnel ? sai_stage_find(funnel, word) : SIZE_MAX;
  if (stage != SIZE_MAX) return sai_stage_noun(funnel->stages[stage].name, funnel->stages[stage].label);
  return strcmp(word, "and") == 0 ? _("and") : strcmp(word, "or") == 0 ? _("or") : word;
}

void sai_say_counted(sai_text *out, const char *text, const sai_funnel *funnel) {
  sai_text all = {.whole = out};
  while (*text) {
    size_t n = 0;
    const bool name = in_name(*text);
    while (text[n] && in_name(text[n]) == name) n++;
    sai_text part = {.whole = out};
    sai_text_add_bytes(&part, text, n);
    sai_text_add(&all, name ? word_of(sai_text_string(&part), funnel) : sai_text_string(&part));
    sai_text_free(&part);
    text += n;
  }
  sai_say_text(out, sai_text_string(&all));
  sai_text_free(&all);
}

void sai_say_period_end(sai_text *out, sai_period period) {
  static const char *const words[] = {N_("the month's end"), N_("the quarter's end"), N_("the year's end"),
                                      N_("the term's end")};
  sai_text_add(out, _(words[period]));
}

void sai_say_per_stage(sai_text *out, const sai_stage *stage) {
  const char *per = sai_stage_per(stage->name, stage->label);
  if (per) {
    sai_text_add(out, per);
    return;
  }
  sai_text label = {.whole = out};
  sai_say_text(&label, stage->label);
  /* TRANSLATORS: per unit of a stage: `per seminar` */
  sai_text_format(out, _("per %s"), sai_text_string(&label));
  sai_text_free(&label);
}

/* The fewest decimals that show a value as it is, up to a limit. */
static int places_of(double value, int most) {
  for (int places = 0; places < most; places++) {
    double unit = pow(10, places);
    if (fabs(value - round(value * unit) / unit) <= 1e-12 * fabs(value)) return places;
  }
  return most;
}

static void add_number(sai_text *out, double value, bool exact) {
  if (!isfinite(value)) {
    sai_text_add(out, isnan(value) ? "?" : value < 0 ? "-∞" : "∞");
    return;
  }
  if (!exact && value != 0) {
    double unit = pow(10, floor(log10(fabs(value))) - 2);
    value = unit < 1 ? round(value / unit) / round(1 / unit) : round(value / unit) * unit;
  }
  sai_text_grouped(out, value, places_of(value, 9));
}

void sai_say_value(const sai_check *check, sai_text *out, double value, sai_unit unit, bool exact) {
  sai_text number = {.whole = out};
  add_number(&number, unit == SAI_UNIT_RATE ? 100 * value : value, exact);
  const char *n = sai_text_string(&number);
  if (unit == SAI_UNIT_RATE)
    sai_text_format(out, "%s%%", n);
  else if (unit == SAI_UNIT_MONTHS)
    sai_text_format(out, P_("%s month", "%s months", strcmp(n, "1") == 0 ? 1 : 2), n);
  else if (unit != SAI_UNIT_MONEY)
    sai_text_add(out, n);
  else if (strcmp(check->scenario->currency, "JPY") == 0)
    sai_text_format(out, _("%s yen"), n);
  else
    sai_text_format(out, "%s %s", n, check->scenario->currency);
  sai_text_free(&number);
}

void sai_say_money(const sai_check *check, sai_text *out, double value) {
  double unit = pow(10, check->scenario->currency_decimals);
  sai_say_value(check, out, round(value * unit) / unit, SAI_UNIT_MONEY, true);
}

static void add_spread(const sai_check *check, sai_text *out, const sai_quantity_summary *s) {
  sai_text mean = {.whole = out}, low = {.whole = out}, high = {.whole = out};
  sai_unit unit = s->quantity->unit;
  sai_say_value(check, &mean, s->mean, unit, false);
  sai_say_value(check, &low, s->p5, unit, false);
  sai_say_value(check, &high, s->p95, unit, false);
  /* TRANSLATORS: mean, and the ends of the 90% interval: `on average 4% (90%: 3% to 5%)` */
  sai_text_format(out, _("on average %s (90%%: %s to %s)"), sai_text_string(&mean), sai_text_string(&low),
                  sai_text_string(&high));
  sai_text_free(&mean);
  sai_text_free(&low);
  sai_text_free(&high);
}

void sai_say_quantity(const sai_check *check, sai_text *out, const sai_quantity *quantity) {
  const sai_quantity_summary *s = sai_check_summary(check, quantity);
  if (!s || isnan(s->mean))
    sai_say_text(out, quantity->text);
  else if (s->uncertain)
    add_spread(check, out, s);
  else
    sai_say_value(check, out, s->mean, quantity->unit, true);
  if (quantity->anew == SAI_ANEW_EACH_MONTH) sai_text_add(out, _(" (drawn anew each month)"));
  if (quantity->anew == SAI_ANEW_EACH_ORDER) sai_text_add(out, _(" (drawn anew for each order)"));
}

void sai_say_months(const sai_check *check, sai_text *out, unsigned first, unsigned last) {
  char from[16], to[16];
  sai_scenario_month_name(check->scenario, first, from);
  sai_scenario_month_name(check->scenario, last, to);
  unsigned months = last - first + 1;
  if (check->scenario->start_year == 0)
    sai_text_format(out, months == 1 ? _("month %s") : _("months %s to %s"), from, to);
  else if (months == 1)
    sai_text_format(out, _("%s (1 month)"), from);
  else
    sai_text_format(out, _("%s to %s (%u months)"), from, to, months);
}

void sai_say_period(sai_text *out, sai_period period) {
  static const char *const words[] = {N_("each month"), N_("each quarter"), N_("each year"),
                                      N_("over the whole term")};
  sai_text_add(out, _(words[period]));
}

void sai_say_unit(const sai_check *check, sai_text *out, const sai_quantity_summary *s) {
  sai_text words = {.whole = out};
  sai_unit_words(check->scenario, s, &words);
  sai_say_text(out, sai_text_string(&words));
  sai_text_free(&words);
}

const sai_quantity_summary *sai_check_summary(const sai_check *check, const sai_quantity *quantity) {
  for (size_t i = 0; i < check->scenario->n_quantities; i++)
    if (check->summaries[i].quantity == quantity) return &check->summaries[i];
  return NULL;
}

unsigned sai_check_period_months(sai_period period) {
  static const unsigned months[] = {1, 3, 12, 0};
  return months[period];
}

size_t sai_check_widest(const char *const *labels, size_t n) {
  size_t width = 0;
  for (size_t i = 0; i < n; i++) {
    size_t w = sai_text_width(labels[i]);
    if (w > width) width = w;
  }
  return width;
}

void sai_check_line(const sai_check *check, size_t indent, const char *label, size_t width,
                    const char *text) {
  sai_text_repeat(check->out, " ", indent);
  sai_text_add(check->out, label);
  size_t used = sai_text_width(label);
  sai_text_repeat(check->out, " ", used < width ? width - used : 0);
  sai_text_add(check->out, text);
  sai_text_add(check->out, "\n");
}
