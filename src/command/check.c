/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `saisan check`: what a scenario means, said back in words. Nothing is simulated. */
#include "command/check.h"

#include "base/intl.h"
#include "command/command.h"
#include "scenario/write.h"

#include <stddef.h>
#include <stdlib.h>

static const char formats[] = "text|yaml";
enum { AS_TEXT, AS_YAML };

static void say_all(const sai_check *check) {
  sai_check_head(check);
  for (size_t i = 0; i < check->scenario->n_offers; i++) sai_check_offer(check, i);
  sai_check_draws(check);
  sai_check_warnings(check);
  sai_check_quantities(check);
}

typedef struct options {
  sai_scenario_options scenario;
  const char *format, *market;
} options;

static sai_code answer(sai_session *session, sai_scenario *scenario, const options *o,
                       const sai_market *market, size_t format) {
  sai_error err;
  sai_quantity_summary *summaries;
  sai_outlook outlooks[SAI_OFFERS_MAX];
  sai_code code = sai_analyse_quantities(scenario, market, &summaries, &err);
  if (!code) code = sai_analyse_outlook(scenario, outlooks, &err);
  if (!code) code = sai_analyse_owed(scenario, outlooks, &err);
  if (code) return sai_session_fail(session, &err);
  sai_text text = {0};
  if (format == AS_YAML)
    sai_scenario_write(scenario, &text);
  else
    say_all(&(sai_check){scenario, summaries, outlooks, o->market, &text});
  code = sai_session_print(session, &text);
  sai_text_free(&text);
  return code;
}

static const sai_option option_table[] = {SAI_OPTION_SET(options, scenario),
                                          SAI_OPTION_MARKET(options, market),
                                          {"format", SAI_OPTION_TEXT, offsetof(options, format), formats,
                                           "text", N_("in words, or as a scenario file again")},
                                          {NULL}};

static sai_code check_scenario(sai_session *session, const options *o) {
  sai_error err;
  sai_scenario *scenario = NULL;
  size_t format = AS_TEXT;
  if (o->format && sai_option_choice("--format", o->format, formats, &format, &err))
    return sai_session_fail(session, &err);
  sai_code code = sai_scenario_options_read(session, &o->scenario, &scenario);
  sai_market market = {0};
  if (!code) code = sai_session_market(session, o->market, &market);
  if (!code) code = answer(session, scenario, o, &market, format);
  sai_market_free(&market);
  sai_scenario_free(scenario);
  return code;
}

static sai_code run(sai_session *session, int argc, const char **argv) {
  options o = {0};
  bool helped = false;
  sai_code code = sai_options_parse(session, &sai_command_check, argc, argv, &o, &o.scenario.path, &helped);
  if (!code && !helped) code = check_scenario(session, &o);
  sai_scenario_options_free(&o.scenario);
  return code;
}

const sai_command sai_command_check = {
    "check", "SCENARIO", NULL, N_("say back what a scenario means, without simulating"),
    run,     1,          1,    option_table};
