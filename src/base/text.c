/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text by libunistring: width, well-formedness and NFKC are its business, growth is ours. */
#include "base/text.h"

#include "base/intl.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

void sai_text_fail(sai_text *text) {
  for (; text; text = text->whole) text->failed = true;
}

void sai_text_free(sai_text *text) {
  if (!text->is_lent) free(text->data);
  *text = (sai_text){.whole = text->whole};
}

void sai_text_clear(sai_text *text) {
  text->length = 0;
  if (text->data) text->data[0] = '\0';
}

static bool grow(sai_text *text, size_t more) {
  if (text->failed) return false;
  if (text->length + more < text->capacity) return true;
  size_t capacity = text->capacity ? text->capacity : 64;
  while (capacity <= text->length + more) capacity *= 2;
  char *data = text->is_lent ? NULL : realloc(text->data, capacity);
  if (!data) {
    sai_text_fail(text);
    return false;
  }
  text->data = data;
  text->capacity = capacity;
  return true;
}

void sai_text_add_bytes(sai_text *text, const char *bytes, size_t n) {
  if (!grow(text, n)) return;
  if (n) memcpy(text->data + text->length, bytes, n);
  text->length += n;
  text->data[text->length] = '\0';
}

void sai_text_add(sai_text *text, const char *s) {
  sai_text_add_bytes(text, s, strlen(s));
}

void sai_text_repeat(sai_text *text, const char *s, size_t times) {
  for (size_t i = 0; i < times; i++) sai_text_add(text, s);
}

void sai_text_vformat(sai_text *text, const char *format, va_list args) {
  va_list again;
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, format, args);
  if (n < 0) sai_text_fail(text);
  if (n >= 0 && grow(text, (size_t)n)) {
    vsnprintf(text->data + text->length, (size_t)n + 1, format, again);
    text->length += (size_t)n;
  }
  va_end(again);
}

void sai_text_format(sai_text *text, const char *format, ...) {
  va_list args;
  va_start(args, format);
  sai_text_vformat(text, format, args);
  va_end(args);
}

const char *sai_text_string(const sai_text *text) {
  return text->data ? text->data : "";
}

sai_code sai_text_check(const sai_text *text, sai_error *err) {
  return text->failed ? sai_error_no_memory(err) : SAI_OK;
}

static size_t width_of(ucs4_t c) {
  int w = uc_width(c, "UTF-8");
  return w < 0 ? (c == '\t') : (size_t)w;
}

size_t sai_text_width(const char *s) {
  return sai_text_width_prefix(s, SIZE_MAX);
}

size_t sai_text_width_prefix(const char *s, size_t n_chars) {
  size_t width = 0;
  const uint8_t *p = (const uint8_t *)s, *end = p + strlen(s);
  for (size_t i = 0; i < n_chars && p < end; i++) {
    ucs4_t c;
    p += u8_mbtouc(&c, p, (size_t)(end - p));
    width += width_of(c);
  }
  return width;
}

void sai_text_copy(char *dst, size_t size, const char *s) {
  size_t n = strlen(s);
  if (n >= size) {
    n = size - 1;
    while (n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80) n--;
  }
  memcpy(dst, s, n);
  dst[n] = '\0';
}

/* Take a character away that was cut in two. */
static void cut_to_characters(char *s, size_t size) {
  size_t start = strlen(s);
  if (start < size - 1) return;
  while (start > 0 && size - 1 - start < 4 && ((unsigned char)s[start] & 0xC0) != 0xC0) start--;
  if (((unsigned char)s[start] & 0xC0) == 0xC0 && !sai_text_is_utf8(s + start, size - 1 - start, NULL))
    s[start] = '\0';
}

void sai_text_print(char *dst, size_t size, const char *format, va_list args) {
  vsnprintf(dst, size, format, args);
  cut_to_characters(dst, size);
}

bool sai_text_is_utf8(const char *bytes, size_t n, size_t *bad) {
  const uint8_t *at = u8_check((const uint8_t *)bytes, n);
  if (at && bad) *bad = (size_t)((const char *)at - bytes);
  return !at;
}

void sai_text_fold(sai_text *out, const char *bytes, size_t n) {
  if (n == 0 || u8_check((const uint8_t *)bytes, n)) {
    sai_text_add_bytes(out, bytes, n);
    return;
  }
  size_t length = 0;
  uint8_t *folded = u8_normalize(UNINORM_NFKC, (const uint8_t *)bytes, n, NULL, &length);
  if (folded)
    sai_text_add_bytes(out, (const char *)folded, length);
  else
    sai_text_fail(out);
  free(folded);
}

