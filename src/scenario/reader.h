/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all parts of the scenario reader share: the text that is read, where it came from, and the problems
   found in it. A part that finds one reports it and goes on, so that a file is judged whole. Functions here
   that return a pointer return NULL after a problem was reported; memory that ran out is such a problem. */
#ifndef SAI_SCENARIO_READER_H
#define SAI_SCENARIO_READER_H

#include "scenario/scenario.h"

enum {
  SAI_SETTING_LINE = 1 << 24, /**< a place on line SAI_SETTING_LINE + i is in setting i */
  SAI_PROBLEMS_FIRST = 8,     /**< room at first */
  SAI_PROBLEMS_MAX = 200      /**< kept before they are sorted by place; more are only counted */
};

typedef struct sai_reader {
  sai_scenario *scenario;
  sai_arena *arena;    /**< the scenario's */
  sai_arena scratch;   /**< freed when reading ends */
  sai_error *problems; /**< malloc'd */
  size_t n_problems, capacity, more;
  size_t n_reports; /**< also of those that are not kept: compare it to see whether a part was right */
  bool no_memory;
  bool start_wrong; /**< `start` was reported: calendar months cannot be told, and nothing more is said of
                       them */
  bool structural;  /**< problems reported now are in the shape of the file, and silence later ones on their
                       line */
  size_t n_structural;
  unsigned next_order; /**< order in the file of the next node */
  const struct sai_input_table *inputs;
  struct sai_quantity_entry *entries; /**< every quantity so far, newest first */
} sai_reader;

/** Zeroed memory that lives as long as the scenario, or as long as the reading. */
void *sai_reader_alloc(sai_reader *r, size_t count, size_t size);
void *sai_reader_scratch(sai_reader *r, size_t count, size_t size);
const char *sai_reader_copy(sai_reader *r, const char *bytes, size_t n);
/** A printf-style text that lives as long as the scenario. */
const char *sai_reader_format(sai_reader *r, const char *format, ...) SAI_PRINTF(2, 3);

/** Report a problem at a place. @return the error, to give it a hint before the next report; NULL if nobody
 * will see it */
sai_error *sai_report(sai_reader *r, sai_place place, const char *format, ...) SAI_PRINTF(3, 4);
/** Report an error of another layer at a place, with its text and hint. */
void sai_report_error(sai_reader *r, sai_place place, const sai_error *err);
void sai_report_no_memory(sai_reader *r);
/** True if a problem was reported on a line. */
bool sai_reader_has_problem(const sai_reader *r, unsigned line);
/** Move all problems to the list, in the order of the file. @return the first code, SAI_OK if there is none
 */
sai_code sai_reader_finish(sai_reader *r, sai_error_list *errors);

/** The bytes of a line of the scenario, counted from 1, or of a setting; without the line's end. */
const char *sai_source_line(const sai_scenario *scenario, unsigned line, size_t *n);
/** The line after the one that begins here, NULL after the last. */
const char *sai_source_after(const char *line, size_t *n);
/** Put file, place and source line into an error. */
void sai_source_locate(const sai_scenario *scenario, sai_place place, sai_error *err);
/** Refuse bytes that are no text: not UTF-8, control characters, invisible line ends. */
void sai_source_check(sai_reader *r, const char *bytes, size_t n);

/** False for control characters and invisible line ends; a tab is printable. */
bool sai_is_printable(unsigned c);

/** One of YAML's traps on a line: what a person typed that YAML reads as something else. */
typedef struct sai_trap {
  unsigned column, length;
  const char *text, *hint; /**< translated */
  bool weak;               /**< explains a line that is wrong, but no line that is merely near */
} sai_trap;
/** Find a trap on one line; says nothing about whether the line is wrong. */
bool sai_trap_find(const char *line, size_t n, sai_trap *trap);
/** Find a key indented under its parent instead of right of it; `above` is the line before it. */
bool sai_trap_find_below(const char *above, size_t n_above, const char *line, size_t n, sai_trap *trap);

#endif
