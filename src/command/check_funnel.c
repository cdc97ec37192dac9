/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An offer's funnel in words, stage by stage. */
#include "command/check.h"

#include "base/intl.h"

/* Who does a stage. */
static const char *owner_of(const sai_offer *offer, size_t stage) {
  static const char *const owners[SAI_OWNERS] = {NULL, N_("own staff"), N_("vendor"), N_("dispatched"),
                                                 N_("nobody")};
  return _(owners[sai_stage_owner(offer, stage)]);
}

static void add_flow(const sai_check *check, const sai_funnel *funnel, const sai_flow *flow, sai_text *line) {
  static const char *const forms[] = {[SAI_FLOW_PER_MONTH] = N_("%s per month"),
                                      [SAI_FLOW_IN_ALL] = N_("%s in all, spread evenly over the months"),
                                      [SAI_FLOW_RATE] = N_("%s of %s"),
                                      [SAI_FLOW_PER_UNIT] = N_("%s for each %s")},
                           *const works[] = {N_("%s per person and month"), N_("%s per person and day"),
                                             N_("%s per hour of each person"), N_("%s per hour of overtime")};
  sai_text value = {.whole = line}, parent = {.whole = line};
  sai_say_quantity(check, &value, flow->quantity);
  if (flow->kind >= SAI_FLOW_RATE) sai_say_stage(&parent, &funnel->stages[flow->parent]);
  if (flow->per)
    sai_text_format(line, _(works[flow->per - SAI_PERSON]), sai_text_string(&value));
  else
    sai_text_format(line, _(forms[flow->kind]), sai_text_string(&value), sai_text_string(&parent));
  sai_text_free(&value);
  sai_text_free(&parent);
}

static void add_delay(const sai_check *check, const sai_quantity *delay, sai_text *line) {
  const sai_quantity_summary *s = delay ? sai_check_summary(check, delay) : NULL;
  if (!delay || (s && !s->uncertain && s->mean == 0)) return;
  sai_text value = {.whole = line};
  sai_say_quantity(check, &value, delay);
  sai_text_format(line, _("; arrives after %s"), sai_text_string(&value));
  sai_text_free(&value);
}

static void add_capacity(const sai_check *check, const sai_stage *stage, sai_text *line) {
  if (!stage->capacity) return;
  sai_text value = {.whole = line};
  sai_say_quantity(check, &value, stage->capacity);
  sai_text_format(line, _("; capacity a month: %s; "), sai_text_string(&value));
  if (stage->above == SAI_ABOVE_LOST)
    sai_text_add(line, _("what is above is lost"));
  else if (stage->waits == 0)
    sai_text_add(line, _("what is above waits for its turn"));
  else
    sai_text_format(
        line,
        P_("what is above waits %u month at most", "what is above waits %u months at most", stage->waits),
        stage->waits);
  sai_text_free(&value);
}

static void add_list(const sai_check *check, const sai_stage *stage, sai_text *line) {
  if (!stage->list) return;
  sai_text value = {.whole = line};
  sai_say_quantity(check, &value, stage->list);
  sai_text_format(line, _("; from a list of %s"), sai_text_string(&value));
  sai_text_free(&value);
}

/* The shares of the first months, as they are written. */
static void add_ramp(const sai_stage *stage, sai_text *line) {
  if (!stage->n_ramp) return;
  sai_text shares = {.whole = line};
  for (size_t i = 0; i < stage->n_ramp; i++) {
    if (i) sai_text_add(&shares, _(", "));
    sai_say_text(&shares, stage->ramp[i]->text);
  }
  sai_text_format(line, _("; in its first months %s of that"), sai_text_string(&shares));
  sai_text_free(&shares);
}

static void add_stage(const sai_check *check, const sai_offer *offer, size_t stage, size_t name_width,
                      size_t owner_width) {
  const sai_stage *s = &offer->funnel->stages[stage];
  for (size_t f = 0; f < s->n_flows; f++) {
    sai_text label = {.whole = check->out}, line = {.whole = check->out};
    const char *owner = f ? "" : owner_of(offer, stage);
    if (f == 0) sai_say_stage(&label, s);
    sai_text_add(&line, owner);
    const size_t width = sai_text_width(owner); /* without memory it may be in English now, and wider */
    sai_text_repeat(&line, " ", width < owner_width ? owner_width - width : 0);
    if (f) sai_text_add(&line, _("and "));
    add_flow(check, offer->funnel, &s->flows[f], &line);
    if (f + 1 == s->n_flows) {
      add_ramp(s, &line);
      add_list(check, s, &line);
      add_delay(check, s->delay, &line);
      add_capacity(check, s, &line);
    }
    sai_check_line(check, SAI_CHECK_ENTRY, sai_text_string(&label), name_width, sai_text_string(&line));
    sai_text_free(&label);
    sai_text_free(&line);
  }
}

void sai_check_funnel(const sai_check *check, const sai_offer *offer) {
  if (!offer->funnel) return;
  sai_check_line(check, SAI_CHECK_PART, _("Funnel"), 0, "");
  size_t names = 0, owners = 0;
  for (size_t s = 0; s < offer->funnel->n_stages; s++) {
    sai_text label = {.whole = check->out};
    sai_say_stage(&label, &offer->funnel->stages[s]);
    size_t name = sai_text_width(sai_text_string(&label)), owner = sai_text_width(owner_of(offer, s));
    if (name > names) names = name;
    if (owner > owners) owners = owner;
    sai_text_free(&label);
  }
  for (size_t s = 0; s < offer->funnel->n_stages; s++) add_stage(check, offer, s, names + 2, owners + 2);
}
