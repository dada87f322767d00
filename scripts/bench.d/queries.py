"""The KPI tables of the benchmark and their SQL for each engine."""

import pathlib
import re
import string

HERE = pathlib.Path(__file__).parent

RETENTION = [
    "cohort_retention",
    "customer_retention",
    "growth_accounting",
    "repeat_purchase",
    "survival",
    "active_days",
    "stickiness",
]
VALUE = ["order_value", "cohort_ltv", "rfm_cuts", "rfm_segments", "customer_value"]

# What --set names.
SETS = {"all": RETENTION + VALUE, "retention": RETENTION, "cohorts": ["cohort_retention"]}

# Texts that several queries of an engine start with.
PARTS = ["sales", "people", "rfm", "scored"]


def text(engine, name, as_of):
    """The file <engine>/<name>.sql with its parts and the as-of date filled in."""
    parts = {"as_of": f"'{as_of}'", "segments": (HERE / "segments.sql").read_text().strip()}
    for part in PARTS:
        file = HERE / engine / f"{part}.sql"
        if file.exists():
            parts[part] = string.Template(file.read_text().strip()).substitute(parts)
    return string.Template((HERE / engine / f"{name}.sql").read_text()).substitute(parts)


def statements(engine, name, as_of):
    """The statements of a file; none of them has a semicolon inside."""
    return [s for s in text(engine, name, as_of).split(";\n") if s.strip()]


def preparation(engine, tables, as_of):
    """The statements of <engine>/prepare.sql without the facts that no query of these tables reads."""
    readers = [text(engine, table, as_of) for table in tables]
    needed = []
    for statement in reversed(statements(engine, "prepare", as_of)):
        made = re.search(r"^CREATE TEMP (?:TABLE|VIEW) (\w+)", statement, re.MULTILINE)
        if made and not any(re.search(rf"\b{made[1]}\b", reader) for reader in readers):
            continue
        needed.append(statement)
        if made:
            readers.append(statement)
    return needed[::-1]
