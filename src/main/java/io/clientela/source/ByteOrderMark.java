package io.clientela.source;

import java.io.IOException;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The first bytes by which a text file may name its charset. */
final class ByteOrderMark {

  static final int LONGEST = 4;

  /** The longer ones first: that of UTF-32 begins like that of UTF-16. */
  private static final Map<String, byte[]> MARKS = new LinkedHashMap<>();

  static {
    MARKS.put("UTF-32LE", new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 0});
    MARKS.put("UTF-32BE", new byte[] {0, 0, (byte) 0xFE, (byte) 0xFF});
    MARKS.put("UTF-8", new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
    MARKS.put("UTF-16LE", new byte[] {(byte) 0xFF, (byte) 0xFE});
    MARKS.put("UTF-16BE", new byte[] {(byte) 0xFE, (byte) 0xFF});
  }

  private ByteOrderMark() {}

  /** The charset that the text names, whose mark is then read; empty if it names none. */
  static String skip(PushbackInputStream text) throws IOException {
    byte[] first = text.readNBytes(LONGEST);
    for (Map.Entry<String, byte[]> mark : MARKS.entrySet()) {
      int length = mark.getValue().length;
      if (first.length >= length && Arrays.equals(first, 0, length, mark.getValue(), 0, length)) {
        text.unread(first, length, first.length - length);
        return mark.getKey();
      }
    }
    text.unread(first);
    return "";
  }
}
