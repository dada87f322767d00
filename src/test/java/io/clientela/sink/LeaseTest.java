package io.clientela.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.table.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process writes to a lake at a time; who is dead holds nothing. */
final class LeaseTest {

  private static final Consumer<String> NOBODY = line -> {};

  @TempDir Path lake;

  @Test
  void theSecondIsToldWhoHoldsTheLake() {
    try (Lease first = take("a run as of 2024-03-01", Duration.ZERO)) {
      Refusal refusal =
          assertThrows(Refusal.class, () -> take("a run as of 2024-05-01", Duration.ZERO));

      assertEquals(Refusal.Reason.RACE, refusal.reason());
      assertTrue(
          refusal.getMessage().contains("is held by a run as of 2024-03-01 (process "),
          refusal.getMessage());
      assertTrue(refusal.getMessage().endsWith("--wait MINUTES"));
      first.require();
    }
  }

  @Test
  void whatIsGivenBackLeavesNothing() throws IOException {
    take("first", Duration.ZERO).close();
    take("second", Duration.ZERO).close();

    try (Stream<Path> left = Files.list(lake)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void whoHasPatienceGetsItNext() {
    List<String> told = new ArrayList<>();
    Lease first = take("the first", Duration.ZERO);
    CompletableFuture<Lease> second =
        CompletableFuture.supplyAsync(
            () ->
                Lease.take(
                    new Configuration(),
                    lake.toUri().toString(),
                    "the second",
                    Duration.ofMinutes(1),
                    told::add));
    assertFalse(second.isDone());
    first.require();
    first.close();

    try (Lease next = second.join()) {
      next.require();
    }
    assertTrue(told.isEmpty() || told.get(0).contains("is held by the first"), told.toString());
  }

  /** As a kill -9 leaves it. */
  @Test
  void aDeadProcessHoldsNothing() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    write(5, dead.pid(), Owner.here("x").machine());

    try (Lease mine = take("mine", Duration.ZERO)) {
      mine.require();
      assertEquals(List.of("000000000006"), files());
    }
  }

  /** Of another machine nobody knows whether it lives, but that it has been silent. */
  @Test
  void aSilentOwnerOfAnotherMachineHasLostIt() throws IOException {
    Path file = write(1, 1, "elsewhere");
    assertThrows(Refusal.class, () -> take("mine", Duration.ZERO));

    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(180)));
    try (Lease mine = take("mine", Duration.ZERO)) {
      mine.require();
    }
  }

  @Test
  void whoseLeaseWasTakenStops() throws IOException {
    try (Lease mine = take("mine", Duration.ZERO)) {
      write(2, 1, "elsewhere");
      Refusal refusal = assertThrows(Refusal.class, mine::require);

      assertEquals(Refusal.Reason.RACE, refusal.reason());
      assertTrue(refusal.getMessage().contains("was taken by another run"));
    }
    assertEquals(List.of("000000000001", "000000000002"), files());
  }

  /** Many at once, again and again: never two within. */
  @Test
  void ofManyOneIsIn() {
    AtomicInteger within = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    IntStream.range(0, 400)
        .parallel()
        .forEach(
            i -> {
              try (Lease lease = take("run " + i, Duration.ZERO)) {
                most.accumulateAndGet(within.incrementAndGet(), Math::max);
                taken.incrementAndGet();
                lease.require();
                within.decrementAndGet();
              } catch (Refusal held) {
                assertEquals(Refusal.Reason.RACE, held.reason(), held.getMessage());
              }
            });

    assertEquals(1, most.get());
    assertTrue(taken.get() > 10, "taken " + taken);
  }

  private Lease take(String what, Duration patience) {
    return Lease.take(new Configuration(), lake.toUri().toString(), what, patience, NOBODY);
  }

  private Path write(int number, long process, String machine) throws IOException {
    Files.createDirectories(lake.resolve("_lease"));
    return Files.writeString(
        lake.resolve(String.format("_lease/%012d", number)),
        String.format("id=other\nwhat=theirs\nprocess=%d\nmachine=%s\n", process, machine));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(lake.resolve("_lease"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
