/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `saisan schema`: every key, quantity, command and option from the tables that the program goes by; as JSON
   for programs, or as the reference of the manual. */
#include "command/schema.h"

#include "base/intl.h"
#include "command/command.h"
#include "report/dump.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHAPE = 1 }; /* of the document; grows only if something in it changes its meaning or goes */

const char *sai_schema_unit(const sai_key *key) {
  static const char *const units[] = {[SAI_UNIT_RATE] = "share",
                                      [SAI_UNIT_MONEY] = "money",
                                      [SAI_UNIT_COUNT] = "units",
                                      [SAI_UNIT_MONTHS] = "months"};
  if (key->kind == SAI_KEY_TEXT) return "bytes";
  if (key->kind == SAI_KEY_LIST || key->kind == SAI_KEY_MAP) return key->upper > 0 ? "entries" : NULL;
  return key->kind == SAI_KEY_DURATION ? "months" : units[key->unit];
}

bool sai_schema_has_bounds(const sai_key *key) {
  return isfinite(key->upper) && key->upper > 0;
}

/* Building goes on after a failed allocation and is given up at the end. */
typedef struct builder {
  bool failed;
} builder;

static void put(builder *b, json_t *object, const char *key, json_t *value) {
  if (json_object_set_new(object, key, value) != 0) b->failed = true;
}

static void put_string(builder *b, json_t *object, const char *key, const char *text) {
  if (text) put(b, object, key, json_string(text));
}

static void put_words(builder *b, json_t *object, const char *key, const char *words, char separator) {
  json_t *array = json_array();
  while (words && *words) {
    const char *end = strchr(words, separator);
    size_t n = end ? (size_t)(end - words) : strlen(words);
    if (json_array_append_new(array, json_stringn(words, n)) != 0) b->failed = true;
    words += n + (end != NULL);
  }
  put(b, object, key, array);
}

static json_t *number(double value) {
  return value == floor(value) ? json_integer((json_int_t)value) : json_real(value);
}

static json_t *key_json(builder *b, const sai_key *key) {
  static const char *const kinds[] = {
      [SAI_KEY_WHOLE] = "whole number", [SAI_KEY_NUMBER] = "number", [SAI_KEY_TEXT] = "text",
      [SAI_KEY_CHOICE] = "choice",      [SAI_KEY_MONTH] = "month",   [SAI_KEY_DURATION] = "duration",
      [SAI_KEY_RANGE] = "month range",  [SAI_KEY_STAGES] = "stages", [SAI_KEY_CLAUSE] = "clause",
      [SAI_KEY_ABOVE] = "above",        [SAI_KEY_SHARES] = "shares", [SAI_KEY_QUANTITY] = "quantity",
      [SAI_KEY_LIST] = "list",          [SAI_KEY_MAP] = "mapping"};
  static const struct {
    const char *place, *path;
  } places[] = {[SAI_IN_SCENARIO] = {"scenario", ""},
                [SAI_IN_TARGETS] = {"targets", "targets."},
                [SAI_IN_VALUE] = {"value", "value."},
                [SAI_IN_INPUT] = {"input", "inputs.INPUT."},
                [SAI_IN_PAIR] = {"pair", "correlation.PAIR."},
                [SAI_IN_STAGE] = {"stage", "funnel.STAGE."},
                [SAI_IN_OFFER] = {"offer", "offers.OFFER."},
                [SAI_IN_CONTRACT] = {"contract", "offers.OFFER.contracts.CONTRACT."},
                [SAI_IN_TERM] = {"term", "offers.OFFER.term."},
                [SAI_IN_GUARANTEE] = {"guarantee", "offers.OFFER.guarantee."},
                [SAI_IN_STAFF] = {"staff", "offers.OFFER.staff."},
                [SAI_IN_FEE] = {"fee", "offers.OFFER.fees.FEE."},
                [SAI_IN_CLAWBACK] = {"clawback", "offers.OFFER.fees.FEE.clawback."},
                [SAI_IN_DEPOSIT] = {"deposit", "offers.OFFER.fees.FEE.deposit."},
                [SAI_IN_COMMON_DEPOSIT] = {"common_deposit", "offers.OFFER.deposit."},
                [SAI_IN_LIMIT] = {"limit", "offers.OFFER.limits.LIMIT."},
                [SAI_IN_TAX] = {"tax", "tax.ROW."},
                [SAI_IN_QUANTITY] = {"quantity", "QUANTITY."}};
  char path[100];
  snprintf(path, sizeof path, "%s%s", places[key->within].path, key->name);
  json_t *object = json_object();
  put_string(b, object, "path", path);
  put_string(b, object, "place", places[key->within].place);
  put_string(b, object, "key", key->name);
  put_string(b, object, "kind", kinds[key->kind]);
  put_string(b, object, "unit", sai_schema_unit(key));
  if (sai_schema_has_bounds(key)) {
    put(b, object, "least", number(key->lower));
    put(b, object, "most", number(key->upper));
    if (key->above) put(b, object, "above_least", json_true());
  }
  if (key->kind == SAI_KEY_QUANTITY) put(b, object, "open", json_boolean(key->open));
  put(b, object, "needed", json_boolean(key->needed));
  if (key->within == SAI_IN_OFFER) put(b, object, "of_contract", json_boolean(key->contract));
  put_string(b, object, "default", key->without);
  if (key->choices) put_words(b, object, "choices", key->choices, ' ');
  put_string(b, object, "example", key->example);
  put_string(b, object, "help", _(key->help));
  put_string(b, object, "note", key->note ? _(key->note) : NULL);
  return object;
}

