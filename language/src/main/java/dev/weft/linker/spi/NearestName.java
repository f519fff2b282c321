// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import java.util.Collection;

/** What messages say about a name that is not there. */
public final class NearestName {
  private NearestName() {}

  /** What there is instead: the nearest name, or all of a few, or how many. */
  public static String hint(String wanted, Collection<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    String best = null;
    int bestDistance = Math.max(1, wanted.length() / 3) + 1;
    for (String name : names) {
      int distance = distance(wanted, name, bestDistance);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = name;
      }
    }
    if (best != null) {
      return ": did you mean \"" + best + "\"?";
    }
    return names.size() <= 8
        ? " but \"" + String.join("\", \"", names) + "\""
        : " among its " + names.size() + " members";
  }

  /** The edit distance of two names, ignoring case; {@code limit} if it is not below that. */
  public static int distance(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) >= limit) {
      return limit;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        char x = Character.toLowerCase(a.charAt(i - 1));
        char y = Character.toLowerCase(b.charAt(j - 1));
        int replaced = diagonal + (x == y ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j - 1], row[j]) + 1);
      }
    }
    return Math.min(row[b.length()], limit);
  }
}
