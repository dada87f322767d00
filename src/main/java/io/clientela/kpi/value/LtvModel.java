package io.clientela.kpi.value;

import io.clientela.kpi.Kpi;
import io.clientela.kpi.value.clv.LifetimeFit;
import io.clientela.model.Asks;
import io.clientela.model.History;
import io.clientela.model.Orders;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Meaning;
import io.clientela.table.Needs;
import io.clientela.table.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The models from which the value of customers is predicted, as fitted to all of them. */
public record LtvModel(
    @Meaning("Customers with repeat orders that a fit needs") Integer minRepeaters,
    @Meaning(
            "Correlation of repeat order days and mean spend, 0 to 1, above which the model of spend"
                + " is not used: it takes the two to be independent")
        Double maxCorrelation)
    implements Kpi {

  static final Field MODEL = Field.label("model", "bg_nbd, mbg_nbd or gamma_gamma");
  static final Field PARAMETER =
      Field.label(
          "parameter",
          "r, alpha, a, b (time in weeks); p, q, v (money), correlation of x and mean spend");
  static final Field ESTIMATE =
      Field.number("estimate", "Maximum likelihood; null with too few customers");
  static final Field STANDARD_ERROR =
      Field.number("standard_error", "From the observed information; null where it is no maximum");
  static final Field LOG_LIKELIHOOD =
      Field.number("log_likelihood", "Sum over customers at the estimates, time in weeks");
  static final Field CUSTOMERS =
      Field.count("customers", "Fitted to so many; gamma_gamma to those with repeat spend");
  static final Field WIDTH_DAYS =
      Field.integer(
              "width_days",
              "Days by which t_x and T were counted; 1 = exact, null for gamma_gamma. Estimates lose"
                  + " some 0.1 % at 4 days and 1 % at 16, what is predicted in all a tenth of that")
          .orNull();
  static final Field STATUS =
      Field.label(
          "status",
          "fitted; not_converged: the likelihood has no maximum; too_few_customers; for gamma_gamma"
              + " also infinite_mean (q at most 1) and correlated");

  static final String FITTED = "fitted";

  static final Table TABLE =
      Table.named("ltv_model")
          .titled("Models of customer value", "Modelos de valor do cliente")
          .grain(
              "One row per model and parameter; none without customers",
              "Uma linha por modelo e parâmetro; nenhuma sem clientes")
          .key(MODEL, PARAMETER)
          .values(ESTIMATE, STANDARD_ERROR, LOG_LIKELIHOOD, CUSTOMERS, WIDTH_DAYS, STATUS)
          .definedBy(
              "BG/NBD (Fader, Hardie, Lee 2005), MBG/NBD (Batislam et al. 2007) and Gamma-Gamma"
                  + " (Fader, Hardie 2013) by maximum likelihood on the counted patterns of repeat"
                  + " order days; exact up to 250,000 patterns, beyond that t_x and T are counted by"
                  + " cells of some days. A model that is not fitted predicts nothing; where"
                  + " gamma_gamma is not, the mean spend of all stands for every customer's",
              "BG/NBD (Fader, Hardie, Lee 2005), MBG/NBD (Batislam et al. 2007) e"
                  + " Gamma-Gamma (Fader, Hardie 2013) por máxima verossimilhança sobre os"
                  + " padrões contados de dias de recompra; exato até 250.000 padrões, além disso"
                  + " t_x e T são contados em células de alguns dias. Um modelo que não foi"
                  + " ajustado não prevê nada; se não foi o gamma_gamma, o gasto médio de todos"
                  + " vale por aquele de cada cliente");

  public LtvModel {
    minRepeaters = minRepeaters == null ? LifetimeFit.MIN_REPEATERS : minRepeaters;
    maxCorrelation = maxCorrelation == null ? 0.3 : maxCorrelation;
    Kpi.require(minRepeaters >= 1, "min-repeaters", minRepeaters, "1 or more");
    Kpi.require(
        maxCorrelation >= 0 && maxCorrelation <= 1, "max-correlation", maxCorrelation, "0 to 1");
  }

  @Override
  public Table output() {
    return TABLE;
  }

  @Override
  public Needs needs() {
    return Needs.all(Orders.TABLE, History.TABLE).holding(Asks.ORDERS);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    return facts
        .of(History.TABLE)
        .where(RepeatOrders.customers())
        .select(new RepeatOrders(facts.lastDay()).columns())
        .transform(rows -> new LtvFits(minRepeaters, maxCorrelation).of(rows));
  }
}
