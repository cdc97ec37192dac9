/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `saisan plot`: draw the charts of a result again, perhaps in another language or unit. */
#include "command/command.h"

#include "base/intl.h"
#include "report/report.h"

#include <stdlib.h>

sai_code sai_command_plot(sai_session *session, int argc, const char **argv) {
  static const char *const units[] = {"auto", "yen", "千円", "万円"};
  char *lang = NULL, *unit = NULL;
  struct poptOption table[] = {
      {"unit", 0, POPT_ARG_STRING, &unit, 0, _("unit of money"), "yen|千円|万円"},
      {"lang", 0, POPT_ARG_STRING, &lang, 0, _("language (default: that of the locale)"), "en|ja"},
      {"help", 'h', POPT_ARG_NONE, NULL, 'h', _("this text"), NULL},
      POPT_TABLEEND};
  const char *folder = NULL;
  bool helped = false;
  sai_scenario_options none = {0};
  sai_error err;
  size_t choice = 0;
  sai_code code = sai_options_parse(session, sai_command_find("plot"), argc, argv, table, &none, &folder, 1, 1, &helped);
  if (!code && !helped && unit && sai_option_choice("--unit", unit, units, 4, &choice, &err))
    code = sai_session_fail(session, &err);
  if (!code && !helped) {
    sai_chart_options charts = {.plots = session->plots, .unit = (sai_money_unit)choice};
    if (sai_report_charts(folder, &charts, &err)) code = sai_session_fail(session, &err);
  }
  free(lang);
  free(unit);
  return code;
}
