/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of sentences: names of offers, odds, money. */
#include "report/sentences_parts.h"

#include "report/clean.h"
#include "report/words.h"

#include <math.h>
#include <string.h>

enum { NAME_COLUMNS = 36 };

/** Bytes of a name without the remark in brackets at its end: `A社 (コール+アポ)` is `A社` in a sentence. */
static size_t short_bytes(const char *name) {
  const char *plain = strstr(name, " ("), *wide = strstr(name, "（");
  const char *end = plain && wide ? (plain < wide ? plain : wide) : plain ? plain : wide;
  return end && end > name ? (size_t)(end - name) : strlen(name);
}

/** True if no other offer has the same short name. */
static bool short_is_unique(const sai_result *result, size_t offer) {
  const char *name = result->offers[offer].name;
  size_t n = short_bytes(name);
  for (size_t i = 0; i < result->n_offers; i++) {
    const char *other = result->offers[i].name;
    if (i != offer && short_bytes(other) == n && strncmp(other, name, n) == 0) return false;
  }
  return true;
}

sai_text sai_tell_name(const sai_teller *t, size_t offer) {
  sai_text line = {.whole = t->out}, name = {.whole = t->out}, whole = {.whole = t->out};
  const char *full = t->result->offers[offer].name;
  sai_text_add_bytes(&whole, full, short_is_unique(t->result, offer) ? short_bytes(full) : strlen(full));
  sai_clean_line(&line, sai_text_string(&whole));
  sai_clean_cut(&name, sai_text_string(&line), NAME_COLUMNS);
  sai_text_free(&line);
  sai_text_free(&whole);
  return name;
}

sai_text sai_tell_odds(const sai_teller *t, const sai_figure *p) {
  sai_text odds = {.whole = t->out};
  sai_words_odds(&odds, p);
  return odds;
}

sai_text sai_tell_money(const sai_teller *t, double value) {
  sai_text money = {.whole = t->out};
  sai_words_money(&money, value, t->result->currency, t->result->currency_decimals, t->unit);
  return money;
}

sai_text sai_tell_rounded_money(const sai_teller *t, const sai_figure *figure) {
  sai_text money = {.whole = t->out}, number = {.whole = t->out};
  sai_scale scale =
      sai_words_scale(t->result->currency, t->result->currency_decimals, t->unit, fabs(figure->value));
  double shown = figure->value / scale.divisor;
  int decimals = fabs(shown) >= 100 || shown == 0 ? 0 : fabs(shown) >= 10 ? 1 : 2;
  if (decimals > scale.decimals) decimals = scale.decimals;
  sai_words_number(&number, shown, sai_words_quantile_noise(figure) / scale.divisor, decimals);
  sai_words_amount(&money, sai_text_string(&number), &scale);
  sai_text_free(&number);
  return money;
}

void sai_tell(const sai_teller *t, const char *format, sai_text *texts, size_t n) {
  const char *s[4] = {"", "", "", ""};
  for (size_t i = 0; i < n; i++) s[i] = sai_text_string(&texts[i]);
  sai_text_format(t->out, format, s[0], s[1], s[2], s[3]);
  for (size_t i = 0; i < n; i++) sai_text_free(&texts[i]);
}

void sai_tell_space(sai_text *out) {
  static const char stop[] = "。";
  size_t n = sizeof stop - 1;
  bool wide = out->length >= n && memcmp(out->data + out->length - n, stop, n) == 0;
  if (out->length && !wide) sai_text_add(out, " ");
}

bool sai_tell_nothing_is_bought(const sai_offer_result *offer) {
  return offer->kind && strcmp(offer->kind, "nothing") == 0;
}

sai_figure sai_tell_chance(double p, double noise) {
  p = p < 1e-12 ? 0 : p > 1 - 1e-12 ? 1 : p;
  return (sai_figure){true, p, NAN, p - noise, p + noise};
}
