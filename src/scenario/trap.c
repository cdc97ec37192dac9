/* SPDX-License-Identifier: GPL-3.0-or-later */
/* YAML's traps, found by looking at one raw line: a full-width colon, space, hyphen or comma, a space missing
   after
   `-` or `:`, text that begins with a character that means something to YAML. These are looked for only on
   lines that are known to be wrong, so a trap that is none in its context does no harm. */
#include "base/intl.h"
#include "scenario/reader.h"

#include <string.h>
#include <unictype.h>
#include <unistr.h>

enum { LINE_MAX_CHARS = 1000 };

/* The line as characters. */
typedef struct line {
  ucs4_t at[LINE_MAX_CHARS + 2];
  size_t n;
} line;

static const ucs4_t wide_colon = 0xFF1A, wide_space = 0x3000, hard_space = 0xA0, wide_hash = 0xFF03;

static void decode(const char *bytes, size_t n, line *l) {
  l->n = 0;
  while (n > 0 && l->n < LINE_MAX_CHARS) {
    int step = u8_mbtouc(&l->at[l->n++], (const uint8_t *)bytes, n);
    bytes += step;
    n -= (size_t)step;
  }
  l->at[l->n] = l->at[l->n + 1] = 0;
}

static bool found(sai_trap *trap, size_t at, size_t length, const char *text, const char *hint) {
  *trap = (sai_trap){(unsigned)at + 1, (unsigned)length, text, hint, false};
  return true;
}

static bool is_wide_space(ucs4_t c) {
  return c == wide_space || c == hard_space;
}

static bool is_dash(ucs4_t c) {
  return c == 0xFF0D || c == 0x30FC || c == 0x2212 || c == 0x2010 || c == 0x2011 || c == 0x2013 ||
         c == 0x2014 || c == 0x2015 || c == 0x30FB || c == 0x2022;
}

static bool is_word(ucs4_t c) {
  return c == '_' ||
         uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_M | UC_CATEGORY_MASK_Nd);
}

static bool trap_in_indentation(const line *l, size_t *at, sai_trap *trap) {
  size_t i = *at;
  while (l->at[i] == ' ') i++;
  *at = i;
  if (l->at[i] == '\t')
    return found(trap, i, 1, _("a tab stands in the indentation"),
                 _("indent with spaces, two for each step"));
  if (!is_wide_space(l->at[i])) return false;
  return found(trap, i, 1, _("a full-width space stands in the indentation"),
               _("replace it by two ordinary spaces"));
}

/* After the indentation and any `- `: the dash itself. */
static bool trap_at_dash(const line *l, size_t *at, sai_trap *trap) {
  size_t i = *at;
  while (l->at[i] == '-' && l->at[i + 1] == ' ') {
    i++;
    while (l->at[i] == ' ') i++;
  }
  *at = i;
  if (l->at[i] == '-' && is_wide_space(l->at[i + 1]))
    return found(trap, i + 1, 1, _("a full-width space stands after `-`"),
                 _("write an ordinary space after `-`"));
  if (l->at[i] == '-' && l->at[i + 1] == '\t')
    return found(trap, i + 1, 1, _("a tab stands after `-`"), _("write an ordinary space after `-`"));
  if (l->at[i] == '-' && l->at[i + 1] != '-' && (is_word(l->at[i + 1]) && !uc_is_digit(l->at[i + 1])))
    return found(trap, i, 2, _("the space after `-` is missing"), _("write `- ` and then the text"));
  if (is_dash(l->at[i]))
    return found(trap, i, 1, _("this is not the hyphen `-` that begins an entry of a list"),
                 _("write an ordinary hyphen and a space: `- `"));
  return false;
}

static size_t end_of_quotes(const line *l, size_t i) {
  ucs4_t quote = l->at[i++];
  while (i < l->n && l->at[i] != quote) i += quote == '"' && l->at[i] == '\\' ? 2 : 1;
  return i < l->n ? i + 1 : l->n;
}

static size_t skip_spaces(const line *l, size_t i) {
  while (l->at[i] == ' ') i++;
  return i;
}

static bool at_end(const line *l, size_t i) {
  i = skip_spaces(l, i);
  return i >= l->n || l->at[i] == '#';
}

