/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results as comma-separated values: a header line, a decimal point, no grouping, 12 significant digits,
   `inf` for infinite, empty for what does not apply. The charts read four of these files. */
#include "report/clean.h"
#include "report/report.h"

#include <math.h>
#include <string.h>

enum { DIGITS = 12 };

/** A CSV being written. For Excel it starts with a byte order mark, and its lines end in CR LF. */
typedef struct csv {
  sai_text *out;
  const char *end;
  bool first;
} csv;

static csv csv_begin(sai_text *out, bool excel, const char *header) {
  csv c = {out, excel ? "\r\n" : "\n", true};
  if (excel) sai_text_add(out, "\xEF\xBB\xBF");
  sai_text_format(out, "%s%s", header, c.end);
  return c;
}

static void separate(csv *c) {
  if (!c->first) sai_text_add(c->out, ",");
  c->first = false;
}

/** Texts are made one line: many readers, gnuplot among them, take a line end for the end of a row even in
 * quotes. */
static void add_text(csv *c, const char *s) {
  separate(c);
  if (!s) return;
  sai_text line = {.whole = c->out};
  sai_clean_line(&line, s);
  sai_clean_csv(c->out, sai_text_string(&line));
  sai_text_free(&line);
}

static void add_number(csv *c, double value) {
  separate(c);
  if (isnan(value)) return;
  if (isinf(value))
    sai_text_add(c->out, value > 0 ? "inf" : "-inf");
  else
    sai_text_number(c->out, value, DIGITS);
}

static void end_line(csv *c) {
  sai_text_add(c->out, c->end);
  c->first = true;
}

/** value, standard error, interval; nothing but the value where there is no more. */
static void add_figure(csv *c, const sai_figure *figure, bool point) {
  add_number(c, figure->value);
  add_number(c, point ? NAN : figure->se);
  add_number(c, point ? NAN : figure->low);
  add_number(c, point ? NAN : figure->high);
}

/** One line of the long form. */
static void add_line(csv *c, const sai_result *r, const char *offer, const char *metric,
                     const char *figure_name, const sai_figure *figure) {
  if (!figure->present) return;
  add_text(c, offer);
  add_text(c, metric);
  add_text(c, figure_name);
  add_figure(c, figure, r->point);
  end_line(c);
}

static void add_metric(csv *c, const sai_result *r, const sai_offer_result *offer, sai_metric_id id) {
  const sai_metric *metric = &offer->metrics[id];
  const sai_metric_info *info = &sai_metric_infos[id];
  if (!metric->present) return;
  add_line(c, r, offer->name, info->key, "mean", &metric->mean);
  add_line(c, r, offer->name, info->key, "pooled", &metric->pooled);
  add_line(c, r, offer->name, info->key, "sd", &metric->sd);
  for (size_t q = 0; q < SAI_QUANTILES; q++)
    add_line(c, r, offer->name, info->key, sai_quantile_names[q], &metric->quantile[q]);
  for (size_t i = 0; i < 2; i++)
    if (info->probability_keys[i])
      add_line(c, r, offer->name, info->key, info->probability_keys[i], &metric->probability[i]);
}

static void add_payback(csv *c, const sai_result *r, const sai_offer_result *offer) {
  const sai_payback *payback = &offer->payback;
  if (!payback->present) return;
  for (unsigned m = 0; m < r->horizon_months; m++) {
    char name[80];
    snprintf(name, sizeof name, "probability_by_%s", r->month_names[m]);
    add_line(c, r, offer->name, "payback", name, &payback->by_month[m]);
    snprintf(name, sizeof name, "lasting_by_%s", r->month_names[m]);
    add_line(c, r, offer->name, "payback", name, &payback->lasting_by_month[m]);
  }
  add_line(c, r, offer->name, "payback", "probability_never", &payback->never);
  add_line(c, r, offer->name, "payback", "probability_never_lasting", &payback->never_lasting);
}

static void add_band(csv *c, const sai_result *r, const char *offer, const char *metric,
                     const sai_band *band) {
  add_line(c, r, offer, metric, "mean", &band->mean);
  add_line(c, r, offer, metric, "p10", &band->p10);
  add_line(c, r, offer, metric, "p50", &band->p50);
  add_line(c, r, offer, metric, "p90", &band->p90);
}

static void add_stages(csv *c, const sai_result *r, const sai_offer_result *offer) {
  for (size_t s = 0; s < offer->n_stages; s++) {
    const sai_stage_result *stage = &offer->stages[s];
    const struct {
      const char *ending;
      const sai_band *band;
    } parts[] = {{"", &stage->units}, {".peak_month", &stage->peak_month}, {".waiting", &stage->waiting}};
    sai_text metric = {.whole = c->out};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
      sai_text_clear(&metric);
      sai_text_format(&metric, "stages.%s%s", stage->name, parts[i].ending);
      add_band(c, r, offer->name, sai_text_string(&metric), parts[i].band);
    }
    sai_text_free(&metric);
  }
}

