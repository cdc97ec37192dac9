/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reference of the manual, from the tables that the program goes by: a section for each place where keys
   stand, then quantities, then commands. */
#include "command/schema.h"

#include "base/intl.h"
#include "command/command.h"

#include <math.h>
#include <string.h>

/* A cell ends at `|`, so those of the text are masked. */
static void add_cell(sai_text *out, const char *text) {
  for (; *text; text++) {
    if (*text == '|') sai_text_add(out, "\\");
    sai_text_add_bytes(out, text, 1);
  }
}

static void add_code(sai_text *out, const char *text) {
  sai_text_add(out, "`");
  add_cell(out, text);
  sai_text_add(out, "`");
}

/* A phrase of the tables as it begins a sentence. */
static void begin_sentence(sai_text *out, const char *phrase) {
  bool small = *phrase >= 'a' && *phrase <= 'z';
  char first[2] = {(char)(small ? *phrase - 'a' + 'A' : *phrase), '\0'};
  if (small) sai_text_add(out, first);
  add_cell(out, phrase + small);
}

/* One phrase of the tables as a sentence, or two. */
static void add_sentences(sai_text *out, const char *one, const char *two) {
  sai_text first = {.whole = out}, second = {.whole = out};
  begin_sentence(&first, one);
  begin_sentence(&second, two ? two : "");
  sai_text_format(out, two ? _("%s. %s.") : _("%s."), sai_text_string(&first), sai_text_string(&second));
  sai_text_free(&first);
  sai_text_free(&second);
}

/* A bound for people. Large ones are round. */
static void bound(char out[40], const sai_key *key, double value) {
  char room[200];
  sai_text text = SAI_TEXT_IN(room);
  bool share = key->unit == SAI_UNIT_RATE && (key->kind == SAI_KEY_QUANTITY || key->kind == SAI_KEY_SHARES);
  if (fabs(value) >= 1e12)
    sai_text_format(&text, _("%g trillion"), value / 1e12);
  else if (fabs(value) >= 1e9)
    /* TRANSLATORS: 1 billion is 10億 */
    sai_text_format(&text, _("%g billion"), value / 1e9);
  else
    sai_text_grouped(&text, share ? 100 * value : value, value == floor(value) || share ? 0 : 4);
  if (share) sai_text_add(&text, "%");
  sai_text_copy(out, 40, sai_text_string(&text));
}

static void add_choices(sai_text *out, const sai_key *key) {
  const char *word = key->choices;
  size_t n = 1;
  for (const char *c = word; *c; c++) n += *c == ' ';
  for (size_t i = 0; i < n; i++) {
    size_t length = strcspn(word, " ");
    sai_text_format(out, "%s`%.*s`", i ? ", " : "", (int)length, word);
    word += length + 1;
  }
}

