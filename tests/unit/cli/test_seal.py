"""Seals of the audit log: signed, stamped by a local authority, and what they find."""

from __future__ import annotations

import random
import shutil
import subprocess
from typing import TYPE_CHECKING

import duckdb
import pytest

from .conftest import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_CONFIGURATION = """
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[tsa]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[policy]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
"""


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A time-stamping authority of openssl: root.pem, tsa.pem and their keys."""
    folder = tmp_path_factory.mktemp("authority")
    (folder / "a.cnf").write_text(_CONFIGURATION.format(folder=folder))
    (folder / "serial").write_text("01\n")

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], check=True, cwd=folder, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "root.key", "-out", "root.pem", "-days", "9",
            "-subj", "/CN=A root of tests", "-config", "a.cnf", "-extensions", "root")  # fmt: skip
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "other.key", "-out", "other.pem", "-days", "9",
            "-subj", "/CN=Another root", "-config", "a.cnf", "-extensions", "root")  # fmt: skip
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr", "-subj",
            "/CN=An authority of tests", "-config", "a.cnf")  # fmt: skip
    openssl("x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-out",
            "tsa.pem", "-days", "9", "-extfile", "a.cnf", "-extensions", "tsa")  # fmt: skip
    return folder


def answer(authority: Path, request: Path) -> Path:
    """The authority's response to a request."""
    response = request.with_suffix(".tsr")
    subprocess.run(
        ["openssl", "ts", "-reply", "-config", "a.cnf", "-section", "policy", "-queryfile", request,
         "-signer", "tsa.pem", "-inkey", "tsa.key", "-chain", "tsa.pem", "-out", response],
        check=True, cwd=authority, capture_output=True,
    )  # fmt: skip
    return response


@pytest.fixture
def sealed(case: Path, tmp_path: Path) -> Path:
    assert run("key", tmp_path / "k.pem").code == 0
    assert (
        run("seal", case, tmp_path / "s.json", "--key", tmp_path / "k.pem", "--request", tmp_path / "s.tsq").code == 0
    )
    return tmp_path / "s.json"


def test_a_sealed_log_goes_on_and_still_verifies(case: Path, sealed: Path, authority: Path) -> None:
    public = sealed.parent / "k.pub.pem"
    assert (sealed.parent / "k.pem").stat().st_mode & 0o077 == 0
    assert run("decide", case, "A-00001", "A-00002", "--different", "--reason", "they met").code == 0
    done = run("log", case, "--verify", "--seal", sealed, "--public-key", public)
    assert done.code == 0, done.err
    response = answer(authority, sealed.parent / "s.tsq")
    assert run("stamp", sealed, response, "--authority", authority / "root.pem").code == 0
    stamped = run("log", case, "--seal", sealed, "--public-key", public, "--authority", authority / "root.pem")
    assert stamped.code == 0, stamped.err
    assert "stamped 20" in stamped.err


def test_a_stamp_of_another_seal_or_authority_is_refused(case: Path, sealed: Path, authority: Path) -> None:
    response = answer(authority, sealed.parent / "s.tsq")
    other = sealed.with_name("other.json")
    assert run("seal", case, other, "--key", sealed.parent / "k.pem").code == 0
    refused = run("stamp", other, response)
    assert refused.code == 1
    assert "about something else" in refused.err
    wrong = run("stamp", sealed, response, "--authority", authority / "other.pem")
    assert wrong.code == 1
    assert "not of this authority" in wrong.err
    assert run("stamp", sealed, sealed).code == 3


def _sql(case: Path, sql: str) -> None:
    with duckdb.connect(str(case / "case.duckdb")) as con:
        con.execute(sql)


def _cut(case: Path) -> None:
    _sql(case, "DELETE FROM audit WHERE seq > 2")


def _edit(case: Path) -> None:
    _sql(case, "UPDATE audit SET actor = 'somebody else' WHERE seq = 2")


def _reorder(case: Path) -> None:
    _sql(case, "UPDATE audit SET seq = -1 WHERE seq = 1")
    _sql(case, "UPDATE audit SET seq = 1 WHERE seq = 2")
    _sql(case, "UPDATE audit SET seq = 2 WHERE seq = -1")


def _rewrite(case: Path) -> None:
    """A whole new chain, sound in itself: what only a seal finds."""
    from dataclasses import asdict, replace

    from netinvest.ledger import audit
    from netinvest.ledger.ledger import Ledger
    from netinvest.ledger.row import insert

    with Ledger.open(case) as ledger, ledger.transaction() as con:
        chain = audit.entries(con)[1:]
        con.execute("DELETE FROM audit")
        previous = audit.GENESIS
        for place, old in enumerate(chain, start=1):
            entry = replace(old, seq=place, previous_digest=previous, digest="")
            entry = replace(entry, digest=entry.computed_digest())
            previous = entry.digest
            import json

            insert(con, "audit", {**asdict(entry), "detail": json.dumps(entry.detail, sort_keys=True)})


@pytest.mark.parametrize("tamper", [_cut, _edit, _reorder, _rewrite])
def test_what_was_done_to_a_log_after_its_seal_is_found(
    case: Path, sealed: Path, tamper: Callable[[Path], None]
) -> None:
    tamper(case)
    found = run("log", case, "--seal", sealed)
    assert found.code == 1, found.err


def test_a_case_rolled_back_to_an_older_copy_is_found(case: Path, tmp_path: Path) -> None:
    shutil.copytree(case, tmp_path / "older.case")
    assert run("key", tmp_path / "k.pem").code == 0
    assert run("seal", case, tmp_path / "s.json", "--key", tmp_path / "k.pem").code == 0
    rolled_back = run("log", tmp_path / "older.case", "--verify", "--seal", tmp_path / "s.json")
    assert rolled_back.code == 1
    assert "rolled back" in rolled_back.err
    assert run("log", tmp_path / "older.case", "--verify").code == 0, "without the seal nothing shows"


def test_a_changed_seal_is_found(case: Path, sealed: Path) -> None:
    whole = sealed.read_bytes()
    draw = random.Random(7)  # noqa: S311
    for _ in range(15):
        place = draw.randrange(len(whole))
        changed = bytearray(whole)
        changed[place] ^= 1 << draw.randrange(8)
        sealed.write_bytes(bytes(changed))
        code = run("log", case, "--seal", sealed).code
        same = bytes(changed).split() == whole.split()  # a blank for another blank changes nothing
        assert code != 0 or same, place


def test_another_signer_is_found(case: Path, sealed: Path) -> None:
    assert run("key", sealed.parent / "other.pem").code == 0
    done = run("log", case, "--seal", sealed, "--public-key", sealed.parent / "other.pub.pem")
    assert done.code == 1
    assert "another key" in done.err


def test_a_key_under_a_password_signs_only_with_it(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETINVEST_KEY_PASSWORD", "a long one")
    assert run("key", tmp_path / "k.pem").code == 0
    assert run("seal", case, tmp_path / "s.json", "--key", tmp_path / "k.pem").code == 0
    monkeypatch.delenv("NETINVEST_KEY_PASSWORD")
    done = run("seal", case, tmp_path / "t.json", "--key", tmp_path / "k.pem")
    assert done.code == 2
    assert "protected by a password" in done.err
    assert not (tmp_path / "t.json").exists()
    assert run("key", tmp_path / "k.pem").code == 2, "a key is never overwritten"
