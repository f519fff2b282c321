// SPDX-License-Identifier: Apache-2.0
package dev.weft.validation;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.weft.binary.ModuleDecoder;
import dev.weft.binary.WasmFormatException;
import dev.weft.module.Module;
import dev.weft.opcode.FeatureSet;
import dev.weft.text.TextParser;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged modules are refused in time with the right exception, or are valid all the same. */
class MutationTest {
  private static final String[] MODULES = {
    """
    (module $named
      (type $f (func (param i32 i64) (result f32)))
      (import "env" "imp" (func $imp (param i32)))
      (import "env" "mem" (memory 1 4))
      (table $t 3 10 funcref)
      (table $x i64 1 externref)
      (memory i64 1)
      (global $g (mut i64) (i64.const -5))
      (global $h i32 (i32.add (i32.const 1) (i32.const 2)))
      (export "run" (func $run))
      (elem (i32.const 0) $run $imp)
      (elem $e funcref (ref.func $run) (ref.null func))
      (data (i32.const 16) "hello")
      (data $d "passive")
      (start $start)
      (func $start (call $imp (i32.const 1)) (memory.init $d (i32.const 0) (i32.const 0)
        (i32.const 3)) (table.init $t $e (i32.const 0) (i32.const 0) (i32.const 1)))
      (func $run (type $f) (local f32 i32 i32 f64)
        (block $out
          (loop $again
            (br_if $out (i32.eqz (local.get 0)))
            (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
            (br_table $out $again $out (local.get 3))))
        (i64.store offset=8 (local.get 0) (local.get 1))
        (if (result f32) (i64.eqz (local.get 1))
          (then (f32.const nan:0x123))
          (else (call_indirect $t (type $f) (local.get 0) (local.get 1) (i32.const 0))))))
    """,
    """
    (module
      (rec
        (type $list (sub (struct (field i32) (field (mut (ref null $list))))))
        (type $pair (sub final $list
          (struct (field i32) (field (mut (ref null $list))) (field f64)))))
      (type $bytes (array (mut i8)))
      (tag $e (param i32 externref))
      (data $d "abc")
      (func $gc (param $l (ref null $list)) (result i32)
        (local $b (ref $bytes))
        (local.set $b (array.new_data $bytes $d (i32.const 0) (i32.const 3)))
        (drop (array.get_u $bytes (local.get $b) (i32.const 0)))
        (block $no (result (ref null $list))
          (br_on_cast_fail $no (ref null $list) (ref $pair) (local.get $l))
          (return (i32.trunc_sat_f64_s (struct.get $pair 2))))
        (return (i32.const 7)))
      (func $throws
        (block $h (result i32 externref)
          (try_table (catch $e $h) (throw $e (i32.const 1) (ref.null extern)))
          (return))
        (drop) (drop))
      (func try (throw $e (i32.const 1) (ref.null extern)) catch $e drop drop catch_all rethrow 0 end)
      (memory 1 1 shared)
      (func (result v128)
        (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
          (v128.load (i32.const 0)) (i32x4.splat (i32.const 4)))))
    """
  };

  @Test
  void changedBytes() {
    Random random = new Random(20261122);
    for (String text : MODULES) {
      byte[] original = TextParser.parse(text);
      for (int round = 0; round < 15_000; round++) {
        byte[] bytes = original.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
          int at = random.nextInt(bytes.length);
          bytes[at] =
              switch (random.nextInt(4)) {
                case 0 -> (byte) random.nextInt();
                case 1 -> (byte) (bytes[at] ^ 1 << random.nextInt(8));
                case 2 -> (byte) (bytes[at] + 1);
                default -> (byte) (random.nextBoolean() ? 0xFF : 0x80);
              };
        }
        check(bytes);
      }
    }
  }

  @Test
  void truncationsInsertionsAndDeletions() {
    Random random = new Random(7);
    for (String text : MODULES) {
      byte[] original = TextParser.parse(text);
      for (int length = 0; length < original.length; length++) {
        check(Arrays.copyOf(original, length));
        byte[] shorter = new byte[original.length - 1];
        System.arraycopy(original, 0, shorter, 0, length);
        System.arraycopy(original, length + 1, shorter, length, shorter.length - length);
        check(shorter);
        for (int i = 0; i < 8; i++) {
          byte[] longer = new byte[original.length + 1];
          System.arraycopy(original, 0, longer, 0, length);
          longer[length] = (byte) random.nextInt();
          System.arraycopy(original, length, longer, length + 1, original.length - length);
          check(longer);
        }
      }
    }
  }

  /** Every byte of the modules, set to every value. */
  @Test
  void everyByte() {
    for (String text : MODULES) {
      byte[] bytes = TextParser.parse(text);
      for (int at = 0; at < bytes.length; at++) {
        byte old = bytes[at];
        for (int value = 0; value < 256; value++) {
          bytes[at] = (byte) value;
          check(bytes.clone());
        }
        bytes[at] = old;
      }
    }
  }

  private static void check(byte[] bytes) {
    long start = System.nanoTime();
    try {
      Module module = ModuleDecoder.decode(bytes, null, FeatureSet.ALL);
      ModuleValidator.validate(module, FeatureSet.ALL);
      for (int i = 0; i < module.functionCount(); i++) {
        assertTrue(module.functionName(i) != null);
      }
    } catch (WasmFormatException e) {
      if (e.phrase() == null || e.offset() < 0 || e.offset() > bytes.length) {
        fail("odd error " + e + " for " + HexFormat.of().formatHex(bytes));
      }
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      fail(HexFormat.of().formatHex(bytes), e);
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertTrue(millis < 5000, () -> millis + " ms for " + HexFormat.of().formatHex(bytes));
  }

  /** Huge counts must not make the decoder allocate or loop. */
  @Test
  void hugeCounts() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (int section = 0; section < 14; section++) {
            for (int tail = 0; tail < 256; tail++) {
              byte[] bytes = {
                0,
                'a',
                's',
                'm',
                1,
                0,
                0,
                0,
                (byte) section,
                8,
                (byte) 0xFF,
                (byte) 0xFF,
                (byte) 0xFF,
                (byte) 0xFF,
                7,
                (byte) tail,
                0,
                0
              };
              check(bytes);
            }
          }
        });
  }
}
