"""The DAG in a real Airflow: three days with a killed run, what each exit code does, a backfill by the scheduler."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
import unittest
from contextlib import closing
from functools import cache

import job

DAYS = ["2024-12-30", "2024-12-31", "2025-01-01"]
KILLED = DAYS[1]
TABLES = "order_value,trend_alerts"
HOME = job.TOP / "target/airflow-test"
LAKE = HOME / "daily"
VENV = job.TOP / "target/airflow-venv"
# What a user edits: here for short waits, few rows and little memory.
EDITS = {
    'TIME_ZONE = "UTC"': 'TIME_ZONE = "America/Sao_Paulo"',
    "RETRIES = 3": "RETRIES = 1",
    "RETRY_DELAY = timedelta(minutes=5)": "RETRY_DELAY = timedelta(seconds=1)",
    'START = "2025-01-01"': 'START = "2024-12-01"',
    '"driver_memory": "4g"': '"driver_memory": "2g"',
    '"conf": {': '"conf": {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "8",',
    "-XX:ReservedCodeCacheSize=512m": "-XX:ReservedCodeCacheSize=512m -XX:TieredStopAtLevel=1",
    'submit("run", pool=POOL)': f'submit("run", "--only", "{TABLES}", pool=POOL)',
}
SETTINGS = """
lake: {home}/no-lake
time-zone: America/Sao_Paulo
currency: BRL
sources:
  orders: {{path: {data}/orders, format: parquet, versions: {{last-by: updated_at}}{more}}}
"""
# A spark-submit that notes what it is asked for; kills the driver, if it is told of whose as-of date, when it begins to write.
SUBMIT = """#!/usr/bin/env python3
import os, pathlib, signal, subprocess, sys
here = pathlib.Path(__file__).parent
with open(here / "asked", "a") as asked:
    print(*sys.argv[1:], file=asked)
if (here / "only-ask").exists():
    sys.exit(0)
submit = os.environ["SPARK_HOME"] + "/bin/spark-submit"
victim = here / "victim"
if not victim.exists() or victim.read_text() not in sys.argv:
    os.execv(submit, [submit, *sys.argv[1:]])
