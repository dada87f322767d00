"""The suite funnel: customers who reach each step of one funnel, by ClickHouse, DuckDB and Clientela."""

import contextlib
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass, field

import duckdb
from deltalake import DeltaTable

from common import HERE, ROOT, WORK, ZONE, Failed, build, in_turn, measured, say

STEPS = ["view", "cart", "checkout", "shipping", "payment", "purchase"]
SETTINGS = f"""\
lake: {{lake}}
as-of: 2025-01-01
time-zone: {ZONE}
currency: BRL
sources:
  interactions: {{{{path: {{events}}, format: parquet}}}}
kpis:
  funnel_conversion:
    grains: [month]
    funnels:
      - {{{{name: checkout, steps: [{", ".join(STEPS)}], window: 1d}}}}
"""


@dataclass
class Worker:
    """An engine in a process of its own that stays; each line it is sent is a round, each line it says a result."""

    name: str
    command: list
    results: list = field(default_factory=list)
    peak_gb: float = 0

    def __enter__(self):
        self.log = WORK / f"funnel-{self.name}.log"
        with open(self.log, "w") as errors:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
            )

    def __exit__(self, *_):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()

    def round(self):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write("\n")
            self.process.stdin.flush()
        said = self.process.stdout.readline()
        if not said:
            ended = self.process.wait()
            raise Failed(f"{self.name} ended with {ended}:\n{self.log.read_text()[-2000:]}\nall of it: {self.log}")
        self.results.append(json.loads(said))
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        self.peak_gb = next(int(s.split()[1]) for s in status.splitlines() if s.startswith("VmHWM")) / 1024**2


@dataclass
class Job:
    """The program as a user runs it; every round is a process, from its start to its end."""

    name: str
    settings: pathlib.Path
    lake: pathlib.Path
    heap: str
    results: list = field(default_factory=list)
    peak_gb: float = 0

    def __enter__(self):
        pass

    def __exit__(self, *_):
        pass

    def round(self):
        shutil.rmtree(self.lake, ignore_errors=True)
        command = ["scripts/clientela", "run", "--config", self.settings, "--only", "funnel_conversion"]
        run = measured("funnel-job", command, WORK, CLIENTELA_HEAP=self.heap)
        self.peak_gb = max(self.peak_gb, run.peak_gb)
        files = DeltaTable(str(self.lake / "funnel_conversion")).file_uris()
        steps = duckdb.execute(
            f"SELECT customers FROM read_parquet({files!r}) WHERE grain IS NULL AND dimension = 'all' ORDER BY step_index"
        ).fetchall()
        self.results.append({"seconds": run.wall, "steps": [customers for (customers,) in steps]})


def generated(events):
    """Interactions of a year, made once and kept."""
    folder = WORK / f"events-{events}"
    if not folder.exists():
        say(f"generating {events:,} events into {folder.relative_to(ROOT)}")
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        subprocess.run([sys.executable, HERE / "funnel_events.py", unfinished, str(events)], check=True)
        unfinished.rename(folder)
    return folder


def settings(events, lake):
    file = WORK / "funnel.yaml"
    file.write_text(SETTINGS.format(events=events, lake=lake))
    return file


def sql(engine, events, asked):
    return Worker(engine, [sys.executable, HERE / "funnel_sql.py", engine, events, asked.heap.upper()])


def clientela(engine, events, asked):
    opens = subprocess.run(
        ["bash", "-c", "source scripts/lib.sh && opens"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    # As scripts/clientela has it, with the two threads of the others on any machine.
    command = ["java", *opens, f"-Xmx{asked.heap}", "-XX:+UseParallelGC", "-XX:ReservedCodeCacheSize=512m"]
    command += ["-XX:ActiveProcessorCount=2", "-cp", f"target/clientela.jar:{(ROOT / 'target' / 'classpath').read_text()}"]
    return Worker(engine, [*command, HERE / "FunnelRounds.java", settings(events, WORK / "funnel-lake")])


def job(engine, events, asked):
    lake = WORK / "funnel-lake"
    return Job(engine, settings(events, lake), lake, asked.heap)


ENGINES = {"clickhouse": sql, "duckdb": sql, "clientela": clientela, "job": job}


def compare(engines):
    """The counts; exits with 1 unless all engines counted the same, in every round."""
    counts = {engine.name: [result["steps"] for result in engine.results] for engine in engines}
    expected = next(iter(counts.values()))[0]
    if any(steps != expected for rounds in counts.values() for steps in rounds):
        sys.exit("bench: the counts differ\n  " + "\n  ".join(f"{name}: {steps}" for name, steps in counts.items()))
    return expected


def report(engines, rounds):
    header = ["seconds", "cold", *(f"round {i + 1}" for i in range(rounds)), "median", "best", "peak GB"]
    print("".join(f"{cell:>12}" for cell in header))
    medians, best = {}, {}
    for engine in engines:
        seconds = [result["seconds"] for result in engine.results]
        medians[engine.name] = statistics.median(seconds[1:] or seconds)
        best[engine.name] = min(seconds[1:] or seconds)
        cells = [*seconds, medians[engine.name], best[engine.name], engine.peak_gb]
        print(f"{engine.name:>12}" + "".join(f"{cell:>12.1f}" for cell in cells))
    for other in ("clickhouse", "duckdb"):
        if "clientela" in medians and other in medians:
            ratios = [of["clientela"] / of[other] for of in (medians, best)]
            print(f"clientela/{other}: {ratios[0]:.2f} (best rounds: {ratios[1]:.2f})")
    for engine in engines:
        last = engine.results[-1]
        if "exchanges" in last:
            print(f"{engine.name}: {last['shuffle_bytes']:,} bytes shuffled in {last['exchanges']} exchanges")


def run(asked, names):
    if not asked.whole_job and asked.engines is None:
        names = [name for name in names if name != "job"]
    if asked.events <= 0 or asked.events % 64:
        sys.exit(f"bench: --events is {asked.events}, expected a multiple of 64")
    if {"clientela", "job"} & set(names):
        build()
    WORK.mkdir(parents=True, exist_ok=True)
    events = generated(asked.events)
    engines = {name: ENGINES[name](name, events, asked) for name in names}
    try:
        with contextlib.ExitStack() as running:
            for engine in engines.values():
                running.enter_context(engine)
            for number in range(asked.rounds + 1):
                for name in in_turn(names, number):
                    engines[name].round()
                    say(f"{f'round {number}' if number else 'cold'}: {name} {engines[name].results[-1]['seconds']:.1f} s")
                reached = compare(engines.values())
    except Failed as failure:
        sys.exit(f"bench: {failure}")
    report(engines.values(), asked.rounds)
    print("customers: " + ", ".join(f"{step} {count:,}" for step, count in zip(STEPS, reached)))


if __name__ == "__main__":
    sys.exit("Run it as scripts/bench --suite funnel")
