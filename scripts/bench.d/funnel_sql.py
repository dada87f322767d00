"""The funnel in SQL: one JSON line per round, and a round per line of standard input.

Usage: funnel_sql.py clickhouse|duckdb EVENTS MEMORY
"""

import json
import pathlib
import string
import sys
import time

HERE = pathlib.Path(__file__).parent
STEPS = 6


def clickhouse(sql, memory):
    import chdb

    def funnel():
        rows = json.loads(str(chdb.query(f"{sql} SETTINGS max_threads = 2, max_memory_usage = '{memory}'", "JSON")))
        levels = {int(row["level"]): int(row["count()"]) for row in rows["data"]}
        return [sum(count for level, count in levels.items() if level >= step) for step in range(1, STEPS + 1)]

    chdb.query("SELECT 1")
    return funnel


def duckdb(sql, memory):
    import duckdb

    db = duckdb.connect()
    db.execute("SET threads = 2")
    db.execute(f"SET memory_limit = '{memory}B'")
    db.execute("SET preserve_insertion_order = false")
    db.execute("SET enable_progress_bar = false")
    return lambda: list(db.execute(sql).fetchone())


def main():
    engine, events, memory = sys.argv[1:]
    sql = string.Template((HERE / engine / "funnel.sql").read_text()).substitute(events=events)
    funnel = {"clickhouse": clickhouse, "duckdb": duckdb}[engine](sql, memory)
    for _ in sys.stdin:
        begun = time.time()
        steps = funnel()
        print(json.dumps({"seconds": time.time() - begun, "steps": steps}), flush=True)


if __name__ == "__main__":
    main()
