"""Telephone numbers in a text that was written to be read by people only.

Within a run of atoms (`netinvest.ingest.atoms`) the window of whole atoms that the numbering plan believes most is
a number; what is left on both sides is searched again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from netinvest.ingest.atoms import Run, runs
from netinvest.ingest.fold import folded_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netinvest.ingest.numbering import NumberingPlan, Reading

_SHORTEST, _LONGEST = 7, 17  # digits; 15 and an international prefix
_CERTAIN, _SUPPORTED = 4, 2  # grades of a reading (`numbering.Reading`)
_PLUS_WORDS = frozenset({"plus", folded_word("плюс"), "piu", "mas", "mais"})
_LAST_WORD = re.compile(r"[^\W\d]+$")
_CUE = re.compile(
    r"(?:tel|phone|fon|call|text|txt|sms|whats|wha?tsap|wapp|ring|mob|cell|number|numero|nummer|numer|numar|num|nr|"
    r"llama|appel|anruf|chiam|ligu|ligar|zadzwon|suna|contact|kontakt|reach|dzwon|me on|me at|viber|signal|"
    rf"{'|'.join(map(folded_word, ('звон', 'номер', 'телефон', 'пиш')))}|☎|✆|📞|📱|📲|🤙)[\w:.\s☎📞📱📲-]{{0,16}}$"
)


_Rank = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class WrittenPhone:
    """A telephone number found in a text."""

    e164: str
    start: int
    end: int
    confidence: float


def written_phones(text: str, plan: NumberingPlan) -> Iterator[WrittenPhone]:
    """The telephone numbers in a folded text, in order.

    Args:
        text: A folded text (`netinvest.ingest.fold.fold`).
        plan: The numbering plan of the case's country.
    """
    for run in runs(text):
        found = _windows(text, run, plan)
        if not found and any(atom.split for atom in run):
            found = _windows(text, run.word_by_word(), plan)
        yield from found


def _windows(text: str, run: Run, plan: NumberingPlan) -> list[WrittenPhone]:
    """The most believable window of a run, then those in what is left beside it."""
    if run.digits() < _SHORTEST:
        return []
    best = max(_readings(text, run, plan), key=lambda candidate: candidate[0], default=None)
    if best is None:
        return []
    _, first, last, reading = best
    window = run[first:last]
    confidence = 0.95 - 0.1 * any(a.disguised for a in window) - 0.05 * any(a.weak for a in window)
    confidence -= 0.1 * (reading.grade < _SUPPORTED)
    start = window[0].start - _plus_before(text, window[0].start)
    found = WrittenPhone(reading.e164, start, window[-1].end, round(confidence, 2))
    return [*_windows(text, Run(run[:first]), plan), found, *_windows(text, Run(run[last:]), plan)]


def _readings(text: str, run: Run, plan: NumberingPlan) -> Iterator[tuple[_Rank, int, int, Reading]]:
    """Every window that is believed: its rank, its first atom, the one after its last, the number."""
    for first in range(len(run)):
        plus = _plus_before(text, run[first].start) > 0
        digits, weak = "", 0
        gaps: set[str] = set()
        for last in range(first, len(run)):
            if last > first:
                gap = text[run[last - 1].end : run[last].start]
                if "+" in gap:
                    break
                gaps.add(gap)
            digits += run[last].digits
            weak += run[last].weak
            if len(digits) > _LONGEST:
                break
            reading = plan.read(digits, plus=plus)
            if first and not plus and digits.startswith("00") and len(run[first].digits) == 1:
                break  # two zeros in the midst of a number are no international prefix
            if reading is not None and _believed(text, Run(run[first : last + 1]), gaps, reading):
                yield (reading.grade, -weak, len(digits), -len(gaps), -first), first, last + 1, reading


def _plus_before(text: str, start: int) -> int:
    """How far before the digits a plus sign (or the word) stands; 0 where there is none."""
    before = text[max(0, start - 10) : start]
    stripped = before.rstrip(" (.-")
    if stripped.endswith("+"):
        return len(before) - len(stripped) + 1
    word = _LAST_WORD.search(stripped)
    return len(before) - word.start() if word is not None and word[0] in _PLUS_WORDS else 0


def _believed(text: str, window: Run, gaps: set[str], reading: Reading) -> bool:
    """Whether digits that the plan allows are meant as a number."""
    if reading.grade >= _CERTAIN:
        return True
    likely = not _price_list(window) and not _sentence(gaps)
    if likely and (reading.grade >= _SUPPORTED or any(atom.disguised and not atom.weak for atom in window)):
        return True  # below: nobody disguises a door number
    start = window[0].start
    return _CUE.search(text, max(0, start - 40), start) is not None


def _price_list(window: Run) -> bool:
    """100 / 150 / 200, perhaps with a word before or after."""
    groups = [atom.digits for atom in window if not atom.disguised]
    rising = all(int(a) <= int(b) for a, b in pairwise(groups))
    return len(groups) > 1 and rising and all(g.endswith("0") and len(g) in {2, 3} for g in groups)


def _sentence(gaps: set[str]) -> bool:
    """Whether commas or colons stand between the groups, but not between all: numbers of a sentence."""
    marks = {gap.strip() for gap in gaps}
    return len(marks) > 1 and any("," in mark or ":" in mark for mark in marks)
