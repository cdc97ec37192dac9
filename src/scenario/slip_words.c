/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that people write around a number or for a word of the language, answered with what to type. */
#include "base/intl.h"
#include "base/text.h"
#include "scenario/expr.h"

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

/* The one of some words that a text begins with; NULL if it is none. */
static const char *begins_with(const char *s, const char *const *words, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (strncmp(s, words[i], strlen(words[i])) == 0) return words[i];
  return NULL;
}

/* `6か月` and `2年`. */
static bool read_months(const char *s, unsigned *months) {
  static const char *const words[] = {"か月", "ヶ月", "カ月", "ヵ月", "ケ月", "箇月"};
  const char *begin = s;
  *months = read_digits(&s);
  if (s == begin) return false;
  if (begins_with(s, words, sizeof words / sizeof *words)) return true;
  bool years = skip(&s, "年") && *months < 10 && !(*s >= '0' && *s <= '9');
  if (years) *months *= 12;
  return years;
}

static bool hint_months(const char *key, const char *text, sai_error *err) {
  unsigned months;
  if (!read_months(text, &months)) return false;
  if (key && strcmp(key, "months") == 0)
    sai_error_hint(err, _("write %u, the number alone"), months);
  else
    sai_error_hint(err, _("write %u %s"), months, months == 1 ? "month" : "months");
  return true;
}

/* `800万円以内`: what the key says anyway. */
static bool hint_behind(const sai_number *x, const char *text, sai_error *err) {
  static const char *const words[] = {"以内",   "まで",   "以下", "未満", "以上", "程度",
                                      "くらい", "ぐらい", "ほど", "前後", "強",   "弱"};
  const char *word = begins_with(text + x->problem_at, words, sizeof words / sizeof *words);
  if (word) sai_error_hint(err, _("write %.*s, without `%s`"), (int)x->problem_at, text, word);
  return word;
}

void sai_slip_number_hint(const sai_number *x, const char *key, const char *text, sai_error *err) {
  const char *at = text;
  unsigned first = read_digits(&at), month = 0;
  bool tenths = first > 0 && first <= 10 && skip(&at, "割") && (!*at || *at == ' ');
  bool calendar =
      first >= 1900 && skip(&at, "年") && (month = read_digits(&at)) >= 1 && month <= 12 && skip(&at, "月");
  if (tenths)
    sai_error_hint(err, _("write %u%%"), 10 * first);
  else if (calendar)
    sai_error_hint(err, _("write %04u-%02u"), first, month);
  else if (!hint_months(key, text, err) && !hint_behind(x, text, err))
    sai_error_hint(err, "%s", _(x->hint));
}

bool sai_slip_before_hint(const char *text, bool monthly, sai_error *err) {
  static const char *const around[] = {"約", "およそ", "最大", "上限"}, *const months[] = {"月額", "月々",
                                                                                           "毎月", "月"};
  const char *word = begins_with(text, around, sizeof around / sizeof *around);
  bool month = !word && monthly && (word = begins_with(text, months, sizeof months / sizeof *months));
  if (!word) return false;
  const char *at = text + strlen(word);
  sai_number x = {0};
  while (*at == ' ') at++;
  if (!sai_number_begins(at, strlen(at))) return false;
  sai_number_read(at, strlen(at), "JPY", &x);
  if (x.problem) x.length = x.problem_at;
  if (!x.length) return false;
  if (month)
    sai_error_hint(err, _("write %.*s per month"), (int)x.length, at);
  else
    sai_error_hint(err, _("write %.*s, without `%s`"), (int)x.length, at, word);
  return true;
}

/* The figure of 一 and the like, 10, 100 or 1000 for 十, 百, 千; -1 if it is none. */
static int numeral_of(const char *s) {
  static const char figures[] = "〇一二三四五六七八九", units[] = "十百千";
  enum { BYTES = 3 };
  for (int i = 0; i < 10; i++)
    if (strncmp(s, figures + BYTES * i, BYTES) == 0) return i;
  int unit = 10;
  for (int i = 0; i < 3; i++, unit *= 10)
    if (strncmp(s, units + BYTES * i, BYTES) == 0) return unit;
  return -1;
}

/* A text with the numbers written in characters as digits: 月六十万円 as 月60万円. @return whether there was
   one */
static bool add_digits(const char *s, size_t n, sai_text *out) {
  enum { BYTES = 3, LARGEST = 1000000 };
  const char *end = s + n;
  bool any = false;
  while (s < end) {
    long sum = 0, figure = 0;
    bool inside = false;
    for (int x; s < end && (x = numeral_of(s)) >= 0 && figure < LARGEST; s += BYTES, inside = true) {
      if (x >= 10) sum += (figure ? figure : 1) * x;
      figure = x >= 10 ? 0 : 10 * figure + x;
    }
    if (inside)
      sai_text_format(out, "%ld", sum + figure);
    else
      sai_text_add_bytes(out, s++, 1);
    any |= inside;
  }
  return any && !out->failed;
}

static bool hint_numerals(const char *text, size_t n, sai_error *err) {
  static const char *const counters[] = {"件", "回", "人", "名", "社", "通", "本"};
  char room[200];
  sai_text out = SAI_TEXT_IN(room);
  sai_number x = {0};
  if (!add_digits(text, n, &out)) return false;
  if (sai_slip_before_hint(room, true, err)) return true;
  if (!sai_number_begins(room, strlen(room))) return false;
  sai_number_read(room, strlen(room), "JPY", &x);
  size_t length = x.problem ? x.problem_at : x.length;
  bool right = x.problem ? begins_with(room + length, counters, sizeof counters / sizeof *counters) != NULL
                         : !room[length];
  if (right && length) sai_error_hint(err, _("write %.*s, with digits"), (int)length, room);
  return right && length;
}

