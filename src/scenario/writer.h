/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a scenario file, for the parts of its writer. */
#ifndef SAI_SCENARIO_WRITER_H
#define SAI_SCENARIO_WRITER_H

#include "scenario/schema.h"
#include "scenario/write.h"

typedef struct sai_writer {
  const sai_scenario *s;
  sai_text *out;
  size_t indent;
  bool dash; /**< the next line begins an entry of a list */
} sai_writer;

/** `KEY: VALUE`, or an entry of a list without a key. */
void sai_write_entry(sai_writer *w, const char *key, const char *value);
/** The same, if there is a value. */
void sai_write_optional(sai_writer *w, const char *key, const char *value);
/** A key with more lines under it; with an empty line before it; an entry of a list; and their end. */
void sai_write_open(sai_writer *w, const char *key);
void sai_write_part(sai_writer *w, const char *key);
void sai_write_item(sai_writer *w);
void sai_write_close(sai_writer *w);
/** A number under a key, with its source if it has one. */
void sai_write_sourced(sai_writer *w, const char *key, const char *value, const char *source);
/** A quantity, what it is for (` per call`), and how often it is drawn; nothing if it is NULL. Its source is
   left out where another line gives it. */
void sai_write_quantity(sai_writer *w, const char *key, const sai_quantity *q, const char *basis,
                        const sai_funnel *stages, const char *shared_source);
void sai_write_whole(sai_writer *w, const char *key, unsigned value);
/** Months; nothing if there are none. */
void sai_write_duration(sai_writer *w, const char *key, unsigned months);
/** Word number i of a key that is a choice. */
void sai_write_choice(sai_writer *w, sai_within within, const char *key, unsigned i);
/** The source that all of n quantities have, else NULL. */
const char *sai_common_source(const sai_quantity *const *quantities, size_t n);

void sai_write_funnel(sai_writer *w, const sai_funnel *funnel);
/** The stages of an offer that differ from those of the common funnel. */
void sai_write_changes(sai_writer *w, const sai_funnel *funnel);
void sai_write_own_costs(sai_writer *w, const sai_contract *contract);
void sai_write_offer(sai_writer *w, const sai_offer *offer);
/** What stands after `per`: a stage's name, or the work of people in full, `person and month`. */
const char *sai_write_counted(const sai_funnel *funnel, size_t counted);

#endif
