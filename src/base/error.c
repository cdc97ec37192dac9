/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filling errors, and showing them with the source line and a caret. */
#include "base/error.h"

#include "base/intl.h"
#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

static void cut_to_characters(char *s, size_t size) {
  size_t bad;
  if (strlen(s) == size - 1 && !sai_text_is_utf8(s, size - 1, &bad)) s[bad] = '\0';
}

sai_code sai_error_set(sai_error *err, sai_code code, const char *format, ...) {
  if (!err) return code;
  memset(err, 0, sizeof *err);
  err->code = code;
  va_list args;
  va_start(args, format);
  vsnprintf(err->text, sizeof err->text, format, args);
  va_end(args);
  cut_to_characters(err->text, sizeof err->text);
  return code;
}

void sai_error_hint(sai_error *err, const char *format, ...) {
  if (!err) return;
  va_list args;
  va_start(args, format);
  vsnprintf(err->hint, sizeof err->hint, format, args);
  va_end(args);
  cut_to_characters(err->hint, sizeof err->hint);
}

sai_code sai_error_errno(sai_error *err, const char *path) {
  return sai_error_set(err, errno == ENOMEM ? SAI_NO_MEMORY : SAI_IO, "%s: %s", path, strerror(errno));
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
  case SAI_NO_MEMORY: return 1;
  case SAI_INTERRUPTED: return 130;
  default: return (int)code;
  }
}

static void render_source(const sai_error *err, sai_text *out) {
  char number[16];
  int digits = snprintf(number, sizeof number, "%u", err->place.line);
  size_t gutter = digits < 4 ? 4 : (size_t)digits;
  sai_text_format(out, "%*s | ", (int)gutter, number);
  for (const char *s = err->source; *s; s++) sai_text_add_bytes(out, *s == '\t' ? " " : s, 1);
  sai_text_add(out, "\n");
  if (!err->place.column) return;
  size_t start = sai_text_width_prefix(err->source, err->place.column - 1);
  size_t end = sai_text_width_prefix(err->source, err->place.column - 1 + err->place.length);
  sai_text_format(out, "%*s | ", (int)gutter, "");
  sai_text_repeat(out, " ", start);
  sai_text_add(out, "^");
  sai_text_repeat(out, "~", end > start + 1 ? end - start - 1 : 0);
  sai_text_add(out, "\n");
}

void sai_error_render(const sai_error *err, sai_text *out) {
  if (err->file[0]) sai_text_format(out, "%s:", err->file);
  if (err->place.line) {
    sai_text_format(out, "%u:", err->place.line);
    if (err->place.column) sai_text_format(out, "%u:", err->place.column);
  }
  if (err->file[0] || err->place.line) sai_text_add(out, " ");
  sai_text_format(out, _("error: %s"), err->text);
  sai_text_add(out, "\n");
  if (err->place.line && err->source[0]) render_source(err, out);
  if (err->hint[0]) {
    sai_text_add(out, "  ");
    sai_text_format(out, _("hint: %s"), err->hint);
    sai_text_add(out, "\n");
  }
}
