"""Digits in a text, however they are written, in runs that may make up a number.

An *atom* is a run of digits, a number word (or several: `quatre-vingt-dix`), or letters that stand for digits; a
*run* is atoms with only separators between them. Prices, dates, times, ages, measures and references are blanked
out first, so that they can neither be a telephone number nor become part of one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from netinvest.ingest.fold import folded_word
from netinvest.ingest.numerals import FIRST_WORDS, PHRASES, REPEATS, WEAK

_LONGEST_RUN = 120  # a wall of digits is no number, and must not cost more than its length
_SHORTEST_JOINED = 6  # letters; `oneone` is the shortest pair of joined number words
_BLANK = "\x01"
_TOKEN = re.compile(r"[^\W_]+(?:['\u2019`][^\W_]+)?")
_GAP = re.compile(r"[^\w\x01%$£€¥₽₹]{0,12}|_{1,3}")
_LETTER_DIGITS = str.maketrans("oilszbq\u0437\u0431", "011528936")
_DIGITLIKE = re.compile(r"[0-9oilszbq\u0437\u0431]+")
_LONE_LETTERS = re.compile(r"[oilszb]{1,3}")
_WORDS_OF_LETTERS = frozenset(
    {"is", "so", "lo", "los", "il", "si", "sis", "lol", "bio", "zoo", "oil", "lil", "sob", "bob"}
)
_HUNDRED = frozenset({"hundred", "hundert", "cents", "cent"})
_SEPARATOR_WORDS = frozenset(  # punctuation, read out
    folded_word(word)
    for words in (
        ("dash", "hyphen", "dot", "point", "space", "slash", "minus", "then", "tiret", "espace", "virgule", "guion"),
        ("punto", "espacio", "punkt", "strich", "bindestrich", "traço", "ponto", "hífen", "trattino", "spazio"),
        ("kropka", "myślnik", "тире", "дефис", "точка", "пробел"),
    )
    for word in words
)
_JOINABLE = sorted(
    (p[0] for p, d in PHRASES.items() if len(p) == len(d) == 1 and p[0].isalpha() and p[0] not in {"un", "do"}),
    key=lambda word: (-len(word), word),
)
_PIECE = re.compile("|".join(_JOINABLE) + r"|\d+|oh|[oil]")
_PIECES = re.compile(f"(?:{_PIECE.pattern})+")
_DIGITS_THEN_LETTERS = re.compile(r"\d{7,}")
_LETTERS_THEN_DIGITS = re.compile(r"(?<=[^\W\d])\d{3,}$")

_CURRENCY = r"(?:usd|eur|gbp|chf|euros?|dollars?|pounds?|quid|roses?|rosas?|lei|ron|zl|zlotych|pln|rub|reais|kr|bucks)"
_HOURS = r"(?:[ap]\.?m\b|h\b|hrs?\b|hours?\b|mins?\b|minut\w*|uhr\b|std\b|horas?\b|heures?\b|ore\b|godz\w*|stunden?\b)"
_YEARS = r"(?:yrs?\b|years?\b|y[./]?o\b|ans\b|anos\b|jahre?\b|lat\b|lata\b|ani\b|anni\b|let\b|jaar\b)"
_MONTHS = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep(?!t\b)|oct|nov(?!e\b)|dec|ene|abr|ago|dic|fev|avr|mai|juin|juil|aou|out|"
    r"dez|okt|gen)"
)
# Every branch begins with a class or a literal, so that most places in a text fail at their first character.
_NOISE = re.compile(
    rf"""(?x)
      [$£€¥₽₹](?<!\d.)\s?\d{{1,5}}(?:[.,]\d{{1,3}})?(?!\d)(?![.,]\d)                     # £150
    | \#\s?\d+
    | \d(?<!\d\d)(?:
        (?<!\d[ .,/-]\d)\d{{0,4}}(?:[.,]\d{{2}})?\s?(?:{_CURRENCY}\b|[$£€¥₽₹](?!\s?\d))     # 150 euros
      | (?<!\d[./-]\d)\d?(?P<d>[./-])\d{{1,2}}(?P=d)(?:19|20)?\d{{2}}(?!\d)(?![./-]\d)      # 24/11/2026
      | (?<=[12])(?<!\d[./-]\d)\d{{3}}(?P<e>[./-])\d{{1,2}}(?P=e)\d{{1,2}}(?!\d)(?![./-]\d) # 2026-11-24
      | (?<!\w\d)\d?(?:st|nd|rd|th|º|\.)?[ -]?(?:de[ ])?{_MONTHS}[a-z]*(?:[ -]?(?:19|20)\d{{2}}(?!\d))?
      | (?<!:\d)\d?:\d{{2}}(?::\d{{2}})?(?![:\d])                                # 18:30
      | (?<=[1-9])(?<!\d[.,]\d)\d{{0,2}}[.,][05]00(?!\d)(?![.,]\d)              # 1,500
      | (?<=2)4\s?[/x]\s?7(?!\d)                                                 # 24/7
      | (?<!\d[ .,/-]\d)\d?(?:\s?(?:-|/|&|to)\s?\d{{1,2}})?\s?{_HOURS}           # 2 hours, 9-5pm
      | (?<!\d[ .,/-]\d)\d\s?{_YEARS}                                            # 19 yrs
      | (?<!\d[ .,/-]\d)\d{{0,2}}\s?(?:cm|kg|lbs?|kilos?|m2|km|miles?|min)\b     # 168 cm
      | (?<!\d[/ -]\d)\d[a-k]{{0,3}}(?P<f>[-/])\d{{2}}(?P=f)\d{{2}}(?!\d)(?![/ -]\d)        # 34-26-36
      )
    | (?<!\w)(?:
        {_CURRENCY}\s?\d{{1,5}}(?:[.,]\d{{1,3}})?(?!\d)(?![.,]\d)                # eur 150
      | (?:since|from|in|est\.?|seit|desde|depuis|dal|od|din)\s(?:19|20)\d\d(?!\d)(?![ -]\d{{3}})
      | {_MONTHS}[a-z]*\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s(?:19|20)\d{{2}})?(?!\d)        # nov 24, 2026
      | (?:age|aged|edad|alter|idade|eta|wiek|varsta|{folded_word("возраст")})\s?:?\s?\d{{2}}(?!\d)
      | (?:ref|reference|(?:ad\ |post\ )?id|order|invoice|case|iban|account|acct|sort\ code|vat|reg|listing|booking)
        \s?(?:no|nr|number|code)?\.?\s?[:\#]?\s?[a-z]{{0,3}}\d[\d-]*             # ref: 123456
      )
    """
)


class Atom(NamedTuple):
    """Digits as they stand in the text."""

    digits: str
    start: int
    end: int
    disguised: bool = False
    weak: bool = False  # only sounds or looks like a digit
    split: tuple[str, ...] = ()  # the digits word by word, where several words make one number


class Run(list[Atom]):
    """Atoms with only separators between them."""

    def digits(self) -> int:
        """How many digits they hold."""
        return sum(len(atom.digits) for atom in self)

    def word_by_word(self) -> Run:
        """The same with `twenty one` read as 20 1 instead of 21."""
        return Run(atom._replace(digits=digits) for atom in self for digits in atom.split or (atom.digits,))


def runs(text: str) -> list[Run]:
    """The runs of atoms in a folded text, in order.

    Args:
        text: A folded text (`netinvest.ingest.fold.fold`).
    """
    return _Reader(_NOISE.sub(lambda found: _BLANK * len(found[0]), text)).read()


@lru_cache(maxsize=50_000)
def _ordinary(word: str) -> bool:
    """Whether a word has nothing to do with digits: most words, so that it pays to remember them."""
    known = FIRST_WORDS, REPEATS, _HUNDRED, _SEPARATOR_WORDS
    return word.isalpha() and not any(word in words for words in known) and _letters(word, 0) is None


class _Reader:
    """Goes through the words of a text once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = list(_TOKEN.finditer(text))
        self.position = 0
        self.finished: list[Run] = []
        self.run = Run()
        self.end = 0  # of the last word that belongs to the run
        self.repeat = 1

    def read(self) -> list[Run]:
        while self.position < len(self.words):
            word = self.words[self.position][0]
            if _ordinary(word):
                self.position += 1
                if self.run:
                    self._close()
            else:
                self._step(word)
        self._close()
        return self.finished

    def _close(self) -> None:
        if self.run:
            self.finished.append(self.run)
            self.run = Run()
        self.repeat = 1

    def _step(self, word: str) -> None:
        """Take in a word that may mean digits."""
        found = self.words[self.position]
        start = found.start()
        if self.run and (len(self.run) >= _LONGEST_RUN or not _GAP.fullmatch(self.text, self.end, start)):
            self._close()
        self.position += 1
        if word.isdigit():
            self._put([Atom(word, start, found.end())])
        elif word in FIRST_WORDS:
            self._put([self._phrase(word)])
        elif (atoms := _letters(word, start)) is not None:
            self._put(atoms)
        elif word in REPEATS:
            self.repeat = REPEATS[word]
        elif self.run and word in _HUNDRED and len(self.run[-1].digits) == 1:  # 9 hundred
            self.run[-1] = self.run[-1]._replace(digits=self.run[-1].digits + "00", end=found.end(), disguised=True)
        elif not (self.run and word in _SEPARATOR_WORDS):
            self._close()
            if not word.isalpha():
                self._glued(word, start)
        self.end = self.words[self.position - 1].end()

    def _put(self, atoms: list[Atom]) -> None:
        if self.repeat > 1:
            atoms[0] = atoms[0]._replace(digits=atoms[0].digits[:1] * (self.repeat - 1) + atoms[0].digits)
            self.repeat = 1
        self.run.extend(atoms)

    def _phrase(self, word: str) -> Atom:
        """The longest phrase that begins with the word just read."""
        first = self.position - 1
        for phrase, digits in FIRST_WORDS[word]:
            words = self.words[first : first + len(phrase)]
            if tuple(w[0] for w in words) != phrase or any(b.start() - a.end() > 2 for a, b in pairwise(words)):  # noqa: PLR2004
                continue
            self.position = first + len(phrase)
            split = tuple(PHRASES[w,] for w in phrase if (w,) in PHRASES) if len(phrase) > 1 else ()
            return Atom(digits, words[0].start(), words[-1].end(), disguised=True, split=split)
        # only as part of a phrase is the word a number
        return Atom("", self.words[first].start(), self.words[first].end(), disguised=True, weak=True)

    def _glued(self, word: str, start: int) -> None:
        """`07700900123call` and `tel07700900123`: a number with a foreign word stuck to one end."""
        if (head := _DIGITS_THEN_LETTERS.match(word)) is not None:
            self.finished.append(Run([Atom(head[0], start, start + head.end())]))
        elif (tail := _LETTERS_THEN_DIGITS.search(word)) is not None:
            self._put([Atom(tail[0], start + tail.start(), start + len(word))])


def _letters(word: str, start: int) -> list[Atom] | None:
    """Letters that stand for digits, or number words joined to one another or to digits."""
    end = start + len(word)
    if word in WEAK:
        return [Atom(WEAK[word], start, end, disguised=True, weak=True)]
    if _LONE_LETTERS.fullmatch(word) and word not in _WORDS_OF_LETTERS:
        return [Atom(word.translate(_LETTER_DIGITS), start, end, disguised=True, weak=word.strip("o") != "")]
    letters_only = word.isalpha()
    if not letters_only and _DIGITLIKE.fullmatch(word):
        return [Atom(word.translate(_LETTER_DIGITS), start, end, disguised=True)]
    if (not letters_only or len(word) >= _SHORTEST_JOINED) and _PIECES.fullmatch(word):
        return [
            Atom(_piece(p[0]), start + p.start(), start + p.end(), disguised=not p[0].isdigit())
            for p in _PIECE.finditer(word)
        ]
    return None


def _piece(piece: str) -> str:
    if piece.isdigit():
        return piece
    return {"o": "0", "oh": "0", "i": "1", "l": "1"}.get(piece) or PHRASES[piece,]
