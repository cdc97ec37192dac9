/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Status codes and located errors. Every function that can fail returns a sai_code, which must be looked at,
   and takes a `sai_error *` last; on failure its other outputs are untouched. Nothing here allocates, so
   running out of memory can be reported like everything else. */
#ifndef SAI_BASE_ERROR_H
#define SAI_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

/** What became of a call. The numbers of the first five are the exit codes of the program. */
typedef enum sai_code {
  SAI_OK = 0,
  SAI_FAILURE = 1,    /**< run-time failure */
  SAI_USAGE = 2,      /**< wrong usage of the program */
  SAI_REJECTED = 3,   /**< the scenario was rejected */
  SAI_IO = 4,         /**< input or output failed */
  SAI_NO_MEMORY = 5,  /**< exit code 1 */
  SAI_INTERRUPTED = 6 /**< exit code 130 */
} sai_code;

#define SAI_MUST_USE          __attribute__((warn_unused_result))
#define SAI_PRINTF(at, first) __attribute__((format(printf, at, first)))

/** Return the code of `call` from the current function unless it is SAI_OK. */
#define SAI_TRY(call)                                                                                        \
  do {                                                                                                       \
    sai_code sai_try_code = (call);                                                                          \
    if (sai_try_code) return sai_try_code;                                                                   \
  } while (0)

/** A stretch of text on one line of a source: line and column count from 1, columns and length in characters
    (code points). Line 0: no place is known. */
typedef struct sai_place {
  unsigned line, column, length;
} sai_place;

enum { SAI_ERROR_TEXT = 640, SAI_ERROR_SOURCE = 400, SAI_ERRORS_MAX = 20 };

/** One error. Texts are UTF-8, cut at a character if they are too long. */
typedef struct sai_error {
  sai_code code;
  sai_place place;
  char file[SAI_ERROR_SOURCE];   /**< path as the user gave it; empty if none */
  char source[SAI_ERROR_SOURCE]; /**< the line the place is on, without its end */
  char text[SAI_ERROR_TEXT];     /**< the reason, translated */
  char hint[SAI_ERROR_TEXT];     /**< what to do, translated; empty if nothing helps */
} sai_error;

/** Errors collected up to a limit; `more` counts those beyond it. */
typedef struct sai_error_list {
  sai_error errors[SAI_ERRORS_MAX];
  size_t count, more;
} sai_error_list;

/** Fill *err (may be NULL) with a code and a printf-style, already translated text; place, file and hint are
 *  cleared. @return code, so that a failing function can end with `return sai_error_set(...)`. */
sai_code sai_error_set(sai_error *err, sai_code code, const char *format, ...) SAI_PRINTF(3, 4);
/** Add a printf-style hint to an error that is already set. */
void sai_error_hint(sai_error *err, const char *format, ...) SAI_PRINTF(2, 3);
/** Set an error from errno for a file: "path: reason", code SAI_IO. */
sai_code sai_error_errno(sai_error *err, const char *path);
/** Set the out-of-memory error. */
sai_code sai_error_no_memory(sai_error *err);
/** Append a copy of *err, or count it as one more. */
void sai_error_list_add(sai_error_list *list, const sai_error *err);
/** The exit code of the program for a code. */
int sai_code_exit(sai_code code);

struct sai_text;
/** Append the error as text for people, with the source line and a caret under the place:
    `file:line:column: error: text`, the line, the caret, `hint: ...`. */
void sai_error_render(const sai_error *err, struct sai_text *out);

#endif
