"""Public sample data, loaded: what is in the files is in the ledger, to the row.

The samples, their licences and where they come from lie in ``samples/``. Two files of AMLSim's archive are repacked
(gzip without a name or a date); everything else is byte for byte what was published.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netinvest.ingest.report import SourceReport

SAMPLES = Path(__file__).parent / "samples"
BANDICOOT = SAMPLES / "bandicoot"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "samples.case") as created:
        yield created


def load(ledger: Ledger, path: Path, **options: str) -> SourceReport:
    return load_file(ledger, path, country="GB", time_zone="UTC", loaded_by="tests", **options)


def count(ledger: Ledger, query: str) -> tuple[object, ...]:
    row = ledger.con.execute(query).fetchone()
    assert row is not None
    return tuple(row)


def test_callmine_loads_every_call(ledger: Ledger) -> None:
    report = load(ledger, SAMPLES / "callmine" / "sample_raw_data.csv")
    assert (report.kind, report.rows, report.loaded) == ("calls", 11_000, 11_000)
    # the planted block: 1,000 calls of 20 to 39 seconds
    block = count(
        ledger,
        "SELECT count(*), min(duration_s), max(duration_s) FROM call "
        "WHERE try_cast(originating_msisdn AS INTEGER) BETWEEN 250 AND 259 "
        "AND try_cast(terminating_msisdn AS INTEGER) BETWEEN 258 AND 267",
    )
    assert block == (1000, 20, 39)


def test_amlsim_loads_every_transfer_and_account(ledger: Ledger) -> None:
    transfers = load(ledger, SAMPLES / "amlsim" / "transactions.csv.gz")
    with gzip.open(SAMPLES / "amlsim" / "transactions.csv.gz", "rt") as handle:
        rows = list(csv.reader(handle))[1:]
    # payments alike on one day are several, unless a balance, a reference or a time of day shows that it is one
    assert len(rows) > len(set(map(tuple, rows)))
    assert (transfers.kind, transfers.rows, transfers.loaded, transfers.duplicate) == ("transfers", 120_558, 120_558, 0)
    accounts = load(ledger, SAMPLES / "amlsim" / "nodes.csv.gz")
    assert (accounts.kind, accounts.rows, accounts.loaded) == ("subjects", 20_000, 20_000)


@pytest.mark.parametrize(
    "name",
    ["bandicoot/tests/samples/manual/A.csv", "bandicoot/tests/samples/manual/B.csv", "demo/data/ego.csv",
     "bandicoot/tests/samples/u_test2.csv"],
)  # fmt: skip
def test_bandicoot_loads_every_interaction(ledger: Ledger, name: str) -> None:
    report = load(ledger, BANDICOOT / name)
    with (BANDICOOT / name).open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    repeated = len(rows) - len({tuple(row.values()) for row in rows})
    assert (report.kind, report.rows) == ("calls", len(rows))
    assert (report.loaded, report.duplicate) == (len(rows) - repeated, repeated)
    expected = Counter("sms" if row["interaction"] == "text" else "voice" for row in rows)
    if not repeated:
        found = dict(ledger.con.execute("SELECT service, count(*) FROM call GROUP BY service").fetchall())
        assert found == expected


def test_loading_the_same_bytes_again_adds_nothing(ledger: Ledger) -> None:
    first = load(ledger, BANDICOOT / "demo/data/ego.csv")
    again = load(ledger, BANDICOOT / "demo/data/ego.csv")
    assert not first.already_loaded
    assert again.already_loaded
    assert count(ledger, "SELECT count(*) FROM call") == (first.loaded,)
