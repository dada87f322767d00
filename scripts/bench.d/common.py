"""What the suites share: where things lie, and how they are said, built and measured."""

import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
WORK = ROOT / "target" / "bench"
ZONE = "America/Sao_Paulo"


class Failed(Exception):
    """An engine did not end well."""


def say(line):
    print(f"bench: {line}", file=sys.stderr, flush=True)


def build():
    """So that no run is measured with a build in it."""
    subprocess.run(["bash", "-c", "source scripts/lib.sh && build"], cwd=ROOT, check=True)


def in_turn(names, number):
    """Each round starts with another engine."""
    first = number % len(names)
    return names[first:] + names[:first]


def measured(name, command, work, **environment):
    """Standard output, wall seconds and peak resident memory (of the largest process) of a command."""
    log = work / f"{name}.log"
    with open(log, "w") as errors:
        started = time.time()
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True, env={**os.environ, **environment}
        )
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.time() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        said = f"{output[-2000:]}\n{log.read_text()[-2000:]}"
        raise Failed(f"{name} ended with {process.returncode}:\n{said}\nall of it: {log}")
    return output, wall, usage.ru_maxrss / 1024**2
