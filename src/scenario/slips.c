/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people write where they mean something else, answered with what to type. */
#include "base/intl.h"
#include "base/text.h"
#include "scenario/expr.h"

#include <math.h>
#include <string.h>

static unsigned read_digits(const char **s) {
  unsigned value = 0;
  for (int i = 0; i < 4 && **s >= '0' && **s <= '9'; i++) value = 10 * value + (unsigned)(*(*s)++ - '0');
  return value;
}

static bool skip(const char **s, const char *word) {
  size_t n = strlen(word);
  if (strncmp(*s, word, n) != 0) return false;
  *s += n;
  return true;
}

void sai_slip_number_hint(const sai_number *x, const char *text, sai_error *err) {
  const char *at = text;
  unsigned first = read_digits(&at), month = 0;
  bool tenths = first > 0 && first <= 10 && skip(&at, "割") && (!*at || *at == ' ');
  bool calendar =
      first >= 1900 && skip(&at, "年") && (month = read_digits(&at)) >= 1 && month <= 12 && skip(&at, "月");
  if (tenths)
    sai_error_hint(err, _("write %u%%"), 10 * first);
  else if (calendar)
    sai_error_hint(err, _("write %04u-%02u"), first, month);
  else
    sai_error_hint(err, "%s", _(x->hint));
}

bool sai_slip_share_hint(const sai_expr *e, sai_error *err) {
  if (e->kind == SAI_EXPR_NUMBER && !e->percent && e->number > 0 && e->number <= 100) {
    sai_error_hint(err, _("did you mean %g%%?"), e->number < 1 ? 100 * e->number : e->number);
    return true;
  }
  if (e->kind != SAI_EXPR_DIST || e->percent || e->dist->family != SAI_LOGNORMAL) return false;
  double low = sai_dist_quantile(e->dist, 0.05), high = sai_dist_quantile(e->dist, 0.95);
  if (high < 1) {
    low *= 100;
    high *= 100;
  }
  if (high >= 100) return false;
  sai_error_hint(err, _("did you mean %.4g%% to %.4g%%?"), low, high);
  return true;
}

typedef struct period {
  const char *word;
  unsigned months; /* 0: less than one */
} period;

static const period periods[] = {{"year", 12}, {"years", 12}, {"annum", 12}, {"quarter", 3},
                                 {"half", 6},  {"week", 0},   {"day", 0},    {"hour", 0}};

bool sai_slip_period(sai_parser *p, const sai_expr *amount) {
  const period *found = NULL;
  for (size_t i = 0; i < sizeof periods / sizeof *periods; i++)
    if (sai_parser_is_word(p, periods[i].word)) found = &periods[i];
  if (!found) return false;
  double value;
  sai_error *err = sai_parser_report(p, sai_parser_token_place(p),
                                     _("amounts and volumes are per month, not per %s"), found->word);
  if (!found->months || !amount || !sai_expr_constant(amount, &value)) {
    sai_error_hint(err, "%s", _("write how much it is in a month, as in 800,000 per month"));
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

bool sai_slip_report_rest(sai_parser *p) {
  sai_place place = sai_parser_place(p, p->token.begin, p->folded.n);
  if (sai_parser_is_word(p, "percent") || sai_parser_is_word(p, "pct")) {
    sai_error_hint(
        sai_parser_report(p, sai_parser_token_place(p), "%s", _("percent is written with the sign %")),
        _("write %s%%"), number_before(p, p->last_end));
    return true;
  }
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
