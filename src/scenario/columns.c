/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In which column a name must begin that stands in the wrong one, told from the raw lines. */
#include "base/intl.h"
#include "scenario/fields.h"

#include <string.h>

static size_t skip_spaces(const char *s, size_t n, size_t at) {
  while (at < n && s[at] == ' ') at++;
  return at;
}

/* The byte of the text behind the `- ` of an entry whose `-` stands at a byte; 0 if there is none. */
static size_t behind_dash(const char *s, size_t n, size_t dash) {
  if (dash + 1 >= n || s[dash] != '-' || s[dash + 1] != ' ') return 0;
  size_t at = skip_spaces(s, n, dash + 1);
  return at < n && s[at] != '#' ? at : 0;
}

static bool begins_name(const char *s, size_t n, const char *name) {
  size_t length = strlen(name);
  return n > length && strncmp(s, name, length) == 0 && s[length] == ':';
}

unsigned sai_column_in_entry(const sai_reader *r, const char *list, unsigned line) {
  if (line >= SAI_SETTING_LINE) return 0;
  size_t n, dash = SIZE_MAX, column = 0;
  bool within = false;
  const char *s = sai_source_line(r->scenario, 1, &n);
  for (unsigned i = 1; s && i < line; i++) {
    size_t at = skip_spaces(s, n, 0);
    if (at == 0 && n > 0 && s[0] != '#' && s[0] != '-') {
      within = begins_name(s, n, list);
      dash = SIZE_MAX;
      column = 0;
    }
    size_t text = within && at <= dash ? behind_dash(s, n, at) : 0;
    if (text) {
      dash = at;
      column = text + 1;
    }
    s = sai_source_after(s, &n);
  }
  return (unsigned)column;
}

/* The name a line begins with; its length, 0 if there is none. */
static size_t name_at(const char *s, size_t n, size_t at) {
  size_t end = at;
  while (end < n && s[end] != ':' && s[end] != ' ') end++;
  return end < n && s[end] == ':' ? end - at : 0;
}

/* Whether anything in the schema has a name, and nothing but the scenario itself. */
static bool is_key(const char *s, size_t length, bool *top) {
  size_t n;
  bool within = false;
  *top = false;
  const sai_key *keys = sai_schema(&n);
  for (size_t i = 0; i < n; i++) {
    if (strlen(keys[i].name) != length || strncmp(keys[i].name, s, length) != 0) continue;
    *top |= keys[i].within == SAI_IN_SCENARIO;
    within |= keys[i].within != SAI_IN_SCENARIO;
  }
  *top &= !within;
  return *top || within;
}

bool sai_column_hint(const sai_reader *r, unsigned list, sai_place place, sai_error *err) {
  size_t n, dash = place.column - 1, text = 0, entry = 0;
  const char *above = NULL, *s = sai_source_line(r->scenario, list, &n);
  for (unsigned i = list; s && i < place.line; i++) {
    size_t behind = skip_spaces(s, n, 0) == dash ? behind_dash(s, n, dash) : 0;
    if (behind) {
      above = s;
      entry = name_at(s, n, behind);
      text = behind;
      size_t rest = skip_spaces(s, n, behind + entry + 1);
      if (entry && (rest >= n || s[rest] == '#')) text += 2;
    }
    s = sai_source_after(s, &n);
  }
  bool top;
  size_t length = s && skip_spaces(s, n, 0) == dash ? name_at(s, n, dash) : 0;
  if (!above || !entry || !length || !is_key(s + dash, length, &top)) return false;
  size_t at = skip_spaces(above, strlen(above), dash + 1);
  if (top)
    sai_error_hint(err, _("write `%.*s` at the left edge of the file, without spaces before it"), (int)length,
                   s + dash);
  else
    sai_error_hint(err, _("if it belongs to `- %.*s:` above, indent it by %zu more spaces"), (int)entry,
                   above + at, text - dash);
  return true;
}
