from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from netinvest.case.settings import Settings, checked
from netinvest.errors import CaseError, UsageError

if TYPE_CHECKING:
    from pathlib import Path


@given(name=st.text(min_size=1))
@settings(max_examples=60, deadline=None)
def test_any_name_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("settings")
    written = Settings(name, "GB", "Europe/London")
    written.write(folder)
    assert Settings.read(folder) == written


@pytest.mark.parametrize(("given_", "code"), [("gb", "GB"), (" fr ", "FR"), ("UK", "GB")])
def test_countries_are_two_letters(given_: str, code: str) -> None:
    assert checked("x", country=given_, time_zone=None, store="embedded").country == code


@pytest.mark.parametrize("store", ["bolt://h:7687", "neo4j://h", "neo4j+s://h.example.org", "bolt+ssc://10.0.0.1:1"])
def test_addresses_of_servers(store: str) -> None:
    assert checked("x", country=None, time_zone=None, store=store).store == store


@pytest.mark.parametrize("store", ["", "Bolt", "http://h", "bolt://", "bolt://u:p@h", "neo4j://u@h", "bolt://h/p q"])
def test_what_is_no_store(store: str) -> None:
    with pytest.raises(UsageError):
        checked("x", country=None, time_zone=None, store=store)


def test_settings_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "a.case"
    folder.mkdir()
    with pytest.raises(CaseError, match="there is no case here"):
        Settings.read(folder)
    for text in ("name = ", "name = 'x'\n", "name = 1\ncountry = ''\ntime_zone = ''\nstore = ''\nid = ''\n", "\0"):
        (folder / "case.toml").write_text(text)
        with pytest.raises(CaseError, match=r"a\.case/case\.toml: the settings of the case cannot be read"):
            Settings.read(folder)
