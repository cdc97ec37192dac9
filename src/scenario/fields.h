/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the values of keys by what the schema says of them. Every function reports what is wrong. */
#ifndef SAI_SCENARIO_FIELDS_H
#define SAI_SCENARIO_FIELDS_H

#include "scenario/expr.h"
#include "scenario/schema.h"

/** Check that a node is a mapping with known, available keys, and that the needed ones are there. */
bool sai_map_check(sai_reader *r, const sai_node *map, sai_within within, const char *what);
/** Check that a node is a list of `least` to `most` entries. */
bool sai_list_check(sai_reader *r, const sai_node *list, const char *name, size_t least, size_t most);

/** The text of a key, NULL if it is absent or wrong. */
const char *sai_text_read(sai_reader *r, const sai_node *map, const sai_key *key);
/** `targets.budget`: a number, for all months, each month or each fiscal year, into the scenario. */
bool sai_budget_read(sai_reader *r, const sai_node *map, const sai_key *key);
/** A whole number or a number; `out` is untouched if it is absent or wrong. @return true if it was read */
bool sai_whole_read(sai_reader *r, const sai_node *map, const sai_key *key, unsigned *out);
bool sai_number_field_read(sai_reader *r, const sai_node *map, const sai_key *key, sai_target *out);
/** The index of the chosen word; 0 if absent or wrong. */
size_t sai_choice_read(sai_reader *r, const sai_node *map, const sai_key *key);
/** A calendar month such as 2026-04 at the token. */
bool sai_calendar_read(sai_parser *p, unsigned *year, unsigned *month);
/** True if text looks like a calendar month rather than a number. */
bool sai_calendar_begins(const sai_parser *p);
/** What to write instead of a value that is not above the lower bound of its key. */
void sai_above_hint(sai_error *err, const sai_key *key);
/** `6 months`, `1 year`. */
bool sai_duration_read(sai_reader *r, const sai_node *map, const sai_key *key, unsigned *months);
/** A new name: one word that is not reserved. Folded, as a text of the scenario; NULL if it is wrong. */
const char *sai_name_read(sai_reader *r, const sai_node *node, const char *what);
/** The part of a path that stands for a key: the folded text. */
const char *sai_folded_copy(sai_reader *r, const char *text);

/** A quantity while it is read: its expression, and behind it what belongs to the key. */
typedef struct sai_written {
  sai_parser p;
  const char *source;
  sai_expr *expr;
  size_t begin, end; /**< folded bytes of the expression */
  sai_anew anew;
} sai_written;

/** What a quantity is for. */
typedef struct sai_use {
  const char *path;
  const sai_key *key; /**< its bounds */
  sai_unit unit;
  const char *source; /**< unless it has its own */
  bool each_order;    /**< `anew each order` has a meaning */
} sai_use;

/** Begin with a text or a mapping {value, source}. */
bool sai_written_open(sai_reader *r, const sai_node *node, sai_scope scope, sai_written *w);
/** Read the expression. */
bool sai_written_expr(sai_written *w);
/** Read `, anew each ...` and the end, check the range, and add the quantity to the scenario's. NULL if
 * wrong. */
const sai_quantity *sai_written_close(sai_written *w, const sai_use *use);
/** The same for one of several quantities of a text, with more behind it: nothing is said of how often it is
 * drawn. */
const sai_quantity *sai_written_part(const sai_written *w, const sai_use *use);
/** All three for a text that is nothing but a quantity. */
const sai_quantity *sai_quantity_read(sai_reader *r, const sai_node *node, sai_scope scope,
                                      const sai_use *use);
/** The quantities so far, in the order of the file. */
bool sai_quantities_collect(sai_reader *r);

enum { SAI_NAME_BYTES = 90 };

/** The column in which the names of the entry begin that a line stands in, of a list at the left edge such as
 * `offers`; 0 if it stands in none. */
unsigned sai_column_in_entry(const sai_reader *r, const char *list, unsigned line);
/** Say how far right a name belongs that stands in the column of the dashes of the list that begins in line
 * `list`. @return false if it is no name of the language, and nothing was said */
bool sai_column_hint(const sai_reader *r, unsigned list, sai_place place, sai_error *err);

#endif
