package io.clientela.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

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

  /** The charset that the first bytes of a file name; empty if they name none. */
  static String of(Configuration storage, Path file) throws IOException {
    try (InputStream bytes = open(storage, file);
        PushbackInputStream text = new PushbackInputStream(bytes, LONGEST)) {
      return skip(text);
    }
  }

  /** What a file holds, decompressed as its name says. */
  static InputStream open(Configuration storage, Path file) throws IOException {
    CompressionCodec codec = new CompressionCodecFactory(storage).getCodec(file);
    InputStream stored = file.getFileSystem(storage).open(file);
    return codec == null ? stored : codec.createInputStream(stored);
  }

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
