"""Customers at each step of a funnel, in runs over 200,000 random customers, are those of ClickHouse's windowFunnel.

ClickHouse takes the events of a customer by time and, where times are equal, by step: a tie favours conversion, there
as here. Its strict flags end at the first failed attempt and look at one entry only; a few events show where the
answers part.

python3 -m venv target/test-venv
target/test-venv/bin/pip install -r src/test/python/requirements.txt
target/test-venv/bin/python src/test/python/funnel_test.py
"""

import json
import tempfile
import unittest
from pathlib import Path

import chdb
import numpy as np
import pandas as pd

from job import clientela

FIRST_DAY = pd.Timestamp("2024-01-01", tz="UTC")
CUSTOMERS = 200_000
EVENTS = 2_400_000
DAYS = 60
STEPS = ["view", "cart", "checkout", "shipping", "payment", "purchase"]
OTHERS = ["search", "visit"]
MINUTE, HOUR, DAY, DECADE = 60, 3_600, 86_400, 3_650 * 86_400
WINDOWS = {"none": DECADE, "day": DAY, "half_hour": 30 * MINUTE}

SETTINGS = """
lake: {folder}/lake
lake-format: parquet
as-of: 2025-01-01
time-zone: America/Sao_Paulo
currency: BRL
sources:
  interactions: {{path: {folder}/interactions.parquet, format: parquet}}
"""

SHOP = (
    SETTINGS
    + f"""
kpis:
  funnel_conversion:
    funnels:
      - {{{{name: none, steps: [{", ".join(STEPS)}]}}}}
      - {{{{name: day, steps: [{", ".join(STEPS)}], window: 1d}}}}
      - {{{{name: half_hour, steps: [{", ".join(STEPS)}], window: 30m}}}}
"""
)

EXAMPLES = (
    SETTINGS
    + """
dimensions: [example]
kpis:
  funnel_conversion:
    funnels:
      - {{name: ordered, steps: [A, B, C], window: 60s}}
      - {{name: increasing, steps: [A, B], window: 60s, mode: strictly-increasing}}
      - {{name: strict, steps: [A, B, C], window: 60s, mode: strict}}
      - name: conditions
        steps:
          - {{name: A, where: "type IN ('A', 'A and B')"}}
          - {{name: B, where: "type IN ('B', 'A and B')"}}
        window: 60s
"""
)

# The events of one customer each, in the order in which they are written: type and second.
EVENTS_OF_EXAMPLE = {
    "tie": [("B", 10), ("A", 10)],
    "second of a tie": [("A", 0), ("A", 5), ("B", 5)],
    "second attempt": [("A", 0), ("D", 1), ("A", 2), ("B", 3), ("C", 4)],
    "interrupted": [("A", 0), ("B", 1), ("D", 2), ("C", 3)],
    "one event": [("A and B", 0)],
}


def random_interactions():
    """Few customers act often. Steps come in any order, in bursts: many in the same second, many as far apart as a window."""
    random = np.random.default_rng(17)
    customer = np.where(
        np.arange(EVENTS) < CUSTOMERS, np.arange(EVENTS), (CUSTOMERS * random.random(EVENTS) ** 1.5).astype(int)
    )
    burst = (customer * 7 + random.integers(0, 2, EVENTS)) * 7_919 % DAYS
    apart = [0, 1, 2, 10, MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 12 * HOUR, DAY]
    second = burst * DAY + random.choice(apart, EVENTS) + random.choice([0, 0, 1, HOUR], EVENTS)
    return pd.DataFrame(
        {
            "customer_id": customer,
            "occurred_at": FIRST_DAY + pd.to_timedelta(second, "s"),
            "type": random.choice(STEPS + OTHERS, EVENTS, p=[0.3, 0.16, 0.12, 0.1, 0.08, 0.08, 0.1, 0.06]),
        }
    )


def example_interactions():
    rows = [
        (number, example, FIRST_DAY + pd.Timedelta(seconds=second), type_)
        for number, (example, events) in enumerate(EVENTS_OF_EXAMPLE.items())
        for type_, second in events
    ]
    return pd.DataFrame(rows, columns=["customer_id", "example", "occurred_at", "type"])


def write(interactions, folder):
    interactions.to_parquet(f"{folder}/interactions.parquet", index=False, coerce_timestamps="us")


def published(settings, folder):
    """The table funnel_conversion of a run over all time."""
    file = Path(folder, "settings.yaml")
    file.write_text(settings.format(folder=folder))
    clientela("run", "--config", file, "--only", "funnel_conversion")
    table = pd.read_parquet(f"{folder}/lake/funnel_conversion")
    return table[table["grain"].isna()]


