"""Exhibit bundles: whole, signed, traced to file and row, made anew, and no damage that is not found."""

from __future__ import annotations

import csv
import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from netinvest.export.bundle import verify

from .conftest import run

if TYPE_CHECKING:
    from .conftest import Worked

DAMAGES = 1000


@pytest.fixture(scope="module")
def bundle(worked: Worked, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    assert run("key", folder / "k.pem").code == 0
    done = run("export", worked.case, folder / "b.zip", "--to", "bundle", "--key", folder / "k.pem")
    assert done.code == 0, done.err
    return folder / "b.zip"


def _alone(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """``verify.py`` as somebody without netinvest runs it: an interpreter without site packages."""
    program = Path(verify.__file__)
    return subprocess.run(
        [sys.executable, "-I", "-S", program, *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_a_reader_without_netinvest_checks_signature_sources_and_log(bundle: Path, worked: Worked) -> None:
    done = _alone(bundle, "--public-key", bundle.with_name("k.pub.pem"), "--sources", worked.files)
    assert done.returncode == 0, done.stdout
    assert "signed with the key you gave" in done.stdout
    assert "audit log is an unbroken chain" in done.stdout
    names = zipfile.ZipFile(bundle).namelist()
    assert {"chart.html", "chart.pdf", "runs.json", "methods/index.md", "verify.py"} <= set(names)
    assert _alone(bundle, "--sources", bundle.parent).returncode == 1
    missing = _alone(bundle.with_name("none.zip"))
    assert missing.returncode == 1
    assert missing.stdout.strip().endswith("none.zip: No such file or directory")


def test_a_number_is_traced_to_the_file_and_the_row_that_say_it(bundle: Path, worked: Worked) -> None:
    files, _ = verify.check(bundle.read_bytes())
    evidence = list(csv.DictReader(io.StringIO(files["evidence.csv"].decode())))
    finding = next(f for f in json.loads(files["findings.json"])["findings"] if f["evidence"])
    told = _alone(bundle, "--trace", finding["id"]).stdout
    mine = [row for row in evidence if row["finding"] == finding["id"]]
    assert told.count("SHA-256") == len(mine) > 0
    shown = {(row["record_id"]) for row in run("evidence", worked.case, finding["id"], "--json").json()["evidence"]}
    assert {row["record_id"] for row in mine} == shown
    for indicator in finding["indicators"]:
        for item in indicator["evidence"]:
            rows = [r for r in mine if (r["indicator"], r["source_sha256"]) == (indicator["name"], item["source_id"])]
            assert len(rows) == item["total"]


def test_the_same_case_gives_the_same_bytes(bundle: Path, worked: Worked, tmp_path: Path) -> None:
    done = run("export", worked.case, tmp_path / "b.zip", "--to", "bundle", "--key", bundle.with_name("k.pem"))
    assert done.code == 0
    assert (tmp_path / "b.zip").read_bytes() == bundle.read_bytes()


def test_the_source_files_give_the_findings_again(bundle: Path, worked: Worked) -> None:
    done = run("verify", bundle, "--sources", worked.files, "--public-key", bundle.with_name("k.pub.pem"), "--json")
    assert done.code == 0, done.out
    assert done.json()["checks"][-1]["promise"] == "the source files give the same findings again"
    missing = run("verify", bundle, "--sources", bundle.parent)
    assert missing.code == 3
    assert "not there" in missing.err


def test_names_and_numbers_of_the_protected_are_not_in_a_bundle(bundle: Path, worked: Worked) -> None:
    files, _ = verify.check(bundle.read_bytes())
    everything = b"\n".join(files.values())
    people = [a for a in worked.truth["actors"].values() if "exploited" in a["roles"]]
    assert people
    assert [p for p in people if p["name"].encode() in everything] == []
    protected = {
        identifier["value"]
        for finding in run("findings", worked.case, "--json", "--reveal", "--purpose", "a test").json()["findings"]
        if finding["subject"]["category"] in {"victim", "possible_victim", "minor"} and finding["kind"] != "network"
        for identifier in finding["subject"]["identifiers"]
    }
    assert len(protected) > 5
    assert [value for value in protected if value.encode() in everything] == []


def _damaged(whole: bytes, draw: random.Random) -> bytes:
    kind, at = draw.randrange(4), draw.randrange(len(whole))
    length = draw.randrange(1, 4096)
    if kind == 0:
        return whole[:at] + bytes([whole[at] ^ (1 << draw.randrange(8))]) + whole[at + 1 :]
    if kind == 1:
        return whole[:at] + whole[at + length :]
    if kind == 2:
        other = draw.randrange(len(whole))
        first, second = sorted((at, other))
        return whole[:first] + whole[second : second + length] + whole[first:second] + whole[second + length :]
    return whole[:at]


def test_every_damage_is_found(tmp_path: Path) -> None:
    """On a small bundle of the same make, a thousand times: flips, deletions, reorderings, truncations."""
    from netinvest.export.bundle.archive import archive
    from netinvest.export.signature import make_key

    make_key(tmp_path / "k.pem")
    public = verify.public_key_of((tmp_path / "k.pub.pem").read_text())
    files = {"audit.json": verify.as_json({"entries": []}), "a.csv": b"".join(b"%d,x\n" % n for n in range(4000))}
    whole = archive(files, {"case": "a", "sources": []}, tmp_path / "k.pem")
    verify.check(whole, public_key=public)
    draw, missed, tried = random.Random(11), [], 0  # noqa: S311
    while tried < DAMAGES:
        damaged = _damaged(whole, draw)
        if damaged == whole:
            continue
        tried += 1
        try:
            verify.check(damaged, public_key=public)
        except verify.Failed:
            continue
        missed.append(tried)
    assert missed == []


def test_a_damaged_bundle_fails_for_users_too(bundle: Path, tmp_path: Path) -> None:
    whole = bundle.read_bytes()
    draw = random.Random(5)  # noqa: S311
    for number in range(4):
        damaged = _damaged(whole, draw)
        if damaged != whole:
            (tmp_path / "b.zip").write_bytes(damaged)
            assert _alone(tmp_path / "b.zip").returncode == 1, number
            assert run("verify", tmp_path / "b.zip").code == 1


def test_an_unsigned_bundle_says_so_and_another_key_is_found(bundle: Path, worked: Worked, tmp_path: Path) -> None:
    done = run("export", worked.case, tmp_path / "b.zip", "--to", "bundle")
    assert "not signed" in done.err
    assert "not signed" in run("verify", tmp_path / "b.zip").out
    assert run("verify", tmp_path / "b.zip", "--public-key", bundle.with_name("k.pub.pem")).code == 1
    assert run("key", tmp_path / "o.pem").code == 0
    assert run("verify", bundle, "--public-key", tmp_path / "o.pub.pem").code == 1


def test_a_restricted_source_keeps_the_bundle_out_of_court(case: Path, tmp_path: Path) -> None:
    source = run("sources", case, "--json").json()["sources"][0]["source_id"]
    assert run("mark", case, source, "--handling", "H1").code == 0
    done = run("export", case, tmp_path / "b.zip", "--to", "bundle")
    assert done.code == 3
    assert "must not go to court" in done.err
    assert not (tmp_path / "b.zip").exists()


def test_signatures_are_checked_as_the_library_checks_them() -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    draw = random.Random(3)  # noqa: S311
    for length in (0, 1, 64, 1000):
        key, message = Ed25519PrivateKey.generate(), draw.randbytes(length)
        public = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        signature = key.sign(message)
        assert verify.signed_by(public, message, signature)
        assert not verify.signed_by(public, message + b"x", signature)
        flipped = bytearray(signature)
        flipped[draw.randrange(64)] ^= 1
        assert not verify.signed_by(public, message, bytes(flipped))
