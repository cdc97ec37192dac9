/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scenario, its `#set ` lines applied, written as a file: that file must be accepted, mean the same in
   every field, compile to the same plan, and be written again as the same bytes. */
#include "fuzz/checks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_input input;
  fuzz_open(&input, data, size);
  sai_scenario *scenario = fuzz_read(&input);
  if (scenario) fuzz_check_written(scenario);
  sai_scenario_free(scenario);
  fuzz_close(&input);
  return 0;
}
