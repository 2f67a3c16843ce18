"""An answer: sentences, and lines of which each rests on rows of the case's files."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from netinvest.resolve.alias import alias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

SHOWN_ROWS = 20
"""Row numbers named with a line unless more are asked for; the rest is counted."""

_ROWS = """
CREATE OR REPLACE TEMP TABLE answer_row AS
SELECT line, record, source_no, row FROM wanted JOIN event_row USING (event_no)
UNION SELECT line, record, source_no, row FROM named
"""
_FIRST = """
SELECT line, record, name, source_id, total, row FROM (
    SELECT *, count(*) OVER place AS total, row_number() OVER (PARTITION BY line, record, source_no ORDER BY row) AS nth
    FROM answer_row WINDOW place AS (PARTITION BY line, record, source_no))
JOIN source USING (source_no) WHERE nth <= ? ORDER BY line, record, name, source_id, row
"""


@dataclass
class Line:
    """One line of an answer.

    Attributes:
        said: What it says, by column; ``ACTORS`` columns hold actor numbers, everything else plain JSON types.
        events: The events of ``netinvest.questions.event`` that it rests on.
        rows: ``(record, source_no, row)`` that it rests on beside them.
    """

    said: dict[str, Any]
    events: Iterable[int] = ()
    rows: Iterable[tuple[str, int, int]] = ()


ACTORS = frozenset({"from", "to", "actor", "removed"})
"""Columns that hold an actor's number, or a list of them."""


@dataclass
class Answer:
    """What a question found.

    Attributes:
        question: The verb.
        about: The actors it was asked about, in the order they were given.
        said: The answer in sentences; ``{n}`` in braces stands for an actor's alias.
        lines: The answer in lines, best or first first.
        caveats: How it is misread.
    """

    question: str
    about: tuple[int, ...]
    said: list[str]
    lines: list[Line] = field(default_factory=list)
    caveats: list[str] = field(default_factory=list)

    def actors(self) -> set[int]:
        """Every actor that the answer names."""
        found = set(self.about)
        for line in self.lines:
            for name in ACTORS & line.said.keys():
                value = line.said[name]
                found |= set(value) if isinstance(value, list) else set() if value is None else {value}
        return found

    def evidence(self, con: DuckDBPyConnection, *, shown: int | None = SHOWN_ROWS) -> list[list[dict[str, Any]]]:
        """For each line the files and rows it rests on: record, name, source_id, rows (the first ``shown``), total."""
        import pyarrow as pa

        pairs = [(place, event) for place, line in enumerate(self.lines) for event in line.events]
        rows = [(place, *row) for place, line in enumerate(self.lines) for row in line.rows]
        con.register("wanted", _table(pairs, ("line", "event_no")))
        named = _table([row[:1] + row[2:] for row in rows], ("line", "source_no", "row"))
        con.register("named", named.append_column("record", pa.array([row[1] for row in rows], pa.string())))
        try:
            con.execute(_ROWS)
        finally:
            con.unregister("wanted")
            con.unregister("named")
        found: list[list[dict[str, Any]]] = [[] for _ in self.lines]
        first = con.execute(_FIRST, [shown or 1 << 40]).fetchall()
        for (place, record, name, source_id, total), group in groupby(first, key=lambda row: row[:5]):
            numbers = [row[5] for row in group]
            item = {"record": record, "name": name, "source_id": source_id, "rows": numbers, "total": total}
            found[place].append(item)
        return found


def named(value: Any) -> Any:
    """An actor's number, or a list of them, as aliases."""
    if isinstance(value, list):
        return [alias(number) for number in value]
    return None if value is None else alias(value)


def _table(rows: list[tuple[Any, ...]], names: tuple[str, ...]) -> Any:
    import pyarrow as pa

    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return pa.table([pa.array(column, pa.int64()) for column in columns], names=list(names))


def moment(value: Any) -> str | None:
    """A time in UTC, ISO 8601 with Z."""
    return None if value is None else f"{value.isoformat(timespec='seconds')}Z"


def money(value: Any) -> str:
    """An amount as text, without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
