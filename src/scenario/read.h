/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a scenario, each from its nodes. */
#ifndef SAI_SCENARIO_READ_H
#define SAI_SCENARIO_READ_H

#include "scenario/fields.h"

/** The whole scenario, from the root of its tree. */
void sai_scenario_fill(sai_reader *r, const sai_node *root);
/** `inputs`, in an order in which each uses earlier ones; sets r->inputs. `map` may be NULL. */
void sai_inputs_read(sai_reader *r, const sai_node *map);
/** `correlation`, after the inputs. */
void sai_correlation_read(sai_reader *r, const sai_node *map);
/** A funnel of its own; `path` begins the names of its quantities. NULL if it is wrong. */
const sai_funnel *sai_funnel_read(sai_reader *r, const sai_node *list, const char *path);
/** A funnel with some stages of the common one replaced, key by key. */
const sai_funnel *sai_funnel_override(sai_reader *r, const sai_funnel *common, const sai_node *list,
                                      const char *path);
/** What a stage says beside sources and delay, into a stage that may have some of it from the common funnel.
 *  @param source  of quantities that have none of their own, or NULL
 *  @return false if a problem was reported */
bool sai_stage_limits_read(sai_reader *r, const sai_node *map, const char *path, const char *source,
                           sai_stage *stage);
/** Whether all that a stage says now goes together. `node` is what is written here, a mapping or a source. */
bool sai_stage_limits_check(sai_reader *r, const sai_node *node, const sai_stage *stage);
/** `value`, after the common funnel; `map` may be NULL. */
void sai_value_read(sai_reader *r, const sai_node *map);
/** Whether customers who leave change anything, after all offers. */
void sai_churn_check(sai_reader *r, const sai_node *map);
/** One offer. */
bool sai_offer_read(sai_reader *r, const sai_node *map, sai_offer *offer);
/** The contracts of an offer, after its funnel: one from its own keys, or those of its list; then own costs
    that follow no contract, which are one more. */
void sai_contracts_read(sai_reader *r, const sai_node *map, sai_offer *offer, bool funnel_right);
/** `fiscal_year_starts`, after the currency. */
void sai_fiscal_read(sai_reader *r, const sai_node *root);
/** `tax`, after currency and start; `list` may be NULL. */
void sai_tax_read(sai_reader *r, const sai_node *list);
/** `registered` of a contract, after the tax rates. */
void sai_registered_read(sai_reader *r, const sai_node *map, sai_contract *contract);
/** A short name; NULL if there is none or it is wrong. */
const char *sai_id_read(sai_reader *r, const sai_node *map, sai_within within);
/** Add fee lines, or own costs, to a contract whose months are read. */
void sai_fees_read(sai_reader *r, const sai_node *list, bool own, const sai_funnel *funnel, const char *path,
                   sai_contract *contract);
/** `when` of a fee line, whose path is known. @return false if a problem was reported */
bool sai_fee_when_read(sai_reader *r, const sai_node *line, const char *source, const sai_staff *staff,
                       sai_fee *fee);
/** `deposit` of a fee line, whose amount is read, or of a contract. @return false if a problem was reported
 */
bool sai_fee_deposit_read(sai_reader *r, const sai_node *map, sai_within within, const sai_contract *contract,
                          const char *source, sai_fee *fee);
/** `deposit` of a contract, after its fee lines and limits. */
void sai_deposit_read(sai_reader *r, const sai_node *map, const char *path, sai_contract *contract);
/** `valid` and `invalid` of a fee line, whose basis is read. @return false if a problem was reported */
bool sai_fee_valid_read(sai_reader *r, const sai_node *line, const sai_contract *contract, sai_fee *fee);
/** Whether the fee lines of a contract, all read, charge the work that replaces invalid units. */
void sai_fee_replaced_check(sai_reader *r, const sai_contract *contract);
/** `guarantee` of a contract, after its term and what it covers. */
void sai_guarantee_read(sai_reader *r, const sai_node *map, const sai_funnel *funnel, const char *path,
                        sai_contract *contract);
/** Whether a line, or what it is a share of, can be negative, so that the vendor pays. */
bool sai_fee_can_be_negative(const sai_scenario *s, const sai_fee *fee);
/** Whether a condition can hold and need not. @return false if a problem was reported */
bool sai_condition_contradiction(sai_reader *r, const sai_quantity *condition);
/** A fee line that is read against its contract, whose months, stages and earlier lines are. @return false if
 * a problem was reported */
bool sai_fee_contradiction(sai_reader *r, const sai_node *line, const sai_contract *contract,
                           const sai_fee *fee);
/** The work of an offer against its contracts. @return false if a problem was reported */
bool sai_offer_contradiction(sai_reader *r, const sai_offer *offer);
/** What `kind: nothing` cannot have. @return false if a problem was reported */
bool sai_nothing_contradiction(sai_reader *r, const sai_node *map);
/** A limit against the lines that it limits. @return false if a problem was reported */
bool sai_limit_contradiction(sai_reader *r, const sai_contract *contract, const sai_limit *limit);
/** The limits over the fee lines of a contract, after these. */
void sai_limits_read(sai_reader *r, const sai_node *list, const char *path, sai_contract *contract);
/** The own costs of every offer: a contract without a name; NULL if there are none. */
const sai_contract *sai_own_costs_read(sai_reader *r, const sai_node *list, const sai_funnel *funnel,
                                       const char *path);
/** `promise` of an offer, after its funnel. */
void sai_promises_read(sai_reader *r, const sai_node *map, sai_offer *offer);
/** Apply `KEY=VALUE` to the tree, as if the file had been edited. `index` is its number, for places. */
void sai_setting_apply(sai_reader *r, sai_node *root, const char *setting, unsigned index);

/** Report that the word at the token names no stage, with the nearest one. */
void sai_stage_report_unknown(sai_parser *p, const sai_funnel *funnel);
/** The stage that the word at the token names, stepped over; SIZE_MAX after a problem. */
size_t sai_stage_take(sai_parser *p, const sai_funnel *funnel);

#endif
