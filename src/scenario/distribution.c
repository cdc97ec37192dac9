/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions that are so many numbers in a row, and what all readers of distributions share. */
#include "scenario/distribution.h"

#include "base/intl.h"
#include "base/text.h"

#include <stdarg.h>
#include <string.h>

sai_error *sai_pattern_report(sai_parser *p, size_t begin, const char *format, ...) {
  va_list args;
  va_start(args, format);
  char text[SAI_ERROR_TEXT];
  sai_text_print(text, sizeof text, format, args);
  va_end(args);
  return sai_parser_report(p, sai_parser_place(p, begin, p->last_end), "%s", text);
}

sai_expr *sai_pattern_finish(sai_parser *p, const sai_dist *d, bool percent, size_t begin) {
  sai_error err;
  if (p->failed) return NULL;
  sai_place place = sai_parser_place(p, begin, p->last_end);
  if (p->truncations ? sai_dist_check_part(d, &err) : sai_dist_check(d, &err)) {
    p->failed = true;
    sai_report_error(p->r, place, &err);
    return NULL;
  }
  sai_dist *copy = sai_reader_alloc(p->r, 1, sizeof *copy);
  sai_expr *e = sai_expr_new(p, SAI_EXPR_DIST, place);
  if (!copy || !e) return NULL;
  *copy = *d;
  e->dist = copy;
  e->percent = percent;
  return e;
}

bool sai_signed_number_read(sai_parser *p, const char *what, double *value, sai_number *number) {
  if (p->failed) return false;
  bool negative = sai_parser_take_symbol(p, '-');
  if (p->token.kind == SAI_TOKEN_NUMBER) {
    *number = p->token.number;
    *value = negative ? -number->value : number->value;
    sai_parser_next(p);
    return !p->failed;
  }
  if (p->token.kind == SAI_TOKEN_WORD) {
    const char *name = sai_parser_token_text(p);
    sai_error *err = sai_parser_report(p, sai_parser_token_place(p),
                                       _("inside %s only numbers can stand, not `%s`"), what, name);
    sai_error_hint(err, _("multiply instead, as in %s * uniform(0.8, 1.2), or write the numbers"), name);
    return false;
  }
  sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), _("a number is missing in %s"), what), "%s",
                 _("write numbers with a comma and a space between them"));
  return false;
}

bool sai_pattern_next(sai_parser *p, const sai_pattern *f, bool *more) {
  *more = sai_parser_is_symbol(p, ',');
  if (*more || sai_parser_is_symbol(p, ')')) {
    sai_parser_next(p);
    return !p->failed;
  }
  if (sai_parser_report_confusion(p)) return false;
  sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), "%s", _("a comma or `)` is missing here")),
                 _("write %s"), sai_pattern_example(f));
  return false;
}

bool sai_pattern_units(sai_parser *p, const sai_pattern *f, size_t n, size_t n_percent, size_t begin) {
  if (n_percent == 0 || n_percent == n) return !p->failed;
  sai_error_hint(sai_pattern_report(p, begin, _("some values of %s have a %%, others none"), f->name), "%s",
                 _("write all of them with %, or none"));
  return false;
}

static void report_number_of_values(sai_parser *p, const sai_pattern *f, size_t n, bool grouped,
                                    size_t begin) {
  size_t wanted = strlen(f->values);
  sai_error *err = sai_pattern_report(
      p, begin, P_("%s needs %zu value, and here is %zu", "%s needs %zu values, and here is %zu", wanted),
      f->name, wanted, n);
  if (grouped && n < wanted)
    sai_error_hint(err,
                   _("a comma without a space belongs to the number; between values write `, `, as in %s"),
                   sai_pattern_example(f));
  else
    sai_error_hint(err, _("write for example %s"), sai_pattern_example(f));
}

/* What the values of a form amount to, one after the other. */
typedef struct taken {
  double p[3];
  size_t n, n_unit, n_percent; /* values; those in the unit of the quantity, and of these with % */
  bool grouped, plain_percent; /* a number without a unit has a % */
} taken;

static bool take_value(sai_parser *p, const sai_pattern *f, taken *t) {
  double value;
  sai_number x;
  if (!sai_signed_number_read(p, f->name, &value, &x)) return false;
  t->grouped |= x.grouped;
  if (t->n < strlen(f->values)) {
    bool plain = f->values[t->n] == 'n';
    t->p[t->n] = value;
    t->n_unit += !plain;
    t->n_percent += !plain && x.percent;
    t->plain_percent |= plain && x.percent;
  }
  t->n++;
  return true;
}

static sai_expr *read_values(sai_parser *p, const sai_pattern *f, size_t begin) {
  taken t = {0};
  bool more = true;
  sai_parser_next(p);
  while (more)
    if (!take_value(p, f, &t) || !sai_pattern_next(p, f, &more)) return NULL;
  if (t.n != strlen(f->values)) {
    report_number_of_values(p, f, t.n, t.grouped, begin);
    return NULL;
  }
  if (t.plain_percent) {
    sai_error_hint(
        sai_pattern_report(p, begin, _("a value of %s that has no unit is written as a percentage"), f->name),
        "%s", _(f->percent_hint));
    return NULL;
  }
  if (!sai_pattern_units(p, f, t.n_unit, t.n_percent, begin)) return NULL;
  sai_dist d = {.family = f->family, .p = {t.p[0], t.p[1], t.p[2]}};
  return sai_pattern_finish(p, &d, f->share || t.n_percent, begin);
}

sai_expr *sai_dist_read(sai_parser *p, const char *name) {
  const sai_pattern *f = sai_pattern_find(name);
  size_t begin = p->last_end - strlen(name);
  if (f->read) return f->read(p, f, begin);
  return read_values(p, f, begin);
}