/* What the value of a key can be: one phrase for each kind, with its bounds if it has any. */
static void add_kind(sai_text *out, const sai_key *key) {
  static const char *const phrases[] = {
      [SAI_KEY_WHOLE] = N_("whole number from %s to %s"),
      [SAI_KEY_NUMBER] = N_("plain number from %s to %s"),
      [SAI_KEY_TEXT] = N_("text of at most %s bytes"),
      [SAI_KEY_CHOICE] = N_("one of "),
      [SAI_KEY_MONTH] = N_("month"),
      [SAI_KEY_DURATION] = N_("months or years, %s to %s months"),
      [SAI_KEY_RANGE] = N_("range of months"),
      [SAI_KEY_STAGES] = N_("one stage, or a range of stages"),
      [SAI_KEY_CLAUSE] = N_("words, as its line says"),
      [SAI_KEY_QUANTITY] = N_("quantity from %s to %s"),
      [SAI_KEY_LIST] = N_("list of %s to %s entries"),
      [SAI_KEY_MAP] = N_("lines `name: value`"),
      [SAI_KEY_ABOVE] = N_("`lost`, `waits`, or `waits` with %s to %s months"),
      [SAI_KEY_SHARES] = N_("shares from %s to %s, with commas"),
  };
  static const char *const of_unit[] = {[SAI_UNIT_RATE] = N_("share from %s to %s"),
                                        [SAI_UNIT_MONEY] = N_("amount from %s to %s"),
                                        [SAI_UNIT_COUNT] = N_("number of units from %s to %s"),
                                        [SAI_UNIT_MONTHS] = N_("months from %s to %s")};
  char least[40], most[40];
  bound(least, key, key->lower);
  bound(most, key, key->upper);
  const char *phrase =
      key->kind == SAI_KEY_QUANTITY && of_unit[key->unit] ? of_unit[key->unit] : phrases[key->kind];
  if (key->kind == SAI_KEY_MAP && sai_schema_has_bounds(key)) phrase = N_("%s to %s lines `name: value`");
  if (key->kind == SAI_KEY_QUANTITY && !sai_schema_has_bounds(key)) phrase = N_("any quantity");
  if (key->above)
    phrase = key->kind != SAI_KEY_QUANTITY ? N_("plain number above %s, at most %s")
             : key->unit == SAI_UNIT_RATE  ? N_("share above %s, at most %s")
                                           : N_("amount above %s, at most %s");
  if (key->kind == SAI_KEY_TEXT && key->lower == key->upper) phrase = N_("text of %s bytes");
  if (key->kind == SAI_KEY_WHOLE && key->lower == key->upper) phrase = N_("always %s");
  if (strchr(phrase, '%'))
    sai_text_format(out, _(phrase), key->kind == SAI_KEY_TEXT ? most : least, most);
  else
    sai_text_add(out, _(phrase));
  if (key->kind == SAI_KEY_CHOICE) add_choices(out, key);
  if (key->without) sai_text_format(out, _("; default `%s`"), key->without);
}

static void add_key(sai_text *out, const sai_key *key) {
  sai_text_format(out,
                  key->needed     ? _("| `%s` (needed) | ")
                  : key->contract ? "| `%s` * | "
                                  : "| `%s` | ",
                  key->name);
  add_sentences(out, _(key->help), key->note ? _(key->note) : NULL);
  sai_text_add(out, " | ");
  add_kind(out, key);
  sai_text_add(out, " | ");
  add_code(out, key->example);
  sai_text_add(out, " |\n");
}

static void add_keys(sai_text *out) {
  static const char *const headings[] = {
      [SAI_IN_SCENARIO] = N_("Keys at the left edge"),
      [SAI_IN_TARGETS] = N_("Keys of `targets`"),
      [SAI_IN_VALUE] = N_("Keys of `value`"),
      [SAI_IN_INPUT] = N_("Keys of one input"),
      [SAI_IN_PAIR] = N_("Keys of one line of `correlation`"),
      [SAI_IN_STAGE] = N_("Keys of one stage of `funnel`"),
      [SAI_IN_OFFER] = N_("Keys of one offer of `offers`"),
      [SAI_IN_CONTRACT] =
          N_("Keys of one contract of `contracts`, beside those of an offer that are marked *"),
      [SAI_IN_TERM] = N_("Keys of `term`"),
      [SAI_IN_GUARANTEE] = N_("Keys of `guarantee`, beside the stage"),
      [SAI_IN_STAFF] = N_("Keys of `staff`"),
      [SAI_IN_FEE] = N_("Keys of one line of `fees` or `own_costs`"),
      [SAI_IN_CLAWBACK] = N_("Keys of `clawback`"),
      [SAI_IN_DEPOSIT] = N_("Keys of `deposit`"),
      [SAI_IN_COMMON_DEPOSIT] = N_("Keys of `deposit` of a contract"),
      [SAI_IN_LIMIT] = N_("Keys of one entry of `limits`"),
      [SAI_IN_TAX] = N_("Keys of one row of `tax`"),
      [SAI_IN_QUANTITY] = N_("Keys of any quantity")};
  size_t n;
  const sai_key *keys = sai_schema(&n);
  for (int within = 0; within < SAI_WITHINS; within++) {
    sai_text_format(out, "\n## %s\n\n", _(headings[within]));
    sai_text_add(out, _("| key | says | can be | example |\n|---|---|---|---|\n"));
    for (size_t i = 0; i < n; i++)
      if ((int)keys[i].within == within && keys[i].kind != SAI_KEY_LATER) add_key(out, &keys[i]);
  }
}

