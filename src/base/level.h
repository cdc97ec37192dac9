/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instruction sets. Loops over columns are compiled once for each (`SAI_LEVEL` in the build files); every one
   gives the same bytes. Which one runs is decided when the program starts. */
#ifndef SAI_BASE_LEVEL_H
#define SAI_BASE_LEVEL_H

/** What the compiler assumes by itself, the levels of the x86-64 psABI, and level 4 with AVX-512's IFMA and
    VBMI2. */
typedef enum sai_level {
  SAI_LEVEL_PLAIN,
#ifdef __x86_64__
  SAI_LEVEL_V2,
  SAI_LEVEL_V3,
  SAI_LEVEL_V4,
  SAI_LEVEL_V4_IFMA, /**< of this one only what gains by it; the rest is level 4's */
#endif
  SAI_LEVELS
} sai_level;

/** The highest level that the processor has; a lower one if SAISAN_LEVEL (plain, v2, v3, v4, v4ifma) in
    the environment says so. Always the same answer in one process. Safe from every thread. */
sai_level sai_level_used(void);

#define SAI_JOIN_NAMES(name, level) name##_##level
#define SAI_LEVEL_NAME(name, level) SAI_JOIN_NAMES(name, level)
/** The name of something that is compiled for each level, inside a file that is. */
#define SAI_AT_LEVEL(name) SAI_LEVEL_NAME(name, SAI_LEVEL)

/** Declares one constant for each level, of one type. */
#ifdef __x86_64__
#define SAI_DECLARE_LEVELS(type, name) extern const type name##_plain, name##_v2, name##_v3, name##_v4
#define SAI_ALL_LEVELS(name)                                                                                 \
  { &name##_plain, &name##_v2, &name##_v3, &name##_v4, &name##_v4 }
#else
#define SAI_DECLARE_LEVELS(type, name) extern const type name##_plain
#define SAI_ALL_LEVELS(name)                                                                                 \
  { &name##_plain }
#endif

#endif
