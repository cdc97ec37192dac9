/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What vendors promise, beside what was simulated. */
#include "report/sentences_parts.h"

#include "base/intl.h"
#include "report/words.h"

#include <math.h>
#include <string.h>

enum { PROMISES = 6 };

/* The middle of what a promise is compared with, in its unit, with so many digits that it is not taken for
   the promised number where it is another one. */
static sai_text middle_of(const sai_teller *t, const sai_promise_result *p) {
  enum { MOST = 6 };
  const sai_figure *figure = p->simulated.p50.present    ? &p->simulated.p50
                             : p->simulated.mean.present ? &p->simulated.mean
                                                         : &p->pooled;
  const bool share = p->kind == SAI_PROMISED_SHARE;
  const double factor = share ? 100 : 1, value = factor * figure->value, promised = factor * p->promised;
  int places = share ? 2 : value < 10 ? 1 : 0;
  while (places < MOST && fabs(value - promised) > 1e-9 * promised &&
         fabs(round(value * pow(10, places)) / pow(10, places) - promised) <= 1e-9 * promised)
    places++;
  sai_text number = {.whole = t->out}, text = {.whole = t->out};
  sai_words_number(&number, value, factor * sai_words_quantile_noise(figure), places);
  char *point = !share && number.data ? strstr(number.data, ".0") : NULL;
  if (point && point[2] == '\0') number.length = (size_t)(point - number.data), *point = '\0';
  if (share) sai_text_add(&number, "%");
  sai_words_promised(&text, p, sai_text_string(&number));
  sai_text_free(&number);
  return text;
}

static sai_text promise_of(const sai_teller *t, const sai_promise_result *p) {
  sai_text text = {.whole = t->out};
  sai_words_promise(&text, p);
  return text;
}

void sai_tell_promises(const sai_teller *t) {
  size_t told = 0, more = 0;
  for (size_t i = 0; i < t->result->n_offers; i++)
    for (size_t k = 0; k < t->result->offers[i].n_promises; k++) {
      const sai_promise_result *p = &t->result->offers[i].promises[k];
      if (told == PROMISES) {
        more++;
        continue;
      }
      told++;
      if (t->result->point)
        SAI_TELL(t, _("%s promises %s; the point calculation gives %s."), sai_tell_name(t, i),
                 promise_of(t, p), middle_of(t, p));
      else
        SAI_TELL(t, _("%s promises %s; this is reached in %s, and the middle is %s."), sai_tell_name(t, i),
                 promise_of(t, p), sai_tell_odds(t, &p->reached), middle_of(t, p));
      sai_text_add(t->out, "\n");
    }
  if (!more) return;
  sai_text_format(t->out, _("Further promises: %zu. They are in result.json."), more);
  sai_text_add(t->out, "\n");
}
