;; SPDX-License-Identifier: Apache-2.0
;; Each function runs a loop of $n iterations and traps at the last one.
(module $traps
  (memory 1)
  (table 4 funcref)
  (elem (i32.const 0) func $nop $other)
  (type $void (func))
  (func $nop)
  (func $other (param i32))
  (func $inner (param $x i32) (result i32) (i32.rem_u (i32.const 7) (local.get $x)))

  (func (export "divide") (param $n i32)
    (loop $again
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (drop (i32.div_s (i32.const 100) (local.get $n)))
      (br $again)))
  (func (export "overflow") (param $n i32)
    (local $x i64)
    (local.set $x (i64.const 0x7FFFFFFFFFFFFFFF))
    (loop $again
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (if (i32.eqz (local.get $n)) (then (local.set $x (i64.const 0x8000000000000000))))
      (drop (i64.div_s (local.get $x) (i64.const -1)))
      (br $again)))
  (func (export "convert") (param $n i32)
    (local $x f64)
    (loop $again
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (if (i32.eqz (local.get $n)) (then (local.set $x (f64.const nan))))
      (drop (i32.trunc_f64_s (local.get $x)))
      (br $again)))
  (func (export "load") (param $n i32)
    (loop $again
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (drop (i64.load (i32.and (local.get $n) (i32.const 0xFFF8))))
      (drop (i32.load16_s (select (i32.const 65535) (i32.const 0) (i32.eqz (local.get $n)))))
      (br $again)))
  (func (export "store") (param $n i32)
    (loop $again
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (f32.store offset=65530 (select (i32.const 0) (i32.const 3) (local.get $n)) (f32.const 1))
      (br $again)))
  (func (export "unreachable") (param $n i32)
    (loop $again
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $again (local.get $n)))
    unreachable)
  (func (export "type") (param $n i32)
    (loop $again
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (call_indirect (type $void) (i32.eqz (local.get $n)))
      (br $again)))
  (func (export "element") (param $n i32)
    (loop $again
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (call_indirect (type $void) (select (i32.const 0) (i32.const 4) (local.get $n)))
      (br $again)))
  (func (export "null") (param $n i32)
    (loop $again
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (call_indirect (type $void) (select (i32.const 0) (i32.const 2) (local.get $n)))
      (br $again)))
  (func (export "callee") (param $n i32)
    (loop $again
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (drop (call $inner (local.get $n)))
      (br $again)))
  ;; In the second operand, after the first was computed; deep in an expression.
  (func (export "operand") (param $n i32) (result i32)
    (local $sum i32)
    (loop $again
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (local.set $sum
        (i32.add
          (i32.mul (local.get $n) (i32.const 3))
          (i32.xor (local.get $sum) (i32.rem_s (local.get $sum) (local.get $n)))))
      (br $again))
    (unreachable))
)
