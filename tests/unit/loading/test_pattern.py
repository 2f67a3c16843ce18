"""Patterns that a person wrote into a profile cannot hang a load."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from netinvest.errors import UsageError
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger
from netinvest.loading.pattern import found
from netinvest.loading.profile import Profile

if TYPE_CHECKING:
    from pathlib import Path

PROFILE = """
name = "mine"
kind = "calls"
title = "One clerk's list"
[columns]
originating_msisdn = ["wer"]
terminating_msisdn = ["wen"]
answered_at = ["wann"]
[table]
preamble = ['{0}']
footer = ['{0}']
"""
CATASTROPHIC = ("(a+)+$", "(a|aa)+$", "(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$")


@pytest.mark.parametrize("pattern", CATASTROPHIC)
def test_a_catastrophic_pattern_takes_no_time(pattern: str, tmp_path: Path) -> None:
    long = "a" * 200 + "!"
    text = f"{long}\nwer,wen,wann\n+447700900001,+447700900002,2026-01-05 10:00:00\n{long}\n"
    file, profile = tmp_path / "list.csv", tmp_path / "mine.toml"
    file.write_text(text)
    profile.write_text(PROFILE.format(pattern))
    begun = time.process_time()
    with Ledger.create(tmp_path / "x.case") as ledger:
        report = load_file(ledger, file, country="GB", time_zone="UTC", loaded_by="me", profile=str(profile))
    assert report.loaded == 1
    assert time.process_time() - begun < 5  # Python's engine takes longer than anybody lives


@pytest.mark.parametrize("pattern", ["(", "(?=a)b", r"(a)\\1", "a" * 501])
def test_what_cannot_be_matched_safely_is_refused_with_its_entry(pattern: str) -> None:
    with pytest.raises(UsageError) as refused:
        Profile.from_toml(PROFILE.format(pattern.replace("\\\\", "\\")), where="mine.toml")
    assert "mine.toml: table.preamble.0" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_whole_value_and_a_part_of_one() -> None:
    values = ["12", "123", None, "12\n"]
    assert found(r"\d\d", values) == [True, True, False, True]
    assert found(r"\d\d|x", values, whole=True) == [True, False, False, False]
