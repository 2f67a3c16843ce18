"""Records into the tables of the ledger, rejections beside them, and the rows that say the same twice."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb
    from numpy.typing import NDArray

    from netinvest.ingest.typist import Refused, Typed

_BATCH = 122_880  # DuckDB's row group: others are written twice
_REFUSED = pa.schema([("row", pa.int64()), ("field", pa.string()), ("value", pa.string()), ("reason", pa.string())])


class Writer:
    """Writes one source inside the transaction that is open.

    Args:
        con: The ledger's connection.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        found = con.execute("SELECT coalesce(max(source_no), 0) + 1 FROM source").fetchone()
        self.source_no: int = found[0] if found else 1
        self._refused: list[Refused] = []
        self._remarks: list[Refused] = []
        self._keys: list[NDArray[np.uint64]] = []
        self._rows: list[NDArray[np.int64]] = []
        self.loaded = 0
        self._table = ""
        self._others: dict[str, list[pa.Table]] = {}

    def write(self, blocks: Iterator[Typed]) -> None:
        """Write all records of a file in one statement, block by block as they are read.

        DuckDB compresses whole row groups: one stream costs half of what an INSERT a block would, and holds no more
        than a few blocks. Tables beside the first are small and follow.

        Args:
            blocks: What was raised while reading them is raised here.
        """
        first = next(blocks, None)
        if first is None:
            return
        name, table = next(iter(first.tables.items()))
        self._table = name
        failure: list[BaseException] = []

        def batches() -> Iterator[pa.RecordBatch]:
            try:
                held = table.schema.empty_table()
                for typed in chain([first], blocks):
                    held = pa.concat_tables([held, self._noted(typed).select(table.schema.names).cast(table.schema)])
                    while held.num_rows >= _BATCH:
                        yield from held.slice(0, _BATCH).combine_chunks().to_batches()
                        held = held.slice(_BATCH)
                yield from held.combine_chunks().to_batches()
            except BaseException as error:
                failure.append(error)
                raise

        try:
            self._insert(name, pa.RecordBatchReader.from_batches(table.schema, batches()))
        except Exception:
            if failure:
                raise failure[0] from None
            raise
        for other, tables in self._others.items():
            whole = pa.concat_tables(tables)
            if whole.num_rows:
                self._insert(other, whole)

    def _noted(self, typed: Typed) -> pa.Table:
        """The first table of a block; the rest is kept for later."""
        (_, table), *others = typed.tables.items()
        self.loaded += table.num_rows
        if typed.keys is not None:
            self._keys.append(typed.keys)
            self._rows.append(table.column("row").to_numpy())
        for name, other in others:
            self._others.setdefault(name, []).append(other)
        self._refused.extend(typed.refused)
        self._remarks.extend(typed.remarks)
        return table

    def refuse(self, refused: list[Refused]) -> None:
        """Add rows that could not be cut."""
        self._refused.extend(refused)

    def _insert(self, name: str, table: pa.Table | pa.RecordBatchReader) -> None:
        columns = ", ".join(f'"{column}"' for column in table.schema.names)
        # as a bare stream: of a table or a reader DuckDB makes a pyarrow.dataset, which takes long to import
        self._con.register("block", table.__arrow_c_stream__())
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
        keys, rows = np.concatenate(self._keys), np.concatenate(self._rows)
        ordered = np.sort(keys)
        twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        if not len(twice):
            return 0
        suspects = rows[np.isin(keys, twice)]
        # equal keys are a reason to look, equal columns decide
        self._con.register("suspect", pa.table({"row": pa.array(suspects)}))
        try:
            self._con.execute(
                f"""
                INSERT INTO duplicate
                SELECT {self.source_no}, row, first FROM (
                    SELECT c.row, min(c.row) OVER (PARTITION BY {identity}) AS first
                    FROM {self._table} c JOIN suspect s ON c.row = s.row WHERE c.source_no = {self.source_no})
                WHERE row <> first ORDER BY row"""
            )
            self._con.execute(
                f"""
                DELETE FROM {self._table} WHERE source_no = {self.source_no} AND row IN
                    (SELECT row FROM duplicate WHERE source_no = {self.source_no})"""
            )
        finally:
            self._con.unregister("suspect")
        found = self._con.execute("SELECT count(*) FROM duplicate WHERE source_no = ?", [self.source_no]).fetchone()
        return int(found[0]) if found else 0
