package io.clientela.report;

import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import io.clientela.report.page.Chart;
import io.clientela.report.page.Page;
import io.clientela.report.page.Section;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A page as one file of HTML that asks nothing of the network. Every text is escaped by the
 * template, and only the two scripts whose hashes it names may run in it.
 */
public final class Html {

  private static final String HERE = "/io/clientela/report/";
  private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";
  private static final Configuration TEMPLATES = templates();

  private Html() {}

  public static String of(Page page, Words words) {
    String library = resource(ECHARTS);
    String script = resource(HERE + "charts.js");
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("page", page);
    model.put("say", new Sayings(words));
    model.put("style", resource(HERE + "report.css"));
    model.put("library", library);
    model.put("script", script);
    model.put("policy", policy(library, script));
    model.put("charts", Json.of(charts(page)));
    model.put("speech", Json.of(speech(words)));
    try {
      StringWriter text = new StringWriter();
      TEMPLATES.getTemplate("report.ftlh").process(model, text);
      return text.toString();
    } catch (IOException | TemplateException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the template asks for words. */
  public record Sayings(Words words) {
    public String of(String key) {
      return words.say(key);
    }
  }

  private static Map<String, Object> charts(Page page) {
    Map<String, Object> charts = new LinkedHashMap<>();
    for (Section section : page.sections()) {
      section.blocks().stream()
          .filter(Chart.class::isInstance)
          .map(Chart.class::cast)
          .forEach(chart -> charts.put(chart.id(), chart.drawing()));
    }
    return charts;
  }

  private static Map<String, Object> speech(Words words) {
    Map<String, Object> speech = new LinkedHashMap<>();
    speech.put("locale", words.language().tag());
    speech.put("currency", words.currency().getCurrencyCode());
    speech.put("digits", Math.max(0, words.currency().getDefaultFractionDigits()));
    speech.put("percent", words.percent());
    for (String key : new String[] {"cohort", "of", "bounds", "open", "customers", "since"}) {
      speech.put(key, words.say("script." + key));
    }
    return speech;
  }

  private static String policy(String... scripts) {
    StringBuilder hashes = new StringBuilder();
    for (String script : scripts) {
      hashes.append(" 'sha256-").append(hash(script)).append("'");
    }
    return "default-src 'none'; script-src"
        + hashes
        + "; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
  }

  private static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As a browser reads it: line ends are one character. */
  private static String resource(String path) {
    try (InputStream in = Html.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Configuration templates() {
    Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
    templates.setClassForTemplateLoading(Html.class, HERE);
    templates.setDefaultEncoding(StandardCharsets.UTF_8.name());
    templates.setOutputFormat(HTMLOutputFormat.INSTANCE);
    templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    templates.setLogTemplateExceptions(false);
    templates.setLocalizedLookup(false);
    return templates;
  }
}
