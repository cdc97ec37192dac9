/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises in words: what each is compared with, since a number alone can be meant in several ways. */
#include "analysis/cautions.h"
#include "base/intl.h"
#include "command/check.h"

/* The months within the horizon in which a contract runs that the promise is bound to; 0 where chance has a
 * say. */
static unsigned months_of(const sai_check *check, const sai_offer *offer, const sai_promise *promise) {
  bool runs[SAI_MONTHS_MAX] = {false};
  unsigned n = 0;
  for (size_t c = 0; c < offer->n_contracts; c++) {
    const sai_contract *contract = &offer->contracts[c];
    if (!sai_promise_follows(offer, promise, contract)) continue;
    if (contract->start_after || contract->renewal.condition || contract->guarantee.number) return 0;
    unsigned first, end;
    sai_contract_months(contract, check->scenario->months, &first, &end);
    for (unsigned month = first; month < end; month++) runs[month] = true;
  }
  for (unsigned month = 0; month < check->scenario->months; month++) n += runs[month];
  return n;
}

static void say_per_month(const sai_check *check, const sai_offer *offer, const sai_promise *promise,
                          sai_text *line) {
  unsigned months = months_of(check, offer, promise);
  sai_text number = {.whole = line};
  sai_say_value(check, &number, promise->promised, SAI_UNIT_COUNT, true);
  if (months)
    sai_text_format(line,
                    P_("%s a month: what comes of the contract's work within the period, also late, over its "
                       "%u month",
                       "%s a month: what comes of the contract's work within the period, also late, over its "
                       "%u months",
                       months),
                    sai_text_string(&number), months);
  else
    sai_text_format(line,
                    _("%s a month: what comes of the contract's work within the period, also late, over the "
                      "months in which it works, free ones too"),
                    sai_text_string(&number));
  sai_text_free(&number);
}

static void say_promise(const sai_check *check, const sai_offer *offer, const sai_promise *promise,
                        sai_text *line) {
  sai_text number = {.whole = line}, trials = {.whole = line}, of = {.whole = line};
  bool share = promise->kind == SAI_PROMISE_SHARE;
  sai_say_value(check, &number, promise->promised, share ? SAI_UNIT_RATE : SAI_UNIT_COUNT, true);
  sai_say_value(check, &trials, promise->trials, SAI_UNIT_COUNT, true);
  if (promise->kind >= SAI_PROMISE_SHARE) sai_say_stage(&of, &offer->funnel->stages[promise->of]);
  if (promise->kind == SAI_PROMISE_PER_MONTH)
    say_per_month(check, offer, promise, line);
  else if (promise->kind == SAI_PROMISE_IN_ALL)
    sai_text_format(line, _("%s in all: what comes of the contract's work within the period, also late"),
                    sai_text_string(&number));
  else if (share)
    sai_text_format(
        line,
        _("%s of %s: what comes of these within the period over all of them; a run without any does not "
          "reach it"),
        sai_text_string(&number), sai_text_string(&of));
  else
    sai_text_format(line, _("%s out of %s %s: by the shares of each run, with the luck of so many alone"),
                    sai_text_string(&number), sai_text_string(&trials), sai_text_string(&of));
  sai_text_free(&number);
  sai_text_free(&trials);
  sai_text_free(&of);
}

/* What the model cannot tell apart. */
static void say_unknown(const sai_check *check, const sai_offer *offer) {
  bool work = false, shared = false;
  for (size_t i = 0; i < offer->n_promises; i++) {
    work |= offer->promises[i].kind < SAI_PROMISE_SHARE;
    shared |= sai_promise_shares_capacity(offer, &offer->promises[i]);
  }
  if (work && !sai_contracts_cover(offer))
    sai_check_line(check, SAI_CHECK_ENTRY,
                   _("no contract covers a stage, so all that is worked on in its months counts"), 0, "");
  if (shared)
    sai_check_line(check, SAI_CHECK_ENTRY,
                   _("where a capacity is shared with others: a part in proportion, rounded each month "
                     "(approximate)"),
                   0, "");
}

void sai_check_promises(const sai_check *check, const sai_offer *offer) {
  if (!offer->n_promises) return;
  size_t width = 0;
  for (size_t i = 0; i < offer->n_promises; i++) {
    sai_text label = {.whole = check->out};
    sai_say_stage(&label, &offer->funnel->stages[offer->promises[i].stage]);
    size_t w = sai_text_width(sai_text_string(&label));
    if (w > width) width = w;
    sai_text_free(&label);
  }
  sai_check_line(check, SAI_CHECK_PART,
                 _("Promised, which changes nothing; a run reaches it with so much or more"), 0, "");
  for (size_t i = 0; i < offer->n_promises; i++) {
    sai_text label = {.whole = check->out}, line = {.whole = check->out};
    sai_say_stage(&label, &offer->funnel->stages[offer->promises[i].stage]);
    say_promise(check, offer, &offer->promises[i], &line);
    sai_check_line(check, SAI_CHECK_ENTRY, sai_text_string(&label), width + 2, sai_text_string(&line));
    sai_text_free(&label);
    sai_text_free(&line);
  }
  say_unknown(check, offer);
}
