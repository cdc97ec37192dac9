/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A child between fork and exec: descriptors, limits, isolation. */
#ifndef SAI_REPORT_CHILD_H
#define SAI_REPORT_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** Descriptors of the child's working directory and standard streams, none of them 0 to 2. */
typedef struct sai_child_files {
  int folder, input, output, messages;
} sai_child_files;

/** Limits that the kernel keeps. Lower ones that are already there stay. */
typedef struct sai_child_limits {
  size_t memory_bytes;  /**< of address space; allocations beyond fail */
  size_t file_bytes;    /**< of each file written; SIGXFSZ */
  unsigned cpu_seconds; /**< SIGXCPU */
} sai_child_limits;

/** Everything a child needs, made before the fork, since it must not allocate. */
typedef struct sai_child {
  const char *program; /**< absolute */
  char *const *argv, *const *environment;
  sai_child_files files;
  sai_child_limits limits;
  bool isolated; /**< try to cut off the network */
  pid_t parent;
  char user_map[32], group_map[32];
} sai_child;

/** What a child reports instead of starting the program. */
typedef struct sai_child_failure {
  int error;     /**< errno */
  bool half_way; /**< isolation was begun and cannot be completed here: try again without */
} sai_child_failure;

/** Fill the maps that keep user and group the same in a user namespace. */
void sai_child_prepare(sai_child *child);
/** Become the program. Only system calls, so that the fork of a program with threads may call it. Returns
 * only on failure, with what failed. The program's signals are as in a fresh process, its core is never
 * dumped, it gains no privileges, and it gets no descriptor but the standard ones. */
sai_child_failure sai_child_become(const sai_child *child);

#endif
