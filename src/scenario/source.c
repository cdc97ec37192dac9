/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a scenario: its lines, and whether it is text at all. */
#include "base/intl.h"
#include "base/text.h"
#include "scenario/reader.h"

#include <stdio.h>
#include <string.h>
#include <unistr.h>

/* As libyaml counts lines: LF, CR, CR LF. */
static const char *line_end(const char *s) {
  return s + strcspn(s, "\r\n");
}

static const char *next_line(const char *end) {
  if (end[0] == '\r' && end[1] == '\n') return end + 2;
  return *end ? end + 1 : NULL;
}

const char *sai_source_line(const sai_scenario *scenario, unsigned line, size_t *n) {
  const char *s = scenario->text;
  if (line >= SAI_SETTING_LINE) {
    size_t i = line - SAI_SETTING_LINE;
    s = i < scenario->n_settings ? scenario->settings[i] : "";
  } else {
    if (strncmp(s, "\xEF\xBB\xBF", 3) == 0) s += 3;
    for (unsigned i = 1; s && i < line; i++) s = next_line(line_end(s));
  }
  *n = s ? (size_t)(line_end(s) - s) : 0;
  return s ? s : "";
}

bool sai_is_printable(unsigned c) {
  bool control = (c < 0x20 && c != '\t') || (c >= 0x7F && c <= 0x9F);
  return !control && c != 0x2028 && c != 0x2029 && c != 0xFEFF && c != 0xFFFE && c != 0xFFFF;
}

const char *sai_source_after(const char *line, size_t *n) {
  const char *next = next_line(line_end(line));
  *n = next ? (size_t)(line_end(next) - next) : 0;
  return next;
}

/* A copy that is UTF-8 whatever the line was. Longer lines lose their tail, and their caret if it was there.
 */
static void copy_line(const char *line, size_t n, char out[SAI_ERROR_SOURCE]) {
  size_t used = 0;
  while (n > 0) {
    ucs4_t c;
    int step = u8_mbtouc(&c, (const uint8_t *)line, n);
    if (!sai_is_printable(c)) c = 0xFFFD;
    char bytes[6];
    int size = u8_uctomb((uint8_t *)bytes, c, sizeof bytes);
    if (size < 1 || used + (size_t)size >= SAI_ERROR_SOURCE) break;
    memcpy(out + used, bytes, (size_t)size);
    used += (size_t)size;
    line += step;
    n -= (size_t)step;
  }
  out[used] = '\0';
}

void sai_source_locate(const sai_scenario *scenario, sai_place place, sai_error *err) {
  bool setting = place.line >= SAI_SETTING_LINE;
  size_t n;
  err->place = place;
  sai_text_copy(err->file, sizeof err->file, setting ? "--set" : scenario->file);
  if (!place.line) return;
  const char *line = sai_source_line(scenario, place.line, &n);
  copy_line(line, n, err->source);
  if (u8_mbsnlen((const uint8_t *)err->source, strlen(err->source)) + 1 < place.column) err->source[0] = '\0';
  if (setting) err->place.line = 1;
}

typedef struct cursor {
  unsigned line, column;
} cursor;

static cursor place_of(const char *bytes, size_t offset) {
  cursor at = {1, 1};
  size_t begin = strncmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  for (size_t i = begin; i < offset; i++) {
    bool ends = bytes[i] == '\n' || (bytes[i] == '\r' && bytes[i + 1] != '\n');
    if (ends) {
      at.line++;
      at.column = 1;
    } else if (((unsigned char)bytes[i] & 0xC0) != 0x80) {
      at.column++;
    }
  }
  return at;
}

/* Shift_JIS: half-width katakana alone, or a lead byte with its trail byte; anything else is another
 * encoding. */
static bool looks_like_shift_jis(const unsigned char *s, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (s[i] < 0x80 || (s[i] >= 0xA1 && s[i] <= 0xDF)) continue;
    bool lead = (s[i] >= 0x81 && s[i] <= 0x9F) || (s[i] >= 0xE0 && s[i] <= 0xFC);
    if (!lead || i + 1 >= n) return false;
    unsigned char trail = s[++i];
    if (trail < 0x40 || trail == 0x7F || trail > 0xFC) return false;
  }
  return true;
}

static void report_encoding(sai_reader *r, const char *bytes, size_t n, size_t bad) {
  cursor at = place_of(bytes, bad);
  sai_place place = {at.line, at.column, 1};
  bool utf16 = n >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0);
  const char *hint = _("save the file again with the encoding UTF-8");
  if (utf16)
    sai_error_hint(sai_report(r, place, "%s", _("the file is UTF-16, not UTF-8")), "%s", hint);
  else if (looks_like_shift_jis((const unsigned char *)bytes, n))
    sai_error_hint(sai_report(r, place, "%s", _("the file is not UTF-8; it looks like Shift_JIS")), "%s",
                   hint);
  else
    sai_error_hint(sai_report(r, place, _("the file is not UTF-8: byte 0x%02X belongs to no character"),
                              (unsigned char)bytes[bad]),
                   "%s", hint);
}

static void check_character(sai_reader *r, const char *bytes, size_t offset, ucs4_t c) {
  if (sai_is_printable(c) || c == '\n' || c == '\r') return;
  cursor at = place_of(bytes, offset);
  sai_place place = {at.line, at.column, 1};
  if (c == 0x2028 || c == 0x2029 || c == 0x85)
    sai_error_hint(sai_report(r, place, _("an invisible line end (U+%04X) stands here"), (unsigned)c), "%s",
                   _("delete it and press Enter instead"));
  else
    sai_error_hint(sai_report(r, place, _("a control character (U+%04X) stands here"), (unsigned)c), "%s",
                   _("delete it; perhaps this is not a text file"));
}

void sai_source_check(sai_reader *r, const char *bytes, size_t n) {
  size_t bad;
  if (!sai_text_is_utf8(bytes, n, &bad)) {
    report_encoding(r, bytes, n, bad);
    return;
  }
  size_t begin = strncmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  for (size_t i = begin; i < n && r->n_problems < SAI_ERRORS_MAX;) {
    ucs4_t c;
    int step = u8_mbtouc(&c, (const uint8_t *)bytes + i, n - i);
    check_character(r, bytes, i, c);
    i += (size_t)step;
  }
}
