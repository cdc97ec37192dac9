/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/read.h"
void sai_setting_apply(sai_reader *r, sai_node *root, const char *setting, unsigned index) {
  (void)r, (void)root, (void)setting, (void)index;
}