static void add_bill(csv *c, const sai_result *r, const sai_offer_result *offer) {
  sai_text metric = {.whole = c->out};
  for (size_t i = 0; i < offer->n_bill; i++) {
    const sai_bill_result *line = &offer->bill[i];
    sai_text_clear(&metric);
    sai_text_format(&metric, "bill.%zu %s%s%s", i + 1, line->contract ? line->contract : "",
                    line->contract ? ": " : "", line->line);
    add_line(c, r, offer->name, sai_text_string(&metric), "mean", &line->total);
  }
  sai_text_free(&metric);
}

static void add_prices(csv *c, const sai_result *r, const sai_offer_result *offer) {
  static const char *const names[SAI_PRICE_AIMS] = {"zero_net", "same_net", "same_cpa"};
  sai_text metric = {.whole = c->out};
  for (size_t i = 0; i < offer->n_prices; i++) {
    const sai_price_result *price = &offer->prices[i];
    sai_text_clear(&metric);
    sai_text_format(&metric, "price.%zu %s%s%s", i + 1, price->contract ? price->contract : "",
                    price->contract ? ": " : "", price->line);
    for (int aim = 0; aim < SAI_PRICE_AIMS; aim++)
      add_line(c, r, offer->name, sai_text_string(&metric), names[aim], &price->at[aim]);
  }
  sai_text_free(&metric);
}

static void add_parts(csv *c, const sai_result *r, const sai_offer_result *offer) {
  sai_text metric = {.whole = c->out};
  for (size_t i = 0; i < offer->n_parts; i++) {
    const sai_part_result *part = &offer->parts[i];
    sai_text_clear(&metric);
    if (part->by_contract)
      sai_text_format(&metric, "by_contract.%s%s%s", part->contract ? part->contract : "",
                      part->contract ? ": " : "", part->own ? "own_cost" : "fees");
    else
      sai_text_format(&metric, "by_owner.%s", part->owner);
    add_band(c, r, offer->name, sai_text_string(&metric), &part->cost);
  }
  sai_text_free(&metric);
}

static void add_promises(csv *c, const sai_result *r, const sai_offer_result *offer) {
  sai_text metric = {.whole = c->out};
  for (size_t i = 0; i < offer->n_promises; i++) {
    const sai_promise_result *p = &offer->promises[i];
    sai_text_clear(&metric);
    sai_text_format(&metric, "promises.%zu %s", i + 1, p->stage);
    const sai_figure promised = {true, p->promised, NAN, NAN, NAN},
                     below = {true, 1 - p->reached.value, p->reached.se, 1 - p->reached.high,
                              1 - p->reached.low};
    add_line(c, r, offer->name, sai_text_string(&metric), "promised", &promised);
    add_line(c, r, offer->name, sai_text_string(&metric), "pooled", &p->pooled);
    add_band(c, r, offer->name, sai_text_string(&metric), &p->simulated);
    add_line(c, r, offer->name, sai_text_string(&metric), "probability_below", &below);
    add_line(c, r, offer->name, sai_text_string(&metric), "probability_equal", &p->equal);
    add_line(c, r, offer->name, sai_text_string(&metric), "probability_reached", &p->reached);
  }
  sai_text_free(&metric);
}

static void add_guarantees(csv *c, const sai_result *r, const sai_offer_result *offer) {
  sai_text metric = {.whole = c->out};
  for (size_t i = 0; i < offer->n_guarantees; i++) {
    sai_text_clear(&metric);
    sai_text_format(&metric, "guarantees.%zu %s.free_months", i + 1, offer->guarantees[i].contract);
    add_band(c, r, offer->name, sai_text_string(&metric), &offer->guarantees[i].free_months);
    add_line(c, r, offer->name, sai_text_string(&metric), "probability_free_months",
             &offer->guarantees[i].works_on);
  }
  sai_text_free(&metric);
}

static void add_years(csv *c, const sai_result *r, const sai_offer_result *offer) {
  for (unsigned y = 0; offer->years && y < r->n_years; y++) {
    char metric[60];
    snprintf(metric, sizeof metric, "fiscal_years.%u.cost", r->first_year + y);
    add_band(c, r, offer->name, metric, &offer->years[y].cost);
    snprintf(metric, sizeof metric, "fiscal_years.%u.cost_with_tax", r->first_year + y);
    add_band(c, r, offer->name, metric, &offer->years[y].cost_with_tax);
  }
}

