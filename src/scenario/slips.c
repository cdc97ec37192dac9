/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people write where they mean something else, answered with what to type. */
#include "base/intl.h"
#include "base/text.h"
#include "scenario/expr.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Distributions whose values are all of their numbers, or those behind `=`. */
static bool holds_values(const sai_dist *d) {
  return d->family == SAI_PERT || d->family == SAI_TRIANGULAR || d->family == SAI_UNIFORM ||
         d->family == SAI_METALOG;
}

/* The words of a distribution with % behind each value; false if a value is no share. */
static bool add_percents(const char *s, bool points, double factor, double *largest, sai_text *out) {
  bool value = !points;
  *largest = 0;
  while (*s) {
    char *end;
    if (*s < '0' || *s > '9') {
      value = points ? *s == '=' || (value && *s == ' ') : value;
      sai_text_add_bytes(out, s++, 1);
      continue;
    }
    double x = strtod(s, &end);
    if (end[0] == ',' && end[1] >= '0' && end[1] <= '9') return false;
    *largest = value && x > *largest ? x : *largest;
    if (value)
      sai_text_format(out, "%g%%", x * factor);
    else
      sai_text_add_bytes(out, s, (size_t)(end - s));
    value = !points;
    s = end;
  }
  return !out->failed;
}

static bool hint_percents(const sai_expr *e, sai_error *err) {
  char room[300];
  double largest;
  bool points = e->dist->family == SAI_METALOG;
  sai_text probe = SAI_TEXT_IN(room);
  if (!e->text || !add_percents(e->text, points, 1, &largest, &probe) || largest > 100) return false;
  if (largest >= 1 && largest <= 2) return false; /* a share that was meant, and goes too far */
  sai_text text = SAI_TEXT_IN(room);
  if (!add_percents(e->text, points, largest < 1 ? 100 : 1, &largest, &text)) return false;
  sai_error_hint(err, _("did you mean `%s`?"), room);
  return true;
}

bool sai_slip_share_hint(const sai_expr *e, sai_error *err) {
  if (e->kind == SAI_EXPR_NUMBER && !e->percent && e->number > 0 && e->number <= 100) {
    sai_error_hint(err, _("did you mean %g%%?"), e->number < 1 ? 100 * e->number : e->number);
    return true;
  }
  if (e->kind != SAI_EXPR_DIST || e->percent) return false;
  if (holds_values(e->dist)) return hint_percents(e, err);
  if (e->dist->family != SAI_LOGNORMAL) return false;
  double low = sai_dist_quantile(e->dist, 0.05), high = sai_dist_quantile(e->dist, 0.95);
  if (high < 1) {
    low *= 100;
    high *= 100;
  }
  if (high >= 100) return false;
  sai_error_hint(err, _("did you mean %.4g%% to %.4g%%?"), low, high);
  return true;
}

static const sai_quantity *input_of(const sai_reader *r, const sai_expr *e, const char **name) {
  const sai_input_table *t = r->inputs;
  for (size_t i = 0; t && e->kind == SAI_EXPR_INPUT && i < t->n; i++)
    if ((t->sorted ? t->index[i] : i) == e->index) {
      *name = t->names[i];
      return t->quantities[i];
    }
  return NULL;
}

bool sai_slip_report_input(sai_reader *r, const sai_expr *e) {
  const char *name = NULL;
  const sai_quantity *q = NULL;
  for (const sai_quantity *next; (next = input_of(r, e, &name)); e = q->expr) q = next;
  if (!q || !sai_slip_share_hint(e, NULL)) return false;
  if (!sai_reader_has_problem(r, e->place.line))
    sai_slip_share_hint(e, sai_report(r, e->place, _("`%s` is used as a share, and has no %% here"), name));
  return true;
}

/* The number of a text that begins at a byte, if it is like 700.000: up to three digits, a point and three.
 */
static size_t pointed(const char *s) {
  size_t whole = strspn(s, "0123456789");
  bool likely = whole >= 1 && whole <= 3 && *s != '0' && s[whole] == '.';
  return likely && strspn(s + whole + 1, "0123456789") == 3 ? whole + 4 : 0;
}

bool sai_slip_check_points(const sai_parser *p, const sai_expr *e, size_t begin, size_t end) {
  bool interval = e->kind == SAI_EXPR_DIST && e->dist->family == SAI_LOGNORMAL && !strchr(e->text, '=');
  if (e->kind != SAI_EXPR_NUMBER && !interval && !(e->kind == SAI_EXPR_DIST && holds_values(e->dist)))
    return true;
  const char *s = p->folded.text;
  for (size_t i = begin; i < end; i++) {
    size_t n = pointed(s + i), whole = strspn(s + i, "0123456789");
    bool unit = n && (strchr("KkM%", s[i + n]) || (unsigned char)s[i + n] >= 0x80);
    if (n && (!unit || !s[i + n])) {
      char meant[16];
      snprintf(meant, sizeof meant, "%.*s,%.3s", (int)whole, s + i, s + i + whole + 1);
      sai_error *err =
          sai_report(p->r, sai_parser_place(p, i, i + n), "%s", _("is this point meant for a comma?"));
      sai_error_hint(err, _("write %s; commas stand between groups of three, and the point before decimals"),
                     meant);
      return false;
    }
    i += whole + strspn(s + i + whole, "0123456789.");
  }
  return true;
}

typedef struct period {
  const char *word;
  unsigned months; /* 0: less than one */
} period;

static const period periods[] = {{"months", 1}, {"year", 12}, {"years", 12}, {"annum", 12}, {"quarter", 3},
                                 {"half", 6},   {"week", 0},  {"day", 0},    {"hour", 0},   {"月", 1},
                                 {"年", 12},    {"週", 0},    {"日", 0}};

