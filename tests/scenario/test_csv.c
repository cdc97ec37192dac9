/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of CSV files: what is read of them, how lines and limits are counted, and what of a file can be
 * quoted. */
#include "scenario/csv_column.h"

#include "base/text.h"
#include "support.h"

#include <stdlib.h>
#include <unistd.h>

static sai_csv_column column;
static sai_error err;

static sai_code read_bytes(const char *bytes, size_t n, const char *name) {
  free(column.values);
  column = (sai_csv_column){0};
  err = (sai_error){0};
  return sai_csv_read(bytes, n, "x.csv", name, "JPY", &column, &err);
}

static bool holds(const char *text, const char *name, size_t n, const double *values) {
  if (read_bytes(text, strlen(text), name)) {
    fprintf(stderr, "%s\n", err.text);
    return false;
  }
  return column.n == n && memcmp(column.values, values, n * sizeof *values) == 0;
}

#define HOLDS(text, name, ...)                                                                               \
  cr_expect(holds(text, name, sizeof(double[]){__VA_ARGS__} / sizeof(double), (double[]){__VA_ARGS__}))

Test(csv, what_is_read) {
  HOLDS("a,b\n1,2\n3,4\n", "b", 2, 4);
  HOLDS("\xEF\xBB\xBF"
        "a,b\r\n1,2\r\n3,4\r\n",
        "a", 1, 3);
  HOLDS("a\r1\r2", "a", 1, 2);
  HOLDS("a,b\n\n1,2\n,\n , \n3,4", "a", 1, 3);
  HOLDS("\"a \"\"b\"\"\",c\n\"1,000\",x\n\" -5 \",\"y\nz\"\n7,\n", "a \"b\"", 1000, -5, 7);
  HOLDS("金額,率\n50万円,４％\n１，０００,5%\n", "金額", 500000, 1000);
  HOLDS("率,x\n４％,1\n\"5 %\",2\n-0.5%,3\n", "率", 0.04, 0.05, -0.005);
  cr_expect(column.percent);
  HOLDS("ｱﾎﾟ率（％）\n3\n", "アポ率(%)", 3);
  cr_expect(!column.percent);
  HOLDS("a , b\n1 , 2\n", "b", 2);
}

static bool fails_at(const char *text, const char *name, unsigned line, const char *words) {
  char start[40];
  snprintf(start, sizeof start, "x.csv, line %u: ", line);
  bool right = read_bytes(text, strlen(text), name) == SAI_REJECTED &&
               strncmp(err.text, start, strlen(start)) == 0 && strstr(err.text, words) && err.hint[0];
  if (!right) fprintf(stderr, "%s / %s\n", err.text, err.hint);
  return right;
}

Test(csv, lines_are_those_of_the_file) {
  cr_expect(fails_at("a,b\n1,\"x\ny\"\n2,z\nq,z\n", "a", 5, "`q`"));
  cr_expect(fails_at("a\r\n1\r\n\r\nq\r\n", "a", 4, "`q`"));
  cr_expect(fails_at("a\r1\rq", "a", 3, "`q`"));
  cr_expect(fails_at("a,b\n1\n", "b", 2, "nothing stands"));
  cr_expect(fails_at("a,b\n1,2\n ,3\n", "a", 3, "nothing stands"));
  cr_expect(fails_at("a\n1%\n2\n", "a", 3, "a %"));
  cr_expect(fails_at("a\n1\n2%\n", "a", 3, "a %"));
  cr_expect(fails_at("a\n0\xFF\n", "a", 2, "UTF-8"));
  cr_expect(fails_at("a\n1.5.2\n", "a", 2, "1.5.2"));
  cr_expect(fails_at("a,b\n1,000\n2,5\n\"1,00\"\n", "a", 4, "1,00"));
  cr_expect(fails_at("a\n1,000\n", "a", 2, "2 cells"));
  cr_expect(fails_at("a,b,c\n1,2,3\n1,000,2,\n", "a", 3, "4 cells"));
  cr_expect(fails_at("a,b\n1,2\n7,8,,\n", "a", 3, "4 cells"));
  cr_expect(fails_at("A\n1\n", "a", 1, "no column") && !strstr(err.hint, "semicolon"));
  cr_expect(fails_at("A\tB\n1\t2\n", "A", 1, "no column") && strstr(err.hint, "semicolon"));
  cr_expect(fails_at("a\n400 USD\n", "a", 2, "400 USD"));
  cr_expect(fails_at("", "a", 1, "empty"));
}

/* Whoever can make somebody run a scenario must not learn what stands in a file. */
Test(csv, no_more_is_quoted_than_one_cell) {
  const char *secret = "user,hash\nroot,0123456789\n";
  cr_expect(read_bytes(secret, strlen(secret), "nothing"));
  cr_expect(!strstr(err.text, "root") && !strstr(err.text, "user") && !strstr(err.hint, "user"));
  cr_expect(read_bytes(secret, strlen(secret), "user"));
  cr_expect(strstr(err.text, "root") && !strstr(err.text, "0123") && !err.source[0]);
  char cell[2000] = "a\n";
  memset(cell + 2, 'x', sizeof cell - 3);
  cr_expect(read_bytes(cell, sizeof cell - 1, "a"));
  cr_expect_lt(strlen(err.text), 160);
}

