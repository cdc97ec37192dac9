/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions made of others, by the names that distributions.csv has for them: the same as in
   tests/kat/make_random.py. */
#include "selftest/known.h"

#include <math.h>

static const double plain_terms[] = {200, 40, 12, -30}, log_terms[] = {12, 0.25, 0.125},
                    logit_terms[] = {-3, 0.25, 0.0625, 0.5, 0.25};
static const double three_quarters[] = {0.75, 0.25}, quarter[] = {0.25, 0.75}, halves[] = {0.5, 0.5};
static const sai_dist normal_parts[] = {{SAI_NORMAL, {100, 10}}, {SAI_NORMAL, {200, 5}}};
static const sai_dist gamma_parts[] = {{SAI_CONSTANT, {0}}, {SAI_GAMMA, {0.5, 4}}};
static const sai_dist pole_parts[] = {{SAI_BETA, {0.25, 3}}, {SAI_NORMAL, {0.5, 1}}};
static const sai_dist standard[] = {{SAI_NORMAL, {0, 1}}}, wide[] = {{SAI_LOGNORMAL, {12, 0.5}}};
static const sai_dist two_normals[] = {
    {.family = SAI_MIXTURE, .n = 2, .weight = three_quarters, .part = normal_parts}};

const sai_known_nested sai_known_nesteds[SAI_KNOWN_NESTEDS] = {
    {"metalog_plain", {.family = SAI_METALOG, .p = {SAI_METALOG_PLAIN}, .n = 4, .value = plain_terms}},
    {"metalog_log", {.family = SAI_METALOG, .p = {SAI_METALOG_LOG}, .n = 3, .value = log_terms}},
    {"metalog_logit", {.family = SAI_METALOG, .p = {SAI_METALOG_LOGIT}, .n = 5, .value = logit_terms}},
    {"two_normals", {.family = SAI_MIXTURE, .n = 2, .weight = three_quarters, .part = normal_parts}},
    {"maybe_gamma", {.family = SAI_MIXTURE, .n = 2, .weight = quarter, .part = gamma_parts}},
    {"poles", {.family = SAI_MIXTURE, .n = 2, .weight = halves, .part = pole_parts}},
    {"far_normal", {.family = SAI_TRUNCATED, .p = {8, 9}, .n = 1, .part = standard}},
    {"upper_normal", {.family = SAI_TRUNCATED, .p = {8, INFINITY}, .n = 1, .part = standard}},
    {"narrow_normal", {.family = SAI_TRUNCATED, .p = {1, 1 + 0x1p-23}, .n = 1, .part = standard}},
    {"cut_lognormal", {.family = SAI_TRUNCATED, .p = {100000, 400000}, .n = 1, .part = wide}},
    {"cut_mixture", {.family = SAI_TRUNCATED, .p = {110, 195}, .n = 1, .part = two_normals}},
};
