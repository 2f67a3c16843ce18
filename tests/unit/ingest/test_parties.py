"""A column of parties, read at once: the same as each of them read alone."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from netinvest.ingest.coded import Coded
from netinvest.ingest.digits import code_of
from netinvest.ingest.party import UNFIT, Parties, form_of, forms_of
from netinvest.ingest.telephone import KINDS, OPAQUE, Telephones
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, SUPPORTED_REGIONS, PhoneMetadata

COUNTRIES = sorted(SUPPORTED_REGIONS)
CODES = sorted(COUNTRY_CODE_TO_REGION_CODE)


@st.composite
def columns(draw: st.DrawFn) -> tuple[str | None, list[str]]:
    """Digits of many lengths with the prefixes that mean something in a country, its neighbours' and none."""
    country = draw(st.sampled_from([None, *COUNTRIES]))
    known = PhoneMetadata.metadata_for_region(country) if country else None
    own = str(known.country_code) if known else "44"
    trunk = (known.national_prefix or "") if known else "0"
    abroad = (known.international_prefix or "00") if known else "00"
    other = str(draw(st.sampled_from(CODES)))
    starts = st.sampled_from(
        ["", trunk, own, "+" + own, "+" + other, "00" + own, "00" + other, other, "0", "+", abroad]
    )
    digits = st.text("0123456789", min_size=1, max_size=13)
    values = draw(st.lists(st.tuples(starts, digits).map("".join), min_size=1, max_size=60))
    return country, [value for value in values if code_of(value)] or ["1"]


@settings(max_examples=300, deadline=None)
@given(columns())
def test_a_column_is_read_as_each_of_its_values_is(given_: tuple[str | None, list[str]]) -> None:
    country, texts = given_
    telephones = Telephones(country)
    parties = Parties(telephones, opaque=False)
    ordinals = parties.read(pa.array(texts, pa.string()))
    alone = [telephones.read(text) for text in texts]
    assert parties.values(ordinals).to_pylist() == [read.value for read in alone]
    originals = [None if read.value == text else text for read, text in zip(alone, texts, strict=True)]
    assert parties.originals(ordinals).to_pylist() == originals
    assert [KINDS[kind] for kind in parties._all.kinds[ordinals]] == [read.kind for read in alone]
    assert parties.codes(ordinals).tolist() == [code_of(read.value) for read in alone]
    for form, read, original, fits in zip(
        parties.forms(ordinals), alone, originals, parties.fit(ordinals), strict=True
    ):
        assert form == form_of(read.value, original) or not fits
        assert fits or form_of(read.value, original) == UNFIT or not code_of(read.value)
    # however they come, equal texts have one ordinal and equal values one hash
    again = parties.ordinals(Coded.of(pa.array(texts, pa.string()), frozenset()))
    assert again.tolist() == ordinals.tolist()
    by_value: dict[str | None, set[int]] = {}
    for read, hashed in zip(alone, parties.hashes(ordinals).tolist(), strict=True):
        by_value.setdefault(read.value, set()).add(hashed)
    assert all(len(hashes) == 1 for hashes in by_value.values())


@given(
    st.lists(
        st.tuples(st.from_regex(r"\+?[0-9]{1,16}", fullmatch=True), st.from_regex(r"\+?[0-9]{1,16}", fullmatch=True))
    )
)
def test_forms_of_a_column(pairs: list[tuple[str, str]]) -> None:
    pairs = [(a, b) for a, b in pairs if code_of(a) and code_of(b)]
    values, originals = (
        (np.array([*map(code_of, side)], np.int64) for side in zip(*pairs, strict=True))
        if pairs
        else ((np.zeros(0, np.int64),) * 2)
    )
    expected = [form_of(a, None if a == b else b) for a, b in pairs]
    assert forms_of(values, originals).tolist() == expected


def test_marks_of_nothing_are_nobody_and_words_are_somebody() -> None:
    parties = Parties(Telephones("GB"), opaque=False)
    column = pa.array(["0", "07700900123", None, "'07700900123", "Withheld", "n/a", "+447700900123"], pa.string())
    ordinals = parties.read(column, frozenset({"", "0", "n/a"}))
    assert parties.values(ordinals).to_pylist() == [
        None,
        "+447700900123",
        None,
        "+447700900123",
        None,
        None,
        "+447700900123",
    ]
    assert (ordinals == 0).tolist() == [True, False, True, False, False, True, False]
    assert ordinals[1] == ordinals[3] != ordinals[6]


@pytest.mark.parametrize(
    ("columns", "opaque"),
    [
        ([["56", "440", "1569", "A"]], True),
        ([["07700900001", "07700900002", "150", "+447700900003"]], False),
        ([["07700900001"] * 3, ["61016", "BANK", "INFO"]], False),  # a customer and senders of messages
        ([[None, None]], False),
    ],
)
def test_pseudonyms_are_told_from_numbers(columns: list[list[str | None]], *, opaque: bool) -> None:
    parties = Parties.told_by([pa.array(column, pa.string()) for column in columns], Telephones("GB"))
    assert parties.opaque == opaque
    if opaque:
        ordinals = parties.read(pa.array(columns[0], pa.string()))
        assert parties.values(ordinals).to_pylist() == columns[0]
        assert parties.kinds() == {OPAQUE: len(columns[0])}
