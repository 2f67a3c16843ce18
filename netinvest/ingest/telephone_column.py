"""Telephone numbers of a whole column at once: the same as ``Telephones.read`` says of each, for nearly all of them.

Plain digits are sorted by how they begin and whether they fit the numbering plan, which one regular expression tells of
all; what that does not settle (numbers of several readings, short codes, carrier prefixes) is read one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow.compute as pc

from netinvest.ingest.digits import POWERS, code_of, figures_of, lengths_of, text_of, texts_of
from netinvest.ingest.telephone import E164, KINDS, SHORT_CODE, Telephones, country_code, plan_of
from netinvest.ledger.column import array_of, of_array, truths

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

_LONGEST = 15  # digits of an E.164 number


class Readings(NamedTuple):
    """Numbers, read.

    Attributes:
        values: Normalised, as ``netinvest.ingest.digits`` codes them; 0 for what is no number there.
        kinds: Places in ``telephone.KINDS``.
        texts: What a value is that has no code, by its place.
    """

    values: NDArray[np.int64]
    kinds: NDArray[np.int8]
    texts: dict[int, str | None]


def read_codes(telephones: Telephones, codes: NDArray[np.int64]) -> Readings:
    """Read numbers that are coded.

    Args:
        telephones: How numbers of the country are read.
        codes: Distinct, none of them 0.
    """
    values = np.zeros(len(codes), np.int64)
    digits = texts_of(np.abs(codes))  # with a plus before all of them
    signed = codes > 0
    _international(digits, codes, signed, values)
    _national(telephones, digits, codes, ~signed, values)
    kinds = np.full(len(codes), KINDS.index(E164), np.int8)
    texts: dict[int, str | None] = {}
    for place in np.flatnonzero(values == 0).tolist():
        read = telephones.read(str(text_of(int(codes[place]))))
        kinds[place] = KINDS.index(read.kind)
        values[place] = code_of(read.value)
        if values[place] == 0:
            texts[place] = read.value
    return Readings(values, kinds, texts)


def _fits(digits: pa.Array, start: int, pattern: str) -> NDArray[np.bool_]:
    """Where what stands behind the plus and some more digits is a number of the plan."""
    return truths(pc.match_substring_regex(digits, rf"^\+[0-9]{{{start}}}(?:{pattern})$"))


def _international(
    digits: pa.Array, codes: NDArray[np.int64], rows: NDArray[np.bool_], values: NDArray[np.int64]
) -> None:
    """A plus, the code of a country, and a number of its plan."""
    places = np.flatnonzero(rows)
    if not len(places):
        return
    own = digits.take(of_array(places))
    begin = pc.utf8_slice_codeunits(own, 1, 4)
    coded = begin.dictionary_encode()
    countries = [country_code(start) for start in coded.dictionary.to_pylist()]
    which = array_of(coded.indices)
    for country in {country for country in countries if country is not None}:
        plan = plan_of(country)
        if plan is None:
            continue
        of_it = places[np.array([c == country for c in countries])[which]]
        good = of_it[_fits(digits.take(of_array(of_it)), len(str(country)), plan.pattern)]
        values[good] = codes[good]


def _national(
    telephones: Telephones, digits: pa.Array, codes: NDArray[np.int64], rows: NDArray[np.bool_],
    values: NDArray[np.int64],
) -> None:  # fmt: skip
    """Digits as a person of the country writes or dials them, of one reading."""
    general, country, trunk = telephones.general, telephones.code, telephones.trunk
    lengths = lengths_of(codes)
    rows = rows & (lengths > SHORT_CODE) & (lengths + len(country) <= _LONGEST)
    places = np.flatnonzero(rows)
    if general is None or not len(places):
        return
    own, lengths = digits.take(of_array(places)), lengths[places]
    figures = figures_of(codes[places], lengths)

    def begins(prefix: str) -> NDArray[np.bool_]:
        return truths(pc.starts_with(own, f"+{prefix}"))

    one = ~np.logical_or.reduce([begins(prefix) for prefix in telephones.abroad])
    whole = one & _fits(own, 0, general.pattern)
    with_country = begins(country) & _fits(own, len(country), general.pattern)
    plain = whole & ~with_country & (bool(trunk) | ~begins("0"))
    values[places[plain]] = (_with_country(country, lengths) + figures)[plain]
    rest = one & ~whole
    if trunk:
        dialled = rest & begins(trunk) & _fits(own, len(trunk), general.pattern)
        shorter = lengths - len(trunk)
        found = _with_country(country, shorter) + figures - int(trunk) * POWERS[np.maximum(shorter, 0)]
        values[places[dialled]] = found[dialled]
        rest &= ~dialled
    bare = rest & with_country
    values[places[bare]] = -codes[places[bare]]


def _with_country(country: str, lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The code of a number of this country whose national digits are all noughts."""
    lengths = np.maximum(lengths, 0)
    return POWERS[lengths + len(country)] + int(country) * POWERS[lengths]
