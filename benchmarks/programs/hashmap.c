// SPDX-License-Identifier: Apache-2.0
//
// A chained hash map with string keys that grows as it fills: pointers, allocation, comparisons.

#include "bench.h"

typedef struct Entry {
  struct Entry *next;
  uint32_t hash;
  int32_t value;
  char key[16];
} Entry;

typedef struct {
  Entry **buckets;
  uint32_t capacity;
  uint32_t count;
} Map;

static uint32_t hash_of(const char *key) {
  uint32_t h = 2166136261u;
  for (; *key; key++) {
    h = (h ^ (uint8_t)*key) * 16777619u;
  }
  return h;
}

static void grow(Map *map) {
  uint32_t capacity = map->capacity * 2;
  Entry **buckets = calloc(capacity, sizeof(Entry *));
  for (uint32_t i = 0; i < map->capacity; i++) {
    Entry *entry = map->buckets[i];
    while (entry != NULL) {
      Entry *next = entry->next;
      entry->next = buckets[entry->hash & (capacity - 1)];
      buckets[entry->hash & (capacity - 1)] = entry;
      entry = next;
    }
  }
  free(map->buckets);
  map->buckets = buckets;
  map->capacity = capacity;
}

__attribute__((noinline)) static Entry *find(Map *map, const char *key, int create) {
  uint32_t hash = hash_of(key);
  for (Entry *e = map->buckets[hash & (map->capacity - 1)]; e != NULL; e = e->next) {
    if (e->hash == hash && strcmp(e->key, key) == 0) {
      return e;
    }
  }
  if (!create) {
    return NULL;
  }
  if (map->count * 4 >= map->capacity * 3) {
    grow(map);
  }
  Entry *entry = malloc(sizeof(Entry));
  entry->hash = hash;
  entry->value = 0;
  strcpy(entry->key, key);
  entry->next = map->buckets[hash & (map->capacity - 1)];
  map->buckets[hash & (map->capacity - 1)] = entry;
  map->count++;
  return entry;
}

static int remove_key(Map *map, const char *key) {
  uint32_t hash = hash_of(key);
  for (Entry **at = &map->buckets[hash & (map->capacity - 1)]; *at != NULL; at = &(*at)->next) {
    if ((*at)->hash == hash && strcmp((*at)->key, key) == 0) {
      Entry *gone = *at;
      *at = gone->next;
      free(gone);
      map->count--;
      return 1;
    }
  }
  return 0;
}

static void make_key(char *out, uint32_t value) {
  int at = 0;
  out[at++] = 'k';
  do {
    out[at++] = (char)('a' + value % 26);
    value /= 26;
  } while (value != 0);
  out[at] = 0;
}

BENCHMARK(hashmap, 600000) {
  Map map = {calloc(16, sizeof(Entry *)), 16, 0};
  Random random = {7};
  char key[16];
  for (int i = 0; i < n; i++) {
    make_key(key, next_random(&random) % (uint32_t)(n / 4 + 1));
    find(&map, key, 1)->value += i;
  }
  uint64_t sum = mix(0, map.count);
  for (int i = 0; i < n; i += 3) {
    make_key(key, (uint32_t)i);
    Entry *entry = find(&map, key, 0);
    sum = mix(sum, entry != NULL ? (uint64_t)(uint32_t)entry->value : 1);
    if (i % 2 == 0) {
      sum = mix(sum, (uint64_t)remove_key(&map, key));
    }
  }
  sum = mix(sum, map.count);
  for (uint32_t i = 0; i < map.capacity; i++) {
    while (map.buckets[i] != NULL) {
      Entry *next = map.buckets[i]->next;
      free(map.buckets[i]);
      map.buckets[i] = next;
    }
  }
  free(map.buckets);
  return (int64_t)sum;
}