victim.unlink()
driver = subprocess.Popen([submit, *sys.argv[1:]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
for line in driver.stdout:
    print(line, end="", flush=True)
    if "] write " in line:
        driver.kill()
driver.wait()
os.kill(os.getpid(), signal.SIGKILL)
"""


@cache
def port():
    """For the server that the scheduler's tasks talk to."""
    return job.free_port()


def environment():
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")},
        "AIRFLOW_HOME": str(HOME),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        # SQLite has one writer at a time: the others wait, instead of 5 seconds, for as long as a busy machine takes.
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{HOME}/airflow.db?timeout=120",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port()),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port()}/execution/",
        "PYTHONPATH": str(HOME / "dags"),
        "PATH": f"{HOME}/bin:{VENV}/bin:{os.environ['PATH']}",
        "SPARK_HOME": str(job.spark_home()),
    }


def airflow(*args, check=True):
    """What it told; also in a file, to be watched."""
    log = HOME / f"told/{len(list((HOME / 'told').iterdir())):02}-{args[0]}-{args[1]}"
    with open(log, "w") as file:
        done = subprocess.run(["airflow", *args], env=environment(), cwd=HOME, stdout=file, stderr=subprocess.STDOUT)
    if check and done.returncode != 0:
        raise AssertionError(f"airflow {' '.join(args)}: exit code {done.returncode}\n{log.read_text()}")
    return log.read_text()


def python(code):
    done = subprocess.run([VENV / "bin/python", "-c", code], env=environment(), text=True, capture_output=True, check=True)
    return done.stdout.splitlines()


def query(sql, *values):
    with closing(sqlite3.connect(HOME / "airflow.db")) as database:
        return database.execute(sql, values).fetchall()


def configure(name="daily", **more):
    """Settings of a shop that has orders only, with a lake of their own, and the Variable that names both."""
    settings = HOME / f"{name}.yaml"
    settings.write_text(SETTINGS.format(home=HOME, **{"data": job.demo_lake() / "data", "more": "", **more}))
    variable = {
        "jar": str(job.TOP / "target/clientela.jar"),
        "jars": job.jars("delta_jars"),
        "config": str(settings),
        "lake": str(HOME / name),
        "reports": str(HOME / "reports"),
    }
    airflow("variables", "set", "clientela", json.dumps(variable))


@cache
def three_days():
    """Each day by `airflow dags test`, as the documentation says; what each told."""
    configure()
    (HOME / "bin/victim").write_text(KILLED)
    return {day: airflow("dags", "test", "clientela", f"{day}T12:00") for day in DAYS}


def tries(day):
    """Of the tasks of the newest `airflow dags test` of a day: in which try they ended, and how."""
    rows = query(
        "SELECT task_id, try_number, state FROM task_instance t WHERE run_id = (SELECT run_id FROM dag_run"
        " WHERE run_type = 'manual' AND date(data_interval_end) = ? ORDER BY id DESC LIMIT 1)",
        day,
    )
    return {task: (number, state) for task, number, state in rows}


@job.full
class AirflowTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with job.alone("airflow-venv"):
            script = "source scripts/lib.sh && venv target/airflow-venv scripts/airflow/requirements.txt"
            subprocess.run(["bash", "-c", script], cwd=job.TOP, check=True)
        job.demo_lake()
        shutil.rmtree(HOME, ignore_errors=True)
        for folder in ("bin", "dags", "told"):
            (HOME / folder).mkdir(parents=True)
        (HOME / "bin/spark-submit").write_text(SUBMIT)
        (HOME / "bin/spark-submit").chmod(0o755)
        text = (job.TOP / "scripts/airflow/clientela_dag.py").read_text()
        for before, after in EDITS.items():
            if text.count(before) != 1:
                raise AssertionError(f"scripts/airflow/clientela_dag.py has not one {before}")
            text = text.replace(before, after)
        (HOME / "dags/clientela_dag.py").write_text(text)
        airflow("db", "migrate")
        airflow("pools", "set", "clientela", "1", "runs of Clientela into one lake")
        airflow("connections", "add", "spark_default", "--conn-type", "spark", "--conn-host", "local[*]")

    def test_is_parsed_as_it_is_shipped(self):
        folder = job.TOP / "scripts/airflow"
        told = python(
            "from airflow.configuration import conf\n"
            "from airflow.dag_processing.dagbag import DagBag\n"
            f"bag = DagBag({str(folder)!r})\n"
            "dag = bag.dags['clientela']\n"
            "print(conf.getboolean('scheduler', 'create_cron_data_intervals'), bag.import_errors, bag.dag_warnings)\n"
            "print(type(dag.timetable).__name__, dag.max_active_runs, dag.catchup)\n"
            "print(sorted(dag.task_ids), [task.task_id for task in dag.leaves])\n"
        )
        self.assertEqual(
            told[-3:],
            [
                "False {} set()",
                "CronDataIntervalTimetable 1 False",
                "['alerts', 'notify_alerts', 'report', 'run'] ['report']",
            ],
        )

    def test_three_days_with_a_killed_run_are_three_direct_runs(self):
        told = three_days()
        for day in DAYS:
            with self.subTest(day=day):
                tried = tries(day)
                self.assertEqual(tried["run"], (2 if day == KILLED else 1, "success"))
                self.assertEqual(tried["report"][1], "success")
                self.assertTrue((HOME / f"reports/clientela-{day}.html").exists())
        self.assertIn("Error code is: -9.", told[KILLED])
        hours = "SELECT DISTINCT round((julianday(data_interval_end) - julianday(data_interval_start)) * 24) FROM dag_run"
        self.assertEqual(query(hours), [(24.0,)])
        runs = job.read(LAKE / "kpi_runs").to_pylist()
        self.assertEqual(sorted(str(run["as_of"]) for run in runs), DAYS)
        for day in DAYS:
            job.clientela(
                "run", "--config", HOME / "daily.yaml", "--lake", HOME / "direct", "--as-of", day, "--only", TABLES
            )
        self.assertEqual(job.differences(LAKE, HOME / "direct", job.kpi_tables(LAKE)), {})

    def test_moved_numbers_are_told_before_the_report(self):
        told = three_days()[DAYS[-1]]
        self.assertEqual(tries(DAYS[-1])["notify_alerts"], (1, "success"))
        self.assertRegex(told, rf"{DAYS[-1]}: \w.*, month from 2024-12-01: [\d,.%]+ where [\d,.%]+ was expected")

    def test_a_quiet_day_has_a_report_all_the_same(self):
        configure("quiet", more="}\nkpis: {trend_alerts: {min-distance: 1000}")
        told = airflow("dags", "test", "clientela", "2024-12-01T12:00")
        self.assertEqual(tries("2024-12-01")["notify_alerts"][1], "skipped", told)
        self.assertEqual(tries("2024-12-01")["report"][1], "success")

    def fails(self, day, **settings):
        configure("failing", **settings)
        told = airflow("dags", "test", "clientela", f"{day}T12:00", check=False)
        self.assertEqual(tries(day)["report"][1], "upstream_failed")
        self.assertFalse((HOME / f"reports/clientela-{day}.html").exists())
        return tries(day)["run"], told

    def test_data_that_broke_its_contract_are_not_tried_again(self):
        run, told = self.fails("2024-12-02", more=", max-reject-share: 0")
        self.assertEqual(run, (1, "failed"))
        self.assertIn("Error code is: 3.", told)
        self.assertIn("error: ", told)
        self.assertIn("the rejected rows are in", told)
        self.assertIn("exit code 3: the data broke its contract, nothing was published. Mend the feed", told)

    def test_wrong_settings_are_not_tried_again(self):
        run, told = self.fails("2024-12-03", more=", no-such-key: 1")
        self.assertEqual(run, (1, "failed"))
        self.assertIn("no-such-key", told)
        self.assertIn("exit code 2: settings or usage. Mend", told)

    def test_storage_is_tried_again(self):
        broken = HOME / "broken/orders"
        broken.mkdir(parents=True, exist_ok=True)
        (broken / "part-0.parquet").write_text("PAR1, and nothing that a reader could read, PAR1")
        run, told = self.fails("2024-12-04", data=broken.parent)
        self.assertEqual(run, (2, "failed"))
        self.assertIn("Error code is: 4.", told)
        self.assertIn("broken/orders", told)

    def test_a_missing_setting_is_named(self):
        airflow("variables", "set", "clientela", "{}")
        told = airflow("dags", "test", "clientela", "2024-12-05T12:00", check=False)
        self.assertEqual(tries("2024-12-05")["run"], (1, "failed"), told)
        self.assertIn("The Variable clientela has no `jar`: clientela.jar, as scripts/demo builds it", told)

    def test_finds_the_exit_code_where_the_driver_is_a_pod(self):
        told = python(
            "from clientela_dag import exit_code\n"
            "print(exit_code('Error code is: 1. Kubernetes spark exit code is: 3\\nlast lines'))\n"
            "print(exit_code('Error code is: 0. Kubernetes spark exit code is: None'))\n"
            "print(exit_code('Spark application a failed (phase=Failed exit_code=4 reason=Error)'))\n"
            "print(exit_code('Driver driver-1 exited with status FAILED'))\n"
        )
        self.assertEqual(told[-4:], ["3", "0", "4", "None"])

    def test_a_backfill_is_one_run_after_the_other(self):
        three_days()
        configure()
        (HOME / "bin/only-ask").touch()
        (HOME / "bin/asked").unlink(missing_ok=True)
        self.addCleanup((HOME / "bin/only-ask").unlink)
        airflow("dags", "reserialize")
        airflow("dags", "unpause", "clientela")
        # The first is that of 2024-12-29, which ends on the 30th.
        airflow(
            *("backfill", "create", "--dag-id", "clientela", "--from-date", "2024-12-29", "--to-date", "2025-01-01"),
            *("--max-active-runs", "3", "--reprocess-behavior", "completed"),
        )
        for part in ("api-server", "dag-processor", "scheduler"):
            self.start(part)
        ended = "SELECT count(*) FROM dag_run WHERE run_type = 'backfill' AND state = 'success'"
        self.assertTrue(comes(lambda: query(ended) == [(3,)]), "".join(log.read_text() for log in HOME.glob("*.log")))
        asked = [line for line in (HOME / "bin/asked").read_text().splitlines() if ".jar run " in line]
        self.assertEqual([day for day in DAYS if any(f"--as-of {day} " in line for line in asked)], DAYS)
        runs = query(
            "SELECT start_date, end_date FROM task_instance WHERE task_id = 'run' AND run_id LIKE 'backfill%' ORDER BY 1"
        )
        self.assertTrue(all(ended <= began for (_, ended), (began, _) in zip(runs, runs[1:])), runs)

    def start(self, part):
        with open(HOME / f"{part}.log", "w") as log:
            process = subprocess.Popen(
                ["airflow", part], env=environment(), cwd=HOME, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        self.addCleanup(process.wait)
        self.addCleanup(os.killpg, process.pid, signal.SIGTERM)


def comes(condition, seconds=300):
    """Whether it becomes true."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(1)
    return True


if __name__ == "__main__":
    unittest.main()
