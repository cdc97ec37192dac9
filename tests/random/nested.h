/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions made of others, as the known answers have them. */
#ifndef SAI_TEST_RANDOM_NESTED_H
#define SAI_TEST_RANDOM_NESTED_H

#include "selftest/known.h"

#include <string.h>

static const double three_quarters[] = {0.75, 0.25}, quarter[] = {0.25, 0.75}, halves[] = {0.5, 0.5};
static const sai_dist normal_parts[] = {{SAI_NORMAL, {100, 10}}, {SAI_NORMAL, {200, 5}}};
static const sai_dist standard[] = {{SAI_NORMAL, {0, 1}}};
static const sai_dist two_normals[] = {
    {.family = SAI_MIXTURE, .n = 2, .weight = three_quarters, .part = normal_parts}};

#define nested sai_known_nesteds
enum { NESTED = SAI_KNOWN_NESTEDS };

static inline const sai_dist *nested_named(const char *name) {
  for (size_t i = 0; i < NESTED; i++)
    if (!strcmp(nested[i].name, name)) return &nested[i].d;
  return NULL;
}

#endif
