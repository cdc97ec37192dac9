/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of a scenario: months in order, offers in order, and what each month leaves behind as values. */
#include "model/plan.h"

#include "base/intl.h"
#include "model/build.h"

#include <stdlib.h>
#include <string.h>

static bool add_line(sai_builder *b, sai_offer_columns *values, sai_bill_line line) {
  line.months = sai_arena_array(&b->plan->arena, b->plan->months, sizeof *line.months);
  line.total = b->zero;
  line.late = SAI_NO_COLUMN;
  values->lines[values->n_lines++] = line;
  return line.months;
}

/* The lines of all contracts: what goes to vendors, with limits behind what they limit; then own costs. */
static sai_code allocate_lines(sai_builder *b, const sai_offer *offer, sai_offer_columns *values,
                               sai_error *err) {
  size_t n = 1;
  for (size_t c = 0; c < offer->n_contracts; c++)
    n += 2 * offer->contracts[c].n_fees + offer->contracts[c].n_limits;
  values->lines = sai_arena_array(&b->plan->arena, n, sizeof *values->lines);
  if (!values->lines) return sai_error_no_memory(err);
  bool ok = true;
  for (int own = 0; own < 2; own++)
    for (size_t c = 0; c < offer->n_contracts; c++) {
      const sai_contract *contract = &offer->contracts[c];
      for (size_t f = 0; f < contract->n_fees; f++)
        for (int back = 0; contract->fees[f].own == own && back <= (contract->fees[f].clawback != NULL);
             back++)
          ok &= add_line(b, values,
                         (sai_bill_line){.contract = contract, .fee = &contract->fees[f], .back = back});
      for (size_t i = 0; i < contract->n_limits && !own; i++)
        ok &= add_line(b, values,
                       (sai_bill_line){.contract = contract,
                                       .fee = &contract->limits[i].fee,
                                       .limit = &contract->limits[i]});
    }
  return ok ? SAI_OK : sai_error_no_memory(err);
}

static sai_code allocate_offer(sai_builder *b, const sai_offer *offer, sai_offer_columns *values,
                               sai_error *err) {
  sai_arena *arena = &b->plan->arena;
  unsigned months = b->plan->months;
  values->n_stages = offer->funnel ? offer->funnel->n_stages : 0;
  values->stages = sai_arena_array(arena, values->n_stages + 1, sizeof(sai_column));
  values->waiting = sai_arena_array(arena, values->n_stages + 1, sizeof(sai_column));
  values->left = sai_arena_array(arena, values->n_stages + 1, sizeof(sai_column));
  values->peak = sai_arena_array(arena, values->n_stages + 1, sizeof(sai_column));
  values->listed_months = sai_arena_array(arena, values->n_stages + 1, sizeof(sai_column));
  values->parts = sai_arena_array(arena, SAI_COST_PARTS_MAX, sizeof *values->parts);
  values->guarantees = sai_arena_array(arena, offer->n_contracts + 1, sizeof *values->guarantees);
  values->promises = sai_arena_array(arena, offer->n_promises + 1, sizeof *values->promises);
  values->month_orders = sai_arena_array(arena, months, sizeof(sai_column));
  values->month_tax = sai_arena_array(arena, months, sizeof(sai_column));
  values->year_cost = sai_arena_array(arena, b->plan->n_years + 1, sizeof(sai_column));
  values->year_with_tax = sai_arena_array(arena, b->plan->n_years + 1, sizeof(sai_column));
  values->month_cost = sai_arena_array(arena, months, sizeof(sai_column));
  values->month_net_sum = sai_arena_array(arena, months, sizeof(sai_column));
  values->month_cash_sum = sai_arena_array(arena, months, sizeof(sai_column));
  bool ok = values->stages && values->waiting && values->left && values->peak && values->listed_months &&
            values->parts && values->guarantees && values->promises && values->month_orders &&
            values->month_tax && values->year_cost && values->year_with_tax && values->month_cost &&
            values->month_net_sum && values->month_cash_sum;
  return ok ? allocate_lines(b, offer, values, err) : sai_error_no_memory(err);
}

/* The last stage is the order; fees and break-even rely on nothing coming of it. */
static sai_code refuse_after_order(const sai_scenario *scenario, const sai_funnel *funnel, sai_error *err) {
  for (size_t s = 0; s < funnel->n_stages; s++)
    for (size_t f = 0; f < funnel->stages[s].n_flows; f++) {
      const sai_flow *flow = &funnel->stages[s].flows[f];
      if (flow->kind < SAI_FLOW_RATE || flow->parent + 1 < funnel->n_stages) continue;
      sai_scenario_error(scenario, funnel->stages[s].place, err,
                         _("this stage comes after the last one, which is the order"));
      sai_error_hint(err, "%s", _("write the stage that counts as an order last"));
      return SAI_REJECTED;
    }
  return SAI_OK;
}

