package io.clientela.table;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A first look at storage behind a network. Amid a run a store that is gone is waited for, by
 * minutes; before it a wrong endpoint is told in seconds.
 */
public final class Reach {

  private static final Set<String> S3 = Set.of("s3", "s3a", "s3n");
  private static final int ATTEMPTS = 2;
  private static final int RETRIES = 3;

  private Reach() {}

  /**
   * Asks S3 for the path, in fewer attempts than reading and writing make.
   *
   * @throws IOException where nobody answers; what is answered, a refusal too, is no matter here
   */
  public static void require(Configuration hadoop, Path path) throws IOException {
    if (!S3.contains(String.valueOf(path.toUri().getScheme()))) {
      return;
    }
    Configuration brief = new Configuration(hadoop);
    atMost(brief, "fs.s3a.attempts.maximum", ATTEMPTS);
    atMost(brief, "fs.s3a.retry.limit", RETRIES);
    try (FileSystem files = FileSystem.newInstance(path.toUri(), brief)) {
      files.exists(path);
    } catch (IOException e) {
      if (Stream.iterate((Throwable) e, t -> t != null, Throwable::getCause)
          .anyMatch(Reach::isOfNobody)) {
        throw e;
      }
    }
  }

  private static boolean isOfNobody(Throwable thrown) {
    return thrown instanceof ConnectException
        || thrown instanceof NoRouteToHostException
        || thrown instanceof UnknownHostException;
  }

  private static void atMost(Configuration hadoop, String key, int most) {
    hadoop.setInt(key, Math.min(hadoop.getInt(key, most), most));
  }
}
