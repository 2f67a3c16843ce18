"""Cases of every former version are opened, brought to this one's, and hold what they held; killed half-way too."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import netinvest as ni
import pytest
from netinvest.errors import CaseError
from netinvest.ledger import migration
from netinvest.ledger.ledger import DATABASE, STORAGE_VERSION, Ledger

FORMER = sorted((Path(__file__).parent / "former").glob("*.sql"))  # out of the history of schema.sql
ADDED = ["language", "language_confidence", "ages_contradict"]  # by version 1 on its way: not in its first cases
CODED_BEFORE_5 = """now_case.main.call_coded
    JOIN (FROM now_case.main.manner SELECT * EXCLUDE source_no) USING (manner_no)"""
CODED_BEFORE_4 = f"""(
    WITH words AS (SELECT word_no, text FROM now_case.main.word), coded AS (FROM {CODED_BEFORE_5})
    SELECT coded.* REPLACE (
        ['voice', 'sms', 'mms', 'data'][service] AS service,
        ['originating', 'terminating'][observed_party] AS observed_party,
        ['ambiguous', 'nonexistent'][time_note] AS time_note, f.text AS first_cell, l.text AS last_cell,
        a.text AS answered_at_form, s.text AS service_original)
    FROM coded
    LEFT JOIN words f ON f.word_no = first_cell LEFT JOIN words l ON l.word_no = last_cell
    LEFT JOIN words a ON a.word_no = answered_at_form LEFT JOIN words s ON s.word_no = service_original)"""
RECORDS = ("calls", "transfers", "advertisements", "subjects")


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of this version with records of every kind, an analysis, a decision and a refused row."""
    folder = tmp_path_factory.mktemp("now")
    (folder / "calls.csv").write_text(
        "calling number,called number,start time,duration,service,first cell,last cell\n"
        + "".join(
            f"07700 9001{n % 7:02d},+4477009002{n % 5:02d},2026-03-{1 + n % 28:02d} 10:{n:02d}:00,{n},"
            f"{('SMS', 'Voice', 'sms')[n % 3]},{f'234-10-1-{n % 4}' if n % 5 else ''},234-10-2-{n % 3}\n"
            for n in range(60)
        )
        + "+447700900101,+447700900102,2026-03-29 01:30:00,7,Voice,,\n"  # no such time in London
        + "+447700900101,+447700900102,2026-03-01 11:00:00,many,Voice,,\n"
    )
    (folder / "payments.csv").write_text(
        "debtor account,creditor account,amount,currency,date,reference\n"
        + "".join(f"ACC{n % 4:08d},ACC{9:08d},{n}.50,GBP,2026-03-{1 + n:02d},room\n" for n in range(20))
    )
    (folder / "ads.jsonl").write_text(
        '{"ad_id": "1", "posted_at": "2026-03-01T10:00:00Z", "title": "Wren", "phone": "+447700900101"}\n'
    )
    (folder / "register.csv").write_text("subject id,name,phone,category\nS1,Ada Birch,+447700900101,victim\n")
    case = ni.create_case(folder / "now.case", country="GB", time_zone="Europe/London")
    case.load(*(folder / name for name in ("calls.csv", "payments.csv", "ads.jsonl", "register.csv")))
    case.analyse(seed=1, perturbations=0)
    case.decide("phone:+447700900103", "phone:+447700900104", same=True, reason="one pocket")
    return case.path


def former(now: Path, schema: Path, out: Path) -> Path:
    """The case as that version would have written it: its own tables, filled with the columns that it had."""
    shutil.copytree(now, out)
    (out / DATABASE).unlink()
    version = schema.stem.partition("-")[0]
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{now / DATABASE}' AS now_case (READ_ONLY)")
        con.execute(f"ATTACH '{out / DATABASE}' AS old_case (STORAGE_VERSION '{STORAGE_VERSION}')")
        con.execute("USE old_case")
        con.execute(schema.read_text())
        tables = con.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'old_case'").fetchall()
        for (table,) in tables:
            columns = ", ".join(f'"{name}"' for name, *_ in con.execute(f"SELECT * FROM {table} LIMIT 0").description)
            rows = f"now_case.main.{table}"
            if table == "call_coded":
                rows = CODED_BEFORE_4 if version < "4" else CODED_BEFORE_5
            con.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {rows}")
        con.execute(f"UPDATE meta SET value = '{version}' WHERE name = 'schema_version'")
    return out


