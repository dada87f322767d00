"""Runs on a standalone cluster through scripts/submit: the tables are those of a run on this machine, whatever is killed."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import job
from cluster import HOST, Cluster, Run, on_loopback

FOLDER = job.TOP / "target/test-cluster"
LINEAGE = "io.openlineage:openlineage-spark_2.13:1.53.0"
STEP = r"(prepare|read|check|derive|write|record) \w+"
# Tables that share kept facts.
SOME = ["cohort_retention", "customer_retention", "order_value", "cohort_ltv", "rfm_segments"]

ORDERS_ONLY = """
lake: {lake}
as-of: 2025-01-01
time-zone: America/Sao_Paulo
currency: BRL
sources:
  orders: {{path: {orders}, format: parquet, versions: {{last-by: updated_at}}}}
"""


class SubmitTest(unittest.TestCase):
    """What scripts/submit says before there is a Spark."""

    @classmethod
    def setUpClass(cls):
        job.build()

    def assert_refused(self, code, words, *arguments, **env):
        environment = {**os.environ, "SPARK_HOME": "/nowhere", **env}
        done = subprocess.run([job.TOP / "scripts/submit", *arguments], env=environment, capture_output=True, text=True)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertRegex(done.stderr, words)

    def test_a_command_must_follow_the_dashes(self):
        self.assert_refused(2, "write it after --", "run", "--config", "my.yaml")
        self.assert_refused(2, "write it after --", "--master", "yarn", "--")
        self.assert_refused(2, "--jars needs a value", "--jars")

    def test_what_is_missing_is_named_with_its_remedy(self):
        self.assert_refused(4, "Set SPARK_HOME to a Spark distribution", "--", "catalogue")
        with self.spark("spark-core_2.13-4.2.0.jar") as home:
            self.assert_refused(4, "the jar /no.jar is missing", "--jars=/no.jar", "--", "catalogue", SPARK_HOME=home)

    def test_another_spark_is_named_with_those_that_serve(self):
        for core in ("spark-core_2.12-3.5.6.jar", "spark-core_2.13-4.3.0.jar", "other.jar"):
            with self.subTest(core=core), self.spark(core) as home:
                found = core if core.startswith("spark-core") else "none"
                self.assert_refused(4, rf"is {found}, expected 4\.0, 4\.1 or 4\.2 for Scala 2\.13", "--", "runs", SPARK_HOME=home)

    def test_the_delta_is_named_that_pairs_with_the_spark(self):
        for version in ("4.0.2", "4.1.1-amzn-0", "4.2.0"):
            line = version[:3]
            pairs = rf"Spark {version} in \S+; Delta: delta-spark_{line}_2.13-[\d.]+\.jar"
            with self.subTest(version=version), self.spark(f"spark-core_2.13-{version}.jar") as home:
                self.assert_refused(4, pairs, "--jars=/no.jar", "--", "runs", SPARK_HOME=home)
        with self.spark("spark-core_2.13-4.1.1.jar", "delta-spark_4.1_2.13-4.2.0.jar") as home:
            its_own = "Delta: its own, delta-spark_4.1_2.13-4.2.0.jar"
            self.assert_refused(4, its_own, "--jars=/no.jar", "--", "runs", SPARK_HOME=home)
            given = ("--packages", "io.delta:delta-spark_4.1_2.13:4.4.0", "--jars=/no.jar")
            self.assert_refused(4, "Delta: that of --packages", *given, "--", "runs", SPARK_HOME=home)

    @contextmanager
    def spark(self, *jars):
        """What submit looks at of a distribution."""
        with tempfile.TemporaryDirectory() as home:
            for file in ("bin/spark-submit", *(f"jars/{jar}" for jar in jars)):
                made = Path(home) / file
                made.parent.mkdir(exist_ok=True)
                made.touch(0o755)
            yield home


@job.full
class ClusterTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.demo = job.demo_lake()
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        cls.cluster = Cluster(job.spark_home(), FOLDER)
        cls.addClassCleanup(cls.cluster.stop)
        cls.cluster.start()

    def submit(self, *arguments, options=()):
        small = {
            "spark.driver.memory": "2g",
            "spark.driver.extraJavaOptions": job.ONE_COMPILER,
            "spark.executor.extraJavaOptions": job.ONE_COMPILER,
            "spark.sql.shuffle.partitions": "4",
            "spark.ui.port": "0",
        }
        confs = [word for key, value in small.items() for word in ("--conf", f"{key}={value}")]
        run = Run(["--master", self.cluster.url, *confs, *options], arguments)
        self.addCleanup(run.stop)
        return run

    def run_into(self, lake, *arguments, options=()):
        return self.submit("run", "--config", self.demo / "settings.yaml", "--lake", lake, *arguments, options=options)

    def assert_done(self, run):
        self.assertEqual(run.exit_code(), 0, run.text())

    def test_tables_are_those_of_a_run_without_a_cluster(self):
        lake, port = FOLDER / "lake", job.free_port()
        run = self.run_into(lake, options=["--conf", f"spark.ui.port={port}"])
        groups = set()
        for line in run.lines():
            if "] write " in line:
                groups.update(job_groups(port))
        self.assert_done(run)
        tables = job.kpi_tables(self.demo / "lake")
        self.assertGreaterEqual(len(tables), 30)
        self.assertEqual(job.kpi_tables(lake), tables)
        self.assertEqual(job.differences(self.demo / "lake", lake, [*tables, "data_quality"]), {})
        steps = job.read(lake / "kpi_run_steps").to_pylist()
        self.assertLessEqual(set(tables), {step["table_name"] for step in steps})
        with_tasks = {f"{step['step']} {step['table_name']}" for step in steps if step["tasks"] and step["step"] != "write"}
        self.assertLessEqual({"check orders", "derive history", "derive history_cells"}, with_tasks)
        self.assertLessEqual(with_tasks, groups)
        self.assertEqual([group for group in groups if not re.fullmatch(STEP, str(group))], [])

    def test_finishes_although_executors_are_killed(self):
        lake = FOLDER / "lake-of-killed"
        run = self.run_into(lake, "--only", ",".join(SOME))
        moments = ["derive ", "derive cohort_ltv", "write "]
        killed = []
        for line in run.lines():
            if moments and moments[0] in line and self.cluster.kill_executor():
                killed.append(moments.pop(0))
        self.assert_done(run)
        self.assertEqual(moments, [], f"killed only at {killed}\n{run.text()}")
        self.assertEqual(job.kpi_tables(lake), sorted(SOME))
        self.assertEqual(job.differences(self.demo / "lake", lake, SOME), {})

    def test_exit_codes_tell_what_failed(self):
        settings = (self.demo / "settings.yaml").read_text()
        orders = f"path: {self.demo}/data/orders\n"
        unreadable = FOLDER / "unreadable"
        unreadable.mkdir(parents=True, exist_ok=True)
        (unreadable / "part-0.parquet").write_text("PAR1, and nothing that a reader could read, PAR1")
        broken = {
            2: settings.replace("currency:", "curency:"),
            3: settings.replace(orders, f"{orders}    sql: SELECT * EXCEPT (amount) FROM source\n"),
            4: settings.replace(orders, f"path: {unreadable}\n"),
        }
        for code, text in broken.items():
            with self.subTest(code=code):
                file = FOLDER / f"settings-{code}.yaml"
                file.write_text(text)
                run = self.submit("run", "--config", file, "--lake", FOLDER / f"lake-{code}")
                self.assertEqual(run.exit_code(), code, run.text())
                self.assertIn("error: ", run.text())

    def test_a_spark_without_delta_is_told_where_it_is(self):
        submit = [job.spark_home() / "bin/spark-submit", "--master", "local[1]", job.TOP / "target/clientela.jar"]
        check = ["check", "--config", self.demo / "settings.yaml"]
        done = subprocess.run([*submit, *check], env=on_loopback(), capture_output=True, text=True)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("spark-submit --packages io.delta:delta-spark_4.2_2.13", done.stderr)
        self.assertNotIn("\tat io.clientela", done.stderr)

    def test_a_master_that_is_not_there_is_tried_again_later(self):
        run = Run(["--master", f"spark://{HOST}:1"], ["check", "--config", self.demo / "settings.yaml"])
        self.addCleanup(run.stop)
        self.assertEqual(run.exit_code(), 4, run.text())
        self.assertIn("See that its master runs", run.text())
        self.assertNotIn("bug", run.text())

    def test_lineage_is_told_of_every_table(self):
        events, lake, tables = FOLDER / "lineage.jsonl", FOLDER / "lake-of-lineage", SOME[:2]
        settings = FOLDER / "settings-of-lineage.yaml"
        orders = self.demo / "data/orders"
        settings.write_text(ORDERS_ONLY.format(lake=lake, orders=orders))
        confs = {
            "spark.extraListeners": "io.openlineage.spark.agent.OpenLineageSparkListener",
            "spark.openlineage.namespace": "clientela",
            "spark.openlineage.transport.type": "file",
            "spark.openlineage.transport.location": events,
        }
        options = [word for key, value in confs.items() for word in ("--conf", f"{key}={value}")]
        only = ("--only", ",".join(tables))
        self.assert_done(self.submit("run", "--config", settings, *only, options=["--packages", LINEAGE, *options]))
        told = [json.loads(line) for line in events.read_text().splitlines()]
        self.assertLessEqual({"START", "COMPLETE"}, {event["eventType"] for event in told})
        self.assertEqual({event["job"]["namespace"] for event in told}, {"clientela"})
        reads = {}
        for event in told:
            for output in event["outputs"]:
                reads.setdefault(output["name"], set()).update(read["name"] for read in event["inputs"])
        for table in tables:
            self.assertIn(str(orders), reads.get(f"{lake}/{table}", set()), reads.keys())


def job_groups(port):
    """What the UI of a running application says that its jobs are for."""
    api = f"http://{HOST}:{port}/api/v1/applications"
    try:
        application = answer(api)[0]["id"]
        return {seen.get("jobGroup") for seen in answer(f"{api}/{application}/jobs")}
    except OSError:
        return set()  # it has just ended


def answer(url):
    with urllib.request.urlopen(url, timeout=30) as found:
        return json.load(found)


if __name__ == "__main__":
    unittest.main()
