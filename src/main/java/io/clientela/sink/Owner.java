package io.clientela.sink;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/**
 * Who holds a lake, as written in the lease.
 *
 * @param what it does, in words
 * @param machine name of the host and, where there is such, of the space of its process numbers: in
 *     two containers of one host they mean different processes
 * @param started when the process was, as its number may be given again
 */
record Owner(String id, String what, String machine, long process, String started, String since) {

  static Owner here(String what) {
    ProcessHandle me = ProcessHandle.current();
    return new Owner(
        UUID.randomUUID().toString(), what, thisMachine(), me.pid(), startOf(me), now());
  }

  private static String now() {
    return Instant.now().toString().replaceFirst("\\..*Z", "Z");
  }

  private static String startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  private static String thisMachine() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "unknown";
    }
    try {
      return host + " " + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return host;
    }
  }

  /** Known only of processes of this machine. */
  boolean isDead() {
    if (!machine.equals(thisMachine()) || machine.startsWith("unknown")) {
      return false;
    }
    Optional<ProcessHandle> found = ProcessHandle.of(process).filter(ProcessHandle::isAlive);
    return found.filter(alive -> startOf(alive).equals(started)).isEmpty();
  }

  Properties toProperties() {
    Properties properties = new Properties();
    properties.setProperty("id", id);
    properties.setProperty("what", what);
    properties.setProperty("machine", machine);
    properties.setProperty("process", String.valueOf(process));
    properties.setProperty("started", started);
    properties.setProperty("since", since);
    return properties;
  }

  /** A file that is just being written says nothing yet. */
  static Owner of(Properties properties) {
    return new Owner(
        properties.getProperty("id", ""),
        properties.getProperty("what", "another run"),
        properties.getProperty("machine", "unknown"),
        Long.parseLong(properties.getProperty("process", "0")),
        properties.getProperty("started", ""),
        properties.getProperty("since", "just now"));
  }

  @Override
  public String toString() {
    return String.format(
        "%s (process %d on %s, since %s)", what, process, machine.replaceFirst(" .*", ""), since);
  }
}
