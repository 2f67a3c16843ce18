"""A file is looked at before it is loaded, and a profile is written, corrected, checked and used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from netinvest.cli.run import run
from netinvest.errors import UsageError
from netinvest.loading.profile import Profile

TEXT = (
    "Calling No,Called No,Started,Lasted,Shoe\n07700900101,07700900102,05/01/2026 10:00:00,5,42\n"
    "07700900102,07700900101,25/01/2026 11:00:00,6,42\n07700900101,x,26/01/2026 11:00:00,soon,42\n"
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    found = tmp_path / "extract.csv"
    found.write_text(TEXT)
    return found


def test_a_file_is_shown_as_it_would_be_loaded(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["profile", str(file), "--country", "GB", "--time-zone", "Europe/London", "--json"]) == 0
    seen = json.loads(capsys.readouterr().out)
    assert seen["mapping"] == {
        "originating_msisdn": "Calling No", "terminating_msisdn": "Called No", "answered_at": "Started",
    }  # fmt: skip
    assert seen["records"][0]["originating_msisdn"] == "+447700900101"
    assert seen["records"][0]["answered_at_utc"] == "2026-01-05T10:00:00"
    assert seen["unread"] == ["Lasted", "Shoe"]
    assert "dates are day/month/year (proven by row 3)" in seen["notes"]
    assert [entry.name for entry in file.parent.iterdir()] == ["extract.csv"]


def test_a_written_profile_reads_alike_and_a_correction_counts(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["profile", str(file), "--country", "GB", "--write", "my.toml"]) == 0
    written = Path("my.toml").read_text()
    assert run(["profile", str(file), "--country", "GB", "--as", "my.toml", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["profile"] == "my"
    corrected = written.replace('ignored = ["Lasted", "Shoe"]', 'duration = ["Lasted"]\nignored = ["Shoe"]')
    Path("my.toml").write_text(corrected)
    assert run(["profile", str(file), "--country", "GB", "--check", "my.toml", "--json"]) == 1
    checked = json.loads(capsys.readouterr().out)
    assert (checked["loaded"], checked["rejected"], checked["holds"]) == (2, 1, False)
    assert checked["rejections"] == [{"row": 4, "field": "duration_s", "value": "soon", "reason": "is no duration"}]
    assert run(["profile", str(file), "--country", "GB", "--check", "my.toml", "--max-rejected", "50"]) == 0
    assert run(["create", "x.case", "--country", "GB"]) == 0
    assert run(["load", "x.case", str(file), "--as", "my.toml", "--max-rejected", "50"]) == 0


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--check", "a.toml", "--as", "calls"], 2, "--check stands alone"),
        (["--kind", "calls"], 2, "--kind is for --write"),
        (["--as", "nobody"], 2, "there is no profile of this name"),
        (["--check", "missing.toml"], 2, "missing.toml: the profile is no file"),
        (["--write", "extract.csv"], 2, "there is such a file already"),
        (["--write", "my.toml", "--kind", "letters"], 2, "there is no such kind"),
        (["--country", "QQ"], 2, "not a country code"),
        (["--time-zone", "London"], 2, "did you mean Europe/London?"),
    ],
)
def test_wrong_use_is_one_sentence(
    file: Path, arguments: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["profile", str(file), *arguments]) == code
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


def test_a_file_that_nobody_knows_says_how_to_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "u.csv").write_text("alpha,beta\n07700900101,x\n")
    out = str(tmp_path / "u.toml")
    assert run(["profile", str(tmp_path / "u.csv"), "--write", out]) == 3
    assert "say with --kind what it is" in capsys.readouterr().err
    assert run(["profile", str(tmp_path / "u.csv"), "--write", out, "--kind", "calls"]) == 1
    assert 'ignored = ["alpha", "beta"]' in Path(out).read_text()
    assert "07700" not in Path(out).read_text()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("tabel = {}", "a.toml: tabel: a profile has no such entry, did you mean table?"),
        ("[time]\nordre = 'dmy'", "a.toml: time.ordre: a profile has no such entry, did you mean time.order?"),
        ("[time]\norder = 'dym'", "a.toml: time.order: the entry is to be one of 'ymd', 'dmy' or 'mdy'"),
        ("[time]\nzone = 'Mars/North'", "a.toml: time.zone: no such time zone"),
        ("[columns]\nduration = 'Dur'", 'a.toml: columns.duration: the entry is to be a list, as ["one", "other"]'),
        ("[columns]\ndurations = ['Dur']", "a.toml: calls have no column durations"),
        ("exact = 'perhaps'", "a.toml: exact: "),
        ("[table]\npreamble = ['(']", "a.toml: table.preamble.0: that is not a regular expression"),
    ],
)
def test_a_wrong_profile_names_the_entry(line: str, says: str) -> None:
    with pytest.raises(UsageError) as wrong:
        Profile.from_toml(f"name = 'a'\nkind = 'calls'\ntitle = 'A'\n{line}\n", where="a.toml")
    assert says in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_a_profile_without_its_name_says_so() -> None:
    with pytest.raises(UsageError, match=r"a\.toml: name: the entry is missing"):
        Profile.from_toml("kind = 'calls'\ntitle = 'A'\n", where="a.toml")


def test_a_file_whose_words_are_not_known_gets_its_profile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(
        f"07700900101,07700900{102 + n},2026-01-25 10:00:{n:02d},{'bak' if n % 2 else 'fram'}\n" for n in range(40)
    )
    (tmp_path / "d.csv").write_text(f"target no,b party no,start time,direction\n{rows}")
    out = tmp_path / "d.toml"
    assert run(["profile", str(tmp_path / "d.csv"), "--country", "GB", "--write", str(out)]) == 1
    said = capsys.readouterr().err
    assert "list its words there under incoming and outgoing" in said
    text = out.read_text()
    assert 'direction = ["direction"]' in text
    out.write_text(
        text.replace('# incoming = ["IN"]', 'incoming = ["bak"]').replace('# outgoing = ["OUT"]', 'outgoing = ["fram"]')
    )
    assert run(["profile", str(tmp_path / "d.csv"), "--country", "GB", "--check", str(out)]) == 0
