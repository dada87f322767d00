"""Whether two lakes hold the same tables, value by value:  lakes.py LAKE OTHER

Doubles may differ in their last digits. What names a run (run_id, times) and the records of runs themselves are left
out. Ends with 1 and says what differs.
"""

import pathlib
import sys

from agreement import differences
from deltalake import DeltaTable

RECORDS = {"kpi_runs", "kpi_run_steps"}
OF_A_RUN = {"run_id"}


def tables(lake):
    """The Parquet files of each table, rejected rows among them."""
    logs = sorted(pathlib.Path(lake).glob("**/_delta_log"))
    names = {str(log.parent.relative_to(lake)): log.parent for log in logs}
    return {
        name: [uri.removeprefix("file://") for uri in DeltaTable(str(folder)).file_uris()]
        for name, folder in names.items()
        if name not in RECORDS
    }


def apart(lake, other):
    """What differs, one line per table."""
    expected, found = tables(lake), tables(other)
    lines = [f"{name}: only in {lake}" for name in expected if name not in found]
    lines += [f"{name}: only in {other}" for name in found if name not in expected]
    both = [name for name in expected if name in found]
    lines += [
        f"{name}: {'no' if found[name] else 'only'} rows in {lake}"
        for name in both
        if bool(expected[name]) != bool(found[name])
    ]
    filled = {name: expected[name] for name in both if expected[name] and found[name]}
    return lines + differences(filled, found, leaving_out=OF_A_RUN)


if __name__ == "__main__":
    if len(sys.argv) != 3 or {"-h", "--help"} & set(sys.argv):
        sys.exit(__doc__)
    told = apart(*sys.argv[1:])
    print("\n".join(told) or "the tables are the same")
    sys.exit(bool(told))
