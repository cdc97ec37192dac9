/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `saisan plot`: draw the charts of a result again, perhaps in another language or unit. */
#include "command/command.h"

#include "base/intl.h"
#include "report/report.h"

#include <stdlib.h>

static sai_code draw(sai_session *session, const char *folder, const char *unit) {
  sai_money_unit money_unit = SAI_MONEY_AUTO;
  sai_error err;
  if (sai_option_unit(unit, &money_unit, &err)) return sai_session_fail(session, &err);
  sai_chart_options charts = {.plots = session->plots, .unit = money_unit};
  session->catch_interrupts();
  return sai_report_charts(folder, &charts, &err) ? sai_session_fail(session, &err) : SAI_OK;
}

sai_code sai_command_plot(sai_session *session, int argc, const char **argv) {
  char *unit = NULL;
  struct poptOption table[] = {
      {"unit", 0, POPT_ARG_STRING, &unit, 0, _("unit of money (default: what fits)"), "yen|千円|万円"},
      SAI_OPTIONS_COMMON};
  const char *folder = NULL;
  bool helped = false;
  sai_scenario_options none = {0};
  sai_code code =
      sai_options_parse(session, sai_command_find("plot"), argc, argv, table, &none, &folder, 1, 1, &helped);
  if (!code && !helped) code = draw(session, folder, unit);
  free(unit);
  return code;
}
