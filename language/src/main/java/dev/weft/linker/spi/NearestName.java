// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import java.util.Collection;
import java.util.Locale;

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

  /**
   * The edit distance of two names, ignoring case: how many characters are added, left out,
   * replaced or exchanged with their neighbours; {@code limit} if it is not below that.
   */
  public static int distance(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) >= limit) {
      return limit;
    }
    String x = a.toLowerCase(Locale.ROOT);
    String y = b.toLowerCase(Locale.ROOT);
    int[] before = new int[y.length() + 1];
    int[] last = new int[y.length() + 1];
    int[] row = new int[y.length() + 1];
    for (int j = 0; j <= y.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= x.length(); i++) {
      int[] unused = before;
      before = last;
      last = row;
      row = unused;
      row[0] = i;
      for (int j = 1; j <= y.length(); j++) {
        int replaced = last[j - 1] + (x.charAt(i - 1) == y.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && x.charAt(i - 1) == y.charAt(j - 2)
            && x.charAt(i - 2) == y.charAt(j - 1)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
    }
    return Math.min(row[y.length()], limit);
  }
}
