package io.clientela.sink;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;

/** The files {@code _lease/<number>} of a lake; times are those of the storage. */
final class LeaseFolder {

  private final Configuration hadoop;
  private final String root;
  private final String id;
  private final Path folder;
  private final FileSystem files;

  LeaseFolder(Configuration hadoop, String root, String id) {
    this.hadoop = hadoop;
    this.root = root;
    this.id = id;
    this.folder = new Path(root, "_lease");
    try {
      FileSystem found = folder.getFileSystem(hadoop);
      // Without the check sums: a file and its sum are not written at once.
      this.files = found instanceof LocalFileSystem local ? local.getRawFileSystem() : found;
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      throw LakeFolder.unwritable(root, e);
    }
  }

  /** One file, whoever wrote it. */
  record Claim(Path path, Owner owner, Instant renewedAt) {
    boolean isOf(Owner other) {
      return owner.id().equals(other.id());
    }

    private long number() {
      return number(path);
    }

    private static long number(Path path) {
      return Long.parseLong(path.getName());
    }
  }

  String root() {
    return root;
  }

  /** The clock of the storage; fails where it can't be written. */
  Instant now() throws IOException {
    return LakeFolder.writtenAt(hadoop, root, id);
  }

  /** The file with the highest number. */
  Optional<Claim> newest() throws IOException {
    Optional<FileStatus> newest =
        claims().max(Comparator.comparing(status -> Claim.number(status.getPath())));
    return newest.isEmpty() ? Optional.empty() : read(newest.get());
  }

  private Stream<FileStatus> claims() throws IOException {
    try {
      return Stream.of(files.listStatus(folder))
          .filter(status -> status.getPath().getName().matches("\\d+"));
    } catch (FileNotFoundException nothing) {
      return Stream.empty();
    }
  }

  /** Nothing, if it is gone by now. */
  private Optional<Claim> read(FileStatus status) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = files.open(status.getPath())) {
      properties.load(in);
    } catch (FileNotFoundException gone) {
      return Optional.empty();
    }
    return Optional.of(
        new Claim(
            status.getPath(),
            Owner.of(properties),
            Instant.ofEpochMilli(status.getModificationTime())));
  }

  /** The file after {@code over}, if nobody else was faster. */
  Optional<Claim> create(Optional<Claim> over, Owner owner) throws IOException {
    long number = over.map(Claim::number).orElse(0L) + 1;
    Path path = new Path(folder, String.format("%012d", number));
    try (OutputStream out = createNew(path)) {
      owner.toProperties().store(out, null);
    } catch (FileAlreadyExistsException | org.apache.hadoop.fs.FileAlreadyExistsException e) {
      return Optional.empty();
    } catch (PathIOException e) {
      // What S3 says of a condition that does not hold, and of much else.
      Claim found = newest().filter(newest -> newest.number() >= number).orElseThrow(() -> e);
      if (!found.isOf(owner)) {
        return Optional.empty();
      }
    }
    Claim mine = new Claim(path, owner, Instant.now());
    for (FileStatus other : claims().toList()) {
      long its = Claim.number(other.getPath());
      if (its < number) {
        files.delete(other.getPath(), false);
      } else if (its > number) {
        files.delete(path, false);
        return Optional.empty();
      }
    }
    return Optional.of(mine);
  }

  private OutputStream createNew(Path path) throws IOException {
    switch (path.toUri().getScheme()) {
      case "file" -> {
        // Hadoop's local files look first and create then.
        java.nio.file.Path local = java.nio.file.Path.of(path.toUri().getPath());
        Files.createDirectories(local.getParent());
        return Files.newOutputStream(local, StandardOpenOption.CREATE_NEW);
      }
      case "s3a" -> {
        return S3.createNew(files, path);
      }
      default -> {
        return files.create(path, false);
      }
    }
  }

  void renew(Claim claim) throws IOException {
    try (OutputStream out = files.create(claim.path(), true)) {
      claim.owner().toProperties().store(out, null);
    }
  }

  void delete(Claim claim) throws IOException {
    if (newest().filter(newest -> newest.isOf(claim.owner())).isPresent()) {
      files.delete(claim.path(), false);
      if (claims().findAny().isEmpty()) {
        files.delete(folder, false);
      }
    }
  }
}
