/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A character is folded together with the combining marks behind it, so that half-width katakana join theirs.
 */
#include "scenario/fold.h"

#include "base/text.h"

#include <string.h>
#include <unictype.h>
#include <unistr.h>

static bool joins(ucs4_t c) {
  return c == 0xFF9E || c == 0xFF9F || uc_combining_class(c) != 0;
}

/* Bytes of one character and its marks (at most 8 of them); *n_chars receives how many characters. */
static size_t cluster(const uint8_t *s, size_t n, unsigned *n_chars) {
  enum { MARKS_MAX = 8 };
  ucs4_t c;
  size_t used = (size_t)u8_mbtouc(&c, s, n);
  for (*n_chars = 1; used < n && *n_chars <= MARKS_MAX; ++*n_chars) {
    size_t step = (size_t)u8_mbtouc(&c, s + used, n - used);
    if (!joins(c)) break;
    used += step;
  }
  return used;
}

/* Folded bytes and their origins, in lock step. */
typedef struct folding {
  sai_text text, at, offset;
} folding;

static void add_origin(folding *f, size_t bytes, unsigned at, unsigned offset) {
  for (size_t i = 0; i < bytes; i++) {
    sai_text_add_bytes(&f->at, (const char *)&at, sizeof at);
    sai_text_add_bytes(&f->offset, (const char *)&offset, sizeof offset);
  }
}

static void fold_all(folding *f, const char *text, size_t n) {
  unsigned index = 0;
  for (size_t i = 0; i < n;) {
    unsigned n_chars = 1;
    size_t used = 1, before = f->text.length;
    if ((unsigned char)text[i] < 0x80 && (i + 1 == n || (unsigned char)text[i + 1] < 0x80)) {
      sai_text_add_bytes(&f->text, text + i, 1);
    } else {
      used = cluster((const uint8_t *)text + i, n - i, &n_chars);
      sai_text_fold(&f->text, text + i, used);
    }
    add_origin(f, f->text.length - before, index, (unsigned)i);
    i += used;
    index += n_chars;
  }
  add_origin(f, 1, index, (unsigned)n);
}

static void *keep(sai_reader *r, const sai_text *text) {
  char *copy = sai_reader_scratch(r, text->length + 1, 1);
  if (copy && text->length) memcpy(copy, text->data, text->length);
  return copy;
}

bool sai_fold(sai_reader *r, const char *text, sai_folded *out) {
  folding f = {0};
  fold_all(&f, text, strlen(text));
  bool failed = f.text.failed || f.at.failed || f.offset.failed;
  if (failed) sai_report_no_memory(r);
  out->n = f.text.length;
  out->text = failed ? NULL : keep(r, &f.text);
  out->at = failed ? NULL : keep(r, &f.at);
  out->offset = failed ? NULL : keep(r, &f.offset);
  sai_text_free(&f.text);
  sai_text_free(&f.at);
  sai_text_free(&f.offset);
  return out->text && out->at && out->offset;
}

bool sai_is_name_character(unsigned c) {
  return c == '_' ||
         uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_M | UC_CATEGORY_MASK_Nd);
}

size_t sai_name_length(const char *folded, size_t n, size_t at) {
  size_t used = at;
  while (used < n) {
    ucs4_t c;
    int step = u8_mbtouc(&c, (const uint8_t *)folded + used, n - used);
    if (!sai_is_name_character(c)) break;
    if (used == at && uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Nd)) break;
    used += (size_t)step;
  }
  return used - at;
}
