"""The notebooks run from top to bottom on the lake of the demo, and their key figures are those of the tables.

python3 -m venv target/test-venv
target/test-venv/bin/pip install -r src/test/python/requirements.txt
target/test-venv/bin/python src/test/python/notebooks_test.py
"""

import ast
import json
import subprocess
import tempfile
import unittest
from pathlib import Path

import pandas as pd

from job import TOP, clientela, demo_lake

NOTEBOOKS = sorted(TOP.glob("notebooks/*.ipynb"))
SPARK = "06-spark-connect-or-submit"

# Orders of six weeks and no breakdown: a shop that begins.
ORDERS_ONLY = """
lake: {folder}/lake
as-of: 2023-02-10
time-zone: America/Sao_Paulo
currency: BRL
sources:
  orders: {{path: {data}/orders, format: parquet, versions: {{last-by: updated_at}}}}
"""


YOUNG_TABLES = [
    *("order_value", "cohort_retention", "customer_retention", "growth_accounting", "repeat_purchase"),
    *("customer_value", "rfm_segments", "rfm_movements"),
]


def run_notebooks(lake, out, *notebooks):
    done = subprocess.run(
        [TOP / "scripts/notebooks", "--lake", lake, "--out", out, *notebooks], cwd=TOP, capture_output=True, text=True
    )
    executed = {path.stem: json.loads(path.read_text()) for path in Path(out).glob("*.ipynb")}
    return done, executed