static bool trap_in_flow(const line *l, size_t begin, sai_trap *trap) {
  size_t depth = 0, i = begin;
  do {
    ucs4_t c = l->at[i];
    if (c == '"' || c == '\'') {
      i = end_of_quotes(l, i);
      continue;
    }
    if (c == 0xFF0C || c == 0x3001)
      return found(trap, i, 1, _("this comma is full-width"), _("write an ordinary comma and a space: `, `"));
    if (c == wide_colon)
      return found(trap, i, 1, _("this colon is full-width"), _("write an ordinary colon and a space: `: `"));
    depth += c == '[' || c == '{';
    depth -= c == ']' || c == '}';
    i++;
  } while (depth > 0 && i < l->n);
  if (depth == 0 && at_end(l, i)) return false;
  size_t rest = skip_spaces(l, i);
  if (depth == 0 && l->at[begin] == '[' && l->at[rest] == 'p' && l->at[rest + 1] == 'e' &&
      l->at[rest + 2] == 'r')
    return found(
        trap, begin, i - begin, _("a number for each month cannot be written yet"),
        _("write the number of an average month, as in 900 per month; what differs from month to month is "
          "left out for now"));
  return found(trap, begin, 1, _("text that begins with `[` or `{` means a list to YAML"),
               _("put the text in quotes: \"...\"; or close the bracket with ] or }"));
}

static bool trap_in_quotes(const line *l, size_t begin, sai_trap *trap) {
  size_t end = end_of_quotes(l, begin);
  if (end >= l->n || at_end(l, end) || l->at[skip_spaces(l, end)] == ':') return false;
  return found(trap, skip_spaces(l, end), 1, _("text goes on after the closing quote"),
               _("put the whole text in quotes, with '...' if there are \" inside"));
}

static bool trap_in_value(const line *l, size_t begin, sai_trap *trap) {
  ucs4_t c = l->at[begin];
  if (c == '[' || c == '{') return trap_in_flow(l, begin, trap);
  if (c == '"' || c == '\'') return trap_in_quotes(l, begin, trap);
  if (c && c < 0x80 && strchr("*&@!%`", (int)c))
    return found(trap, begin, 1, _("text that begins with one of * & @ ! % ` means something else to YAML"),
                 _("put the text in quotes: \"...\""));
  if (c == '#' && l->at[begin + 1] > ' ') {
    found(trap, begin, 1, _("what begins with `#` is a comment, so nothing is written here"),
          _("put the text in quotes: \"#...\""));
    return trap->weak = true;
  }
  for (size_t i = begin; i < l->n && l->at[i] != '#'; i++)
    if (l->at[i] == ':' && i > begin && (l->at[i + 1] == ' ' || i + 1 == l->n))
      return found(trap, i, 1, _("a second colon stands in this line"),
                   _("put the text after the first colon in quotes: \"...\""));
  return false;
}

/* The key of a line and what follows it. */
static bool trap_at_key(const line *l, size_t begin, sai_trap *trap) {
  size_t i = begin;
  while (is_word(l->at[i]) || l->at[i] == '-') i++;
  size_t after = skip_spaces(l, i);
  if (i == begin) return l->at[i] == '"' || l->at[i] == '\'' ? trap_in_quotes(l, i, trap) : false;
  if (l->at[after] == wide_colon)
    return found(trap, after, 1, _("this colon is full-width"),
                 _("write an ordinary colon and a space: `: `"));
  if (is_wide_space(l->at[i]) && (l->at[i + 1] == ':' || l->at[i + 1] == wide_colon))
    return found(trap, i, 1, _("a full-width space stands before the colon"), _("delete it"));
  if (l->at[i] != ':') return false;
  if (is_wide_space(l->at[i + 1]))
    return found(trap, i + 1, 1, _("a full-width space stands after `:`"),
                 _("write an ordinary space after `:`"));
  if (i + 1 < l->n && l->at[i + 1] != ' ')
    return found(trap, i, 1, _("the space after `:` is missing"),
                 _("write `: ` between the name and its value"));
  return trap_in_value(l, skip_spaces(l, i + 1), trap);
}