def window_funnel(folder, key, steps, window, flag=None):
    """ClickHouse's level of each key."""
    arguments = ", ".join(map(str, filter(None, [window, flag and f"'{flag}'"])))
    rows = chdb.query(
        f"""SELECT {key}, windowFunnel({arguments})(toDateTime(occurred_at), {", ".join(steps)}) AS level
        FROM file('{folder}/interactions.parquet', Parquet) GROUP BY {key}
        SETTINGS max_threads = 2, output_format_json_quote_64bit_integers = 0""",
        "JSONCompact",
    )
    return dict(json.loads(str(rows))["data"])


def reaching_each_step(folder, window, flag=None):
    levels = window_funnel(folder, "customer_id", [f"type = '{step}'" for step in STEPS], window, flag)
    levels = np.fromiter(levels.values(), int)
    return [int((levels >= step).sum()) for step in range(1, len(STEPS) + 1)]


class ClickHouseTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.interactions = random_interactions()
        with tempfile.TemporaryDirectory() as folder:
            write(cls.interactions, folder)
            cls.expected = {name: reaching_each_step(folder, window) for name, window in WINDOWS.items()}
            cls.a_second_less = reaching_each_step(folder, WINDOWS["day"] - 1)
            cls.without_ties = reaching_each_step(folder, WINDOWS["day"], "strict_increase")
            cls.published = published(SHOP, folder)

    def test_rows_are_as_hard_as_meant(self):
        self.assertEqual(CUSTOMERS, self.interactions["customer_id"].nunique())
        types = self.interactions.groupby(["customer_id", "occurred_at"])["type"].nunique()
        self.assertGreater((types > 1).sum(), 100_000, "ties of different steps")
        self.assertGreater(self.expected["day"][-1], self.without_ties[-1], "ties that convert")
        self.assertGreater(self.expected["day"][-1], self.a_second_less[-1], "conversions at the edge of the window")
        for name, customers in self.expected.items():
            self.assertGreater(customers[-1], 100, name)
            self.assertEqual(sorted(set(customers), reverse=True), customers, name)

    def test_every_step_has_the_customers_of_clickhouse(self):
        found = {
            name: rows.sort_values("step_index")["customers"].tolist()
            for name, rows in self.published.groupby("funnel")
        }
        self.assertEqual(self.expected, found)


class ExamplesTest(unittest.TestCase):
    """Where the answers of ClickHouse and Clientela part, and that they do not where a tie converts."""

    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            write(example_interactions(), folder)
            names = [f"type = '{name}'" for name in "ABC"]
            conditions = [f"type IN ('{name}', 'A and B')" for name in "AB"]
            cls.clickhouse = {
                "ordered": window_funnel(folder, "example", names, MINUTE),
                "increasing": window_funnel(folder, "example", names[:2], MINUTE, "strict_increase"),
                "strict": window_funnel(folder, "example", names, MINUTE, "strict_order"),
                "conditions": window_funnel(folder, "example", conditions, MINUTE),
            }
            table = published(EXAMPLES, folder)
        reached = table[(table["dimension"] == "example") & (table["customers"] > 0)]
        cls.levels = reached.groupby(["funnel", "segment"])["step_index"].max()

    def assertLevels(self, funnel, example, ours, clickhouse):
        self.assertEqual(ours, self.levels[funnel, example], "Clientela")
        self.assertEqual(clickhouse, self.clickhouse[funnel][example], "ClickHouse")

    def test_a_tie_converts_whatever_is_written_first(self):
        self.assertLevels("ordered", "tie", ours=2, clickhouse=2)

    def test_no_tie_converts_where_times_must_increase(self):
        self.assertLevels("increasing", "tie", ours=1, clickhouse=1)

    def test_an_earlier_entry_converts_where_a_later_one_ties(self):
        """ClickHouse has forgotten A@0 when B@5 comes: its issue 93789."""
        self.assertLevels("increasing", "second of a tie", ours=2, clickhouse=1)

    def test_a_later_attempt_counts_where_another_event_ended_the_first(self):
        """ClickHouse's strict_order stops at D for good."""
        self.assertLevels("strict", "second attempt", ours=3, clickhouse=1)

    def test_another_event_between_two_steps_ends_the_attempt(self):
        self.assertLevels("strict", "interrupted", ours=2, clickhouse=2)
        self.assertLevels("ordered", "interrupted", ours=3, clickhouse=3)

    def test_an_event_serves_one_step(self):
        """ClickHouse counts the one event as both steps."""
        self.assertLevels("conditions", "one event", ours=1, clickhouse=2)


if __name__ == "__main__":
    unittest.main()