def outputs(notebook):
    return {cell["id"]: cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code"}


def key_figures(notebook):
    """What the last cell shows."""
    shown = outputs(notebook)["key-figures"]
    return ast.literal_eval("".join(next(output["data"]["text/plain"] for output in shown if "data" in output)))


def errors(notebook):
    return [cell for cell, shown in outputs(notebook).items() for output in shown if output["output_type"] == "error"]


class FilesTest(unittest.TestCase):
    def test_they_are_stored_without_outputs(self):
        self.assertEqual(6, len(NOTEBOOKS))
        for path in NOTEBOOKS:
            for cell in json.loads(path.read_text())["cells"]:
                if cell["cell_type"] == "code":
                    self.assertEqual([], cell["outputs"], f"{path.name}: clear all outputs before you save")
                    self.assertIsNone(cell["execution_count"], path.name)

    def test_they_are_stored_as_jupyter_stores_them(self):
        for path in NOTEBOOKS:
            text = path.read_text()
            notebook = json.loads(text)
            self.assertEqual((4, 5), (notebook["nbformat"], notebook["nbformat_minor"]), path.name)
            ids = [cell["id"] for cell in notebook["cells"]]
            self.assertEqual(len(ids), len(set(ids)), path.name)
            self.assertEqual(json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n", text, path.name)


class DemoTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lake = demo_lake() / "lake"
        with tempfile.TemporaryDirectory() as folder:
            cls.done, cls.executed = run_notebooks(cls.lake, folder)
        cls.figures = {name[:2]: key_figures(notebook) for name, notebook in cls.executed.items()}

    def table(self, name, **where):
        """Read past Delta: a lake of one run has no other files."""
        rows = pd.read_parquet(self.lake / name, partitioning=None)
        for column, value in where.items():
            rows = rows[rows[column] == value]
        self.assertFalse(rows.empty, f"{name} {where}")
        return rows

    def year(self, name, column="period_start", **where):
        """The last twelve complete months."""
        rows = self.table(name, grain="month", dimension="all", is_complete=True, **where)
        return rows.sort_values(column).tail(12)

    def assertFigure(self, notebook, name, expected):
        self.assertAlmostEqual(float(expected), self.figures[notebook][name], delta=1e-9 * abs(expected), msg=name)

    def test_all_run_without_an_error(self):
        self.assertEqual(0, self.done.returncode, self.done.stdout + self.done.stderr)
        self.assertEqual({path.stem for path in NOTEBOOKS}, set(self.executed))
        for name, notebook in self.executed.items():
            self.assertEqual([], errors(notebook), name)

    def test_nothing_of_the_demo_is_missing(self):
        for name, notebook in self.executed.items():
            for cell, shown in outputs(notebook).items():
                if cell == "scorecard" and not (self.lake / "kpi_scorecard").exists():
                    continue
                text = "".join("".join(output.get("text", [])) for output in shown)
                self.assertNotRegex(text, "is not in this lake|has no rows|has no breakdown", f"{name}: {cell}")

    def test_every_chart_is_drawn(self):
        charts = {
            name[:2]: sum(
                "image/png" in output.get("data", {}) for shown in outputs(notebook).values() for output in shown
            )
            for name, notebook in self.executed.items()
        }
        self.assertEqual({"01": 2, "02": 7, "03": 6, "04": 5, "05": 6, "06": 0}, charts)

    def test_first_look(self):
        names = {path.name for path in self.lake.iterdir()} - {"kpi_runs", "kpi_run_steps", "data_quality", "rejected"}
        self.assertEqual(len(names), self.figures["01"]["tables"])
        self.assertEqual(
            sum(len(pd.read_parquet(self.lake / name, partitioning=None)) for name in names), self.figures["01"]["rows"]
        )
        shown = "".join(outputs(self.executed["01-first-look"])["tables"][0]["data"]["text/html"])
        for title in ("Satisfaction (CSAT, NPS)", "Satisfação (CSAT, NPS)", "Growth accounting", "Balanço de clientes"):
            self.assertIn(f">{title}<", shown)
        quality = self.table("data_quality")
        self.assertFigure("01", "reject_share", quality["rejected"].sum() / quality["read"].sum())
        months = self.table("order_value", grain="month", dimension="all", is_complete=True)
        revenue, orders = months["revenue"].astype(float).sum(), months["orders"].sum()
        self.assertFigure("01", "revenue", revenue)
        self.assertFigure("01", "average_order_value", revenue / orders)
        self.assertFigure("01", "average_order_value_sql", revenue / orders)

    def test_retention_and_ltv(self):
        cohorts = self.table("cohort_retention", activity="order", clock="calendar", grain="month", dimension="all")
        pooled = cohorts[cohorts["cohort_start"].isna()].set_index("periods_since")["retention_rate"]
        self.assertFigure("02", "month_1_retention", pooled[1])
        self.assertFigure("02", "last_month_retention", pooled[12])
        months = self.year("customer_retention")
        self.assertFigure("02", "monthly_churn", months["lost_customers"].sum() / months["customers_at_start"].sum())
        months = self.year("growth_accounting", activity="order")
        self.assertFigure("02", "gained", (months["new"] + months["resurrected"]).sum())
        self.assertFigure("02", "churned", months["churned"].sum())
        repeat = self.table("repeat_purchase", dimension="all", within_days=365).iloc[0]
        self.assertFigure("02", "repeat_rate_last_window", repeat["repeat_purchase_rate"])
        cells = self.table("cohort_ltv", grain="month", dimension="all", is_complete=True).astype({"ltv": float})
        a_year_old = cells[cells["periods_since"] == 12]
        customers = a_year_old["cohort_customers"]
        self.assertFigure("02", "ltv_month_12", a_year_old["cumulative_revenue"].astype(float).sum() / customers.sum())
        months = self.table("acquisition_cost", grain="month", dimension="all", is_complete=True)
        months = months[months["new_customers"] > 0]
        self.assertFigure("02", "cac", months["spend"].astype(float).sum() / months["new_customers"].sum())

    def test_funnels(self):
        steps = self.table("funnel_conversion", funnel="checkout", dimension="all")
        steps = steps[steps["grain"].isna()].set_index("step_index").sort_index()
        self.assertFigure("03", "funnel_entered", steps["matured_customers"].iloc[0])
        self.assertFigure("03", "funnel_conversion", steps["rate_from_start"].iloc[-1])
        months = self.table("funnel_conversion", funnel="checkout", dimension="all", grain="month", is_complete=True)
        last = months[months["step_index"] == steps.index[-1]].sort_values("entered_start").iloc[-1]
        self.assertFigure("03", "funnel_last_complete_month", last["rate_from_start"])
        months = self.year("lead_conversion")
        self.assertFigure(
            "03", "windowed_lead_rate", months["converted_in_window"].sum() / months["matured_leads"].sum()
        )
        stages = self.table("pipeline_stages", dimension="all", is_bottleneck=True)
        self.assertEqual(stages["stage"].iloc[0], self.figures["03"]["stage_lost_most"])
        months = self.year("sales_performance")
        self.assertFigure("03", "win_rate", months["won"].sum() / (months["won"] + months["lost"]).sum())
        self.assertFigure("03", "won_amount", months["won_amount"].astype(float).sum())

    def test_customer_value(self):
        segments = self.table("rfm_segments").astype({"revenue": float}).sort_values("revenue")
        top = segments.iloc[-1]
        self.assertEqual(top["rfm_segment"], self.figures["04"]["top_segment"])
        self.assertFigure("04", "top_segment_customers", top["share"])
        self.assertFigure("04", "top_segment_revenue", top["revenue"] / segments["revenue"].sum())
        customers = self.table("customer_value")
        predicted = customers["predicted_ltv"].astype(float).sort_values(ascending=False)
        self.assertFigure("04", "predicted_ltv", predicted.sum())
        self.assertFigure("04", "top_tenth_share", predicted.head(round(len(predicted) / 10)).sum() / predicted.sum())
        drifting = customers[customers["p_alive"].between(0.2, 0.6) & (customers["orders"] >= 3)]
        self.assertFigure("04", "drifting_customers", len(drifting))
        total = self.table("ltv_validation", model="bg_nbd", slice="total").iloc[0]
        self.assertFigure("04", "predicted_to_actual", total["predicted_to_actual"])

    def test_service_and_campaigns(self):
        months = self.year("service_performance")
        self.assertFigure("05", "within_target_rate", months["within_target"].sum() / months["target_due"].sum())
        self.assertFigure(
            "05", "complaints_per_1000_orders", 1000 * months["complaints"].sum() / months["orders"].sum()
        )
        for kind in ("csat", "nps"):
            quarters = self.table("satisfaction", kind=kind, grain="quarter", dimension="all", is_complete=True)
            self.assertFigure("05", kind, quarters.sort_values("period_start")[kind].iloc[-1])
        agents = self.table("agent_scorecard", level="agent", grain="month", is_complete=True)
        agents = agents[agents["period_start"] == agents["period_start"].max()]
        best = agents[agents["rank"] == 1]["name"]
        self.assertEqual(best.iloc[0] if len(best) else None, self.figures["05"]["best_agent"])
        months = self.year("message_performance")
        self.assertFigure("05", "open_rate", months["unique_human_opens"].sum() / months["delivered"].sum())
        self.assertFigure("05", "click_through_rate", months["unique_human_clicks"].sum() / months["delivered"].sum())
        effects = self.table("campaign_effect")
        shares = effects[effects["outcome"].isin(["ordered", "retained"]) & effects["lift"].notna()]
        self.assertFigure("05", "effects", len(shares))

    def test_spark(self):
        self.assertEqual("4.2.0", self.figures["06"]["spark"])
        self.assertFigure("06", "revenue", self.figures["01"]["revenue"])
        self.assertFigure("06", "customers", len(self.table("customer_value")))


class LittleTest(unittest.TestCase):
    """Lakes that lack something."""

    def test_what_is_missing_is_a_sentence(self):
        with tempfile.TemporaryDirectory() as folder:
            settings = Path(folder, "settings.yaml")
            settings.write_text(ORDERS_ONLY.format(folder=folder, data=demo_lake() / "data"))
            clientela("run", "--config", settings, "--only", ",".join(YOUNG_TABLES))
            done, executed = run_notebooks(
                f"{folder}/lake", f"{folder}/out", *(path for path in NOTEBOOKS if path.stem != SPARK)
            )
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        for name, notebook in executed.items():
            self.assertEqual([], errors(notebook), name)
        self.assertEqual(len(YOUNG_TABLES), key_figures(executed["01-first-look"])["tables"])
        said = outputs(executed["02-retention-and-ltv"])
        self.assertIn("The table cohort_ltv is not in this lake", "".join(said["ltv"][0]["text"]))
        self.assertIn("cohort_retention has no breakdown", "".join(said["curve"][0]["text"]))
        self.assertIn("nothing to show yet: no month is over", "".join(said["churn"][0]["text"]))

    def test_without_a_lake_the_remedy_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            done, _ = run_notebooks(f"{folder}/none", f"{folder}/out", NOTEBOOKS[0])
        self.assertEqual(4, done.returncode, done.stdout + done.stderr)
        self.assertIn("./scripts/demo", done.stderr)


if __name__ == "__main__":
    unittest.main()
