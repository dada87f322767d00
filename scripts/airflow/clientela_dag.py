"""Clientela once a day: the KPI tables, a word to those who care when something moved, the report.

How to install it, its Variable, and what each exit code does: src/docs/airflow.md.
"""

import logging
import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pendulum
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import DAG, CronDataIntervalTimetable, RetryDecision, RetryPolicy, TriggerRule, Variable, task
from airflow.sdk.exceptions import AirflowFailException

DAG_ID = "clientela"  # also the name of its Variable; a second lake gets a copy of this file with another name
SCHEDULE = "0 3 * * *"  # when the data of yesterday has arrived, in the time zone below
TIME_ZONE = "UTC"  # time-zone of the settings
START = "2025-01-01"
CATCHUP = False  # True: a run for every day since START
POOL = "clientela"  # of one slot, so that a backfill does not run beside the daily run
RETRIES = 3
RETRY_DELAY = timedelta(minutes=5)  # doubled each time
TIMEOUT = timedelta(hours=4)  # of each try
SPARK = {  # and whatever else SparkSubmitOperator takes
    "conn_id": "spark_default",
    "driver_memory": "4g",
    "conf": {
        "spark.log.level": "FATAL",  # else what the run tells is lost among the lines of Spark
        "spark.driver.extraJavaOptions": "-XX:ReservedCodeCacheSize=512m",  # a run generates much code
    },
}
LANGUAGE = "en"  # of the report; or pt-BR

SETTINGS = {
    "jar": "clientela.jar, as scripts/demo builds it in target/",
    "config": "the settings in YAML",
    "lake": "the folder or URI of the lake, as in the settings",
    "reports": "the folder of the reports",
}
PERSONS = {"agent", "owner"}  # dimensions whose segments are people, whom a log need not name


def notify(as_of, sentences):
    """Put your mail or chat in here."""
    for sentence in sentences:
        logging.getLogger(__name__).warning("%s: %s", as_of, sentence)


class ByExitCode(RetryPolicy):
    """Not again what ends the same way again; all else is tried again, as 4, 5 and a killed run."""

    HOPELESS = {
        2: "settings or usage. Mend what the line `error:` names, then clear the task",
        3: "the data broke its contract, nothing was published. Mend the feed or the settings as the line `error:` says,"
        " then clear the task",
        101: "spark-submit found no jar or no class in it. Mend `jar` in the Variable, then clear the task",
    }

    def evaluate(self, exception, try_number, max_tries, context=None):
        code = exit_code(exception)
        if code in self.HOPELESS:
            return RetryDecision.fail(f"exit code {code}: {self.HOPELESS[code]}")
        return RetryDecision.default()


def exit_code(exception):
    """Of the driver, as the operator tells it: of spark-submit, or of the pod where that is another process."""
    told = re.search(r"Error code is: (-?\d+)\.(?: Kubernetes spark exit code is: (\d+))?|exit_code=(\d+)", str(exception))
    return int(next(code for code in reversed(told.groups()) if code)) if told else None


def setting(name):
    settings = Variable.get(DAG_ID, default={}, deserialize_json=True)
    if name in settings:
        return settings[name]
    if name not in SETTINGS:
        return ""
    raise AirflowFailException(
        f"The Variable {DAG_ID} has no `{name}`: {SETTINGS[name]}. It is JSON with the keys {', '.join(SETTINGS)}; set it with"
        f" airflow variables set {DAG_ID} '{{\"{name}\": \"...\", ...}}'"
    )


def as_of(dag_run):
    """Business dates before it are counted. A run by hand without a date has no interval: it counts until today."""
    end = dag_run.data_interval_end or dag_run.run_after
    return end.astimezone(ZoneInfo(TIME_ZONE)).date().isoformat()


def read_alerts(lake, as_of):
    """Those that the newest run of the date published: a table of a run that is still going is not looked at."""
    from deltalake import DeltaTable

    if not DeltaTable.is_deltatable(f"{lake}/kpi_runs"):
        raise AirflowFailException(
            f"{lake}/kpi_runs is no Delta table, or this worker may not read it. Alerts are read where lake-format is delta;"
            " let the worker read the lake, or take alerts out of the DAG"
        )
    day = ("as_of", "=", date.fromisoformat(as_of))
    runs = DeltaTable(f"{lake}/kpi_runs").to_pyarrow_table(filters=[day, ("status", "=", "succeeded")])
    for run in runs.sort_by([("ended_at", "descending")]).to_pylist():
        for output in run["outputs"]:
            if output["table"] == "trend_alerts":
                table = DeltaTable(f"{lake}/trend_alerts", version=output["version"])
                return table.to_pyarrow_table(filters=[day, ("status", "=", "alert")]).to_pylist()
    return []


def sentence(alert):
    where = "" if alert["dimension"] == "all" else f", {alert['dimension']}"
    if where and alert["dimension"] not in PERSONS:
        where += f" {alert['segment']}"
    value, expected, low, high = (number(alert[name], alert["unit"]) for name in ("value", "expected", "low", "high"))
    effect = f", {alert['effect']}" if alert["effect"] else ""
    return (
        f"{alert['title']}{where}, {alert['grain']} from {alert['period_start']}: {value} where {expected} was expected"
        f" ({low} to {high} is normal){effect}"
    )


def number(value, unit):
    if value is None:
        return "unknown"
    return f"{value:.1%}" if unit == "share" else f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"


def submit(task_id, *arguments, **more):
    return SparkSubmitOperator(
        task_id=task_id,
        name=f"{DAG_ID} {task_id}",
        application="{{ setting('jar') }}",
        jars="{{ setting('jars') }}",
        packages="{{ setting('packages') }}",
        application_args=[
            task_id,
            "--config",
            "{{ setting('config') }}",
            "--lake",
            "{{ setting('lake') }}",
            "--as-of",
            "{{ as_of(dag_run) }}",
            *arguments,
        ],
        retry_policy=ByExitCode(),
        **SPARK,
        **more,
    )


with DAG(
    dag_id=DAG_ID,
    doc_md=__doc__,
    # A plain cron string gives runs without an interval, whose end is the as-of date here.
    schedule=CronDataIntervalTimetable(SCHEDULE, timezone=TIME_ZONE),
    start_date=pendulum.parse(START, tz=TIME_ZONE),
    catchup=CATCHUP,
    max_active_runs=1,
    user_defined_macros={"setting": setting, "as_of": as_of},
    default_args={
        "retries": RETRIES,
        "retry_delay": RETRY_DELAY,
        "retry_exponential_backoff": 2,
        "max_retry_delay": timedelta(hours=1),
        "execution_timeout": TIMEOUT,
    },
):

    @task.branch
    def alerts(lake, as_of):
        return "notify_alerts" if read_alerts(lake, as_of) else "report"

    @task
    def notify_alerts(lake, as_of):
        notify(as_of, [sentence(alert) for alert in read_alerts(lake, as_of)])

    which = {"lake": "{{ setting('lake') }}", "as_of": "{{ as_of(dag_run) }}"}
    report = submit(
        "report",
        "--out",
        "{{ setting('reports') }}/clientela-{{ as_of(dag_run) }}.html",
        "--language",
        LANGUAGE,
        trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS,
    )
    moved = alerts(**which)
    submit("run", pool=POOL) >> moved >> notify_alerts(**which) >> report
    moved >> report
