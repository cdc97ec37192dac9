/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A setting of the command line while its key is followed through the tree, for the parts of `--set`. */
#ifndef SAI_SCENARIO_SET_H
#define SAI_SCENARIO_SET_H

#include "scenario/read.h"

typedef struct sai_setter {
  sai_reader *r;
  sai_node *root;
  const char *setting, *at, *end; /**< what is left of the key: [at, end); `end` is the `=` */
  const char *value;
  unsigned index;
} sai_setter;

/** Names that could have been meant. */
typedef struct sai_setter_names {
  const char *at[SAI_TREE_CHILDREN];
  size_t n;
} sai_setter_names;

void sai_setter_add_name(sai_setter_names *list, const char *name);
/** The key names nothing that is there; `known` may be NULL. */
void sai_setter_report_unknown(const sai_setter *s, const sai_setter_names *known);
sai_place sai_setter_place(const sai_setter *s, const char *from, const char *to);

/** The next part of the key, up to a point. The text lives as long as the reader; "" without memory, after a
 * report. */
size_t sai_setter_part_length(const sai_setter *s);
const char *sai_setter_part(const sai_setter *s);
bool sai_setter_is_part(const sai_setter *s, const char *word);
/** The part as a number from 1 to 9999, else 0. */
long sai_setter_number(const sai_setter *s);
/** What is left of the key is, or begins with, a name, which may hold points. */
bool sai_setter_begins_with(const sai_setter *s, const char *name);
/** Over n bytes, and the point behind them. */
void sai_setter_step(sai_setter *s, size_t n);
bool sai_setter_at_end(const sai_setter *s);
/** False, after a report, if more of the key follows. */
bool sai_setter_expect_end(const sai_setter *s);
/** The next part as a key of a mapping, by the schema; NULL after a report. */
const sai_key *sai_setter_key(const sai_setter *s, sai_within within);
/** False, after a report, where `key` is `rate` and the text a volume, or the other way round. */
bool sai_setter_fits(const sai_setter *s, const char *key, const char *text);

/** The part of a text that says what its amount is for, as `per call`; "" if there is none. */
const char *sai_setter_basis(sai_reader *r, const char *text);
/** What a value without a basis gets where nothing was written yet: that of the common funnel, or months. */
const char *sai_setter_bare_basis(const sai_node *node, const char *key, const char *common);
/** The text under a key of a mapping; "" if there is none. */
const char *sai_setter_text(const sai_node *map, const char *key);

/** The value into a node; one that does not say what it is for keeps what `old`, if not NULL, says. */
void sai_set_put(const sai_setter *s, sai_node *node, const char *old);
/** A new entry, or the one that is there; NULL without memory, after a report. */
sai_node *sai_set_child(const sai_setter *s, sai_node *parent, const char *key);
sai_node *sai_set_find_or_make(const sai_setter *s, sai_node *map, const char *key);
/** A mapping where there was a text, which goes under a key. */
void sai_set_wrap(const sai_setter *s, sai_node *node, const char *key);
/** A quantity: a text, the `value` of a mapping, or one of a list by its number. */
void sai_set_quantity(sai_setter *s, sai_node *node, const char *old);
/** A key that takes one value. */
void sai_set_plain(sai_setter *s, sai_node *map, const sai_key *key);
/** A key of a mapping inside another, which may be missing or still empty. */
void sai_set_inner(sai_setter *s, sai_node *map, sai_within within);

/** The stages of a funnel; of an offer, which override those of the common one; fee lines; offers. */
void sai_set_funnel(sai_setter *s, sai_node *list);
void sai_set_override(sai_setter *s, sai_node *offer);
void sai_set_fees(sai_setter *s, sai_node *list);
void sai_set_offer(sai_setter *s, sai_node *list);

#endif
