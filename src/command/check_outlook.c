/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows from an offer without any simulation: what is owed if nothing converts, what it comes to as
   planned, and what arrives after the horizon. */
#include "command/check.h"

#include "base/intl.h"

/* A share of orders that is not worth a figure. */
#define SCARCELY 0.001

/* Whether units of a stage come by a share of others, or of some that do: where nothing converts there are
   none of these. */
static bool comes_by_share(const sai_funnel *funnel, size_t stage) {
  bool by[SAI_STAGES_MAX] = {false};
  for (size_t i = 0; i < funnel->n_stages; i++) {
    size_t s = funnel->sorted[i];
    for (size_t f = 0; f < funnel->stages[s].n_flows; f++) {
      const sai_flow *flow = &funnel->stages[s].flows[f];
      bool work = flow->kind == SAI_FLOW_PER_UNIT || sai_flow_is_work(funnel, s, flow);
      by[s] |= work ? by[flow->parent] : flow->kind == SAI_FLOW_RATE;
    }
  }
  return by[stage];
}

static bool has_fee_for(const sai_offer *offer, size_t stage) {
  for (size_t c = 0; c < offer->n_contracts; c++)
    for (size_t f = 0; f < offer->contracts[c].n_fees; f++) {
      const sai_fee *fee = &offer->contracts[c].fees[f];
      if (fee->own) continue;
      if (fee->basis == SAI_BASIS_STAGE && fee->stage < SAI_PERSON && sai_fee_stage(offer, fee) == stage)
        return true;
      if (fee->basis == SAI_BASIS_COUNT &&
          sai_expr_counts(fee->count->expr, sai_stage_in(fee->funnel, offer->funnel, stage)))
        return true;
    }
  return false;
}

static bool has_fees(const sai_offer *offer) {
  for (size_t c = 0; c < offer->n_contracts; c++)
    for (size_t f = 0; f < offer->contracts[c].n_fees; f++)
      if (!offer->contracts[c].fees[f].own) return true;
  return false;
}

/* Whether what is owed goes to nobody but the buyer's own people. */
static bool is_own_work(const sai_offer *offer) {
  for (size_t c = 0; c < offer->n_contracts; c++)
    if (!offer->contracts[c].buyer && offer->contracts[c].kind != SAI_IN_HOUSE) return false;
  return true;
}

/* Stages that vendors are paid for and that come by shares, of one sort: success, or work that is done
 * anyway. */
static void name_paid(const sai_offer *offer, bool work, sai_text *out) {
  for (size_t s = 0; offer->funnel && s < offer->funnel->n_stages; s++) {
    const sai_stage *stage = &offer->funnel->stages[s];
    bool is_work = false, by = comes_by_share(offer->funnel, s);
    for (size_t f = 0; f < stage->n_flows; f++)
      is_work |= sai_flow_is_work(offer->funnel, s, &stage->flows[f]);
    if (!has_fee_for(offer, s) || (work ? by || !is_work : !by)) continue;
    if (out->length) sai_text_add(out, _(", "));
    sai_say_stage(out, stage);
  }
}

/* To whom and until when something is owed. */
static const char *payable_form(bool own, sai_owed until) {
  static const char *const forms[][2] = {
      [SAI_OWED_WITHIN] = {N_("%s to vendors, even if nothing converts"), N_("%s, even if nothing converts")},
      [SAI_OWED_MINIMUM] = {N_("%s to vendors for the whole minimum term, even if nothing converts"),
                            N_("%s for the whole minimum term, even if nothing converts")},
      [SAI_OWED_EXIT] =
          {N_("%s to vendors until the contract is left, also after the end of the period, even "
              "if nothing converts"),
           N_("%s until the contract is left, also after the end of the period, even if nothing converts")},
      [SAI_OWED_NOTICE] = {
          N_("%s to vendors until notice can first end the contract, even if nothing converts"),
          N_("%s until notice can first end the contract, even if nothing converts")}};
  return _(forms[until][own]);
}

