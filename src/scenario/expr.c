/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions by recursive descent. Depth and size are bounded, so no text can exhaust the stack. */
#include "scenario/distribution.h"
#include "scenario/schema.h"

#include "base/intl.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct function {
  const char *name;
  sai_expr_kind kind;
} function;

static const function functions[] = {{"min", SAI_EXPR_MIN}, {"max", SAI_EXPR_MAX}, {"abs", SAI_EXPR_ABS},
                                     {"exp", SAI_EXPR_EXP}, {"log", SAI_EXPR_LOG}, {"sqrt", SAI_EXPR_SQRT}};

const char *sai_function_name(sai_expr_kind kind) {
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
    if (functions[i].kind == kind) return functions[i].name;
  return NULL;
}

static sai_expr *read_sum(sai_parser *p);
static sai_expr *read_either(sai_parser *p);

sai_expr *sai_expr_new(sai_parser *p, sai_expr_kind kind, sai_place place) {
  if (p->failed) return NULL;
  if (++p->size > SAI_EXPR_SIZE) {
    sai_error_hint(sai_parser_report(p, place, "%s", _("this expression is too long")), "%s",
                   _("name parts of it under `inputs`"));
    return NULL;
  }
  p->weight++;
  sai_expr *e = sai_reader_alloc(p->r, 1, sizeof *e);
  if (!e) return NULL;
  e->kind = kind;
  e->place = place;
  return e;
}

static sai_expr *with_args(sai_parser *p, sai_expr *e, sai_expr **args, size_t n) {
  if (!e) return NULL;
  const sai_expr **copy = sai_reader_alloc(p->r, n, sizeof *copy);
  if (!copy) return NULL;
  for (size_t i = 0; i < n; i++) copy[i] = args[i];
  e->args = copy;
  e->n_args = n;
  return e;
}

static bool enter(sai_parser *p) {
  if (++p->depth <= SAI_EXPR_DEPTH) return true;
  sai_error_hint(
      sai_parser_report(p, sai_parser_token_place(p), "%s", _("brackets stand too deep inside each other")),
      _("at most %d levels are read; name parts of the expression under `inputs`"), SAI_EXPR_DEPTH);
  return false;
}

static bool expect_close(sai_parser *p, size_t open) {
  if (sai_parser_take_symbol(p, ')')) return true;
  sai_error_hint(
      sai_parser_report(p, sai_parser_place(p, open, open + 1), "%s", _("this bracket is not closed")), "%s",
      _("add `)` where it ends"));
  return false;
}

/* A comma between arguments is followed by a space, else it is part of a number. */
static bool take_comma(sai_parser *p) {
  if (!sai_parser_is_symbol(p, ',')) return false;
  char after = p->folded.text[p->token.end];
  if (after != ' ' && after != '\n') {
    sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), "%s",
                                     _("a comma between values needs a space behind it")),
                   "%s", _("write `, `, as in min(x, 100%)"));
    return false;
  }
  sai_parser_next(p);
  return true;
}

static sai_expr *read_function(sai_parser *p, const function *f, sai_place place) {
  enum { ARGS_MAX = 20 };
  sai_expr *args[ARGS_MAX];
  size_t n = 0, open = p->token.begin;
  bool many = f->kind == SAI_EXPR_MIN || f->kind == SAI_EXPR_MAX;
  if (!enter(p)) return NULL;
  p->ungrouped += many;
  sai_parser_next(p);
  do {
    if (n == ARGS_MAX) {
      sai_error_hint(sai_parser_report(p, place, _("`%s` has too many values"), f->name),
                     _("at most %d can stand here"), ARGS_MAX);
      return NULL;
    }
    if (!(args[n++] = p->scope.counts ? read_either(p) : read_sum(p))) return NULL;
  } while (take_comma(p));
  p->ungrouped -= many;
  p->depth--;
  if (p->failed || !expect_close(p, open)) return NULL;
  if (many ? n < 2 : n != 1) {
    sai_error_hint(sai_parser_report(p, place,
                                     many ? _("`%s` needs two values or more") : _("`%s` needs one value"),
                                     f->name),
                   many ? _("write %s(a, b)") : _("write %s(a)"), f->name);
    return NULL;
  }
  return with_args(p, sai_expr_new(p, f->kind, place), args, n);
}

size_t sai_input_find(const sai_parser *p, const char *name) {
  const sai_input_table *t = p->r->inputs;
  for (size_t i = 0; t && i < t->n; i++)
    if (strcmp(t->names[i], name) == 0) return i;
  return SIZE_MAX;
}

