/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result/stage_words.h"

#include "base/intl.h"

#include <string.h>

typedef struct known_stage {
  const char *name, *noun, *per;
} known_stage;

static const known_stage known_stages[] = {
    {"list", N_("list record"), N_("per list record")},
    {"company", N_("company"), N_("per company")},
    {"call", N_("call"), N_("per call")},
    {"letter", N_("letter"), N_("per letter")},
    {"mailing", N_("mailing"), N_("per mailing")},
    {"form", N_("form"), N_("per form")},
    {"visit", N_("visit"), N_("per visit")},
    {"connect", N_("connect"), N_("per connect")},
    {"response", N_("response"), N_("per response")},
    {"key_person", N_("key person"), N_("per key person")},
    {"lead", N_("lead"), N_("per lead")},
    {"appointment", N_("appointment"), N_("per appointment")},
    {"valid_appointment", N_("valid appointment"), N_("per valid appointment")},
    {"meeting", N_("meeting"), N_("per meeting")},
    {"proposal", N_("proposal"), N_("per proposal")},
    {"order", N_("order"), N_("per order")},
};

static const known_stage *find_known(const char *name, const char *label) {
  if (strcmp(name, label) != 0) return NULL;
  for (size_t i = 0; i < sizeof known_stages / sizeof *known_stages; i++)
    if (strcmp(name, known_stages[i].name) == 0) return &known_stages[i];
  return NULL;
}

const char *sai_stage_noun(const char *name, const char *label) {
  const known_stage *known = find_known(name, label);
  return known ? _(known->noun) : label;
}

const char *sai_stage_per(const char *name, const char *label) {
  const known_stage *known = find_known(name, label);
  return known ? _(known->per) : NULL;
}