bool sai_slip_period(sai_parser *p, const sai_expr *amount) {
  const period *found = NULL;
  for (size_t i = 0; i < sizeof periods / sizeof *periods; i++)
    if (sai_parser_is_word(p, periods[i].word)) found = &periods[i];
  if (!found) return false;
  double value;
  sai_error *err = sai_parser_report(p, sai_parser_token_place(p),
                                     _("amounts and volumes are per month, not per %s"), found->word);
  if (!found->months || !amount || !sai_expr_constant(amount, &value)) {
    sai_error_hint(
        err, "%s",
        _("write how much it is in a month, as in 800,000 per month; by the hour or day it needs `staff`"));
    return true;
  }
  char room[400];
  sai_text month = SAI_TEXT_IN(room);
  value /= found->months;
  sai_text_grouped(&month, value, value == floor(value) ? 0 : 2);
  sai_error_hint(err, _("write %s per month"), sai_text_string(&month));
  return true;
}

/* The number that ends at a folded byte, as it is written. */
static const char *number_before(const sai_parser *p, size_t end) {
  size_t begin = end;
  while (begin > 0 && strchr("0123456789.,", p->folded.text[begin - 1])) begin--;
  return sai_parser_text(p, begin, end);
}

/* `440 per call (税込)`. */
static bool report_tax(sai_parser *p, sai_place place) {
  static const char *const included[] = {"税込", "税別", "税抜", "tax", "VAT"};
  const char *rest = p->folded.text + p->token.begin;
  size_t found = 0;
  while (found < 5 && !strstr(rest, included[found])) found++;
  if (found == 5) return false;
  bool before = found == 1 || found == 2 || strstr(rest, "excl") || strstr(rest, "before");
  sai_error *err = sai_parser_report(p, place, "%s", _("tax is not said within an amount"));
  sai_number x = {0};
  const char *s = p->folded.text;
  if (sai_number_begins(s, p->folded.n)) sai_number_read(s, p->folded.n, "JPY", &x);
  if (before) {
    sai_error_hint(err, "%s", _("delete it"));
  } else if (x.length && !x.problem && !x.percent) {
    char room[400];
    sai_text amount = SAI_TEXT_IN(room);
    double value = round(x.value / 1.1 * 100) / 100;
    sai_text_grouped(&amount, value, value == floor(value) ? 0 : 2);
    sai_error_hint(
        err,
        _("in a fee add a line `tax: included`; or write the amount without tax, with 10%% in it that is %s"),
        room);
  } else {
    sai_error_hint(err, "%s", _("in a fee add a line `tax: included`; or write the amount without tax"));
  }
  return true;
}

/* `3% ± 1%`. */
static bool report_plus_minus(sai_parser *p, sai_place place) {
  static const char sign[] = "\xC2\xB1";
  const char *s = p->folded.text, *at = s + p->token.begin + sizeof sign - 1;
  if (p->token.kind != SAI_TOKEN_UNKNOWN || strncmp(s + p->token.begin, sign, sizeof sign - 1) != 0)
    return false;
  sai_error *err = sai_parser_report(p, place, "%s", _("`±` is not used for ranges"));
  sai_number middle = {0}, half = {0};
  while (*at == ' ') at++;
  if (sai_number_begins(s, p->folded.n)) sai_number_read(s, p->folded.n, "JPY", &middle);
  if (sai_number_begins(at, strlen(at))) sai_number_read(at, strlen(at), "JPY", &half);
  char low[40], high[40];
  sai_bound_write(low, middle.value - half.value, middle.percent);
  sai_bound_write(high, middle.value + half.value, middle.percent);
  if (half.length && middle.percent == half.percent && middle.value > half.value)
    sai_error_hint(err, _("write %s to %s, which 9 of 10 cases lie in"), low, high);
  else
    sai_error_hint(err, "%s", _("write `to`, as in 2% to 6%"));
  return true;
}

bool sai_slip_report_rest(sai_parser *p) {
  sai_place place = sai_parser_place(p, p->token.begin, p->folded.n);
  if (sai_parser_is_word(p, "percent") || sai_parser_is_word(p, "pct")) {
    sai_error_hint(
        sai_parser_report(p, sai_parser_token_place(p), "%s", _("percent is written with the sign %")),
        _("write %s%%"), number_before(p, p->last_end));
    return true;
  }
  if (report_tax(p, place) || report_plus_minus(p, place)) return true;
  if (sai_parser_is_symbol(p, '.')) {
    sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), "%s",
                                     _("`..` stands between months and between stages only")),
                   "%s", _("write `to`, as in 2% to 6%"));
    return true;
  }
  if (sai_parser_is_symbol(p, '+')) {
    sai_error_hint(
        sai_parser_report(p, place, "%s", _("one line says what one thing is; this is a second one")), "%s",
        _("write it on a line of its own, beginning with `- `"));
    return true;
  }
  return false;
}

bool sai_staff_take(sai_parser *p, size_t *counted) {
  static const struct {
    const char *word;
    size_t counted;
  } each[] = {{"month", SAI_PERSON}, {"day", SAI_DAY}, {"hour", SAI_HOUR}};
  size_t found =
      p->token.kind == SAI_TOKEN_WORD ? sai_counted_find(NULL, sai_parser_token_text(p)) : SIZE_MAX;
  if (found == SIZE_MAX) return false;
  sai_parser_next(p);
  *counted = found;
  if (found != SAI_PERSON || !sai_parser_take_word(p, "and")) return !p->failed;
  for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
    if (!sai_parser_take_word(p, each[i].word)) continue;
    *counted = each[i].counted;
    return !p->failed;
  }
  sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), "%s",
                                   _("`per person and` goes on with month, day or hour")),
                 "%s", _("write for example 600,000 per person and month"));
  return false;
}
