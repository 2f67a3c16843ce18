# ruff: noqa: S311, PT017 - damage, and a refusal is one of two right ends
"""Damaged records in the formats that are no tables: nothing is raised but a refusal, and no good record is bent.

As in ``test_fuzz``, an input is a record that was damaged, in a file between records that were not. Their bytes are
damaged at random too: that is read without a case, for the refusals.
"""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING, Any

import pytest
from netinvest.errors import InputRefused
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger
from netinvest.loading.loader import installed_loaders
from tests.hostile.messages import FORMATS, Format
from tests.hostile.test_fuzz import damaged_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from netinvest.ingest.report import SourceReport

GOOD, DAMAGED = 500, 2500
TABLES = ("call", "transfer", "subject")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty case."""
    with Ledger.create(tmp_path / "x.case") as made:
        yield made


def _records(ledger: Ledger, report: SourceReport | None) -> set[tuple[Any, ...]]:
    """What the ledger holds of a file, without row numbers; of all files if None."""
    numbers = {
        no
        for no, source_id in ledger.con.execute("SELECT source_no, source_id FROM source").fetchall()
        if report is None or source_id.partition("#")[0] == report.source_id.partition("#")[0]
    }
    found: set[tuple[Any, ...]] = set()
    for table in TABLES:
        columns = [name for name, *_ in ledger.con.execute(f"SELECT * FROM {table} LIMIT 0").description or ()]
        kept = ", ".join(
            name for name in columns if name not in {"source_no", "row"} and not name.endswith("_original")
        )
        more = (
            ", (SELECT list((kind, value) ORDER BY kind, value) FROM subject_identifier i"
            " WHERE i.source_no = t.source_no AND i.row = t.row)" if table == "subject" else ""
        )  # fmt: skip
        for no, *values in ledger.con.execute(f"SELECT source_no, {kept} {more} FROM {table} t").fetchall():
            if no in numbers:
                found.add((table, *map(str, values)))
    return found


def _load(ledger: Ledger, form: Format, text: str) -> SourceReport:
    file = ledger.path / f"report{form.suffix}"
    file.write_text(text, encoding="utf-8", errors="surrogatepass")
    return load_file(ledger, file, country="GB", time_zone="Europe/London", loaded_by="test")


def _holds(ledger: Ledger, form: Format, files: int, seed: int) -> int:
    """Fuzz some files of a format; returns how many were read."""
    read = 0
    good = [form.record(n) for n in range(1, GOOD + 1)]
    clean = _records(ledger, _load(ledger, form, form.whole(good)))
    assert len(clean) > 0.9 * GOOD
    for number in range(seed, seed + files):
        rng = random.Random(number)
        bad = [form.damage(form.record(rng.randrange(GOOD + 1, 9999)), rng) for _ in range(DAMAGED)]
        mixed = good + bad
        rng.shuffle(mixed)
        before = _records(ledger, None)
        try:
            report = _load(ledger, form, form.whole([good[0], *mixed]))
        except InputRefused as refused:
            assert "\n" not in str(refused)
            assert _records(ledger, None) == before
            continue
        read += 1
        for part in (report, *report.parts):
            assert part.lines == part.loaded + part.rejected + part.duplicate + part.structural_lines
        assert not clean - _records(ledger, report)
    return read


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_five_thousand_damaged_records_bend_no_good_one(form: Format, ledger: Ledger) -> None:
    assert _holds(ledger, form, 2, 0) == 2


@pytest.mark.soak
@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_a_hundred_thousand_damaged_records_bend_no_good_one(form: Format, ledger: Ledger) -> None:
    assert _holds(ledger, form, 40, 1000) == 40


def _any_bytes(form: Format, count: int, seed: int) -> None:
    rng = random.Random(seed)
    whole = next(loader for loader in installed_loaders() if loader.name == form.loader)
    data = form.whole([form.record(n) for n in range(12)]).encode()
    for _ in range(count):
        damaged = damaged_bytes(data, rng)
        for part in whole.parts or (whole,):
            assert part.read is not None
            try:
                for texts in part.read(io.BytesIO(damaged), "report"):
                    assert texts.table.num_rows == len(texts.rows)
            except InputRefused as refused:
                assert "\n" not in str(refused)


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_damaged_bytes_are_read_or_refused(form: Format) -> None:
    _any_bytes(form, 300, 0)


@pytest.mark.soak
@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_many_damaged_bytes_are_read_or_refused(form: Format) -> None:
    _any_bytes(form, 20_000, 1)
