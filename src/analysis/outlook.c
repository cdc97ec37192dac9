/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/outlook.h"

#include "model/plan.h"
#include "random/dist.h"

#include <math.h>

/* The lanes of one point calculation, which differ by what all rates are multiplied with. */
enum { NOTHING_CONVERTS, AS_PLANNED, LANES };

/* The month after the last in which a contract of the offer runs. */
static unsigned end_of_contracts(const sai_plan *plan, size_t offer) {
  const sai_offer *o = &plan->scenario->offers[offer];
  unsigned last = 0;
  for (size_t c = 0; c < o->n_contracts; c++) {
    unsigned first, end;
    sai_contract_months(&o->contracts[c], plan->months, &first, &end);
    if (first < end && end > last) last = end;
  }
  return last;
}

static double as_planned(const sai_registers *registers, sai_column column) {
  return column == SAI_NO_COLUMN ? 0 : sai_registers_column(registers, column)[AS_PLANNED];
}

static void look_at_followed(const sai_plan *plan, size_t offer, const sai_registers *registers,
                             sai_outlook *outlook) {
  const sai_offer_columns *v = &plan->offers[offer];
  for (size_t i = v->n_lines; i-- > 0;) {
    double units = as_planned(registers, v->lines[i].late);
    size_t c = (size_t)(v->lines[i].contract - plan->scenario->offers[offer].contracts);
    if (units < 0.05) continue;
    outlook->followed[c].units = units;
    outlook->followed[c].fee = v->lines[i].fee;
  }
}

static sai_code play(const sai_plan *plan, sai_outlook *outlooks, sai_error *err) {
  sai_registers *registers = sai_registers_create(plan->program);
  if (!registers) return sai_error_no_memory(err);
  double *scale = sai_registers_parameter(registers);
  if (scale) scale[NOTHING_CONVERTS] = 0;
  if (scale) scale[AS_PLANNED] = 1;
  for (size_t i = 0; i < sai_program_segments(plan->program); i++)
    sai_program_run_point(plan->program, i, LANES, registers);
  for (size_t i = 0; i < plan->scenario->n_offers; i++) {
    const sai_offer_columns *v = &plan->offers[i];
    outlooks[i] = (sai_outlook){0};
    for (unsigned month = end_of_contracts(plan, i); month < plan->months; month++)
      outlooks[i].late_orders += sai_registers_column(registers, v->month_orders[month])[AS_PLANNED];
    look_at_followed(plan, i, registers, &outlooks[i]);
    for (size_t s = 0; s < v->n_stages; s++) {
      outlooks[i].waiting[s] = as_planned(registers, v->waiting[s]);
      outlooks[i].left[s] = as_planned(registers, v->left[s]);
      outlooks[i].listed_months[s] = as_planned(registers, v->listed_months[s]);
    }
    outlooks[i].minimum_payable = sai_registers_column(registers, v->fees)[NOTHING_CONVERTS];
    outlooks[i].cost = sai_registers_column(registers, v->cost)[AS_PLANNED];
    outlooks[i].orders = sai_registers_column(registers, v->orders)[AS_PLANNED];
    outlooks[i].pipeline_orders = sai_registers_column(registers, v->pipeline_orders)[AS_PLANNED];
  }
  sai_code code = SAI_OK;
  for (size_t i = 0; !code && i < plan->n_excess; i++)
    if (sai_registers_column(registers, plan->excess[i].most)[AS_PLANNED] > SAI_VOLUME_MAX)
      code = sai_plan_excess(plan, &plan->excess[i], 1, err);
  sai_registers_free(registers);
  return code;
}

