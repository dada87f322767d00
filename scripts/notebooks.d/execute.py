"""Executes notebooks, two at a time, each in its own folder; says of each how long it took, or why it stopped."""

import argparse
import asyncio
import os
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

STOPPED, STORAGE = 1, 4
SECONDS_OF_A_CELL = 600


async def execute(notebook, out, turns):
    """Exit code of one notebook, which is written whatever happens."""
    async with turns:
        began = time.monotonic()
        content = nbformat.read(notebook, as_version=4)
        client = NotebookClient(
            content,
            timeout=SECONDS_OF_A_CELL,
            extra_arguments=["--log-level=40"],
            resources={"metadata": {"path": str(notebook.parent)}},
        )
        try:
            await client.async_execute()
        except CellExecutionError as error:
            if error.ename == "NotThere":
                print(f"{notebook.name}: {error.evalue}", file=sys.stderr)
                return STORAGE
            print(f"{notebook.name}: {error}", file=sys.stderr)
            return STOPPED
        finally:
            nbformat.write(content, out / notebook.name)
        print(f"{notebook.name}: {time.monotonic() - began:.0f} s", flush=True)
        return 0


async def execute_all(notebooks, out):
    turns = asyncio.Semaphore(min(2, os.cpu_count() or 1))
    # The last is that of Spark, and takes longest.
    return max(await asyncio.gather(*(execute(notebook, out, turns) for notebook in reversed(notebooks))))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("notebooks", type=Path, nargs="+")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    sys.exit(asyncio.run(execute_all(sorted(asked.notebooks), asked.out)))


if __name__ == "__main__":
    main()
