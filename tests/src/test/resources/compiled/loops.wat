;; SPDX-License-Identifier: Apache-2.0
;; Loops of all shapes. What each function computes is written again in Java in the test.
(module $loops
  (func $next (param $x i32) (result i32)
    (i32.add (i32.mul (local.get $x) (i32.const 1103515245)) (i32.const 12345)))

  ;; A machine of five states and a default, in one loop around a br_table.
  (func (export "table") (param $n i32) (result i32)
    (local $x i32) (local $sum i32)
    (local.set $x (i32.const 42))
    (block $out
      (loop $again
        (br_if $out (i32.eqz (local.get $n)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (local.set $x (call $next (local.get $x)))
        (block $default (block $d (block $c (block $b (block $a
          (br_table $a $b $a $c $d $default
            (i32.and (i32.shr_u (local.get $x) (i32.const 16)) (i32.const 7))))
          ;; a: 0, 2
          (local.set $sum (i32.add (local.get $sum) (i32.const 1)))
          (br $again))
          ;; b: 1 falls into c
          (local.set $sum (i32.xor (local.get $sum) (local.get $x))))
          ;; c: 1, 3
          (local.set $sum (i32.rotl (local.get $sum) (i32.const 3)))
          (br $again))
          ;; d: 4
          (local.set $sum (i32.sub (local.get $sum) (local.get $n))))
        ;; default: 4 as well, 5 to 7
        (local.set $sum (i32.mul (local.get $sum) (i32.const 31)))
        (br $again)))
    (local.get $sum))

  ;; br_table whose targets are loops and blocks around it, with an operand.
  (func (export "tableUp") (param $n i32) (result i32)
    (local $i i32) (local $sum i32)
    (block $done (result i32)
      (loop $outer
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (loop $inner
          (local.set $sum
            (i32.add (i32.mul (local.get $sum) (i32.const 3)) (local.get $i)))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (if (i32.ge_u (local.get $i) (local.get $n))
            (then (br $done (local.get $sum))))
          (block $skip
            (br_table $inner $outer $skip (i32.rem_u (local.get $i) (i32.const 3))))
          (local.set $sum (i32.xor (local.get $sum) (i32.const 0x55)))
          (br $outer)))
      (unreachable)))

  ;; Three loops in one another, left and continued from within.
  (func (export "nested") (param $n i32) (result i64)
    (local $i i32) (local $j i32) (local $k i32) (local $sum i64)
    (loop $a
      (local.set $j (i32.const 0))
      (block $leave
        (loop $b
          (local.set $k (local.get $j))
          (loop $c
            (local.set $sum
              (i64.add
                (i64.mul (local.get $sum) (i64.const 7))
                (i64.extend_i32_u (i32.xor (local.get $i) (local.get $k)))))
            (br_if $leave (i32.eq (local.get $k) (i32.const 13)))
            (local.set $k (i32.add (local.get $k) (i32.const 2)))
            (br_if $c (i32.lt_u (local.get $k) (i32.const 9))))
          (local.set $j (i32.add (local.get $j) (i32.const 1)))
          (br_if $b (i32.lt_u (local.get $j) (i32.const 20)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $a (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $sum))

  ;; A loop with parameters and results, around blocks and an if with several of them.
  (func (export "values") (param $n i32) (result i32 i64 f64)
    (i32.const 1) (i64.const 2) (f64.const 0.5)
    (loop $again (param i32 i64 f64) (result i32 i64 f64)
      (block (param i32 i64 f64) (result i32 i64 f64)
        (local.get $n) (i32.const 1) (i32.and)
        (if (param i32 i64 f64) (result i32 i64 f64)
          (then (f64.const 1.25) (f64.mul))
          (else (f64.const 3) (f64.add))))
      (call $turn)
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $again (local.get $n))))

  ;; (a, b, c) to (b + n, 3a + b, c / 2)
  (func $turn (param $a i32) (param $b i64) (param $c f64) (result i32 i64 f64)
    (i32.wrap_i64 (i64.add (local.get $b) (i64.const 5)))
    (i64.add (i64.mul (i64.extend_i32_s (local.get $a)) (i64.const 3)) (local.get $b))
    (f64.div (local.get $c) (f64.const 2)))

  ;; Locals of every type live around the loop, two of them references.
  (func (export "kinds") (param $n i32) (param $any externref) (result i32 i64 f32 f64 externref)
    (local $i i32) (local $l i64) (local $f f32) (local $d f64) (local $r funcref)
    (local.set $f (f32.const 1))
    (loop $again
      (local.set $i (i32.add (local.get $i) (local.get $n)))
      (local.set $l (i64.sub (i64.const 3) (i64.mul (local.get $l) (i64.const 5))))
      (local.set $f (f32.add (f32.div (local.get $f) (f32.const 3)) (f32.const 0.1)))
      (local.set $d (f64.sub (f64.convert_i32_s (local.get $n)) (f64.sqrt (f64.abs (local.get $d)))))
      (if (ref.is_null (local.get $r))
        (then (local.set $r (ref.func $turn)) (local.set $i (i32.add (local.get $i) (i32.const 1000))))
        (else (if (i32.and (local.get $n) (i32.const 1)) (then (local.set $r (ref.null func))))))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $again (local.get $n)))
    (local.get $i) (local.get $l) (local.get $f) (local.get $d) (local.get $any))
  (elem declare func $turn)

  ;; Results of several values from calls in a loop, and br_if that carries values.
  (func (export "divide") (param $n i32) (result i32)
    (local $sum i32) (local $i i32) (local $q i32)
    (local.set $i (i32.const 1))
    (loop $again
      (call $divmod (local.get $n) (local.get $i))
      (local.set $q)
      (local.set $sum (i32.add (i32.xor (local.get $sum) (local.get $q))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.le_u (local.get $i) (local.get $n))))
    (local.get $sum))
  (func $divmod (param $a i32) (param $b i32) (result i32 i32)
    (block $small (result i32 i32)
      (i32.const 0)
      (local.get $a)
      (br_if $small (i32.lt_u (local.get $a) (local.get $b)))
      (drop) (drop)
      (i32.div_u (local.get $a) (local.get $b))
      (i32.rem_u (local.get $a) (local.get $b))))

  ;; Recursion: plain, doubly, and two functions in turn.
  (func $fib (export "fib") (param $n i32) (result i32)
    (if (result i32) (i32.lt_u (local.get $n) (i32.const 2))
      (then (local.get $n))
      (else
        (i32.add
          (call $fib (i32.sub (local.get $n) (i32.const 1)))
          (call $fib (i32.sub (local.get $n) (i32.const 2)))))))
  (func $ackermann (export "ackermann") (param $m i32) (param $n i32) (result i32)
    (if (i32.eqz (local.get $m))
      (then (return (i32.add (local.get $n) (i32.const 1)))))
    (if (i32.eqz (local.get $n))
      (then (return (call $ackermann (i32.sub (local.get $m) (i32.const 1)) (i32.const 1)))))
    (call $ackermann
      (i32.sub (local.get $m) (i32.const 1))
      (call $ackermann (local.get $m) (i32.sub (local.get $n) (i32.const 1)))))
  (func $even (export "even") (param $n i32) (result i32)
    (if (result i32) (local.get $n)
      (then (call $odd (i32.sub (local.get $n) (i32.const 1)))) (else (i32.const 1))))
  (func $odd (param $n i32) (result i32)
    (if (result i32) (local.get $n)
      (then (call $even (i32.sub (local.get $n) (i32.const 1)))) (else (i32.const 0))))

  ;; A way that is taken for the first time after very many iterations, and a loop within it.
  (func (export "late") (param $n i32) (result i32)
    (local $i i32) (local $j i32) (local $sum i32)
    (loop $again
      (local.set $sum (i32.add (local.get $sum) (local.get $i)))
      (if (i32.gt_u (local.get $i) (i32.div_u (local.get $n) (i32.const 2)))
        (then
          (local.set $j (i32.and (local.get $i) (i32.const 3)))
          (loop $less
            (local.set $sum (i32.rotl (local.get $sum) (i32.const 1)))
            (local.set $j (i32.sub (local.get $j) (i32.const 1)))
            (br_if $less (i32.gt_s (local.get $j) (i32.const 0))))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $sum)))
