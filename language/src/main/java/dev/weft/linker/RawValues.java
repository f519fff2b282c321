// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.List;

/** Values as bits in slots, with references beside them. */
final class RawValues {
  private RawValues() {}

  /** Spreads values in the engine's form. */
  static void toSlots(
      Store<?> store, List<ValType> types, Object[] values, long[] slots, Object[] refs) {
    for (int i = 0; i < types.size(); i++) {
      ValType type = types.get(i);
      if (type instanceof ValType.Num num) {
        slots[i] =
            switch (num) {
              case I32 -> (int) values[i];
              case I64 -> (long) values[i];
              case F32 -> Float.floatToRawIntBits((float) values[i]);
              case F64 -> Double.doubleToRawLongBits((double) values[i]);
            };
      } else {
        refs[i] = Values.toJava(store, type, values[i]);
      }
    }
  }

  /**
   * Values in the engine's form.
   *
   * @throws IllegalArgumentException if a reference is none of its type
   */
  static Object[] fromSlots(Store<?> store, List<ValType> types, long[] slots, Object[] refs) {
    Object[] values = new Object[types.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (types.get(i)) {
            case ValType.Num num ->
                switch (num) {
                  case I32 -> (Object) (int) slots[i];
                  case I64 -> slots[i];
                  case F32 -> Float.intBitsToFloat((int) slots[i]);
                  case F64 -> Double.longBitsToDouble(slots[i]);
                };
            case ValType other -> Values.toEngine(store, other, refs[i]);
          };
    }
    return values;
  }
}
