/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the findings share; private to them. */
#ifndef SAI_REPORT_SENTENCES_PARTS_H
#define SAI_REPORT_SENTENCES_PARTS_H

#include "report/report.h"

typedef struct sai_teller {
  const sai_result *result;
  sai_money_unit unit;
  sai_text *out;
} sai_teller;

/** The name of an offer in a sentence. The caller frees it, as all texts below. */
sai_text sai_tell_name(const sai_teller *t, size_t offer);
/** A chance: `31 of 100 runs`. */
sai_text sai_tell_odds(const sai_teller *t, const sai_figure *p);
/** Money that was given, exact. */
sai_text sai_tell_money(const sai_teller *t, double value);
/** Money that was found, in three digits at most. */
sai_text sai_tell_rounded_money(const sai_teller *t, const sai_figure *figure);

/** Append a message with up to four texts, and free them. */
#define SAI_TELL(t, format, ...)                                                                             \
  do {                                                                                                       \
    sai_text texts[] = {__VA_ARGS__};                                                                        \
    sai_tell(t, format, texts, sizeof texts / sizeof *texts);                                                \
  } while (0)
void sai_tell(const sai_teller *t, const char *format, sai_text *texts, size_t n);
/** Append what stands between two sentences: nothing after a full-width stop. */
void sai_tell_space(sai_text *out);

/** True for an offer with which the others are compared. */
bool sai_tell_nothing_is_bought(const sai_offer_result *offer);
/** A chance with its noise; 0 and 1 where it is as near as sums are exact. */
sai_figure sai_tell_chance(double p, double noise);

/** The parts, in order: how the offers stand, what can go wrong, what is promised. */
void sai_tell_offers(const sai_teller *t);
void sai_tell_risks(const sai_teller *t);
void sai_tell_promises(const sai_teller *t);

#endif
