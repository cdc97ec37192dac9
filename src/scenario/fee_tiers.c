/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prices of a fee line by volume. */
#include "base/intl.h"
#include "scenario/fee_reader.h"

#include <math.h>

static void report_tier(sai_parser *p, sai_place place, const char *text) {
  sai_error_hint(sai_parser_report(p, place, "%s", text), "%s",
                 _("write lines such as `up to 1,000: 80`, and `above: 55` as the last"));
}

/* `up to 1,000`, `above`. */
static bool read_bound(sai_fee_reader *f, const sai_node *key, bool last, double *up_to) {
  sai_parser p;
  if (!sai_parser_open(&p, f->r, key, (sai_scope){0})) return false;
  if (sai_parser_take_word(&p, "above")) {
    *up_to = INFINITY;
    if (p.token.kind == SAI_TOKEN_END && last) return true;
    report_tier(&p, key->place,
                p.token.kind == SAI_TOKEN_END
                    ? _("the tier `above` is not the last one")
                    : _("the tier `above` has no number; it goes on from the tier before"));
    return false;
  }
  double low = *up_to;
  bool right = sai_parser_take_word(&p, "up") && sai_parser_take_word(&p, "to") &&
               p.token.kind == SAI_TOKEN_NUMBER && !p.token.number.percent;
  if (right) {
    *up_to = p.token.number.value;
    sai_parser_next(&p);
  }
  if (p.failed) return false;
  if (!right || p.token.kind != SAI_TOKEN_END)
    report_tier(&p, key->place, _("this is not a tier"));
  else if (!(*up_to > low))
    sai_error_hint(
        sai_parser_report(&p, key->place, "%s", _("this tier does not end above the one before it")), "%s",
        _("write the tiers from the smallest number to the largest"));
  else if (last)
    report_tier(&p, key->place, _("the last tier must be `above`, so that every number has a price"));
  return !p.failed;
}

static const char *tier_path(sai_fee_reader *f, double up_to) {
  if (isinf(up_to)) return sai_reader_format(f->r, "%s.above", f->fee->path);
  return sai_reader_format(f->r, "%s.up_to_%.15g", f->fee->path, up_to);
}

bool sai_fee_tiers_read(sai_fee_reader *f, const sai_node *map) {
  sai_fee *fee = f->fee;
  sai_reader *r = f->r;
  if (map->kind != SAI_NODE_MAP || map->n < SAI_TIERS_MIN || map->n > SAI_TIERS_MAX) {
    sai_error_hint(
        sai_report(r, map->n ? map->place : map->key->place, _("tiers are 2 to %d lines"), SAI_TIERS_MAX),
        "%s", _("write lines such as `up to 1,000: 80`, and `above: 55` as the last"));
    return false;
  }
  sai_tier *tiers = sai_reader_alloc(r, map->n, sizeof *tiers);
  if (!tiers) return false;
  double up_to = -1;
  for (const sai_node *child = map->child; child; child = child->next) {
    sai_tier *tier = &tiers[fee->n_tiers++];
    if (!read_bound(f, child->key, !child->next, &up_to)) return false;
    tier->up_to = up_to;
    sai_use use = sai_fee_amount_use(f, tier_path(f, up_to));
    sai_written w;
    if (!sai_written_open(r, child, (sai_scope){.inputs = true}, &w) || !sai_written_expr(&w) ||
        !sai_fee_share_check(&w, fee->basis))
      return false;
    tier->price = sai_written_close(&w, &use);
    if (!tier->price) return false;
  }
  fee->tiers = tiers;
  fee->tier_rule = f->parts[SAI_PART_TIERS_ALL] ? SAI_TIERS_ALL : SAI_TIERS_EXCESS;
  return true;
}
