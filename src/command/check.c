/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `saisan check`: what a scenario means, said back in words. */
#include "command/command.h"

#include "base/intl.h"

#include <stdlib.h>

sai_code sai_command_check(sai_session *session, int argc, const char **argv) {
  (void)argc;
  sai_scenario *scenario = NULL;
  sai_code code = sai_scenario_read(argv[1], NULL, 0, &scenario, &session->errors);
  sai_scenario_free(scenario);
  return code;
}
