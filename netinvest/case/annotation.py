"""The annotations of a case: links and notes that somebody drew in another tool, kept apart from the evidence.

No analysis reads them. An annotation names its actors by identifier, so that it goes on meaning the same people when
they are resolved anew, and goes when its file is erased or one of its people is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from netinvest.errors import UsageError
from netinvest.ledger.audit import current_user
from netinvest.ledger.row import insert

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duckdb import DuckDBPyConnection

    from netinvest.drawing.file import File

_TABLES = """
CREATE TABLE IF NOT EXISTS drawing (
    drawing_no INTEGER NOT NULL, name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, size BIGINT NOT NULL,
    form VARCHAR NOT NULL, author VARCHAR NOT NULL, imported_by VARCHAR NOT NULL, imported_at_utc TIMESTAMP NOT NULL,
    erased_by VARCHAR
);
CREATE TABLE IF NOT EXISTS annotation (
    drawing_no INTEGER NOT NULL, place VARCHAR NOT NULL, start_key VARCHAR NOT NULL, end_key VARCHAR,
    text VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS annotation_refusal (
    drawing_no INTEGER NOT NULL, place VARCHAR NOT NULL, field VARCHAR NOT NULL, value VARCHAR NOT NULL,
    reason VARCHAR NOT NULL
)"""  # made with the first drawing: cases made before have none
_READ = """
WITH holder AS (SELECT identifier_key, actor_no FROM run_actor WHERE run_id = $run)
SELECT drawing_no, a.actor_no, b.actor_no, text
FROM annotation JOIN holder AS a ON a.identifier_key = start_key LEFT JOIN holder AS b ON b.identifier_key = end_key
WHERE end_key IS NULL OR b.actor_no IS NOT NULL
ORDER BY annotation.rowid
"""
_DRAWINGS = """
SELECT drawing_no, name, sha256, form, author, imported_by, imported_at_utc, erased_by,
       (SELECT count(*) FROM annotation AS a WHERE a.drawing_no = d.drawing_no AND end_key IS NOT NULL),
       (SELECT count(*) FROM annotation AS a WHERE a.drawing_no = d.drawing_no AND end_key IS NULL),
       (SELECT count(*) FROM annotation_refusal AS r WHERE r.drawing_no = d.drawing_no)
FROM drawing AS d ORDER BY drawing_no
"""


class Annotation(NamedTuple):
    """A link (two identifiers) or a note (one) that somebody drew, with its text and place in the file."""

    place: str
    start_key: str
    end_key: str | None
    text: str


class Refusal(NamedTuple):
    """An element of a drawing that was not taken over."""

    place: str
    field: str
    value: str
    reason: str


class Shown(NamedTuple):
    """An annotation as the actors of a run: numbers of actors, the second None for a note."""

    drawing_no: int
    start: int
    end: int | None
    text: str


@dataclass(frozen=True, slots=True)
class DrawingRow:
    """A drawing of the case; a name blank where it was erased."""

    drawing_no: int
    name: str
    sha256: str
    form: str
    author: str
    imported_by: str
    imported_at_utc: datetime
    erased_by: str | None
    links: int
    notes: int
    refused: int

    @property
    def drawing_id(self) -> str:
        """``drawing-1``."""
        return f"drawing-{self.drawing_no}"


def exist(con: DuckDBPyConnection) -> bool:
    """Whether a drawing was ever taken into this case."""
    return con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'annotation'").fetchone() is not None


def write(
    con: DuckDBPyConnection,
    file: File,
    name: str,
    author: str,
    *,
    kept: Sequence[Annotation],
    refused: Sequence[Refusal],
) -> int:
    """Keep a drawing. Call in a transaction.

    Returns:
        Its number.
    """
    con.execute(_TABLES)
    (number,) = con.execute("SELECT coalesce(max(drawing_no), 0)::INTEGER + 1 FROM drawing").fetchone() or (1,)
    insert(
        con,
        "drawing",
        {
            "drawing_no": number,
            "name": name,
            "sha256": file.sha256,
            "size": file.size,
            "form": file.drawing.form,
            "author": author,
            "imported_by": current_user(),
            "imported_at_utc": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
            "erased_by": None,
        },
    )
    _insert(con, "annotation", number, Annotation._fields, kept)
    _insert(con, "annotation_refusal", number, Refusal._fields, refused)
    return int(number)


def _insert(
    con: DuckDBPyConnection, table: str, number: int, fields: Sequence[str], rows: Sequence[Sequence[str | None]]
) -> None:
    import pyarrow as pa

    if not rows:
        return
    columns = dict(zip(fields, (pa.array(column, pa.string()) for column in zip(*rows, strict=True)), strict=True))
    con.register("new_rows", pa.table(columns))
    try:
        con.execute(f"INSERT INTO {table} SELECT $number, * FROM new_rows", {"number": number})
    finally:
        con.unregister("new_rows")


def drawings(con: DuckDBPyConnection) -> list[DrawingRow]:
    """Every drawing, in the order of import; what was erased keeps its line, without its name and author."""
    return [DrawingRow(*row) for row in con.execute(_DRAWINGS).fetchall()] if exist(con) else []


def with_digest(con: DuckDBPyConnection, sha256: str) -> DrawingRow | None:
    """The drawing that has these bytes, if it is in the case."""
    return next((d for d in drawings(con) if d.sha256 == sha256 and d.erased_by is None), None)


def read(con: DuckDBPyConnection, run_id: str) -> list[Shown]:
    """The annotations as links of, and notes on, the actors of a run, in the order of drawing."""
    return [Shown(*row) for row in con.execute(_READ, {"run": run_id}).fetchall()] if exist(con) else []


def refusals(con: DuckDBPyConnection, number: int) -> list[dict[str, Any]]:
    """What was not taken over: place, field, value, reason. The values are the file's own."""
    rows = con.execute(
        "SELECT place, field, value, reason FROM annotation_refusal WHERE drawing_no = ? ORDER BY rowid", [number]
    ).fetchall()
    return [Refusal(*row)._asdict() for row in rows]


def numbered(con: DuckDBPyConnection, drawing_id: str) -> int:
    """The number of a drawing that is in the case.

    Raises:
        UsageError: There is none of this id.
    """
    found = next((d for d in drawings(con) if d.drawing_id == drawing_id and d.erased_by is None), None)
    if found is None:
        raise UsageError("there is no such drawing", where=drawing_id[:60], remedy="list them with: netinvest drawings")
    return found.drawing_no


def erase(con: DuckDBPyConnection, number: int, erasure_id: str) -> int:
    """Erase a drawing with everything of it; its number, digest and the erasure stay.

    Returns:
        How many annotations went.
    """
    (count,) = con.execute("SELECT count(*) FROM annotation WHERE drawing_no = ?", [number]).fetchone() or (0,)
    for table in ("annotation", "annotation_refusal"):
        con.execute(f"DELETE FROM {table} WHERE drawing_no = ?", [number])
    con.execute("UPDATE drawing SET name = '', author = '', erased_by = ? WHERE drawing_no = ?", [erasure_id, number])
    return int(count)


def erase_of(con: DuckDBPyConnection, keys: Iterable[str]) -> None:
    """Erase every annotation about one of these identifiers."""
    if exist(con):
        con.execute(
            "DELETE FROM annotation WHERE list_contains($keys, start_key) OR list_contains($keys, end_key)",
            {"keys": list(keys)},
        )
