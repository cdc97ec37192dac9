/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files read whole up to a limit, and files written whole or not at all. */
#ifndef SAI_BASE_FILE_H
#define SAI_BASE_FILE_H

#include "base/error.h"

/** Read a file, or standard input if path is "-", of at most `limit` bytes.
 *  @param data    receives malloc'd bytes followed by a NUL; free() them
 *  @return SAI_IO if it cannot be read, SAI_REJECTED if it is larger than the limit */
SAI_MUST_USE sai_code sai_file_read(const char *path, size_t limit, char **data, size_t *size,
                                    sai_error *err);

/** Read a regular file below a folder, for paths that a stranger wrote: refused (SAI_REJECTED, with a hint)
 * are absolute paths, `..`, links on the way and at its end, devices and pipes. Errors name `path` alone.
 *  @param folder  empty: the working directory
 *  @param data    receives malloc'd bytes followed by a NUL; free() them
 *  @return SAI_IO if it cannot be read, SAI_REJECTED also if it is larger than the limit */
SAI_MUST_USE sai_code sai_file_read_below(const char *folder, const char *path, size_t limit, char **data,
                                          size_t *size, sai_error *err);

/** A folder that is being written into. Files of a set appear together: each is written under a temporary
 * name, and all are renamed by a commit, so that a reader sees an old file or a new one, never a part. Files
 * of other names are never touched. While a set is open no other can be begun in the same folder, by this
 * process or another (where the file system knows locks). What a killed process left there is first brought
 * to an end: a commit that was under way is completed, everything else is removed. */
typedef struct sai_file_set sai_file_set;

/** Make the folder (and its parents) if it is missing, and open it. What was made goes again at the end if
 * nothing has come into it.
 *  @return SAI_IO also if another set is open there */
SAI_MUST_USE sai_code sai_file_set_begin(const char *folder, sai_file_set **set, sai_error *err);
/** Write one file of the set under its temporary name. The name has no slash and at most 200 bytes; a name
 * that is in the set already is written anew. After a failure nothing of it is left. */
SAI_MUST_USE sai_code sai_file_set_add(sai_file_set *set, const char *name, const void *data, size_t size,
                                       sai_error *err);
/** The descriptor, for reading and writing, of a new, empty file of the set; the caller closes it. */
SAI_MUST_USE sai_code sai_file_set_create(sai_file_set *set, const char *name, int *fd, sai_error *err);
/** Give all files their names; the set is empty again. If one of them was never written, or its name is taken
 * by a folder, none is renamed; where a later rename is refused the old files come back (if that is refused
 * too, or the file system has no links, the error's hint says that old and new files are mixed). They are on
 * the disk before the first gets its name; a file that replaces one of the same owner takes over its
 * permissions. */
SAI_MUST_USE sai_code sai_file_set_commit(sai_file_set *set, sai_error *err);
/** As sai_file_set_commit(), of a set of one file, but never in the place of another file.
 *  @param taken  true if something of that name was there; then the result is SAI_IO */
SAI_MUST_USE sai_code sai_file_set_commit_new(sai_file_set *set, bool *taken, sai_error *err);
/** Remove what was written since the last commit; the set is empty again. */
void sai_file_set_discard(sai_file_set *set);
/** Remove a file of the folder, if it is there. */
void sai_file_set_remove(sai_file_set *set, const char *name);
/** The folder as it was named, and its descriptor; both end with the set. */
const char *sai_file_set_path(const sai_file_set *set);
int sai_file_set_descriptor(const sai_file_set *set);
/** Discard what was not committed, and close the folder; set may be NULL. */
void sai_file_set_end(sai_file_set *set);

/** Write all bytes to a descriptor, taking up short writes; `path` names it in errors. */
SAI_MUST_USE sai_code sai_file_write_all(int fd, const void *data, size_t size, const char *path,
                                         sai_error *err);

#endif
