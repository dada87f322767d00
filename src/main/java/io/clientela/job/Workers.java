package io.clientela.job;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A few threads that hand work to Spark: while one table is planned or committed, another computes.
 *
 * <p>Small tables spend most of their time on the driver.
 */
final class Workers implements AutoCloseable {

  private static final int THREADS = 4;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          work -> {
            Thread thread = new Thread(work, "clientela-worker");
            thread.setDaemon(true);
            return thread;
          });

  /** Starts the work once all that it waits for is done; fails if any of that failed. */
  <T> CompletableFuture<T> after(List<? extends CompletableFuture<?>> waitedFor, Callable<T> work) {
    return CompletableFuture.allOf(waitedFor.toArray(CompletableFuture[]::new))
        .thenApplyAsync(
            nothing -> {
              try {
                return work.call();
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            },
            threads);
  }

  /** Waits for all; the first failure in their order is thrown as it was. */
  static <T> List<T> results(List<CompletableFuture<T>> futures) {
    try {
      CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).join();
      return futures.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
