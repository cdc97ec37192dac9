/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions of the scenario language: words and numbers, distributions, arithmetic, names. */
#ifndef SAI_SCENARIO_EXPR_H
#define SAI_SCENARIO_EXPR_H

#include "scenario/fold.h"
#include "scenario/number.h"

#include <stdint.h>

enum {
  SAI_EXPR_DEPTH = 40,   /**< brackets inside each other */
  SAI_EXPR_SIZE = 200,   /**< operators and functions of one quantity */
  SAI_EXPR_WEIGHT = 2000 /**< the same with all inputs written out */
};

typedef enum sai_token_kind {
  SAI_TOKEN_END,
  SAI_TOKEN_NUMBER,
  SAI_TOKEN_WORD,
  SAI_TOKEN_SYMBOL, /**< one of ( ) + - * / = , @ < > or .. <= >= */
  SAI_TOKEN_UNKNOWN
} sai_token_kind;

typedef struct sai_token {
  sai_token_kind kind;
  size_t begin, end; /**< bytes of the folded text */
  char symbol;       /**< `.` for `..`, the first sign of `<=` and `>=` */
  bool or_equal;     /**< `<=` or `>=` */
  sai_number number;
} sai_token;

/** Which names an expression may use. */
typedef struct sai_scope {
  bool inputs;              /**< names of inputs */
  bool counts;              /**< names of what is counted, and conditions over it */
  const sai_staff *staff;   /**< whose work is counted, too; may be NULL */
  const sai_funnel *stages; /**< whose stages are counted, or NULL */
} sai_scope;

/** A text while it is read, one token ahead. */
typedef struct sai_parser {
  sai_reader *r;
  const sai_node *node;
  sai_folded folded;
  sai_token token;
  size_t last_end; /**< end of the token before this one */
  sai_scope scope;
  unsigned depth, size, ungrouped, truncations;
  double weight;
  const sai_expr *bare_interval; /**< the range that was read last, unless in brackets */
  const sai_expr *bare_and;      /**< what was joined by `and` last, unless in brackets */
  bool failed;
} sai_parser;

/** The inputs, while they are read: expressions name them by their index in the file. */
typedef struct sai_input_table {
  size_t n;
  const char *const *names;
  const sai_quantity *const *quantities; /**< NULL where the input is wrong */
  const double *weights;
  const size_t *index; /**< in sai_scenario.inputs */
  bool sorted;         /**< `index` holds; before that expressions keep the index in the file */
} sai_input_table;

/** The place of an input in the table; SIZE_MAX if there is none of that name. */
size_t sai_input_find(const sai_parser *p, const char *name);
/** Start reading a text. @return false if a problem was reported */
bool sai_parser_open(sai_parser *p, sai_reader *r, const sai_node *node, sai_scope scope);
void sai_parser_next(sai_parser *p);
bool sai_parser_is_word(const sai_parser *p, const char *word);
bool sai_parser_is_symbol(const sai_parser *p, char symbol);
/** Step over a word or symbol if it is there. */
bool sai_parser_take_word(sai_parser *p, const char *word);
bool sai_parser_take_symbol(sai_parser *p, char symbol);
/** The place of the folded bytes [begin, end), and of the token. */
sai_place sai_parser_place(const sai_parser *p, size_t begin, size_t end);
sai_place sai_parser_token_place(const sai_parser *p);
/** The token, or the folded bytes, as a text of the scenario. */
const char *sai_parser_token_text(const sai_parser *p);
const char *sai_parser_text(const sai_parser *p, size_t begin, size_t end);
/** Report at the token, once; the first problem of a text ends its reading. */
sai_error *sai_parser_report(sai_parser *p, sai_place place, const char *format, ...) SAI_PRINTF(3, 4);

/** The name of a function such as min; NULL for other kinds. */
const char *sai_function_name(sai_expr_kind kind);
/** Read an expression. NULL after a problem. */
sai_expr *sai_expr_read(sai_parser *p);
/** Report that a contract's staff does not say how much is worked of something. @return false then */
bool sai_staff_check(sai_parser *p, sai_place place, const sai_staff *staff, size_t counted);
/** Report an expression that is no condition. @return false then */
bool sai_condition_check(sai_parser *p, const sai_expr *expr);
/** Read `, anew each month|order` if it is there. */
sai_anew sai_anew_read(sai_parser *p);
/** Report that the token is a sign that people type for another one. @return false if it is not */
bool sai_parser_report_confusion(sai_parser *p);
/** Report what stands after the end of what was understood. @return true if nothing does */
bool sai_parser_finish(sai_parser *p);

