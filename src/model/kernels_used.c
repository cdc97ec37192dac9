/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/kernels.h"

const sai_kernels *sai_kernels_used(void) {
  static const sai_kernels *const at[SAI_LEVELS] = SAI_ALL_LEVELS(sai_kernels);
  return at[sai_level_used()];
}