static sai_code find_lead_times(sai_builder *b, sai_offer_build *builds, sai_error *err) {
  unsigned longest = 0;
  for (size_t i = 0; i < b->scenario->n_offers; i++) {
    const sai_funnel *funnel = b->scenario->offers[i].funnel;
    builds[i].offer = &b->scenario->offers[i];
    if (!funnel) continue;
    builds[i].lead_times = sai_arena_array(&b->plan->arena, funnel->n_stages, sizeof(sai_lead_time));
    if (!builds[i].lead_times) return sai_error_no_memory(err);
    for (size_t s = 0; s < funnel->n_stages; s++)
      SAI_TRY(sai_build_lead_time(b, funnel->stages[s].delay, &builds[i].lead_times[s], err));
    SAI_TRY(refuse_after_order(b->scenario, funnel, err));
    sai_build_bounds(b, &builds[i]);
    unsigned lead = sai_build_longest_lead(&builds[i]);
    if (lead > longest) longest = lead;
    if (longest > SAI_LEAD_MAX) {
      sai_scenario_error(b->scenario, funnel->stages[funnel->n_stages - 1].place, err,
                         _("the delays and waits on the way to this stage add up to more than %d months"),
                         SAI_LEAD_MAX);
      sai_error_hint(err, "%s", _("shorten them, or leave a stage out"));
      return SAI_REJECTED;
    }
  }
  b->plan->months_played = b->plan->months + longest;
  return SAI_OK;
}

static sai_code allocate_builds(sai_builder *b, sai_offer_build *builds, sai_error *err) {
  for (size_t i = 0; i < b->scenario->n_offers; i++) {
    const sai_offer *offer = builds[i].offer;
    size_t n = (offer->funnel ? offer->funnel->n_stages : 0) * b->plan->months_played;
    builds[i].units = sai_arena_array(&b->plan->arena, n + 1, sizeof(sai_column));
    builds[i].arrived = sai_arena_array(&b->plan->arena, n + 1, sizeof(sai_column));
    builds[i].carried = sai_arena_array(&b->plan->arena, SAI_STAGES_MAX * SAI_FLOWS_MAX, sizeof(sai_column));
    builds[i].entered = sai_arena_array(&b->plan->arena, SAI_STAGES_MAX * SAI_FLOWS_MAX, sizeof(sai_column));
    if (!builds[i].units || !builds[i].arrived || !builds[i].carried || !builds[i].entered)
      return sai_error_no_memory(err);
    for (size_t j = 0; j < SAI_STAGES_MAX * SAI_FLOWS_MAX; j++) builds[i].carried[j] = b->zero;
    for (size_t j = 0; j < n; j++) builds[i].units[j] = builds[i].arrived[j] = b->zero;
    for (size_t j = 0; j < SAI_STAGES_MAX; j++) {
      builds[i].waiting[j] = builds[i].waiting_at_horizon[j] = builds[i].listed_months[j] = b->zero;
      builds[i].unlisted[j] = SAI_NO_COLUMN;
      builds[i].room[j] = b->zero;
    }
    builds[i].won_later = b->zero;
    SAI_TRY(sai_build_value(b, &builds[i], err));
    SAI_TRY(sai_build_lives(b, &builds[i], err));
    SAI_TRY(sai_build_strands(b, &builds[i], err));
    SAI_TRY(sai_build_traces(b, &builds[i], err));
    SAI_TRY(sai_build_cash_start(b, &builds[i], err));
  }
  return SAI_OK;
}

static sai_column step_payback(sai_builder *b, sai_op op, sai_column so_far, unsigned month,
                               sai_column profit_sum, sai_column net_sum) {
  return sai_program_add(
      b->program,
      (sai_instruction){
          .op = op, .a = so_far, .b = profit_sum, .c = net_sum, .month = month, .of = b->plan->months});
}

static void build_stage_sums(sai_builder *b, const sai_offer_build *o, sai_offer_columns *v, size_t stage,
                             unsigned month) {
  sai_column units = sai_build_units(b, o, stage, month), *peak = &v->peak[stage];
  v->stages[stage] = sai_build_add(b, v->stages[stage], units);
  if (*peak != SAI_NO_COLUMN) *peak = sai_program_binary(b->program, SAI_OP_MAX, *peak, units);
}

