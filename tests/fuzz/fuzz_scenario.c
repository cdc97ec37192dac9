/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scenario reader fed with anything: a libFuzzer target, which the ordinary tests also run over the kept
   corpus. Lines that begin with `#set ` are comments to YAML and settings here. What is accepted must hold
   what scenario.h says; what is refused must say why. */
#include "fuzz/checks.h"

#include <string.h>

enum { SETTINGS = 8 };

static size_t find_settings(char *text, const char *settings[SETTINGS]) {
  size_t n = 0;
  for (char *at = strstr(text, "#set "); at && n < SETTINGS; at = strstr(at, "#set ")) {
    at += 5;
    settings[n++] = at;
    at += strcspn(at, "\r\n");
    if (*at) *at++ = '\0';
  }
  return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *settings[SETTINGS];
  sai_error_list *errors = calloc(1, sizeof *errors);
  char *copy = malloc(size + 1), *exact = malloc(size ? size : 1); /* no byte behind the end may be read */
  if (!errors || !copy || !exact) abort();
  memcpy(copy, data, size);
  memcpy(exact, data, size);
  copy[size] = '\0';
  size_t n_settings = find_settings(copy, settings);
  sai_scenario *scenario = NULL;
  if (sai_scenario_parse(exact, size, "fuzz.yaml", settings, n_settings, &scenario, errors)) {
    sai_check_errors(errors);
  } else {
    REQUIRE(errors->count == 0);
    sai_check_scenario(scenario);
  }
  sai_scenario_free(scenario);
  free(exact);
  free(copy);
  free(errors);
  return 0;
}
