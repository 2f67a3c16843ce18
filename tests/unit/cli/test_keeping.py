"""Handling codes, legal hold and erasure, as a user meets them."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest

from .conftest import run

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Worked

GONE, NATIONAL, NAME = "+447700900311", "07700 900311", "Zebedee Quillfeather"
ACCOUNT, OTHER, STAYS = "GB33BUKB20201555555555", "GB29NWBK60161331926819", "+447700900312"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A case with a person in every kind of record, in texts of others, in a rejected row and in an export."""
    files = {
        "calls.csv": "calling number,called number,start time,duration,service\n"
        + "".join(f"{NATIONAL},{STAYS},2026-03-{day:02d}T10:00:00Z,60,voice\n" for day in range(1, 12))
        + f"{STAYS},+447700900313,2026-03-02T11:00:00Z,60,voice\n"
        + f"{STAYS},{STAYS[:-1]}4,2026-03-02T11:00:00Z,{NATIONAL},voice\n",
        "payments.csv": "debtor account,debtor name,creditor account,creditor name,amount,currency,date,reference\n"
        f"{ACCOUNT},{NAME},{OTHER},Ada Birch,120.00,GBP,2026-03-04,room\n"
        f"{OTHER},Ada Birch,GB94BARC10201530093459,Bo Cole,20.00,GBP,2026-03-05,for {NAME} and {GONE}\n",
        "ads.jsonl": json.dumps({"ad_id": "1", "posted_at": "2026-03-01T10:00:00Z", "title": "Wren", "phone": GONE})
        + "\n"
        + json.dumps({"ad_id": "2", "posted_at": "2026-03-01T10:00:00Z", "title": f"ask {NAME}", "phone": STAYS})
        + "\n",
        "register.csv": f"subject id,name,phone,account,category\nS1,{NAME},{GONE},{ACCOUNT},victim\n"
        f"S2,Ada Birch,{STAYS},{OTHER},suspect\n",
    }
    case = tmp_path / "a.case"
    assert run("create", case, "--country", "GB").code == 0
    for name, text in files.items():
        (tmp_path / name).write_text(text)
        done = run("load", case, tmp_path / name, "--max-rejected", "100")
        assert done.code == 0, done.err
    assert run("analyse", case, "--perturbations", "2").code == 0
    (case / "exports").mkdir()
    assert run("records", case, "calls", "--out", case / "exports" / "calls.csv").code == 0
    return case