static sai_code look(const sai_scenario *scenario, unsigned horizon, sai_outlook *outlooks, sai_error *err) {
  const sai_plan_options options = {.scaled = SAI_SCALE_RATES, .horizon = horizon};
  sai_plan *plan = NULL;
  SAI_TRY(sai_plan_create(scenario, &options, &plan, err));
  for (size_t i = 0; i < plan->n_excess; i++) sai_program_keep(plan->program, plan->excess[i].most);
  for (size_t i = 0; i < scenario->n_offers; i++) {
    sai_program_keep(plan->program, plan->offers[i].cost);
    sai_program_keep(plan->program, plan->offers[i].fees);
    sai_program_keep(plan->program, plan->offers[i].orders);
    sai_program_keep(plan->program, plan->offers[i].pipeline_orders);
    for (unsigned month = 0; month < plan->months; month++)
      sai_program_keep(plan->program, plan->offers[i].month_orders[month]);
    for (size_t k = 0; k < plan->offers[i].n_lines; k++)
      if (plan->offers[i].lines[k].late != SAI_NO_COLUMN)
        sai_program_keep(plan->program, plan->offers[i].lines[k].late);
    for (size_t s = 0; s < plan->offers[i].n_stages; s++) {
      const sai_offer_columns *v = &plan->offers[i];
      const sai_column watched[] = {v->waiting[s], v->left[s], v->listed_months[s]};
      for (size_t k = 0; k < sizeof watched / sizeof *watched; k++)
        if (watched[k] != SAI_NO_COLUMN) sai_program_keep(plan->program, watched[k]);
    }
  }
  sai_code code = sai_program_seal(plan->program, SAI_SEAL_POINT, err);
  if (!code) code = play(plan, outlooks, err);
  sai_plan_free(plan);
  return code;
}

sai_code sai_analyse_outlook(const sai_scenario *scenario, sai_outlook *outlooks, sai_error *err) {
  return look(scenario, 0, outlooks, err);
}

static bool has_minimum(const sai_offer *offer) {
  for (size_t c = 0; c < offer->n_contracts; c++)
    if (offer->contracts[c].renewal.minimum) return true;
  return false;
}

static bool starts_by_chance(const sai_scenario *scenario, const sai_offer *offer) {
  for (size_t c = 0; c < offer->n_contracts; c++)
    if (sai_contract_is_drawn(&offer->contracts[c], scenario->months)) return true;
  return false;
}

/* Whether the scenario knows a chance to leave a contract before its minimum is over. */
static bool leaves_early(const sai_contract *contract) {
  const sai_renewal *renewal = &contract->renewal;
  return renewal->ending == SAI_ENDS_AFTER_MONTH && renewal->after < renewal->minimum;
}

/* A contract that renews, ended after the first term at whose end it can be or, with `terms` more than 1, so
   many from that one on; 0: at the first chance. */
static void end_after(sai_contract *contract, unsigned terms) {
  sai_renewal *renewal = &contract->renewal;
  if (!renewal->months || (!terms && leaves_early(contract))) return;
  terms = sai_renewal_first_chance(renewal) + (terms ? terms - 1 : 0);
  renewal->ending = SAI_ENDS_AFTER_TERM;
  renewal->after = terms;
  renewal->condition = NULL;
  contract->term = sai_renewal_length(renewal, terms);
}

/* The last month of the horizon in which a contract can begin. */
static unsigned latest_start(const sai_scenario *scenario, const sai_contract *contract) {
  const unsigned last = sai_contract_last_start(contract, scenario->months);
  if (last < scenario->months || !contract->start_after || !contract->start_after->expr->dist) return last;
  const sai_dist *wait = contract->start_after->expr->dist;
  const double never = 1e-9; /* a chance that nobody plans with */
  unsigned k = scenario->months - contract->start - 1;
  while (k && sai_dist_survival(wait, k - 0.5) - sai_dist_survival(wait, k + 0.5) <= never) k--;
  return contract->start + k;
}

/* Whether a contract takes over from another in some stage. */
static bool follows(const sai_contract *contract, const sai_contract *other) {
  if (sai_contract_first_start(contract) <= sai_contract_first_start(other)) return false;
  for (size_t s = 0; s < SAI_STAGES_MAX; s++)
    if (contract->covers[s] && other->covers[s]) return true;
  return false;
}

/* Fees of one offer if nothing converts and its contracts end at the first chance, but number `one` after so
   many `terms`; played until all that have a minimum have ended. What would follow that one is left out: it
   bills its own work in any case, and would put in more where both run. */
