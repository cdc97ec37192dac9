/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libyaml names a place behind the mistake, in terms of its grammar. The raw lines before it tell more. */
#include "scenario/yaml_problem.h"

#include "base/intl.h"
#include "scenario/fields.h"

#include <string.h>

typedef struct wording {
  const char *problem; /* a part of libyaml's words */
  const char *text, *hint;
} wording;

static const wording wordings[] = {
    {"mapping values are not allowed", N_("a name with a colon cannot stand here"),
     N_("if the line above has its value already, indent this line like that one; else put text that holds "
        "`: ` in quotes")},
    {"did not find expected key", N_("this line fits under none of the lines above"),
     N_("lines of one group begin in the same column; an entry under a name is indented by two more spaces")},
    {"block sequence entries are not allowed", N_("a list entry `- ` cannot stand here"),
     N_("put it on a line of its own, under the name it belongs to")},
    {"did not find expected '-'", N_("this line fits under none of the lines above"),
     N_("entries of one list begin with `- ` in the same column")},
    {"could not find expected ':'", N_("the colon after a name is missing"),
     N_("write an ordinary colon and a space behind the name, as in `months: 12`")},
    {"did not find expected ',' or", N_("a bracket opened before this is not closed"),
     N_("close it with ] or }, and put a comma and a space between values; text that begins with a bracket "
        "goes in quotes")},
    {"unexpected end of stream", N_("quotes are opened but not closed"),
     N_("close them with the same sign, \" or '")},
    {"document indicator", N_("quotes are opened but not closed"),
     N_("close them with the same sign, \" or '")},
    {"cannot start any token", N_("text cannot begin with this character"),
     N_("put the text in quotes: \"...\"")},
    {"unknown escape character",
     N_("in \"...\" the sign \\ begins a special character, and this one does not exist"),
     N_("use '...' instead of \"...\", or write \\\\")},
    {"did not find expected hexdecimal",
     N_("in \"...\" the sign \\ begins a special character, and this one does not exist"),
     N_("use '...' instead of \"...\", or write \\\\")},
};

static sai_place mark_place(const yaml_mark_t *mark) {
  return (sai_place){(unsigned)mark->line + 1, (unsigned)mark->column + 1, 1};
}

static size_t report_traps(sai_reader *r, unsigned first, unsigned last) {
  size_t n_before = r->n_problems, n, n_above = 0;
  const char *s = sai_source_line(r->scenario, first, &n), *above = "";
  for (unsigned line = first; s && line <= last && r->n_problems < SAI_ERRORS_MAX; line++) {
    sai_trap trap;
    bool found = sai_trap_find(s, n, &trap) && !trap.weak;
    if (found || sai_trap_find_below(above, n_above, s, n, &trap)) {
      sai_place place = {line, trap.column, trap.length};
      sai_error_hint(sai_report(r, place, "%s", trap.text), "%s", trap.hint);
    }
    above = s;
    n_above = n;
    s = sai_source_after(s, &n);
  }
  return r->n_problems - n_before;
}

void sai_yaml_report(sai_reader *r, const yaml_parser_t *parser) {
  if (parser->error == YAML_MEMORY_ERROR) {
    sai_report_no_memory(r);
    return;
  }
  sai_place place = mark_place(&parser->problem_mark);
  enum { BEFORE = 2000 };
  unsigned first = place.line > BEFORE ? place.line - BEFORE : 1;
  if (report_traps(r, first, place.line + 1)) return;
  const char *problem = parser->problem ? parser->problem : "";
  for (size_t i = 0; i < sizeof wordings / sizeof *wordings; i++)
    if (strstr(problem, wordings[i].problem)) {
      bool opened = strstr(problem, "end of stream") || strstr(problem, "document indicator") ||
                    strstr(problem, "expected ':'");
      if (opened && parser->context) place = mark_place(&parser->context_mark);
      sai_error *err = sai_report(r, place, "%s", _(wordings[i].text));
      bool entry = strstr(problem, "expected '-'") && parser->context;
      if (!entry || !sai_column_hint(r, mark_place(&parser->context_mark).line, place, err))
        sai_error_hint(err, "%s", _(wordings[i].hint));
      return;
    }
  sai_error_hint(sai_report(r, place, _("this is not YAML: %s"), problem), "%s",
                 _("compare the line with the examples of `saisan init teleapo`"));
}
