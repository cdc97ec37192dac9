/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A child process without a shell, with a time limit. */
#ifndef SAI_REPORT_PROCESS_H
#define SAI_REPORT_PROCESS_H

#include <stdbool.h>

enum { SAI_PROCESS_MESSAGE = 480 };

/** How a child process ended. */
typedef struct sai_process_end {
  bool started;   /**< false: `error` is the errno of starting it */
  bool timed_out; /**< it was killed */
  int error;
  int exit_code;                     /**< -1 if a signal ended it */
  int signal;                        /**< 0 if it ended by itself */
  char message[SAI_PROCESS_MESSAGE]; /**< the beginning of what it wrote to standard error, in one line */
} sai_process_end;

/** Run argv[0] (looked up in PATH if it has no slash) in a folder and wait for its end.
 *  @param argv    NULL-terminated
 *  @param folder  its working directory
 *  @param input   descriptor of its standard input, at the position from which it is to read
 *  @param seconds time after which it is killed
 *  Its standard output is dropped; its locale is C.UTF-8. Reentrant; SIGCHLD must not be ignored. */
sai_process_end sai_process_run(char *const argv[], const char *folder, int input, unsigned seconds);

#endif
