#include "CGumbo.h"

#include <setjmp.h>
#include <stdlib.h>

struct chunk {
  struct chunk *next;
  size_t used, size;
  _Alignas(16) char bytes[];
};

struct cg_tree {
  struct chunk *chunks;
  size_t taken, limit;
  jmp_buf exhausted;
  GumboOutput *output;
};

static void *take(void *userdata, size_t wanted) {
  cg_tree *tree = userdata;
  size_t size = (wanted + 15) & ~(size_t)15;
  if (size < wanted) longjmp(tree->exhausted, 1);
  struct chunk *chunk = tree->chunks;
  if (!chunk || chunk->size - chunk->used < size) {
    size_t room = size > (1u << 18) ? size : (1u << 18);
    if (room > tree->limit - tree->taken) longjmp(tree->exhausted, 1);
    chunk = malloc(sizeof *chunk + room);
    if (!chunk) longjmp(tree->exhausted, 1);
    chunk->next = tree->chunks;
    chunk->used = 0;
    chunk->size = room;
    tree->chunks = chunk;
    tree->taken += room;
  }
  void *place = chunk->bytes + chunk->used;
  chunk->used += size;
  return place;
}

static void keep(void *userdata, void *place) {
  (void)userdata;
  (void)place;
}

cg_tree *cg_parse(const char *bytes, size_t length, size_t limit) {
  cg_tree *tree = calloc(1, sizeof *tree);
  if (!tree) return NULL;
  tree->limit = limit;
  if (setjmp(tree->exhausted)) {
    cg_free(tree);
    return NULL;
  }
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = take;
  options.deallocator = keep;
  options.userdata = tree;
  options.max_errors = 0;
  tree->output = gumbo_parse_with_options(&options, bytes, length);
  return tree;
}

const GumboNode *cg_root(const cg_tree *tree) { return tree->output->root; }

void cg_free(cg_tree *tree) {
  struct chunk *chunk = tree->chunks;
  while (chunk) {
    struct chunk *next = chunk->next;
    free(chunk);
    chunk = next;
  }
  free(tree);
}
