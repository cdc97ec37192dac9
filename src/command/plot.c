/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `saisan plot`: draw the charts of a result again, perhaps in another language or unit. */
#include "command/command.h"

#include "base/intl.h"
#include "report/report.h"

#include <stddef.h>
#include <stdlib.h>

static sai_code draw(sai_session *session, const char *folder, const char *unit) {
  sai_money_unit money_unit = SAI_MONEY_AUTO;
  sai_error err;
  if (sai_option_unit(unit, &money_unit, &err)) return sai_session_fail(session, &err);
  sai_chart_options charts = {.plots = session->plots, .unit = money_unit};
  session->catch_interrupts();
  return sai_report_charts(folder, &charts, &err) ? sai_session_fail(session, &err) : SAI_OK;
}

typedef struct options {
  char *unit;
} options;

static const sai_option option_table[] = {{"unit", SAI_OPTION_TEXT, offsetof(options, unit), "yen|千円|万円",
                                           NULL, N_("unit of money (default: what fits)")},
                                          {NULL}};

static sai_code run(sai_session *session, int argc, const char **argv) {
  options o = {0};
  const char *folder = NULL;
  bool helped = false;
  sai_code code = sai_options_parse(session, &sai_command_plot, argc, argv, &o, &folder, &helped);
  if (!code && !helped) code = draw(session, folder, o.unit);
  free(o.unit);
  return code;
}

const sai_command sai_command_plot = {"plot", "DIR", NULL, N_("draw the charts of a result again"),
                                      run,    1,     1,    option_table};