/* printf writes the decimal point of the locale, which may take several bytes: make it a point. */
static void use_decimal_point(char *number) {
  char *mark = number + strspn(number, "+-0123456789");
  if (!*mark || *mark == 'e') return;
  char *after = mark + strcspn(mark, "0123456789e");
  *mark = '.';
  memmove(mark + 1, after, strlen(after) + 1);
}

static bool add_special(sai_text *text, double value) {
  if (isfinite(value)) return false;
  sai_text_add(text, isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
  return true;
}

/* d.ddde+-xx as plain digits; `exponent` is xx. */
static void add_positional(sai_text *text, const char *scientific, int exponent) {
  char digits[64];
  size_t n = 0;
  if (*scientific == '-') sai_text_add(text, "-");
  for (const char *s = scientific; *s && *s != 'e'; s++)
    if (*s >= '0' && *s <= '9' && n < sizeof digits) digits[n++] = *s;
  while (n > 1 && digits[n - 1] == '0') n--;
  if (exponent < 0) {
    sai_text_add(text, "0.");
    sai_text_repeat(text, "0", (size_t)(-exponent - 1));
    sai_text_add_bytes(text, digits, n);
    return;
  }
  const size_t whole = (size_t)exponent + 1, shown = n < whole ? n : whole;
  sai_text_add_bytes(text, digits, shown);
  sai_text_repeat(text, "0", whole - shown);
  if (n > whole) sai_text_add(text, ".");
  if (n > whole) sai_text_add_bytes(text, digits + whole, n - whole);
}

void sai_text_number(sai_text *text, double value, int digits) {
  if (add_special(text, value)) return;
  if (value == 0) {
    sai_text_add(text, "0");
    return;
  }
  if (digits < 1) digits = 1;
  if (digits > 40) digits = 40;
  char buffer[64];
  snprintf(buffer, sizeof buffer, "%.*e", digits - 1, value);
  const int exponent = atoi(strchr(buffer, 'e') + 1);
  if (exponent >= -9 && exponent < 15) {
    add_positional(text, buffer, exponent);
    return;
  }
  snprintf(buffer, sizeof buffer, "%.*g", digits, value);
  use_decimal_point(buffer);
  sai_text_add(text, buffer);
}

void sai_text_grouped(sai_text *text, double value, int decimals) {
  if (add_special(text, value)) return;
  char buffer[400];
  snprintf(buffer, sizeof buffer, "%.*f", decimals < 0 ? 0 : decimals < 60 ? decimals : 60, fabs(value));
  use_decimal_point(buffer);
  bool zero = strspn(buffer, "0.") == strlen(buffer);
  if (value < 0 && !zero) sai_text_add(text, "-");
  size_t whole = strcspn(buffer, ".");
  for (size_t i = 0; i < whole; i++) {
    if (i && (whole - i) % 3 == 0) sai_text_add(text, ",");
    sai_text_add_bytes(text, buffer + i, 1);
  }
  sai_text_add(text, buffer + whole);
}

enum { WORD_MAX = 64 };

static size_t characters(const char *s, ucs4_t out[WORD_MAX]) {
  const uint8_t *p = (const uint8_t *)s, *end = p + strlen(s);
  size_t n = 0;
  while (p < end && n < WORD_MAX) p += u8_mbtouc(&out[n++], p, (size_t)(end - p));
  return n;
}

size_t sai_text_distance(const char *a, const char *b) {
  ucs4_t x[WORD_MAX], y[WORD_MAX];
  size_t n = characters(a, x), m = characters(b, y), row[WORD_MAX + 1];
  for (size_t j = 0; j <= m; j++) row[j] = j;
  for (size_t i = 1; i <= n; i++) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= m; j++) {
      size_t best = diagonal + (x[i - 1] != y[j - 1]);
      diagonal = row[j];
      if (row[j] + 1 < best) best = row[j] + 1;
      if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
      row[j] = best;
    }
  }
  return row[m];
}

const char *sai_text_nearest(const char *word, const char *const *candidates, size_t n) {
  ucs4_t letters[WORD_MAX];
  size_t limit = characters(word, letters) / 3 + 1, best = limit + 1;
  const char *found = NULL;
  for (size_t i = 0; i < n; i++) {
    size_t distance = sai_text_distance(word, candidates[i]);
    if (distance >= best || distance >= characters(candidates[i], letters)) continue;
    best = distance;
    found = candidates[i];
  }
  return found;
}
