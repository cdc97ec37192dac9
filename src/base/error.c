/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filling errors, and showing them with the source line and a caret. */
#include "base/error.h"

#include "base/intl.h"
#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

sai_code sai_error_set(sai_error *err, sai_code code, const char *format, ...) {
  if (!err) return code;
  memset(err, 0, sizeof *err);
  err->code = code;
  va_list args;
  va_start(args, format);
  sai_text_print(err->text, sizeof err->text, format, args);
  va_end(args);
  return code;
}

void sai_error_hint(sai_error *err, const char *format, ...) {
  if (!err) return;
  va_list args;
  va_start(args, format);
  sai_text_print(err->hint, sizeof err->hint, format, args);
  va_end(args);
}

enum { PATH_START = 160, PATH_TAIL = 160 };

/* A path on one line, without its middle if it is so long that nothing else would have room. */
static void show_path(char shown[PATH_START + PATH_TAIL + 8], const char *path) {
  const size_t n = strlen(path);
  const char *tail = path + (n > PATH_TAIL ? n - PATH_TAIL : 0);
  while (((unsigned char)*tail & 0xC0) == 0x80) tail++;
  if (n <= PATH_START + PATH_TAIL) {
    strcpy(shown, path);
  } else {
    sai_text_copy(shown, PATH_START, path);
    strcat(strcat(shown, "…"), tail);
  }
  for (char *s = shown; *s; s++)
    if (*s == '\n') *s = ' ';
}

sai_code sai_error_errno(sai_error *err, const char *path) {
  const int number = errno;
  char reason[200], shown[PATH_START + PATH_TAIL + 8]; /* GNU strerror_r: reentrant, translated */
  show_path(shown, path);
  return sai_error_set(err, number == ENOMEM ? SAI_NO_MEMORY : SAI_IO, "%s: %s", shown,
                       strerror_r(number, reason, sizeof reason));
}

sai_code sai_error_no_memory(sai_error *err) {
  return sai_error_set(err, SAI_NO_MEMORY, "%s", _("out of memory"));
}

void sai_error_list_add(sai_error_list *list, const sai_error *err) {
  if (list->count < SAI_ERRORS_MAX)
    list->errors[list->count++] = *err;
  else
    list->more++;
}

int sai_code_exit(sai_code code) {
  switch (code) {
  case SAI_NO_MEMORY:
    return 1;
  case SAI_INTERRUPTED:
    return 130;
  default:
    return (int)code;
  }
}

/* Append text that may come from a file, so that it cannot command a terminal: control characters, the ends
   of lines too unless they are kept, become blanks. Columns stay what they were. */
static void add_harmless(sai_text *out, const char *s, bool keep_lines) {
  for (size_t n; *s; s += n) {
    const unsigned char a = (unsigned char)s[0], b = (unsigned char)s[1];
    const bool control = a < 0x20 || a == 0x7F, upper_control = a == 0xC2 && b >= 0x80 && b < 0xA0;
    n = upper_control ? 2 : 1;
    if ((control || upper_control) && !(keep_lines && a == '\n'))
      sai_text_add_bytes(out, " ", 1);
    else
      sai_text_add_bytes(out, s, n);
  }
}

static void render_source(const sai_error *err, const char *source, sai_text *out) {
  char number[16];
  int digits = snprintf(number, sizeof number, "%u", err->place.line);
  size_t gutter = digits < 4 ? 4 : (size_t)digits;
  sai_text_format(out, "%*s | ", (int)gutter, number);
  sai_text_add(out, source);
  sai_text_add(out, "\n");
  if (!err->place.column) return;
  const size_t before = err->place.column - 1;
  size_t start = sai_text_width_prefix(source, before);
  size_t end = sai_text_width_prefix(source, before + err->place.length);
  sai_text_format(out, "%*s | ", (int)gutter, "");
  sai_text_repeat(out, " ", start);
  sai_text_add(out, "^");
  sai_text_repeat(out, "~", end > start + 1 ? end - start - 1 : 0);
  sai_text_add(out, "\n");
}

/* A format with one %s, filled with harmless text. */
static void add_labelled(sai_text *out, const char *format, const char *text) {
  sai_text harmless = {.whole = out};
  add_harmless(&harmless, text, true);
  sai_text_format(out, format, sai_text_string(&harmless));
  sai_text_add(out, "\n");
  sai_text_free(&harmless);
}

void sai_error_render(const sai_error *err, sai_text *out) {
  if (err->file[0]) {
    add_harmless(out, err->file, false);
    sai_text_add(out, ":");
  }
  if (err->place.line) {
    sai_text_format(out, "%u:", err->place.line);
    if (err->place.column) sai_text_format(out, "%u:", err->place.column);
  }
  if (err->file[0] || err->place.line) sai_text_add(out, " ");
  add_labelled(out, _("error: %s"), err->text);
  if (err->place.line && err->source[0]) {
    sai_text source = {.whole = out};
    add_harmless(&source, err->source, false);
    render_source(err, sai_text_string(&source), out);
    sai_text_free(&source);
  }
  if (err->hint[0]) {
    sai_text_add(out, "  ");
    add_labelled(out, _("hint: %s"), err->hint);
  }
}
