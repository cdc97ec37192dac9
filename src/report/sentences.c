/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found, in the order in which it is said. */
#include "report/sentences.h"

#include "report/sentences_parts.h"

void sai_sentences_findings(const sai_result *result, sai_money_unit unit, sai_text *out) {
  sai_text first = {.whole = out};
  sai_teller t = {result, unit, &first};
  sai_tell_offers(&t);
  if (first.length) sai_text_format(out, "%s\n", sai_text_string(&first));
  sai_text_free(&first);
  t.out = out;
  sai_tell_risks(&t);
  sai_tell_promises(&t);
}
