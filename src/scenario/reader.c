/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory and problems of one reading. */
#include "scenario/reader.h"

#include "base/intl.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(sai_reader *r, void *p) {
  if (!p) sai_report_no_memory(r);
  return p;
}

void *sai_reader_alloc(sai_reader *r, size_t count, size_t size) {
  return checked(r, sai_arena_array(r->arena, count, size));
}

void *sai_reader_scratch(sai_reader *r, size_t count, size_t size) {
  return checked(r, sai_arena_array(&r->scratch, count, size));
}

const char *sai_reader_copy(sai_reader *r, const char *bytes, size_t n) {
  return checked(r, sai_arena_copy(r->arena, bytes, n));
}

const char *sai_reader_format(sai_reader *r, const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, format, args);
  char *text = n < 0 ? NULL : sai_arena_alloc(r->arena, (size_t)n + 1);
  if (text) vsnprintf(text, (size_t)n + 1, format, again);
  va_end(again);
  va_end(args);
  return checked(r, text);
}

void sai_report_no_memory(sai_reader *r) {
  r->no_memory = true;
}

/* A line whose shape is wrong means nothing: what else is said about it would only confuse. */
static bool is_silenced(const sai_reader *r, unsigned line) {
  for (size_t i = 0; i < r->n_structural; i++)
    if (r->problems[i].place.line == line) return true;
  return false;
}

bool sai_reader_has_problem(const sai_reader *r, unsigned line) {
  for (size_t i = 0; i < r->n_problems; i++)
    if (r->problems[i].place.line == line) return true;
  return false;
}

static bool is_known(const sai_reader *r, sai_place place) {
  for (size_t i = 0; place.line && i < r->n_problems; i++)
    if (r->problems[i].place.line == place.line && r->problems[i].place.column == place.column) return true;
  return false;
}

/* Most files have few problems, and an error takes kilobytes. */
static bool room_for_problem(sai_reader *r) {
  if (r->n_problems < r->capacity) return true;
  if (r->capacity == SAI_PROBLEMS_MAX) return false;
  size_t more = r->capacity ? SAI_PROBLEMS_MAX : SAI_PROBLEMS_FIRST;
  sai_error *grown = realloc(r->problems, more * sizeof *grown);
  if (!grown) {
    sai_report_no_memory(r);
    return false;
  }
  r->problems = grown;
  r->capacity = more;
  return true;
}

static sai_error *add_problem(sai_reader *r, sai_place place) {
  r->n_reports++;
  if ((!r->structural && place.line && is_silenced(r, place.line)) || is_known(r, place)) return NULL;
  if (!room_for_problem(r)) {
    r->more++;
    return NULL;
  }
  sai_error *err = &r->problems[r->n_problems++];
  *err = (sai_error){.code = SAI_REJECTED, .place = place};
  if (r->structural) r->n_structural = r->n_problems;
  return err;
}

/* Where the line holds one of YAML's traps, that is the reason, whatever came of it. */
static bool explain_by_trap(const sai_reader *r, sai_error *err) {
  size_t n;
  sai_trap trap;
  if (!err->place.line) return false;
  const char *line = sai_source_line(r->scenario, err->place.line, &n);
  if (err->place.line >= SAI_SETTING_LINE || !sai_trap_find(line, n, &trap)) return false;
  err->place.column = trap.column;
  err->place.length = trap.length;
  sai_text_copy(err->text, sizeof err->text, trap.text);
  sai_text_copy(err->hint, sizeof err->hint, trap.hint);
  return true;
}

sai_error *sai_report(sai_reader *r, sai_place place, const char *format, ...) {
  sai_error *err = add_problem(r, place);
  if (!err) return NULL;
  if (!r->structural && explain_by_trap(r, err)) return NULL;
  va_list args;
  va_start(args, format);
  sai_text_print(err->text, sizeof err->text, format, args);
  va_end(args);
  for (char *s = err->text; *s; s++)
    if (*s == '\n' || *s == '\t') *s = ' '; /* of names in quotes */
  return err;
}

void sai_report_error(sai_reader *r, sai_place place, const sai_error *err) {
  if (err->code == SAI_NO_MEMORY) {
    sai_report_no_memory(r);
    return;
  }
  sai_error *copy = sai_report(r, place, "%s", err->text);
  if (copy && err->hint[0]) sai_error_hint(copy, "%s", err->hint);
}

static int by_place(const void *a, const void *b) {
  sai_place x = ((const sai_error *)a)->place, y = ((const sai_error *)b)->place;
  if (!x.line || !y.line) return (x.line == 0) - (y.line == 0); /* without a place: last */
  if (x.line != y.line) return x.line < y.line ? -1 : 1;
  return (x.column > y.column) - (x.column < y.column);
}

/* Traps move an error to their own place, so two errors of one line may have become the same. */
static size_t drop_repeated(sai_error *problems, size_t n) {
  size_t kept = 0;
  for (size_t i = 0; i < n; i++) {
    bool same = kept && by_place(&problems[kept - 1], &problems[i]) == 0 &&
                strcmp(problems[kept - 1].text, problems[i].text) == 0;
    if (!same) problems[kept++] = problems[i];
  }
  return kept;
}

sai_code sai_reader_finish(sai_reader *r, sai_error_list *errors) {
  sai_code code = SAI_OK;
  if (r->no_memory) {
    sai_error err;
    code = sai_error_no_memory(&err);
    sai_error_list_add(errors, &err);
  } else if (r->n_problems) {
    code = SAI_REJECTED;
    qsort(r->problems, r->n_problems, sizeof *r->problems, by_place);
    r->n_problems = drop_repeated(r->problems, r->n_problems);
    for (size_t i = 0; i < r->n_problems; i++) {
      sai_source_locate(r->scenario, r->problems[i].place, &r->problems[i]);
      sai_error_list_add(errors, &r->problems[i]);
    }
    errors->more += r->more;
  }
  free(r->problems);
  r->problems = NULL;
  sai_arena_free(&r->scratch);
  return code;
}
