#pragma once
// One HTML5 parse whose whole memory is one arena: it is freed at once, without gumbo's recursive destructor,
// and a page that asks for more than the limit ends the parse instead of the process.
#include <gumbo.h>
#include <stddef.h>

typedef struct cg_tree cg_tree;

// Parses UTF-8. NULL when the parse would need more than `limit` bytes. The bytes must outlive the tree.
cg_tree *cg_parse(const char *bytes, size_t length, size_t limit);
const GumboNode *cg_root(const cg_tree *tree);
void cg_free(cg_tree *tree);