static void add_forms(sai_text *out, bool functions) {
  size_t n;
  const sai_form *forms = sai_schema_forms(&n);
  sai_text_add(out, _("| written | meaning | example |\n|---|---|---|\n"));
  for (size_t i = 0; i < n; i++) {
    if ((forms[i].kind == SAI_FORM_FUNCTION) != functions) continue;
    sai_text_add(out, "| ");
    add_code(out, forms[i].written);
    sai_text_add(out, " | ");
    add_sentences(out, _(forms[i].help), NULL);
    sai_text_add(out, " | ");
    add_code(out, forms[i].example);
    sai_text_add(out, " |\n");
  }
}

static void add_quantities(sai_text *out) {
  sai_text_format(out, "\n## %s\n\n", _("Uncertain numbers"));
  add_forms(out, false);
  sai_text_format(out, "\n## %s\n\n%s\n\n", _("Functions"), _("Beside `+ - * /` and round brackets:"));
  add_forms(out, true);
  size_t n;
  const char *const *words = sai_schema_reserved(&n);
  sai_text_format(out, "\n## %s\n\n%s\n", _("Reserved words"), _("Stages and inputs cannot be called:"));
  for (size_t i = 0; i < n; i++) sai_text_format(out, "%s`%s`", i ? " " : "", words[i]);
  sai_text_add(out, "\n");
}

static void add_command(sai_text *out, const sai_command *command) {
  sai_text_format(out, "\n### `saisan %s%s%s`\n\n", command->name, *command->arguments ? " " : "",
                  command->arguments);
  add_sentences(out, _(command->help), NULL);
  sai_text_add(out, "\n\n");
  if (command->words) {
    sai_text_format(out, _("%.*s can be: "), (int)strcspn(command->arguments, " "), command->arguments);
    size_t length;
    const char *word;
    for (size_t i = 0; (word = sai_option_word(command->words, i, &length)); i++)
      sai_text_format(out, "%s`%.*s`", i ? ", " : "", (int)length, word);
    sai_text_add(out, "\n\n");
  }
  sai_text_add(out, _("| option | does |\n|---|---|\n"));
  const sai_option *option;
  for (size_t i = 0; (option = sai_command_option(command, i)); i++) {
    sai_text_format(out, "| `--%s%s", option->name, option->value ? "=" : "");
    add_cell(out, option->value ? option->value : "");
    sai_text_add(out, "` | ");
    add_cell(out, _(option->help));
    if (option->without) sai_text_format(out, _(" (default %s)"), option->without);
    sai_text_add(out, " |\n");
  }
}

void sai_schema_markdown(sai_text *out) {
  sai_text_add(
      out, _("# Reference\n\nEvery key, every uncertain number, every command and its options, from the "
             "tables that the program itself\ngoes by; `saisan schema --format markdown` writes this page. "
             "How it all fits together: "
             "[the scenario file](scenario.md).\n\n"
             "A *quantity* is a number, an uncertain number, or an expression of these. All that it can be "
             "must lie within\nthe bounds; only a tail without end, as of a lognormal, may leave them where "
             "it is no share.\n"));
  add_keys(out);
  add_quantities(out);
  sai_text_format(out, "\n## %s\n", _("Commands"));
  for (size_t i = 0; sai_commands[i]; i++) add_command(out, sai_commands[i]);
}
