/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scenario's YAML as a tree in which every scalar is text and every node knows its place. */
#ifndef SAI_SCENARIO_TREE_H
#define SAI_SCENARIO_TREE_H

#include "scenario/reader.h"

enum {
  SAI_TREE_DEPTH = 20,      /**< lists and mappings inside each other */
  SAI_TREE_NODES = 50000,   /**< in one file */
  SAI_TREE_CHILDREN = 1000, /**< of one list or mapping */
  SAI_TREE_TEXT = 20000,    /**< bytes of one text */
  SAI_TREE_GAP = 1024       /**< between the orders of nodes, for those that settings make */
};

typedef enum sai_node_kind { SAI_NODE_TEXT, SAI_NODE_LIST, SAI_NODE_MAP } sai_node_kind;

typedef struct sai_node {
  sai_node_kind kind;
  sai_place place;    /**< of its first line */
  unsigned order;     /**< of its place in the file; a setting keeps that of what it replaces */
  const char *text;   /**< text only; NUL-terminated UTF-8 without other control characters than \n and \t */
  const char *folded; /**< keys only: the text after NFKC */
  bool quoted;        /**< text only */
  bool exact;         /**< text only: character i of the text is character place.column + i of the line */
  struct sai_node *key;   /**< in a mapping: the key, a text */
  struct sai_node *child; /**< first entry of a list or mapping */
  struct sai_node *next;
  size_t n; /**< entries */
} sai_node;

/** Read the YAML of n bytes of UTF-8. Problems in its shape are reported; NULL if there is no tree at all. */
sai_node *sai_tree_read(sai_reader *r, const char *bytes, size_t n);
/** The entry with a key, which is compared with the folded ones; NULL if there is none or the node is no
 * mapping. */
sai_node *sai_tree_find(const sai_node *map, const char *key);
/** The place of characters [from, to) of a text; that of the whole where it cannot be told. */
sai_place sai_tree_place(const sai_node *node, size_t from, size_t to);
/** A new text, and a new entry at the end of a list or mapping (with a key). NULL without memory. */
sai_node *sai_tree_text(sai_reader *r, const char *text, sai_place place, unsigned order);
sai_node *sai_tree_add(sai_reader *r, sai_node *parent, const char *key, sai_node *child);

#endif
