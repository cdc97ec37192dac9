/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts as words, numbers and signs. */
#include "base/intl.h"
#include "base/text.h"
#include "scenario/expr.h"

#include <stdarg.h>
#include <string.h>
#include <unistr.h>

static void scan_symbol(sai_parser *p, size_t at) {
  const char *s = p->folded.text;
  sai_token *t = &p->token;
  t->kind = SAI_TOKEN_SYMBOL;
  t->symbol = s[at];
  t->end = at + 1;
  if (s[at] == '.') {
    t->kind = s[at + 1] == '.' ? SAI_TOKEN_SYMBOL : SAI_TOKEN_UNKNOWN;
    t->end += t->kind == SAI_TOKEN_SYMBOL;
    return;
  }
  if (s[at] == '<' || s[at] == '>') {
    t->or_equal = s[at + 1] == '=';
    t->end += t->or_equal;
    return;
  }
  if (strchr("()+-*/=,@", s[at])) return;
  ucs4_t c;
  t->kind = SAI_TOKEN_UNKNOWN;
  t->end = at + (size_t)u8_mbtouc(&c, (const uint8_t *)s + at, p->folded.n - at);
}

static const char *currency_of(const sai_parser *p) {
  return p->r->scenario->currency ? p->r->scenario->currency : "JPY";
}

static void report_number(sai_parser *p) {
  const sai_number *x = &p->token.number;
  size_t begin = p->token.begin + x->problem_at;
  sai_place place = sai_parser_place(p, begin, begin + x->problem_size);
  sai_slip_number_hint(x, p->node->key ? p->node->key->folded : NULL, p->folded.text + p->token.begin,
                       sai_parser_report(p, place, "%s", _(x->problem)));
}

void sai_parser_next(sai_parser *p) {
  const char *s = p->folded.text;
  size_t n = p->folded.n, at = p->token.end;
  p->last_end = at;
  while (at < n && (s[at] == ' ' || s[at] == '\t' || s[at] == '\n')) at++;
  sai_token *t = &p->token;
  *t = (sai_token){.kind = SAI_TOKEN_END, .begin = at, .end = at};
  if (at >= n || p->failed) return;
  size_t word = sai_name_length(s, n, at);
  if (word) {
    t->kind = SAI_TOKEN_WORD;
    t->end = at + word;
  } else if (sai_number_begins(s + at, n - at)) {
    t->kind = SAI_TOKEN_NUMBER;
    sai_number_read(s + at, n - at, currency_of(p), &t->number);
    t->end = at + t->number.length;
    if (t->number.problem) report_number(p);
  } else {
    scan_symbol(p, at);
  }
}

bool sai_parser_open(sai_parser *p, sai_reader *r, const sai_node *node, sai_scope scope) {
  *p = (sai_parser){.r = r, .node = node, .scope = scope};
  if (!sai_fold(r, node->text, &p->folded)) return false;
  sai_parser_next(p);
  return !p->failed;
}

bool sai_parser_is_word(const sai_parser *p, const char *word) {
  size_t n = strlen(word);
  return p->token.kind == SAI_TOKEN_WORD && p->token.end - p->token.begin == n &&
         memcmp(p->folded.text + p->token.begin, word, n) == 0;
}

bool sai_parser_is_symbol(const sai_parser *p, char symbol) {
  return p->token.kind == SAI_TOKEN_SYMBOL && p->token.symbol == symbol;
}

bool sai_parser_take_word(sai_parser *p, const char *word) {
  if (!sai_parser_is_word(p, word)) return false;
  sai_parser_next(p);
  return true;
}

bool sai_parser_take_symbol(sai_parser *p, char symbol) {
  if (!sai_parser_is_symbol(p, symbol)) return false;
  sai_parser_next(p);
  return true;
}

sai_place sai_parser_place(const sai_parser *p, size_t begin, size_t end) {
  if (begin > p->folded.n) begin = p->folded.n;
  if (end > p->folded.n) end = p->folded.n;
  unsigned from = p->folded.at[begin], to = p->folded.at[end];
  return sai_tree_place(p->node, from, to > from ? to : from + 1);
}