void sai_report_csv(const sai_result *result, bool excel, sai_text *out) {
  csv c = csv_begin(out, excel, "offer,metric,figure,value,se,low90,high90");
  for (size_t o = 0; o < result->n_offers; o++) {
    const sai_offer_result *offer = &result->offers[o];
    for (size_t m = 0; m < SAI_METRICS; m++) add_metric(&c, result, offer, (sai_metric_id)m);
    add_payback(&c, result, offer);
    add_line(&c, result, offer->name, "break_even", "orders", &offer->break_even.orders);
    add_line(&c, result, offer->name, "break_even", "gross_profit_per_order",
             &offer->break_even.profit_per_order);
    add_prices(&c, result, offer);
    add_years(&c, result, offer);
    add_parts(&c, result, offer);
    add_promises(&c, result, offer);
    add_guarantees(&c, result, offer);
    add_stages(&c, result, offer);
    add_bill(&c, result, offer);
  }
}

static void add_values(csv *c, const sai_band *band) {
  const sai_figure *figures[] = {&band->mean, &band->p10, &band->p50, &band->p90};
  for (size_t i = 0; i < 4; i++) add_number(c, figures[i]->present ? figures[i]->value : NAN);
}

static void months_csv(const sai_result *r, bool excel, sai_text *out) {
  csv c = csv_begin(
      out, excel,
      "offer_number,month_number,month,orders_mean,orders_p10,orders_p50,orders_p90,cost_mean,cost_p10,"
      "cost_p50,cost_p90,cumulative_net_mean,cumulative_net_p10,cumulative_net_p50,cumulative_net_p90,"
      "cumulative_cash_mean,cumulative_cash_p10,cumulative_cash_p50,cumulative_cash_p90,offer");
  for (size_t o = 0; o < r->n_offers; o++)
    for (unsigned m = 0; r->offers[o].months && m < r->horizon_months; m++) {
      const sai_month_result *month = &r->offers[o].months[m];
      add_number(&c, (double)o + 1);
      add_number(&c, m + 1.0);
      add_text(&c, r->month_names[m]);
      add_values(&c, &month->orders);
      add_values(&c, &month->cost);
      add_values(&c, &month->cumulative_net);
      add_values(&c, &month->cumulative_cash);
      add_text(&c, r->offers[o].name);
      end_line(&c);
    }
}

/** What the box plots are drawn from: a line for each offer and metric that has quantiles. */
static void quantiles_csv(const sai_result *r, bool excel, sai_text *out) {
  csv c = csv_begin(out, excel, "offer_number,metric,mean_or_pooled,p5,p10,p25,p50,p75,p90,p95,offer");
  for (size_t o = 0; o < r->n_offers; o++)
    for (size_t m = 0; m < SAI_METRICS; m++) {
      const sai_metric *metric = &r->offers[o].metrics[m];
      const sai_figure *centre = metric->mean.present ? &metric->mean : &metric->pooled;
      if (!metric->present || !metric->quantile[SAI_P50].present) continue;
      add_number(&c, (double)o + 1);
      add_text(&c, sai_metric_infos[m].key);
      add_number(&c, centre->present ? centre->value : NAN);
      for (size_t q = 0; q < SAI_QUANTILES; q++)
        add_number(&c, metric->quantile[q].present ? metric->quantile[q].value : NAN);
      add_text(&c, r->offers[o].name);
      end_line(&c);
    }
}

/** The bill: a line for each line of it and month, and with `total` for month what it comes to. */
static void fees_csv(const sai_result *r, bool excel, sai_text *out) {
  csv c = csv_begin(out, excel, "offer_number,line_number,month_number,mean,month,owner,offer,contract,line");
  for (size_t o = 0; o < r->n_offers; o++)
    for (size_t i = 0; i < r->offers[o].n_bill; i++) {
      const sai_bill_result *line = &r->offers[o].bill[i];
      for (unsigned m = 0; m <= r->horizon_months; m++) {
        bool total = m == r->horizon_months;
        add_number(&c, (double)o + 1);
        add_number(&c, (double)i + 1);
        add_number(&c, total ? NAN : m + 1.0);
        add_number(&c, total ? line->total.value : line->months[m].value);
        add_text(&c, total ? "total" : r->month_names[m]);
        add_text(&c, line->own ? "own_cost" : "fees");
        add_text(&c, r->offers[o].name);
        add_text(&c, line->contract);
        add_text(&c, line->line);
        end_line(&c);
      }
    }
}

/** One bin of the histogram, or a share outside of it. */
static void add_bin(csv *c, const sai_result *r, size_t o, double from, double to, double share) {
  add_number(c, (double)o + 1);
  add_number(c, from);
  add_number(c, to);
  add_number(c, share);
  add_text(c, r->offers[o].name);
  end_line(c);
}

