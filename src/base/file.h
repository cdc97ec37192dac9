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

/** Files of one folder that appear together: each is written under a temporary name, and all are renamed at
    the end. Until then the folder keeps what it had; files of other names are never touched. */
typedef struct sai_file_set sai_file_set;

/** Make the folder (and its parents) if it is missing, and start a set in it. */
SAI_MUST_USE sai_code sai_file_set_begin(const char *folder, sai_file_set **set, sai_error *err);
/** Write one file of the set under its temporary name. The name has no slash and at most 200 bytes; a name
 * that is in the set already is written anew. After a failure nothing of it is left. */
SAI_MUST_USE sai_code sai_file_set_add(sai_file_set *set, const char *name, const void *data, size_t size,
                                       sai_error *err);
/** The temporary path of a file that another program is to write; it joins the set. The pointer is valid
   until the set ends. */
SAI_MUST_USE sai_code sai_file_set_reserve(sai_file_set *set, const char *name, const char **path,
                                           sai_error *err);
/** Rename all files to their names and end the set. If one of them was never written, or its name is taken by
 * a folder, none is renamed; on any failure what is not renamed is removed. */
SAI_MUST_USE sai_code sai_file_set_commit(sai_file_set *set, sai_error *err);
/** Remove what was written and end the set; set may be NULL. */
void sai_file_set_abort(sai_file_set *set);

/** Write all bytes to a descriptor, taking up short writes; `path` names it in errors. */
SAI_MUST_USE sai_code sai_file_write_all(int fd, const void *data, size_t size, const char *path,
                                         sai_error *err);

#endif
