// SPDX-License-Identifier: Apache-2.0
//
// Allocation: binary trees built and freed, and blocks of changing sizes that live for a while.

#include "bench.h"

typedef struct Node {
  struct Node *left;
  struct Node *right;
} Node;

static Node *build(int depth) {
  Node *node = malloc(sizeof(Node));
  if (depth == 0) {
    node->left = node->right = NULL;
  } else {
    node->left = build(depth - 1);
    node->right = build(depth - 1);
  }
  return node;
}

static int32_t count(const Node *node) {
  return node->left == NULL ? 1 : 1 + count(node->left) + count(node->right);
}

static void release(Node *node) {
  if (node->left != NULL) {
    release(node->left);
    release(node->right);
  }
  free(node);
}

BENCHMARK(alloc, 120) {
  uint64_t sum = 0;
  Random random = {5};
  Node *kept = build(12);
  for (int round = 0; round < n; round++) {
    Node *tree = build(12);
    sum = mix(sum, (uint64_t)count(tree));
    release(tree);
    uint8_t *blocks[64] = {0};
    for (int i = 0; i < 4000; i++) {
      uint32_t r = next_random(&random);
      uint32_t slot = r % 64;
      uint32_t size = 16 + (r >> 8) % 2000;
      if (blocks[slot] != NULL) {
        sum = mix(sum, blocks[slot][3]);
      }
      if (r >> 30 == 0 && blocks[slot] != NULL) {
        blocks[slot] = realloc(blocks[slot], size);
      } else {
        free(blocks[slot]);
        blocks[slot] = malloc(size);
      }
      memset(blocks[slot], (int)(r & 0xff), 16);
    }
    for (int i = 0; i < 64; i++) {
      free(blocks[i]);
    }
  }
  sum = mix(sum, (uint64_t)count(kept));
  release(kept);
  return (int64_t)sum;
}