static void cpa_csv(const sai_result *r, bool excel, sai_text *out) {
  csv c = csv_begin(out, excel, "offer_number,from,to,share,offer");
  for (size_t o = 0; o < r->n_offers; o++) {
    const sai_histogram *h = &r->offers[o].cpa;
    if (r->point || (h->n == 0 && !(h->infinite > 0))) continue;
    double end = h->start + h->width * (double)h->n;
    if (h->below > 0) add_bin(&c, r, o, -INFINITY, h->start, h->below);
    for (size_t i = 0; i < h->n; i++)
      add_bin(&c, r, o, h->start + h->width * (double)i, h->start + h->width * (double)(i + 1), h->share[i]);
    if (h->beyond > 0) add_bin(&c, r, o, end, INFINITY, h->beyond);
    add_bin(&c, r, o, INFINITY, INFINITY, h->infinite);
  }
}

static void cost_curve_csv(const sai_result *r, bool excel, sai_text *out) {
  csv c = csv_begin(out, excel, "offer_number,units,cost,expected_units,stage,offer");
  const sai_cost_curves *curves = &r->curves;
  for (size_t o = 0; curves->stage_label && o < r->n_offers; o++)
    for (size_t i = 0; i < curves->n; i++) {
      if (isnan(curves->cost[o][i])) continue;
      add_number(&c, (double)o + 1);
      add_number(&c, curves->units[i]);
      add_number(&c, curves->cost[o][i]);
      add_number(&c, curves->expected[o]);
      add_text(&c, curves->stage_label);
      add_text(&c, r->offers[o].name);
      end_line(&c);
    }
}

static void comparisons_csv(const sai_result *r, bool excel, sai_text *out) {
  csv c = csv_begin(out, excel, "a,b,metric,difference,p5,p95,probability_a_lower,probability_equal");
  for (size_t i = 0; i < r->n_comparisons; i++) {
    const sai_comparison *k = &r->comparisons[i];
    const sai_figure *centre = k->mean.present ? &k->mean : &k->pooled;
    const sai_figure *figures[] = {centre, &k->p5, &k->p95, &k->a_lower, &k->equal};
    add_text(&c, r->offers[k->a].name);
    add_text(&c, r->offers[k->b].name);
    add_text(&c, sai_metric_infos[k->metric].key);
    for (size_t f = 0; f < 5; f++) add_number(&c, figures[f]->present ? figures[f]->value : NAN);
    end_line(&c);
  }
}

static void assumptions_csv(const sai_result *r, bool excel, sai_text *out) {
  csv c = csv_begin(out, excel, "path,assumption,mean,p5,p95,unit,source,market");
  for (size_t i = 0; i < r->n_assumptions; i++) {
    add_text(&c, r->assumptions[i].path);
    add_text(&c, r->assumptions[i].text);
    const sai_figure *figures[] = {&r->assumptions[i].mean, &r->assumptions[i].p5, &r->assumptions[i].p95};
    for (size_t f = 0; f < 3; f++) add_number(&c, figures[f]->present ? figures[f]->value : NAN);
    add_text(&c, r->assumptions[i].unit);
    add_text(&c, r->assumptions[i].source);
    add_text(&c, r->assumptions[i].market);
    end_line(&c);
  }
}

static const struct {
  const char *name;
  void (*write)(const sai_result *r, bool excel, sai_text *out);
} csv_files[] = {
    {"offers.csv", sai_report_csv},
    {"months.csv", months_csv},
    {"fees.csv", fees_csv},
    {"cpa.csv", cpa_csv},
    {"quantiles.csv", quantiles_csv},
    {"cost-curve.csv", cost_curve_csv},
    {"comparisons.csv", comparisons_csv},
    {"assumptions.csv", assumptions_csv},
};

static sai_code add_file(sai_file_set *files, const char *name, sai_text *text, sai_error *err) {
  sai_code code = sai_text_check(text, err);
  if (code == SAI_OK) code = sai_file_set_add(files, name, sai_text_string(text), text->length, err);
  sai_text_free(text);
  return code;
}

sai_code sai_report_files(const sai_result *result, bool excel, sai_file_set *files, sai_error *err) {
  sai_text text = {0};
  sai_code code = sai_report_json(result, &text, err);
  if (code) {
    sai_text_free(&text);
    return code;
  }
  SAI_TRY(add_file(files, "result.json", &text, err));
  for (size_t i = 0; i < sizeof csv_files / sizeof *csv_files; i++) {
    csv_files[i].write(result, excel, &text);
    SAI_TRY(add_file(files, csv_files[i].name, &text, err));
  }
  return SAI_OK;
}
