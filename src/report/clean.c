/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Escaping, one rule a format. */
#include "report/clean.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unilbrk.h>
#include <unistr.h>

static const char *const replacement = "\xEF\xBF\xBD";

void sai_clean_utf8(sai_text *out, const char *s) {
  size_t n = strlen(s), bad = 0;
  while (!sai_text_is_utf8(s, n, &bad)) {
    sai_text_add_bytes(out, s, bad);
    sai_text_add(out, replacement);
    s += bad + 1;
    n -= bad + 1;
  }
  sai_text_add_bytes(out, s, n);
}

/** Bytes of the control character or line separator that p starts with (C0, DEL, C1, U+2028, U+2029, the
   marks that turn the direction of text, and U+FFFE and U+FFFF, which XML does not know), else 0. */
static size_t control(const unsigned char *p) {
  if (p[0] < 0x20 || p[0] == 0x7F) return 1;
  if (p[0] == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0) return 2;
  if (p[0] == 0xE2 && p[1] == 0x80 && p[2] >= 0xA8 && p[2] <= 0xAE) return 3;
  if (p[0] == 0xE2 && p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9) return 3;
  if (p[0] == 0xEF && p[1] == 0xBF && p[2] >= 0xBE) return 3;
  return 0;
}

void sai_clean_line(sai_text *out, const char *s) {
  sai_text clean = {.whole = out};
  sai_clean_utf8(&clean, s);
  const unsigned char *p = (const unsigned char *)sai_text_string(&clean);
  bool crlf = false;
  while (*p) {
    size_t n = control(p);
    if (n == 0) {
      sai_text_add_bytes(out, (const char *)p, n = 1);
      crlf = false;
    } else if (!(crlf && *p == '\n')) {
      sai_text_add(out, " ");
      crlf = *p == '\r';
    }
    p += n;
  }
  sai_text_free(&clean);
}

static void add_doubled(sai_text *out, const char *s, char quote) {
  for (; *s; s++) {
    sai_text_add_bytes(out, s, 1);
    if (*s == quote) sai_text_add_bytes(out, s, 1);
  }
}

const char *const sai_clean_gnuplot_start = "apos = \"'\"\n";

void sai_clean_gnuplot(sai_text *out, const char *s) {
  sai_text line = {.whole = out};
  sai_clean_line(&line, s);
  sai_text_add(out, "'");
  for (const char *p = sai_text_string(&line); *p; p++) {
    if (*p == '\'')
      sai_text_add(out, "'.apos.'");
    else if (strncmp(p, "]>", 2) == 0)
      sai_text_add(out, "] "); /* gnuplot's SVG escapes no `>`, and XML allows no `]]>` in a text */
    else
      sai_text_add_bytes(out, p, 1);
  }
  sai_text_add(out, "'");
  sai_text_free(&line);
}

void sai_clean_csv(sai_text *out, const char *s) {
  sai_text clean = {.whole = out};
  sai_clean_utf8(&clean, s);
  const char *text = sai_text_string(&clean);
  static const char *const wide[] = {"＝", "＋", "－", "＠"}; /* some spreadsheets fold these */
  const char *begin = text + strspn(text, " ");               /* and some trim cells */
  bool formula = *begin && strchr("=+-@\t\r\n|%", *begin);
  for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
    formula |= strncmp(begin, wide[i], strlen(wide[i])) == 0;
  bool quoted = strpbrk(text, ",\"\r\n;\t") || *text == ' ';
  if (quoted) sai_text_add(out, "\"");
  if (formula) sai_text_add(out, "'");
  add_doubled(out, text, quoted ? '"' : '\0');
  if (quoted) sai_text_add(out, "\"");
  sai_text_free(&clean);
}

/** Bytes of the first n_chars characters of well-formed UTF-8. */
static size_t bytes_of(const char *s, size_t n_chars) {
  const char *p = s;
  for (size_t i = 0; i < n_chars && *p; i++) {
    p++;
    while (((unsigned char)*p & 0xC0) == 0x80) p++;
  }
  return (size_t)(p - s);
}

void sai_clean_cut(sai_text *out, const char *s, size_t columns) {
  if (sai_text_width(s) <= columns) {
    sai_text_add(out, s);
    return;
  }
  const char *const ellipsis = "…";
  size_t mark = sai_text_width(ellipsis), n = 0;
  if (columns < mark) return;
  while (s[bytes_of(s, n)] && sai_text_width_prefix(s, n + 1) + mark <= columns) n++;
  sai_text_add_bytes(out, s, bytes_of(s, n));
  sai_text_add(out, ellipsis);
}

typedef enum script { OTHER, LATIN, KATAKANA, HIRAGANA, HAN } script;

static script script_of(ucs4_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0; /* full-width forms of ASCII */
  if (c < 0x80) return (c >= '0' && c <= '9') || (c | 32) - 'a' < 26 ? LATIN : OTHER;
  if (c < 0x2000) return LATIN;
  if (c >= 0x30A1 && c <= 0x30FF) return KATAKANA;
  if (c >= 0x3041 && c <= 0x309F) return HIRAGANA;
  return c >= 0x4E00 && c <= 0x9FFF ? HAN : OTHER;
}

/* A word ends where katakana begin or end, and behind hiragana, which end one; digits belong to the kanji
 * beside them. */
static bool is_word_end(script before, script after) {
  if (before == OTHER || after == OTHER || after == HIRAGANA || before == after) return false;
  return before == HIRAGANA || before == KATAKANA || after == KATAKANA;
}

static bool is_one_of(ucs4_t c, const char *set) {
  return u8_strchr((const uint8_t *)set, c) != NULL;
}

