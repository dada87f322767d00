package io.clientela.sink;

import io.clientela.table.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/**
 * The right to write to a lake, which one process has at a time.
 *
 * <p>It is a numbered file that only one can create, kept fresh while its owner lives. The next
 * owner of a lake whose owner has died creates the file with the next number; an owner that finds
 * such a file, as after a long sleep, has lost the lake.
 */
public final class Lease implements AutoCloseable {

  private static final Duration RENEWED_EVERY = Duration.ofSeconds(20);
  private static final Duration EXPIRES_AFTER = Duration.ofMinutes(2);
  private static final Duration ASKED_EVERY = Duration.ofSeconds(2);

  private final LeaseFolder folder;
  private final LeaseFolder.Claim claim;
  private final Owner owner;
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "clientela-lease");
            thread.setDaemon(true);
            return thread;
          });

  private Lease(LeaseFolder folder, LeaseFolder.Claim claim, Owner owner) {
    this.folder = folder;
    this.claim = claim;
    this.owner = owner;
    heart.scheduleWithFixedDelay(
        this::renew, RENEWED_EVERY.toSeconds(), RENEWED_EVERY.toSeconds(), TimeUnit.SECONDS);
  }

  /**
   * Takes the lake.
   *
   * @param what the owner does with it, for whoever else wants it
   * @param patience how long to wait for another owner to end
   * @throws Refusal where another has it, or nothing can be written there
   */
  static Lease take(
      Configuration hadoop, String root, String what, Duration patience, Consumer<String> tell) {
    Owner owner = Owner.here(what);
    LeaseFolder folder = new LeaseFolder(hadoop, root, owner.id());
    long end = System.nanoTime() + patience.toNanos();
    boolean isTold = false;
    while (true) {
      try {
        Instant now = folder.now();
        Optional<LeaseFolder.Claim> other = folder.newest();
        boolean isFree = other.map(claim -> isOver(claim, now)).orElse(true);
        if (isFree) {
          Optional<LeaseFolder.Claim> mine = folder.create(other, owner);
          if (mine.isPresent()) {
            return new Lease(folder, mine.get(), owner);
          }
        } else if (System.nanoTime() >= end) {
          throw held(root, other.get());
        } else if (!isTold) {
          tell.accept("Waiting: " + root + " is held by " + other.get().owner());
          isTold = true;
        }
      } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
        throw LakeFolder.unwritable(root, e);
      }
      pause();
    }
  }

  /** Who has the lake now, in words. */
  static Optional<String> holder(Configuration hadoop, String root) {
    try {
      return new LeaseFolder(hadoop, root, "")
          .newest()
          .filter(claim -> !claim.owner().isDead())
          .map(claim -> claim.owner().toString());
    } catch (IOException e) {
      throw LakeFolder.unwritable(root, e);
    }
  }

  private static boolean isOver(LeaseFolder.Claim claim, Instant now) {
    return claim.owner().isDead()
        || Duration.between(claim.renewedAt(), now).compareTo(EXPIRES_AFTER) > 0;
  }

  private static Refusal held(String root, LeaseFolder.Claim claim) {
    return Refusal.race(
        String.format(
            "lake: %s is held by %s. Run again when that has ended, or wait for it: --wait MINUTES",
            root, claim.owner()));
  }

  /** Throws where another process has taken the lake from this one. */
  public synchronized void require() {
    try {
      if (folder.newest().filter(newest -> newest.isOf(owner)).isEmpty()) {
        throw Refusal.race(
            "lake: "
                + folder.root()
                + " was taken by another run, as this one gave no sign of life for "
                + EXPIRES_AFTER.toSeconds()
                + " s. Run again");
      }
    } catch (IOException e) {
      throw LakeFolder.unwritable(folder.root(), e);
    }
  }

  /** What can't be renewed now may be so next time; if not, another takes the lake. */
  private synchronized void renew() {
    try {
      if (folder.newest().filter(newest -> newest.isOf(owner)).isPresent()) {
        folder.renew(claim);
      }
    } catch (IOException | RuntimeException e) {
      return;
    }
  }

  /** Lets the next one in. */
  @Override
  public void close() {
    heart.shutdownNow();
    try {
      heart.awaitTermination(5, TimeUnit.SECONDS);
      folder.delete(claim);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // It expires.
      return;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(ASKED_EVERY.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
