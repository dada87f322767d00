"""What the suites share: where things lie, and how they are said, built and measured."""

import os
import pathlib
import shutil
import subprocess
import sys
import time
from typing import NamedTuple

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
WORK = ROOT / "target" / "bench"
ZONE = "America/Sao_Paulo"


class Failed(Exception):
    """An engine did not end well."""


class Measured(NamedTuple):
    """What a command said and took: wall and core-seconds, peak resident memory of its largest process."""

    output: str
    wall: float
    peak_gb: float
    core_seconds: float


def say(line):
    print(f"bench: {line}", file=sys.stderr, flush=True)


def build(tree=ROOT):
    """So that no run is measured with a build in it."""
    subprocess.run(["bash", "-c", "source scripts/lib.sh && build"], cwd=tree, check=True)


def demo_data(customers, heap, *more):
    """The raw tables of a shop of that size, made once by this commit and kept."""
    raw = WORK / f"raw-{customers}{''.join(more)}"
    if not raw.exists():
        say(f"generating {customers:,} customers into {raw.relative_to(ROOT)}")
        unfinished = raw.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        command = ["scripts/clientela", "demo-data", "--out", unfinished, "--customers", str(customers), *more]
        heaped = {**os.environ, "CLIENTELA_HEAP": heap}
        subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr, env=heaped)
        unfinished.rename(raw)
    return raw


def in_turn(names, number):
    """Each round starts with another engine."""
    first = number % len(names)
    return names[first:] + names[:first]


def measured(name, command, work, cwd=ROOT, **environment):
    """Runs a command, whose errors go to a log in work."""
    log = work / f"{name}.log"
    with open(log, "w") as errors:
        started = time.time()
        process = subprocess.Popen(
            command, cwd=cwd, stdout=subprocess.PIPE, stderr=errors, text=True, env={**os.environ, **environment}
        )
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.time() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        said = f"{output[-2000:]}\n{log.read_text()[-2000:]}"
        raise Failed(f"{name} ended with {process.returncode}:\n{said}\nall of it: {log}")
    return Measured(output, wall, usage.ru_maxrss / 1024**2, usage.ru_utime + usage.ru_stime)