static sai_code owed(const sai_scenario *scenario, const sai_offer *offer, size_t one, unsigned terms,
                     double *fees, sai_error *err) {
  sai_contract contracts[SAI_CONTRACTS_MAX + 2];
  sai_offer alone = *offer;
  sai_scenario played = *scenario;
  alone.contracts = contracts;
  alone.n_contracts = 0;
  played.offers = &alone;
  played.n_offers = 1;
  for (size_t c = 0; c < offer->n_contracts; c++) {
    if (one < offer->n_contracts && follows(&offer->contracts[c], &offer->contracts[one])) continue;
    sai_contract *contract = &contracts[alone.n_contracts++];
    *contract = offer->contracts[c];
    end_after(contract, c == one ? terms : 0);
    unsigned end = latest_start(scenario, contract) + contract->term;
    if (contract->renewal.minimum && end > played.months) played.months = end;
  }
  sai_outlook outlook;
  SAI_TRY(look(&played, scenario->months, &outlook, err));
  *fees = outlook.minimum_payable;
  return SAI_OK;
}

/* Months until a contract can first be left by notice, or until its only term is over. */
static unsigned first_end(const sai_contract *contract) {
  return sai_renewal_length(&contract->renewal, sai_renewal_first_chance(&contract->renewal));
}

/* Whether a contract without a notice for it goes on beyond its minimum. */
static bool is_longer(const sai_contract *contract) {
  return first_end(contract) > contract->renewal.minimum;
}

static sai_code find_owed(const sai_scenario *scenario, const sai_offer *offer, sai_outlook *outlook,
                          sai_error *err) {
  if (!has_minimum(offer) && !starts_by_chance(scenario, offer)) return SAI_OK;
  SAI_TRY(owed(scenario, offer, SIZE_MAX, 0, &outlook->minimum_payable, err));
  for (size_t c = 0; c < offer->n_contracts; c++) {
    const sai_contract *contract = &offer->contracts[c];
    bool early = leaves_early(contract);
    unsigned end = latest_start(scenario, contract) + (early ? contract->renewal.after : first_end(contract));
    sai_owed until = early ? SAI_OWED_EXIT : is_longer(contract) ? SAI_OWED_NOTICE : SAI_OWED_MINIMUM;
    if (end > scenario->months && until > outlook->owed_beyond) outlook->owed_beyond = until;
  }
  for (size_t c = 0; c < offer->n_contracts; c++) {
    if (!offer->contracts[c].renewal.months) continue;
    double once, twice;
    SAI_TRY(owed(scenario, offer, c, 1, &once, err));
    SAI_TRY(owed(scenario, offer, c, 2, &twice, err));
    outlook->missed[c] = twice - once;
  }
  return SAI_OK;
}

static bool differs(double a, double b) {
  const double rounding = 1e-9; /* of sums in another order */
  return fabs(a - b) > rounding * (fabs(a) + fabs(b));
}

/* Whether contracts that end by a condition would end in other months if it were looked at over whole terms.
 */
static sai_code find_early(const sai_scenario *scenario, const sai_offer *offer, sai_outlook *outlook,
                           sai_error *err) {
  for (size_t c = 0; c < offer->n_contracts; c++) {
    const sai_renewal *renewal = &offer->contracts[c].renewal;
    bool inside = renewal->notice && renewal->notice < renewal->minimum && renewal->notice < renewal->months;
    if (!renewal->condition || !inside) continue;
    sai_contract contracts[SAI_CONTRACTS_MAX + 2];
    sai_offer alone = *offer;
    sai_scenario played = *scenario;
    sai_outlook whole;
    for (size_t i = 0; i < offer->n_contracts; i++) contracts[i] = offer->contracts[i];
    contracts[c].renewal.notice = 0;
    alone.contracts = contracts;
    played.offers = &alone;
    played.n_offers = 1;
    SAI_TRY(sai_analyse_outlook(&played, &whole, err));
    outlook->early[c] = differs(whole.cost, outlook->cost) || differs(whole.orders, outlook->orders);
  }
  return SAI_OK;
}

sai_code sai_analyse_owed(const sai_scenario *scenario, sai_outlook *outlooks, sai_error *err) {
  for (size_t i = 0; i < scenario->n_offers; i++)
    SAI_TRY(find_owed(scenario, &scenario->offers[i], &outlooks[i], err));
  for (size_t i = 0; i < scenario->n_offers; i++)
    SAI_TRY(find_early(scenario, &scenario->offers[i], &outlooks[i], err));
  return SAI_OK;
}
