"""Whether two engines made the same tables: every row, on the columns of the plain queries."""

import duckdb

DOUBLES = ("DOUBLE", "FLOAT")


def _normal(column, type_name):
    """Types may differ between engines, values may not."""
    if type_name in DOUBLES:
        return f"CAST({column} AS DOUBLE)"
    if type_name.startswith("DECIMAL"):
        return f"CAST({column} AS DECIMAL(28, 4))"
    if type_name == "HUGEINT" or type_name.endswith("INT") or type_name == "INTEGER":
        return f"CAST({column} AS BIGINT)"
    return f"CAST({column} AS VARCHAR)"


def _types(db, files):
    described = db.execute(f"DESCRIBE FROM read_parquet({files!r}, union_by_name = true)").fetchall()
    return {name: kind for name, kind, *_ in described}


def _load(db, name, files, types, exact):
    """A table of the columns of the plain query, normalised, its rows numbered by the exact ones."""
    chosen = ", ".join(f"{_normal(c, kind)} AS {c}" for c, kind in types.items())
    db.execute(
        f"""CREATE OR REPLACE TABLE {name} AS
        SELECT *, row_number() OVER (ORDER BY {", ".join(exact)}) AS row_at
        FROM (SELECT {chosen} FROM read_parquet({files!r}, union_by_name = true))"""
    )


def _rows_apart(db, columns):
    """What differs in the columns that agree to the last digit, or None."""
    chosen = ", ".join(columns)
    counts = [db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("expected", "actual")]
    absent = db.execute(f"SELECT {chosen} FROM expected EXCEPT ALL SELECT {chosen} FROM actual").fetchall()
    surplus = db.execute(f"SELECT {chosen} FROM actual EXCEPT ALL SELECT {chosen} FROM expected").fetchall()
    if absent or surplus:
        return (
            f"{counts[0]:,} rows expected, {counts[1]:,} found;"
            f" {len(absent):,} absent, such as {min(absent, key=repr, default=None)};"
            f" {len(surplus):,} surplus, such as {min(surplus, key=repr, default=None)}"
        )
    return None


def _double_apart(db, column, exact):
    """What differs in a column of doubles, where their last digits may; or None."""
    key = ", ".join(f"expected.{c}" for c in exact)
    apart = db.execute(
        f"""SELECT expected.{column}, actual.{column}, {key}
        FROM expected JOIN actual USING (row_at)
        WHERE (expected.{column} IS NULL) <> (actual.{column} IS NULL)
          OR abs(expected.{column} - actual.{column}) > 1e-12 + 1e-9 * abs(expected.{column})"""
    ).fetchall()
    if apart:
        expected, actual, *row = min(apart, key=repr)
        return f"{column} differs in {len(apart):,} rows, such as {expected} expected, {actual} found in {tuple(row)}"
    return None


def _difference(db, expected, actual, leaving_out):
    columns, found = _types(db, expected), _types(db, actual)
    columns = {name: kind for name, kind in columns.items() if name not in leaving_out}
    missing = [c for c in columns if c not in found]
    if missing:
        return f"no column {', '.join(missing)}"
    doubles = [c for c in columns if columns[c] in DOUBLES or found[c] in DOUBLES]
    exact = [c for c in columns if c not in doubles]
    _load(db, "expected", expected, columns, exact)
    _load(db, "actual", actual, {c: found[c] for c in columns}, exact)
    lines = (_double_apart(db, column, exact) for column in doubles)
    return _rows_apart(db, exact) or next((line for line in lines if line), None)


def differences(expected, actual, leaving_out=()):
    """What differs, one line per table, but for some columns; both map the same tables to their Parquet files."""
    db = duckdb.connect()
    found = []
    for table in expected:
        try:
            line = _difference(db, expected[table], actual[table], leaving_out)
        except duckdb.Error as problem:
            line = problem
        if line:
            found.append(f"{table}: {line}")
    return found
