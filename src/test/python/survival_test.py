"""Survival curves of a run over 100,000 random rows equal those of lifelines, bounds and medians included.

python3 -m venv target/test-venv
target/test-venv/bin/pip install -r src/test/python/requirements.txt
target/test-venv/bin/python src/test/python/survival_test.py
"""

import tempfile
import unittest
from pathlib import Path

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter

from job import clientela

ZONE = "America/Sao_Paulo"
AS_OF = pd.Timestamp("2019-01-01")
LAST_DAY = AS_OF - pd.Timedelta(days=1)
FIRST_DAY = pd.Timestamp("2017-01-01")
INACTIVE_AFTER_DAYS = 60
CUSTOMERS = 20_000
ORDERS = 60_000
SUBSCRIPTIONS = 20_000
LEADS = 20_000
DIMENSIONS = ["region", "channel", "plan"]
CURVE = ["event", "dimension", "segment"]
TOLERANCE = 1e-9

SETTINGS = f"""
lake: {{folder}}/lake
lake-format: parquet
as-of: {AS_OF.date()}
time-zone: {ZONE}
currency: BRL
dimensions: [{", ".join(DIMENSIONS)}]
sources:
  orders: {{{{path: {{folder}}/orders.csv, format: csv}}}}
  customers: {{{{path: {{folder}}/customers.csv, format: csv}}}}
  subscriptions: {{{{path: {{folder}}/subscriptions.csv, format: csv}}}}
  leads: {{{{path: {{folder}}/leads.csv, format: csv}}}}
kpis:
  survival: {{{{inactive-after-days: {INACTIVE_AFTER_DAYS}}}}}
"""


def random_tables():
    """The raw tables; a few things happen from as-of on and are not known yet."""
    random = np.random.default_rng(11)
    known = int((AS_OF - FIRST_DAY).total_seconds())

    def instant(seconds):
        return pd.Series((FIRST_DAY + pd.to_timedelta(seconds, "s")).tz_localize("UTC"))

    def optional(values, share):
        return pd.Series(values).where(random.random(len(values)) < share)

    customers = pd.DataFrame({"customer_id": np.arange(CUSTOMERS)})
    customers["region"] = optional(random.choice(["north", "south", "tiny"], CUSTOMERS, p=[0.6, 0.3995, 0.0005]), 0.9)
    orders = pd.DataFrame(
        {
            "order_id": np.arange(ORDERS),
            "customer_id": (CUSTOMERS * random.beta(1, 3, ORDERS)).astype(int),
            "ordered_at": instant(random.choice(known + 30 * 86_400, ORDERS, replace=False)),
            "amount": random.choice([10, 0, -5], ORDERS, p=[0.9, 0.05, 0.05]),
            "status": random.choice(["completed", "cancelled"], ORDERS, p=[0.95, 0.05]),
            "channel": optional(random.choice(["web", "store"], ORDERS), 0.9),
        }
    )
    days = (AS_OF - FIRST_DAY).days
    started_on = FIRST_DAY + pd.to_timedelta(random.integers(0, days, SUBSCRIPTIONS), "D")
    lasting = pd.to_timedelta(random.exponential(300, SUBSCRIPTIONS).astype(int), "D")
    subscriptions = pd.DataFrame(
        {
            "subscription_id": np.arange(SUBSCRIPTIONS),
            "customer_id": random.integers(0, CUSTOMERS + 100, SUBSCRIPTIONS),
            "started_on": started_on,
            "ended_on": optional(started_on + lasting, 0.95),
            "plan": optional(random.choice(["gold", "silver"], SUBSCRIPTIONS), 0.95),
        }
    )
    created = random.integers(0, known, LEADS)
    converted = created + random.exponential(40 * 86_400, LEADS).astype(int)
    leads = pd.DataFrame(
        {
            "lead_id": np.arange(LEADS),
            "customer_id": optional(random.integers(0, CUSTOMERS, LEADS), 0.7).astype("Int64"),
            "created_at": instant(created),
            "converted_at": optional(instant(converted), 0.6),
            "channel": optional(random.choice(["web", "fair"], LEADS), 0.9),
        }
    )
    return {"orders": orders, "customers": customers, "subscriptions": subscriptions, "leads": leads}


def business_date(instants):
    return instants.dt.tz_convert(ZONE).dt.tz_localize(None).dt.normalize()


def observed(event, subjects, started_on, happened_on):
    """Subjects begun before as-of, with the days until the event or, where it is not known, the last known day."""
    has_event = happened_on < AS_OF
    end = happened_on.where(has_event, LAST_DAY)
    spans = subjects.assign(event=event, days=(end - started_on).dt.days, has_event=has_event)
    return spans[started_on < AS_OF]