/* One month of one offer inside the horizon: stages, value, fees, and the running sums. */
static sai_code build_month(sai_builder *b, sai_offer_build *o, sai_offer_columns *v, unsigned month,
                            sai_error *err) {
  sai_program *p = b->program;
  sai_build_lives_open(b, o, month);
  sai_build_stages(b, o, month);
  sai_build_lives_close(b, o, month);
  for (size_t s = 0; s < v->n_stages; s++) build_stage_sums(b, o, v, s, month);
  /* Whole orders are drawn for; what is scaled comes after. */
  sai_column won = v->n_stages ? o->units[(v->n_stages - 1) * b->plan->months_played + month] : b->zero;
  sai_column orders = v->n_stages ? sai_build_units(b, o, v->n_stages - 1, month) : b->zero;
  sai_month_money money;
  SAI_TRY(sai_build_money(b, o, month, won, &money, err));
  sai_build_bill(b, o, month, &money, v);
  sai_build_invoices(b, o, month, v);
  v->month_orders[month] = orders;
  sai_program_keep(p, orders);
  sai_program_keep(p, v->month_cost[month]);
  for (size_t i = 0; i < v->n_lines; i++) sai_program_keep(p, v->lines[i].months[month]);
  if (!b->plan->has_value) return SAI_OK;
  if (money.revenue != SAI_NO_COLUMN) v->revenue = sai_build_add(b, v->revenue, money.revenue);
  v->gross_profit = sai_build_add(b, v->gross_profit, money.gross_profit);
  sai_column cost = sai_build_add(b, v->fees, v->own_cost),
             net_sum = sai_program_binary(p, SAI_OP_SUBTRACT, v->gross_profit, cost);
  v->month_net_sum[month] = net_sum;
  sai_program_keep(p, net_sum);
  sai_build_cash(b, o, month, v);
  sai_program_keep(p, v->month_cash_sum[month]);
  v->first_payback = step_payback(b, SAI_OP_PAID_BACK, v->first_payback, month, v->gross_profit, net_sum);
  v->lasting_payback =
      step_payback(b, SAI_OP_STAYS_PAID, v->lasting_payback, month, v->gross_profit, net_sum);
  return SAI_OK;
}

static void start_values(sai_builder *b, const sai_offer *offer, sai_offer_columns *v) {
  for (size_t s = 0; s < v->n_stages; s++) {
    v->stages[s] = b->zero;
    v->peak[s] = sai_stage_owner(offer, s) == SAI_OWNER_OWN ? b->zero : SAI_NO_COLUMN;
  }
  v->fees = v->own_cost = v->order_fees = v->profit_fees = b->zero;
  sai_column money = b->plan->has_value ? b->zero : SAI_NO_COLUMN;
  v->gross_profit = v->net = v->roi = v->lowest_cash = v->deepest_cash_need = money;
  bool unregistered = false, taxed = sai_has_tax(b->scenario);
  for (size_t c = 0; c < offer->n_contracts; c++) unregistered |= offer->contracts[c].unregistered;
  for (unsigned y = 0; y < b->plan->n_years; y++) v->year_cost[y] = v->year_with_tax[y] = b->zero;
  v->tax = v->cost_with_tax = taxed ? b->zero : SAI_NO_COLUMN;
  v->tax_not_deductible = taxed && unregistered ? b->zero : SAI_NO_COLUMN;
  v->revenue = b->scenario->value.revenue ? b->zero : SAI_NO_COLUMN;
  v->first_payback = v->lasting_payback =
      b->plan->has_value ? sai_program_constant(b->program, b->plan->months) : SAI_NO_COLUMN;
  sai_build_linearity(offer, &v->orders_linear, &v->profit_linear);
}

static sai_column largest(sai_builder *b, const sai_column *columns, unsigned n) {
  sai_column most = columns[0];
  for (unsigned i = 1; i < n; i++) most = sai_program_binary(b->program, SAI_OP_MAX, most, columns[i]);
  return most;
}

/* The stage is scaled where the offer has it. */
static sai_column most_of_scaled(sai_builder *b, const sai_offer_build *o) {
  const sai_funnel *funnel = o->offer->funnel;
  if (b->options->scaled != SAI_SCALE_STAGE) return SAI_NO_COLUMN;
  for (size_t s = 0; funnel && s < funnel->n_stages; s++)
    if (strcmp(funnel->stages[s].name, b->options->scaled_stage) == 0) return sai_build_most(b, o, s);
  return SAI_NO_COLUMN;
}

