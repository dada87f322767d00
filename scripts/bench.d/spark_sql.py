"""Plain Spark SQL, as users write it today: one query per table, each from the raw files.

Usage: spark_sql.py ORDERS CUSTOMERS OUT AS_OF ZONE HEAP TABLES; prints one JSON line.
"""

import json
import sys
import time

from queries import statements, text

started = time.time()
orders, customers, out, as_of, zone, heap, tables = sys.argv[1:]
tables = tables.split(",")

from pyspark.sql import SparkSession  # noqa: E402  (its import is start-up too)

spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.driver.memory", heap)
    .config("spark.sql.session.timeZone", zone)
    # As Clientela has it on two cores; the defaults (G1, 200 partitions) are slower here.
    .config("spark.driver.extraJavaOptions", "-XX:+UseParallelGC")
    .config("spark.sql.shuffle.partitions", "16")
    .config("spark.ui.enabled", "false")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")
spark.sql("SELECT 1").collect()
startup = time.time() - started

seconds = {}
begun = time.time()
raw_orders = spark.read.parquet(orders)
id_type = raw_orders.schema["customer_id"].dataType
raw_orders.createOrReplaceTempView("raw_orders")
(
    spark.read.option("header", True)
    .csv(customers)
    .selectExpr(
        f"CAST(customer_id AS {id_type.simpleString()}) AS customer_id",
        "CAST(created_at AS TIMESTAMP) AS created_at",
        "channel",
        "region",
    )
    .createOrReplaceTempView("raw_customers")
)
for statement in statements("spark", "functions", as_of):
    spark.sql(statement)
seconds["(views)"] = time.time() - begun
for table in tables:
    table_begun = time.time()
    spark.sql(text("spark", table, as_of)).write.mode("overwrite").parquet(f"{out}/{table}")
    seconds[table] = time.time() - table_begun
elapsed = time.time() - begun

jvm = spark.sparkContext._jvm.java.lang.ProcessHandle.current().pid()
with open(f"/proc/{jvm}/status") as status:
    peak_kb = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
spark.stop()
print(json.dumps({"startup": startup, "elapsed": elapsed, "seconds": seconds, "peak_kb": peak_kb}))
