package io.clientela.model.service;

import io.clientela.table.Meaning;
import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A stretch of opening hours within one day, in minutes after midnight. */
public record Opening(
    @Meaning("First minute") Integer from, @Meaning("Minute at which it ends") Integer to)
    implements Serializable {

  private static final Pattern WRITTEN =
      Pattern.compile("([01]\\d|2[0-4]):([0-5]\\d)-([01]\\d|2[0-4]):([0-5]\\d)");
  private static final int DAY = 24 * 60;

  public Opening {
    if (from < 0 || from >= to || to > DAY) {
      throw new IllegalArgumentException(
          "found opening hours that do not end after they begin on the same day, expected some such"
              + " as 09:00-18:00; write a night as 22:00-24:00 and, on the next day, 00:00-06:00");
    }
  }

  /** Of {@code 09:00-18:00}. */
  public static Opening of(String written) {
    Matcher parts = WRITTEN.matcher(written);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "found \"" + written + "\", expected opening hours such as 09:00-18:00");
    }
    return new Opening(
        minute(parts.group(1), parts.group(2)), minute(parts.group(3), parts.group(4)));
  }

  private static int minute(String hour, String minute) {
    return 60 * Integer.parseInt(hour) + Integer.parseInt(minute);
  }
}
