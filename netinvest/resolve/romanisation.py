"""Names in scripts other than Latin, Cyrillic and Greek, in Latin letters, as far as they can be compared.

Letters are romanised by anyascii (ISC licence). Arabic and Hebrew write no short vowels, and Thai writes them around
the consonants: of such a word only the consonants are kept, in capitals, and it is compared with the consonants of a
Latin one. A Chinese name of two to four characters is a surname and a given name, read in Mandarin.
Misread if taken for spelling: readings other than Mandarin (Cantonese, Japanese kanji) come out as somebody else's.
"""

from __future__ import annotations

import re
import unicodedata
from functools import reduce

_ARABIC, _HEBREW, _THAI = "\u0600-\u077f\u08a0-\u08ff", "\u0590-\u05ff", "\u0e00-\u0e7f"
_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_HEBREW}]+|[{_ARABIC}]+|[{_THAI}]+|[{_HAN}]+|[\u0530-\u1cff\u2d00-\U0001ffff]+")
_SURNAMES_OF_TWO = frozenset(
    "欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 东方 東方 皇甫 令狐 慕容 司徒 尉迟 尉遲 公孙 公孫 夏侯".split()  # noqa: SIM905
)
_READINGS = {
    **dict.fromkeys("单單", "shan"),
    "曾": "zeng",
    "解": "xie",
    "仇": "qiu",
    "查": "zha",
    "翟": "zhai",
    "覃": "qin",
}
"""Characters that are read otherwise as a surname."""
_SERVANT = re.compile("\\b\u0639\u0628\u062f\\s*\u0627\u0644")  # Abd al-
_VOWEL_CARRIERS = str.maketrans(dict.fromkeys("\u0627\u0639\u05d0\u05e2\u0671\u0e2d", "a"))
_AS_SPOKEN = (
    ("[\u0e01-\u0e2e][\u0e34-\u0e3a]?\u0e4c", ""),  # a letter that is marked as silent
    ("\u0e23\u0e23", "a"),
    ("([\u0e40-\u0e44])([\u0e01-\u0e2e][\u0e23\u0e25\u0e27]?)", r"\2\1"),  # a vowel that stands before its consonant
    ("\u0e0d(?![\u0e30-\u0e3a])|[\u0e23\u0e25\u0e2c]$", "\u0e19"),  # n
    ("[\u0e08\u0e0a\u0e0b\u0e28-\u0e2a]$", "\u0e15"),  # t
    ("[\u0e02-\u0e06]$", "\u0e01"),  # k
)
"""Thai as it is spoken, where that differs from how it is written: before romanisation."""

CONSONANTS = (
    ("sh|ch", "s"), ("th", "t"), ("gh", "k"), ("rn", "n"), ("^[aeiou]+", "A"), ("[aeiou]|h$", ""), ("[fb]", "p"),
    ("d", "t"), ("[gqc]", "k"), ("z", "s"), ("(.)v+", r"\1"), ("v+", "v"), ("ss+", "s"), ("tt+", "t"), ("kk+", "k"),
    ("pp+", "p"),
)  # fmt: skip
"""From a word of ``netinvest.resolve.name`` to its consonants: patterns and what they become, in Python and DuckDB."""


def consonants(word: str) -> str:
    """What is left of a folded Latin word if its vowels go and letters that romanisation confuses become one.

    >>> consonants("mohamed"), consonants("muhamad")
    ('MHMT', 'MHMT')
    """
    return reduce(lambda left, step: re.sub(step[0], step[1], left), CONSONANTS, word).upper()


def consonants_sql(word: str) -> str:
    """SQL of ``consonants`` of an expression."""
    for pattern, spelling in CONSONANTS:
        word = f"regexp_replace({word}, '{pattern}', '{spelling}', 'g')"
    return f"upper({word})"


def romanised(name: str) -> str:
    """A name with every run of letters of other scripts in Latin ones; words in capitals lack their vowels."""
    name = _SERVANT.sub("\u0639\u0628\u062f", name)
    runs = _RUN.findall(name)
    return _RUN.sub(lambda run: f" {_run(run[0], alone=len(runs) == 1)} ", name) if runs else name


def _run(letters: str, *, alone: bool) -> str:
    from anyascii import anyascii

    if re.match(f"[{_ARABIC}{_HEBREW}]", letters):
        bare = "".join(c for c in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(c))
        bare = re.sub("^\u0627\u0644(?=..)", "", bare)  # the article
        return str(anyascii(bare.translate(_VOWEL_CARRIERS))).upper()
    if re.match(f"[{_THAI}]", letters):
        for pattern, spoken in _AS_SPOKEN:
            letters = re.sub(pattern, spoken, letters)
        return re.sub("[^A-Z]", "", anyascii(letters.translate(_VOWEL_CARRIERS)).upper())
    if re.match(f"[{_HAN}]", letters):
        surname = 2 if letters[:2] in _SURNAMES_OF_TWO else 1
        if alone and surname < len(letters) <= surname + 2:
            first = _READINGS.get(letters[0]) or anyascii(letters[:surname])
            return f"{first} {anyascii(letters[surname:])}".lower()
    return str(anyascii(letters)).replace("'", "").lower()
