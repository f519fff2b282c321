// SPDX-License-Identifier: Apache-2.0
//
// A small machine for byte code: one loop around one dense switch, which becomes a br_table. Its
// program runs nested loops with arithmetic, calls, an array, and data-dependent branches.

#include "bench.h"

enum {
  HALT, PUSH, LOAD, STORE, ADD, SUB, MUL, AND, XOR, SHR, LESS, EQUAL, JUMP, BRANCH_ZERO, DUP, DROP,
  SWAP, GET, PUT, CALL, RETURN, INCREMENT, NOT, MOD
};

#define CODE 128

static int32_t code[CODE];
static int32_t stack[256];
static int32_t calls[64];
static int32_t vars[16];
static int32_t array[256];

__attribute__((noinline)) static int32_t execute(int64_t *steps) {
  int32_t pc = 0;
  int32_t sp = 0;
  int32_t rp = 0;
  int64_t count = 0;
  for (;;) {
    count++;
    switch (code[pc++]) {
      case HALT:
        *steps = count;
        return stack[sp - 1];
      case PUSH:
        stack[sp++] = code[pc++];
        break;
      case LOAD:
        stack[sp++] = vars[code[pc++]];
        break;
      case STORE:
        vars[code[pc++]] = stack[--sp];
        break;
      case ADD:
        sp--;
        stack[sp - 1] += stack[sp];
        break;
      case SUB:
        sp--;
        stack[sp - 1] -= stack[sp];
        break;
      case MUL:
        sp--;
        stack[sp - 1] = (int32_t)((uint32_t)stack[sp - 1] * (uint32_t)stack[sp]);
        break;
      case AND:
        sp--;
        stack[sp - 1] &= stack[sp];
        break;
      case XOR:
        sp--;
        stack[sp - 1] ^= stack[sp];
        break;
      case SHR:
        sp--;
        stack[sp - 1] = (int32_t)((uint32_t)stack[sp - 1] >> (stack[sp] & 31));
        break;
      case LESS:
        sp--;
        stack[sp - 1] = stack[sp - 1] < stack[sp];
        break;
      case EQUAL:
        sp--;
        stack[sp - 1] = stack[sp - 1] == stack[sp];
        break;
      case JUMP:
        pc = code[pc];
        break;
      case BRANCH_ZERO:
        sp--;
        pc = stack[sp] == 0 ? code[pc] : pc + 1;
        break;
      case DUP:
        stack[sp] = stack[sp - 1];
        sp++;
        break;
      case DROP:
        sp--;
        break;
      case SWAP: {
        int32_t t = stack[sp - 1];
        stack[sp - 1] = stack[sp - 2];
        stack[sp - 2] = t;
        break;
      }
      case GET:
        stack[sp - 1] = array[stack[sp - 1] & 255];
        break;
      case PUT:
        sp -= 2;
        array[stack[sp + 1] & 255] = stack[sp];
        break;
      case CALL:
        calls[rp++] = pc + 1;
        pc = code[pc];
        break;
      case RETURN:
        pc = calls[--rp];
        break;
      case INCREMENT:
        vars[code[pc++]]++;
        break;
      case NOT:
        stack[sp - 1] = !stack[sp - 1];
        break;
      case MOD:
        sp--;
        stack[sp - 1] = (int32_t)((uint32_t)stack[sp - 1] % (uint32_t)stack[sp]);
        break;
      default:
        *steps = -1;
        return -1;
    }
  }
}

// The program: for i in 0..n: for j in 0..100: a[j + i] = a[j] * 31 + f(i ^ j), where
// f(x) = x % 7 < 3 ? x >> 1 : x + 13. Variable 0 is i, 1 is j, 2 is n, 3 is x.
static void assemble(int32_t n) {
  const int32_t f = 64;
  const int32_t program[] = {
      PUSH, 0, STORE, 0,                            // 0: i = 0
      LOAD, 0, LOAD, 2, LESS, BRANCH_ZERO, 50,      // 4: while (i < n)
      PUSH, 0, STORE, 1,                            // 11: j = 0
      LOAD, 1, PUSH, 100, LESS, BRANCH_ZERO, 46,    // 15: while (j < 100)
      LOAD, 1, GET, PUSH, 31, MUL,                  // 22: a[j] * 31
      LOAD, 0, LOAD, 1, XOR, CALL, f,               // 28: f(i ^ j)
      ADD, LOAD, 1, LOAD, 0, ADD, PUT,              // 35: a[i + j] = sum
      INCREMENT, 1, JUMP, 15,                       // 42: j++
      INCREMENT, 0, JUMP, 4,                        // 46: i++
      PUSH, 5, GET, PUSH, 77, GET, XOR, HALT,       // 50
      HALT, HALT, HALT, HALT, HALT, HALT,           // 58
      STORE, 3, LOAD, 3, PUSH, 7, MOD, PUSH, 3,     // 64: f(x): x % 7 < 3
      LESS, BRANCH_ZERO, 82, LOAD, 3, PUSH, 1, SHR, // 73: x >> 1
      RETURN, LOAD, 3, PUSH, 13, ADD, RETURN,       // 81: 82: x + 13
  };
  memset(code, 0, sizeof code);
  memcpy(code, program, sizeof program);
  memset(array, 0, sizeof array);
  memset(vars, 0, sizeof vars);
  for (int i = 0; i < 256; i++) {
    array[i] = i * 2654435761u >> 7;
  }
  vars[2] = n;
}

BENCHMARK(interpreter, 20000) {
  int64_t steps = 0;
  assemble(n);
  int32_t result = execute(&steps);
  uint64_t sum = mix(mix(0, (uint64_t)steps), (uint64_t)(uint32_t)result);
  for (int i = 0; i < 256; i++) {
    sum = mix(sum, (uint64_t)(uint32_t)array[i]);
  }
  return (int64_t)sum;
}
