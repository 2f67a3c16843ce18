"""Names of persons and companies, as far as they can be compared.

A name is folded to tokens: letters of Cyrillic and Greek become Latin ones, accents, case, punctuation, titles and
company suffixes go, and spellings that differ only between ways of romanising (``Yuriy``, ``Iurii``) become one.
Order does not count. Misread if taken for identity: many people share a name, and a name can be false.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LETTERS: dict[int, int | str] = {
    # Cyrillic: Russian, Ukrainian, Belarusian, Bulgarian, Serbian, Macedonian; then Greek
    **str.maketrans("абвгдезийклмнопрстуфыэёхґіїўјќћ", "abvgdeziiklmnoprstufieehgiiuikc"),
    **str.maketrans("αβγδεζηικλμνξοπρσςτυφωχ", "avgdeziiklmnxoprsstifoh"),
    **str.maketrans("øłđðıŋ", "olddin"),
    **{
        ord(letter): spelling
        for spelling, letters in {
            "zh": "ж",
            "ts": "ц",
            "ch": "ч",
            "sh": "шщ",
            "": "ъь",
            "iu": "ю",
            "ia": "я",
            "ie": "є",
            "dj": "ђ",
            "li": "љ",
            "ni": "њ",
            "dz": "џѕ",
            "th": "θþ",
            "ps": "ψ",
            "ss": "ß",
            "ae": "æ",
            "oe": "œ",
        }.items()
        for letter in letters
    },
}

# Titles and company forms, without those that are somebody's name (Don, Pan, Sa): the words of the shorter name are
# sought in the longer one, so a form that only one of them bears does no harm.
_SILENT = frozenset(
    """mr mrs ms miss mx dr prof sir dame lady lord rev hon herr frau mme mlle monsieur madame sr sra srta senor senora
    sig signor signora dhr mevr ing dipl jr snr ltd limited llc llp inc corp corporation company plc gmbh kg ohg ug sarl
    sas sasu srl spa snc bv nv oy oyj aps kft zrt doo dooel ood eood sro spol zoo ooo oao zao pao tov pty pte bhd sdn
    ltda and und""".split()  # noqa: SIM905
)

# Spellings that romanisation leaves open. Longer first.
_SPELLINGS = (
    *(("shch", "sh"), ("tsch", "ch"), ("sch", "sh"), ("tch", "ch"), ("cz", "ch"), ("sz", "sh"), ("kh", "h")),
    *(("ph", "f"), ("ck", "k"), ("ou", "u"), ("zh", "j"), ("dj", "j"), ("tz", "ts"), ("x", "ks"), ("w", "v")),
    *(("y", "i"), ("j", "i")),
)
_WORD = re.compile(r"[^\W\d_]+")
_DOUBLED = re.compile(r"(.)\1+")

FULL, COMPATIBLE, PARTIAL = 2, 1, 0.5
"""Agreement of two names: two words alike, none against; one alike, none against; some against. 0: none alike."""

_ALIKE = 0.88  # Jaro-Winkler of two words that differ by a slip of the hand

# DuckDB lists; the words of the shorter name are sought in the longer one. An initial stands for a word.
_SHORTER = "CASE WHEN len({a}) <= len({b}) THEN {a} ELSE {b} END"
_LONGER = "CASE WHEN len({a}) <= len({b}) THEN {b} ELSE {a} END"
_WORDS = f"""len(list_filter({_SHORTER}, lambda x: len(x) > 1 AND len(list_filter({_LONGER},
    lambda y: len(y) > 1 AND (x = y OR jaro_winkler_similarity(x, y) >= {_ALIKE}))) > 0))"""
_INITIALS = f"""len(list_filter({_SHORTER}, lambda x: len(list_filter({_LONGER},
    lambda y: (len(x) = 1 OR len(y) = 1) AND x[1] = y[1])) > 0 AND NOT (len(x) > 1 AND len(list_filter({_LONGER},
    lambda y: len(y) > 1 AND (x = y OR jaro_winkler_similarity(x, y) >= {_ALIKE}))) > 0)))"""
ALIKE_WORDS = _WORDS
"""SQL with ``{a}`` and ``{b}`` for two lists of tokens: how many words of the shorter the longer has."""
AGREEMENT = f"""CASE
    WHEN len({{a}}) = 0 OR len({{b}}) = 0 THEN NULL
    WHEN {_WORDS} + {_INITIALS} < least(len({{a}}), len({{b}})) THEN CASE WHEN {_WORDS} > 0 THEN {PARTIAL} ELSE 0 END
    WHEN {_WORDS} >= 2 THEN {FULL} WHEN {_WORDS} = 1 THEN {COMPATIBLE} ELSE 0 END"""
"""SQL with ``{a}`` and ``{b}`` for two lists of tokens: FULL, COMPATIBLE, PARTIAL, 0; NULL where a name is missing."""


def tokens(name: str) -> list[str]:
    """Distinct words of a name, folded and sorted.

    >>> tokens("Dr. Юрий Щербак")
    ['iuri', 'sherbak']
    >>> tokens("SHCHERBAK, Yuriy") == tokens("Юрий Щербак")
    True
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    folded = folded.translate(_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    plain = plain.translate(_LETTERS).replace("'", "").replace("\u2019", "").replace(".", ". ")
    words = _WORD.findall(plain)
    kept = [word for word in words if word not in _SILENT] or words
    return sorted({_spelling(word) for word in kept})


def _spelling(word: str) -> str:
    for this, that in _SPELLINGS:
        word = word.replace(this, that)
    return _DOUBLED.sub(r"\1", word)


def tokenise(con: DuckDBPyConnection) -> None:
    """Make the temporary table ``name_token(name, tokens)`` over the distinct names of registers and payments."""
    import pyarrow as pa

    names = con.execute(
        """
        SELECT DISTINCT name FROM (
            SELECT name FROM subject
            UNION ALL SELECT debtor_name FROM transfer UNION ALL SELECT creditor_name FROM transfer
        ) WHERE name IS NOT NULL ORDER BY name"""
    ).to_arrow_table()["name"]
    folded = pa.table({"name": names, "tokens": pa.array(map(tokens, names.to_pylist()), pa.list_(pa.string()))})
    con.register("folded", folded)
    con.execute("CREATE OR REPLACE TEMP TABLE name_token AS SELECT * FROM folded")
    con.unregister("folded")
