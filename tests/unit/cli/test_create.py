from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from .conftest import run

if TYPE_CHECKING:
    from pathlib import Path


def test_a_case_is_a_directory_with_its_settings_and_no_secret(tmp_path: Path) -> None:
    done = run("create", "harbour.case", "--country", "gb", "--time-zone", "Europe/London", "--json", cwd=tmp_path)
    assert done.code == 0
    assert done.json() == {"case": "harbour", "country": "GB", "time_zone": "Europe/London", "store": "embedded"}
    assert [path.name for path in tmp_path.iterdir()] == ["harbour.case"]
    case = tmp_path / "harbour.case"
    assert {path.name for path in case.iterdir()} == {"case.toml", "case.duckdb"}
    settings = tomllib.loads((case / "case.toml").read_text("utf-8"))
    assert settings["time_zone"] == "Europe/London"
    assert set(settings) == {"name", "country", "time_zone", "store", "id"}


def test_a_case_is_never_written_over(tmp_path: Path) -> None:
    run("create", "a.case", cwd=tmp_path)
    before = (tmp_path / "a.case" / "case.toml").read_bytes()
    done = run("create", "a.case", cwd=tmp_path)
    assert done.code == 3
    assert done.err == "netinvest: a.case: there is a case already; open it, or choose another name\n"
    assert (tmp_path / "a.case" / "case.toml").read_bytes() == before


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("hello")
    done = run("create", "mine", cwd=tmp_path)
    assert done.code == 3
    assert "something here already" in done.err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = run("create", "file/x.case", cwd=tmp_path)
    assert done.code == 3
    assert "the case cannot be made here" in done.err
    assert done.err.count("\n") == 1


def test_a_server_is_noted_without_being_reached(tmp_path: Path) -> None:
    done = run("create", "a.case", "--store", "neo4j+s://graph.example.org", "--json", cwd=tmp_path)
    assert done.json()["store"] == "neo4j+s://graph.example.org"


def test_a_name_with_control_characters_moves_no_cursor(tmp_path: Path) -> None:
    done = run("create", "evil\x1b[2J\n.case", cwd=tmp_path)
    assert done.code == 0
    assert "\x1b" not in done.err
    assert done.err.count("\n") == 1


def test_creation_is_the_first_entry_of_the_log(tmp_path: Path) -> None:
    run("create", "a.case", "--country", "FR", cwd=tmp_path)
    entries = run("log", "a.case", "--json", cwd=tmp_path).json()["entries"]
    assert [(e["seq"], e["action"], e["purpose"], e["detail"]["country"]) for e in entries] == [
        (1, "collection", "case created", "FR")
    ]
