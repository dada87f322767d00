"""Scorecard, targets and alerts of the demo, computed again from the tables with pandas and scipy.

python3 -m venv target/test-venv
target/test-venv/bin/pip install -r src/test/python/requirements.txt
target/test-venv/bin/python src/test/python/scorecard_test.py
"""

import unittest

import numpy as np
import pandas as pd
from scipy import stats

from job import demo_lake

SERIES = ["kpi", "grain", "dimension", "segment"]
AS_OF = pd.Timestamp("2025-01-01")
MOST = {"day": 13, "week": 26, "month": 13, "quarter": 12}
CLEAR = stats.norm.ppf(1 - 0.01 / 2)

# Each headline from its table: which rows, and its value. What is not named here is a column of the same name.
SELECTED = {
    "cohort_retention": "activity == 'order' and clock == 'calendar' and grain in ('week', 'month') and periods_since == 1"
    " and cohort_start.notna()",
    "growth_accounting": "activity == 'order'",
    "repeat_purchase": "within_days == 90",
    "survival": "event == 'second_order' and day == 0",
    "stickiness": "activity == 'interaction'",
    "cohort_ltv": "grain == 'month' and periods_since == 12",
    "pipeline_stages": "is_bottleneck",
    "ltv_validation": "slice == 'total' and model == 'bg_nbd'",
    "campaign_effect": "outcome == 'revenue'",
    "funnel_conversion": "funnel == 'checkout' and step_index == 5",
}
COLUMNS = {
    "cohort_retention": "retention_rate",
    "new_customers": "new",
    "active_customers": "active",
    "subscription_churn_rate": "churn_rate",
    "recurring_revenue": "recurring_revenue_at_end",
    "subscription_net_revenue_retention": "net_revenue_retention",
    "days_to_second_order": "median_days",
    "monthly_active_customers": "monthly_active",
    "ltv_12_months": "ltv",
    "rfm_segment_share": "share",
    "ltv_predicted_to_actual": "predicted_to_actual",
    "lead_conversion_rate": "windowed_rate",
    "lead_score": "mean_score",
    "marketing_spend": "spend",
    "sales_cycle_days": "median_cycle_days",
    "bottleneck_advance_rate": "advance_rate",
    "first_response_minutes": "median_first_response_minutes",
    "resolution_hours": "median_resolution_hours",
    "agent_performance_index": "performance_index",
    "message_engagement_rate": "engagement_rate",
    "social_engagement_rate": "engagement_rate",
    "campaign_incremental_revenue": "incremental_total",
    "funnel_conversion.checkout": "rate_from_start",
}
SEGMENTS = {
    "rfm_segments": ("'rfm_segment'", "rfm_segment"),
    "agent_scorecard": ("level", "name"),
    "social_engagement": ("'network'", "network"),
    "campaign_effect": ("'campaign'", "campaign"),
}


def table(name):
    from deltalake import DeltaTable

    return DeltaTable(str(demo_lake() / "lake" / name)).to_pandas()


def of_table(kpi, name, rows):
    """The rows of the scorecard that a table holds."""
    if name == "customer_value":
        return pd.DataFrame({"value": [rows["predicted_ltv"].mean()]}).assign(
            grain=None, dimension="all", segment="all", period_start=None
        )
    if name == "satisfaction":
        rows = rows[rows["kind"] == kpi]
    elif name in SELECTED:
        rows = rows.query(SELECTED[name])
    if name in SEGMENTS:
        dimension, segment = SEGMENTS[name]
        named = dimension.strip("'")
        rows = rows.assign(
            dimension=named if dimension.startswith("'") else rows[dimension], segment=rows[segment]
        )
    start = next((c for c in ("period_start", "cohort_start", "entered_start") if c in rows), None)
    if "grain" not in rows:
        rows = rows.assign(grain="month" if start else None)
    rows = rows.assign(period_start=rows[start] if start else None)
    for column in ("dimension", "segment"):
        if column not in rows:
            rows = rows.assign(**{column: "all"})
    return rows.assign(value=rows[COLUMNS.get(kpi, kpi)])


