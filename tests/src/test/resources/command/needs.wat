(module $needs
  (import "lib" "get" (func $get (result i32)))
  (func (export "twice") (result i32) (i32.mul (i32.const 2) (call $get))))
