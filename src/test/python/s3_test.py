"""Sources and lake on a real S3 server, with the faults that networks and stores have."""

import random
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import job
import s3
from cluster import Cluster, on_loopback

TABLES = ["order_value", "customer_value"]
SETTINGS = """
lake: s3a://lake/kpis
as-of: 2024-07-01
currency: BRL
sources:
  orders: {path: 's3a://raw/orders', format: csv, options: {header: true}}
"""


@job.full
class S3Test(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="clientela-s3-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.server = s3.Server(cls.folder)
        cls.addClassCleanup(cls.server.stop)
        (cls.folder / "orders").mkdir()
        (cls.folder / "orders/orders.csv").write_text(job.orders())
        files = cls.server.files()
        files.create_dir("raw")
        files.create_dir("lake")
        s3.upload(files, cls.folder / "orders", "raw/orders")
        cls.settings = cls.folder / "settings.yaml"
        cls.settings.write_text(SETTINGS)
        local = SETTINGS.replace("s3a://lake/kpis", f"{cls.folder}/lake").replace("s3a://raw", str(cls.folder))
        (cls.folder / "local.yaml").write_text(local)
        job.clientela("run", "--config", cls.folder / "local.yaml", "--only", ",".join(TABLES))

    def run_on(self, port, lake, *more, check=False, credentials=None, **options):
        """A run into a lake of its own; the answer, and how long it took."""
        began = time.monotonic()
        arguments = ["run", "--config", self.settings, "--lake", lake, "--only", ",".join(TABLES), *more]
        done = job.clientela(*arguments, check=check, **self.environment(port, credentials, **options))
        done.seconds = time.monotonic() - began
        return done

    @staticmethod
    def environment(port, credentials=None, **options):
        java = " ".join(f"-D{name}={value}" for name, value in {**s3.options(port), **options}.items())
        return {
            **(s3.credentials() if credentials is None else credentials),
            "CLIENTELA_JAVA_OPTIONS": f"-XX:TieredStopAtLevel=1 {java}",
        }

    def table(self, lake, name):
        return s3.table(self.server.port, f"{lake}/{name}")

    def is_as_local(self, lake):
        for name in TABLES:
            self.assertEqual(job.rows(self.table(lake, name)), job.rows(f"{self.folder}/lake/{name}"), name)

    def holds_no_run(self, lake):
        """What a reader may see: rows of no run that has not succeeded."""
        try:
            runs = job.read(self.table(lake, "kpi_runs"))
        except Exception as nothing:
            self.assertIn("TableNotFound", type(nothing).__name__)
        else:
            self.assertEqual(runs.num_rows, 0)

    def fails(self, done, *said, code=4):
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        for part in said:
            self.assertIn(part, done.stderr)
        self.assertNotIn("\tat ", done.stderr[done.stderr.rindex("error: ") :], "after Spark's own log")
        self.assertNotIn(s3.SECRET, done.stderr + done.stdout)

    def test_a_run_as_on_a_disk(self):
        lake = "s3a://lake/plain"
        self.run_on(self.server.port, lake, check=True)
        self.is_as_local(lake)

        self.run_on(self.server.port, lake, check=True)
        self.is_as_local(lake)
        self.assertEqual(job.read(self.table(lake, "kpi_runs")).num_rows, 2)
        there = self.environment(self.server.port)
        told = job.clientela("explain", "order_value", "--lake", lake, **there)
        self.assertIn("s3a://raw/orders", told.stdout)
        told = job.clientela("maintain", "--config", self.settings, "--lake", lake, **there)
        self.assertRegex(told.stdout, r"kpi_runs +0 +0 +2 +0\n")
        self.is_as_local(lake)
        report = self.folder / "report.html"
        job.clientela("report", "--config", self.settings, "--lake", lake, "--out", report, **there)
        self.assertIn("s3a://lake/plain/", report.read_text())

    def test_a_cluster_writes_there(self):
        cluster = Cluster(job.spark_home(), self.folder)
        self.addCleanup(cluster.stop)
        cluster.start()
        lake = "s3a://lake/of-a-cluster"
        small = {"spark.driver.memory": "2g", "spark.sql.shuffle.partitions": "4", **s3.options(self.server.port)}
        options = [word for name, value in small.items() for word in ("--conf", f"{name}={value}")]
        run = ["run", "--config", self.settings, "--lake", lake, "--only", ",".join(TABLES)]
        command = [job.TOP / "scripts/submit", "--s3", "--master", cluster.url, *options, "--", *run]
        done = subprocess.run(command, env={**on_loopback(), **s3.credentials()}, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.is_as_local(lake)

    def test_wrong_credentials(self):
        done = self.run_on(self.server.port, "s3a://lake/denied", credentials=s3.credentials(secret="wrong-credential"))
        self.fails(done, "s3a://lake/denied", "credentials")
        self.assertNotIn("wrong-credential", done.stderr)
        self.holds_no_run("s3a://lake/denied")

    def test_no_credentials(self):
        done = self.run_on(self.server.port, "s3a://lake/nobody", credentials=s3.credentials("", ""))
        self.fails(done, "credentials", "AWS_ACCESS_KEY_ID")

    def test_a_bucket_that_is_not_there(self):
        done = self.run_on(self.server.port, "s3a://no-such-bucket/kpis")
        self.fails(done, "no-such-bucket", "bucket", code=2)

    def test_an_endpoint_that_is_down(self):
        done = self.run_on(job.free_port(), "s3a://lake/down")
        self.fails(done, "s3a://lake/down", "fs.s3a.endpoint")
        self.assertLess(done.seconds, 60)

    def test_throttling_is_waited_for(self):
        draw = random.Random(3)
        proxy = s3.FaultyProxy(self.server, lambda method, path: "503" if draw.random() < 0.15 else None)
        self.addCleanup(proxy.shutdown)
        self.run_on(proxy.port, "s3a://lake/throttled", check=True)
        self.assertGreater(len(proxy.faults), 20)
        self.is_as_local("s3a://lake/throttled")

    def test_an_upload_that_breaks_is_sent_again(self):
        """Of commits and of other uploads every fourth breaks in the middle, and of another fourth the answer is lost."""
        count = {True: 0, False: 0}

        def fault(method, path):
            is_commit = "_delta_log" in path
            count[is_commit] += method == "PUT"
            return {1: "cut", 3: "lost"}.get(count[is_commit] % 4) if method == "PUT" else None

        proxy = s3.FaultyProxy(self.server, fault)
        self.addCleanup(proxy.shutdown)
        lake = "s3a://lake/broken"
        self.run_on(proxy.port, lake, check=True)
        commits = [one for one in proxy.faults if "_delta_log" in one[2] and one[2].split("?")[0].endswith(".json")]
        self.assertIn("lost", {kind for kind, _, _ in commits})
        self.is_as_local(lake)
        # A commit whose answer was lost is there once.
        self.assertEqual(job.read(self.table(lake, "kpi_runs")).num_rows, 1)

    def test_a_store_that_breaks_for_good_shows_nothing_half(self):
        lake = "s3a://lake/half"
        done = [0]

        def fault(method, path):
            done[0] += method == "PUT" and "customer_value/as_of" in path
            return "cut" if done[0] else None

        proxy = s3.FaultyProxy(self.server, fault)
        self.addCleanup(proxy.shutdown)
        self.fails(self.run_on(proxy.port, lake, **{"spark.hadoop.fs.s3a.retry.limit": "2"}))
        self.holds_no_run(lake)

        self.run_on(self.server.port, lake, check=True)
        self.is_as_local(lake)

    def test_a_log_that_loses_commits_is_refused(self):
        as_s3a = {"spark.hadoop.fs.s3.impl": "org.apache.hadoop.fs.s3a.S3AFileSystem"}
        done = self.run_on(self.server.port, "s3://lake/kpis", **as_s3a)
        self.assertEqual(done.returncode, 2)
        self.assertIn("spark.delta.logStore.s3.impl=io.clientela.sink.S3LogStore", done.stderr)

        single = {"spark.delta.logStore.s3a.impl": "io.delta.storage.S3SingleDriverLogStore"}
        done = self.run_on(self.server.port, "s3a://lake/single", check=True, **single)
        self.assertIn("warning: with io.delta.storage.S3SingleDriverLogStore no other process", done.stderr)


if __name__ == "__main__":
    unittest.main()