/** Slips: what people write where they mean something else. Give the error of a number (which begins `text`)
 * the hint that names what to type.
 *  @param key  under which it stands, folded; NULL if there is none */
void sai_slip_number_hint(const sai_number *x, const char *key, const char *text, sai_error *err);
/** Hint at the number behind a word such as `約` or, where an amount may be `monthly`, `月`. @return false if
 * it is none of them */
bool sai_slip_before_hint(const char *text, bool monthly, sai_error *err);
/** `月60万円`, `六十万円`, `初年度売上の15%` where a quantity is read and the name just passed is none: what
 * to write instead. @return false if it is none of these, and nothing was said */
bool sai_slip_name_hint(sai_parser *p, const char *name, sai_error *err);
/** The word of `invalid` that a folded text means; NULL if none is known. */
const char *sai_slip_invalid(const char *text);
/** The percentage that a folded word such as `all` means; 0 if none is known. */
unsigned sai_slip_share(const char *text);
/** A stage that could say which units of another are valid; SIZE_MAX if there is none. */
size_t sai_slip_valid_stage(const sai_funnel *funnel, size_t stage);
/** Report that the tokens, after `per`, are `valid` or the like and a stage. @return false if they are not */
bool sai_slip_valid(sai_parser *p, const sai_funnel *funnel);
/** Hint at the percentage that a number or range without % is meant to be. @return false if it is none */
bool sai_slip_share_hint(const sai_expr *e, sai_error *err);
/** Report an input that is used as a share but was written without %, where it is written. @return false if
 * it is none
 */
bool sai_slip_report_input(sai_reader *r, const sai_expr *e);
/** Refuse `700.000` where a whole amount is meant, point for comma. @return false after that */
bool sai_slip_check_points(const sai_parser *p, const sai_expr *e, size_t begin, size_t end);
/** Report that the token, after `per`, is a period other than the month. @return false if it is not */
bool sai_slip_period(sai_parser *p, const sai_expr *amount);
/** Step over `person`, `day`, `hour`, `overtime_hour`, or `person and month`, `person and day`, `person and
 * hour`.
 *  @return false if it is none of them, or wrong, which is reported */
bool sai_staff_take(sai_parser *p, size_t *counted);
/** Report a known slip that stands behind what was understood. @return false if it is none */
bool sai_slip_report_rest(sai_parser *p);

typedef struct sai_range {
  double lower, upper;
} sai_range;
/** Bounds of an expression by interval arithmetic over the supports. Divisors that can be zero, and roots and
 *  logarithms of what can be negative, are reported; *ok is cleared then. */
sai_range sai_expr_range(sai_reader *r, const sai_expr *expr, bool *ok);
/** The same where what is counted lies within counts[SAI_COUNTED_MAX]. Inputs are those of the scenario, or
 *  without one can be anything. Nothing is reported. */
sai_range sai_expr_range_at(const sai_scenario *scenario, const sai_range *counts, const sai_expr *expr);
/** An end of a range for people: 1,000, 4%, infinity. */
void sai_bound_write(char out[40], double x, bool share);
/** The value of an expression that holds numbers alone; false if it holds anything else. */
bool sai_expr_constant(const sai_expr *expr, double *value);

/** Read a distribution whose name (of sai_forms()) was just read and whose `(` is the token. */
sai_expr *sai_dist_read(sai_parser *p, const char *name);
/** The same one level of brackets deeper; refused where they are too deep. */
sai_expr *sai_dist_call_read(sai_parser *p, const char *name);
/** Read `to HIGH (LEVEL)` after a low end. */
sai_expr *sai_interval_read(sai_parser *p, const sai_number *low, bool negative, sai_place place);
/** A signed number without names; reports what else stands there. */
bool sai_signed_number_read(sai_parser *p, const char *what, double *value, sai_number *number);
/** A new node. */
sai_expr *sai_expr_new(sai_parser *p, sai_expr_kind kind, sai_place place);

#endif
