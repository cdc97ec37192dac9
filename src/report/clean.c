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
  if (c < 0x80) return (c >= '0' && c <= '9') || (c | 32) - 'a' < 26 ? LATIN : OTHER;
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

size_t sai_clean_break(const char *s, size_t n) {
  size_t blank = 0, word = 0;
  script before = OTHER;
  for (size_t i = 0; i < n || (i == n && s[i]);) {
    ucs4_t c;
    size_t length = (size_t)u8_mbtouc(&c, (const uint8_t *)s + i, strlen(s + i));
    if (i > n / 2 && (c == ' ' || c == '(')) blank = i;
    if (i > n / 2 && is_word_end(before, script_of(c))) word = i;
    before = script_of(c);
    i += length;
  }
  return blank ? blank : word ? word : n;
}

void sai_clean_wrap(sai_text *out, const char *s, size_t indent, size_t width) {
  size_t n = strlen(s);
  char *breaks = malloc(n + 1);
  if (!breaks) {
    sai_text_fail(out);
    return;
  }
  u8_width_linebreaks((const uint8_t *)s, n, (int)(width - indent), 0, 0, NULL, "UTF-8", breaks);
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
}
