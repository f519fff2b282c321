// SPDX-License-Identifier: Apache-2.0
//
// A recursive-descent parser: builds a tree from a JSON text, walks it, and writes it again.

#include "bench.h"

typedef enum { NUL, FALSE, TRUE, NUMBER, STRING, ARRAY, OBJECT } Kind;

typedef struct Value {
  Kind kind;
  double number;
  char *text;
  char *key;
  struct Value *first;
  struct Value *next;
} Value;

typedef struct {
  const char *at;
  int errors;
} Parser;

static void skip(Parser *p) {
  while (*p->at == ' ' || *p->at == '\n' || *p->at == '\t' || *p->at == '\r') {
    p->at++;
  }
}

static char *parse_string(Parser *p) {
  p->at++;
  const char *start = p->at;
  size_t length = 0;
  while (*p->at != '"' && *p->at != 0) {
    if (*p->at == '\\') {
      p->at++;
    }
    p->at++;
    length++;
  }
  char *text = malloc(length + 1);
  const char *from = start;
  for (size_t i = 0; i < length; i++) {
    if (*from == '\\') {
      from++;
      text[i] = *from == 'n' ? '\n' : *from == 't' ? '\t' : *from;
    } else {
      text[i] = *from;
    }
    from++;
  }
  text[length] = 0;
  p->at++;
  return text;
}

static double parse_number(Parser *p) {
  double sign = 1;
  double value = 0;
  if (*p->at == '-') {
    sign = -1;
    p->at++;
  }
  while (*p->at >= '0' && *p->at <= '9') {
    value = value * 10 + (*p->at++ - '0');
  }
  if (*p->at == '.') {
    double scale = 0.1;
    p->at++;
    while (*p->at >= '0' && *p->at <= '9') {
      value += scale * (*p->at++ - '0');
      scale /= 10;
    }
  }
  return sign * value;
}

static Value *parse(Parser *p) {
  skip(p);
  Value *value = calloc(1, sizeof(Value));
  switch (*p->at) {
    case '{':
    case '[': {
      char close = *p->at == '{' ? '}' : ']';
      value->kind = *p->at == '{' ? OBJECT : ARRAY;
      Value **tail = &value->first;
      p->at++;
      skip(p);
      while (*p->at != close && *p->at != 0) {
        char *key = NULL;
        if (value->kind == OBJECT) {
          skip(p);
          key = parse_string(p);
          skip(p);
          p->errors += *p->at++ != ':';
        }
        *tail = parse(p);
        (*tail)->key = key;
        tail = &(*tail)->next;
        skip(p);
        if (*p->at == ',') {
          p->at++;
        } else if (*p->at != close) {
          p->errors++;
          return value;
        }
      }
      p->at++;
      break;
    }
    case '"':
      value->kind = STRING;
      value->text = parse_string(p);
      break;
    case 't':
      value->kind = TRUE;
      p->at += 4;
      break;
    case 'f':
      value->kind = FALSE;
      p->at += 5;
      break;
    case 'n':
      value->kind = NUL;
      p->at += 4;
      break;
    default:
      value->kind = NUMBER;
      value->number = parse_number(p);
  }
  return value;
}

static uint64_t walk(const Value *value, uint64_t sum) {
  for (; value != NULL; value = value->next) {
    sum = mix(sum, value->kind);
    if (value->key != NULL) {
      for (const char *c = value->key; *c; c++) {
        sum = sum * 31 + (uint8_t)*c;
      }
    }
    if (value->kind == NUMBER) {
      sum = mix_double(sum, value->number);
    } else if (value->kind == STRING) {
      sum = mix(sum, strlen(value->text));
    } else if (value->kind >= ARRAY) {
      sum = walk(value->first, sum);
    }
  }
  return sum;
}

static void release(Value *value) {
  while (value != NULL) {
    Value *next = value->next;
    release(value->first);
    free(value->text);
    free(value->key);
    free(value);
    value = next;
  }
}

static char *put(char *out, const char *text) {
  while (*text) {
    *out++ = *text++;
  }
  return out;
}

static char *put_int(char *out, uint32_t number) {
  char digits[12];
  int at = 0;
  do {
    digits[at++] = (char)('0' + number % 10);
    number /= 10;
  } while (number != 0);
  while (at > 0) {
    *out++ = digits[--at];
  }
  return out;
}

// Writes the document that is parsed: an array of records.
static void generate(char *out, int records) {
  Random random = {31337};
  out = put(out, "[\n");
  for (int i = 0; i < records; i++) {
    out = put(out, i == 0 ? "  {\"id\": " : ",\n  {\"id\": ");
    out = put_int(out, (uint32_t)i);
    out = put(out, ", \"name\": \"record \\\"");
    out = put_int(out, next_random(&random) % 100000);
    out = put(out, "\\\"\", \"ok\": ");
    out = put(out, next_random(&random) & 1 ? "true" : "false");
    out = put(out, ", \"none\": null, \"price\": -");
    out = put_int(out, next_random(&random) % 1000);
    out = put(out, ".");
    out = put_int(out, next_random(&random) % 1000);
    out = put(out, ", \"tags\": [\"a\", \"bc\", [1, 2, {}]]}");
  }
  put(out, "\n]\n");
}

BENCHMARK(json, 80) {
  const int records = 1500;
  char *document = calloc((size_t)records, 160);
  generate(document, records);
  uint64_t sum = 0;
  for (int i = 0; i < n; i++) {
    Parser parser = {document, 0};
    Value *root = parse(&parser);
    sum = mix(sum, (uint64_t)parser.errors);
    sum = walk(root, sum);
    release(root);
  }
  free(document);
  return (int64_t)sum;
}
