"""Headings, whatever the clerk's case, blanks, punctuation and accents."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from netinvest.loading.grammar import compose
from netinvest.loading.kind import RecordKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from netinvest.loading.profile import Profile

# Words that say what every party column holds, in the languages of the alias lists: "Calling Party Telephone
# Number", "calling_msisdn" and "Calling No." are one heading.
_FILLER = frozenset(
    re.findall(
        r"\w+",
        """no nr num nbr number numbers numero numeros numer nummer numara numarasi rufnummer msisdn phone telephone
        telefone telefono telefon telefoon tel mobile movil party the of de del da do du des di el la le les il lo
        der die das номер абонент абонента subscriber""",
    )
)
_UNITS = frozenset(
    {"s", "sec", "secs", "second", "seconds", "segundos", "seg", "secondes", "sekunden", "secondi", "сек"}
)
_CURRENCIES = frozenset(
    {"gbp", "eur", "euro", "euros", "usd", "chf", "pln", "ron", "sek", "nok", "dkk", "czk", "huf", "rub", "inr"}
)
_IN = frozenset({"in", "en", "em", "im", "w", "v", "ve", "of", "de"})  # "Montant en EUR"
_ZONES = {"utc": "UTC", "gmt": "UTC", "zulu": "UTC"}
_OFFSET = re.compile(r"\b(?:UTC|GMT)\s*([+\-\u2212])\s*(\d{1,2})(?::?(\d{2}))?(?!\d)")
_AREA = re.compile(
    r"\b(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Za-z_]+(?:/[A-Za-z_]+)?"
)
_OF_TIME = frozenset(
    re.findall(
        r"\w+",
        """time times timezone timestamp timestamps zone tz hora horas horario horarios fuso huso heure heures horaire
        fuseau zeit zeiten zeitzone uhrzeit uhrzeiten ora ore orario orari fusul tijd tijden tijdzone czas czasy strefa
        godzina godziny saat saati zaman dilimi время час""",
    )
)
_COMPOSED = 2000  # the rank of what is told by its words
_MOST_CONCEPTS = 10
_COMPOSED_WEIGHT = 0.8  # of an alias
_HINTED = 5000  # the rank of what is only suggested
_EITHER = re.compile(r"\s+[-/|]\s+|/")
_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]")
_NUMBER_SIGN = re.compile(r"\b[Nn]\s?[º°]|[#№]")
_ACCOUNT_SIGN = re.compile(r"\b[Aa]/[Cc]\b\.?")
_PART = re.compile(r"[^\W_]+")
_LETTERED = re.compile(r"[^\W\d_]|[#№]")
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_TRADITIONAL = "號碼對機時間長開務類話語簡訊發數絡電聯終結點區隊標維經緯"
_SIMPLIFIED = "号码对机时间长开务类话语简讯发数络电联终结点区队标维经纬"
_LETTERS = str.maketrans(
    # traditional Chinese signs of this trade to their simplified forms
    dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True))
    | {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"}
)


def words(text: str) -> tuple[str, ...]:
    """The words of a heading, folded: ``"Nº_Origen"`` and ``"NOrigen"`` differ only in what they say."""
    return _words(text)


@lru_cache(maxsize=65536)
def _words(text: str) -> tuple[str, ...]:
    if text.isascii() and text.islower() and text.replace(" ", "").isalnum():  # as most aliases are
        return tuple(text.split())
    spaced = _CAMEL.sub(_parted, _NUMBER_SIGN.sub(" no ", _ACCOUNT_SIGN.sub(" account ", text)).replace("º", " "))
    plain = "".join(c for c in unicodedata.normalize("NFKD", spaced) if not unicodedata.combining(c))
    return tuple(_PART.findall(plain.casefold().translate(_LETTERS)))


def _parted(place: re.Match[str]) -> str:
    """A blank where a word begins in ``NOrigen``; not behind the capital of ``NÚMERO``."""
    before = place.string[place.start() - 1]
    return "" if before.isupper() and not before.isascii() else " "


def _and_slash(text: str) -> tuple[str, ...]:
    """The words of a heading, and that one or the other is meant."""
    return (*_words(text), "/") if "/" in text else _words(text)


def folded(text: str) -> str:
    """A heading or word without case, blanks, punctuation and accents."""
    return "".join(_words(text))


@lru_cache(maxsize=65536)
def _core(text: str) -> frozenset[str]:
    """The words that distinguish a heading from others of its file."""
    return frozenset(_words(text)) - _FILLER - _UNITS - frozenset(_ZONES) - {"local"}


@lru_cache(maxsize=4096)
def zone_of(heading: str) -> str | None:
    """The zone that a heading names: UTC, an offset from it, or a name of the tz database.

    Abbreviations are not read: IST, CST and BST each mean several zones.
    """
    if match := _OFFSET.search(heading):
        hours, minutes = int(match[2]), int(match[3] or 0)
        if hours <= 14 and minutes < 60:  # noqa: PLR2004
            sign = "+" if match[1] == "+" else "-"
            return f"UTC{sign}{hours:02d}:{minutes:02d}" if hours or minutes else "UTC"
    for name in _AREA.findall(heading):
        try:
            return ZoneInfo(name).key
        except (KeyError, OSError, ValueError):
            continue
    return next((_ZONES[word] for word in _words(heading) if word in _ZONES), None)


def zone_told(lines: Iterable[str]) -> str | None:
    """The zone that a preamble declares (``All times are in UTC``, ``Fuso horário: UTC-3``).

    Args:
        lines: Texts above the heading.

    Returns:
        The zone of the lines that speak of time and name one; None where none does, or they name two.
    """
    found = {zone for line in lines if _OF_TIME & set(_words(line)) and (zone := zone_of(line))}
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True)
class Match:
    """Which headings a profile knows.

    Attributes:
        candidates: For each canonical column the positions that may be it, the preferred first.
        strong: How many headings match that only this kind has; those told by their words count a little less.
        weak: How many match that many kinds have.
        unknown: Positions of headings it does not know.
        alike: Canonical columns of which two equal headings claim to be the preferred one.
        signed: The profile's signature is there.
        composed: Positions of headings that are no alias and were told by their words.
    """

    candidates: dict[str, list[int]]
    strong: float
    weak: int
    unknown: list[int]
    alike: dict[str, tuple[int, int]] = field(default_factory=dict)
    signed: bool = False
    composed: frozenset[int] = frozenset()


class Vocabulary:
    """A profile's aliases, made ready."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._exact: dict[str, tuple[str, int]] = {}
        self._core: dict[frozenset[str], tuple[str, int]] = {}
        for column, aliases in profile.columns.items():
            for rank, alias in enumerate((column, *aliases)):
                self._exact.setdefault(folded(alias), (column, rank))
                if core := _core(alias):
                    self._core.setdefault(core, (column, 1000 + rank))
        self._hints = {
            column: {word for hint in hints for word in _words(hint)} for column, hints in profile.hints.items()
        }
        self._weak = {folded(alias) for alias in profile.weak}
        self._weak_core = {_core(alias) for alias in profile.weak} - {frozenset()}
        self._signature = {folded(alias) for alias in profile.signature}

        self.find = lru_cache(maxsize=4096)(self._find)
        """The canonical column a heading names, and how far down the list of preferences."""

    def _find(self, heading: str) -> tuple[str, int] | None:
        if not _LETTERED.search(heading):
            return None  # a number or a time: most cells below a heading, and no heading
        whole = folded(heading)
        if not whole:
            return None
        if found := self._exact.get(whole):
            return found
        if self.profile.exact:
            return None
        without = _BRACKETS.sub(" ", heading)
        if without != heading and (found := self._exact.get(folded(without))):
            return found[0], found[1] + 500
        said = _words(heading)
        aside = _UNITS | _CURRENCIES | (_IN if _CURRENCIES & set(said) else frozenset())
        bare = "".join(word for word in said if word not in aside and word not in _ZONES)
        if bare and (found := self._exact.get(bare)):
            return found[0], found[1] + 500
        core = _core(heading)
        found = self._core.get(core) if core else None
        if self.profile.kind == RecordKind.CALLS:  # there "number" and "mobile" say nothing; elsewhere they do
            found = found or self._composed(heading)
        else:
            found = self._composed(heading) or found
        return found or self._said_twice(heading) or self._hinted(heading)

    def _said_twice(self, heading: str) -> tuple[str, int] | None:
        """The column that a heading of two languages means in both: "Ende / Fin"."""
        parts = [part for part in _EITHER.split(heading) if folded(part)]
        if len(parts) < 2:  # noqa: PLR2004
            return None
        found = [self._exact.get(folded(part)) or self._composed(part) for part in parts]
        columns = {entry[0] for entry in found if entry}
        return found[0] if len(columns) == 1 and None not in found else None

    def _composed(self, heading: str) -> tuple[str, int] | None:
        """The column that a heading's words mean together; where a signature makes the format, none."""
        profile = self.profile
        if profile.signature or not profile.table.heading:
            return None
        skip = _UNITS - {"second"} | _CURRENCIES | frozenset(_ZONES) | {"local"}
        bare = _BRACKETS.sub(" ", heading)
        texts = dict.fromkeys((heading, bare))
        tried = (compose(_and_slash(text), profile.kind, profile.columns, skip=skip) for text in texts)
        made = next(filter(None, tried), None)
        return (made.column, _COMPOSED - made.concepts) if made else None

    def _hinted(self, heading: str) -> tuple[str, int] | None:
        """The one column that most words of a heading suggest."""
        said = set(_words(heading))
        counts = {column: len(said & hints) for column, hints in self._hints.items() if said & hints}
        if not counts or "ignored" in counts:
            return ("ignored", _HINTED) if counts else None
        most = max(counts.values())
        best = [column for column, count in counts.items() if count == most]
        return (best[0], _HINTED) if len(best) == 1 else None

    def _is_weak(self, heading: str) -> bool:
        return folded(heading) in self._weak or _core(heading) in self._weak_core

    def match(self, headings: Sequence[str]) -> Match:  # noqa: C901 - one question after another
        """Match a row of headings."""
        ranked: dict[str, list[tuple[int, int]]] = {}
        strong, weak = 0.0, 0
        composed = set()
        unknown = []
        said: set[str] = set()
        for position, heading in enumerate(headings):
            found = self.find(heading)
            if found is None:
                if folded(heading):
                    unknown.append(position)
                continue
            ranked.setdefault(found[0], []).append((found[1], position))
            if _COMPOSED - _MOST_CONCEPTS <= found[1] < _COMPOSED:
                composed.add(position)
            if found[0] == "ignored" or folded(heading) in said:
                continue  # the same cell again and again is no row of headings
            said.add(folded(heading))
            if found[1] == _COMPOSED - 1 or found[1] >= _HINTED or self._is_weak(heading):
                weak += 1
            elif found[1] >= _COMPOSED - _MOST_CONCEPTS:
                strong += _COMPOSED_WEIGHT
            else:
                strong += 1
        alike = {}
        candidates = {}
        for column, places in ranked.items():
            places.sort()
            candidates[column] = [position for _, position in places]
            if len(places) > 1 and column != "ignored":
                first, second = places[0][1], places[1][1]
                if folded(headings[first]) == folded(headings[second]):
                    alike[column] = (first, second)
        signed = bool(self._signature) and self._signature <= {folded(heading) for heading in headings}
        return Match(candidates, strong, weak, unknown, alike, signed, frozenset(composed))

    def nearest(self, column: str, headings: Sequence[str]) -> tuple[str, str] | None:
        """The heading that comes closest to an alias of a missing column, and that alias."""
        aliases = (column, *self.profile.columns.get(column, ()))
        best, found = 0.6, None
        for heading in headings:
            for alias in aliases:
                ratio = SequenceMatcher(None, folded(heading), folded(alias)).ratio()
                if ratio > best:
                    best, found = ratio, (heading, alias)
        return found
