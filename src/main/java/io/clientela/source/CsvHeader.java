package io.clientela.source;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.csv.CSVOptions;

/**
 * The first row of a CSV file, taken apart as Spark takes the others apart.
 *
 * @param charset that the first bytes of the file name; empty if they name none
 * @param fields empty for a file without text
 * @param isOpen it has a quote that is not closed in its line
 */
record CsvHeader(String charset, List<String> fields, boolean isOpen) implements Serializable {

  private static final int LONGEST = 1 << 20;

  static CsvHeader of(Configuration storage, Path file, CsvOptions options) throws IOException {
    try (InputStream bytes = ByteOrderMark.open(storage, file);
        PushbackInputStream text = new PushbackInputStream(bytes, ByteOrderMark.LONGEST)) {
      String charset = ByteOrderMark.skip(text);
      CSVOptions parsed = options.parsed(charset);
      Charset read = Charset.forName(charset.isEmpty() ? parsed.charset() : charset);
      BufferedReader reader = new BufferedReader(new InputStreamReader(text, read));
      return parsed.multiLine()
          ? new CsvHeader(charset, firstRow(reader, parsed), false)
          : ofFirstLine(reader, parsed, charset);
    }
  }

  private static CsvHeader ofFirstLine(BufferedReader reader, CSVOptions options, String charset)
      throws IOException {
    String ends = options.lineSeparator().getOrElse(() -> "");
    String comment = options.comment() == '\0' ? "" : String.valueOf(options.comment());
    String line;
    do {
      line = line(reader, ends);
    } while (line != null && (line.isBlank() || !comment.isEmpty() && line.startsWith(comment)));
    if (line == null) {
      return new CsvHeader(charset, List.of(), false);
    }
    long quotes = line.chars().filter(c -> c == options.quote()).count();
    boolean isDoubled = options.quote() != '\0' && options.escape() == options.quote();
    boolean isOpen = isDoubled && quotes % 2 == 1;
    return new CsvHeader(charset, fields(parser(options).parseLine(line), options), isOpen);
  }

  private static List<String> firstRow(BufferedReader reader, CSVOptions options) {
    CsvParser parser = parser(options);
    parser.beginParsing(reader);
    List<String> fields = fields(parser.parseNext(), options);
    parser.stopParsing();
    return fields;
  }

  private static CsvParser parser(CSVOptions options) {
    CsvParserSettings settings = options.asParserSettings();
    settings.setMaxCharsPerColumn(LONGEST);
    return new CsvParser(settings);
  }

  /** The next line, or null at the end; a file without line ends is not read as a whole. */
  private static String line(BufferedReader reader, String ends) throws IOException {
    StringBuilder line = new StringBuilder();
    int read = reader.read();
    if (read < 0) {
      return null;
    }
    for (; read >= 0 && line.length() < LONGEST; read = reader.read()) {
      line.append((char) read);
      boolean isEnd =
          ends.isEmpty()
              ? read == '\n' || read == '\r'
              : line.indexOf(ends, 0) >= 0 && endsWith(line, ends);
      if (isEnd) {
        line.setLength(line.length() - Math.max(1, ends.length()));
        break;
      }
    }
    return line.toString();
  }

  private static boolean endsWith(StringBuilder line, String end) {
    int from = line.length() - end.length();
    return from >= 0 && line.indexOf(end, from) == from;
  }

  /** Fields without a name are called by their place, as Spark calls them. */
  private static List<String> fields(String[] row, CSVOptions options) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; row != null && i < row.length; i++) {
      boolean isNamed = row[i] != null && !row[i].isEmpty() && !row[i].equals(options.nullValue());
      fields.add(isNamed ? row[i] : place(i));
    }
    return fields;
  }

  static String place(int index) {
    return "_c" + index;
  }
}
