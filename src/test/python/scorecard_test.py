"""Scorecard, targets and alerts of the demo, computed again from the tables with pandas and scipy.

python3 -m venv target/test-venv
target/test-venv/bin/pip install -r src/test/python/requirements.txt
target/test-venv/bin/python src/test/python/scorecard_test.py
"""

import unittest

import numpy as np
import pandas as pd
from scipy import stats

from job import demo_lake, read

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
    "trial_conversion_rate": "conversion_rate",
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
    return read(demo_lake() / "lake" / name).to_pandas()


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


def spread_of(values, centre):
    typical = np.median(np.abs(values - centre)) / 0.6745
    return typical or np.abs(values - centre).mean() / np.sqrt(2 / np.pi)


def on_logarithms(basis, expected, spread, noise, value, freedom, excess):
    scale = max(spread, noise / expected)
    distance = (np.log(max(value, 1e-300)) - np.log(expected)) / scale
    p = 2 * stats.t.sf(abs(distance) / excess, max(1, freedom))
    return {"basis": basis, "expected": expected, "distance": distance, "p": p, "scale": scale}


def after_others(values, value, noise):
    """A value after others; how noisy one is by chance."""
    n = len(values)
    centre = np.median(values)
    rises = np.sign(np.subtract.outer(values, values))[np.tril_indices(n, -1)].sum()
    score = (abs(rises) - 1) / np.sqrt(n * (n - 1) * (2 * n + 5) / 18)
    if score > CLEAR and (values > 0).all():
        logs = np.log(values)
        slope, start, _, _ = stats.theilslopes(logs, np.arange(n), method="joint")
        residuals = np.abs(logs - start - slope * np.arange(n))
        spread = spread_of(residuals, 0)
        expected = np.exp(start + slope * n)
        return on_logarithms("line", expected, spread, noise(expected), value, 0.38 * n, 1 + 3.2 / n)
    scale = max(spread_of(values, centre), noise(centre))
    distance = 0.0 if value == centre else np.divide(value - centre, scale)
    p = 2 * stats.t.sf(abs(distance) / (1 + 1.3 / n), max(1, 0.42 * n))
    scale = np.divide(scale, abs(centre))
    return {"basis": "median", "expected": centre, "distance": distance, "p": p, "scale": scale}


def year_before(rows, grain):
    """Of each period the one of a year before, where it is known and tells something."""
    start = pd.to_datetime(rows["period_start"])
    before = start - (pd.Timedelta(weeks=52) if grain == "week" else pd.DateOffset(years=1))
    telling = rows.assign(start=start)[(rows["value"] > 0) & (rows["cases"] >= 30)].set_index("start")
    return telling[["value", "cases"]].reindex(before).set_index(rows.index)


def after_a_year(rows, grain, noise):
    """The last value after that of the year before, and the periods that it is compared with."""
    if grain == "day":
        return None, None
    before = year_before(rows, grain)
    known = rows.index[:-1][(before["value"].notna() & (rows["value"] > 0)).to_numpy()[:-1]][-MOST[grain] :]
    ago = before.iloc[-1]
    if len(known) < 8 or np.isnan(ago["value"]) or rows["value"].iloc[-1] < 0:
        return None, None
    changes = np.log(rows.loc[known, "value"] / before.loc[known, "value"]).to_numpy(float)
    change, n = np.median(changes), len(known)
    expected = ago["value"] * np.exp(change)
    chance = np.hypot(noise(expected, rows["cases"].iloc[-1]), np.exp(change) * noise(ago["value"], ago["cases"]))
    value, spread = rows["value"].iloc[-1], spread_of(changes, change)
    return on_logarithms("year_before", expected, spread, chance, value, 0.42 * n, 1 + 1.3 / n), known


def judged(rows, grain, noise):
    """The last value as the periods before it or the year before explain it, and the periods that it is compared with."""
    value, cases = rows["value"].iloc[-1], rows["cases"].iloc[-1]
    days = compared(rows.index.to_numpy(), grain)
    recent = after_others(rows.loc[days, "value"].to_numpy(float), value, lambda centre: noise(centre, cases))
    yearly, known = after_a_year(rows, grain, noise)
    if yearly:
        is_season = yearly["scale"] < 0.7 * recent["scale"]
        stood_out = abs(value - yearly["expected"]) < 0.5 * abs(value - recent["expected"])
        if is_season or abs(recent["distance"]) >= 3.5 > abs(yearly["distance"]) and stood_out:
            return yearly, known
    return recent, days


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
        bases = set()
        p_values = {}
        for series, rows in periods.groupby(SERIES):
            if np.isnan(rows["value"].iloc[-1]):
                self.assertNotIn(series, alerts.index)
                continue
            found = alerts.loc[series]
            rows = rows[rows["value"].notna()].set_index("day")
            last = rows.iloc[-1]
            if len(compared(rows.index.to_numpy(), series[1])) < 8:
                self.assertEqual(found["status"], "short_history")
                continue
            unit = last["unit"]
            with np.errstate(divide="ignore", invalid="ignore"):
                verdict, days = judged(
                    rows, series[1], lambda value, cases: NOISE[unit](value, max(1, cases)) if unit in NOISE else 0
                )
            expected, before = verdict["expected"], rows.loc[days]
            self.assertEqual(len(days), found["compared_periods"], series)
            self.assertEqual(verdict["basis"], found["basis"], series)
            np.testing.assert_allclose(found["expected"], expected, rtol=1e-9, err_msg=str(series))
            is_volume = unit == "count" or last["is_additive"]
            few = before["cases"].median() < 30 or (not is_volume and last["cases"] < 30) or pd.isna(last["cases"])
            rare = unit in EVENTS and max(EVENTS[unit](v, last["cases"]) for v in (expected, last["value"])) < 10
            if few or rare:
                self.assertEqual(found["status"], "small_count", series)
            else:
                values, p = before["value"].to_numpy(float), verdict["p"]
                bases.add(verdict["basis"])
                np.testing.assert_allclose(found["p_value"], p, rtol=1e-6, atol=1e-12, err_msg=str(series))
                mad = np.median(np.abs(values - np.median(values)))
                if mad > 0:
                    z = 0.6745 * (last["value"] - np.median(values)) / mad
                    np.testing.assert_allclose(found["robust_z"], z, rtol=1e-9)
                is_large = abs(last["value"] - expected) >= 0.1 * abs(expected)
                p_values.setdefault(series[:3], {})[series] = (p, abs(verdict["distance"]) >= 3.5, is_large, found)
                checked += 1
        self.assertGreater(checked, 300)
        self.assertEqual(bases, {"median", "line", "year_before"})
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
