"""Files for ``neo4j-admin database import``: the first load of tens of millions of relationships.

The import writes a whole new database while no server uses it, an order of magnitude faster than transactions can.
After it, ``netinvest sync`` keeps the graph in step as ever.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from netinvest.model.graph import Label, RelationshipType
from netinvest.store.cypher import properties_of

if TYPE_CHECKING:
    import duckdb

    from netinvest.store.base import GraphStore

SEPARATOR = "\x1f"
"""Between the members of a list: ASCII's unit separator."""

_TYPES = {"string": "string", "bool": "boolean", "int64": "long", "double": "double", "timestamp": "datetime"}


def write_import_files(store: GraphStore, case_id: str, folder: Path, con: duckdb.DuckDBPyConnection) -> list[str]:
    """Write one CSV file for each label and type that there is.

    Args:
        store: The graph to copy, usually the embedded one.
        case_id: Goes on every node, as in ``Neo4jStore``.
        folder: Gets the files; must be the analyst's own, for they hold everything.
        con: A connection with access to files (not a ledger's): it writes them.

    Returns:
        The arguments of ``neo4j-admin`` that import them into the database ``neo4j`` of a stopped server.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    arguments = ["database", "import", "full", "neo4j", "--id-type=string", "--multiline-fields=true"]
    arguments += ["--overwrite-destination", "--array-delimiter=U+001F", '--quote="']
    for label in Label:
        table = store.read_nodes(label)
        if table.num_rows:
            columns = {"key:ID": table["key"], "case:string": None}
            _write(con, folder / f"{label}.csv", {**columns, **_properties(table, label)}, case_id)
            arguments.append(f"--nodes={label}={folder / label}.csv")
    for rtype in RelationshipType:
        table = store.read_relationships(rtype)
        if table.num_rows:
            columns = {":START_ID": table["start_key"], ":END_ID": table["end_key"]}
            columns["discriminator:string"] = table["discriminator"]
            _write(con, folder / f"{rtype}.csv", {**columns, **_properties(table, rtype)}, case_id)
            arguments.append(f"--relationships={rtype}={folder / rtype}.csv")
    command = shlex.join(["neo4j-admin", *arguments])
    (folder / "import.sh").write_text(f"#!/bin/sh\n# with the server stopped\n{command}\n", encoding="utf-8")
    return arguments


def _properties(table: pa.Table, kind: Label | RelationshipType) -> dict[str, pa.ChunkedArray]:
    columns = {}
    for name, type_ in properties_of(kind).items():
        column = table[name]
        if type_ == "list<string>":
            columns[f"{name}:string[]"] = pc.binary_join(column, SEPARATOR)
        elif type_ == "timestamp":
            columns[f"{name}:datetime"] = pc.strftime(column, format="%Y-%m-%dT%H:%M:%SZ")
        elif type_.startswith("decimal"):
            columns[f"{name}_exact:string"] = column.cast(pa.string())
            columns[f"{name}:double"] = column.cast(pa.float64())
        else:
            columns[f"{name}:{_TYPES[type_]}"] = column
    return columns


def _write(
    con: duckdb.DuckDBPyConnection, path: Path, columns: dict[str, pa.ChunkedArray | None], case_id: str
) -> None:
    rows = len(next(column for column in columns.values() if column is not None))
    given = {name: pa.repeat(case_id, rows) if column is None else column for name, column in columns.items()}
    con.register("given", pa.table(given))
    try:
        con.execute("COPY given TO ? (HEADER, FORCE_QUOTE *, QUOTE '\"', ESCAPE '\"')", [str(path)])
    finally:
        con.unregister("given")