/* What vendors are owed in any case. Which shares are success and which are work that is done anyway, as
   second calls are, is taken from the funnel: so it is said what was taken as what. */
static void add_payable(const sai_check *check, const sai_offer *offer, const sai_outlook *o,
                        const char *label, size_t width) {
  if (!has_fees(offer)) return;
  sai_text line = {.whole = check->out}, least = {.whole = check->out}, stages = {.whole = check->out};
  sai_say_money(check, &least, o->minimum_payable);
  sai_text_format(&line, payable_form(is_own_work(offer), o->owed_beyond), sai_text_string(&least));
  sai_check_line(check, SAI_CHECK_PART, label, width, sai_text_string(&line));
  bool drawn = false;
  for (size_t c = 0; c < offer->n_contracts; c++)
    drawn |= sai_contract_is_drawn(&offer->contracts[c], check->scenario->months);
  if (drawn)
    sai_check_line(check, SAI_CHECK_PART, "", width,
                   _("counted from the possible start within the period that is nearest to the mean"));
  const char *const parts[] = {N_("every share counts as 0%%, so what comes by one is left out: %s"),
                               N_("counted as planned, since it is more work and no result (a later stage "
                                  "takes a share of it and of what "
                                  "it is a share of): %s")};
  for (int work = 0; work < 2; work++) {
    sai_text_clear(&line);
    sai_text_clear(&stages);
    name_paid(offer, work, &stages);
    sai_text_format(&line, _(parts[work]), sai_text_string(&stages));
    if (stages.length) sai_check_line(check, SAI_CHECK_PART, "", width, sai_text_string(&line));
  }
  sai_text_free(&line);
  sai_text_free(&least);
  sai_text_free(&stages);
}

static void add_orders(const sai_check *check, const sai_outlook *o, sai_text *line) {
  sai_text cost = {.whole = line}, orders = {.whole = line};
  sai_say_money(check, &cost, o->cost);
  sai_say_value(check, &orders, o->orders, SAI_UNIT_COUNT, false);
  sai_text_format(line, _("%s for %s orders (point calculation)"), sai_text_string(&cost),
                  sai_text_string(&orders));
  sai_text_free(&cost);
  sai_text_free(&orders);
}

static void add_pipeline(const sai_check *check, const sai_outlook *o, sai_text *line) {
  double all = o->orders + o->pipeline_orders;
  if (o->pipeline_orders <= 0 || all <= 0) {
    sai_text_add(line, _("no orders"));
    return;
  }
  if (o->pipeline_orders < SCARCELY * all) {
    sai_text_add(line, _("fewer than 1 of 1,000 orders"));
    return;
  }
  sai_text share = {.whole = line}, late = {.whole = line};
  sai_say_value(check, &share, o->pipeline_orders / all, SAI_UNIT_RATE, false);
  sai_say_value(check, &late, o->pipeline_orders, SAI_UNIT_COUNT, false);
  sai_text_format(line, _("%s of the orders (%s) arrive later; they are not in the CPA"),
                  sai_text_string(&share), sai_text_string(&late));
  sai_text_free(&share);
  sai_text_free(&late);
}

void sai_check_outlook(const sai_check *check, size_t offer) {
  const char *const labels[] = {_("Minimum payable"), _("As planned"), _("After the horizon")};
  size_t width = sai_check_widest(labels, 3) + 2;
  const sai_offer *bought = &check->scenario->offers[offer];
  const sai_outlook *o = &check->outlooks[offer];
  sai_text line = {.whole = check->out};
  add_payable(check, bought, o, labels[0], width);
  add_orders(check, o, &line);
  sai_check_line(check, SAI_CHECK_PART, labels[1], width, sai_text_string(&line));
  sai_text_clear(&line);
  add_pipeline(check, o, &line);
  sai_check_line(check, SAI_CHECK_PART, labels[2], width, sai_text_string(&line));
  sai_text_free(&line);
  for (size_t c = 0; c < bought->n_contracts; c++)
    sai_check_notice(check, &bought->contracts[c], o->missed[c]);
}
