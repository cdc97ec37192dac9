/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranges, `2% to 6% (80%)`: the distribution whose central interval they are. */
#include "base/intl.h"
#include "scenario/distribution.h"

#include <math.h>

static bool read_level(sai_parser *p, double *level) {
  *level = 0.9;
  if (!sai_parser_is_symbol(p, '(')) return true;
  sai_parser_next(p);
  bool right = p->token.kind == SAI_TOKEN_NUMBER && p->token.number.percent;
  sai_place place = sai_parser_token_place(p);
  if (right) {
    *level = p->token.number.value;
    sai_parser_next(p);
    if (sai_parser_take_symbol(p, ')') && *level >= 0.01 && *level <= 0.9999) return true;
  }
  sai_error_hint(sai_parser_report(p, place, "%s",
                                   _("in brackets after a range stands how sure it is, from 1% to 99.99%")),
                 "%s", _("write for example 2% to 6% (80%); without brackets it is 90%"));
  return false;
}

/* A range is lognormal, or of shares beta: neither reaches zero. What is meant by it is asked with its own
 * numbers. */
static void hint_at_zero(sai_error *err, double low, double high, bool percent) {
  char first[40], middle[40], second[40];
  sai_bound_write(first, fmin(low, high), percent);
  sai_bound_write(middle, percent ? fmax(low, high) / 10 : (low + high) / 2, percent);
  sai_bound_write(second, fmax(low, high), percent);
  if (percent && fmin(low, high) == 0)
    sai_error_hint(err, _("write a lower end above zero, as in %s to %s, or uniform(%s, %s)"), middle, second,
                   first, second);
  else if (percent || low == high)
    sai_error_hint(err, "%s", _("write two ends above zero, the smaller one first"));
  else
    sai_error_hint(err, _("write uniform(%s, %s), or if the middle is likelier pert(%s, %s, %s)"), first,
                   second, first, middle, second);
}

static void report_ends(sai_parser *p, sai_place place, double low, double high, bool percent) {
  if (fmin(low, high) <= 0) {
    hint_at_zero(sai_parser_report(p, place, "%s", _("the lower end of a range must be above zero")), low,
                 high, percent);
  } else if (percent && fmax(low, high) >= 1) {
    sai_error_hint(
        sai_parser_report(p, place, "%s", _("the upper end of a range of percentages must be below 100%")),
        "%s", _("for a share write for example 80% to 99%; for a factor write 0.8 to 1.2"));
  } else if (!(low < high)) {
    sai_error *err =
        sai_parser_report(p, place, "%s", _("the lower end of this range is not below its upper end"));
    char first[40], second[40];
    sai_bound_write(first, high, percent);
    sai_bound_write(second, low, percent);
    if (high < low)
      sai_error_hint(err, _("write the smaller number first: %s to %s"), first, second);
    else
      sai_error_hint(err, _("for a value that is certain write one number: %s"), first);
  }
}

/* The value of an end whose % was forgotten is taken for a percentage, or for a share if it is below 1. */
static double share_of(const sai_number *x) {
  return x->percent || x->value < 1 ? x->value : x->value / 100;
}

static void report_units(sai_parser *p, sai_place place, const sai_number *low, const sai_number *high) {
  char first[40], second[40];
  sai_bound_write(first, share_of(low), true);
  sai_bound_write(second, share_of(high), true);
  if (low->percent != high->percent)
    sai_error_hint(sai_parser_report(p, place, "%s", _("one end of this range has a %, the other none")),
                   _("write both ends with it: %s to %s; for amounts and counts write none"), first, second);
  else if (low->scale == 1 && high->scale > 1 && low->value * high->scale < high->value)
    sai_error_hint(
        sai_parser_report(p, place, "%s", _("does the unit of the upper end belong to the lower end too?")),
        "%s", _("write the unit at both ends, as in 40万 to 50万, or no unit at all"));
}

sai_expr *sai_interval_read(sai_parser *p, const sai_number *low, bool negative, sai_place place) {
  size_t begin = p->token.begin;
  sai_parser_next(p);
  bool minus = sai_parser_take_symbol(p, '-');
  if (p->token.kind != SAI_TOKEN_NUMBER) {
    sai_error_hint(sai_parser_report(p, sai_parser_place(p, begin, p->token.end), "%s",
                                     _("`to` stands between two plain numbers only")),
                   "%s", _("multiply the whole instead, as in (2 to 3) * x"));
    return NULL;
  }
  sai_number high = p->token.number;
  double level, a = negative ? -low->value : low->value, b = minus ? -high.value : high.value;
  if (p->ungrouped && high.grouped) {
    sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), "%s",
                                     _("inside min and max a number with commas could be two numbers")),
                   "%s", _("write it without commas, or a space after the comma between two numbers"));
    return NULL;
  }
  sai_parser_next(p);
  place.length = sai_parser_place(p, begin, p->last_end).column +
                 sai_parser_place(p, begin, p->last_end).length - place.column;
  report_units(p, place, low, &high);
  report_ends(p, place, a, b, low->percent);
  if (p->failed || !read_level(p, &level)) return NULL;
  sai_dist d;
  sai_error err;
  sai_code code = low->percent ? sai_dist_beta_interval(a, b, level, &d, &err)
                               : sai_dist_lognormal_interval(a, b, level, &d, &err);
  if (code) {
    p->failed = true;
    sai_report_error(p->r, place, &err);
    return NULL;
  }
  sai_expr *e = sai_pattern_finish(p, &d, low->percent, 0);
  if (!e) return NULL;
  e->place = place;
  p->bare_interval = e;
  return e;
}
