/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is counted in a month: units of stages, and the work of people. */
#include "model/build.h"

static sai_column of(sai_builder *b, const sai_quantity *quantity, unsigned month) {
  return quantity ? sai_build_quantity(b, quantity, month, NULL) : b->zero;
}

sai_column sai_build_staff(sai_builder *b, const sai_staff *staff, size_t counted, unsigned month) {
  sai_column people = of(b, staff->people, month);
  if (counted == SAI_OVERTIME_HOUR) return sai_build_multiply(b, people, of(b, staff->overtime_hours, month));
  if (counted == SAI_PERSON) return people;
  sai_column days = sai_build_multiply(b, people, of(b, staff->days_per_month, month));
  return counted == SAI_DAY ? days : sai_build_multiply(b, days, of(b, staff->hours_per_day, month));
}

void sai_build_counts(sai_builder *b, const sai_offer_build *o, const sai_contract *contract,
                      const sai_fee *fee, unsigned month, sai_column *counted) {
  const sai_funnel *funnel = fee ? fee->funnel : o->offer->funnel;
  const sai_contract *paid = fee && fee->own ? NULL : contract;
  for (size_t s = 0; funnel && s < funnel->n_stages; s++)
    counted[s] = sai_build_add(b, counted[s], sai_build_units_of(b, o, funnel, s, paid, month));
  for (size_t s = SAI_PERSON; s < SAI_COUNTED_MAX; s++)
    counted[s] = sai_build_add(b, counted[s], sai_build_staff(b, &contract->staff, s, month));
}