static void finish_values(sai_builder *b, const sai_offer_build *o, sai_offer_columns *v) {
  sai_program *p = b->program;
  v->cost = sai_build_add(b, v->fees, v->own_cost);
  if (v->tax != SAI_NO_COLUMN) v->cost_with_tax = sai_build_add(b, v->cost, v->tax);
  v->orders = v->n_stages ? v->stages[v->n_stages - 1] : b->zero;
  v->pipeline_orders = o->won_later;
  v->most = most_of_scaled(b, o);
  for (size_t s = 0; s < v->n_stages; s++) {
    bool waits = o->offer->funnel->stages[s].above == SAI_ABOVE_WAITS;
    v->waiting[s] = waits ? o->waiting_at_horizon[s] : SAI_NO_COLUMN;
    v->left[s] = waits ? o->waiting[s] : SAI_NO_COLUMN;
    v->listed_months[s] = o->offer->funnel->stages[s].list ? o->listed_months[s] : SAI_NO_COLUMN;
  }
  if (b->scenario->budget_per == SAI_BUDGET_MONTH)
    v->budgeted = largest(b, v->month_cost, b->plan->months);
  else
    v->budgeted = b->scenario->budget_per ? largest(b, v->year_cost, b->plan->n_years) : v->cost;
  sai_build_parts(b, o->offer, v);
  sai_build_promises(b, o, v);
  sai_build_guarantees(b, o, v);
  v->cpa = sai_program_binary(p, SAI_OP_PER_UNIT, v->cost, v->orders);
  v->cpa_fees = sai_program_binary(p, SAI_OP_PER_UNIT, v->fees, v->orders);
  if (!b->plan->has_value) return;
  v->net = sai_program_binary(p, SAI_OP_SUBTRACT, v->gross_profit, v->cost);
  v->roi = sai_program_binary(p, SAI_OP_RETURN, v->net, v->cost);
  v->deepest_cash_need = sai_program_binary(p, SAI_OP_SUBTRACT, b->zero, v->lowest_cash);
}

static sai_code build_all(sai_builder *b, sai_offer_build *builds, sai_error *err) {
  sai_plan *plan = b->plan;
  size_t n = b->scenario->n_offers;
  for (size_t i = 0; i < n; i++) {
    SAI_TRY(allocate_offer(b, &b->scenario->offers[i], &plan->offers[i], err));
    start_values(b, &b->scenario->offers[i], &plan->offers[i]);
  }
  for (unsigned month = 0; month < plan->months; month++) {
    for (size_t i = 0; i < n; i++) SAI_TRY(build_month(b, &builds[i], &plan->offers[i], month, err));
    sai_program_end_segment(b->program);
  }
  for (unsigned month = plan->months; month < plan->months_played; month++)
    for (size_t i = 0; i < n; i++) {
      sai_build_lives_open(b, &builds[i], month);
      sai_build_stages(b, &builds[i], month);
    }
  for (size_t i = 0; i < n; i++) finish_values(b, &builds[i], &plan->offers[i]);
  return SAI_OK;
}

sai_code sai_plan_create(const sai_scenario *scenario, const sai_plan_options *options, sai_plan **out,
                         sai_error *err) {
  sai_plan *plan = calloc(1, sizeof *plan);
  if (!plan) return sai_error_no_memory(err);
  plan->scenario = scenario;
  plan->months = scenario->months;
  plan->n_years = sai_fiscal_years(scenario);
  plan->has_value = scenario->value.gross_profit || scenario->value.revenue;
  plan->program = sai_program_create(options->seed);
  plan->offers = sai_arena_array(&plan->arena, scenario->n_offers, sizeof *plan->offers);
  sai_offer_build *builds = sai_arena_array(&plan->arena, scenario->n_offers, sizeof *builds);
  sai_code code = SAI_OK;
  if (!plan->program || !plan->offers || !builds) code = sai_error_no_memory(err);
  sai_builder b = {.scenario = scenario, .options = options, .plan = plan, .program = plan->program};
  if (!code && options->sobol) sai_program_use_sobol(b.program);
  if (!code) b.zero = sai_program_constant(b.program, 0);
  if (!code) code = find_lead_times(&b, builds, err);
  if (!code) code = allocate_builds(&b, builds, err);
  if (!code) code = build_all(&b, builds, err);
  if (!code && b.failed) code = sai_error_no_memory(err);
  if (code) {
    sai_plan_free(plan);
    return code;
  }
  *out = plan;
  return SAI_OK;
}

