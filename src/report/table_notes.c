/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said below the table: how to read it, how firm it is, what it rests on. */
#include "report/table.h"

#include "base/intl.h"
#include "report/clean.h"
#include "report/precision.h"
#include "report/words.h"

#include <math.h>

enum { WARNINGS = 5, FEW_RUNS = 100 };

static void add_assumptions(const sai_result *r, sai_text *out) {
  size_t unsourced = 0, outside = 0;
  const sai_assumption *first = NULL;
  for (size_t i = 0; i < r->n_assumptions; i++) {
    unsourced += !r->assumptions[i].source;
    outside += r->assumptions[i].market != NULL;
    if (r->assumptions[i].market && !first) first = &r->assumptions[i];
  }
  if (r->n_assumptions == 0) return;
  sai_text note = {.whole = out};
  sai_text_format(&note, _("Assumptions: %zu"), r->n_assumptions);
  if (unsourced) sai_text_format(&note, _(", without source: %zu"), unsourced);
  if (first) {
    sai_text_format(&note, _(", outside the usual market range: %zu"), outside);
    sai_text_format(&note, outside > 1 ? _(" (the first of them %s: %s; %s)") : _(" (%s: %s; %s)"),
                    first->path, first->text, first->market);
  }
  sai_text_add(&note, _(". -> saisan check"));
  sai_text line = {.whole = out};
  sai_clean_line(&line, sai_text_string(&note));
  sai_table_paragraph(out, sai_text_string(&line));
  sai_text_free(&note);
  sai_text_free(&line);
}

/** The largest relative noise of a pooled CPA. */
static double relative_noise(const sai_result *r) {
  double worst = 0;
  for (size_t o = 0; o < r->n_offers; o++) {
    const sai_figure *pooled = &r->offers[o].metrics[SAI_CPA].pooled;
    if (r->offers[o].metrics[SAI_CPA].present && pooled->present && isfinite(pooled->value) &&
        pooled->value > 0)
      worst = fmax(worst, sai_words_noise(pooled) / pooled->value);
  }
  return worst;
}

static void add_run_notes(const sai_result *r, sai_text *out) {
  sai_text note = {.whole = out};
  if (r->point) {
    sai_table_paragraph(
        out,
        _("Point calculation: every assumption at its mean, counts as real numbers; it says nothing about "
          "the spread, and is not a mean where fees have limits."));
    return;
  }
  sai_table_paragraph(out, _("low, middle, high: 10, 50 and 90 of 100 runs stay at or below."));
  double noise = relative_noise(r);
  if (r->runs < FEW_RUNS) {
    sai_text runs = {.whole = out};
    sai_text_grouped(&runs, (double)r->runs, 0);
    sai_text_format(&note,
                    P_("%s run says little; more runs (--runs) make the figures firm.",
                       "%s runs say little; more runs (--runs) make the figures firm.", r->runs == 1 ? 1 : 2),
                    sai_text_string(&runs));
    sai_table_paragraph(out, sai_text_string(&note));
    sai_text_free(&runs);
  } else if (noise > 0.02) {
    sai_text_format(&note, _("The overall CPA is known to within %.0f%% only; more runs (--runs) narrow it."),
                    ceil(100 * noise));
    sai_table_paragraph(out, sai_text_string(&note));
  }
  sai_text_free(&note);
}

void sai_table_warning(const sai_result *r, size_t i, sai_text *out) {
  sai_text note = {.whole = out}, line = {.whole = out};
  sai_text_format(&note, _("Note: %s"), r->warnings[i]);
  sai_clean_line(&line, sai_text_string(&note));
  sai_table_paragraph(out, sai_text_string(&line));
  sai_text_free(&note);
  sai_text_free(&line);
}

static void add_precision(const sai_result *r, sai_text *out) {
  sai_text line = {.whole = out};
  sai_precision_sentence(&line, r);
  sai_table_paragraph(out, sai_text_string(&line));
  sai_text_free(&line);
}

void sai_table_notes(const sai_result *r, sai_text *out) {
  add_run_notes(r, out);
  if (r->precision.asked > 0) add_precision(r, out);
  for (size_t i = r->lengths_differ; i < r->n_warnings && i < WARNINGS; i++) sai_table_warning(r, i, out);
  add_assumptions(r, out);
  sai_table_paragraph(out, _("An estimate; it does not guarantee results."));
}