/* What no line begins with, and what none ends with (JIS X 4051, as far as names and sentences have it). */
static const char *const
    no_begin = "。、，．・：；！？）］｝」』】〕〉》ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
               "〜～…‥％℃)]}.,!?:;%",
    *const no_end = "（［｛「『【〔〈《([{￥¥$第";

/* What counts or goes on behind a number: 300万円, 6か月目, 2027年度. */
static const char *const counting = ".,万億兆千百かカヶヵ年月";

/** What a line break needs to know of the text before it. */
typedef struct breaker {
  ucs4_t before; /**< 0 at the beginning */
  bool number;   /**< `before` belongs to a number with its unit */
} breaker;

static void pass(breaker *b, ucs4_t c) {
  bool digit = (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19);
  b->number = digit || (b->number && is_one_of(c, counting));
  b->before = c;
}

/** True if a line must not end before c: what would part a word, a name as B社, an address or a number. */
static bool is_joined(const breaker *b, ucs4_t c) {
  if (is_one_of(c, no_begin) || (b->before && is_one_of(b->before, no_end))) return true;
  script before = script_of(b->before), after = script_of(c);
  if (b->number) return after != OTHER;
  if (before == LATIN) return after == LATIN || after == HAN || after == HIRAGANA;
  return after == LATIN && b->before && is_one_of(b->before, "-.,:@_'");
}

/** True if a line may end before c. */
static bool may_end(const breaker *b, ucs4_t c) {
  if (b->before == ' ' || c == ' ') return b->before != ' ';
  if (c == '(') return !is_one_of(b->before, no_end);
  return (b->before >= 0x2E80 || c >= 0x2E80) && !is_joined(b, c);
}

/** The best place for a line to end in `first` to n bytes; 0 if there is none. */
static size_t best_break(const char *s, size_t n, size_t first) {
  size_t bracket = 0, blank = 0, word = 0, any = 0, inside = 0;
  breaker b = {0};
  for (size_t i = 0; i < n || (i == n && s[i]);) {
    ucs4_t c;
    size_t length = (size_t)u8_mbtouc(&c, (const uint8_t *)s + i, strlen(s + i));
    if (i > 0 && i >= first && may_end(&b, c)) {
      script before = script_of(b.before), after = script_of(c);
      if (i > n / 3 && b.before == 0x30FB) word = i; /* ・ */
      *(before == KATAKANA && after == KATAKANA ? &inside : &any) = i;
      if (i > n / 2 && (c == '(' || (c == ' ' && s[i + 1] == '('))) bracket = i;
      if (i > n / 2 && c == ' ') blank = i;
      if (i > n / 3 && is_word_end(before, after)) word = i;
    }
    pass(&b, c);
    i += length;
  }
  if (bracket || blank) return bracket ? bracket : blank;
  if (word) return word;
  if (inside && any <= n / 3) return inside;
  return any;
}

size_t sai_clean_break(const char *s, size_t n) {
  size_t best = best_break(s, n, 0);
  return best ? best : n;
}

/** Bytes of the first characters of s that take so many columns, at most or at least. */
static size_t bytes_within(const char *s, size_t columns, bool at_least) {
  size_t n = 0, used = 0;
  while (s[n] && used < columns) {
    used += sai_text_width_prefix(s + n, 1);
    if (used > columns && !at_least) break;
    n += bytes_of(s + n, 1);
  }
  return n;
}

size_t sai_clean_line_bytes(const char *s, size_t columns) {
  size_t n = bytes_within(s, columns, false);
  return s[n] ? sai_clean_break(s, n) : n;
}

size_t sai_clean_first_of_two(const char *s, size_t columns) {
  size_t n = bytes_within(s, columns, false), width = sai_text_width(s);
  if (!s[n]) return n;
  size_t best = best_break(s, n, bytes_within(s, width - columns, true));
  return best ? best : sai_clean_break(s, n);
}

/** Where lines must not end for other reasons than those of Unicode (UAX 14): [n], as libunistring has it. */
static void forbid_breaks(const char *s, size_t n, char *breaks) {
  breaker b = {0};
  memset(breaks, UC_BREAK_UNDEFINED, n);
  for (size_t i = 0; i < n;) {
    ucs4_t c;
    size_t length = (size_t)u8_mbtouc(&c, (const uint8_t *)s + i, n - i);
    if (i > 0 && b.before != ' ' && is_joined(&b, c)) breaks[i] = UC_BREAK_PROHIBITED;
    pass(&b, c);
    i += length;
  }
}

void sai_clean_wrap(sai_text *out, const char *s, size_t indent, size_t width) {
  size_t n = strlen(s);
  char *breaks = malloc(n + 1), *forbidden = malloc(n + 1);
  if (!breaks || !forbidden) {
    free(breaks);
    free(forbidden);
    sai_text_fail(out);
    return;
  }
  forbid_breaks(s, n, forbidden);
  u8_width_linebreaks((const uint8_t *)s, n, (int)(width - indent), 0, 0, forbidden, "UTF-8", breaks);
  sai_text_repeat(out, " ", indent);
  for (size_t i = 0; i < n; i++) {
    if (breaks[i] == UC_BREAK_POSSIBLE) {
      while (out->length > 0 && out->data[out->length - 1] == ' ') out->data[--out->length] = '\0';
      sai_text_add(out, "\n");
      sai_text_repeat(out, " ", indent);
    }
    sai_text_add_bytes(out, s + i, 1);
  }
  sai_text_add(out, "\n");
  free(breaks);
  free(forbidden);
}
