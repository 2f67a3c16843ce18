"""Files for ``neo4j-admin database import``: the first load of tens of millions of relationships.

The import writes a whole new database while no server uses it, an order of magnitude faster than transactions can.
After it, ``netinvest publish`` and ``sync`` keep the graph in step as ever.
"""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from netinvest.errors import UsageError
from netinvest.model.graph import Label, RelationshipType
from netinvest.store.base import SCORE_PROPERTIES
from netinvest.store.cypher import SCORE_PREFIX, properties_of

if TYPE_CHECKING:
    from netinvest.store.base import GraphStore

SEPARATOR = "\x1f"
"""Between the members of a list: ASCII's unit separator."""

_TYPES = {"string": "string", "bool": "boolean", "int64": "long", "double": "double", "timestamp": "datetime"}


def write_import_files(store: GraphStore, case_id: str, folder: Path) -> list[str]:
    """Write one CSV file for each label and type that there is, scores with the labels; all of them, or no folder.

    Args:
        store: The graph to copy, usually the embedded one.
        case_id: Goes on every node, as in ``Neo4jStore``.
        folder: Is made, for its owner alone, since the files hold everything; it must not be there, or be empty.

    Returns:
        The arguments of ``neo4j-admin`` that import them into the database ``neo4j`` of a stopped server. The import
        replaces that database whole.

    Raises:
        UsageError: There is something in the folder, or it cannot be written.
    """
    folder = Path(folder).absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("there is something here already", where=str(folder), remedy="name a new folder")
    part = folder.with_name(f".{folder.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        arguments = _write_all(store, case_id, part, folder)
        part.replace(folder)
    except (OSError, duckdb.IOException) as error:
        why = getattr(error, "strerror", None) or "the disk is full or failing"
        raise UsageError(
            f"the files cannot be written ({why})", where=str(folder), remedy="choose a folder with room to write in"
        ) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return arguments


def _write_all(store: GraphStore, case_id: str, part: Path, folder: Path) -> list[str]:
    arguments = ["database", "import", "full", "neo4j", "--id-type=string", "--multiline-fields=true"]
    arguments += ["--overwrite-destination", "--array-delimiter=U+001F", '--quote="']
    scores = store.read_scores()
    with duckdb.connect() as con:  # a ledger's connection may not touch files
        for label in Label:
            table = store.read_nodes(label)
            if table.num_rows:
                columns = {"key:ID": table["key"], "case:string": None, **_properties(table, properties_of(label))}
                _write(con, part / f"{label}.csv", columns | _scores(table["key"], scores), case_id)
                arguments.append(f"--nodes={label}={folder / label}.csv")
        for rtype in RelationshipType:
            table = store.read_relationships(rtype)
            if table.num_rows:
                columns = {":START_ID": table["start_key"], ":END_ID": table["end_key"]}
                columns["discriminator:string"] = table["discriminator"]
                _write(con, part / f"{rtype}.csv", columns | _properties(table, properties_of(rtype)), case_id)
                arguments.append(f"--relationships={rtype}={folder / rtype}.csv")
    command = shlex.join(["neo4j-admin", *arguments])
    script = "#!/bin/sh\n# With the server stopped. This replaces the database `neo4j` with every case that is in it.\n"
    (part / "import.sh").write_text(f"{script}{command}\n", encoding="utf-8")
    return arguments


def _scores(keys: pa.ChunkedArray, scores: pa.Table) -> dict[str, pa.ChunkedArray]:
    """The scores of these nodes as columns; none where none of them has any."""
    place = pc.index_in(keys, value_set=scores["key"])
    if place.null_count == len(place):
        return {}
    scored = pc.if_else(pc.is_valid(place), pa.scalar(True), pa.scalar(None, pa.bool_()))  # noqa: FBT003
    columns = _properties(scores.take(place), SCORE_PROPERTIES, SCORE_PREFIX)
    return {f"{SCORE_PREFIX}scored:boolean": scored, **columns}


def _properties(table: pa.Table, properties: dict[str, str], prefix: str = "") -> dict[str, pa.ChunkedArray]:
    columns = {}
    for own, type_ in properties.items():
        column, name = table[own], prefix + own
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
