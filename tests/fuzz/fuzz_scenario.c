/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scenario reader fed with anything: a libFuzzer target, which the ordinary tests also run over the kept
   corpus. Lines that begin with `#set ` are comments to YAML and settings here. What is accepted must hold
   what scenario.h says; what is refused must say why. */
#include "fuzz/checks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_input input;
  fuzz_open(&input, data, size);
  sai_scenario_free(fuzz_read(&input));
  fuzz_close(&input);
  return 0;
}
