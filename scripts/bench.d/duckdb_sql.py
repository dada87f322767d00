"""DuckDB, written well: the admitted orders and the facts made of them are kept once, then one COPY per table.

Usage: duckdb_sql.py ORDERS CUSTOMERS OUT AS_OF ZONE MEMORY TABLES; prints one JSON line.
"""

import json
import os
import resource
import sys
import time

from queries import preparation, statements, text

started = time.time()
orders, customers, out, as_of, zone, memory, tables = sys.argv[1:]
tables = tables.split(",")

import duckdb  # noqa: E402  (its import is start-up too)

os.makedirs(out, exist_ok=True)
db = duckdb.connect()
db.execute("SET threads = 2")
db.execute(f"SET memory_limit = '{memory}'")
db.execute(f"SET temp_directory = '{out}/spill'")
db.execute(f"SET TimeZone = '{zone}'")
db.execute("SET preserve_insertion_order = false")
db.execute("SET enable_progress_bar = false")
startup = time.time() - started

seconds = {}
begun = time.time()
db.execute(f"CREATE VIEW raw_orders AS FROM read_parquet('{orders}')")
id_type = db.execute("SELECT typeof(customer_id) FROM raw_orders LIMIT 1").fetchone()[0]
db.execute(
    f"""CREATE VIEW raw_customers AS
    SELECT CAST(customer_id AS {id_type}) AS customer_id, CAST(created_at AS TIMESTAMPTZ) AS created_at, channel, region
    FROM read_csv('{customers}', header = true, all_varchar = true)"""
)
for statement in statements("duckdb", "functions", as_of) + preparation("duckdb", tables, as_of):
    db.execute(statement)
seconds["(prepare)"] = time.time() - begun
for table in tables:
    table_begun = time.time()
    db.execute(f"COPY ({text('duckdb', table, as_of)}) TO '{out}/{table}.parquet'")
    seconds[table] = time.time() - table_begun
elapsed = time.time() - begun

peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"startup": startup, "elapsed": elapsed, "seconds": seconds, "peak_kb": peak_kb}))
