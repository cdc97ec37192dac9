/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions in canonical form: no more brackets than were read, so that no limit of the reader can be
   passed; numbers by value; distributions in the words they were written in. */
#include "scenario/expr.h"
#include "scenario/write.h"

#include <string.h>

/* How tightly an expression holds together. An interval stands alone or in brackets; a number is no more than
   a factor, since behind a minus it would become a negative one. */
typedef enum rank { ALONE, EITHER, BOTH, COMPARISON, SUM, TERM, FACTOR, PRIMARY } rank;

typedef struct writer {
  const sai_scenario *scenario;
  const sai_funnel *stages;
  sai_text *out;
  bool grouped; /* numbers have commas: not where a comma stands between values */
} writer;

typedef enum piece { START, NAME, NUMBER, COMMA, AT, OPEN, CLOSE, OTHER } piece;

static piece piece_of(const char *s, size_t n, size_t i) {
  static const char symbols[] = ",@()";
  static const piece pieces[] = {COMMA, AT, OPEN, CLOSE};
  if (sai_name_length(s, n, i)) return NAME;
  if (sai_number_begins(s + i, n - i)) return NUMBER;
  const char *symbol = strchr(symbols, s[i]);
  return symbol ? pieces[symbol - symbols] : OTHER;
}

static bool has_space_between(piece before, piece here) {
  bool word = here == NAME || here == NUMBER;
  if (before == COMMA || (before == AT && here != OTHER)) return true;
  if (here == AT || (before == NUMBER && here == OPEN)) return true;
  return word && (before == NAME || before == NUMBER || before == CLOSE);
}

/* A distribution in its own words, numbers in canonical form. */
static void write_dist(const writer *w, const char *s) {
  size_t n = strlen(s), depth = 0, used;
  piece before = START;
  for (size_t i = 0; i < n; i += used) {
    used = 1;
    if (strchr(" \t\n", s[i])) continue;
    piece here = piece_of(s, n, i);
    if (has_space_between(before, here)) sai_text_add(w->out, " ");
    before = here;
    depth += here == OPEN;
    depth -= here == CLOSE;
    if (here == NUMBER) {
      sai_number x;
      sai_number_read(s + i, n - i, w->scenario->currency, &x);
      sai_number_write(x.value, x.percent, w->grouped && depth == 0, w->out);
      used = x.length;
      continue;
    }
    if (here == NAME) used = sai_name_length(s, n, i);
    sai_text_add_bytes(w->out, s + i, used);
  }
}

static rank rank_of(const sai_expr *e) {
  switch (e->kind) {
  case SAI_EXPR_DIST: /* begins with its name, an interval with a number */
    return e->verbatim || sai_name_length(e->text, strlen(e->text), 0) ? PRIMARY : ALONE;
  case SAI_EXPR_OR:
    return EITHER;
  case SAI_EXPR_AND:
    return BOTH;
  case SAI_EXPR_LESS:
  case SAI_EXPR_LESS_EQUAL:
    return COMPARISON;
  case SAI_EXPR_ADD:
  case SAI_EXPR_SUBTRACT:
    return SUM;
  case SAI_EXPR_MULTIPLY:
  case SAI_EXPR_DIVIDE:
    return TERM;
  case SAI_EXPR_NEGATE:
  case SAI_EXPR_NUMBER:
    return FACTOR;
  default:
    return PRIMARY;
  }
}

static void write_expr(const writer *w, const sai_expr *e, rank least);

static void write_function(const writer *w, const sai_expr *e) {
  writer inside = *w;
  inside.grouped = false;
  sai_text_format(w->out, "%s(", sai_function_name(e->kind));
  for (size_t i = 0; i < e->n_args; i++) {
    if (i) sai_text_add(w->out, ", ");
    write_expr(&inside, e->args[i], ALONE);
  }
  sai_text_add(w->out, ")");
}

/* `and` beside `or` has brackets, as the reader wants them. */
static rank least_of(const sai_expr *e, const sai_expr *part, rank least) {
  return e->kind == SAI_EXPR_OR && part->kind == SAI_EXPR_AND ? COMPARISON : least;
}

static void write_bare(const writer *w, const sai_expr *e) {
  static const char *const signs[] = {" + ", " - ", " * ", " / "}, *const words[] = {" < ", " <= ", " and ",
                                                                                     " or "};
  switch (e->kind) {
  case SAI_EXPR_NUMBER:
    sai_number_write(e->number, e->percent, w->grouped, w->out);
    break;
  case SAI_EXPR_DIST:
    if (e->verbatim)
      sai_text_add(w->out, e->text);
    else
      write_dist(w, e->text);
    break;
  case SAI_EXPR_INPUT:
    sai_text_add(w->out, w->scenario->inputs[e->index].name);
    break;
  case SAI_EXPR_COUNTED:
    sai_text_add(w->out, sai_counted_name(w->stages, e->index));
    break;
  case SAI_EXPR_LESS:
  case SAI_EXPR_LESS_EQUAL:
  case SAI_EXPR_AND:
  case SAI_EXPR_OR:
    write_expr(w, e->args[0], least_of(e, e->args[0], rank_of(e) + (rank_of(e) == COMPARISON)));
    sai_text_add(w->out, words[e->kind - SAI_EXPR_LESS]);
    write_expr(w, e->args[1], least_of(e, e->args[1], rank_of(e) + 1));
    break;
  case SAI_EXPR_NEGATE:
    sai_text_add(w->out, "-");
    write_expr(w, e->args[0], PRIMARY);
    break;
  case SAI_EXPR_ADD:
  case SAI_EXPR_SUBTRACT:
  case SAI_EXPR_MULTIPLY:
  case SAI_EXPR_DIVIDE: /* a chain is read from left to right */
    write_expr(w, e->args[0], rank_of(e));
    sai_text_add(w->out, signs[e->kind - SAI_EXPR_ADD]);
    write_expr(w, e->args[1], rank_of(e) + 1);
    break;
  default:
    write_function(w, e);
  }
}

static void write_expr(const writer *w, const sai_expr *e, rank least) {
  bool brackets = rank_of(e) < least;
  if (brackets) sai_text_add(w->out, "(");
  write_bare(w, e);
  if (brackets) sai_text_add(w->out, ")");
}

void sai_quantity_write(const sai_scenario *scenario, const sai_quantity *quantity, const sai_funnel *stages,
                        sai_text *out) {
  sai_text text = {.whole = out};
  writer w = {scenario, stages, &text, true};
  write_expr(&w, quantity->expr, ALONE);
  /* Canonical numbers can be longer than those that were read: 1兆 becomes 1,000,000,000,000. */
  bool short_enough = text.length <= SAI_TREE_TEXT / 2;
  sai_text_add(out, short_enough ? sai_text_string(&text) : quantity->text);
  sai_text_free(&text);
}
