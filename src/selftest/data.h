/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that the selftest compares with. Their fingerprints were taken when the program was built, so
   that what is missing, cut short or changed is an error and not a pass. */
#ifndef SAI_SELFTEST_DATA_H
#define SAI_SELFTEST_DATA_H

#include "base/error.h"

#include <jansson.h>

/** Read a file of the folder. @param text receives malloc'd text; free() it. SAI_IO if it cannot be read or
 * is not what the program was built with. */
SAI_MUST_USE sai_code sai_selftest_read(const char *folder, const char *name, char **text, sai_error *err);
/** Read all of them, so that nothing is compared unless everything is there. */
SAI_MUST_USE sai_code sai_selftest_verify(const char *folder, sai_error *err);
/** A JSON document; json_decref() it. */
SAI_MUST_USE sai_code sai_selftest_load(const char *folder, const char *name, json_t **document,
                                        sai_error *err);

enum { SAI_KAT_FIELDS = 12 };

/** Known answers: a line of comment, a line of names, then rows of plain fields. */
typedef struct sai_kat {
  char *rest;
  char *field[SAI_KAT_FIELDS]; /**< of the present row; NULL beyond its end */
} sai_kat;

/** Begin with the text, which is cut up in place. */
sai_kat sai_kat_begin(char *text);
/** The next row; false at the end. */
bool sai_kat_next(sai_kat *kat);
double sai_kat_number(const sai_kat *kat, size_t field);

#endif