sai_place sai_parser_token_place(const sai_parser *p) {
  return sai_parser_place(p, p->token.begin, p->token.end);
}

const char *sai_parser_text(const sai_parser *p, size_t begin, size_t end) {
  size_t from = p->folded.offset[begin], to = p->folded.offset[end];
  return sai_reader_copy(p->r, p->node->text + from, to > from ? to - from : 0);
}

const char *sai_parser_token_text(const sai_parser *p) {
  const char *text = sai_reader_copy(p->r, p->folded.text + p->token.begin, p->token.end - p->token.begin);
  return text ? text : "";
}

sai_error *sai_parser_report(sai_parser *p, sai_place place, const char *format, ...) {
  if (p->failed) return NULL;
  p->failed = true;
  va_list args;
  va_start(args, format);
  char text[SAI_ERROR_TEXT];
  sai_text_print(text, sizeof text, format, args);
  va_end(args);
  return sai_report(p->r, place, "%s", text);
}

typedef struct confusion {
  const char *sign, *text, *hint;
} confusion;

/* Signs that people type for another one. */
static const confusion confusions[] = {
    {"~", N_("`~` is not used for ranges"), N_("write `to`, as in 2% to 6%")},
    {"\xE3\x80\x9C", N_("`〜` is not used for ranges"), N_("write `to`, as in 2% to 6%")},
    {"#", N_("a comment needs a space before `#`"), N_("write a space, then `#`")},
    {"\xC3\x97", N_("`×` is not the sign for times"), N_("write `*`")},
    {"\xC3\xB7", N_("`÷` is not the sign for division"), N_("write `/`")},
    {"\xE2\x88\x92", N_("this is not the ordinary minus"), N_("write `-`")},
    {"\xE2\x80\x93", N_("this dash is not used"),
     N_("write `to` for a range, as in 2% to 6%, and `-` for minus")},
    {"\xE2\x80\x94", N_("this dash is not used"),
     N_("write `to` for a range, as in 2% to 6%, and `-` for minus")},
    {"\xE2\x89\xA4", N_("`≤` is not the sign for at most"), N_("write `<=`")},
    {"\xE2\x89\xA5", N_("`≥` is not the sign for at least"), N_("write `>=`")},
    {"\xE3\x80\x81", N_("`、` is not the comma that is used here"),
     N_("write an ordinary comma and a space: `, `")},
};

bool sai_parser_report_confusion(sai_parser *p) {
  if (p->token.kind != SAI_TOKEN_UNKNOWN) return false;
  size_t n = p->token.end - p->token.begin;
  for (size_t i = 0; i < sizeof confusions / sizeof *confusions; i++) {
    if (strlen(confusions[i].sign) != n) continue;
    if (memcmp(confusions[i].sign, p->folded.text + p->token.begin, n) != 0) continue;
    sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), "%s", _(confusions[i].text)), "%s",
                   _(confusions[i].hint));
    return true;
  }
  return false;
}

bool sai_parser_finish(sai_parser *p) {
  if (p->failed) return false;
  if (p->token.kind == SAI_TOKEN_END) return true;
  if (sai_parser_report_confusion(p) || sai_slip_report_rest(p)) return false;
  sai_place place = sai_parser_place(p, p->token.begin, p->folded.n);
  sai_error *err = sai_parser_report(p, place, _("`%s` is not understood here"),
                                     sai_parser_text(p, p->token.begin, p->folded.n));
  if (p->token.kind == SAI_TOKEN_SYMBOL && p->token.symbol == ',')
    sai_error_hint(err, "%s",
                   _("after a comma only `anew each month` or `anew each order` can follow; groups of digits "
                     "have no space: 1,000"));
  else
    sai_error_hint(err, "%s", _("delete it, or see `saisan init teleapo` for how such a line is written"));
  return false;
}
