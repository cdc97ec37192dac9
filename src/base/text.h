/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growing UTF-8 text, its width on a terminal, and numbers written the same in every locale. */
#ifndef SAI_BASE_TEXT_H
#define SAI_BASE_TEXT_H

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/** A growing text, zero-initialised to start with. After a failed allocation `failed` stays set and every
    further call does nothing; check it once at the end with sai_text_check(). A text that becomes a part of
    another starts as {.whole = &the_other}: both fail together, so that nothing goes missing unseen. */
typedef struct sai_text {
  char *data; /**< NUL-terminated once something was added, else NULL */
  size_t length, capacity;
  bool failed, is_lent;
  struct sai_text *whole; /**< may be NULL */
} sai_text;

/** A text in memory of the caller's, for what is short: it fails beyond size - 1 bytes. */
#define SAI_TEXT_IN(room)                                                                                    \
  { .data = memset(room, 0, sizeof room), .capacity = sizeof room, .is_lent = true }

/** Mark a text and what it is a part of as failed, where a part of it could not be made. */
void sai_text_fail(sai_text *text);
void sai_text_free(sai_text *text);
/** Empty the text but keep its memory. */
void sai_text_clear(sai_text *text);
void sai_text_add(sai_text *text, const char *s);
void sai_text_add_bytes(sai_text *text, const char *bytes, size_t n);
void sai_text_repeat(sai_text *text, const char *s, size_t times);
void sai_text_format(sai_text *text, const char *format, ...) SAI_PRINTF(2, 3);
void sai_text_vformat(sai_text *text, const char *format, va_list args);
/** The text, never NULL. */
const char *sai_text_string(const sai_text *text);
/** SAI_NO_MEMORY if an allocation failed, else SAI_OK. */
SAI_MUST_USE sai_code sai_text_check(const sai_text *text, sai_error *err);

/** Columns that a UTF-8 text takes on a terminal: full-width characters take two, combining ones none. */
size_t sai_text_width(const char *s);
/** Columns that the first `n_chars` characters of s take; tabs count one. */
size_t sai_text_width_prefix(const char *s, size_t n_chars);
/** Copy s to dst (of `size` bytes), cut before the first character that does not fit. */
void sai_text_copy(char *dst, size_t size, const char *s);
/** As vsnprintf(), but a text that is too long is cut before the first character that does not fit. */
void sai_text_print(char *dst, size_t size, const char *format, va_list args) SAI_PRINTF(3, 0);
/** True if the n bytes are well-formed UTF-8; else *bad is the offset of the first wrong byte. */
bool sai_text_is_utf8(const char *bytes, size_t n, size_t *bad);
/** NFKC-fold n bytes of UTF-8 (full-width forms become ASCII) and append them to out; ill-formed text is
   appended as it is. */
void sai_text_fold(sai_text *out, const char *bytes, size_t n);

/** Append a value with `digits` significant digits, decimal point, no grouping, no exponent from 1e-9 to
   1e15; 12 digits is what results are written with. Negative zero is written 0; inf, -inf and nan as such. */
void sai_text_number(sai_text *text, double value, int digits);
/** Append a value with `decimals` places and groups of three: 1,234,567.8. */
void sai_text_grouped(sai_text *text, double value, int decimals);

/** Levenshtein distance of two words in characters, for "did you mean". */
size_t sai_text_distance(const char *a, const char *b);
/** The nearest of n candidates to a word, if it is near enough to be meant, else NULL. */
const char *sai_text_nearest(const char *word, const char *const *candidates, size_t n);

#endif