static bool same_columns(const sai_column *a, const sai_column *b, size_t n) {
  return memcmp(a, b, n * sizeof *a) == 0;
}

static bool same_offer(const sai_offer_columns *a, const sai_offer_columns *b, unsigned months) {
  const sai_column x[] = {a->fees,
                          a->own_cost,
                          a->cost,
                          a->orders,
                          a->pipeline_orders,
                          a->cpa,
                          a->cpa_fees,
                          a->revenue,
                          a->gross_profit,
                          a->net,
                          a->roi,
                          a->order_fees,
                          a->first_payback,
                          a->lasting_payback,
                          a->profit_fees,
                          a->orders_linear,
                          a->profit_linear,
                          a->budgeted,
                          a->tax,
                          a->cost_with_tax,
                          a->tax_not_deductible,
                          a->deepest_cash_need};
  const sai_column y[] = {b->fees,
                          b->own_cost,
                          b->cost,
                          b->orders,
                          b->pipeline_orders,
                          b->cpa,
                          b->cpa_fees,
                          b->revenue,
                          b->gross_profit,
                          b->net,
                          b->roi,
                          b->order_fees,
                          b->first_payback,
                          b->lasting_payback,
                          b->profit_fees,
                          b->orders_linear,
                          b->profit_linear,
                          b->budgeted,
                          b->tax,
                          b->cost_with_tax,
                          b->tax_not_deductible,
                          b->deepest_cash_need};
  return same_columns(x, y, sizeof x / sizeof *x) && a->n_stages == b->n_stages &&
         same_columns(a->stages, b->stages, a->n_stages) &&
         same_columns(a->waiting, b->waiting, a->n_stages) && same_columns(a->left, b->left, a->n_stages) &&
         same_columns(a->peak, b->peak, a->n_stages) &&
         same_columns(a->listed_months, b->listed_months, a->n_stages) &&
         same_columns(a->month_orders, b->month_orders, months) &&
         same_columns(a->month_cost, b->month_cost, months) &&
         same_columns(a->month_tax, b->month_tax, months) &&
         same_columns(a->month_net_sum, b->month_net_sum, months) &&
         same_columns(a->month_cash_sum, b->month_cash_sum, months);
}

bool sai_plan_equal(const sai_plan *a, const sai_plan *b) {
  size_t n = a->scenario->n_offers;
  bool same = n == b->scenario->n_offers && a->months == b->months && a->months_played == b->months_played &&
              a->has_value == b->has_value && a->n_excess == b->n_excess &&
              sai_program_equal(a->program, b->program);
  for (size_t i = 0; same && i < a->n_excess; i++) same = a->excess[i].most == b->excess[i].most;
  for (size_t i = 0; same && i < n; i++) {
    size_t promises = a->scenario->offers[i].n_promises;
    same = promises == b->scenario->offers[i].n_promises &&
           memcmp(a->offers[i].promises, b->offers[i].promises, promises * sizeof *a->offers->promises) == 0;
  }
  for (size_t i = 0; same && i < n; i++) {
    const sai_offer_columns *x = &a->offers[i], *y = &b->offers[i];
    same = x->n_guarantees == y->n_guarantees;
    for (size_t g = 0; same && g < x->n_guarantees; g++)
      same = x->guarantees[g].free_months == y->guarantees[g].free_months;
  }
  for (size_t i = 0; same && i < n; i++) same = same_offer(&a->offers[i], &b->offers[i], a->months);
  return same;
}

sai_column sai_plan_quantity(const sai_scenario *scenario, sai_program *program,
                             const sai_quantity *quantity) {
  sai_plan plan = {.scenario = scenario, .program = program, .months = scenario->months};
  sai_plan_options options = {0};
  sai_builder b = {.scenario = scenario, .options = &options, .plan = &plan, .program = program};
  sai_column stages[SAI_COUNTED_MAX];
  for (size_t i = 0; i < SAI_COUNTED_MAX; i++) stages[i] = sai_program_constant(program, 0);
  b.zero = stages[0];
  sai_column column = sai_build_quantity(&b, quantity, 0, stages);
  sai_arena_free(&plan.arena);
  return column;
}

void sai_plan_free(sai_plan *plan) {
  if (!plan) return;
  sai_program_free(plan->program);
  sai_arena_free(&plan->arena);
  free(plan);
}
