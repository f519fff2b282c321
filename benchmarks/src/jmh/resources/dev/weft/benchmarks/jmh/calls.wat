;; What Embeddings measures; calls.wasm is this in binary form (weft wat2wasm calls.wat).
(module
  (import "h" "host" (func $host (param i32 i32) (result i32)))
  (import "h" "state" (func $state (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (global (mut i32) (i32.const 0))

  (func $wasm (param i32 i32) (result i32)
    (i32.xor (i32.mul (local.get 0) (i32.const 31)) (local.get 1)))
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))

  (func (export "wasm") (param $n i32) (result i32) (local $s i32)
    (loop $l
      (local.set $s (call $wasm (local.get $s) (local.get $n)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $s))
  (func (export "host") (param $n i32) (result i32) (local $s i32)
    (loop $l
      (local.set $s (call $host (local.get $s) (local.get $n)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $s))
  (func (export "state") (param $n i32) (result i32) (local $s i32)
    (loop $l
      (local.set $s (call $state (local.get $s) (local.get $n)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $s))

  ;; twenty functions in all
  (func (result i32) (i32.const 6)) (func (result i32) (i32.const 7)) (func (result i32) (i32.const 8))
  (func (result i32) (i32.const 9)) (func (result i32) (i32.const 10)) (func (result i32) (i32.const 11))
  (func (result i32) (i32.const 12)) (func (result i32) (i32.const 13)) (func (result i32) (i32.const 14))
  (func (result i32) (i32.const 15)) (func (result i32) (i32.const 16)) (func (result i32) (i32.const 17))
  (func (result i32) (i32.const 18)) (func (result i32) (i32.const 19)) (func (result i32) (i32.const 20)))
