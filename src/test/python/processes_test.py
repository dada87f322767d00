"""Drivers that are killed and drivers that meet on one lake, with a reader beside them all the time."""

import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import job
from deltalake import DeltaTable
from deltalake.exceptions import TableNotFoundError

TABLES = ["cohort_retention", "order_value", "customer_value", "ltv_model", "rfm_segments"]
BEFORE, AFTER = "2024-06-01", "2024-07-01"
KILLS = 20
SETTINGS = """
lake: ./not-this-one
currency: BRL
sources:
  orders: {{path: {folder}/orders.csv, format: csv, options: {{header: true}}}}
"""


def published(lake):
    """What a reader may see: by as-of date and table, the rows as the newest succeeded run left them."""
    try:
        runs = job.read(f"{lake}/kpi_runs").to_pylist()
    except TableNotFoundError:
        return {}
    runs.sort(key=lambda run: run["ended_at"])
    seen = {}
    for run in runs:
        if run["status"] == "succeeded":
            for output in run["outputs"]:
                seen[str(run["as_of"]), output["table"]] = output["version"]
    return {
        (as_of, table): [row for row in job.rows(DeltaTable(f"{lake}/{table}", version=version)) if as_of_is(row, as_of)]
        for (as_of, table), version in seen.items()
    }


def as_of_is(row, as_of):
    year, month, day = map(int, as_of.split("-"))
    return f"'as_of': datetime.date({year}, {month}, {day})" in row


class Reader(threading.Thread):
    """Looks again and again; what it sees of a date is nothing, or all of an undisturbed run."""

    def __init__(self, lake, expected):
        super().__init__(daemon=True)
        self.lake, self.expected = lake, expected
        self.looks, self.wrong, self.over = 0, [], threading.Event()

    def run(self):
        while not self.over.is_set():
            try:
                for key, rows in published(self.lake).items():
                    if rows != self.expected[key]:
                        self.wrong.append(f"{key}: {len(rows)} rows, expected {len(self.expected[key])}")
            except Exception as error:
                self.wrong.append(repr(error))
            self.looks += 1
            self.over.wait(1)  # to read costs as much as a run

    def stop(self):
        self.over.set()
        self.join()


@job.full
class ProcessesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        job.build()
        cls.folder = Path(tempfile.mkdtemp(prefix="clientela-processes-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        (cls.folder / "orders.csv").write_text(job.orders())
        (cls.folder / "settings.yaml").write_text(SETTINGS.format(folder=cls.folder))
        cls.serial = cls.folder / "serial"
        cls.run_to_end(cls.serial, BEFORE)
        cls.expected = published(cls.serial)
        began = time.monotonic()
        cls.run_to_end(cls.serial, AFTER)
        cls.seconds = time.monotonic() - began
        cls.expected.update(published(cls.serial))

    @classmethod
    def command(cls, lake, as_of, *more):
        arguments = ["--config", cls.folder / "settings.yaml", "--lake", lake, "--as-of", as_of]
        return [job.TOP / "scripts/clientela", "run", *arguments, "--only", ",".join(TABLES), *more]

    @classmethod
    def start(cls, lake, as_of, *more):
        return subprocess.Popen(
            cls.command(lake, as_of, *more),
            cwd=job.TOP,
            env=job.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @classmethod
    def run_to_end(cls, lake, as_of, *more):
        process = cls.start(lake, as_of, *more)
        out, err = process.communicate(timeout=600)
        if process.returncode != 0:
            raise AssertionError(out + err)

    def reader(self, lake):
        reader = Reader(lake, self.expected)
        reader.start()
        self.addCleanup(reader.stop)
        return reader

    def assert_as_serial(self, lake):
        self.assertEqual(set(published(lake)), set(self.expected))
        for key, rows in published(lake).items():
            self.assertEqual(rows, self.expected[key], key)

    def test_killed_at_any_moment(self):
        lake = self.folder / "killed"
        self.run_to_end(lake, BEFORE)
        reader = self.reader(lake)
        draw = random.Random(20)
        seconds = self.seconds
        killed = 0
        for _ in range(KILLS):
            began = time.monotonic()
            process = self.start(lake, AFTER)
            try:
                process.communicate(timeout=draw.uniform(0.3, 0.98) * seconds)
                seconds = min(seconds, time.monotonic() - began)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate()
                killed += 1
        self.run_to_end(lake, AFTER)
        reader.stop()

        self.assertGreater(killed, KILLS * 0.6)
        self.assertEqual(reader.wrong, [])
        self.assertGreater(reader.looks, KILLS)
        self.assert_as_serial(lake)

    def test_of_two_at_once_one_has_the_lake(self):
        lake = self.folder / "met"
        reader = self.reader(lake)
        pair = [self.start(lake, BEFORE), self.start(lake, BEFORE)]
        answers = [(process.communicate(timeout=600), process.returncode) for process in pair]
        codes = sorted(code for _, code in answers)
        self.assertEqual(codes, [0, 5], answers)
        told = next(err for (_, err), code in answers if code == 5)
        self.assertRegex(told, r"error: lake: .* is held by a run as of 2024-06-01 \(process \d+ on .*--wait MINUTES")

        self.run_to_end(lake, AFTER)
        reader.stop()
        self.assertEqual(reader.wrong, [])
        self.assert_as_serial(lake)

    def test_those_who_wait_both_end_well(self):
        lake = self.folder / "waited"
        pair = [self.start(lake, as_of, "--wait", "10") for as_of in (AFTER, BEFORE)]
        answers = [(process.communicate(timeout=900), process.returncode) for process in pair]
        self.assertEqual([code for _, code in answers], [0, 0], answers)
        self.assertEqual(sum("Waiting: " in err for (_, err), _ in answers), 1)
        for table in TABLES:
            if table != "customer_value":  # keeps its latest date, whichever came first
                self.assertEqual(job.rows(f"{lake}/{table}"), job.rows(f"{self.serial}/{table}"), table)
        newest = [row for row in job.rows(f"{lake}/customer_value") if as_of_is(row, AFTER)]
        self.assertEqual(newest, self.expected[AFTER, "customer_value"])


if __name__ == "__main__":
    unittest.main()
