/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `saisan plot`: draw the charts of a result again, perhaps in another language or unit. */
#include "command/command.h"

#include "base/intl.h"
#include "report/report.h"

#include <stdlib.h>

static sai_code draw(sai_session *session, const char *folder, const char *unit) {
  static const char *const units[] = {"auto", "yen", "千円", "万円"};
  size_t choice = 0;
  sai_error err;
  if (unit && sai_option_choice("--unit", unit, units, 4, &choice, &err))
    return sai_session_fail(session, &err);
  sai_chart_options charts = {.plots = session->plots, .unit = (sai_money_unit)choice};
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