static json_t *keys_json(builder *b) {
  size_t n;
  const sai_key *keys = sai_schema(&n);
  json_t *array = json_array();
  for (size_t i = 0; i < n; i++)
    if (keys[i].kind != SAI_KEY_LATER && json_array_append_new(array, key_json(b, &keys[i])) != 0)
      b->failed = true;
  return array;
}

static json_t *forms_json(builder *b, bool functions) {
  size_t n;
  const sai_form *forms = sai_schema_forms(&n);
  json_t *array = json_array();
  for (size_t i = 0; i < n; i++) {
    if ((forms[i].kind == SAI_FORM_FUNCTION) != functions) continue;
    json_t *object = json_object();
    put_string(b, object, "name", forms[i].name);
    put_string(b, object, "written", forms[i].written);
    put_string(b, object, "example", forms[i].example);
    put_string(b, object, "help", _(forms[i].help));
    if (json_array_append_new(array, object) != 0) b->failed = true;
  }
  return array;
}

static json_t *reserved_json(builder *b) {
  size_t n;
  const char *const *words = sai_schema_reserved(&n);
  json_t *array = json_array();
  for (size_t i = 0; i < n; i++)
    if (json_array_append_new(array, json_string(words[i])) != 0) b->failed = true;
  return array;
}

static json_t *option_json(builder *b, const sai_option *option) {
  json_t *object = json_object();
  put_string(b, object, "name", option->name);
  put_string(b, object, "value", option->value);
  if (option->value && strchr(option->value, '|')) put_words(b, object, "choices", option->value, '|');
  put_string(b, object, "default", option->without);
  put_string(b, object, "help", _(option->help));
  return object;
}

static json_t *command_json(builder *b, const sai_command *command) {
  json_t *object = json_object(), *options = json_array();
  put_string(b, object, "name", command->name);
  put_string(b, object, "arguments", command->arguments);
  if (command->words) put_words(b, object, "choices", command->words, '|');
  put_string(b, object, "help", _(command->help));
  const sai_option *option;
  for (size_t i = 0; (option = sai_command_option(command, i)); i++)
    if (json_array_append_new(options, option_json(b, option)) != 0) b->failed = true;
  put(b, object, "options", options);
  return object;
}

static json_t *commands_json(builder *b) {
  json_t *array = json_array();
  for (size_t i = 0; sai_commands[i]; i++)
    if (json_array_append_new(array, command_json(b, sai_commands[i])) != 0) b->failed = true;
  return array;
}

static sai_code write_json(sai_text *out, sai_error *err) {
  builder b = {false};
  json_t *root = json_object();
  put_string(&b, root, "saisan", SAI_VERSION);
  put(&b, root, "shape", json_integer(SHAPE));
  put(&b, root, "keys", keys_json(&b));
  put(&b, root, "distributions", forms_json(&b, false));
  put(&b, root, "functions", forms_json(&b, true));
  put(&b, root, "reserved", reserved_json(&b));
  put(&b, root, "commands", commands_json(&b));
  char *text = b.failed ? NULL : sai_json_dump(root, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
  json_decref(root);
  if (!text) return sai_error_no_memory(err);
  sai_text_format(out, "%s\n", text);
  free(text);
  return SAI_OK;
}

typedef struct options {
  const char *format;
} options;

enum { FORMAT_JSON, FORMAT_MARKDOWN };

static const char formats[] = "json|markdown";

static const sai_option option_table[] = {
    {"format", SAI_OPTION_TEXT, offsetof(options, format), formats, "json", N_("what to print")}, {NULL}};

static sai_code answer(sai_session *session, const options *o) {
  sai_error err;
  sai_text text = {0};
  size_t format = FORMAT_JSON;
  sai_code code = o->format ? sai_option_choice("--format", o->format, formats, &format, &err) : SAI_OK;
  if (!code && format == FORMAT_JSON) code = write_json(&text, &err);
  if (!code && format == FORMAT_MARKDOWN) sai_schema_markdown(&text);
  code = code ? sai_session_fail(session, &err) : sai_session_print(session, &text);
  sai_text_free(&text);
  return code;
}

static sai_code run(sai_session *session, int argc, const char **argv) {
  options o = {0};
  bool helped = false;
  sai_code code = sai_options_parse(session, &sai_command_schema, argc, argv, &o, NULL, &helped);
  if (!code && !helped) code = answer(session, &o);
  return code;
}

const sai_command sai_command_schema = {
    "schema", "", NULL, N_("print every key, distribution, command and option"), run, 0, 0, option_table};
