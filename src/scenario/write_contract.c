/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offers as lines of a file: their contracts, and the lines of their bills. */
#include "scenario/writer.h"

#include "scenario/number.h"

#include <math.h>
#include <string.h>

enum { YEAR_MOST = 2200 };

/* ` per call`: what an amount is for. */
static void add_basis(const sai_fee *fee, sai_text *out) {
  static const char *const words[] = {" once",
                                      " per month",
                                      " per ",
                                      " of revenue",
                                      " of gross_profit",
                                      " of first_year_revenue",
                                      " of recurring_revenue",
                                      " of cash_received",
                                      ""};
  sai_text_add(out, words[fee->basis]);
  if (fee->basis == SAI_BASIS_STAGE) sai_text_add(out, sai_write_counted(fee->funnel, fee->stage));
}

static void write_tiers(sai_writer *w, const sai_fee *fee, const char *source) {
  if (!fee->n_tiers) return;
  sai_write_open(w, fee->tier_rule == SAI_TIERS_ALL ? "tiers_all" : "tiers_excess");
  for (size_t i = 0; i < fee->n_tiers; i++) {
    sai_text key = {.whole = w->out};
    bool last = isinf(fee->tiers[i].up_to);
    sai_text_add(&key, last ? "above" : "up to ");
    if (!last) sai_number_write(fee->tiers[i].up_to, false, true, &key);
    sai_write_quantity(w, sai_text_string(&key), fee->tiers[i].price, "", NULL, source);
    sai_text_free(&key);
  }
  sai_write_close(w);
}

static void write_clawback(sai_writer *w, const sai_fee *fee, const char *source) {
  if (!fee->clawback) return;
  sai_write_open(w, "clawback");
  sai_write_duration(w, "within", fee->clawback_within);
  sai_write_quantity(w, "back", fee->clawback, "", NULL, source);
  sai_write_close(w);
}

static void write_deposit_keys(sai_writer *w, const sai_fee *fee, const char *source) {
  sai_write_quantity(w, "paid", fee->deposit, "", NULL, source);
  sai_write_duration(w, "expires", fee->deposit_expires);
  sai_write_choice(w, SAI_IN_DEPOSIT, "unused", fee->deposit_refunded);
}

static void write_deposit(sai_writer *w, const sai_fee *fee, const char *source) {
  if (!fee->deposit) return;
  sai_write_open(w, "deposit");
  write_deposit_keys(w, fee, source);
  sai_write_close(w);
}

static bool is_calendar(const sai_scenario *s, unsigned month_index) {
  return s->start_month && s->start_year + (s->start_month - 1 + month_index) / 12 <= YEAR_MOST;
}

/* Months of the contract by their numbers, as far as these go. */
static void write_months(sai_writer *w, const sai_contract *contract, const sai_fee *fee) {
  if (fee->first_term) {
    sai_text terms = {.whole = w->out};
    sai_text_format(&terms, fee->last_term == fee->first_term ? "%u" : "%u..", fee->first_term);
    if (fee->last_term > fee->first_term) sai_text_format(&terms, "%u", fee->last_term);
    sai_write_entry(w, "terms", sai_text_string(&terms));
    sai_text_free(&terms);
    return;
  }
  if (fee->first_month == 1 && !fee->last_month) return;
  char first[16], last[16];
  sai_text text = {.whole = w->out};
  if (fee->last_month > 10 * SAI_MONTHS_MAX) {
    sai_scenario_month_name(w->s, contract->start + fee->first_month - 1, first);
    sai_scenario_month_name(w->s, contract->start + fee->last_month - 1, last);
    sai_text_format(&text, "%s..%s", first, last);
  } else {
    sai_text_format(&text, "%u..", fee->first_month);
    if (fee->last_month) sai_text_format(&text, "%u", fee->last_month);
  }
  sai_write_entry(w, "months", sai_text_string(&text));
  sai_text_free(&text);
}

static const char *fee_source(const sai_fee *fee) {
  const sai_quantity *all[SAI_TIERS_MAX + 8];
  const sai_quantity *const parts[] = {fee->amount, fee->count,    fee->included, fee->minimum,
                                       fee->cap,    fee->clawback, fee->when,     fee->deposit};
  size_t n = 0;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (parts[i]) all[n++] = parts[i];
  for (size_t i = 0; i < fee->n_tiers; i++) all[n++] = fee->tiers[i].price;
  return sai_common_source(all, n);
}

