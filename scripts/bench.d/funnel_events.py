"""Generates the interactions of the funnel suite: events_per_year rows in a few Parquet files, in order of time.

Usage: funnel_events.py FOLDER EVENTS
"""

import pathlib
import string
import sys

import duckdb

HERE = pathlib.Path(__file__).parent
SLICES = 12
DAY = 86_400
YEAR = 366 * DAY
# The longest session takes 28 times three hours.
LONGEST = 4 * DAY


def slices(events):
    """What fills in the statement of each file; together they have every event once."""
    sessions = events // 8
    starting = YEAR - LONGEST
    for number in range(SLICES):
        first, last = number * YEAR // SLICES, (number + 1) * YEAR // SLICES
        yield {
            "customers": max(1, events * 2_200_000 // 64_000_000),
            "sessions": sessions,
            "starting_seconds": starting,
            "first_session": max(0, (first - LONGEST) * sessions // starting),
            "last_session": min(sessions, last * sessions // starting + 1),
            "first_second": first,
            "last_second": last,
        }


def main():
    folder, events = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    folder.mkdir(parents=True)
    db = duckdb.connect()
    db.execute("SET threads = 2; SET TimeZone = 'UTC'")
    db.execute("CREATE MACRO dice(number, throw) AS hash(number * 16 + throw)")
    db.execute("CREATE MACRO share(number, throw) AS (dice(number, throw) >> 11) / 9007199254740992")
    statement = string.Template((HERE / "duckdb" / "funnel_events.sql").read_text())
    for number, slice in enumerate(slices(events)):
        db.execute(statement.substitute(slice, file=folder / f"part-{number:02}.parquet"))


if __name__ == "__main__":
    main()
