/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every key of a scenario: the one table that reading, ranges, defaults, hints, help and tests go by. */
#ifndef SAI_SCENARIO_SCHEMA_H
#define SAI_SCENARIO_SCHEMA_H

#include "scenario/scenario.h"

/** The mapping in which a key stands. */
typedef enum sai_within {
  SAI_IN_SCENARIO,
  SAI_IN_TARGETS,
  SAI_IN_VALUE,
  SAI_IN_INPUT,
  SAI_IN_PAIR,
  SAI_IN_STAGE,
  SAI_IN_OFFER,
  SAI_IN_CONTRACT,
  SAI_IN_TERM,
  SAI_IN_GUARANTEE,
  SAI_IN_STAFF,
  SAI_IN_FEE,
  SAI_IN_CLAWBACK,
  SAI_IN_DEPOSIT,        /**< of one line */
  SAI_IN_COMMON_DEPOSIT, /**< of a contract */
  SAI_IN_LIMIT,
  SAI_IN_TAX,
  SAI_IN_QUANTITY,
  SAI_WITHINS
} sai_within;

typedef enum sai_key_kind {
  SAI_KEY_WHOLE,    /**< a whole number */
  SAI_KEY_NUMBER,   /**< a number without uncertainty */
  SAI_KEY_TEXT,     /**< free text of at most `upper` bytes */
  SAI_KEY_CHOICE,   /**< one of `choices`, separated by spaces */
  SAI_KEY_MONTH,    /**< a calendar month, or a month of the horizon */
  SAI_KEY_DURATION, /**< months or years */
  SAI_KEY_RANGE,    /**< months from..to */
  SAI_KEY_STAGES,   /**< stage..stage */
  SAI_KEY_CLAUSE,   /**< words that its note explains */
  SAI_KEY_QUANTITY, /**< an expression whose range must stay within the bounds; unbounded ends are allowed if
                       `open` */
  SAI_KEY_LIST,
  SAI_KEY_MAP,
  SAI_KEY_ABOVE,  /**< `lost`, `waits`, or `waits N months` with N within the bounds */
  SAI_KEY_SHARES, /**< shares within the bounds, one after the other, with commas between them */
  SAI_KEY_LATER   /**< of the language, but not of this version */
} sai_key_kind;

typedef struct sai_key {
  sai_within within;
  const char *name;
  sai_key_kind kind;
  double lower, upper; /**< of numbers and quantities; bytes of texts; months of durations; entries of lists
                          and mappings */
  bool needed, open;
  bool above;          /**< of numbers and quantities: what is certain to be no more than `lower` is out */
  bool contract;       /**< of SAI_IN_OFFER: stands in a contract of `contracts` too */
  sai_unit unit;       /**< of numbers and quantities */
  const char *without; /**< default as it would be written, or NULL */
  const char *choices;
  const char *help;    /**< what it says, untranslated: a phrase that messages quote too */
  const char *example; /**< a value as it would be written; of lists and mappings one entry */
  const char *note;    /**< what else has to be known, untranslated */
} sai_key;

typedef enum sai_form_kind { SAI_FORM_RANGE, SAI_FORM_DISTRIBUTION, SAI_FORM_FUNCTION } sai_form_kind;

/** A word of quantities that takes values: distributions, functions, and the range. */
typedef struct sai_form {
  const char *name;
  sai_form_kind kind;
  const char *written; /**< with names of its values in capitals */
  const char *example;
  const char *help; /**< untranslated */
} sai_form;

/** The whole table. */
const sai_key *sai_schema(size_t *n);
/** A key by name, NULL if there is none in that mapping. */
const sai_key *sai_schema_find(sai_within within, const char *name);
/** True if a key can stand in a mapping. */
bool sai_schema_belongs(const sai_key *key, sai_within within);
/** The dotted place of a mapping, as in `offers.fees`; empty for the scenario itself. */
const char *sai_schema_where(sai_within within);
/** What can be written in quantities. A distribution that does not stand here is not read. */
const sai_form *sai_schema_forms(size_t *n);
/** A form by name, NULL if there is none. */
const sai_form *sai_schema_form(const char *name);
/** Words that stages and inputs cannot be called. */
const char *const *sai_schema_reserved(size_t *n);

#endif