static bool is_short(const sai_fee *fee, const char *source) {
  return fee->amount && !fee->name && !fee->first_term && !fee->at_exit && !fee->count && !fee->when &&
         !fee->every_given && fee->first_month == 1 && !fee->last_month && !fee->within && !fee->clawback &&
         !fee->deposit && !fee->invalid && !fee->included && !fee->minimum && !fee->cap && !fee->tax &&
         !source;
}

static void write_fee(sai_writer *w, const sai_contract *contract, const sai_fee *fee) {
  const char *source = fee_source(fee);
  sai_text basis = {.whole = w->out};
  add_basis(fee, &basis);
  const char *words = sai_text_string(&basis);
  sai_write_item(w);
  if (is_short(fee, source)) {
    sai_write_quantity(w, NULL, fee->amount, words, NULL, NULL);
  } else {
    if (fee->amount)
      sai_write_quantity(w, "fee", fee->amount, words, NULL, source);
    else
      sai_write_entry(w, "fee", words + strspn(words, " "));
    sai_write_quantity(w, "count", fee->count, "", fee->funnel, source);
    sai_write_quantity(w, "when", fee->when, "", fee->funnel, source);
    if (fee->every_given) sai_write_choice(w, SAI_IN_FEE, "every", fee->every);
    write_months(w, contract, fee);
    if (fee->at_exit) sai_write_entry(w, "at", "exit");
    sai_write_duration(w, "within", fee->within);
    sai_write_quantity(w, "included", fee->included, "", NULL, source);
    sai_write_quantity(w, "minimum", fee->minimum, "", NULL, source);
    sai_write_quantity(w, "cap", fee->cap, "", NULL, source);
    write_tiers(w, fee, source);
    if (fee->invalid) {
      sai_write_entry(w, "valid", fee->funnel->stages[fee->valid].name);
      sai_write_entry(w, "invalid", sai_invalid_word(fee->invalid));
    }
    write_deposit(w, fee, source);
    write_clawback(w, fee, source);
    if (fee->tax) sai_write_choice(w, SAI_IN_FEE, "tax", fee->tax);
    sai_write_optional(w, "name", fee->name);
    sai_write_optional(w, "source", source);
  }
  sai_write_close(w);
  sai_text_free(&basis);
}

void sai_fee_write(const sai_scenario *scenario, const sai_contract *contract, const sai_fee *fee,
                   sai_text *out) {
  sai_writer w = {.s = scenario, .out = out};
  write_fee(&w, contract, fee);
}

static void write_fees(sai_writer *w, const char *key, const sai_contract *contract, bool own) {
  bool any = false;
  for (size_t i = 0; i < contract->n_fees; i++) {
    if (contract->fees[i].own != own) continue;
    if (!any) sai_write_open(w, key);
    any = true;
    write_fee(w, contract, &contract->fees[i]);
  }
  if (any) sai_write_close(w);
}

static void write_lines(sai_writer *w, const sai_contract *contract, const sai_limit *limit) {
  if (!limit->lines_given) return;
  sai_write_open(w, "lines");
  for (size_t f = 0; f < contract->n_fees; f++)
    if (limit->lines[f]) {
      sai_write_item(w);
      sai_write_entry(w, NULL, sai_fee_word(&contract->fees[f]));
      sai_write_close(w);
    }
  sai_write_close(w);
}

static void write_limit(sai_writer *w, const sai_contract *contract, const sai_limit *limit) {
  const sai_quantity *amounts[2];
  size_t n = 0;
  if (limit->fee.minimum) amounts[n++] = limit->fee.minimum;
  if (limit->fee.cap) amounts[n++] = limit->fee.cap;
  const char *source = sai_common_source(amounts, n);
  sai_write_item(w);
  write_lines(w, contract, limit);
  if (limit->fee.every_given) sai_write_choice(w, SAI_IN_LIMIT, "every", limit->fee.every);
  sai_write_quantity(w, "minimum", limit->fee.minimum, "", NULL, source);
  sai_write_quantity(w, "cap", limit->fee.cap, "", NULL, source);
  sai_write_optional(w, "name", limit->name);
  sai_write_optional(w, "source", source);
  sai_write_close(w);
}

static void write_common_deposit(sai_writer *w, const sai_contract *contract, const sai_limit *limit) {
  sai_write_open(w, "deposit");
  write_lines(w, contract, limit);
  write_deposit_keys(w, &limit->fee, NULL);
  sai_write_close(w);
}

