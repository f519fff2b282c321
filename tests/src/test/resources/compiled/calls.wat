;; SPDX-License-Identifier: Apache-2.0
;; Tail calls of all kinds, and calls through a table whose targets change.
(module $calls
  (type $count (func (param i64 i64) (result i64)))
  (type $unary (func (param i32) (result i32)))
  (import "host" "last" (func $last (param i64) (result i64)))
  (table $t 16 funcref)
  (elem (table $t) (i32.const 0) func
    $indirect0 $indirect1 $double $square $negate $inc $half $flip $shift $mix)
  (elem declare func $ref0 $ref1)

  (func $self (export "self") (param $n i64) (param $sum i64) (result i64)
    (if (i64.eqz (local.get $n)) (then (return (local.get $sum))))
    (return_call $self
      (i64.sub (local.get $n) (i64.const 1))
      (i64.add (local.get $sum) (local.get $n))))

  ;; Two functions in turn, of different parameters.
  (func $direct0 (export "direct") (param $n i64) (param $sum i64) (result i64)
    (if (i64.eqz (local.get $n)) (then (return (local.get $sum))))
    (return_call $direct1
      (i64.add (local.get $sum) (local.get $n)) (f64.const 0.5) (i64.sub (local.get $n) (i64.const 1))))
  (func $direct1 (param $sum i64) (param $d f64) (param $n i64) (result i64)
    (if (i64.eqz (local.get $n)) (then (return (local.get $sum))))
    (return_call $direct0
      (i64.sub (local.get $n) (i64.const 1))
      (i64.add (local.get $sum)
        (i64.add (local.get $n) (i64.trunc_f64_s (local.get $d))))))

  (func $indirect0 (export "indirect") (param $n i64) (param $sum i64) (result i64)
    (if (i64.eqz (local.get $n)) (then (return (local.get $sum))))
    (return_call_indirect $t (type $count)
      (i64.sub (local.get $n) (i64.const 1))
      (i64.add (local.get $sum) (local.get $n))
      (i32.const 1)))
  (func $indirect1 (param $n i64) (param $sum i64) (result i64)
    (if (i64.eqz (local.get $n)) (then (return (local.get $sum))))
    (return_call_indirect $t (type $count)
      (i64.sub (local.get $n) (i64.const 1))
      (i64.add (local.get $sum) (local.get $n))
      (i32.wrap_i64 (i64.and (local.get $n) (i64.const 1)))))

  (func $ref0 (export "ref") (type $count) (param $n i64) (param $sum i64) (result i64)
    (if (i64.eqz (local.get $n)) (then (return (local.get $sum))))
    (return_call_ref $count
      (i64.sub (local.get $n) (i64.const 1))
      (i64.add (local.get $sum) (local.get $n))
      (ref.func $ref1)))
  (func $ref1 (type $count) (param $n i64) (param $sum i64) (result i64)
    (if (i64.eqz (local.get $n)) (then (return (local.get $sum))))
    (return_call_ref $count
      (i64.sub (local.get $n) (i64.const 1))
      (i64.add (local.get $sum) (local.get $n))
      (ref.func $ref0)))

  ;; The chain ends in a function of the host.
  (func $toHost (export "toHost") (param $n i64) (param $sum i64) (result i64)
    (if (i64.eqz (local.get $n)) (then (return_call $last (local.get $sum))))
    (return_call $toHost1
      (i64.sub (local.get $n) (i64.const 1)) (i64.add (local.get $sum) (local.get $n))))
  (func $toHost1 (param $n i64) (param $sum i64) (result i64)
    (return_call $toHost (local.get $n) (local.get $sum)))

  ;; Chains that begin in an ordinary call in a loop.
  (func (export "chains") (param $n i32) (param $length i64) (result i64)
    (local $sum i64)
    (loop $again
      (local.set $sum
        (i64.xor (i64.mul (local.get $sum) (i64.const 3))
          (call $direct0 (local.get $length) (i64.extend_i32_u (local.get $n)))))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $again (local.get $n)))
    (local.get $sum))

  (func $double (param i32) (result i32) (i32.shl (local.get 0) (i32.const 1)))
  (func $square (param i32) (result i32) (i32.mul (local.get 0) (local.get 0)))
  (func $negate (param i32) (result i32) (i32.sub (i32.const 0) (local.get 0)))
  (func $inc (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
  (func $half (param i32) (result i32) (i32.shr_u (local.get 0) (i32.const 1)))
  (func $flip (param i32) (result i32) (i32.xor (local.get 0) (i32.const -1)))
  (func $shift (param i32) (result i32) (i32.rotl (local.get 0) (i32.const 7)))
  (func $mix (param i32) (result i32) (i32.mul (local.get 0) (i32.const 0x9E3779B1)))

  ;; Calls one of the first $kinds functions of the eight, in turn.
  (func (export "polymorphic") (param $n i32) (param $kinds i32) (result i32)
    (local $x i32)
    (local.set $x (i32.const 1))
    (loop $again
      (local.set $x
        (i32.add
          (call_indirect $t (type $unary)
            (local.get $x)
            (i32.add (i32.rem_u (local.get $n) (local.get $kinds)) (i32.const 2)))
          (local.get $n)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $again (local.get $n)))
    (local.get $x))

  ;; One element that is replaced while the loop runs.
  (func (export "replaced") (param $n i32) (result i32)
    (local $x i32)
    (local.set $x (i32.const 1))
    (table.set $t (i32.const 15) (ref.func $inc))
    (loop $again
      (if (i32.eqz (i32.and (local.get $n) (i32.const 0xFFFF)))
        (then
          (table.set $t (i32.const 15)
            (table.get $t
              (i32.add (i32.const 2) (i32.and (i32.shr_u (local.get $n) (i32.const 16)) (i32.const 7)))))))
      (local.set $x
        (i32.add
          (call_indirect $t (type $unary) (local.get $x) (i32.const 15))
          (local.get $n)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $again (local.get $n)))
    (local.get $x)))
