"""Whether two engines made the same tables: every row, on the columns of the plain queries."""

import duckdb

from queries import TABLES


def _normal(column, type_name):
    """Types and the last digits of doubles may differ between engines, values may not."""
    if type_name in ("DOUBLE", "FLOAT"):
        return f"printf('%.9g', round({column}, 12) + 0.0)"
    if type_name.startswith("DECIMAL"):
        return f"CAST({column} AS DECIMAL(28, 4))"
    if type_name == "HUGEINT" or type_name.endswith("INT") or type_name == "INTEGER":
        return f"CAST({column} AS BIGINT)"
    return f"CAST({column} AS VARCHAR)"


def _rows(db, files, columns):
    """A SELECT over the files of a table with normalised columns, or the columns that are missing."""
    source = f"read_parquet({files!r}, union_by_name = true)"
    types = {name: kind for name, kind, *_ in db.execute(f"DESCRIBE FROM {source}").fetchall()}
    missing = [c for c in columns if c not in types]
    if missing:
        raise ValueError(f"no column {', '.join(missing)}")
    chosen = ", ".join(f"{_normal(c, types[c])} AS {c}" for c in columns)
    return f"SELECT {chosen} FROM {source}"


def differences(expected, actual):
    """What differs, one line per table; expected and actual map a table to its Parquet files."""
    db = duckdb.connect()
    found = []
    for table in TABLES:
        columns = [row[0] for row in db.execute(f"DESCRIBE FROM read_parquet({expected[table]!r})").fetchall()]
        try:
            db.execute(f"CREATE OR REPLACE TABLE expected AS {_rows(db, expected[table], columns)}")
            db.execute(f"CREATE OR REPLACE TABLE actual AS {_rows(db, actual[table], columns)}")
        except (ValueError, KeyError, duckdb.Error) as problem:
            found.append(f"{table}: {problem}")
            continue
        counts = [db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("expected", "actual")]
        absent = db.execute("FROM expected EXCEPT ALL FROM actual").fetchall()
        surplus = db.execute("FROM actual EXCEPT ALL FROM expected").fetchall()
        if absent or surplus:
            found.append(
                f"{table}: {counts[0]:,} rows expected, {counts[1]:,} found;"
                f" {len(absent):,} absent, such as {min(absent, key=repr, default=None)};"
                f" {len(surplus):,} surplus, such as {min(surplus, key=repr, default=None)}"
            )
    return found