def keyed(rows):
    rows = rows[["grain", "dimension", "segment", "period_start", "value"]].copy()
    rows["grain"] = rows["grain"].astype(object).where(rows["grain"].notna(), "-")
    rows["period_start"] = pd.to_datetime(rows["period_start"]).dt.strftime("%Y-%m-%d").fillna("-")
    rows["value"] = rows["value"].astype(float)
    return rows.set_index(["grain", "dimension", "segment", "period_start"])["value"].sort_index()


# Of a unit, how far chance alone takes a value of so many cases, and how many events it tells of.
NOISE = {
    "share": lambda value, cases: np.sqrt(max(0, value * (1 - value)) / cases),
    "per_thousand": lambda value, cases: np.sqrt(1000 * value / cases),
    "count": lambda value, cases: np.sqrt(max(0, value)),
}
EVENTS = {
    "share": lambda value, cases: cases * min(value, 1 - value),
    "per_thousand": lambda value, cases: cases * value / 1000,
    "count": lambda value, cases: value,
}


def compared(days, grain):
    """The points before the last one that it is compared with."""
    before = days[:-1]
    if grain == "day":
        before = before[(days[-1] - before) % 7 == 0]
    return before[-MOST[grain] :]


def judged(values, value, noise):
    """Expected, distance and p of a value after others; how noisy one is by chance."""
    n = len(values)
    centre = np.median(values)
    spread = np.median(np.abs(values - centre)) / 0.6745
    rises = np.sign(np.subtract.outer(values, values))[np.tril_indices(n, -1)].sum()
    score = (abs(rises) - 1) / np.sqrt(n * (n - 1) * (2 * n + 5) / 18)
    if score > CLEAR and (values > 0).all():
        logs = np.log(values)
        slope, start, _, _ = stats.theilslopes(logs, np.arange(n), method="joint")
        residuals = np.abs(logs - start - slope * np.arange(n))
        spread = np.median(residuals) / 0.6745 or residuals.mean() / np.sqrt(2 / np.pi)
        expected = np.exp(start + slope * n)
        scale = max(spread, noise(expected) / expected)
        distance = (np.log(max(value, 1e-300)) - np.log(expected)) / scale
        return expected, distance, 2 * stats.t.sf(abs(distance) / (1 + 3.2 / n), max(1, 0.38 * n))
    spread = spread or np.abs(values - centre).mean() / np.sqrt(2 / np.pi)
    scale = max(spread, noise(centre))
    distance = 0.0 if value == centre else np.divide(value - centre, scale)
    return centre, distance, 2 * stats.t.sf(abs(distance) / (1 + 1.3 / n), max(1, 0.42 * n))


class ScorecardTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scorecard = table("kpi_scorecard")

    def test_every_headline_is_that_of_its_table(self):
        names = self.scorecard[["kpi", "kpi_table"]].drop_duplicates()
        self.assertGreaterEqual(len(names), 50)
        for kpi, name in names.itertuples(index=False):
            with self.subTest(kpi):
                expected = keyed(of_table(kpi, name, table(name)))
                found = keyed(self.scorecard[self.scorecard["kpi"] == kpi])
                pd.testing.assert_series_equal(expected, found, rtol=1e-9)

    def test_parts_make_the_value(self):
        parts = self.scorecard[self.scorecard["denominator"].notna() & (self.scorecard["denominator"] != 0)]
        parts = parts[parts["value"].notna()]
        self.assertGreater(parts["kpi"].nunique(), 20)
        quotient = parts["numerator"] / parts["denominator"]
        # Money is published with four decimals, also where it is a part.
        np.testing.assert_allclose(parts["value"], quotient, rtol=1e-5, atol=5.1e-5)

    def test_alerts_are_those_of_scipy(self):
        alerts = table("trend_alerts").set_index(SERIES)
        periods = self.scorecard[self.scorecard["is_complete"] & self.scorecard["grain"].notna()].copy()
        periods["day"] = pd.to_datetime(periods["period_start"]).astype("int64") // 86_400_000_000_000
        periods = periods.sort_values("day")
        checked = 0
        p_values = {}
        for series, rows in periods.groupby(SERIES):
            if np.isnan(rows["value"].iloc[-1]):
                self.assertNotIn(series, alerts.index)
                continue
            found = alerts.loc[series]
            rows = rows[rows["value"].notna()].set_index("day")
            days = compared(rows.index.to_numpy(), series[1])
            self.assertEqual(len(days), found["compared_periods"])
            before, last = rows.loc[days], rows.iloc[-1]
            is_volume = last["unit"] == "count" or last["is_additive"]
            few = before["cases"].median() < 30 or (not is_volume and last["cases"] < 30) if len(days) >= 8 else False
            if len(days) < 8:
                self.assertEqual(found["status"], "short_history")
            elif few or pd.isna(last["cases"]):
                self.assertEqual(found["status"], "small_count")
            else:
                unit, cases = last["unit"], max(1, last["cases"])
                values = before["value"].to_numpy(float)
                with np.errstate(divide="ignore", invalid="ignore"):
                    expected, distance, p = judged(
                        values, last["value"], lambda value: NOISE[unit](value, cases) if unit in NOISE else 0
                    )
                np.testing.assert_allclose(found["expected"], expected, rtol=1e-9, err_msg=str(series))
                if unit in EVENTS and max(EVENTS[unit](v, last["cases"]) for v in (expected, last["value"])) < 10:
                    self.assertEqual(found["status"], "small_count", series)
                    continue
                np.testing.assert_allclose(found["p_value"], p, rtol=1e-6, atol=1e-12, err_msg=str(series))
                mad = np.median(np.abs(values - np.median(values)))
                if mad > 0:
                    z = 0.6745 * (last["value"] - np.median(values)) / mad
                    np.testing.assert_allclose(found["robust_z"], z, rtol=1e-9)
                is_large = abs(last["value"] - expected) >= 0.1 * abs(expected)
                p_values.setdefault(series[:3], {})[series] = (p, abs(distance) >= 3.5, is_large, found)
                checked += 1
        self.assertGreater(checked, 300)
        self.check_false_share(p_values)

    def check_false_share(self, p_values):
        for family in p_values.values():
            q_values = stats.false_discovery_control([p for p, _, _, _ in family.values()])
            for (series, (_, is_far, is_large, found)), q in zip(family.items(), q_values):
                np.testing.assert_allclose(found["q_value"], q, rtol=1e-6, atol=1e-12, err_msg=str(series))
                status = "normal" if not is_far else "small_change" if not is_large else "alert" if q <= 0.01 else "normal"
                self.assertEqual(status, found["status"], series)

    def test_targets(self):
        targets = table("target_attainment").set_index("kpi")
        days = table("order_value").query("grain == 'day' and dimension == 'all'")
        days = days[pd.to_datetime(days["period_start"]).dt.year == 2024]
        revenue = targets.loc["revenue"]
        self.assertAlmostEqual(float(days["revenue"].sum()), revenue["actual"], 4)
        self.assertEqual(revenue["elapsed_share"], 1)
        self.assertEqual("achieved" if revenue["actual"] >= revenue["target"] else "missed", revenue["status"])
        churn = targets.loc["churn_rate"]
        months = table("customer_retention").query("grain == 'month' and dimension == 'all' and is_complete")
        latest = months.sort_values("period_start").iloc[-1]
        self.assertEqual(churn["actual"], latest["churn_rate"])
        reached = (latest["churn_rate"] - churn["baseline"]) / (churn["target"] - churn["baseline"])
        self.assertAlmostEqual(reached, churn["attainment"], 9)
        self.assertEqual("not_started", targets.loc["funnel_conversion.checkout"]["status"])


if __name__ == "__main__":
    unittest.main()
