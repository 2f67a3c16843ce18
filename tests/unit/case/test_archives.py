"""What came out of an archive is logged with the archive's digest: received was the archive, loaded its member."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import TYPE_CHECKING

import netinvest as ni
from netinvest.ledger.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

HEADING = "caller,callee,start time,duration\n"


def zipped(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return held.getvalue()


def rows(n: int) -> bytes:
    return f"{HEADING}+447700900{n:03d},+447700900999,2026-01-05 10:00:00,60\n".encode()


def test_each_member_is_logged_with_the_digests_of_its_archives(tmp_path: Path) -> None:
    inner = zipped(two_csv=rows(2))
    outer = zipped(one_csv=rows(1), inner_zip=inner)
    (tmp_path / "evidence.zip").write_bytes(outer)
    (tmp_path / "three.csv").write_bytes(rows(3))
    ni.create_case(tmp_path / "a.case", country="GB").load(tmp_path / "evidence.zip", tmp_path / "three.csv")
    digests = {data: hashlib.sha256(data).hexdigest() for data in (inner, outer, rows(1), rows(2), rows(3))}
    wanted = {
        digests[rows(1)]: [digests[outer]],
        digests[rows(2)]: [digests[outer], digests[inner]],
        digests[rows(3)]: [],
    }
    with Ledger.open(tmp_path / "a.case", read_only=True) as ledger:
        logged = [json.loads(d) for (d,) in ledger.con.execute("SELECT detail FROM audit ORDER BY seq").fetchall() if d]
        kept = ledger.con.execute("SELECT source_id, options FROM source").fetchall()
    assert {d["source_id"]: d.get("archives", []) for d in logged if "source_id" in d} == wanted
    assert {source: json.loads(options).get("archives", []) for source, options in kept} == wanted
