// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.compiled;

import java.util.Arrays;

/** What the functions of the modules under {@code resources/compiled} compute, in Java. */
final class Reference {
  private Reference() {}

  static int table(int n) {
    int x = 42;
    int sum = 0;
    while (n != 0) {
      n--;
      x = x * 1103515245 + 12345;
      switch (x >>> 16 & 7) {
        case 0, 2 -> sum++;
        case 1 -> sum = Integer.rotateLeft(sum ^ x, 3);
        case 3 -> sum = Integer.rotateLeft(sum, 3);
        case 4 -> sum = (sum - n) * 31;
        default -> sum *= 31;
      }
    }
    return sum;
  }

  static int tableUp(int n) {
    int i = 0;
    int sum = 0;
    while (true) {
      i++;
      while (true) {
        sum = sum * 3 + i;
        i++;
        if (Integer.compareUnsigned(i, n) >= 0) {
          return sum;
        }
        int way = i % 3;
        if (way == 0) {
          continue;
        }
        if (way == 2) {
          sum ^= 0x55;
        }
        break;
      }
    }
  }

  static long nested(int n) {
    long sum = 0;
    int i = 0;
    do {
      int j = 0;
      middle:
      do {
        int k = j;
        do {
          sum = sum * 7 + (i ^ k);
          if (k == 13) {
            break middle;
          }
          k += 2;
        } while (k < 9);
        j++;
      } while (j < 20);
      i++;
    } while (i < n);
    return sum;
  }

  static Object[] values(int n) {
    int a = 1;
    long b = 2;
    double c = 0.5;
    do {
      c = (n & 1) != 0 ? c * 1.25 : c + 3;
      int a1 = (int) (b + 5);
      long b1 = a * 3L + b;
      a = a1;
      b = b1;
      c /= 2;
      n--;
    } while (n != 0);
    return new Object[] {a, b, c};
  }

  static Object[] kinds(int n, Object any) {
    int i = 0;
    long l = 0;
    float f = 1;
    double d = 0;
    boolean r = false;
    do {
      i += n;
      l = 3 - l * 5;
      f = f / 3 + 0.1f;
      d = n - Math.sqrt(Math.abs(d));
      if (!r) {
        r = true;
        i += 1000;
      } else if ((n & 1) != 0) {
        r = false;
      }
      n--;
    } while (n != 0);
    return new Object[] {i, l, f, d, any};
  }

  static int divide(int n) {
    int sum = 0;
    for (int i = 1; i <= n; i++) {
      sum = n / i + (sum ^ n % i);
    }
    return sum;
  }

  static int late(int n) {
    int sum = 0;
    for (int i = 0; i < n; i++) {
      sum += i;
      if (i > n / 2) {
        int j = i & 3;
        do {
          sum = Integer.rotateLeft(sum, 1);
          j--;
        } while (j > 0);
      }
    }
    return sum;
  }

  static int fib(int n) {
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
  }

  static int ackermann(int m, int n) {
    return m == 0 ? n + 1 : ackermann(m - 1, n == 0 ? 1 : ackermann(m, n - 1));
  }

  static long sum(long n, long sum) {
    return sum + n * (n + 1) / 2;
  }

  static long chains(int n, long length) {
    long sum = 0;
    do {
      sum = sum * 3 ^ sum(length, n);
      n--;
    } while (n != 0);
    return sum;
  }

  private static int unary(int kind, int x) {
    return switch (kind) {
      case 0 -> x << 1;
      case 1 -> x * x;
      case 2 -> -x;
      case 3 -> x + 1;
      case 4 -> x >>> 1;
      case 5 -> ~x;
      case 6 -> Integer.rotateLeft(x, 7);
      default -> x * 0x9E3779B1;
    };
  }

  static int polymorphic(int n, int kinds) {
    int x = 1;
    do {
      x = unary(n % kinds, x) + n;
      n--;
    } while (n != 0);
    return x;
  }

  static int replaced(int n) {
    int x = 1;
    int kind = 3;
    do {
      if ((n & 0xFFFF) == 0) {
        kind = n >>> 16 & 7;
      }
      x = unary(kind, x) + n;
      n--;
    } while (n != 0);
    return x;
  }

  /** Of a memory that has one page and may have 64. */
  static long grow(int n) {
    byte[] first = new byte[65536];
    long[] last = new long[65];
    long sum = 0;
    int pages = 1;
    for (int i = 0; i < n; i++) {
      if (i % 4096 == 0 && pages < 64) {
        pages++;
        last[pages] = i;
      }
      sum = sum * 5 + last[pages];
      first[Integer.remainderUnsigned(i * 7919, 65536)] = (byte) i;
      sum ^= first[Integer.remainderUnsigned(i * 31, 65536)] & 0xFF;
    }
    return sum;
  }

  static String text(Object... results) {
    return Arrays.toString(results);
  }
}
