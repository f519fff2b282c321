// SPDX-License-Identifier: Apache-2.0
//
// A function with many live locals and irregular control flow: the parser and evaluator of
// arithmetic expressions with gotos, early exits and a state machine over characters.

#include "bench.h"

enum { START, NUMBER, OPERATOR, SPACE, NAME, DONE };

// Evaluates an expression of numbers, names (a letter each), + - * / % & | ^ and parentheses by
// operator precedence, without recursion.
__attribute__((noinline)) static int32_t evaluate(const char *text, const int32_t *names) {
  int32_t values[32];
  char operators[32];
  int32_t value_top = 0;
  int32_t operator_top = 0;
  int32_t state = START;
  uint32_t number = 0;
  int32_t depth = 0;
  for (;; text++) {
    char c = *text;
    if (state == NUMBER) {
      if (c >= '0' && c <= '9') {
        number = number * 10 + (uint32_t)(c - '0');
        continue;
      }
      values[value_top++] = (int32_t)number;
      state = OPERATOR;
    }
    if (c == ' ') {
      continue;
    }
    if (c >= '0' && c <= '9') {
      state = NUMBER;
      number = (uint32_t)(c - '0');
      continue;
    }
    if (c >= 'a' && c <= 'z') {
      values[value_top++] = names[c - 'a'];
      state = OPERATOR;
      continue;
    }
    if (c == '(') {
      operators[operator_top++] = '(';
      depth++;
      continue;
    }
    int priority;
    switch (c) {
      case '*':
      case '/':
      case '%':
        priority = 4;
        break;
      case '+':
      case '-':
        priority = 3;
        break;
      case '&':
        priority = 2;
        break;
      case '^':
      case '|':
        priority = 1;
        break;
      case ')':
      case 0:
        priority = 0;
        break;
      default:
        return -1;
    }
    while (operator_top > 0 && operators[operator_top - 1] != '(') {
      char top = operators[operator_top - 1];
      int other = top == '*' || top == '/' || top == '%' ? 4
                  : top == '+' || top == '-'             ? 3
                  : top == '&'                           ? 2
                                                         : 1;
      if (other < priority) {
        break;
      }
      int32_t b = values[--value_top];
      int32_t a = values[--value_top];
      int32_t r;
      operator_top--;
      switch (top) {
        case '*':
          r = (int32_t)((uint32_t)a * (uint32_t)b);
          break;
        case '/':
          r = b == 0 || b == -1 ? 0 : a / b;
          break;
        case '%':
          r = b == 0 || b == -1 ? 0 : a % b;
          break;
        case '+':
          r = (int32_t)((uint32_t)a + (uint32_t)b);
          break;
        case '-':
          r = (int32_t)((uint32_t)a - (uint32_t)b);
          break;
        case '&':
          r = a & b;
          break;
        case '^':
          r = a ^ b;
          break;
        default:
          r = a | b;
      }
      values[value_top++] = r;
    }
    if (c == ')') {
      operator_top--;
      depth--;
      continue;
    }
    if (c == 0) {
      return value_top == 1 && depth == 0 ? values[0] : -2;
    }
    operators[operator_top++] = c;
  }
}

BENCHMARK(wide, 900000) {
  static const char *const EXPRESSIONS[] = {
      "1 + 2 * 3 - x * (y + 4) % 17",
      "(a ^ b) & 255 | (c - d) * 33 + 1234567 / (e % 9 + 1)",
      "((((a + 1) * b + 2) * c + 3) * d + 4) % 1000003",
      "x * x * x - 3 * x * y + 12 & 65535 ^ z",
  };
  int32_t names[26];
  uint64_t sum = 0;
  for (int i = 0; i < 26; i++) {
    names[i] = i * 1009;
  }
  for (int i = 0; i < n; i++) {
    int32_t result = evaluate(EXPRESSIONS[i & 3], names);
    names[i % 26] = result & 0xffff;
    sum = mix(sum, (uint64_t)(uint32_t)result);
  }
  return (int64_t)sum;
}
