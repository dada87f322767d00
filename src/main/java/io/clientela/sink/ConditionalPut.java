package io.clientela.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.S3AUtils;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * An object that is sent when it is closed, on condition that nothing is there; for the s3a of
 * Hadoop before 3.4.2, which has no words for it. The client and its request are those of s3a, with
 * its credentials and encryption.
 */
final class ConditionalPut extends ByteArrayOutputStream {

  private final S3AFileSystem files;
  private final Path path;
  private boolean isClosed = false;

  ConditionalPut(S3AFileSystem files, Path path) {
    this.files = files;
    this.path = path;
  }

  /**
   * @throws IOException if something is there, or the store did not answer
   */
  @Override
  public void close() throws IOException {
    if (isClosed) {
      return;
    }
    isClosed = true;
    PutObjectRequest plain =
        files
            .getRequestFactory()
            .newPutObjectRequestBuilder(files.pathToKey(path), null, size(), false)
            .build();
    AwsRequestOverrideConfiguration.Builder options =
        plain
            .overrideConfiguration()
            .map(AwsRequestOverrideConfiguration::toBuilder)
            .orElseGet(AwsRequestOverrideConfiguration::builder);
    try {
      files
          .getS3AInternals()
          .getAmazonS3Client("put if nothing is there")
          .putObject(
              plain.toBuilder()
                  .overrideConfiguration(options.putHeader("If-None-Match", "*").build())
                  .build(),
              RequestBody.fromBytes(toByteArray()));
    } catch (SdkException e) {
      throw S3AUtils.translateException("put", path, e);
    }
  }
}
