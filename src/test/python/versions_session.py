"""What versions_test asks a session of a version of Spark, in a JVM that others share as on Databricks: the answers as JSON.

spark-submit ... versions_session.py EXAMPLES-FOLDER SETTINGS-FOLDER ANSWERS
"""

import json
import re
import sys
from pathlib import Path

from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

EVENTS = """
SELECT timestamp_seconds(second) AS at, type, customer
FROM VALUES (1, 'view', 1), (2, 'cart', 1), (4, 'order', 1), (9, 'view', 2), (12, 'order', 2), (20, 'view', 2), (25, 'cart', 2)
  AS events(second, type, customer)
"""
STEPS = "array(type = 'view', type = 'cart', type = 'order')"
LEVELS = f"SELECT customer, window_funnel(at, {STEPS}, 'window: 1m') FROM events GROUP BY customer ORDER BY customer"
ATTEMPTS = f"""
SELECT customer, unix_seconds(entered_at), furthest_step, converted
FROM (SELECT customer, inline(funnel_attempts(at, {STEPS}, 'window: 10s, attempts: all')) FROM events GROUP BY customer)
ORDER BY customer, entered_at
"""


def exit_code(spark, *words):
    """Of a command; an exception tells it where it is not 0."""
    words = [str(word) for word in words]
    arguments = spark._sc._gateway.new_array(spark._jvm.java.lang.String, len(words))
    for i, word in enumerate(words):
        arguments[i] = word
    try:
        spark._jvm.io.clientela.Main.main(arguments)
        return 0
    except Py4JJavaError as thrown:
        return int(re.search(r"ended with exit code (\d+)", str(thrown.java_exception))[1])


def main(examples, settings, answers):
    spark = SparkSession.builder.getOrCreate()
    spark.sql(EVENTS).createOrReplaceTempView("events")
    found = {
        "version": spark.version,
        "java": spark._jvm.System.getProperty("java.specification.version"),
        "levels": [list(row) for row in spark.sql(LEVELS).collect()],
        "attempts": [list(row) for row in spark.sql(ATTEMPTS).collect()],
        "examples": {file.stem: exit_code(spark, "check", "--config", file) for file in sorted(examples.glob("*.yaml"))},
        "codes": {file.stem: exit_code(spark, "run", "--config", file) for file in sorted(settings.glob("*.yaml"))},
        "goes on": spark.range(3).count(),
    }
    answers.write_text(json.dumps(found))


main(*map(Path, sys.argv[1:]))
