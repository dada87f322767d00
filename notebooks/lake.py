"""Reads the tables that Clientela publishes: of each the version and the as-of date of the last run that succeeded."""

import functools

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
from deltalake import DeltaTable
from IPython import get_ipython


class NotThere(Exception):
    """Something is not in the lake; the message says what to do, and a notebook shows nothing but the message."""


class Lake:
    def __init__(self, uri):
        self.uri = str(uri).rstrip("/")
        if not DeltaTable.is_deltatable(f"{self.uri}/kpi_runs"):
            raise NotThere(
                f"There is no lake of Clientela at {self.uri}: it has no table kpi_runs.\n"
                "Make the lake of the demo with ./scripts/demo in the top folder of the repository,\n"
                "or set LAKE in the cell above (CLIENTELA_LAKE before Jupyter starts) to the `lake` of your settings."
            )
        runs = DeltaTable(f"{self.uri}/kpi_runs").to_pandas().sort_values("ended_at")
        self.runs = runs[runs["status"] == "succeeded"].reset_index(drop=True)
        if self.runs.empty:
            raise NotThere(f"No run into {self.uri} has succeeded yet; its last lines say why.")
        outputs = self.runs[["as_of", "ended_at", "outputs"]].explode("outputs").dropna().reset_index(drop=True)
        self.outputs = outputs.drop(columns="outputs").join(pd.DataFrame(outputs["outputs"].tolist()))

    @property
    def run(self):
        """The last run that succeeded."""
        return self.runs.iloc[-1]

    def names(self):
        return list(dict.fromkeys(self.outputs["table"]))

    def as_of(self, name):
        """Business dates before it are counted in the rows that are read here."""
        return self.run["as_of"] if name == "data_quality" else self.written(name)["as_of"].max()

    @functools.cache
    def delta(self, name):
        """The table at the version of the last run that wrote it."""
        version = self.written(name)["version"].iloc[-1]
        return DeltaTable(f"{self.uri}/{name}", version=None if pd.isna(version) else int(version))

    def dataset(self, name):
        """For other engines, as in duckdb.sql("SELECT ... FROM rows"): nothing is read until it is asked for."""
        return self.delta(name).to_pyarrow_dataset()

    def table(self, name, **where):
        """The rows of one as-of date with these values; money as floating point numbers, for charts."""
        rows = self.rows(name)
        for column, value in where.items():
            rows = rows[rows[column].isna() if value is None else rows[column] == value]
        if rows.empty:
            wanted = " and ".join(f"{column} = {value}" for column, value in where.items())
            raise NotThere(f"The table {name} has no rows{' with ' + wanted if wanted else ''}.")
        return rows.reset_index(drop=True)

    def quality(self):
        """What the last run that succeeded read and admitted, by input."""
        rows = DeltaTable(f"{self.uri}/data_quality").to_pandas()
        return rows[rows["run_id"] == self.run["run_id"]].drop(columns=["as_of", "run_id"]).set_index("input")

    def breakdown(self, name):
        """The first dimension, in alphabetical order, by which the table is broken down."""
        dimensions = sorted(set(self.rows(name)["dimension"]) - {"all"})
        if not dimensions:
            raise NotThere(f"The table {name} has no breakdown; name some under `dimensions` in the settings.")
        return dimensions[0]

    def titles(self, name):
        """English and Portuguese; comments begin like "Satisfaction (CSAT, NPS) (Satisfação (CSAT, NPS)). One row"."""
        comment = self.delta(name).metadata().description or ""
        depth, start = 0, 0
        for place, letter in enumerate(comment):
            if letter == "(":
                start = start if depth else place
                depth += 1
            elif letter == ")":
                depth -= 1
                if depth == 0 and comment[place + 1 :].startswith(". "):
                    return comment[:start].rstrip(), comment[start + 1 : place]
        return comment, ""

    def columns(self, name):
        """The data dictionary of a table: each column with its meaning and unit."""
        fields = self.delta(name).schema().fields
        return pd.DataFrame([{"column": field.name, "meaning": field.metadata.get("comment", "")} for field in fields])

    def written(self, name):
        written = self.outputs[self.outputs["table"] == name]
        if written.empty:
            raise NotThere(
                f"The table {name} is not in this lake: the run had no source for it, or was not asked for it.\n"
                "The lines `skipped` of the run name the sources that would fill it."
            )
        return written

    @functools.cache
    def rows(self, name):
        table = self.dataset(name).to_table(filter=ds.field("as_of") == self.as_of(name))
        for position, field in enumerate(table.schema):
            if pa.types.is_decimal(field.type):
                table = table.set_column(position, field.name, table.column(position).cast(pa.float64()))
        rows = table.to_pandas()
        for field in table.schema:
            if pa.types.is_date(field.type):
                rows[field.name] = pd.to_datetime(rows[field.name])
        return rows


def some(rows, what):
    """The rows, of which there must be some."""
    if len(rows) == 0:
        raise NotThere(f"There is nothing to show yet: {what}.")
    return rows


def open_lake(uri):
    """The lake; from here on a cell that begins with %%optional shows a sentence where it lacks a table."""
    shell = get_ipython()
    shell.set_custom_exc((NotThere,), lambda shell, kind, error, trace, tb_offset=None: print(error) or [str(error)])
    shell.register_magic_function(optional, "cell", "optional")
    return Lake(uri)


def optional(line, cell):
    result = get_ipython().run_cell(cell)
    error = result.error_before_exec or result.error_in_exec
    if error is not None and not isinstance(error, NotThere):
        raise error
