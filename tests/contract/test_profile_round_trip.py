# ruff: noqa: E501 - one query a line
"""However a clerk exports a table (encoding, delimiter, order, preamble, footer, damage), its records are the same."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger
from tests.contract.profile_rows import rows, tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netinvest.ingest.report import SourceReport
    from netinvest.loading.loader import Loader

TABLE = {"calls": "call", "transfers": "transfer", "advertisements": "advertisement", "subjects": "subject"}
COUNT = 25
LOADERS = tables()
_PLAIN: dict[tuple[str, int], list[Any]] = {}


@st.composite
def exports(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "seed": draw(st.integers(0, 3)),
        "delimiter": draw(st.sampled_from(",;\t|")),
        "encoding": draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])),
        "newline": draw(st.sampled_from(["\n", "\r\n", "\r"])),
        "order": draw(st.randoms(use_true_random=False)),
        "preamble": draw(st.integers(0, 9)),
        "rule": draw(st.booleans()),
        "footer": draw(st.sampled_from(["", "*** END OF REPORT ***", "Total records: 25", "25 rows"])),
        "quoting": draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        "blank_lines": draw(st.sets(st.integers(1, COUNT - 1), max_size=3)),
        "trailing": draw(st.integers(0, 2)),
        "case": draw(st.sampled_from([str, str.upper, str.lower, str.title])),
        "damaged": draw(
            st.dictionaries(st.integers(0, COUNT), st.sampled_from(["short", "long", "quote"]), max_size=4)
        ),
    }


def write(loader: Loader, how: dict[str, Any]) -> bytes:
    """The rows as this export has them; damaged lines stand between them."""
    heading, body = rows(loader, COUNT, how["seed"])
    order = list(range(len(heading)))
    how["order"].shuffle(order)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=how["delimiter"], lineterminator=how["newline"], quoting=how["quoting"])
    for line in range(how["preamble"]):
        writer.writerow([["OPERATOR LIMITED"], [], ["Period", "January"], ["Requested by", "LEA"]][line % 4])
    empty = [""] * how["trailing"]
    writer.writerow([how["case"](heading[at]) for at in order] + empty)
    if how["rule"]:
        writer.writerow(["-" * 8] * len(order) + empty)
    for place, row in enumerate(body):
        if place in how["blank_lines"]:
            text.write(how["newline"])
        if (damage := how["damaged"].get(place)) is not None:
            broken = {"short": "07", "long": how["delimiter"].join(["07"] * (len(order) + 9)), "quote": '"unclosed'}
            text.write(broken[damage] + how["newline"])
        writer.writerow([row[at] for at in order] + empty)
    if how["footer"]:
        text.write(how["footer"] + how["newline"])
    return text.getvalue().encode(how["encoding"])


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """One case for all: what is told apart is told by its source."""
    with Ledger.create(tmp_path_factory.mktemp("round") / "x.case") as made:
        yield made


def _records(ledger: Ledger, loader: Loader, data: bytes) -> tuple[list[Any], SourceReport]:
    file = ledger.path / "extract.csv"
    file.write_bytes(data)
    report = load_file(ledger, file, country="GB", time_zone="Europe/London", loaded_by="test")
    table = TABLE[str(loader.profile.kind)]
    columns = ledger.con.execute(f"SELECT * FROM {table} LIMIT 0").description
    kept = [name for name, *_ in columns if name not in {"source_no", "row"} and not name.endswith("_original")]
    query = f"SELECT {', '.join('t.' + name for name in kept)} FROM {table} t JOIN source s USING (source_no) WHERE s.source_id = ? ORDER BY t.row"
    return ledger.con.execute(query, [report.source_id]).fetchall(), report


def _plain(ledger: Ledger, loader: Loader, seed: int) -> list[Any]:
    if (loader.name, seed) not in _PLAIN:
        heading, body = rows(loader, COUNT, seed)
        text = "".join(_quoted(row) + "\n" for row in [heading, *body])
        found, report = _records(ledger, loader, text.encode())
        assert (report.profile, len(found)) == (loader.name, COUNT)
        _PLAIN[loader.name, seed] = found
    return _PLAIN[loader.name, seed]


def _quoted(row: list[str]) -> str:
    return ",".join(f'"{cell}"' for cell in row)


@pytest.mark.parametrize("loader", LOADERS, ids=[loader.name for loader in LOADERS])
@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(how=exports())
def test_an_export_in_any_form_gives_the_same_records(loader: Loader, how: dict[str, Any], ledger: Ledger) -> None:
    plain = _plain(ledger, loader, how["seed"])
    found, report = _records(ledger, loader, write(loader, how))
    if report.already_loaded:
        return
    assert found == plain, report.recognised_because
    assert report.profile == loader.name
    assert report.lines == report.loaded + report.rejected + report.duplicate + report.structural_lines


@pytest.mark.soak
@pytest.mark.parametrize("loader", LOADERS, ids=[loader.name for loader in LOADERS])
@settings(
    max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(how=exports())
def test_five_hundred_exports_give_the_same_records(loader: Loader, how: dict[str, Any], ledger: Ledger) -> None:
    plain = _plain(ledger, loader, how["seed"])
    found, _ = _records(ledger, loader, write(loader, how))
    assert found == plain
