from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import netinvest
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

SCHEMA = (Path(netinvest.__file__).parent / "ledger" / "schema.sql").read_text(encoding="utf-8")


@dataclass
class Records:
    """A ledger in memory into which a test writes rows; what it does not give is absent."""

    con: duckdb.DuckDBPyConnection
    row: int = 0
    sources: set[int] = field(default_factory=set)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.con.begin()
        try:
            yield
        except BaseException:
            self.con.rollback()
            raise
        self.con.commit()

    def _insert(self, table: str, source: int, row: int | None, **values: Any) -> int:
        self.row = self.row + 1 if row is None else row
        columns = {"source_no": source, "row": self.row, **values}
        marks = ", ".join("?" * len(columns))
        self.con.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", list(columns.values()))
        return self.row

    def call(self, a: str, b: str, at: str | datetime, *, source: int = 1, **values: Any) -> int:
        values = {"service": "voice", "duration_s": 60, "observed_party": "originating", **values}
        return self._insert(
            "call_verbatim", source, None, originating_msisdn=a, terminating_msisdn=b, answered_at_utc=at, **values
        )

    def transfer(self, debtor: str | None, creditor: str | None, at: str, *, source: int = 2, **values: Any) -> int:
        values = {"amount": 100, "currency": "GBP", "booked_precision": "second", **values}
        return self._insert(
            "transfer", source, None, debtor_account=debtor, creditor_account=creditor, booked_at_utc=at, **values
        )

    def ad(self, at: str, *contacts: tuple[str, str, str], source: int = 3, **values: Any) -> int:
        row = self._insert("advertisement", source, None, posted_at_utc=at, **{"ad_id": f"ad{self.row}", **values})
        for kind, value, role in contacts:
            self._insert(
                "advertisement_contact",
                source,
                row,
                kind=kind,
                value=value,
                role=role,
                where_found="field",
                confidence=1,
            )
        return row

    def subject(self, *identifiers: str, source: int = 4, valid: tuple[Any, Any] = (None, None), **values: Any) -> int:
        row = self._insert("subject", source, None, **values)
        for key in identifiers:
            kind, _, value = key.partition(":")
            self._insert(
                "subject_identifier",
                source,
                row,
                kind=kind,
                value=value,
                valid_from_utc=valid[0],
                valid_to_utc=valid[1],
            )
        return row


@pytest.fixture
def ledger() -> Iterator[Records]:
    con = duckdb.connect(config={"threads": 1})
    con.execute("SET TimeZone = 'UTC'")
    con.execute(SCHEMA)
    yield Records(con)
    con.close()
