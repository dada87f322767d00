"""Runs one engine once, as a process of its own, and says what that took."""

import glob
import json
import pathlib
import shutil
import sys
from dataclasses import dataclass

from common import HERE, ZONE, measured

SETTINGS = """\
lake: {lake}
as-of: {as_of}
time-zone: {zone}
week-start: monday
currency: BRL
dimensions: [channel, region]
sources:
  orders: {{path: {raw}/orders, format: parquet, versions: {{last-by: updated_at}}}}
  customers:
    path: {raw}/customers
    format: csv
    options: {{header: true}}
    sql: SELECT CAST(customer_id AS BIGINT) AS customer_id, created_at, channel, region FROM source
kpis:
  cohort_retention: {{grains: [week, month], activities: [order]}}
  survival: {{events: [second_order, churn]}}
  active_days: {{activities: [order]}}
"""


@dataclass(frozen=True)
class Task:
    """What every engine is asked to do."""

    raw: pathlib.Path
    work: pathlib.Path
    as_of: str
    heap: str
    tables: list


@dataclass(frozen=True)
class Result:
    """One run: seconds of work, seconds around it, and where each table's files are."""

    elapsed: float
    startup: float
    peak_gb: float
    seconds: dict
    files: dict


def clientela(task):
    """The seconds are those that the run itself recorded in kpi_runs."""
    from deltalake import DeltaTable
    import duckdb

    lake = task.work / "lake"
    shutil.rmtree(lake, ignore_errors=True)
    settings = task.work / "clientela.yaml"
    settings.write_text(SETTINGS.format(lake=lake, as_of=task.as_of, zone=ZONE, raw=task.raw))
    command = ["scripts/clientela", "run", "--config", settings, "--lake", lake, "--only", ",".join(task.tables)]
    run = measured("clientela", command, task.work, CLIENTELA_HEAP=task.heap)
    runs = DeltaTable(str(lake / "kpi_runs")).file_uris()
    elapsed = duckdb.execute(
        f"SELECT epoch_us(max(ended_at)) - epoch_us(max(started_at)) FROM read_parquet({runs!r})"
    ).fetchone()[0] / 1e6
    files = {table: DeltaTable(str(lake / table)).file_uris() for table in task.tables}
    return Result(elapsed, run.wall - elapsed, run.peak_gb, {}, files)


def _script(name, task, orders, customers, out, memory):
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, HERE / f"{name}.py", orders, customers, out, task.as_of, ZONE, memory]
    command += [",".join(task.tables)]
    run = measured(name, command, task.work)
    told = json.loads(run.output.strip().splitlines()[-1])
    peak_gb = max(run.peak_gb, told["peak_kb"] / 1024**2)
    files = {
        table: glob.glob(f"{out}/{table}.parquet") + glob.glob(f"{out}/{table}/*.parquet") for table in task.tables
    }
    return Result(told["elapsed"], run.wall - told["elapsed"], peak_gb, told["seconds"], files)


def spark(task):
    return _script("spark_sql", task, task.raw / "orders", task.raw / "customers", task.work / "spark", task.heap)


def duckdb(task):
    return _script(
        "duckdb_sql", task, task.raw / "orders" / "*.parquet", task.raw / "customers" / "*.csv", task.work / "duckdb",
        task.heap.upper() + "B")


ENGINES = {"clientela": clientela, "spark": spark, "duckdb": duckdb}