bool sai_trap_find(const char *bytes, size_t n, sai_trap *trap) {
  line l;
  size_t at = 0;
  decode(bytes, n, &l);
  if (trap_in_indentation(&l, &at, trap)) return true;
  if (at >= l.n || l.at[at] == '#') return false;
  if (l.at[at] == wide_hash)
    return found(trap, at, 1, _("a comment begins with the ordinary `#`, not with the full-width one"),
                 _("write `#`"));
  if (trap_at_dash(&l, &at, trap)) return true;
  if (l.at[at] == '{' || l.at[at] == '[') return trap_in_flow(&l, at, trap);
  return trap_at_key(&l, at, trap);
}

/* The column of the name in a line `- name:` with nothing behind it but a comment; 0 if it is no such line.
 */
static size_t open_name(const line *l) {
  size_t i = skip_spaces(l, 0);
  if (l->at[i] != '-' || l->at[i + 1] != ' ') return 0;
  i = skip_spaces(l, i + 1);
  size_t name = i;
  while (is_word(l->at[i])) i++;
  return i > name && l->at[i] == ':' && at_end(l, i + 1) ? name : 0;
}

/* An entry written in one line, which no line with a name can stand below: `- 400 per call`, `- order: 20%`.
 */
typedef enum short_entry { NOT_SHORT, SHORT_VALUE, SHORT_STAGE } short_entry;

static short_entry short_entry_of(const line *l) {
  static const char *const columns[] = {"fee", "name", "title", "value", "id"};
  size_t i = skip_spaces(l, 0);
  if (l->at[i] != '-' || l->at[i + 1] != ' ') return NOT_SHORT;
  i = skip_spaces(l, i + 1);
  size_t name = i;
  while (is_word(l->at[i])) i++;
  bool named = i > name && l->at[i] == ':' && l->at[i + 1] == ' ';
  for (size_t k = 0; named && k < sizeof columns / sizeof *columns; k++) {
    size_t n = strlen(columns[k]), same = 0;
    while (same < n && l->at[name + same] == (ucs4_t)columns[k][same]) same++;
    if (same == n && name + n == i) return NOT_SHORT;
  }
  if (named) i = skip_spaces(l, i + 1);
  if (!named) i = name;
  if (at_end(l, i) || (l->at[i] < 0x80 && strchr("[{}]\"'|>&*!?", (int)l->at[i]))) return NOT_SHORT;
  for (; i < l->n; i++)
    if (l->at[i] == ':' && (i + 1 == l->n || l->at[i + 1] == ' ')) return NOT_SHORT;
  return named ? SHORT_STAGE : SHORT_VALUE;
}

/* `cap: 300,000` below `- 10,000 per appointment`. */
static bool trap_below_short(const line *above, const line *here, sai_trap *trap) {
  short_entry kind = short_entry_of(above);
  size_t at = skip_spaces(here, 0), end = at;
  while (is_word(here->at[end])) end++;
  if (kind == NOT_SHORT || at <= skip_spaces(above, 0) || end == at || here->at[end] != ':') return false;
  if (end + 1 < here->n && here->at[end + 1] != ' ') return false;
  return found(
      trap, at, end - at, _("the entry above is written in one line, and nothing can stand below it"),
      kind == SHORT_VALUE
          ? _("write `- fee: 10,000 per appointment` above, and this line in the same column as `fee`")
          : _("write `- order:` above, and below it, indented by four more spaces than its `-`, "
              "`rate: 20%` and this line"));
}

bool sai_trap_find_below(const char *above, size_t n_above, const char *bytes, size_t n, sai_trap *trap) {
  line l;
  decode(above, n_above, &l);
  size_t column = open_name(&l), entry = skip_spaces(&l, 0);
  bool in_list = l.at[entry] == '-' && l.at[entry + 1] == ' ';
  if (in_list) {
    /* `-10,000 per appointment` below `- 400 per call`: a second entry, not a negative number. */
    line here;
    decode(bytes, n, &here);
    if (skip_spaces(&here, 0) == entry && here.at[entry] == '-' && uc_is_digit(here.at[entry + 1]))
      return found(trap, entry, 2, _("the space after `-` is missing"), _("write `- ` and then the text"));
  }
  line below;
  decode(bytes, n, &below);
  if (trap_below_short(&l, &below, trap)) return true;
  if (!column) return false;
  l = below;
  size_t at = skip_spaces(&l, 0);
  if (at != column || at_end(&l, at) || l.at[at] == '-') return false;
  return found(trap, at, 1, _("this line stands under the name above it, not inside it"),
               _("indent it by two more spaces"));
}
