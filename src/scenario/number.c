/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digits are gathered with an exponent of ten and converted once, so that 2.9% is the double nearest to
   0.029, in every locale. */
#include "scenario/number.h"

#include "base/intl.h"
#include "scenario/fold.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS_MAX = 30, DOUBLE_DIGITS = 17 };

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

typedef struct sign {
  const char *sign;
  const char *codes; /* currencies it stands for, or what is said about it */
} sign;

static const sign signs[] = {
    {"\xC2\xA5", "JPY CNY"}, {"$", "USD AUD CAD NZD SGD HKD TWD MXN"},
    {"\xE2\x82\xAC", "EUR"}, {"\xC2\xA3", "GBP"},
    {"\xE2\x82\xA9", "KRW"},
};
/* Behind the number. */
static const sign suffixes[] = {{"円", "JPY"}, {"元", "CNY"}, {"ドル", "USD"}, {"ユーロ", "EUR"}};

static const char *const currencies[] = {
    "0BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    "2AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHF CNY COP CRC "
    "CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR "
    "IRR JMD KES "
    "KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN "
    "NIO NOK NPR "
    "NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL "
    "THB TJS TMT "
    "TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW",
    "3BHD IQD JOD KWD LYD OMR TND",
};

int sai_currency_decimals(const char *code) {
  if (strlen(code) != 3 || strchr(code, ' ')) return -1;
  for (size_t i = 0; i < sizeof currencies / sizeof *currencies; i++)
    if (strstr(currencies[i] + 1, code)) return currencies[i][0] - '0';
  return -1;
}

static size_t sign_length(const char *s, size_t n, const sign **found) {
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
    size_t length = strlen(signs[i].sign);
    if (n < length || memcmp(s, signs[i].sign, length) != 0) continue;
    *found = &signs[i];
    return length;
  }
  return 0;
}

bool sai_number_begins(const char *s, size_t n) {
  const sign *found;
  size_t i = sign_length(s, n, &found);
  if (i < n && is_digit(s[i])) return true;
  return i + 1 < n && s[i] == '.' && is_digit(s[i + 1]);
}

static bool fail(sai_number *x, size_t at, size_t size, const char *problem, const char *hint) {
  if (x->problem) return false;
  x->problem = problem;
  x->hint = hint;
  x->problem_at = at;
  x->problem_size = size ? size : 1;
  return false;
}

/* One run of digits with its groups and decimals. */
typedef struct part {
  char digits[DIGITS_MAX + 1];
  size_t n;
  int exponent;
  size_t end;
} part;

static const char too_many_digits[] = N_("this number has too many digits"),
                  digits_hint[] = N_("at most 30 digits are read");

static void add_digit(part *p, char c) {
  if (p->n < DIGITS_MAX) p->digits[p->n] = c;
  p->n++;
}

static bool check_whole(sai_number *x, const char *s, size_t begin, size_t end, size_t n_digits) {
  static const char *const groups = N_("write digits in groups of three (1,000) or without commas (1000); "
                                       "between two values write a comma and a space (40, 960)");
  size_t run = 0, n_groups = 0;
  char separator = 0;
  if (s[begin] == '0' && n_digits > 1)
    return fail(x, begin, end - begin, N_("a number cannot begin with 0 like this"),
                N_("delete the zeros in front"));
  for (size_t i = begin; i <= end; i++) {
    if (i < end && is_digit(s[i])) {
      run++;
      continue;
    }
    bool last = i == end;
    if (!last && separator && s[i] != separator)
      return fail(x, begin, end - begin, N_("this number has commas and underscores"), groups);
    if (n_groups > 0 ? run != 3 : (!last && run > 3))
      return fail(x, begin, end - begin, N_("the commas of this number do not stand after groups of three"),
                  groups);
    if (last) break;
    separator = s[i];
    n_groups++;
    run = 0;
  }
  x->grouped |= separator == ',';
  return true;
}

