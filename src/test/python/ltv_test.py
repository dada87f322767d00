"""Customers scored by a run over the CDNOW sample are those of lifetimes, and so are the fitted models.

python3 -m venv target/test-venv
target/test-venv/bin/pip install -r src/test/python/requirements.txt
target/test-venv/bin/python src/test/python/ltv_test.py
"""

import tempfile
import unittest
from pathlib import Path

import numpy as np
import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter, ModifiedBetaGeoFitter

from job import TOP, clientela

MODELS = {"bg-nbd": BetaGeoFitter, "mbg-nbd": ModifiedBetaGeoFitter}
AS_OF = "1997-10-01"
MONTHS = 9
WEEKS_PER_MONTH = 365.25 / 7 / 12
DISCOUNT_RATE = 0.12
TOLERANCE = 1e-6
CENT = 5e-5


def run(folder, model):
    """The published tables of one run, by name."""
    lake = f"{folder}/{model}"
    settings = Path(folder) / f"{model}.yaml"
    settings.write_text(
        (TOP / "conf/examples/cdnow.yaml").read_text().replace("./cdnow-lake", f"{lake}\nlake-format: parquet")
        + f"  customer_value: {{model: {model}, horizon-months: {MONTHS}, discount-rate: {DISCOUNT_RATE}}}\n"
    )
    clientela("run", "--config", settings, "--as-of", AS_OF, "--only", "ltv_model,customer_value")
    return {table: pd.read_parquet(f"{lake}/{table}") for table in ["ltv_model", "customer_value"]}


class LtvTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            cls.published = {model: run(folder, model) for model in MODELS}

    def parameters(self, model):
        table = self.published["bg-nbd"]["ltv_model"]
        return table[table["model"] == model.replace("-", "_")].set_index("parameter")["estimate"]

    def test_the_fits_are_those_of_lifetimes(self):
        customers = self.published["bg-nbd"]["customer_value"]
        for model, fitter in MODELS.items():
            theirs = fitter().fit(customers["x"], customers["t_x"], customers["T"]).params_
            ours = self.parameters(model)
            np.testing.assert_allclose(ours[theirs.index], theirs, rtol=5e-3, err_msg=model)

    def test_every_customer_is_scored_as_by_lifetimes(self):
        for model, fitter in MODELS.items():
            customers = self.published[model]["customer_value"]
            history = customers["x"], customers["t_x"], customers["T"]
            theirs = fitter()
            theirs.params_ = self.parameters(model)[["r", "alpha", "a", "b"]]
            alive = theirs.conditional_probability_alive(*history)
            np.testing.assert_allclose(customers["p_alive"], alive, rtol=0, atol=TOLERANCE, err_msg=model)
            ends = WEEKS_PER_MONTH * np.arange(1, MONTHS + 1)
            orders = [np.zeros(len(customers))] + [
                np.asarray(theirs.conditional_expected_number_of_purchases_up_to_time(end, *history)) for end in ends
            ]
            np.testing.assert_allclose(
                customers["expected_orders"], orders[-1], rtol=0, atol=TOLERANCE, err_msg=model
            )
            years = np.arange(1, MONTHS + 1) / 12
            discounted = sum(
                (after - before) / (1 + DISCOUNT_RATE) ** year
                for before, after, year in zip(orders, orders[1:], years)
            )
            value = discounted * customers["expected_order_value"].astype(float)
            np.testing.assert_allclose(
                customers["predicted_ltv"].astype(float), value, rtol=TOLERANCE, atol=CENT, err_msg=model
            )

    def test_spend_is_expected_as_by_lifetimes(self):
        customers = self.published["bg-nbd"]["customer_value"]
        spenders = customers[(customers["x"] > 0) & (customers["mean_repeat_spend"].astype(float) > 0)]
        spend = spenders["mean_repeat_spend"].astype(float)
        theirs = GammaGammaFitter()
        fitted = theirs.fit(spenders["x"], spend).params_
        ours = self.parameters("gamma-gamma")
        np.testing.assert_allclose(ours[fitted.index], fitted, rtol=5e-3)
        theirs.params_ = ours[["p", "q", "v"]]
        expected = theirs.conditional_expected_average_profit(spenders["x"], spend)
        found = spenders["expected_order_value"].astype(float)
        np.testing.assert_allclose(found, expected, rtol=0, atol=2e-4)


if __name__ == "__main__":
    unittest.main()
