/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The summary on the terminal: title, findings, table, notes. */
#include "report/table.h"

#include "base/intl.h"
#include "report/clean.h"
#include "report/report.h"
#include "report/sentences.h"
#include "report/table_prices.h"
#include "report/words.h"

#include <string.h>

void sai_table_paragraph(sai_text *out, const char *text) {
  sai_clean_wrap(out, text, 2, SAI_TABLE_WIDTH);
}

static void add_lines(sai_text *out, sai_text *lines) {
  for (char *line = lines->data, *end; line && *line; line = end + 1) {
    end = strchr(line, '\n');
    if (!end) break;
    *end = '\0';
    sai_table_paragraph(out, line);
  }
  sai_text_free(lines);
}

static sai_facts facts_of(const sai_result *r) {
  return (sai_facts){.first_month = r->calendar ? r->month_names[0] : NULL,
                     .last_month = r->calendar ? r->month_names[r->horizon_months - 1] : NULL,
                     .months = r->horizon_months,
                     .point = r->point,
                     .runs = r->runs,
                     .runs_asked = r->interrupted ? r->runs_asked : r->runs,
                     .seed = r->seed,
                     .sampler = r->sampler};
}

static void add_title(const sai_result *r, sai_text *out) {
  sai_text title = {.whole = out}, facts = {.whole = out};
  sai_clean_line(&title, r->title);
  sai_facts about = facts_of(r);
  sai_words_facts(&facts, &about);
  size_t used = sai_text_width(sai_text_string(&title)) + 5 + sai_text_width(sai_text_string(&facts));
  sai_text_format(out, "%s%s%s\n\n", sai_text_string(&title), used <= SAI_TABLE_WIDTH ? "     " : "\n  ",
                  sai_text_string(&facts));
  sai_text_free(&title);
  sai_text_free(&facts);
}

static void add_grid(const sai_result *r, sai_money_unit unit, sai_text *out) {
  sai_sheet s = {.result = r, .unit = unit, .out = out};
  const char *columns[3] = {_("low"), _("middle"), _("high")};
  const char *point[1] = {_("point")};
  s.grid = (sai_grid){.arena = &s.arena, .n_groups = r->n_offers, .n_columns = r->point ? 1 : 3};
  s.grid.column_names = r->point ? point : columns;
  const char **names = sai_arena_array(&s.arena, r->n_offers, sizeof *names);
  for (size_t o = 0; names && o < r->n_offers; o++) {
    sai_text name = {.whole = out};
    sai_clean_line(&name, r->offers[o].name);
    names[o] = sai_grid_keep(&s.grid, &name);
  }
  s.grid.group_names = names;
  if (names) sai_table_rows(&s);
  if (!names || s.grid.failed)
    sai_text_fail(out);
  else
    sai_grid_render(&s.grid, SAI_TABLE_WIDTH, true, out);
  sai_arena_free(&s.arena);
}

void sai_report_table(const sai_result *result, sai_money_unit unit, sai_text *out) {
  sai_text lines = {.whole = out};
  add_title(result, out);
  if (result->lengths_differ) sai_table_warning(result, 0, out);
  sai_sentences_findings(result, unit, &lines);
  if (lines.length) {
    add_lines(out, &lines);
    sai_text_add(out, "\n");
  }
  sai_text_free(&lines);
  add_grid(result, unit, out);
  sai_text_add(out, "\n");
  sai_table_prices(result, unit, SAI_TABLE_WIDTH, out);
  sai_sentences_crossings(result, unit, &lines);
  add_lines(out, &lines);
  sai_table_notes(result, out);
}