/* Words that people put beside a number. */
static bool hint_word(const char *name, sai_error *err) {
  static const struct {
    const char *word, *hint;
    bool begins;
  } words[] = {
      {"約", N_("write the number alone, or a range that says how sure it is: 2% to 4%"), true},
      {"およそ", N_("write the number alone, or a range that says how sure it is: 2% to 4%"), true},
      {"about", N_("write the number alone, or a range that says how sure it is: 2% to 4%"), false},
      {"月", N_("write `per month`, as in 700,000 per month"), false},
      {"month", N_("write `per month`, as in 700,000 per month"), false},
      {"件", N_("write `per` and the stage, as in 400 per call"), false},
  };
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    size_t n = strlen(words[i].word);
    if (words[i].begins ? strncmp(name, words[i].word, n) != 0 : strcmp(name, words[i].word) != 0) continue;
    sai_error_hint(err, "%s", _(words[i].hint));
    return true;
  }
  return false;
}

static void hint_names(sai_parser *p, const char *name, sai_error *err) {
  if (hint_word(name, err)) return;
  enum { NAMES_MAX = SAI_INPUTS_MAX + SAI_STAGES_MAX + 40 };
  const char *names[NAMES_MAX];
  size_t n = 0, n_forms;
  const sai_form *forms = sai_schema_forms(&n_forms);
  const sai_input_table *t = p->r->inputs;
  for (size_t i = 0; p->scope.inputs && t && i < t->n; i++) names[n++] = t->names[i];
  for (size_t i = 0; p->scope.stages && i < p->scope.stages->n_stages; i++)
    names[n++] = p->scope.stages->stages[i].name;
  for (size_t i = 0; i < n_forms && n < NAMES_MAX; i++)
    if (forms[i].kind != SAI_FORM_RANGE) names[n++] = forms[i].name;
  const char *near = sai_text_nearest(name, names, n);
  if (!p->scope.counts && sai_stage_find(p->r->scenario->funnel, name) != SIZE_MAX)
    sai_error_hint(err, _("`%s` is a stage: write for example 400 per %s, or 4%% of %s"), name, name, name);
  else if (sai_slip_name_hint(p, name, err))
    return;
  else if (near)
    sai_error_hint(err, _("did you mean `%s`?"), near);
  else if (p->scope.counts)
    sai_error_hint(err, "%s", _("use the names of stages, as in max(0, 10 - appointment)"));
  else
    sai_error_hint(err, "%s", _("write a number or a distribution, or name the quantity under `inputs`"));
}

static sai_expr *read_input(sai_parser *p, size_t i, sai_place place) {
  const sai_input_table *t = p->r->inputs;
  sai_expr *e = sai_expr_new(p, SAI_EXPR_INPUT, place);
  if (!e) return NULL;
  if (t->sorted && !t->quantities[i]) { /* the input itself was reported */
    p->failed = true;
    return NULL;
  }
  e->index = t->sorted ? t->index[i] : i;
  if (t->sorted) p->weight += t->weights[i];
  return e;
}

bool sai_staff_check(sai_parser *p, sai_place place, const sai_staff *staff, size_t counted) {
  if (staff && sai_staff_says(staff, counted)) return true;
  sai_error_hint(
      sai_parser_report(p, place, _("the contract does not say how much is worked of `%s`"),
                        sai_counted_name(NULL, counted)),
      "%s", _("write `staff: {people: 2, days_per_month: 20, hours_per_day: 8, overtime_hours: 10}` in it"));
  return false;
}

static sai_expr *read_name(sai_parser *p, const char *name, sai_place place) {
  size_t input = p->scope.inputs ? sai_input_find(p, name) : SIZE_MAX,
         counted = p->scope.counts ? sai_counted_find(p->scope.stages, name) : SIZE_MAX;
  if (input != SIZE_MAX && counted != SIZE_MAX) {
    sai_error_hint(sai_parser_report(p, place, _("`%s` is the name of a stage and of an input"), name), "%s",
                   _("rename the input"));
    return NULL;
  }
  if (input != SIZE_MAX) return read_input(p, input, place);
  if (counted != SIZE_MAX && counted >= SAI_PERSON && !sai_staff_check(p, place, p->scope.staff, counted))
    return NULL;
  if (counted != SIZE_MAX) {
    sai_expr *e = sai_expr_new(p, SAI_EXPR_COUNTED, place);
    if (e) e->index = counted;
    return e;
  }
  if (!p->scope.inputs) {
    sai_error_hint(
        sai_parser_report(p, place, _("`%s` cannot stand here; only a number or one distribution can"), name),
        "%s", _("write for example 2 months, or 1 to 3 months"));
    return NULL;
  }
  hint_names(p, name, sai_parser_report(p, place, _("there is no quantity named `%s`"), name));
  return NULL;
}

