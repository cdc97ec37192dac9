/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text folded to ordinary characters (NFKC), in which every byte still knows the character it came from. */
#ifndef SAI_SCENARIO_FOLD_H
#define SAI_SCENARIO_FOLD_H

#include "scenario/tree.h"

typedef struct sai_folded {
  const char *text;
  size_t n;
  const unsigned *at;     /**< [n + 1] index of the original character of each byte */
  const unsigned *offset; /**< [n + 1] offset of that character in the original text */
} sai_folded;

/** Fold a text; memory is that of the reading. @return false without memory */
bool sai_fold(sai_reader *r, const char *text, sai_folded *out);

/** True for characters of a name: letters of any script, digits, `_`. */
bool sai_is_name_character(unsigned c);
/** Bytes of the name that begins at offset `at`, 0 if none does; names do not begin with a digit. */
size_t sai_name_length(const char *folded, size_t n, size_t at);

#endif
