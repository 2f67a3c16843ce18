"""The normalised records of a case, with their source, row and original text.

In CSV, text that a spreadsheet would run gets an apostrophe in front (``netinvest.export.spreadsheet``); JSON and
Parquet carry it unchanged.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from netinvest.errors import UsageError
from netinvest.export.spreadsheet import guarded

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

TABLES = {"calls": "call", "transfers": "transfer", "advertisements": "advertisement", "subjects": "subject"}
"""What users call the records, and the ledger's table."""
FORMATS = ("csv", "parquet", "json")
BATCH_ROWS = 50_000

RECORD_ID = "left(sha256(source_id || '|{table}|' || row), 32)"
"""SQL: a record's id follows from its source, its kind and its row."""

# what belongs to a record but lies in a table of its own
_PARTS = {
    "advertisement": (
        "contacts",
        (
            "SELECT list({kind: kind, value: value, original: original, role: role, where_found: where_found, "
            "confidence: confidence} ORDER BY role, kind, value, where_found) FROM advertisement_contact AS part"
        ),
    ),
    "subject": (
        "identifiers",
        (
            "SELECT list({kind: kind, value: value, original: original, valid_from_utc: valid_from_utc, "
            "valid_to_utc: valid_to_utc} ORDER BY kind, value, original) FROM subject_identifier AS part"
        ),
    ),
}


def _table(kind: str) -> str:
    if kind not in TABLES:
        raise UsageError(f"{kind!a} is not a kind of record", remedy=f"use one of {', '.join(TABLES)}")
    return TABLES[kind]


_MINORS = ("url", "title", "body", "location", "latitude", "longitude", "image_digests")
"""What of a minor's advertisement leaves the case only with a second person's approval."""


def query(con: DuckDBPyConnection, kind: str) -> str:
    """SQL for all records of a kind, in the order of loading and of rows.

    Where a temporary table ``withheld_advertisement(source_no, row)`` is there, these show no text, image or place.

    Raises:
        UsageError: There is no such kind.
    """
    table = _table(kind)
    names = [row[0] for row in con.execute(f"DESCRIBE {table}").fetchall() if row[0] not in {"source_no", "row"}]
    withheld = table == "advertisement" and _withholding(con)
    hidden = "CASE WHEN (record.source_no, record.row) IN (FROM withheld_advertisement) THEN NULL ELSE {} END AS {}"
    columns = ", ".join(
        hidden.format(f'record."{name}"', f'"{name}"') if withheld and name in _MINORS else f'record."{name}"'
        for name in names
    )
    part = ""
    if table in _PARTS:
        name, inner = _PARTS[table]
        part = f", coalesce(({inner} WHERE part.source_no = record.source_no AND part.row = record.row), []) AS {name}"
    return (
        f"SELECT {RECORD_ID.format(table=table)} AS record_id, source_id, source.name AS source, record.row AS row, "
        f"{columns}{part} FROM {table} AS record JOIN source USING (source_no) ORDER BY source_no, record.row"
    )


def _withholding(con: DuckDBPyConnection) -> bool:
    found = con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'withheld_advertisement'").fetchone()
    return found != (0,)


def arrow(con: DuckDBPyConnection, kind: str) -> pa.Table:
    """All records of a kind as an Arrow table."""
    return con.execute(query(con, kind)).to_arrow_table()


def write(con: DuckDBPyConnection, kind: str, form: str, sink: IO[bytes]) -> int:
    """Write all records of a kind, in batches.

    Args:
        con: The ledger's connection.
        kind: ``calls``, ``transfers``, ``advertisements`` or ``subjects``.
        form: ``csv`` (times in ISO 8601 with Z, see above on formulas), ``parquet`` or ``json`` (one array).
        sink: Where to.

    Returns:
        How many records were written.

    Raises:
        UsageError: No such kind or format.
    """
    check_format(form)
    writer = {"csv": _csv, "parquet": _parquet, "json": _json}[form]
    return writer(con, query(con, kind), sink)


def check_format(form: str) -> None:
    """Refuse what is not in FORMATS.

    Raises:
        UsageError: It is not.
    """
    if form not in FORMATS:
        raise UsageError(f"{form!a} is not a format for records", remedy=f"use one of {', '.join(FORMATS)}")


def _as_text(name: str, kind: str) -> str:
    """SQL for a column as it stands in a CSV file."""
    column = f'"{name}"'
    if kind == "VARCHAR":
        return f"{guarded(column)} AS {column}"
    if kind == "TIMESTAMP":
        return (
            f"CASE WHEN epoch_us({column}) % 1000000 = 0 THEN strftime({column}, '%Y-%m-%dT%H:%M:%SZ') "
            f"ELSE strftime({column}, '%Y-%m-%dT%H:%M:%S.%fZ') END AS {column}"
        )
    if kind.startswith("DECIMAL"):  # two decimals at least, no zeros that the file did not have
        return f"regexp_replace({column}::VARCHAR, '(\\.[0-9][0-9][0-9]*?)0*$', '\\1') AS {column}"
    if kind.endswith("]"):
        return f"to_json({column})::VARCHAR AS {column}"
    return column


def _csv(con: DuckDBPyConnection, sql: str, sink: IO[bytes]) -> int:
    from pyarrow import csv

    columns = con.execute(f"DESCRIBE ({sql})").fetchall()
    texts = ", ".join(_as_text(name, kind) for name, kind, *_ in columns)
    reader = con.execute(f"SELECT {texts} FROM ({sql})").to_arrow_reader(BATCH_ROWS)
    written = 0
    with csv.CSVWriter(sink, reader.schema, write_options=csv.WriteOptions(quoting_style="needed")) as writer:
        for batch in reader:
            writer.write_batch(batch)
            written += batch.num_rows
    return written


def _parquet(con: DuckDBPyConnection, sql: str, sink: IO[bytes]) -> int:
    from pyarrow import parquet

    reader = con.execute(sql).to_arrow_reader(BATCH_ROWS)
    written = 0
    with parquet.ParquetWriter(sink, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
            written += batch.num_rows
    return written


def _json(con: DuckDBPyConnection, sql: str, sink: IO[bytes]) -> int:
    columns = con.execute(f"DESCRIBE ({sql})").fetchall()
    times = [
        f"{_as_text(name, kind)}" for name, kind, *_ in columns if kind == "TIMESTAMP" or kind.startswith("DECIMAL")
    ]
    replaced = f"* REPLACE ({', '.join(times)})" if times else "*"
    reader = con.execute(f"SELECT to_json(r)::VARCHAR AS line FROM (SELECT {replaced} FROM ({sql})) AS r")
    written = 0
    sink.write(b"[")
    for batch in reader.to_arrow_reader(BATCH_ROWS):
        lines = batch.column(0).to_pylist()
        sink.write((",\n" if written else "\n").encode() + ",\n".join(lines).encode("utf-8", "replace"))
        written += len(lines)
    sink.write(b"\n]\n")
    return written