def held(path: Path) -> dict[str, Any]:
    """Records, findings and checks of a case."""
    case = ni.open_case(path).reveal(purpose="a test")
    held = {kind: case.to_pandas(kind).drop(columns=ADDED, errors="ignore").to_csv() for kind in RECORDS}
    assert [check.promise for check in case.verify() if not check.holds] == []
    findings = [(f["id"], f["kind"], f["score"]) for f in case.result().findings]
    return held | {"findings": findings, "rejections": case.rejections(), "sources": len(case.sources())}


@pytest.mark.parametrize("schema", FORMER, ids=[file.stem for file in FORMER])
def test_a_case_of_a_former_version_is_opened_and_goes_on(now: Path, schema: Path, tmp_path: Path) -> None:
    before = held(now)
    path = former(now, schema, tmp_path / "old.case")
    old = ni.open_case(path)
    entries = len(old.log())
    assert [note for note in old.notes if "earlier version" in note] != []
    assert held(path) == before
    log = ni.open_case(path).log()
    (entry,) = [e for e in log if "to_version" in e.detail]
    assert (entry.action, entry.detail["to_version"]) == ("alteration", migration.VERSION)
    assert entry.seq == entries
    again = ni.open_case(path)
    again.sources()
    assert again.notes == []
    assert not migration.backup_of(path / DATABASE).exists()
    # and it takes what this version adds
    again.categorise("phone:+447700900105", "witness", basis="statement 4")
    again.analyse(seed=1, perturbations=0)
    assert again.erase(person="phone:+447700900101", reason="asked for it").records > 0
    assert [check.promise for check in again.verify() if not check.holds] == []
    with Ledger.open(path) as ledger, Ledger.create(tmp_path / "new.case") as new:
        assert _columns(ledger) >= _columns(new)


def _columns(ledger: Ledger) -> set[tuple[str, str, str]]:
    rows = ledger.con.execute("SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal")
    return set(rows.fetchall())


KILLED = """
import os, pathlib, signal, sys
from netinvest.ledger import audit, migration
from netinvest.ledger.ledger import Ledger
def die(*args, **named): os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "copied": audit.record = die
removed = []
def unlink(path, **named):  # what an earlier process left is removed first, the copy when all is committed
    removed.append(path)
    if len(removed) == 2: die()
if sys.argv[2] == "committed": pathlib.Path.unlink = unlink
Ledger.open(pathlib.Path(sys.argv[1]))
"""


@pytest.mark.parametrize("moment", ["copied", "committed"])
def test_killed_half_way_the_next_command_goes_on(now: Path, tmp_path: Path, moment: str) -> None:
    path = former(now, FORMER[0], tmp_path / "old.case")
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), moment], check=False)
    assert done.returncode == -signal.SIGKILL
    assert migration.backup_of(path / DATABASE).exists()
    assert held(path) == held(now)
    assert not migration.backup_of(path / DATABASE).exists()
    assert len([e for e in ni.open_case(path).log() if "to_version" in e.detail]) == 1


def test_a_step_that_fails_leaves_the_case_as_it_was(now: Path, tmp_path: Path) -> None:
    path = former(now, FORMER[0], tmp_path / "old.case")
    with duckdb.connect(str(path / DATABASE)) as con:
        con.execute("DROP TABLE advertisement")
        con.execute("CHECKPOINT")
    with pytest.raises(CaseError, match="nothing was changed"):
        ni.open_case(path).sources()
    with duckdb.connect(str(path / DATABASE)) as con:
        assert con.execute("SELECT value FROM meta WHERE name = 'schema_version'").fetchone() == ("1",)
        assert con.execute("SELECT count(*) FROM call").fetchone() == (61,)
    assert not os.path.lexists(migration.backup_of(path / DATABASE))


@pytest.mark.parametrize("version", ["0", str(migration.VERSION + 1), "99", "x", ""])
def test_a_version_that_is_none_of_ours_is_refused(now: Path, tmp_path: Path, version: str) -> None:
    path = tmp_path / "other.case"
    shutil.copytree(now, path)
    with duckdb.connect(str(path / DATABASE)) as con:
        con.execute("UPDATE meta SET value = ? WHERE name = 'schema_version'", [version])
    with pytest.raises(CaseError, match="another version"):
        ni.open_case(path).sources()
