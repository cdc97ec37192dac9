/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be said of an offer without any simulation: by point calculation, everything at its mean. */
#ifndef SAI_ANALYSIS_OUTLOOK_H
#define SAI_ANALYSIS_OUTLOOK_H

#include "base/error.h"
#include "scenario/scenario.h"

/** Until when the minimum payable goes. */
typedef enum sai_owed {
  SAI_OWED_WITHIN,  /**< within the horizon */
  SAI_OWED_EXIT,    /**< to a month after it in which a contract is left inside its first term */
  SAI_OWED_MINIMUM, /**< to the end of a minimum after it */
  SAI_OWED_NOTICE /**< to the end of a later term, where notice for the minimum would be due before it begins
                   */
} sai_owed;

typedef struct sai_outlook {
  double cost, orders;    /**< over the horizon */
  double pipeline_orders; /**< orders dated after it */
  double late_orders;     /**< orders within it, dated after the last contract ended: no fee is due on them */
  struct {
    double units;       /**< of a contract's work that arrive after its end, while another follows it */
    const sai_fee *fee; /**< its first line for them, which is not due; NULL: there are none */
  } followed[SAI_CONTRACTS_MAX + 2];    /**< by contract */
  double listed_months[SAI_STAGES_MAX]; /**< months of the horizon after which records of a stage's list are
                                           left */
  double
      waiting[SAI_STAGES_MAX]; /**< units above the capacity of a stage that wait at the end of the horizon */
  double left[SAI_STAGES_MAX]; /**< the same when nothing more is played: what comes of them is not counted */
  double minimum_payable; /**< fees owed if nothing converts, every rate 0 and the work put in as planned, and
                             each contract that renews is left as soon as notice can end it, mostly with its
                             minimum; also beyond the horizon */
  sai_owed owed_beyond;   /**< whether some of it falls after the horizon, and until when */
  double missed[SAI_CONTRACTS_MAX + 2]; /**< by contract: fees on top if its first notice is missed; 0 where
                                           it does not renew */
  bool early[SAI_CONTRACTS_MAX + 2];    /**< by contract: over whole terms its `ends: when` would end it in
                                           another    month than what is counted until notice is due */
} sai_outlook;

/** The outlook of every offer but what is owed. @param outlooks  [scenario->n_offers]
 *  @return SAI_REJECTED with a place if the scenario asks for what cannot be played */
SAI_MUST_USE sai_code sai_analyse_outlook(const sai_scenario *scenario, sai_outlook *outlooks,
                                          sai_error *err);
/** What each offer owes in any case, and what it costs to miss a notice: `minimum_payable`, `missed`
 *  and `early`; the outlooks are those of sai_analyse_outlook(). */
SAI_MUST_USE sai_code sai_analyse_owed(const sai_scenario *scenario, sai_outlook *outlooks, sai_error *err);

#endif
