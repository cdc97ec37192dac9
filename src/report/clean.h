/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of users on their way into other people's formats. */
#ifndef SAI_REPORT_CLEAN_H
#define SAI_REPORT_CLEAN_H

#include "base/text.h"

/** Append s with every byte that is not UTF-8 replaced by U+FFFD (paths need not be UTF-8). */
void sai_clean_utf8(sai_text *out, const char *s);
/** Append s as one line: the same, and control characters and line separators become spaces. */
void sai_clean_line(sai_text *out, const char *s);
/** Append s as one line, as a gnuplot expression: single-quoted, in which gnuplot expands neither backticks
 * nor backslashes nor macros; `]>` gets a space, since `]]>` breaks an SVG. A quote in it is joined on as
 * `'.apos.'`: gnuplot 5.4 misreads two doubled quotes in a row, and takes a quote in double quotes for the
 * end of what it must not expand. */
void sai_clean_gnuplot(sai_text *out, const char *s);
/** The line that a gnuplot program starts with, so that these expressions mean something. */
extern const char *const sai_clean_gnuplot_start;
/** Append s as a CSV cell (RFC 4180). A text that a spreadsheet would take for a formula gets a leading
 * apostrophe. */
void sai_clean_csv(sai_text *out, const char *s);
/** Append s cut to at most `columns` on a terminal, with an ellipsis if something was cut. */
void sai_clean_cut(sai_text *out, const char *s, size_t columns);
/** Where a line of `s` that has room for its first n bytes ends best, in bytes, 1..n if n > 0: before a
 * bracket or at a blank in its second half, else between words of different scripts in its last two thirds
 * (Japanese has no blanks), else at the last place where a line may end: not within a Latin word, an address
 * or a number with its unit, not between B and 社, and not before what begins no line in Japanese; else at n.
 * `s` is well-formed UTF-8, and a character ends at n. */
size_t sai_clean_break(const char *s, size_t n);
/** The bytes of `s` that make its first line of at most `columns`, by the same rules; all of them if they
 * fit. */
size_t sai_clean_line_bytes(const char *s, size_t columns);
/** The same of a text that is to stand on two lines, where it may be ended so late that the rest fits the
 * second. */
size_t sai_clean_first_of_two(const char *s, size_t columns);
/** Append one line of text wrapped at the places where its script allows it: every line indented by `indent`
 * columns, at most `width` columns wide where possible, and ended by a newline. */
void sai_clean_wrap(sai_text *out, const char *s, size_t indent, size_t width);

#endif
