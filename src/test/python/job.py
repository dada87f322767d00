"""What the tests share: the command line, and the lake of the demo."""

import fcntl
import os
import random
import shutil
import socket
import subprocess
import unittest
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pyarrow
from deltalake import DeltaTable

TOP = Path(__file__).resolve().parents[3]
ONE_COMPILER = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=512m"
CUSTOMERS = 2_500  # few, and yet every table has content

full = unittest.skipUnless(os.environ.get("CLIENTELA_FULL"), "takes minutes: scripts/test --full")


def clientela(*args, check=True, **env):
    """Runs scripts/clientela on this machine, from the top of the repository; a failure raises what was printed."""
    build()
    command = [TOP / "scripts/clientela", *args]
    done = subprocess.run(command, cwd=TOP, env=environment(**env), capture_output=True, text=True)
    if check and done.returncode != 0:
        command = " ".join(map(str, args))
        raise AssertionError(f"clientela {command}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def build():
    with alone("build"):
        subprocess.run(["bash", "-c", "source scripts/lib.sh && build"], cwd=TOP, check=True)


def environment(**more):
    """Of this process, without the Spark of the machine, and without the second compiler of the JVM: it would take more
    time than it saves."""
    environment = {"CLIENTELA_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1", **os.environ, **more}
    if "SPARK_HOME" not in more:
        environment.pop("SPARK_HOME", None)
    return environment


def jars(which, line=""):
    """With commas between: delta_jars or s3_jars of scripts/lib.sh, for a version of Spark such as 4.1."""
    build()
    with alone("classpath"):
        return script(f"{which} {line}")


def spark_home(line=""):
    """A whole Spark distribution, downloaded once."""
    with alone("spark"):
        return Path(script(f'spark_of "{line or "$newest_spark"}"'))


def script(command):
    """What a function of scripts/lib.sh prints."""
    command = ["bash", "-c", f"source scripts/lib.sh && {command}"]
    return subprocess.run(command, cwd=TOP, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def alone(name):
    """Tests run side by side: one does it, the others wait."""
    lock = TOP / f"target/{name}.lock"
    lock.parent.mkdir(exist_ok=True)
    with open(lock, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def demo_lake():
    """The folder with settings.yaml, data/ and lake/ of the demo, made anew for every build of the jar."""
    folder = TOP / "target/test-demo"
    with alone("test-demo"):
        make_demo_lake(folder)
    return folder


def make_demo_lake(folder):
    if not is_current(folder):
        made = folder.with_name("test-demo.part")
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        settings = made / "settings.yaml"
        settings.write_text(settings_in(made))
        clientela("demo-data", "--out", made / "data", "--customers", str(CUSTOMERS))
        clientela("run", "--config", settings)
        settings.write_text(settings_in(folder))
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)


def is_current(folder):
    settings = folder / "settings.yaml"
    jar = TOP / "target/clientela.jar"
    if not jar.exists() or not settings.exists() or settings.read_text() != settings_in(folder):
        return False
    return settings.stat().st_mtime > jar.stat().st_mtime


def settings_in(folder):
    text = (TOP / "conf/clientela.yaml").read_text()
    return text.replace("./demo-data", f"{folder}/data").replace("./demo-lake", f"{folder}/lake")


def orders(count=400, seed=7):
    """Those of a small shop in the first half of 2024, as CSV."""
    draw = random.Random(seed)
    lines = ["order_id,customer_id,ordered_at,amount"]
    for i in range(count):
        day = f"2024-{draw.randint(1, 6):02}-{draw.randint(1, 28):02}"
        lines.append(f"{i},c{draw.randint(1, 60)},{day},{draw.randint(100, 99999) / 100}")
    return "\n".join(lines) + "\n"


def kpi_tables(lake):
    """The names of the KPI tables of a lake: not of those that tell of runs."""
    found = (path.parent for path in Path(lake).glob("*/_delta_log"))
    return sorted(path.name for path in found if "run_id" not in column_names(path))


def column_names(path):
    return [field.name for field in DeltaTable(path).schema().fields]


def read(table):
    """A Delta table, or the folder of one, as an Arrow table. By the engine of deltalake: its pyarrow data set has threads
    that may need an interpreter that has ended, and then abort the process after all went well."""
    delta = table if isinstance(table, DeltaTable) else DeltaTable(table)
    return pyarrow.table(delta.scan())


def rows(table):
    """The rows of a Delta table or of the folder of one, in an order of their own, but for the run that wrote them."""
    listed = read(table).to_pylist()
    return sorted(repr({column: value for column, value in row.items() if column != "run_id"}) for row in listed)


def differences(ours, theirs, tables):
    """The first rows of each table that only one of two lakes has."""
    found = {}
    for table in tables:
        one, other = (Counter(rows(f"{lake}/{table}")) for lake in (ours, theirs))
        if one != other:
            found[table] = [*sorted(one - other)[:3], "but", *sorted(other - one)[:3]]
    return found
