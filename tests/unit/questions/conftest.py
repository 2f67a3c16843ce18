from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from netinvest.ledger.ledger import Ledger
from netinvest.questions.event import Scope
from netinvest.questions.inquiry import Inquiry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

RUN = "r1"


def phone(number: int) -> str:
    return f"+4477009000{number:02d}"


class Book:
    """A ledger of one run, in which actor n holds telephone n and account n."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.con, self._row = ledger, ledger.con, 1
        for number, name in ((1, "one.csv"), (2, "two.csv")):
            self.con.execute(
                "INSERT INTO source BY NAME SELECT ? AS source_no, repeat(?, 64) AS source_id, ? AS name, 1 AS bytes, "
                "'x' AS media, 'calls' AS kind, 'x' AS loader, '1' AS loader_version, 'x' AS profile, '{}' AS options, "
                "'x' AS recognised_because, now()::TIMESTAMP AS loaded_at_utc, 'me' AS loaded_by, 3 AS lines, "
                "2 AS rows, "
                "2 AS loaded, 0 AS rejected, 0 AS duplicate, 1 AS structural_lines",
                [number, str(number), name],
            )

    def people(self, *numbers: int, protected: tuple[int, ...] = ()) -> None:
        for number in numbers:
            for key in (f"phone:{phone(number)}", f"account:GB{number:02d}"):
                self.con.execute("INSERT INTO alias VALUES (?, (SELECT count(*) + 1000 FROM alias))", [key])
                self.con.execute(
                    "INSERT INTO run_actor VALUES (?, ?, ?, 'unknown', ?)", [RUN, number, key, number in protected]
                )

    def finding(self, kind: str, name: str, actor: int | None, members: tuple[int, ...] = ()) -> None:
        identifiers = [{"kind": "phone", "value": phone(member)} for member in members]
        named = [f"A-{member:05d}" for member in members]
        body = json.dumps({"subject": {"identifiers": identifiers}, "streams": {"members": named}})
        actor_id = f"{kind}:{min(members, default=1):05d}" if actor is None else f"actor:{actor:05d}"
        self.con.execute("INSERT INTO finding VALUES (?, ?, ?, 1, ?, ?)", [RUN, name, kind, actor_id, body])

    def call(self, a: int, b: int, at: str, *, source: int = 1, **more: Any) -> int:
        return self._insert(
            "call_verbatim",
            source_no=source,
            originating_msisdn=phone(a),
            terminating_msisdn=phone(b),
            answered_at_utc=datetime.fromisoformat(at),
            duration_s=60,
            service="voice",
            **more,
        )

    def pay(self, a: int, b: int, at: str, amount: str, *, source: int = 1, precision: str = "second") -> int:
        return self._insert(
            "transfer",
            source_no=source,
            debtor_account=f"GB{a:02d}",
            creditor_account=f"GB{b:02d}",
            booked_at_utc=datetime.fromisoformat(at),
            booked_precision=precision,
            amount=amount,
            currency="GBP",
        )

    def _insert(self, table: str, **values: Any) -> int:
        self._row += 1
        values["row"] = self._row
        marks = ", ".join("?" * len(values))
        self.con.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))
        return self._row

    def inquiry(self, *, protected: frozenset[int] = frozenset(), **scope: Any) -> Inquiry:
        return Inquiry(self.con, RUN, Scope(**scope), protected=protected)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Ledger.create(tmp_path / "a.case") as ledger:
        yield Book(ledger)


@pytest.fixture
def said() -> Callable[[Any], list[dict[str, Any]]]:
    return lambda answer: [line.said for line in answer.lines]