def spans_of_orders(tables):
    orders = tables["orders"]
    orders = orders[(orders["status"] == "completed") & (orders["amount"] >= 0)].sort_values("ordered_at")
    orders = orders.assign(day=business_date(orders["ordered_at"]))
    orders = orders[orders["day"] < AS_OF]
    first = orders.drop_duplicates("customer_id")[["customer_id", "channel", "day"]]
    days = orders[["customer_id", "day"]].drop_duplicates()
    following = days.groupby("customer_id")["day"].shift(-1)
    lost_on = days["day"] + pd.Timedelta(days=INACTIVE_AFTER_DAYS)
    lost = days.assign(lost_on=lost_on)[~(following <= lost_on)].drop_duplicates("customer_id")
    second = days[days.groupby("customer_id").cumcount() == 1]
    first = first.merge(lost[["customer_id", "lost_on"]], "left").merge(
        second.rename(columns={"day": "second_on"}), "left", on="customer_id"
    )
    subjects = first.merge(tables["customers"], "left", on="customer_id")
    return [
        observed("second_order", subjects, subjects["day"], subjects["second_on"]),
        observed("churn", subjects, subjects["day"], subjects["lost_on"]),
    ]


def all_spans(tables):
    subscriptions = tables["subscriptions"].merge(tables["customers"], "left", on="customer_id")
    leads = tables["leads"].merge(tables["customers"].astype({"customer_id": "Int64"}), "left", on="customer_id")
    created_on = business_date(leads["created_at"])
    converted_on = business_date(leads["converted_at"])
    spans = spans_of_orders(tables) + [
        observed("subscription_churn", subscriptions, subscriptions["started_on"], subscriptions["ended_on"]),
        observed("lead_conversion", leads, created_on, converted_on),
    ]
    spans = pd.concat(spans).reset_index(drop=True)
    spans["all"] = "all"
    return spans.melt(
        ["event", "days", "has_event"], ["all", *DIMENSIONS], var_name="dimension", value_name="segment"
    ).fillna({"segment": "(none)"})


def first_half(days, shares):
    """The first day with a share of one half or less; what should be one half misses it by the last bits."""
    return min(days[shares <= 0.5 + TOLERANCE], default=np.nan)


def curve_of_lifelines(spans):
    fitted = KaplanMeierFitter().fit(spans["days"], spans["has_event"])
    counts = fitted.event_table
    survival = fitted.survival_function_.iloc[:, 0]
    # Where nobody is left lifelines gives bounds of 1.
    low, high = (fitted.confidence_interval_[bound].where(survival > 0) for bound in fitted.confidence_interval_)
    return pd.DataFrame(
        {
            "day": counts.index.astype(int),
            "at_risk": counts["at_risk"],
            "events": counts["observed"],
            "censored": counts["censored"],
            "survival": survival,
            "survival_low": low,
            "survival_high": high,
            "median_days": first_half(counts.index, survival),
            "median_days_low": first_half(counts.index, low),
            "median_days_high": first_half(counts.index, high),
        }
    )


class SurvivalTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        tables = random_tables()
        cls.spans = all_spans(tables)
        with tempfile.TemporaryDirectory() as folder:
            for name, rows in tables.items():
                rows.to_csv(f"{folder}/{name}.csv", index=False)
            settings = Path(folder, "settings.yaml")
            settings.write_text(SETTINGS.format(folder=folder))
            clientela("run", "--config", settings, "--only", "survival")
            cls.published = pd.read_parquet(f"{folder}/lake/survival")

    def test_rows_are_as_many_as_meant(self):
        counts = self.spans[self.spans["dimension"] == "all"].groupby("event")["has_event"].agg(["size", "sum"])
        self.assertEqual(4, len(counts))
        self.assertTrue((counts["size"] > 10_000).all(), counts)
        self.assertTrue((counts["sum"] > 5_000).all(), counts)
        self.assertTrue((self.published["survival"] == 0).any())

    def test_every_curve_is_that_of_lifelines(self):
        curves = [
            curve_of_lifelines(spans).assign(**dict(zip(CURVE, curve))) for curve, spans in self.spans.groupby(CURVE)
        ]
        expected = pd.concat(curves).set_index([*CURVE, "day"]).sort_index().astype(float)
        found = self.published.drop(columns="as_of").set_index([*CURVE, "day"]).sort_index().astype(float)
        pd.testing.assert_frame_equal(
            expected, found[expected.columns], rtol=0, atol=TOLERANCE, check_index_type=False
        )


if __name__ == "__main__":
    unittest.main()
