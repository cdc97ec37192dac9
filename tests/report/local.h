/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of reports share: languages, expected texts kept in files, folders that vanish. */
#ifndef SAI_TEST_REPORT_LOCAL_H
#define SAI_TEST_REPORT_LOCAL_H

#include "base/text.h"

/** Speak a language from now on (`en` or `ja`, from the catalogue of the build folder). */
void local_language(const char *language);
/** Compare with tests/report/golden/NAME; with SAISAN_UPDATE_GOLDEN in the environment, write it instead. */
void local_expect(const char *name, const sai_text *got);
/** A file below the build folder, or tests/report; the text stays valid until the next call but one. */
const char *local_build_path(const char *name);
const char *local_test_path(const char *name);
/** A new folder under TMPDIR; local_remove() removes it with what is in it. */
void local_folder(char path[256]);
void local_remove(const char *path);
/** The content of a file as text; fails the test if it cannot be read. */
sai_text local_read(const char *folder, const char *name);
/** Write a file. */
void local_write(const char *folder, const char *name, const char *text, int mode);
/** True if the file exists. */
int local_exists(const char *folder, const char *name);
/** The number of files whose name ends so. */
size_t local_count(const char *folder, const char *end);

#endif