def _texts(case: Path) -> str:
    """Every text of every table, and every byte of every file."""
    held = []
    with duckdb.connect(str(case / "case.duckdb"), read_only=True) as con:
        tables = [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        for table in tables:
            held += [
                json.dumps(row, default=str, ensure_ascii=False) for row in con.execute(f"FROM {table}").fetchall()
            ]
    raw = b"".join(file.read_bytes() for file in case.rglob("*") if file.is_file())
    return "\n".join(held) + raw.decode("latin-1")


CANARIES = (GONE, GONE[1:], NATIONAL, NAME, ACCOUNT)


def test_an_erased_person_is_nowhere_in_the_case(written: Path) -> None:
    before = _texts(written)
    assert [canary for canary in CANARIES if canary not in before] == []
    done = run("erase", written, "--person", f"phone:{GONE}", "--reason", "asked for it", "--json")
    assert done.code == 0, done.err
    assert done.json()["records"] == 11 + 1 + 1 + 1  # calls, transfer, advertisement, register row
    assert done.json()["rejected_rows"] == 1
    assert done.json()["exports"] == 1
    after = _texts(written)
    assert [canary for canary in CANARIES if canary.lower() in after.lower()] == []
    assert STAYS in after
    calls = json.loads(run("records", written, "calls", "--format", "json").out)
    assert [call["terminating_msisdn"] for call in calls] == ["+447700900313"]
    assert run("verify", written).code == 0
    assert run("findings", written).code == 3, "what rested on the erased is gone"
    assert run("analyse", written, "--perturbations", "2").code == 0
    entry = run("log", written, "--json", "--verify").json()
    assert entry["holds"]
    assert [e["purpose"] for e in entry["entries"] if e["action"] == "erasure"] == ["asked for it"]


def test_what_was_decided_about_an_erased_person_goes_as_a_whole(written: Path) -> None:
    decided = ("decide", written, f"phone:{GONE}", f"phone:{STAYS}", "--different", "--reason", "two people")
    assert run(*decided).code == 0
    assert run("erase", written, "--person", f"phone:{GONE}", "--reason", "asked for it").code == 0
    with duckdb.connect(str(written / "case.duckdb"), read_only=True) as con:
        keys = con.execute("SELECT unnest([left_key, right_key]) FROM decision").fetchall()
    assert not [key for (key,) in keys if "[erased]" in key]


def test_an_erased_source_is_nowhere_in_the_case_and_can_be_loaded_anew(written: Path) -> None:
    before = json.loads(run("records", written, "calls", "--format", "json").out)
    done = run("erase", written, "--source", "register.csv", "--reason", "unlawfully obtained", "--json")
    assert done.code == 0, done.err
    assert json.loads(run("records", written, "subjects", "--format", "json").out) == []
    assert "S1" not in [s["name"] for s in run("sources", written, "--json").json()["sources"]]
    assert json.loads(run("records", written, "calls", "--format", "json").out) == before
    assert run("verify", written).code == 0
    again = run("load", written, written.parent / "register.csv", "--json").json()["sources"]
    assert again[0]["loaded"] == 2


def test_whom_an_erased_register_protected_stays_protected(written: Path, tmp_path: Path) -> None:
    def shown(name: str) -> str:
        assert run("export", written, tmp_path / name).code == 0
        return (tmp_path / name).read_text("utf-8")

    assert ACCOUNT not in shown("before.graphml")
    for number, source in enumerate(("register.csv", "ads.jsonl")):  # the second without an analysis between
        assert run("erase", written, "--source", source, "--reason", "unlawfully obtained").code == 0, number
    assert run("analyse", written, "--perturbations", "2").code == 0
    after = shown("after.graphml")
    assert "+447700900313" in after, "others are given"
    assert ACCOUNT not in after
    assert GONE not in after
    assert run("erase", written, "--person", f"account:{ACCOUNT}", "--reason", "asked for it").code == 0
    assert ACCOUNT not in _texts(written)


def test_an_erasure_that_was_cut_off_is_finished_by_the_next_command(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from netinvest.ledger import rewrite

    def killed(path: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(rewrite, "rewrite", killed)
        assert run("erase", written, "--person", f"phone:{GONE}", "--reason", "asked for it").code == 130
    told = run("sources", written)
    assert "an erasure was cut off" in told.err
    after = _texts(written)
    assert [canary for canary in CANARIES if canary.lower() in after.lower()] == []
    assert "an erasure was cut off" not in run("sources", written).err


def test_what_an_erasure_left_is_looked_for_in_the_files(written: Path) -> None:
    assert run("erase", written, "--person", f"phone:{GONE}", "--reason", "court order").code == 0
    done = run("verify", written, "--sources", written.parent, "--json")
    assert done.code == 0, done.out
    last = done.json()["checks"][-1]
    assert last["detail"].startswith("4 of the 18 records of the files are here; something was erased")
    with duckdb.connect(str(written / "case.duckdb")) as con:  # what was cut out is taken as it is, nothing else
        con.execute("UPDATE transfer SET debtor_name = 'Somebody Else'")
    assert run("verify", written, "--sources", written.parent).code == 1


def test_a_legal_hold_forbids_erasure(written: Path) -> None:
    assert run("hold", written, "--reason", "court order 12").code == 0
    done = run("erase", written, "--source", "register.csv", "--reason", "old")
    assert done.code == 3
    assert "court order 12" in done.err
    assert run("hold", written, "--release").code == 0
    assert run("erase", written, "--source", "register.csv", "--reason", "old").code == 0
    assert run("hold", written, "--release").code == 3


def test_a_handling_code_keeps_exports_in_until_its_provider_permits(case: Path, tmp_path: Path) -> None:
    source = run("sources", case, "--json").json()["sources"][0]
    assert run("mark", case, source["source_id"][:12], "--handling", "h2", "--grade", "b3").code == 0
    (marked,) = [s for s in run("sources", case, "--json").json()["sources"] if s["source_id"] == source["source_id"]]
    assert (marked["handling"], marked["source_grade"], marked["information_grade"]) == ("H2", "B", "3")
    out = tmp_path / "leads.csv"
    done = run("export", case, out)
    assert done.code == 3
    assert "must not be passed on" in done.err
    assert not out.exists()
    for name in ("c.html", "c.pdf", "c.graphml"):
        refused = run("chart" if name == "c.html" else "export", case, tmp_path / name)
        assert (refused.code, (tmp_path / name).exists()) == (3, False), name
    assert run("findings", case, "--limit", "1").code == 0, "looking is not passing on"
    assert run("permit", case, source["source_id"][:12], "--by", "the bank", "--reference", "letter 4").code == 0
    assert run("export", case, out).code == 0


def test_a_day_of_review_that_has_passed_is_told(case: Path) -> None:
    source = run("sources", case, "--json").json()["sources"][0]["source_id"]
    assert "day of review" not in run("sources", case).err
    assert run("mark", case, source, "--review-by", "2020-01-31").code == 0
    assert "1 sources are past their day of review" in run("sources", case).err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("mark", "nothing.csv", "--handling", "H1"), "no file of the case is so named"),
        (("mark", "calls", "--handling", "H9"), "no file of the case is so named"),
        (("erase", "--reason", "x"), "of one source or of one person"),
        (("erase", "--person", "A-99999", "--reason", "x"), "no record of the case names"),
        (("erase", "--person", "A-00001", "--reason", " "), "needs a reason"),
        (("hold",), "needs a reason"),
    ],
)
def test_wrong_uses_are_refused_in_a_sentence(
    worked: Worked, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    case = tmp_path / "copy.case"
    shutil.copytree(worked.case, case)
    verb, *rest = arguments
    done = run(verb, case, *rest)
    assert done.code == 2
    assert said in done.err
