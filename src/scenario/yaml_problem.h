/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libyaml could not read, said in words for people who do not know YAML. */
#ifndef SAI_SCENARIO_YAML_PROBLEM_H
#define SAI_SCENARIO_YAML_PROBLEM_H

#include "scenario/reader.h"

#include <yaml.h>

/** Report why the parser stopped: the traps on the lines up to there if there are any, else its own reason.
 */
void sai_yaml_report(sai_reader *r, const yaml_parser_t *parser);

#endif
