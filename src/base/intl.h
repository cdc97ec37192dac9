/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks text for translation. The library's own domain is named in every call, so that a program that
   embeds it keeps its own. Text is translated where it is made, once, into the current language. */
#ifndef SAI_BASE_INTL_H
#define SAI_BASE_INTL_H

#include <libintl.h>

#define SAI_TEXT_DOMAIN "saisan"
/** The translation of a literal message. */
#define _(text) dgettext(SAI_TEXT_DOMAIN, text)
/** Marks a literal in a table; translated later by _(). */
#define N_(text) text
/** Singular and plural by n. */
#define P_(one, many, n) dngettext(SAI_TEXT_DOMAIN, one, many, n)

#endif
