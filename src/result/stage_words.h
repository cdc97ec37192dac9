/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stages that have the same names everywhere, so that a reader of one language understands a file of
   another. */
#ifndef SAI_RESULT_STAGE_WORDS_H
#define SAI_RESULT_STAGE_WORDS_H

/** What people call a stage: its label, or for a well-known name without a label of its own the word in the
 *  current language.
 *  @param name   in the scenario: `appointment`
 *  @param label  what people read; the same as the name if the scenario gives none
 *  @return label, or a translated text that lives as long as the program */
const char *sai_stage_noun(const char *name, const char *label);
/** The same behind a price, `per appointment`; NULL if the stage is not well known or has its own label. */
const char *sai_stage_per(const char *name, const char *label);

#endif
