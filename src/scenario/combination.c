/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions made of others: mixtures and truncations. */
#include "base/intl.h"
#include "scenario/distribution.h"

#include <string.h>

/* A part: a number, a range, or a distribution by name. */
static sai_expr *read_number_part(sai_parser *p, const sai_pattern *f, size_t begin) {
  double value;
  sai_number x;
  if (!sai_signed_number_read(p, f->name, &value, &x)) return NULL;
  if (sai_parser_is_word(p, "to"))
    return sai_interval_read(p, &x, value < 0, sai_parser_place(p, begin, p->last_end));
  sai_dist d = {.family = SAI_CONSTANT, .p = {value}};
  return sai_pattern_finish(p, &d, x.percent, begin);
}

static sai_expr *read_named_part(sai_parser *p, const sai_pattern *f) {
  sai_place place = sai_parser_token_place(p);
  const char *name = sai_parser_token_text(p);
  sai_parser_next(p);
  if (sai_pattern_find(name) && sai_parser_is_symbol(p, '(')) return sai_dist_call_read(p, name);
  sai_error_hint(
      sai_parser_report(p, place, _("inside %s only numbers and distributions can stand, not `%s`"), f->name,
                        name),
      _("multiply instead, as in %s * mixture(0.8 @ 70%%, 1.2 @ 30%%), or write the numbers"), name);
  return NULL;
}

/* Commas inside brackets end values, whatever stands around them. */
static sai_expr *read_part(sai_parser *p, const sai_pattern *f) {
  if (p->failed) return NULL;
  unsigned ungrouped = p->ungrouped;
  p->ungrouped = 0;
  sai_expr *e =
      p->token.kind == SAI_TOKEN_WORD ? read_named_part(p, f) : read_number_part(p, f, p->token.begin);
  p->ungrouped = ungrouped;
  p->bare_interval = NULL;
  return e;
}

static bool read_weight(sai_parser *p, const sai_pattern *f, double *weight) {
  sai_number x;
  if (!sai_parser_take_symbol(p, '@')) {
    sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), "%s",
                                     _("after each part of a mixture `@` and its chance are needed")),
                   _("write %s"), sai_pattern_example(f));
    return false;
  }
  return sai_signed_number_read(p, f->name, weight, &x);
}

sai_expr *sai_mixture_read(sai_parser *p, const sai_pattern *f, size_t begin) {
  sai_dist *parts = sai_reader_alloc(p->r, SAI_PARTS_MAX, sizeof *parts);
  double *weights = sai_reader_alloc(p->r, SAI_PARTS_MAX, sizeof *weights);
  size_t n = 0, n_percent = 0;
  bool more = true;
  if (!parts || !weights) return NULL;
  for (sai_parser_next(p); more; n++) {
    if (n == SAI_PARTS_MAX) {
      sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), _("%s has too many values"), f->name),
                     _("at most %d can stand here"), (int)SAI_PARTS_MAX);
      return NULL;
    }
    const sai_expr *part = read_part(p, f);
    if (!part || !read_weight(p, f, &weights[n]) || !sai_pattern_next(p, f, &more)) return NULL;
    parts[n] = *part->dist;
    n_percent += part->percent;
  }
  if (!sai_pattern_units(p, f, n, n_percent, begin)) return NULL;
  sai_dist d = {.family = SAI_MIXTURE, .n = n, .part = parts, .weight = weights};
  return sai_pattern_finish(p, &d, n_percent, begin);
}

sai_expr *sai_truncated_read(sai_parser *p, const sai_pattern *f, size_t begin) {
  double end[2];
  sai_number x;
  bool more;
  sai_dist *part = sai_reader_alloc(p->r, 1, sizeof *part);
  sai_parser_next(p);
  p->truncations++;
  const sai_expr *inner = part ? read_part(p, f) : NULL;
  p->truncations--;
  if (!inner || !sai_pattern_next(p, f, &more)) return NULL;
  size_t n = 1, n_percent = inner->percent;
  while (more && n <= 3) {
    double value;
    if (!sai_signed_number_read(p, f->name, &value, &x) || !sai_pattern_next(p, f, &more)) return NULL;
    if (n < 3) end[n - 1] = value;
    n_percent += x.percent;
    n++;
  }
  if (n != 3) {
    sai_error_hint(
        sai_pattern_report(p, begin, "%s", _("truncated needs a distribution, a least and a largest value")),
        _("write for example %s"), sai_pattern_example(f));
    return NULL;
  }
  if (!sai_pattern_units(p, f, n, n_percent, begin)) return NULL;
  *part = *inner->dist;
  sai_dist d = {.family = SAI_TRUNCATED, .p = {end[0], end[1]}, .n = 1, .part = part};
  return sai_pattern_finish(p, &d, n_percent, begin);
}