sai_expr *sai_dist_call_read(sai_parser *p, const char *name) {
  if (!enter(p)) return NULL;
  sai_expr *e = sai_dist_read(p, name);
  p->depth--;
  return e;
}

static sai_expr *read_call(sai_parser *p, const char *name, sai_place place) {
  if (sai_pattern_find(name)) return sai_dist_call_read(p, name);
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
    if (strcmp(functions[i].name, name) == 0) return read_function(p, &functions[i], place);
  hint_names(p, name,
             sai_parser_report(p, place, _("there is no function or distribution named `%s`"), name));
  return NULL;
}

/* Distributions keep the words they were written in; names of files are not folded. */
static sai_expr *keep_text(sai_parser *p, sai_expr *e, size_t begin) {
  if (!e || e->kind != SAI_EXPR_DIST) return e;
  e->text = sai_reader_copy(p->r, p->folded.text + begin, p->last_end - begin);
  e->verbatim = e->text && strstr(e->text, "empirical");
  if (e->verbatim) e->text = sai_parser_text(p, begin, p->last_end);
  return e->text ? e : NULL;
}

static bool is_reserved_here(const sai_parser *p) {
  static const char *const words[] = {"per", "of", "to", "once", "in", "all", "each", "anew"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (sai_parser_is_word(p, words[i])) return true;
  return false;
}

static sai_expr *read_word(sai_parser *p) {
  sai_place place = sai_parser_token_place(p);
  const char *name = sai_parser_token_text(p);
  size_t begin = p->token.begin;
  if (is_reserved_here(p)) {
    sai_error_hint(sai_parser_report(p, place, _("a number is missing before `%s`"), name), "%s",
                   _("write the amount first, as in 1,000 per month or 4% of call"));
    return NULL;
  }
  sai_parser_next(p);
  if (sai_parser_is_symbol(p, '(')) return keep_text(p, read_call(p, name, place), begin);
  return read_name(p, name, place);
}

static bool check_ungrouped(sai_parser *p) {
  if (!p->ungrouped || !p->token.number.grouped) return true;
  sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), "%s",
                                   _("inside min and max a number with commas could be two numbers")),
                 "%s", _("write it without commas, or a space after the comma between two numbers"));
  return false;
}

static sai_expr *read_number(sai_parser *p, bool negative, size_t begin) {
  sai_number x = p->token.number;
  sai_place place = sai_parser_place(p, begin, p->token.end);
  if (!check_ungrouped(p)) return NULL;
  sai_parser_next(p);
  if (sai_parser_is_word(p, "to")) return keep_text(p, sai_interval_read(p, &x, negative, place), begin);
  sai_expr *e = sai_expr_new(p, SAI_EXPR_NUMBER, place);
  if (!e) return NULL;
  e->number = negative ? -x.value : x.value;
  e->percent = x.percent;
  return e;
}

static void report_missing(sai_parser *p) {
  sai_place place = sai_parser_token_place(p);
  if (p->token.kind == SAI_TOKEN_END)
    sai_error_hint(sai_parser_report(p, place, "%s", _("a value is missing here")), "%s",
                   _("write a number such as 1,000 or 4%, or a distribution such as 2% to 6%"));
  else if (p->token.kind == SAI_TOKEN_UNKNOWN)
    sai_parser_finish(p);
  else
    sai_error_hint(
        sai_parser_report(p, place, _("a value is expected here, not `%s`"), sai_parser_token_text(p)), "%s",
        _("write a number such as 1,000 or 4%, or a distribution such as 2% to 6%"));
}

static sai_expr *read_primary(sai_parser *p) {
  if (p->failed) return NULL;
  if (p->token.kind == SAI_TOKEN_NUMBER) return read_number(p, false, p->token.begin);
  if (p->token.kind == SAI_TOKEN_WORD) return read_word(p);
  if (!sai_parser_is_symbol(p, '(')) {
    report_missing(p);
    return NULL;
  }
  size_t open = p->token.begin;
  if (!enter(p)) return NULL;
  unsigned ungrouped = p->ungrouped;
  p->ungrouped = 0;
  sai_parser_next(p);
  sai_expr *e = p->scope.counts ? read_either(p) : read_sum(p);
  p->ungrouped = ungrouped;
  p->depth--;
  if (!e || !expect_close(p, open)) return NULL;
  if (sai_parser_is_word(p, "to")) {
    sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), "%s",
                                     _("`to` stands between two plain numbers only")),
                   "%s", _("multiply the whole instead, as in (2 to 3) * x"));
    return NULL;
  }
  e->place = sai_parser_place(p, open, p->last_end);
  p->bare_interval = NULL;
  return e;
}