/* Digits from `begin`: 1,234.5; false after a problem. */
static bool read_part(const char *s, size_t n, size_t begin, part *p, sai_number *x) {
  size_t i = begin;
  *p = (part){0};
  while (i < n &&
         (is_digit(s[i]) || ((s[i] == ',' || s[i] == '_') && i > begin && i + 1 < n && is_digit(s[i + 1])))) {
    if (is_digit(s[i])) add_digit(p, s[i]);
    i++;
  }
  p->end = i;
  if (i == begin)
    return fail(x, begin, 1, N_("a digit is missing before the decimal point"), N_("write 0.5, not .5"));
  check_whole(x, s, begin, i, p->n);
  if (i + 1 < n && s[i] == '.' && is_digit(s[i + 1])) {
    for (i++; i < n && is_digit(s[i]); i++) {
      add_digit(p, s[i]);
      p->exponent--;
    }
    p->end = i;
    if (i + 1 < n && (s[i] == ',' || (s[i] == '.' && s[i + 1] != '.')) && is_digit(s[i + 1]))
      fail(x, begin, i + 2 - begin, N_("this number has more than one decimal point"),
           N_("the decimal point is `.`, and commas stand between groups of three: 1,234.5"));
  } else if (i < n && s[i] == '.' && !(i + 1 < n && s[i + 1] == '.')) {
    p->end = i + 1;
    fail(x, begin, i + 1 - begin, N_("digits are missing after the decimal point"),
         N_("write 5.0 or 5, not 5."));
  }
  if (p->n > DIGITS_MAX) fail(x, begin, p->end - begin, too_many_digits, digits_hint);
  return !x->problem;
}

static double convert(const part *p, int exponent) {
  char buffer[DIGITS_MAX + 16];
  snprintf(buffer, sizeof buffer, "%.*se%d", (int)p->n, p->digits, p->exponent + exponent);
  return strtod(buffer, NULL);
}

typedef struct unit {
  const char *name;
  int exponent;
} unit;

static const unit units[] = {{"百万", 6}, {"千万", 7}, {"百億", 10}, {"千億", 11}, {"億", 8}, {"万", 4},
                             {"千", 3},   {"兆", 12},  {"K", 3},     {"k", 3},     {"M", 6}};

static const unit *unit_at(const char *s, size_t n) {
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    size_t length = strlen(units[i].name);
    if (n >= length && memcmp(s, units[i].name, length) == 0) return &units[i];
  }
  return NULL;
}

/* Parts with units from large to small: 1億2,000万500. */
static bool read_parts(const char *s, size_t n, size_t begin, sai_number *x, part *last, int *last_exponent) {
  size_t at = begin, n_parts = 0;
  double limit = INFINITY;
  for (;;) {
    part p;
    bool ok = read_part(s, n, at, &p, x);
    x->length = p.end;
    if (!ok) return false;
    const unit *u = unit_at(s + p.end, n - p.end);
    int exponent = u ? u->exponent : 0;
    double value = convert(&p, exponent);
    if (value >= limit || (n_parts && p.exponent))
      return fail(x, begin, p.end - begin, N_("the parts of this number do not fit together"),
                  N_("write 1億2,000万, from the large unit to the small one, or one number such as 1.2億"));
    x->value += value;
    n_parts++;
    *last = p;
    *last_exponent = exponent;
    x->scale = pow(10, exponent);
    x->length = p.end + (u ? strlen(u->name) : 0);
    at = x->length;
    limit = x->scale;
    bool letters = u && (unsigned char)u->name[0] < 0x80;
    if (!u || letters || p.exponent || at >= n || !is_digit(s[at])) break;
  }
  if (n_parts > 1) *last_exponent = -1;
  /* Nines with 兆 behind them round up to a value that would need a digit more. */
  if (x->value >= 1e42) return fail(x, begin, x->length - begin, too_many_digits, digits_hint);
  return true;
}

static size_t skip_spaces(const char *s, size_t n, size_t at) {
  while (at < n && s[at] == ' ') at++;
  return at;
}

static bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || (unsigned char)c >= 0x80;
}

static void take_money(sai_number *x, size_t at, size_t size, const char *codes, const char *currency) {
  x->money = true;
  if (!strstr(codes, currency))
    fail(x, at, size, N_("this is not the currency of the scenario"),
         N_("write amounts in the currency given by `currency:`, or without a currency"));
}

static void read_currency(const char *s, size_t n, const char *currency, sai_number *x) {
  size_t at = skip_spaces(s, n, x->length);
  for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
    size_t length = strlen(suffixes[i].sign);
    if (n - x->length < length || memcmp(s + x->length, suffixes[i].sign, length) != 0) continue;
    take_money(x, x->length, length, suffixes[i].codes, currency);
    x->length += length;
    return;
  }
  char code[4] = "";
  if (n - at < 3 || (n - at > 3 && (is_letter(s[at + 3]) || is_digit(s[at + 3])))) return;
  memcpy(code, s + at, 3);
  if (sai_currency_decimals(code) < 0) return;
  take_money(x, at, 3, code, currency);
  x->length = at + 3;
}

static void read_percent(const char *s, size_t n, const part *last, int last_exponent, sai_number *x) {
  size_t at = skip_spaces(s, n, x->length);
  if (at >= n || s[at] != '%') return;
  if (x->money)
    fail(x, at, 1, N_("an amount of money is no percentage"), N_("delete the `%` or the currency"));
  x->percent = true;
  x->value = last_exponent < 0 ? x->value / 100 : convert(last, last_exponent - 2);
  x->length = at + 1;
}

