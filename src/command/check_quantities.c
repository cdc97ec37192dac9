/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All quantities of a scenario as a table: where, as written, what it means, where it comes from, what is
 * usual. */
#include "command/check.h"

#include "base/intl.h"
#include "report/clean.h"

#include <math.h>

/* The last column is as wide as it needs to be. */
enum { PATH, WRITTEN, FAMILY, MEAN, RANGE, UNIT, SOURCE, COLUMNS };
enum { INDENT = 2, GAP = 2, MARKET_INDENT = 6 };

static const size_t widest_cells[COLUMNS] = {44, 28, 16, 16, 24, 24, 0};

typedef struct row {
  sai_text cell[COLUMNS];
} row;

/* Money and months have their names in the column of units; an input is no more than a number, unless it was
   written as a percentage. */
static sai_unit shown_unit(const sai_quantity *q) {
  bool share = q->unit == SAI_UNIT_RATE || (q->unit == SAI_UNIT_NUMBER && q->expr->percent);
  return share ? SAI_UNIT_RATE : SAI_UNIT_COUNT;
}

static row begin_row(const sai_check *check) {
  row r = {0};
  for (size_t c = 0; c < COLUMNS; c++) r.cell[c].whole = check->out;
  return r;
}

static row row_of(const sai_check *check, const sai_quantity_summary *s) {
  row of = begin_row(check), *r = &of;
  const sai_quantity *q = s->quantity;
  sai_say_text(&r->cell[PATH], q->path);
  sai_say_text(&r->cell[WRITTEN], q->text);
  sai_text_add(&r->cell[FAMILY], s->uncertain ? s->family : isnan(s->mean) ? _("counted") : _("fixed"));
  sai_unit plain = shown_unit(q);
  if (!isnan(s->mean)) sai_say_value(check, &r->cell[MEAN], s->mean, plain, !s->uncertain);
  if (s->uncertain && !isnan(s->mean)) {
    sai_text low = {.whole = check->out}, high = {.whole = check->out};
    sai_say_value(check, &low, s->p5, plain, false);
    sai_say_value(check, &high, s->p95, plain, false);
    /* TRANSLATORS: from the 5% to the 95% point of a quantity */
    sai_text_format(&r->cell[RANGE], _("%s to %s"), sai_text_string(&low), sai_text_string(&high));
    sai_text_free(&low);
    sai_text_free(&high);
  }
  sai_say_unit(check, &r->cell[UNIT], s);
  const char *source = sai_quantity_source(check->scenario, q);
  sai_say_text(&r->cell[SOURCE], source ? source : _("none"));
  return of;
}

static void free_row(row *r) {
  for (size_t c = 0; c < COLUMNS; c++) sai_text_free(&r->cell[c]);
}

static void fill_head(row *r) {
  const char *const heads[COLUMNS] = {_("where"),     _("as written"), _("kind"),  _("mean"),
                                      _("5% to 95%"), _("unit"),       _("source")};
  for (size_t c = 0; c < COLUMNS; c++) sai_text_add(&r->cell[c], heads[c]);
}

static void widen(const row *r, size_t widths[COLUMNS]) {
  for (size_t c = 0; c < COLUMNS; c++) {
    size_t width = sai_text_width(sai_text_string(&r->cell[c]));
    if (width > widest_cells[c]) width = widest_cells[c];
    if (width > widths[c]) widths[c] = width;
  }
}

/* A cell wider than its column ends the line; the next ones follow below, in their columns. */
static void add_row(const sai_check *check, const row *r, const size_t widths[COLUMNS]) {
  size_t at = INDENT, used = 0;
  for (size_t c = 0; c < COLUMNS; c++) {
    const char *cell = sai_text_string(&r->cell[c]);
    size_t width = sai_text_width(cell), before = c == MEAN && width < widths[c] ? widths[c] - width : 0;
    if (c > 0 && used + GAP > at) {
      sai_text_add(check->out, "\n");
      used = 0;
    }
    if (*cell) {
      sai_text_repeat(check->out, " ", at - used + before);
      sai_text_add(check->out, cell);
      used = at + before + width;
    }
    at += widths[c] + GAP;
  }
  sai_text_add(check->out, "\n");
}

static void add_market(const sai_check *check, const sai_quantity_summary *s) {
  if (!s->market) return;
  sai_text words = {.whole = check->out};
  sai_say_text(&words, s->market);
  sai_text_repeat(check->out, " ", MARKET_INDENT);
  sai_text_format(check->out, s->outside_market ? _("outside the usual %s") : _("usual %s"),
                  sai_text_string(&words));
  sai_text_add(check->out, "\n");
  sai_text_free(&words);
}

static void add_counts(const sai_check *check) {
  const sai_scenario *s = check->scenario;
  size_t unsourced = 0, outside = 0;
  for (size_t i = 0; i < s->n_quantities; i++) {
    unsourced += !sai_quantity_source(s, check->summaries[i].quantity);
    outside += check->summaries[i].outside_market;
  }
  sai_text_add(check->out, "\n");
  sai_text_format(check->out, _("Assumptions: %zu, without source %zu, outside the usual market range %zu"),
                  s->n_quantities, unsourced, outside);
  sai_text_add(check->out, "\n");
  if (!check->market_file) return;
  sai_text file = {.whole = check->out};
  sai_say_text(&file, check->market_file);
  sai_text_format(check->out, _("Usual market ranges: %s"), sai_text_string(&file));
  sai_text_add(check->out, "\n");
  sai_text_free(&file);
}

void sai_check_quantities(const sai_check *check) {
  size_t widths[COLUMNS] = {0};
  row head = begin_row(check);
  fill_head(&head);
  widen(&head, widths);
  for (size_t i = 0; i < check->scenario->n_quantities; i++) {
    row r = row_of(check, &check->summaries[i]);
    widen(&r, widths);
    free_row(&r);
  }
  add_counts(check);
  add_row(check, &head, widths);
  free_row(&head);
  for (size_t i = 0; i < check->scenario->n_quantities; i++) {
    row r = row_of(check, &check->summaries[i]);
    add_row(check, &r, widths);
    add_market(check, &check->summaries[i]);
    free_row(&r);
  }
}