static void write_limits(sai_writer *w, const sai_contract *contract) {
  bool any = false;
  for (size_t i = 0; i < contract->n_limits; i++) {
    const sai_limit *limit = &contract->limits[i];
    if (limit->fee.deposit) continue;
    if (!any) sai_write_open(w, "limits");
    any = true;
    write_limit(w, contract, limit);
  }
  if (any) sai_write_close(w);
  for (size_t i = 0; i < contract->n_limits; i++)
    if (contract->limits[i].fee.deposit) write_common_deposit(w, contract, &contract->limits[i]);
}

static void write_covers(sai_writer *w, const sai_offer *offer, const sai_contract *contract) {
  const sai_funnel *funnel = offer->funnel;
  size_t first = 0, last = 0;
  if (!contract->covers_given) return;
  while (funnel && first < funnel->n_stages && !contract->covers[first]) first++;
  if (!funnel || first == funnel->n_stages) {
    sai_write_entry(w, "covers", "none");
    return;
  }
  for (size_t i = first; i < funnel->n_stages; i++)
    if (contract->covers[i]) last = i;
  sai_text text = {.whole = w->out};
  sai_text_add(&text, funnel->stages[first].name);
  if (last > first) sai_text_format(&text, "..%s", funnel->stages[last].name);
  sai_write_entry(w, "covers", sai_text_string(&text));
  sai_text_free(&text);
}

static void write_start(sai_writer *w, const sai_contract *contract) {
  if (!contract->start_given) return;
  if (contract->start_after) {
    sai_text text = {.whole = w->out};
    sai_text_add(&text, "after ");
    sai_quantity_write(w->s, contract->start_after, NULL, &text);
    sai_text_add(&text, " months");
    sai_write_sourced(w, "start", sai_text_string(&text), contract->start_after->source);
    sai_text_free(&text);
    return;
  }
  char start[16];
  sai_scenario_month_name(w->s, contract->start, start);
  if (is_calendar(w->s, contract->start))
    sai_write_entry(w, "start", start);
  else
    sai_write_whole(w, "start", contract->start + 1);
}

static void write_ends(sai_writer *w, const sai_offer *offer, const sai_renewal *renewal) {
  static const char *const endings[] = {"never", "after term %u", "after month %u", "when "};
  sai_text text = {.whole = w->out};
  sai_text_format(&text, endings[renewal->ending], renewal->after);
  if (renewal->condition) sai_quantity_write(w->s, renewal->condition, offer->funnel, &text);
  sai_write_sourced(w, "ends", sai_text_string(&text),
                    renewal->condition ? renewal->condition->source : NULL);
  sai_text_free(&text);
}

static void write_term(sai_writer *w, const sai_offer *offer, const sai_contract *contract) {
  const sai_renewal *renewal = &contract->renewal;
  if (!renewal->minimum) return;
  if (!renewal->months && !renewal->notice_given && !renewal->ending) {
    sai_write_duration(w, "term", renewal->minimum);
    return;
  }
  sai_write_open(w, "term");
  sai_write_duration(w, "minimum", renewal->minimum);
  if (renewal->months) sai_write_duration(w, "renews", renewal->months);
  if (renewal->notice_given) sai_write_duration(w, "notice", renewal->notice);
  if (renewal->months || renewal->ending) write_ends(w, offer, renewal);
  sai_write_close(w);
}

static void write_staff(sai_writer *w, const sai_staff *staff) {
  if (!staff->people) return;
  sai_write_open(w, "staff");
  sai_write_quantity(w, "people", staff->people, "", NULL, NULL);
  sai_write_quantity(w, "days_per_month", staff->days_per_month, "", NULL, NULL);
  sai_write_quantity(w, "hours_per_day", staff->hours_per_day, "", NULL, NULL);
  sai_write_quantity(w, "overtime_hours", staff->overtime_hours, "", NULL, NULL);
  sai_write_close(w);
}

static void write_guarantee(sai_writer *w, const sai_offer *offer, const sai_guarantee *guarantee) {
  if (!guarantee->number) return;
  sai_write_open(w, "guarantee");
  sai_write_quantity(w, offer->funnel->stages[guarantee->stage].name, guarantee->number, "", NULL, NULL);
  sai_write_duration(w, "works_on", guarantee->works_on);
  sai_write_close(w);
}

