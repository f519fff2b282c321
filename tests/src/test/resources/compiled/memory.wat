;; SPDX-License-Identifier: Apache-2.0
(module $memory
  (import "host" "raise" (func $raise))
  (memory (export "memory") 1 64)
  (data (i32.const 0) "\00")

  ;; Grows by a page at every 4096th of $n iterations, writes and reads at the end of the memory,
  ;; and walks over all of it in between.
  (func (export "grow") (param $n i32) (result i64)
    (local $i i32) (local $sum i64) (local $end i32)
    (local.set $end (i32.shl (memory.size) (i32.const 16)))
    (loop $again
      (if (i32.eqz (i32.and (local.get $i) (i32.const 4095)))
        (then
          (if (i32.ne (memory.grow (i32.const 1)) (i32.const -1))
            (then
              (local.set $end (i32.shl (memory.size) (i32.const 16)))
              (i64.store (i32.sub (local.get $end) (i32.const 8)) (i64.extend_i32_u (local.get $i)))))))
      (local.set $sum
        (i64.add
          (i64.mul (local.get $sum) (i64.const 5))
          (i64.load (i32.sub (local.get $end) (i32.const 8)))))
      (i32.store8
        (i32.rem_u (i32.mul (local.get $i) (i32.const 7919)) (i32.const 65536))
        (local.get $i))
      (local.set $sum
        (i64.xor (local.get $sum)
          (i64.load8_u (i32.rem_u (i32.mul (local.get $i) (i32.const 31)) (i32.const 65536)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $sum))

  ;; What the host does to the memory is seen: $n times the word at 0, which the host's function
  ;; raises, and the memory may have grown and moved.
  (func (export "hosted") (param $n i32) (result i32)
    (local $sum i32)
    (loop $again
      (call $raise)
      (local.set $sum (i32.add (local.get $sum) (i32.load (i32.const 0))))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $again (local.get $n)))
    (local.get $sum)))