/* What people write behind a number, and what to write instead. */
static const sign tails[] = {
    {"月", N_("write year and month as in 2026-04")},
    {"年", N_("write year and month as in 2026-04, and a number of years as 2 years")},
    {"か月", N_("write a number of months, as in 6 months")},
    {"ヶ月", N_("write a number of months, as in 6 months")},
    {"週", N_("write a number of months, as in 6 months")},
    {"日", N_("write a number of months, as in 6 months")},
    {"件", N_("leave out the counter and say for what: 800 per month, 400 per call")},
    {"回", N_("leave out the counter and say for what: 800 per month, 400 per call")},
    {"人", N_("leave out the counter and say for what: 800 per month, 400 per call")},
    {"名", N_("leave out the counter and say for what: 800 per month, 400 per call")},
    {"社", N_("leave out the counter and say for what: 800 per month, 400 per call")},
    {"通", N_("leave out the counter and say for what: 800 per month, 400 per call")},
    {"割", N_("write a percentage: 3割 is 30%")},
};

static const char *tail_hint(const char *s, size_t n) {
  for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
    size_t length = strlen(tails[i].sign);
    if (n >= length && memcmp(s, tails[i].sign, length) == 0) return tails[i].codes;
  }
  return N_("write the number, one of K, M, 千, 万, 億 if you like, and a space before the next word: 400 "
            "per call");
}

static void check_tail(const char *s, size_t n, sai_number *x) {
  size_t at = x->length, end = at;
  if (at < n && s[at] == '%') {
    fail(x, at, 1, N_("one `%` is enough"), N_("delete the second `%`"));
    return;
  }
  for (size_t step = 1; end < n && step > 0; end += step)
    step = is_digit(s[end]) ? 1 : sai_name_length(s, n, end);
  if (end > at)
    fail(x, at, end - at, N_("what follows the number is not understood"), tail_hint(s + at, n - at));
}

void sai_number_read(const char *s, size_t n, const char *currency, sai_number *out) {
  const sign *found = NULL;
  part last = {0};
  int last_exponent = 0;
  *out = (sai_number){.scale = 1};
  size_t begin = sign_length(s, n, &found);
  out->length = begin;
  if (found) take_money(out, 0, begin, found->codes, currency);
  if (!read_parts(s, n, begin, out, &last, &last_exponent)) {
    while (out->length < n && (is_letter(s[out->length]) || is_digit(s[out->length]))) out->length++;
    return;
  }
  if (out->length < n) read_currency(s, n, currency, out);
  read_percent(s, n, &last, last_exponent, out);
  check_tail(s, n, out);
}

/* The fewest digits that mean this double, as a whole number times ten to *exponent. */
static size_t shortest_digits(double value, char digits[32], int *exponent) {
  for (int n = 1;; n++) {
    char text[40], whole[64];
    snprintf(text, sizeof text, "%.*e", n - 1, value);
    size_t at = 0;
    for (const char *s = text; *s != 'e'; s++)
      if (is_digit(*s)) digits[at++] = *s;
    digits[at] = '\0';
    *exponent = atoi(strchr(text, 'e') + 1) - n + 1;
    snprintf(whole, sizeof whole, "%se%d", digits, *exponent);
    if (n == DOUBLE_DIGITS || strtod(whole, NULL) == value) return at;
  }
}

void sai_number_write(double value, bool percent, bool grouped, sai_text *out) {
  char digits[32];
  int exponent;
  size_t n = shortest_digits(fabs(value), digits, &exponent);
  if (percent && value != 0) exponent += 2;
  bool trillions = (int)n + exponent > DIGITS_MAX;
  if (trillions) exponent -= 12;
  if (value < 0) sai_text_add(out, "-");
  int whole = (int)n + exponent; /* digits before the decimal point */
  if (whole <= 0) sai_text_add(out, "0");
  for (int i = 0; i < whole; i++) {
    if (grouped && i && (whole - i) % 3 == 0) sai_text_add(out, ",");
    sai_text_add_bytes(out, i < (int)n ? digits + i : "0", 1);
  }
  if (exponent < 0) sai_text_add(out, ".");
  if (whole < 0) sai_text_repeat(out, "0", (size_t)-whole);
  if (exponent < 0) sai_text_add(out, digits + (whole > 0 ? whole : 0));
  if (trillions) sai_text_add(out, "兆");
  if (percent) sai_text_add(out, "%");
}
