/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A child process without a shell, within limits, and without the network where the system allows that. */
#ifndef SAI_REPORT_PROCESS_H
#define SAI_REPORT_PROCESS_H

#include "report/child.h"

#include <signal.h>

enum { SAI_PROCESS_MESSAGE = 480, SAI_PROCESS_PATH = 4096 };

/** What is to run, and how long. */
typedef struct sai_process {
  const char *program;               /**< absolute, see sai_process_find() */
  char *const *argv;                 /**< NULL-terminated */
  sai_child_files files;             /**< its folder, input and output; its messages are collected */
  sai_child_limits limits;           /**< beyond them it is killed, or its calls fail */
  unsigned seconds;                  /**< by the clock; after them it is killed */
  const volatile sig_atomic_t *stop; /**< kill it when this is set; may be NULL */
} sai_process;

/** How a child process ended. */
typedef struct sai_process_end {
  bool started;     /**< false: `error` is the errno of starting it */
  bool timed_out;   /**< it was killed */
  bool interrupted; /**< it was killed because of `stop` */
  int error;
  int exit_code;                     /**< -1 if a signal ended it */
  int signal;                        /**< 0 if it ended by itself */
  char message[SAI_PROCESS_MESSAGE]; /**< the beginning of what it wrote to standard error, in one line */
} sai_process_end;

/** Where a program is: a name with a slash is made absolute, another is looked up in the absolute folders of
 * PATH (others would lead into the folder in which the child runs). @return 0 or an errno */
int sai_process_find(const char *name, char path[SAI_PROCESS_PATH]);

/** Run a program and wait for its end. It is the leader of a session of its own; at its end, and when it is
 * killed, so is all of that session's process group. It dies with the calling thread. Reentrant; the standard
 * streams must be open, and SIGCHLD not ignored. */
sai_process_end sai_process_run(const sai_process *process);

#endif