static sai_expr *read_unary(sai_parser *p) {
  size_t begin = p->token.begin;
  if (sai_parser_is_symbol(p, '+')) {
    sai_error_hint(
        sai_parser_report(p, sai_parser_token_place(p), "%s", _("a `+` stands between two values only")),
        "%s", _("delete the `+`"));
    return NULL;
  }
  if (!sai_parser_take_symbol(p, '-')) return read_primary(p);
  if (p->token.kind == SAI_TOKEN_NUMBER) return read_number(p, true, begin);
  if (sai_parser_is_symbol(p, '-')) {
    sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), "%s", _("two signs follow each other")),
                   "%s", _("delete one, or use brackets: a - (-b)"));
    return NULL;
  }
  sai_expr *x = read_primary(p);
  if (!x) return NULL;
  return with_args(p, sai_expr_new(p, SAI_EXPR_NEGATE, sai_parser_place(p, begin, p->last_end)), &x, 1);
}

/* `100 to 200 * 2` could be 100 to 400. */
static bool check_interval(sai_parser *p, const sai_expr *e) {
  if (e != p->bare_interval) return true;
  sai_error_hint(sai_parser_report(p, e->place, "%s",
                                   _("beside + - * / a range needs brackets, to show what belongs to it")),
                 "%s", _("write for example (2 to 3) * x"));
  return false;
}

/* `1-3%` is read as a range by people, and as a difference by us. */
static bool check_minus(sai_parser *p, const sai_expr *left) {
  const char *next = p->folded.text + p->token.end;
  bool tight = p->token.begin == p->last_end && sai_number_begins(next, p->folded.n - p->token.end);
  if (!sai_parser_is_symbol(p, '-') || left->kind != SAI_EXPR_NUMBER || !tight) return true;
  sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), "%s", _("is this a range or a difference?")),
                 "%s",
                 _("write `to` for a range, as in 2% to 6%; for a difference write spaces around the minus"));
  return false;
}

/* A chain of operators of one rank, from left to right. */
static sai_expr *read_chain(sai_parser *p, const char *signs, const sai_expr_kind kinds[2],
                            sai_expr *(*next)(sai_parser *)) {
  size_t begin = p->token.begin;
  sai_expr *left = next(p);
  while (left && p->token.kind == SAI_TOKEN_SYMBOL && strchr(signs, p->token.symbol)) {
    sai_expr_kind kind = kinds[p->token.symbol == signs[1]];
    if (!check_interval(p, left) || !check_minus(p, left)) return NULL;
    sai_parser_next(p);
    sai_expr *args[2] = {left, next(p)};
    if (!args[1] || !check_interval(p, args[1])) return NULL;
    left = with_args(p, sai_expr_new(p, kind, sai_parser_place(p, begin, p->last_end)), args, 2);
  }
  return left;
}

static sai_expr *read_product(sai_parser *p) {
  static const sai_expr_kind kinds[2] = {SAI_EXPR_MULTIPLY, SAI_EXPR_DIVIDE};
  return read_chain(p, "*/", kinds, read_unary);
}

static sai_expr *read_sum(sai_parser *p) {
  static const sai_expr_kind kinds[2] = {SAI_EXPR_ADD, SAI_EXPR_SUBTRACT};
  return read_chain(p, "+-", kinds, read_product);
}

/* `appointment < 20`: a > b is b < a. */
static sai_expr *read_comparison(sai_parser *p) {
  size_t begin = p->token.begin;
  sai_expr *left = read_sum(p);
  bool more = sai_parser_is_symbol(p, '>');
  if (!left || !(more || sai_parser_is_symbol(p, '<'))) return left;
  sai_expr_kind kind = p->token.or_equal ? SAI_EXPR_LESS_EQUAL : SAI_EXPR_LESS;
  if (!check_interval(p, left)) return NULL;
  sai_parser_next(p);
  sai_expr *right = read_sum(p);
  if (!right || !check_interval(p, right)) return NULL;
  sai_expr *args[2] = {more ? right : left, more ? left : right};
  return with_args(p, sai_expr_new(p, kind, sai_parser_place(p, begin, p->last_end)), args, 2);
}

