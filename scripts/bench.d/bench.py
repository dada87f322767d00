"""Clientela against plain Spark SQL and DuckDB: the same twelve order tables from the same raw files.

clientela  one run of the program, all tables from one pass over the orders
spark      plain Spark SQL 4.2.0, one query per table, each admitting and de-duplicating the raw orders itself
duckdb     DuckDB 1.5.5, the admitted orders and the facts made of them kept in memory once, then one COPY per table

The tables are those that orders and customers alone are enough for. The retention ones are cohort_retention (weeks and
months, on the calendar and since each customer's first order, single cohorts and all of them pooled),
customer_retention, growth_accounting, repeat_purchase, survival (second order and churn), active_days and stickiness;
then come order_value, cohort_ltv, rfm_cuts, rfm_segments and customer_value. subscription_churn is left out: it is
made of subscriptions, not of orders. --set measures fewer tables: retention those seven, cohorts cohort_retention
alone.

Each engine runs in a process of its own with 2 threads and the same memory limit; rounds alternate. Seconds are those
of the work, from the first read to the last table written; start-up (process, JVM, session) stands apart. After the
first round the sets of tables are compared row by row; a difference ends the benchmark with exit code 1.

--suite funnel measures something else: the customers who reach each step of one funnel, six steps within a day.

clickhouse  windowFunnel of ClickHouse 26.9, inside Python (chdb)
duckdb      DuckDB 1.5.5, exact: each step is an ASOF join with the entries that reached the step before
clientela   the KPI funnel_conversion: the same counts, and by month of entry, with exact quantiles of the times between
job         with --whole-job: scripts/clientela run, with admission, from the start of the process to its end

All read the same Parquet files of generated interactions. The engines stay warm: after a cold round come --rounds warm
ones, in turn; median and best are over these, and where they are far apart the machine had other work. Counts that
differ end the benchmark with exit code 1.

--suite run measures whole runs of the program, each in a process of its own from start to end: of the demo's shop
(twenty thousand customers, all raw tables), of CDNOW (conf/examples/cdnow.yaml) and of --customers customers with their
orders. --against REV builds another commit, runs both in turn on the same data, each with its own settings, and says
which tables differ. A run before the timed ones counts Spark's jobs, tasks and plans.
"""

import argparse
import pathlib
import statistics
import sys

from common import WORK, Failed, build, demo_data, in_turn, say
from queries import SETS


def arguments():
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--suite", default="tables", choices=["tables", "funnel", "run"],
        help="what is measured: tables (default), funnel, run",
    )
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="runs of each engine (default 3)")
    parser.add_argument("--heap", default="4g", metavar="SIZE", help="memory of each engine, as for -Xmx (default 4g)")
    parser.add_argument("--engines", metavar="LIST", help="some of the suite's engines (default all)")
    shop = parser.add_argument_group("the suite tables")
    shop.add_argument(
        "--customers", type=int, default=2_000_000, metavar="N", help="size of the shop (default 2000000)"
    )
    shop.add_argument("--as-of", default="2025-01-01", metavar="DATE", help="default 2025-01-01")
    shop.add_argument(
        "--set", default="all", choices=list(SETS), help="tables to make: all (default), retention, cohorts"
    )
    shop.add_argument(
        "--raw", type=pathlib.Path, metavar="DIR", help="use the orders and customers there and generate nothing"
    )
    clicks = parser.add_argument_group("the suite funnel")
    clicks.add_argument(
        "--events", type=int, default=64_000_000, metavar="N", help="interactions, in 64s (default 64000000)"
    )
    clicks.add_argument("--whole-job", action="store_true", help="also run the job, as a user would")
    runs = parser.add_argument_group("the suite run")
    runs.add_argument("--against", metavar="REV", help="another commit to compare with")
    runs.add_argument("--shops", default="demo,cdnow,large", metavar="LIST", help="some of demo,cdnow,large (default all)")
    return parser.parse_args()


def chosen(asked, engines):
    names = asked.split(",") if asked else list(engines)
    unknown = [name for name in names if name not in engines]
    if unknown:
        sys.exit(f"bench: no engine {', '.join(unknown)}; there are {', '.join(engines)}")
    return names


def compare(results):
    """Exits with 1 unless all engines made the same tables."""
    from agreement import differences

    names = list(results)
    reference = "duckdb" if "duckdb" in names else names[0]
    wrong = [
        f"{name} against {reference}: {line}"
        for name in names
        if name != reference
        for line in differences(results[reference].files, results[name].files)
    ]
    if wrong:
        sys.exit("bench: the tables differ\n  " + "\n  ".join(wrong))
    say(f"the tables of {', '.join(names)} are the same")


def report(runs):
    rounds = len(next(iter(runs.values())))
    header = ["seconds", *(f"round {i + 1}" for i in range(rounds)), "median", "start-up", "peak GB"]
    print("".join(f"{cell:>12}" for cell in header))
    medians = {}
    for name, results in runs.items():
        medians[name] = statistics.median(r.elapsed for r in results)
        cells = [r.elapsed for r in results]
        cells += [medians[name], statistics.median(r.startup for r in results), max(r.peak_gb for r in results)]
        print(f"{name:>12}" + "".join(f"{cell:>12.1f}" for cell in cells))
    for other in ("spark", "duckdb"):
        if "clientela" in medians and other in medians:
            print(f"clientela/{other}: {medians['clientela'] / medians[other]:.2f}")
    for name, results in runs.items():
        if results[0].seconds:
            parts = [
                f"{part} {statistics.median(r.seconds[part] for r in results):.1f}" for part in results[0].seconds
            ]
            print(f"{name} by table: {', '.join(parts)}")


def tables(asked):
    from engines import ENGINES, Task

    names = chosen(asked.engines, ENGINES)
    if "clientela" in names or asked.raw is None:
        build()
    raw = (asked.raw or demo_data(asked.customers, asked.heap, "--without-interactions")).resolve()
    WORK.mkdir(parents=True, exist_ok=True)
    task = Task(raw, WORK, asked.as_of, asked.heap, SETS[asked.set])
    runs = {name: [] for name in names}
    for number in range(asked.rounds):
        for name in in_turn(names, number):
            try:
                result = ENGINES[name](task)
            except Failed as failure:
                sys.exit(f"bench: {failure}")
            say(f"round {number + 1}: {name} {result.elapsed:.1f} s")
            runs[name].append(result)
        if number == 0:
            compare({name: results[0] for name, results in runs.items()})
    report(runs)


def main():
    asked = arguments()
    if asked.suite == "funnel":
        import funnel

        funnel.run(asked, chosen(asked.engines, funnel.ENGINES))
    elif asked.suite == "run":
        import run

        run.run(asked)
    else:
        tables(asked)


if __name__ == "__main__":
    main()
