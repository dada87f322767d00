package io.clientela.model.compact;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Numbers in as few bytes as they need (LEB128), and texts, one after the other. */
public final class Bytes {

  private static final int LONGEST = 10;

  private byte[] bytes;
  private int at;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Bytes empty() {
    return new Bytes(new byte[64]);
  }

  public static Bytes of(byte[] written) {
    return new Bytes(written);
  }

  public int size() {
    return at;
  }

  public boolean isAtEnd() {
    return at == bytes.length;
  }

  public byte[] toArray() {
    return Arrays.copyOf(bytes, at);
  }

  /** Small where the number is small and not negative. */
  public void put(long number) {
    reserve(LONGEST);
    long rest = number;
    while ((rest & ~0x7FL) != 0) {
      bytes[at++] = (byte) (rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
  }

  /** Small where the number is near 0. */
  public void putSigned(long number) {
    put(number << 1 ^ number >> 63);
  }

  /** Null stays null. */
  public void put(String text) {
    if (text == null) {
      put(0);
      return;
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    put(utf8.length + 1);
    append(utf8, utf8.length);
  }

  public void append(Bytes more) {
    append(more.bytes, more.at);
  }

  private void append(byte[] more, int length) {
    reserve(length);
    System.arraycopy(more, 0, bytes, at, length);
    at += length;
  }

  private void reserve(int more) {
    if (at + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + more));
    }
  }

  public long get() {
    long number = 0;
    int shift = 0;
    byte next;
    do {
      next = bytes[at++];
      number |= (next & 0x7FL) << shift;
      shift += 7;
    } while (next < 0);
    return number;
  }

  public long getSigned() {
    long number = get();
    return number >>> 1 ^ -(number & 1);
  }

  public String getText() {
    int length = (int) get() - 1;
    if (length < 0) {
      return null;
    }
    at += length;
    return new String(bytes, at - length, length, StandardCharsets.UTF_8);
  }
}
