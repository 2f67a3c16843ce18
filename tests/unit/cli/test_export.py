from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest
from netinvest.export.network import FORMATS
from netinvest.model.category import PROTECTED

from .conftest import run

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Worked

ENDING = {"edges": "csv", "ftm": "json", "case": "jsonld", "stix": "json"}


def text_of(data: bytes) -> str:
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return data.decode("utf-16" if data.startswith(b"\xff\xfe") else "utf-8")


@pytest.fixture(scope="module")
def hidden(worked: Worked) -> set[str]:
    shown = run("findings", worked.case, "--json", "--reveal", "--purpose", "test").json()["findings"]
    return {
        i["value"]
        for f in shown
        if f["subject"]["category"] in PROTECTED or f["kind"] in {"likely_linked_victim", "possible_victim_offender"}
        for i in f["subject"]["identifiers"]
    }


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_names_nobody_protected_and_says_what_it_left(
    worked: Worked, hidden: set[str], tmp_path: Path, form: str
) -> None:
    out = tmp_path / f"out.{ENDING.get(form, form)}"
    done = run("export", worked.case, out, "--to", form, "--json")
    assert done.code == 0, done.err
    told = done.json()
    assert told["written"]["links"] > 1000
    assert all(f"not carried: {line}" in done.err for line in told["not_carried"])
    text = text_of(out.read_bytes())
    names = {a["name"] for a in worked.truth["actors"].values() if "exploited" in a["roles"]}
    assert len(hidden) > 5
    assert not [value for value in hidden | names if value in text]
    assert "A-00" in text
    for source in run("sources", worked.case, "--json").json()["sources"][:1]:
        assert source["source_id"] in text


def test_exports_are_logged_and_wrong_use_is_told(worked: Worked, tmp_path: Path) -> None:
    assert run("export", worked.case, tmp_path / "a.graphml").code == 0
    entry = json.loads(run("log", worked.case, "--json").out)["entries"][-1]
    assert (entry["action"], entry["detail"]["format"]) == ("disclosure", "graphml")
    for arguments in (
        ("a.doc",),
        ("a.html", "--to", "pdf"),
        ("a.anx", "--kind", "network"),
        ("a.anx", "--to", "visio"),
    ):
        done = run("export", worked.case, tmp_path / arguments[0], *arguments[1:])
        assert done.code == 2, arguments
        assert done.err.count("\n") == 1
        assert not (tmp_path / arguments[0]).exists() or arguments[0] == "a.graphml"
