"""Effects of campaigns, in a run over 300,000 random members, equal those of scipy; bounds cover what is not there.

Shares have Newcombe's bounds, made of scipy's Wilson bounds; everything else has a test in scipy.

python3 -m venv target/test-venv
target/test-venv/bin/pip install -r src/test/python/requirements.txt
target/test-venv/bin/python src/test/python/campaign_test.py
"""

import tempfile
import unittest
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from campaign_shop import NULL_CAMPAIGNS, WINDOW_DAYS, WINDOWS, random_tables
from job import clientela

ZONE = "America/Sao_Paulo"
AS_OF = pd.Timestamp("2024-06-01")
PLANNED = {"drawn": 0.7, "broken": 0.5, "growing": 0.5}
OBSERVATIONAL = ["loyalty"]
KEY = ["campaign", "outcome"]

SETTINGS = f"""
lake: {{folder}}/lake
lake-format: parquet
as-of: {AS_OF.date()}
time-zone: {ZONE}
currency: BRL
refunds: refund-dated
sources:
  orders: {{{{path: {{folder}}/orders.parquet, format: parquet}}}}
  campaign_members: {{{{path: {{folder}}/campaign_members.parquet, format: parquet}}}}
kpis:
  campaign_effect:
    window-days: {WINDOW_DAYS}
    treatment-shares: {{{{{", ".join(f"{name}: {share}" for name, share in PLANNED.items())}}}}}
    observational: [{", ".join(OBSERVATIONAL)}]
"""


def day_of(instants):
    return (instants.dt.tz_convert(ZONE).dt.tz_localize(None) - AS_OF).dt.days


def assigned_members(rows):
    """One row per campaign and customer, and how many are in both groups of each campaign."""
    rows = rows.assign(assigned=day_of(rows["assigned_at"]))
    by_customer = rows[rows["assigned"] < 0].groupby(["campaign", "customer_id"])
    members = by_customer.agg(assigned=("assigned", "min"), groups=("group", "nunique"), group=("group", "first"))
    members = members.reset_index()
    both = members[members["groups"] > 1].groupby("campaign").size()
    return members[members["groups"] == 1], both


def entries(orders):
    """Orders and refunds in cents, each on its own day."""
    orders = orders[orders["status"] == "completed"]
    orders = orders.assign(day=day_of(orders["ordered_at"]), refunded=day_of(orders["refunded_at"]))
    orders = orders[orders["day"] < 0]
    sold = orders.assign(cents=orders["amount"] * 100, is_order=orders["amount"] >= 0)
    back = orders[(orders["refunded_amount"] > 0) & (orders["refunded"] < 0)]
    back = back.assign(day=back["refunded"], cents=back["refunded_amount"] * -100, is_order=False)
    entries = pd.concat([sold, back])[["customer_id", "day", "cents", "is_order"]]
    return entries.assign(cents=entries["cents"].round().astype("int64"))


def followed(members, entries):
    """Of each member whether it ordered, and for how much, in each window."""
    done = members[["campaign", "customer_id", "assigned"]].merge(entries, on="customer_id")
    done["window"] = (done["day"] - done["assigned"]) // WINDOW_DAYS
    for name, number in WINDOWS.items():
        here = done[done["window"] == number].groupby(["campaign", "customer_id"])
        sums = here.agg(**{f"ordered_{name}": ("is_order", "max"), f"revenue_{name}": ("cents", "sum")})
        members = members.merge(sums.astype("int64"), "left", on=["campaign", "customer_id"])
    members = members.fillna(0)
    for name in WINDOWS:
        members[f"revenue_{name}"] /= 100
    return members


def of_shares(treatment, control):
    sizes = [len(treatment), len(control)]
    parts = [int(treatment.sum()), int(control.sum())]
    shares = [part / size for part, size in zip(parts, sizes)]
    bounds = [stats.binomtest(part, size).proportion_ci(method="wilson") for part, size in zip(parts, sizes)]
    lift = shares[0] - shares[1]
    low = lift - np.hypot(shares[0] - bounds[0].low, bounds[1].high - shares[1])
    high = lift + np.hypot(bounds[0].high - shares[0], shares[1] - bounds[1].low)
    if sum(parts) in (0, sum(sizes)):
        return lift, low, high, 1.0
    table = [parts, [size - part for part, size in zip(parts, sizes)]]
    return lift, low, high, stats.chi2_contingency(table, correction=False).pvalue


def of_means(treatment, control):
    lift = treatment.mean() - control.mean()
    if min(len(treatment), len(control)) < 2:
        return lift, np.nan, np.nan, np.nan
    if np.ptp(treatment) == 0 and np.ptp(control) == 0:
        return lift, np.nan, np.nan, 1.0 if lift == 0 else np.nan
    test = stats.ttest_ind(treatment, control, equal_var=False)
    bounds = test.confidence_interval(0.95)
    return lift, bounds.low, bounds.high, test.pvalue


