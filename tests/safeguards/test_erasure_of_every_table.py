"""Whatever table a person stands in, an erasure takes them out of it: every table of the schema, also of those to come.

A row with the person's number and name in each of its text columns is put into every table of a case; after the erasure
neither is in any table, nor in any byte of the case's folder. A table that an erasure need not look at is named here,
with the reason.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import duckdb
import netinvest as ni
import pytest
from netinvest.case import annotation
from netinvest.ledger.ledger import Ledger

sys.path.insert(0, str(Path(__file__).parents[1]))

from unit.cli.conftest import run

GONE, NAME, STAYS = "+447700900311", "Zebedee Quillfeather", "+447700900312"
PACKAGE = Path(ni.__file__).parent
NOT_PERSONAL = {
    "meta": "names of settings, and versions",
    "audit": "a chain that must not be changed: it holds no name and no number",
    "erasure": "counts",
    "alias": "one row an identifier, which the person's own records have put there",
    "numbering": "counts",
    "file_mark": "what the file system says of a file",
}
TEXT = f"see {GONE} or {NAME} there"
VALUES: dict[str, Any] = {
    "VARCHAR": TEXT, "JSON": json.dumps({"a": [TEXT]}), "VARCHAR[]": [TEXT], "BOOLEAN": False, "DOUBLE": 0.5,
    "TINYINT": 1, "INTEGER": 99, "BIGINT": 910_000, "TIMESTAMP": "2026-03-01 10:00:00", "DATE": "2026-03-01",
    "DECIMAL(28,8)": "1.0",
}  # fmt: skip
DIGESTS = {"image_digests", "source_id", "digest", "network_digest", "findings_digest", "sha256", "sources"}


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case with the person in a call, and with every table that is made when it is first needed."""
    (tmp_path / "calls.csv").write_text(
        "calling number,called number,start time,duration\n"
        + "".join(f"{GONE},{STAYS},2026-03-{day:02d}T10:00:00Z,60\n" for day in range(1, 9))
        + f"{GONE},{STAYS},2026-03-01T10:00:00Z,60\n"  # says the same as an earlier row
        + f"{STAYS},+447700900313,2026-03-02T11:00:00Z,60\n"
    )
    (tmp_path / "register.csv").write_text(f"subject id,name,phone,category\nS1,{NAME},{GONE},witness\n")
    path = tmp_path / "a.case"
    assert run("create", path, "--country", "GB").code == 0
    assert run("load", path, tmp_path / "calls.csv", tmp_path / "register.csv").code == 0
    assert run("analyse", path, "--perturbations", "0").code == 0
    opened = ni.open_case(path)
    opened.write_note({"about": "case", "subject": "", "text": TEXT})
    with opened._open() as ledger, ledger.transaction() as con:
        con.execute(annotation._TABLES)
    return path


def tables(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    rows = con.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() SEMI JOIN duckdb_tables() USING (table_oid) "
        "WHERE NOT internal ORDER BY ALL"
    )
    for table, column, kind in rows.fetchall():
        found.setdefault(table, []).append((column, kind))
    return found


def fill(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Put a row with the person in it into every table; returns the tables that can hold text."""
    filled = set()
    for table, columns in tables(con).items():
        if table in NOT_PERSONAL:
            continue
        values = {}
        for column, kind in columns:
            value = kind.split("'")[1] if kind.startswith("ENUM") else VALUES[kind]
            if column in DIGESTS:
                value = ["0f" * 8] if kind == "VARCHAR[]" else "0f" * 32
            if column == "source_no":
                value = 77 if table == "source" else 1
            values[column] = value
        con.execute(
            f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join('?' for _ in values)})", [*values.values()]
        )
        if TEXT in str(values.values()):
            filled.add(table)
    return filled


def held(path: Path) -> dict[str, str]:
    with duckdb.connect(str(path / "case.duckdb"), read_only=True) as con:
        found = {table: str(con.execute(f"FROM {table}").fetchall()) for table in tables(con)}
    for file in path.rglob("*"):
        if file.is_file():
            found[file.name] = file.read_bytes().decode("latin-1")
    return found


def naming(found: dict[str, str]) -> set[str]:
    """The tables and files that name the person: in clear, or as digits."""
    return {where for where, text in found.items() if NAME.lower() in text.lower() or GONE.lstrip("+") in text}


def test_every_table_that_anything_makes_is_looked_at(case: Path, tmp_path: Path) -> None:
    made = {
        table
        for file in (*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.sql"))
        for table in re.findall(r"CREATE TABLE IF NOT EXISTS (\w+)", file.read_text(encoding="utf-8"))
    }
    with Ledger.open(case) as ledger:
        there = set(tables(ledger.con))
    assert made <= there
    assert set(NOT_PERSONAL) <= there


def test_a_person_is_taken_out_of_every_table(case: Path) -> None:
    with Ledger.open(case) as ledger:
        filled = fill(ledger.con)
    assert len(filled) > 30
    assert naming(held(case)) >= filled
    done = run("erase", case, "--person", f"phone:{GONE}", "--reason", "asked for it", "--json")
    assert done.code == 0, done.err
    assert sorted(naming(held(case))) == []
    assert STAYS.lstrip("+") in str(held(case)["call_coded"])


def test_rows_that_say_the_same_as_an_erased_one_go_and_are_counted(case: Path) -> None:
    assert run("erase", case, "--person", f"phone:{GONE}", "--reason", "asked for it").code == 0
    with Ledger.open(case) as ledger:
        assert ledger.con.execute("SELECT records, duplicates FROM erasure ORDER BY 1").fetchall() == [(1, 0), (8, 1)]
        assert ledger.con.execute("SELECT count(*) FROM duplicate").fetchone() == (0,)
    assert run("verify", case).code == 0


def test_what_only_an_erased_source_named_goes_from_the_texts_of_people(case: Path) -> None:
    with Ledger.open(case) as ledger, ledger.transaction() as con:
        con.execute(
            "INSERT INTO decision VALUES ('D-9', 'a', 'b', 'same', 'person', 1, ?, '{}', 'x', NULL, NULL, NULL)", [TEXT]
        )
    for source in ("calls.csv", "register.csv"):
        done = run("erase", case, "--source", source, "--reason", "unlawfully obtained")
        assert done.code == 0, done.err
    assert {where for where, text in held(case).items() if GONE.lstrip("+") in text} == set()