/* `初年度売上の15%`, `コールの4%`: the share stands before what it is of. */
static bool hint_share_behind(sai_parser *p, const char *text, sai_error *err) {
  static const struct {
    const char *said, *word;
  } bases[] = {{"初年度売上", "first_year_revenue"},
               {"初年度の売上", "first_year_revenue"},
               {"初年度年間売上", "first_year_revenue"},
               {"年間売上", "first_year_revenue"},
               {"月額売上", "recurring_revenue"},
               {"月次売上", "recurring_revenue"},
               {"毎月の売上", "recurring_revenue"},
               {"継続売上", "recurring_revenue"},
               {"粗利", "gross_profit"},
               {"入金額", "cash_received"},
               {"入金", "cash_received"},
               {"売上", "revenue"},
               {"受注額", "revenue"},
               {"受注金額", "revenue"},
               {"成約金額", "revenue"},
               {"契約金額", "revenue"}};
  const char *at = text, *word = NULL;
  sai_number x = {0};
  while ((at = strstr(at, "の")) && !sai_number_begins(at + 3, strlen(at + 3))) at += 3;
  if (!at) return false;
  sai_number_read(at + 3, strlen(at + 3), "JPY", &x);
  for (size_t i = 0; !word && i < sizeof bases / sizeof *bases; i++)
    if (strncmp(text, bases[i].said, strlen(bases[i].said)) == 0) word = bases[i].word;
  size_t named = sai_name_length(text, (size_t)(at - text), 0);
  const char *name = word ? word : named ? sai_reader_copy(p->r, text, named) : NULL;
  if (!x.percent || x.problem || !name) return false;
  int n = (int)x.length;
  if (word && p->r->scenario->value.recurring && strcmp(word, "revenue") == 0)
    sai_error_hint(err,
                   _("write %.*s of first_year_revenue (once for each order) or %.*s of recurring_revenue "
                     "(each month)"),
                   n, at + 3, n, at + 3);
  else
    sai_error_hint(err, _("write %.*s of %s"), n, at + 3, name);
  return true;
}

bool sai_slip_name_hint(sai_parser *p, const char *name, sai_error *err) {
  size_t length = strlen(name);
  const char *text = p->folded.text + (p->last_end < length ? 0 : p->last_end - length);
  return sai_slip_before_hint(text, true, err) || hint_numerals(name, length, err) ||
         hint_share_behind(p, text, err);
}

const char *sai_slip_invalid(const char *text) {
  static const char *const replaced[] = {"差し替", "差替", "交換",   "代替",
                                         "補填",   "補充", "再設定", "replace"},
                           *const credited[] = {"返金", "返還",   "値引",       "控除",   "減額",   "無料",
                                                "無償", "対象外", "請求しない", "credit", "refund", "free"},
                           *const charged[] = {"請求", "課金", "有料", "そのまま", "charge"};
  if (begins_with(text, replaced, sizeof replaced / sizeof *replaced)) return "replaced";
  if (begins_with(text, credited, sizeof credited / sizeof *credited)) return "credited";
  return begins_with(text, charged, sizeof charged / sizeof *charged) ? "charged" : NULL;
}

unsigned sai_slip_share(const char *text) {
  static const char *const all[] = {"all", "全額", "全部", "すべて", "full", "everything"}, *const half[] = {
                                                                                                "half",
                                                                                                "半額",
                                                                                                "半分"};
  if (begins_with(text, all, sizeof all / sizeof *all)) return 100;
  return begins_with(text, half, sizeof half / sizeof *half) ? 50 : 0;
}

size_t sai_slip_valid_stage(const sai_funnel *funnel, size_t stage) {
  for (size_t s = 0; s < funnel->n_stages; s++) {
    const sai_stage *next = &funnel->stages[s];
    if (next->n_flows == 1 && next->flows->kind == SAI_FLOW_RATE && next->flows->parent == stage &&
        !next->delay && !next->capacity)
      return s;
  }
  return SIZE_MAX;
}

bool sai_slip_valid(sai_parser *p, const sai_funnel *funnel) {
  static const char *const words[] = {"valid",     "qualified", "confirmed", "held",
                                      "completed", "attended",  "有効",      "有効な"};
  const char *s = p->folded.text;
  size_t at = p->token.end, found = 0, n_words = sizeof words / sizeof *words;
  while (found < n_words && !sai_parser_is_word(p, words[found])) found++;
  while (s[at] == ' ') at++;
  size_t length = found < n_words ? sai_name_length(s, p->folded.n, at) : 0;
  const char *name = length ? sai_reader_copy(p->r, s + at, length) : NULL;
  size_t stage = name ? sai_stage_find(funnel, name) : SIZE_MAX;
  if (stage == SIZE_MAX) return false;
  size_t valid = sai_slip_valid_stage(funnel, stage);
  sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), "%s",
                                   _("which units are valid is said beside the amount, not in it")),
                 _("write `fee: %.*sper %s`, and under it `valid: %s` (the stage that makes it valid) and "
                   "`invalid: credited`"),
                 (int)(p->last_end - 3), s, name, valid == SIZE_MAX ? "..." : funnel->stages[valid].name);
  return true;
}
