"""What a whole run costs, here and in another commit."""

import json
import pathlib
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass, field

from common import ROOT, WORK, Failed, build, demo_data, in_turn, measured, say
from engines import SETTINGS
from lakes import apart

COUNTED = {"SparkListenerJobStart": "jobs", "SparkListenerTaskEnd": "tasks", "SparkListenerSQLExecutionStart": "plans"}


@dataclass
class Tree:
    """A commit that is built, and what was measured of it."""

    name: str
    folder: pathlib.Path
    runs: list = field(default_factory=list)
    counts: dict = field(default_factory=dict)


def other(revision):
    """Another commit in a folder of its own, made once and kept."""
    of_commit = ["git", "rev-parse", "--short=12", f"{revision}^{{commit}}"]
    commit = subprocess.run(of_commit, cwd=ROOT, text=True, capture_output=True)
    if commit.returncode != 0:
        sys.exit(f"bench: --against {revision} is no commit of this repository; git log names them")
    folder = WORK / f"commit-{commit.stdout.strip()}"
    if not folder.exists():
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        packed = subprocess.run(["git", "archive", revision], cwd=ROOT, check=True, capture_output=True)
        subprocess.run(["tar", "-x"], cwd=unfinished, check=True, input=packed.stdout)
        unfinished.rename(folder)
    return Tree(revision, folder)


def demo(tree, asked):
    """The settings of the demo, on twenty thousand customers and all raw tables."""
    settings = (tree.folder / "conf" / "clientela.yaml").read_text()
    return settings.replace("./demo-data", str(demo_data(20_000, asked.heap)))


def cdnow(tree, _):
    """A public data set of 2,357 customers and their orders."""
    return (tree.folder / "conf" / "examples" / "cdnow.yaml").read_text()


def large(tree, asked):
    """Many customers, of whom orders and attributes are known."""
    raw = demo_data(asked.customers, asked.heap, "--without-interactions")
    settings = SETTINGS.format(lake="./lake", as_of=asked.as_of, zone="America/Sao_Paulo", raw=raw)
    knows_versions = (tree.folder / "src/main/java/io/clientela/contract/Versions.java").exists()
    return settings if knows_versions else settings.replace(", versions: {last-by: updated_at}", "")


SHOPS = {"demo": demo, "cdnow": cdnow, "large": large}


def lake_of(tree, shop):
    return WORK / f"lake-{shop}-{tree.folder.name}"


def once(tree, shop, asked, java_options=""):
    lake = lake_of(tree, shop)
    shutil.rmtree(lake, ignore_errors=True)
    settings = WORK / f"{shop}-{tree.folder.name}.yaml"
    settings.write_text(SHOPS[shop](tree, asked))
    command = ["scripts/clientela", "run", "--config", settings, "--lake", lake]
    environment = {"CLIENTELA_HEAP": asked.heap, "CLIENTELA_JAVA_OPTIONS": java_options}
    return measured(f"run-{shop}-{tree.folder.name}", command, WORK, cwd=tree.folder, **environment)


def count(tree, shop, asked):
    """Spark's jobs, tasks and plans, from the event log of a run that is not timed."""
    events = WORK / "events"
    shutil.rmtree(events, ignore_errors=True)
    events.mkdir()
    given = {"enabled": "true", "dir": events.as_uri(), "compress": "false", "rolling.enabled": "false"}
    once(tree, shop, asked, " ".join(f"-Dspark.eventLog.{key}={value}" for key, value in given.items()))
    tree.counts = dict.fromkeys(COUNTED.values(), 0)
    for log in (path for path in events.rglob("*") if path.is_file() and path.name.startswith("local-")):
        with open(log) as lines:
            for line in lines:
                event = json.loads(line)["Event"].rpartition(".")[2]
                if event in COUNTED:
                    tree.counts[COUNTED[event]] += 1


def report(shop, trees):
    columns = ("wall s", "core-s", "peak GB", *COUNTED.values())
    print(f"{shop:>16}" + "".join(f"{column:>10}" for column in columns))
    medians = []
    for tree in trees:
        wall, cores = (statistics.median(getattr(r, what) for r in tree.runs) for what in ("wall", "core_seconds"))
        medians.append((wall, cores))
        peak = max(run.peak_gb for run in tree.runs)
        print(
            f"{tree.name:>16}{wall:>10.1f}{cores:>10.1f}{peak:>10.2f}"
            + "".join(f"{tree.counts[what]:>10,}" for what in COUNTED.values())
        )
    if len(trees) == 2:
        (wall, cores), (wall_before, cores_before) = medians
        print(f"{'ratio':>16}{wall / wall_before:>10.2f}{cores / cores_before:>10.2f}", flush=True)


def run(asked):
    WORK.mkdir(parents=True, exist_ok=True)
    revisions = [Tree("here", ROOT)] + ([other(asked.against)] if asked.against else [])
    for tree in revisions:
        build(tree.folder)
    shops = asked.shops.split(",")
    unknown = [shop for shop in shops if shop not in SHOPS]
    if unknown:
        sys.exit(f"bench: no shop {', '.join(unknown)}; there are {', '.join(SHOPS)}")
    for shop in shops:
        trees = [Tree(tree.name, tree.folder) for tree in revisions]
        try:
            for tree in trees:
                count(tree, shop, asked)
            told = apart(*(lake_of(tree, shop) for tree in reversed(trees))) if len(trees) == 2 else []
            for number in range(asked.rounds):
                for tree in in_turn(trees, number):
                    tree.runs.append(once(tree, shop, asked))
                    say(f"{shop}, round {number + 1}: {tree.name} {tree.runs[-1].wall:.1f} s")
        except Failed as failure:
            sys.exit(f"bench: {failure}")
        report(shop, trees)
        if len(trees) == 2:
            print("\n".join(told) or "the tables are the same", flush=True)