Test(csv, nul_bytes_are_no_text) {
  cr_expect_eq(read_bytes("a\n1\0\n", 5, "a"), SAI_REJECTED);
  cr_expect(strstr(err.text, "U+0000"));
}

static char *repeated(const char *head, const char *unit, size_t n, size_t *size) {
  size_t length = strlen(unit), at = strlen(head);
  char *text = malloc(at + n * length + 1);
  cr_assert(text);
  strcpy(text, head);
  for (size_t i = 0; i < n; i++, at += length) memcpy(text + at, unit, length);
  *size = at;
  return text;
}

Test(csv, limits) {
  size_t n;
  char *text = repeated("a\n", "5\n", SAI_CSV_ROWS - 1, &n);
  cr_expect_eq(read_bytes(text, n, "a"), SAI_OK);
  cr_expect_eq(column.n, SAI_CSV_ROWS - 1);
  free(text);
  text = repeated("a\n", "5\n", SAI_CSV_ROWS, &n);
  cr_expect_eq(read_bytes(text, n, "a"), SAI_REJECTED);
  cr_expect(strstr(err.text, "too long"));
  free(text);
  text = repeated("\n5\na", ",a", SAI_CSV_COLUMNS - 1, &n);
  memmove(text, text + 3, n - 3);
  memcpy(text + n - 3, "\n5\n", 3);
  text[0] = 'b';
  cr_expect_eq(read_bytes(text, n, "b"), SAI_OK);
  free(text);
  text = repeated("a\n5", ",5", SAI_CSV_COLUMNS, &n);
  cr_expect_eq(read_bytes(text, n, "a"), SAI_REJECTED);
  free(text);
  free(column.values);
}

/* ---- as a distribution ---- */

static char folder[40] = "/tmp/saisan-csv-XXXXXX";

static void make_folder(void) {
  cr_assert(mkdtemp(folder));
  cr_assert_eq(chdir(folder), 0);
}

static void remove_folder(void) {
  char command[80];
  snprintf(command, sizeof command, "rm -rf %s", folder);
  cr_assert_eq(system(command), 0);
}

TestSuite(empirical, .init = make_folder, .fini = remove_folder);

static void put(const char *name, const char *text) {
  FILE *file = fopen(name, "w");
  cr_assert(file);
  fputs(text, file);
  fclose(file);
}

static sai_scenario *with_input(const char *value) {
  char text[600];
  snprintf(text, sizeof text, "%sinputs:\n  x: %s\n  y: %s\n%s", HEAD, value, value, FUNNEL OFFERS);
  return read_with(text, NULL, 0, false);
}

Test(empirical, each_line_is_equally_likely) {
  put("deals (1).csv", "date,利益\n1,300\n2,100\n3,300\n4,200\n");
  sai_scenario *s = with_input("empirical(deals (1).csv, 利益)");
  cr_assert(s);
  const sai_dist *d = quantity_at(s, "inputs.x")->expr->dist;
  cr_expect(d->family == SAI_DISCRETE && d->n == 3);
  const double values[] = {100, 200, 300}, weights[] = {0.25, 0.25, 0.5};
  for (size_t i = 0; i < 3; i++) cr_expect(d->value[i] == values[i] && d->weight[i] == weights[i]);
  cr_expect_eq(s->n_data, 1, "a column that is used twice is read once");
  cr_expect_str_eq(s->data[0].file, "deals (1).csv");
  cr_expect_str_eq(s->data[0].column, "利益");
  cr_expect_eq(s->data[0].rows, 4);
  /* printf 'date,利益\n1,300\n2,100\n3,300\n4,200\n' | sha256sum */
  cr_expect_str_eq(s->data[0].sha256, "6a3bf883393b7015c5f327aa45865a5ad1879ae037fde49aadb142a452d91b38");
  sai_scenario_free(s);
}

Test(empirical, names_of_files_are_not_folded) {
  put("実績（2025）.csv", "a\n1\n2\n");
  put("2025.csv", "a\n1%\n2%\n");
  sai_scenario *s = with_input("empirical(実績（2025）.csv, ａ)"), *t = with_input("empirical(2025.csv, a)");
  cr_assert(s && t);
  cr_expect(quantity_at(t, "inputs.x")->expr->percent);
  sai_scenario_free(s);
  sai_scenario_free(t);
}

Test(empirical, too_many_values) {
  FILE *file = fopen("many.csv", "w");
  cr_assert(file);
  fputs("a\n", file);
  for (int i = 0; i <= SAI_DISCRETE_MAX; i++) fprintf(file, "%d\n", i + 1);
  fclose(file);
  cr_expect(!with_input("empirical(many.csv, a)"));
}
