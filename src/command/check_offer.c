/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An offer in words: its contracts, funnel and fees, and what follows from them. */
#include "command/check.h"

#include "base/intl.h"

/* The lines of all contracts that go to vendors, or that are the buyer's own. */
static void add_bill(const sai_check *check, const sai_offer *offer, bool own, const char *title,
                     const char *none) {
  const sai_contract *last = NULL;
  bool any = false;
  for (size_t c = 0; c < offer->n_contracts; c++) {
    const sai_contract *contract = &offer->contracts[c];
    for (size_t f = 0; f < contract->n_fees; f++) {
      if (contract->fees[f].own != own) continue;
      if (!any || (contract != last && contract->listed)) {
        sai_text name = {.whole = check->out};
        if (contract->listed) sai_say_text(&name, contract->name);
        sai_check_line(check, SAI_CHECK_PART, title, name.length ? sai_text_width(title) + 2 : 0,
                       sai_text_string(&name));
        sai_text_free(&name);
      }
      any = true;
      last = contract;
      sai_check_fee(check, contract, &contract->fees[f]);
    }
    for (size_t i = 0; i < contract->n_limits && !own; i++)
      sai_check_limit(check, contract, &contract->limits[i]);
  }
  if (!any && none) sai_check_line(check, SAI_CHECK_PART, none, 0, "");
}

void sai_check_offer(const sai_check *check, size_t offer) {
  const sai_offer *o = &check->scenario->offers[offer];
  sai_text name = {.whole = check->out};
  sai_say_text(&name, o->name);
  sai_text_format(check->out, _("\nOffer %zu: %s\n"), offer + 1, sai_text_string(&name));
  sai_text_free(&name);
  for (size_t c = 0; c < o->n_contracts; c++)
    if (!o->contracts[c].buyer) sai_check_contract(check, o, &o->contracts[c]);
  sai_check_funnel(check, o);
  add_bill(check, o, false, _("Fees"), _("No fees"));
  add_bill(check, o, true, _("Own costs"), NULL);
  sai_check_outlook(check, offer);
  sai_check_promises(check, o);
}