def expected_row(campaign, outcome, members, both):
    windows = 2 if outcome == "retained" else 1
    is_matured = members["assigned"] + windows * WINDOW_DAYS <= 0
    groups = [members[is_matured & (members["group"] == group)] for group in ("treatment", "control")]
    row = dict.fromkeys(NUMBERS, np.nan) | {"campaign": campaign, "outcome": outcome}
    row["treatment_members"], row["control_members"] = map(len, groups)
    row["waiting_members"] = int((~is_matured).sum())
    row["in_both_groups"] = both
    sizes = members["group"].value_counts().reindex(["treatment", "control"], fill_value=0)
    if campaign in PLANNED:
        planned = np.array([PLANNED[campaign], 1 - PLANNED[campaign]]) * len(members)
        row["sample_ratio_p_value"] = stats.chisquare(sizes.to_numpy(), planned).pvalue
    name = "ordered_kept" if outcome == "retained" else f"{outcome}_after"
    row["treatment_mean"], row["control_mean"] = (rows[name].mean() for rows in groups)
    if min(map(len, groups)) > 0:
        compare = of_means if outcome == "revenue" else of_shares
        row["lift"], row["lift_low"], row["lift_high"], row["p_value"] = compare(*(rows[name] for rows in groups))
        row["relative_lift"] = row["lift"] / row["control_mean"] if row["control_mean"] else np.nan
        row["incremental_total"] = row["lift"] * row["treatment_members"]
    if min(map(len, groups)) > 0 and outcome != "retained":
        did = (rows[f"{outcome}_after"] - rows[f"{outcome}_before"] for rows in groups)
        row["did"], row["did_low"], row["did_high"], row["did_p_value"] = of_means(*did)
        placebo = (rows[f"{outcome}_before"] - rows[f"{outcome}_earlier"] for rows in groups)
        row["placebo"], _, _, row["placebo_p_value"] = of_means(*placebo)
    return row


COUNTS = ["treatment_members", "control_members", "waiting_members", "in_both_groups"]
NUMBERS = [
    *("treatment_mean", "control_mean", "lift", "lift_low", "lift_high", "relative_lift", "p_value"),
    *("incremental_total", "sample_ratio_p_value", "did", "did_low", "did_high", "did_p_value"),
    *("placebo", "placebo_p_value"),
]


class CampaignTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        tables = random_tables()
        members, both = assigned_members(tables["campaign_members"])
        members = followed(members, entries(tables["orders"]))
        cls.expected = pd.DataFrame(
            [
                expected_row(campaign, outcome, rows, both.get(campaign, 0))
                for campaign, rows in members.groupby("campaign")
                for outcome in ("ordered", "revenue", "retained")
            ]
        ).set_index(KEY)
        with tempfile.TemporaryDirectory() as folder:
            for name, rows in tables.items():
                rows.to_parquet(f"{folder}/{name}.parquet", index=False)
            settings = Path(folder, "settings.yaml")
            settings.write_text(SETTINGS.format(folder=folder))
            clientela("run", "--config", settings, "--only", "campaign_effect")
            published = pd.read_parquet(f"{folder}/lake/campaign_effect")
        cls.published = published.set_index(KEY).sort_index()

    def test_rows_are_as_hard_as_meant(self):
        drawn = self.expected.loc["drawn"]
        self.assertTrue((drawn["p_value"] < 0.01).all(), drawn)
        self.assertTrue((drawn["in_both_groups"] > 100).all(), drawn)
        self.assertTrue((self.expected.loc["growing", "waiting_members"] > 300).all())
        self.assertTrue(np.isnan(self.expected.loc[("everyone", "ordered"), "lift"]))

    def test_every_number_is_that_of_scipy(self):
        found = self.published.loc[self.expected.sort_index().index]
        expected = self.expected.sort_index()
        self.assertEqual(len(expected), len(self.published))
        pd.testing.assert_frame_equal(expected[COUNTS].astype("int64"), found[COUNTS].astype("int64"))
        pd.testing.assert_frame_equal(expected[NUMBERS], found[NUMBERS].astype(float), rtol=1e-9, atol=1e-9)

    def test_a_campaign_says_what_is_wrong_with_it(self):
        status = self.published["status"]
        self.assertEqual({"sample_ratio_mismatch"}, set(status["broken"]))
        self.assertEqual({"immature"}, set(status["growing"]))
        self.assertEqual({"no_control"}, set(status["everyone"]))
        self.assertEqual({"ok"}, set(status["drawn"]))
        self.assertEqual("parallel_trends_doubtful", status["loyalty", "ordered"])
        self.assertEqual("parallel_trends_doubtful", status["loyalty", "revenue"])

    def test_bounds_of_campaigns_without_effect_contain_none(self):
        nothing = self.published[self.published.index.get_level_values("campaign").str.startswith("null ")]
        for outcome, rows in nothing.groupby("outcome"):
            self.assertEqual(NULL_CAMPAIGNS, len(rows))
            for name in ["lift"] if outcome == "retained" else ["lift", "did"]:
                covered = ((rows[f"{name}_low"] <= 0) & (0 <= rows[f"{name}_high"])).mean()
                print(f"{outcome}: {name} covers 0 in {covered:.1%} of {len(rows)} campaigns without effect")
                self.assertTrue(0.92 <= covered <= 0.98, (outcome, name, covered))


if __name__ == "__main__":
    unittest.main()