bool sai_condition_check(sai_parser *p, const sai_expr *e) {
  if (sai_expr_is_condition(e)) return true;
  if (sai_parser_report_confusion(p)) return false;
  sai_error_hint(sai_parser_report(p, e->place, "%s", _("this is no condition")), "%s",
                 _("compare something that is counted, as in appointment < 20"));
  return false;
}

static sai_expr *refuse_mixed(sai_parser *p, const sai_expr *e) {
  sai_error_hint(sai_parser_report(p, e->place, "%s", _("`and` beside `or` can be read in two ways")), "%s",
                 _("put brackets around what belongs together: (a < 1 and b < 2) or c < 3"));
  return NULL;
}

static sai_expr *read_joined(sai_parser *p, const char *word, sai_expr_kind kind, size_t begin,
                             sai_expr *left, sai_expr *(*next)(sai_parser *)) {
  while (left && sai_parser_is_word(p, word)) {
    sai_parser_next(p);
    sai_expr *args[2] = {left, next(p)};
    if (!args[1] || !sai_condition_check(p, args[0]) || !sai_condition_check(p, args[1])) return NULL;
    left = with_args(p, sai_expr_new(p, kind, sai_parser_place(p, begin, p->last_end)), args, 2);
  }
  return left;
}

static sai_expr *read_both(sai_parser *p) {
  size_t begin = p->token.begin;
  sai_expr *first = read_comparison(p);
  p->bare_and = NULL;
  if (!first || !sai_parser_is_word(p, "and")) return first;
  sai_expr *e = read_joined(p, "and", SAI_EXPR_AND, begin, first, read_comparison);
  p->bare_and = e;
  return e;
}

/* Without brackets `a and b or c` is read in two ways. */
static sai_expr *read_one_of(sai_parser *p) {
  sai_expr *e = read_both(p);
  if (!e || e != p->bare_and) return e;
  return refuse_mixed(p, e);
}

static sai_expr *read_either(sai_parser *p) {
  size_t begin = p->token.begin;
  sai_expr *first = read_both(p);
  if (!first || !sai_parser_is_word(p, "or")) return first;
  if (first == p->bare_and) return refuse_mixed(p, first);
  return read_joined(p, "or", SAI_EXPR_OR, begin, first, read_one_of);
}

sai_expr *sai_expr_read(sai_parser *p) {
  sai_expr *e = p->scope.counts ? read_either(p) : read_sum(p);
  if (!e || p->failed) return NULL;
  if (p->weight > SAI_EXPR_WEIGHT) {
    sai_error_hint(sai_parser_report(p, e->place, "%s", _("with all its inputs this quantity is too long")),
                   "%s", _("use fewer inputs that are made of other inputs"));
    return NULL;
  }
  return e;
}

sai_anew sai_anew_read(sai_parser *p) {
  if (p->failed || !sai_parser_is_symbol(p, ',')) return SAI_ONCE_PER_RUN;
  size_t comma = p->token.begin;
  sai_parser_next(p);
  if (!sai_parser_is_word(p, "anew")) {
    p->token = (sai_token){.kind = SAI_TOKEN_SYMBOL, .symbol = ',', .begin = comma, .end = comma + 1};
    return SAI_ONCE_PER_RUN;
  }
  sai_parser_next(p);
  if (sai_parser_take_word(p, "each")) {
    if (sai_parser_take_word(p, "month")) return SAI_ANEW_EACH_MONTH;
    if (sai_parser_take_word(p, "order")) return SAI_ANEW_EACH_ORDER;
  }
  sai_error_hint(
      sai_parser_report(p, sai_parser_place(p, comma, p->folded.n), "%s", _("how often is it drawn?")), "%s",
      _("write `, anew each month` or `, anew each order`"));
  return SAI_ONCE_PER_RUN;
}

bool sai_expr_constant(const sai_expr *e, double *value) {
  double x, y;
  if (e->kind == SAI_EXPR_NUMBER) {
    *value = e->number;
    return true;
  }
  if (e->kind == SAI_EXPR_NEGATE) {
    if (!sai_expr_constant(e->args[0], &x)) return false;
    *value = -x;
    return true;
  }
  if (e->kind < SAI_EXPR_ADD || e->kind > SAI_EXPR_DIVIDE) return false;
  if (!sai_expr_constant(e->args[0], &x) || !sai_expr_constant(e->args[1], &y)) return false;
  double results[] = {x + y, x - y, x * y, x / y};
  *value = results[e->kind - SAI_EXPR_ADD];
  return isfinite(*value);
}
