package io.clientela.kpi.value;

import io.clientela.kpi.value.clv.Counted;
import io.clientela.kpi.value.clv.FitStatus;
import io.clientela.kpi.value.clv.LifetimeFit;
import io.clientela.kpi.value.clv.LifetimeModel;
import io.clientela.kpi.value.clv.LifetimeParameters;
import io.clientela.kpi.value.clv.SpendFit;
import io.clientela.kpi.value.clv.SpendParameters;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Fits the models of customer value. Where the customers lie they are counted by pattern, and what
 * was counted, a few megabytes at most however many customers there are, is put together and fitted
 * in one task.
 *
 * @param minRepeaters customers with repeat orders that a fit needs
 * @param maxCorrelation of order days and spend, above which the model of spend is not used
 */
record LtvFits(int minRepeaters, double maxCorrelation) implements Serializable {

  static final String GAMMA_GAMMA = "gamma_gamma";
  static final String CORRELATED = "correlated";

  private static final double TEN_THOUSANDTHS = 1e4;

  /**
   * @param customers columns of {@link RepeatOrders}
   * @return a row per model and parameter, with the columns of {@link LtvModel}
   */
  Dataset<Row> of(Dataset<Row> customers) {
    return customers
        .select(
            RepeatOrders.X.col(),
            RepeatOrders.T_X_DAYS.col(),
            RepeatOrders.T_DAYS.col(),
            RepeatOrders.SPEND.col())
        .mapPartitions(
            (MapPartitionsFunction<Row, Counted>) LtvFits::count,
            Encoders.javaSerialization(Counted.class))
        .repartition(1)
        .mapPartitions(
            (MapPartitionsFunction<Counted, Row>) this::fit,
            Encoders.row(LtvModel.TABLE.schema(new StructType())));
  }

  private static Iterator<Counted> count(Iterator<Row> customers) {
    if (!customers.hasNext()) {
      return Collections.emptyIterator();
    }
    Counted counted = Counted.none();
    customers.forEachRemaining(
        customer ->
            counted.add(
                Math.toIntExact(customer.getLong(0)),
                customer.getInt(1),
                customer.getInt(2),
                customer.getLong(3) / TEN_THOUSANDTHS));
    return List.of(counted).iterator();
  }

  private Iterator<Row> fit(Iterator<Counted> parts) {
    if (!parts.hasNext()) {
      return Collections.emptyIterator();
    }
    Counted all = Counted.none();
    parts.forEachRemaining(all::add);
    List<Row> rows = new ArrayList<>();
    for (LifetimeModel model : LifetimeModel.values()) {
      LifetimeFit fit = LifetimeFit.of(model, all.patterns(), minRepeaters);
      rows.addAll(rows(fit, all.patterns().widthDays()));
    }
    rows.addAll(rows(SpendFit.of(all.spends(), minRepeaters)));
    return rows.iterator();
  }

  private static List<Row> rows(LifetimeFit fit, int widthDays) {
    LifetimeParameters estimates = fit.estimates();
    LifetimeParameters errors = fit.standardErrors();
    String model = fit.model().label();
    String status = written(fit.status());
    Map<String, Function<LifetimeParameters, Double>> parameters = new LinkedHashMap<>();
    parameters.put("r", LifetimeParameters::r);
    parameters.put("alpha", LifetimeParameters::alpha);
    parameters.put("a", LifetimeParameters::a);
    parameters.put("b", LifetimeParameters::b);
    Object[] common = {fit.logLikelihood(), fit.customers(), widthDays, status};
    return rows(model, parameters, estimates, errors, common);
  }

  private List<Row> rows(SpendFit fit) {
    boolean isCorrelated =
        fit.status() == FitStatus.FITTED
            && fit.correlation() != null
            && Math.abs(fit.correlation()) > maxCorrelation;
    String status = isCorrelated ? CORRELATED : written(fit.status());
    Map<String, Function<SpendParameters, Double>> parameters = new LinkedHashMap<>();
    parameters.put("p", SpendParameters::p);
    parameters.put("q", SpendParameters::q);
    parameters.put("v", SpendParameters::v);
    Object[] common = {fit.logLikelihood(), fit.customers(), null, status};
    List<Row> rows = rows(GAMMA_GAMMA, parameters, fit.estimates(), fit.standardErrors(), common);
    Object[] correlation = {
      GAMMA_GAMMA, "correlation", fit.correlation(), null, null, fit.customers(), null, status
    };
    rows.add(RowFactory.create(correlation));
    return rows;
  }

  /**
   * @param common log-likelihood, customers, width in days, status
   */
  private static <T> List<Row> rows(
      String model,
      Map<String, Function<T, Double>> parameters,
      T estimates,
      T errors,
      Object... common) {
    List<Row> rows = new ArrayList<>();
    parameters.forEach(
        (name, value) -> {
          List<Object> columns = new ArrayList<>(List.of(model, name));
          columns.add(estimates == null ? null : value.apply(estimates));
          columns.add(errors == null ? null : value.apply(errors));
          columns.addAll(Arrays.asList(common));
          rows.add(RowFactory.create(columns.toArray()));
        });
    return rows;
  }

  private static String written(FitStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
