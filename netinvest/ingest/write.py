"""Records into the tables of the ledger, rejections beside them, and the rows that say the same twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from netinvest.ingest.manner import Manners
from netinvest.ingest.shared_words import SharedWords
from netinvest.ledger.column import array_of, of_array
from netinvest.ledger.row import next_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb
    from numpy.typing import NDArray

    from netinvest.ingest.typist import Refused, Typed

_ROW_GROUP = 122_880  # DuckDB compresses whole ones; others are written twice
_HELD = 8 * _ROW_GROUP
_HELD_BYTES = 32 * 1024 * 1024  # of one table: rows of long texts are written sooner
_REFUSED = pa.schema([("row", pa.int64()), ("field", pa.string()), ("value", pa.string()), ("reason", pa.string())])
_PARTS = {
    "call_coded": ("call", ("call_coded", "call_verbatim")),
    "call_verbatim": ("call", ("call_coded", "call_verbatim")),
}
"""Tables of which a view shows several as one: the view, and all of them."""

_WORDED = frozenset({"call_coded"})
"""Tables that keep what many rows share as its number in ``word`` or ``manner``."""


class Writer:
    """Writes one source inside the transaction that is open.

    Args:
        con: The ledger's connection.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self.source_no = next_number(con, "source", "source_no")
        self._words = SharedWords(con)
        self._manners = Manners(con, self._words)
        self._refused: list[Refused] = []
        self._remarks: list[Refused] = []
        self._keys: list[NDArray[np.uint64]] = []
        self._rows: list[NDArray[np.int64]] = []
        self.loaded = 0
        self._records = ""
        self._waiting: dict[str, list[pa.Table]] = {}

    def write(self, blocks: Iterator[Typed]) -> None:
        """Write all records of a file, some row groups at a time.

        Args:
            blocks: What was raised while reading them is raised here.
        """
        for typed in blocks:
            self._note(typed)
            for name, tables in self._waiting.items():
                rows = sum(table.num_rows for table in tables)
                if rows >= _HELD or (rows >= _ROW_GROUP and sum(table.nbytes for table in tables) >= _HELD_BYTES):
                    self._flush(name, whole=False)
        for name in self._waiting:
            self._flush(name, whole=True)
        for name, shared in (("word", self._words.table()), ("manner", self._manners.table())):
            if len(shared):
                self._insert(name, shared)

    def _note(self, typed: Typed) -> None:
        first = next(iter(typed.tables), "")
        self._records = self._records or first
        records = _PARTS.get(self._records, ("", (self._records,)))[1]
        self.loaded += sum(typed.tables[name].num_rows for name in records if name in typed.tables)
        if typed.keys is not None:
            self._keys.append(typed.keys)
            self._rows.append(
                array_of(typed.tables[first].column("row").combine_chunks()) if typed.rows is None else typed.rows
            )
        for name, table in typed.tables.items():
            if table.num_rows:
                self._waiting.setdefault(name, []).append(self._numbered(table) if name in _WORDED else table)
        self._refused.extend(typed.refused)
        self._remarks.extend(typed.remarks)

    def _numbered(self, table: pa.Table) -> pa.Table:
        """A table with numbers in place of its dictionaries."""
        for place, column in enumerate(table.columns):
            if pa.types.is_dictionary(column.type):
                shared = self._manners if pa.types.is_struct(column.type.value_type) else self._words
                numbers = np.concatenate([shared.numbers(chunk) for chunk in column.chunks])
                table = table.set_column(place, table.schema.names[place], of_array(numbers, numbers == 0))
        return table

    def _flush(self, name: str, *, whole: bool) -> None:
        """Write what waits for a table: all of it, or as many row groups as are full."""
        tables = self._waiting[name]
        if not tables:
            return
        schema = tables[0].schema
        held = pa.concat_tables([table.select(schema.names).cast(schema) for table in tables])
        size = held.num_rows if whole else held.num_rows // _ROW_GROUP * _ROW_GROUP
        self._insert(name, held.slice(0, size).combine_chunks())
        self._waiting[name] = [held.slice(size)] if size < held.num_rows else []

    def refuse(self, refused: list[Refused]) -> None:
        """Add rows that could not be cut."""
        self._refused.extend(refused)

    def _insert(self, name: str, table: pa.Table) -> None:
        columns = ", ".join(f'"{column}"' for column in table.schema.names)
        batches = pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=_ROW_GROUP))
        # as a bare stream: of a table DuckDB makes a pyarrow.dataset, which takes long to import
        self._con.register("block", batches.__arrow_c_stream__())
        try:
            self._con.execute(
                f"INSERT INTO {name} (source_no, {columns}) SELECT {self.source_no}, {columns} FROM block"
            )
        finally:
            self._con.unregister("block")

    def finish(
        self, identity: str, lines: int, structural: int, edges: list[tuple[int, str]]
    ) -> tuple[int, int, int, int, int, int]:
        """Set duplicates apart, write what was refused, and count.

        Args:
            identity: Columns that make two rows one event.
            lines: The number of the last row.
            structural: Lines that were headings, preamble and blanks.
            edges: First and last rows that are balances, totals and such where they are no records.

        Returns:
            lines, rows, loaded, rejected, duplicate, structural_lines.
        """
        duplicates = self._set_apart(identity) if identity else 0
        last = max((int(rows.max()) for rows in self._rows if len(rows)), default=0)
        first = min((int(rows.min()) for rows in self._rows if len(rows)), default=0)
        edge_rows = {row for row, _ in edges if row > last or row < first}
        # one reason a row, and none for a row at the edge that is a balance or a total
        refused: dict[int, Refused] = {}
        for entry in sorted(self._refused, key=lambda entry: entry[0]):
            refused.setdefault(entry[0], entry)
        at_edges = [row for row in refused if row in edge_rows]
        for row in at_edges:
            del refused[row]
        structural += len(at_edges)
        for name, entries in (("rejection", list(refused.values())), ("remark", self._remarks)):
            if entries:
                columns = list(zip(*entries, strict=True))
                arrays = [pa.array(column, kind) for column, kind in zip(columns, _REFUSED.types, strict=True)]
                self._insert(name, pa.table(arrays, schema=_REFUSED))
        loaded = self.loaded - duplicates
        rows = loaded + len(refused) + duplicates
        if rows + structural != lines:
            raise AssertionError(f"{lines} lines, but {rows} rows and {structural} structural lines")
        return lines, rows, loaded, len(refused), duplicates, structural

    def _set_apart(self, identity: str) -> int:
        """Move rows that repeat an earlier one of this source to ``duplicate``."""
        if not self._keys:
            return 0
        keys = np.concatenate(self._keys)
        ordered = np.sort(keys)
        twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        if not len(twice):
            return 0
        suspects = np.concatenate(self._rows)[np.isin(keys, twice)]
        # equal keys are a reason to look, equal columns decide
        view, tables = _PARTS.get(self._records, (self._records, (self._records,)))
        self._con.register("suspect", pa.table({"row": of_array(suspects)}).__arrow_c_stream__())
        try:
            self._con.execute(
                f"""
                INSERT INTO duplicate
                SELECT {self.source_no}, row, first FROM (
                    SELECT c.row, min(c.row) OVER (PARTITION BY {identity}) AS first
                    FROM {view} c JOIN suspect s ON c.row = s.row WHERE c.source_no = {self.source_no})
                WHERE row <> first ORDER BY row"""
            )
            for table in tables:
                self._con.execute(
                    f"""
                    DELETE FROM {table} WHERE source_no = {self.source_no} AND row IN
                        (SELECT row FROM duplicate WHERE source_no = {self.source_no})"""
                )
        finally:
            self._con.unregister("suspect")
        found = self._con.execute("SELECT count(*) FROM duplicate WHERE source_no = ?", [self.source_no]).fetchone()
        return int(found[0]) if found else 0
