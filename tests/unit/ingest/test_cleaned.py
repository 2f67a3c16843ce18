"""What spreadsheets dress a value in goes; what belongs to a name stays."""

from __future__ import annotations

import pytest
from netinvest.ingest.coded import cleaned


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("'07700900123", "07700900123"),
        ("'+447700900123", "+447700900123"),
        ("'Voice", "Voice"),
        ("'quoted'", "quoted"),
        ('="07700900123"', "07700900123"),
        ("'t Hart", "'t Hart"),
        ("'s-Gravenhage", "'s-Gravenhage"),
        ("O'Hara", "O'Hara"),
        ("'-", None),
        ("'", ""),
    ],
)
def test_an_apostrophe_before_a_value_goes_and_one_of_a_name_stays(written: str, read: str | None) -> None:
    assert (cleaned(written) or None) == (read or None)
