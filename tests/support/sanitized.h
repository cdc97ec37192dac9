/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SAI_SANITIZED is 1 in builds with AddressSanitizer, in which tests play fewer runs (and compute their
   thresholds from those). */
#ifndef SAI_TEST_SANITIZED_H
#define SAI_TEST_SANITIZED_H

#define SAI_SANITIZED 0
#if defined(__SANITIZE_ADDRESS__)
#undef SAI_SANITIZED
#define SAI_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#undef SAI_SANITIZED
#define SAI_SANITIZED 1
#endif
#endif

#endif
