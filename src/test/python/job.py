"""What the tests have in common: a run of the job from the command line."""

import os
import subprocess
from pathlib import Path

import pandas as pd

TOP = Path(__file__).resolve().parents[3]


def run(settings, lake, only, *options):
    """The published tables of a run, by name; the settings write them as Parquet into the lake."""
    # On this machine, without the second compiler: it would take more time than it saves.
    environment = {"CLIENTELA_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1", **os.environ}
    environment.pop("SPARK_HOME", None)
    command = [TOP / "scripts/clientela", "run", "--config", settings, "--only", ",".join(only), *options]
    subprocess.run(command, check=True, cwd=TOP, env=environment)
    return {table: pd.read_parquet(f"{lake}/{table}") for table in only}