static void write_contract(sai_writer *w, const sai_offer *offer, const sai_contract *contract) {
  if (contract->kind != SAI_OUTSOURCING) sai_write_choice(w, SAI_IN_OFFER, "kind", contract->kind);
  write_covers(w, offer, contract);
  write_start(w, contract);
  write_term(w, offer, contract);
  write_guarantee(w, offer, &contract->guarantee);
  write_staff(w, &contract->staff);
  if (contract->unregistered) sai_write_choice(w, SAI_IN_OFFER, "registered", 1);
  if (contract->payment) sai_write_duration(w, "payment", contract->payment);
  write_fees(w, "fees", contract, false);
  write_limits(w, contract);
  write_fees(w, "own_costs", contract, true);
}

static void write_names(sai_writer *w, const char *name, const char *id) {
  sai_write_entry(w, "name", name);
  if (strcmp(id, name) != 0) sai_write_entry(w, "id", id);
}

static const sai_fee *common_lines(const sai_scenario *s) {
  return s->own_costs ? s->own_costs->fees : NULL;
}

static void write_contracts(sai_writer *w, const sai_offer *offer) {
  if (!offer->contracts->listed) {
    write_contract(w, offer, offer->contracts);
    return;
  }
  sai_write_open(w, "contracts");
  for (size_t i = 0; i < offer->n_contracts; i++) {
    const sai_contract *contract = &offer->contracts[i];
    if (!contract->listed) continue;
    sai_write_item(w);
    write_names(w, contract->name, contract->id);
    write_contract(w, offer, contract);
    sai_write_close(w);
  }
  sai_write_close(w);
  for (size_t i = 0; i < offer->n_contracts; i++)
    if (offer->contracts[i].buyer && offer->contracts[i].fees != common_lines(w->s))
      write_fees(w, "own_costs", &offer->contracts[i], true);
}

void sai_write_own_costs(sai_writer *w, const sai_contract *contract) {
  sai_text_add(w->out, "\n");
  write_fees(w, "own_costs", contract, true);
}

static void write_promise(sai_writer *w, const char *key, const sai_funnel *funnel,
                          const sai_promise *promise) {
  static const char *const forms[] = {" per month", " in all", " of ", " in "};
  sai_text text = {.whole = w->out};
  sai_number_write(promise->promised, promise->kind == SAI_PROMISE_SHARE, true, &text);
  sai_text_add(&text, forms[promise->kind]);
  if (promise->kind == SAI_PROMISE_OUT_OF) {
    sai_number_write(promise->trials, false, true, &text);
    sai_text_add(&text, " ");
  }
  if (promise->kind >= SAI_PROMISE_SHARE) sai_text_add(&text, funnel->stages[promise->of].name);
  sai_write_entry(w, key, sai_text_string(&text));
  sai_text_free(&text);
}

/* Promises of one stage stand together, in a list if there are several. */
static void write_promises(sai_writer *w, const sai_offer *offer) {
  if (!offer->n_promises) return;
  sai_write_open(w, "promise");
  for (size_t i = 0, n; i < offer->n_promises; i += n) {
    const sai_promise *first = &offer->promises[i];
    const char *key = first->orders ? "orders" : offer->funnel->stages[first->stage].name;
    for (n = 1;
         i + n < offer->n_promises && first[n].stage == first->stage && first[n].orders == first->orders;)
      n++;
    if (n == 1) {
      write_promise(w, key, offer->funnel, first);
      continue;
    }
    sai_write_open(w, key);
    for (size_t k = 0; k < n; k++) {
      sai_write_item(w);
      write_promise(w, NULL, offer->funnel, &first[k]);
      sai_write_close(w);
    }
    sai_write_close(w);
  }
  sai_write_close(w);
}

void sai_write_offer(sai_writer *w, const sai_offer *offer) {
  sai_write_item(w);
  write_names(w, offer->name, offer->id);
  write_contracts(w, offer);
  if (!offer->funnel) {
    sai_write_entry(w, "own_funnel", "none");
  } else if (offer->own_funnel) {
    sai_write_open(w, "own_funnel");
    sai_write_funnel(w, offer->funnel);
  } else if (offer->funnel != w->s->funnel) {
    sai_write_changes(w, offer->funnel);
  }
  write_promises(w, offer);
  sai_write_close(w);
}
