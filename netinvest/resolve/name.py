"""Names of persons and companies, as far as they can be compared.

A name is folded to tokens: letters of other scripts become Latin ones, accents, case, punctuation, titles and company
suffixes go, and spellings that differ only between ways of romanising (``Yuriy``, ``Iurii``) become one. A word of a
script that leaves vowels out is its consonants, in capitals (``netinvest.resolve.romanisation``). Order does not count.
Misread if taken for identity: many people share a name, and a name can be false.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from netinvest.resolve.romanisation import consonants, consonants_sql, romanised

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
    ltda and und al el""".split()  # noqa: SIM905
)

# Spellings that romanisation leaves open. Longer first.
_SPELLINGS = (
    *(("shch", "sh"), ("tsch", "ch"), ("sch", "sh"), ("tch", "ch"), ("cz", "ch"), ("sz", "sh"), ("kh", "h")),
    *(("ph", "f"), ("ck", "k"), ("ou", "u"), ("zh", "j"), ("dj", "j"), ("tz", "ts"), ("x", "ks"), ("w", "v")),
    *(("y", "i"), ("j", "i")),
)
_SYLLABLE = (
    "(?:zh|ch|sh|ks|[bpmvfdtnlgkhjqxrzcsyw])?"
    "(?:[iu]?ang?|i?ong|[ei]ng?|i?ao|[aeu]i|i[aeu]|ou|uai?|uan|u[eno]|er|[aeiou])"
)
_MANDARIN = re.compile(
    "zh(?:[aeiu]|[au]i|uai|u[ao]|[ae]n|[aeo]ng|uang?|un|ao|ou)|j(?:i[aeu]?|ing?|iang?|iao|iong|u[en]?|uan)"
)
"""Syllables of Mandarin, most of them surnames: Zhang, Jiang and Yang are three."""
_SERVANT = re.compile("\\babd[aeiou]?(?:[lr][\\s-]+|[\\s-]+(?:[aeu][lr][\\s-]+)?|l)(?=\\w)")
"""Abd al-Rahman, Abdel Rahman, Abdulrahman."""
_HYPHEN = re.compile(f"\\b({_SYLLABLE})-(?={_SYLLABLE}\\b)")
"""Of a given name in two syllables: Xiao-ming."""
_WORD = re.compile(r"[^\W\d_]+")
_DOUBLED = re.compile(r"(.)\1+")

FULL, COMPATIBLE, PARTIAL = 2, 1, 0.5
"""Agreement of two names: two words alike, none against; one alike, none against; some against. 0: none alike."""

_ALIKE = 0.88  # Jaro-Winkler of two words that differ by a slip of the hand

# DuckDB lists; the words of the shorter name are sought in the longer one. An initial stands for a word. Capitals
# are consonants; a word of which one consonant is left says nothing.
_CONSONANTS_LIKE = (
    f"jaro_winkler_similarity({{}}, {{}}) >= CASE WHEN least(len(x), len(y)) > 3 THEN {_ALIKE} ELSE 1 END"
)
# two syllables of Mandarin that differ are two names
_LIKE = f"""(x = y OR CASE WHEN (x < 'a') = (y < 'a') THEN
        CASE WHEN jaro_winkler_similarity(x, y) < {_ALIKE} THEN false
        ELSE NOT (regexp_full_match(x, '{_SYLLABLE}') AND regexp_full_match(y, '{_SYLLABLE}')) END
    WHEN x < 'a' THEN len(x) > 1 AND {_CONSONANTS_LIKE.format("x", consonants_sql("y"))}
    ELSE len(y) > 1 AND {_CONSONANTS_LIKE.format("y", consonants_sql("x"))} END)"""
_SHORTER = "CASE WHEN len({a}) <= len({b}) THEN {a} ELSE {b} END"
_LONGER = "CASE WHEN len({a}) <= len({b}) THEN {b} ELSE {a} END"
_IN = """len(list_filter({}, lambda x: len(x) > 1 AND len(list_filter({},
    lambda y: len(y) > 1 AND {})) > 0))"""
_THERE, _BACK = _IN.format(_SHORTER, _LONGER, _LIKE), _IN.format(_LONGER, _SHORTER, _LIKE)
# two words of the one do not both stand for one word of the other
_WORDS = f"CASE WHEN {_THERE} < 2 THEN {_THERE} ELSE least({_THERE}, {_BACK}) END"
_INITIALS = f"""len(list_filter({_SHORTER}, lambda x: len(list_filter({_LONGER},
    lambda y: (len(x) = 1 OR len(y) = 1) AND x[1] = y[1])) > 0 AND NOT (len(x) > 1 AND len(list_filter({_LONGER},
    lambda y: len(y) > 1 AND {_LIKE})) > 0)))"""
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
    folded = _SERVANT.sub("abd", romanised(folded.translate(_LETTERS)))
    plain = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    plain = plain.translate(_LETTERS).replace("'", "").replace("\u2019", "").replace(".", ". ")
    words = _WORD.findall(_HYPHEN.sub(r"\1", plain))
    kept = [word for word in words if word not in _SILENT] or words
    return sorted({_spelling(word) for word in kept})


def _spelling(word: str) -> str:
    if word.isupper():
        return consonants(_spelling(word.lower()))
    if _MANDARIN.fullmatch(word):
        return word
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
