"""How likely two register entries are one person: Fellegi and Sunter's sum of weights, in SQL.

Fellegi and Sunter, "A theory for record linkage", JASA 64 (1969) 1183-1210. Each comparison of two entries gives a
weight log2(m / u): m is the chance of such an outcome if the two are one person, u if they are two. The weights add
up, together with the prior odds that two entries drawn from a block are one person. The u of a name that agrees is
taken from the case itself, the product of the shares in which its words occur, so a common name says little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netinvest.resolve import name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LARGEST_BLOCK = 200
"""Entries that share a blocking key beyond which the key says nothing (1 January, a hostel's address)."""

# Weights in bits, measured on FEBRL dataset 3 (docs/methods/identity.md has the figures) and rounded towards caution.
BIRTH_EQUAL, BIRTH_CLOSE, BIRTH_OTHER = 12.0, 7.0, -3.5
ADDRESS_EQUAL, ADDRESS_ALIKE, ADDRESS_OTHER = 13.0, 10.0, -2.5
NAME_MOST, WORD_MOST, SLIP, INITIAL, NAME_PARTIAL, NAME_OTHER = 20.0, 10.0, 5.0, 2.0, -1.0, -5.0
SAME_ADDRESS, ALIKE_ADDRESS = 0.7, 0.3  # shared words of two addresses, as a share of all their words

_FIGURE = "lambda t: regexp_full_match(t, '[0-9]+')"

_ENTRIES = r"""
CREATE OR REPLACE TEMP TABLE entry AS
SELECT person_no, tokens, birth_date, coalesce(strftime(birth_date, '%Y%m%d'), '') AS birth,
       list_sort(list_distinct(regexp_extract_all(lower(strip_accents(address)), '[\p{L}0-9]+'))) AS place
FROM person LEFT JOIN name_token USING (name)
"""

_BLOCKS = f"""
CREATE OR REPLACE TEMP TABLE block AS
WITH word AS (SELECT person_no, birth, place, unnest(tokens) AS word FROM entry)
SELECT DISTINCT key, person_no FROM (
    SELECT 'b' || birth AS key, person_no FROM entry WHERE birth <> ''
    UNION ALL SELECT 'y' || word || birth[1:4], person_no FROM word WHERE birth <> ''
    UNION ALL SELECT 'd' || word || birth[5:8], person_no FROM word WHERE birth <> ''
    UNION ALL SELECT 'n' || v.word || ' ' || w.word, person_no FROM word AS v JOIN word AS w USING (person_no)
              WHERE v.word < w.word
    UNION ALL SELECT 'h' || word || ' ' || figure, person_no
              FROM (SELECT person_no, word, unnest(place) AS figure FROM word) WHERE regexp_full_match(figure, '[0-9]+')
    UNION ALL SELECT 'a' || array_to_string(list_filter(place, {_FIGURE}), ' '), person_no
              FROM entry WHERE len(list_filter(place, {_FIGURE})) >= 2
)
QUALIFY count(*) OVER (PARTITION BY key) BETWEEN 2 AND {LARGEST_BLOCK}
"""

# Bits of the words that agree: how rare each is among the entries; an initial gives little.
_COMPARED = f"""
CREATE OR REPLACE TEMP TABLE compared AS
WITH candidate AS (
    SELECT DISTINCT a.person_no AS p, b.person_no AS q FROM block AS a JOIN block AS b USING (key)
    WHERE a.person_no < b.person_no
), size AS (SELECT count(*) AS entries FROM entry),
rarity AS (
    SELECT word, least({WORD_MOST}, log2(any_value(entries) / count(*))) AS bits
    FROM (SELECT unnest(tokens) AS word FROM entry) CROSS JOIN size GROUP BY word
), shared AS (
    SELECT p, q, sum(round(1e6 * bits)::BIGINT) / 1e6 AS bits, count(*) AS words
    FROM (SELECT p, q, unnest(list_intersect(a.tokens, b.tokens)) AS word
          FROM candidate JOIN entry AS a ON a.person_no = p JOIN entry AS b ON b.person_no = q)
    JOIN rarity USING (word) GROUP BY p, q
)
SELECT p, q, len(a.tokens) > 1 AND a.tokens = b.tokens AS same_words, coalesce(shared.bits, 0) + {SLIP} * greatest(
           {name.ALIKE_WORDS.format(a="a.tokens", b="b.tokens")} - coalesce(shared.words, 0), 0) AS shared_bits,
       {name.AGREEMENT.format(a="a.tokens", b="b.tokens")} AS names,
       CASE WHEN a.birth = '' OR b.birth = '' THEN NULL WHEN a.birth = b.birth THEN 2
            -- one figure wrong or two neighbours swapped, or day and month swapped
            WHEN damerau_levenshtein(a.birth, b.birth) = 1
                OR a.birth = b.birth[1:4] || b.birth[7:8] || b.birth[5:6] THEN 1
            ELSE 0 END AS births,
       -- neighbours are not one household: without the same figures two addresses are alike at most
       CASE WHEN len(a.place) > 0 AND len(b.place) > 0 THEN
           least(len(list_intersect(a.place, b.place)) / len(list_distinct(a.place || b.place)),
                 CASE WHEN list_filter(a.place, {_FIGURE}) = list_filter(b.place, {_FIGURE}) THEN 1
                      ELSE {SAME_ADDRESS} - 0.01 END) END AS addresses
FROM candidate JOIN entry AS a ON a.person_no = p JOIN entry AS b ON b.person_no = q LEFT JOIN shared USING (p, q)
"""

MATCHES = f"""
SELECT p, q, names, same_words, births, addresses, bits, 1 / (1 + pow(2, -bits)) AS probability FROM (
    SELECT *, -log2((SELECT greatest(count(*), 2) FROM entry))
        + CASE WHEN names IS NULL THEN 0 WHEN names = 0 THEN {NAME_OTHER} WHEN names < {name.COMPATIBLE} THEN
                    least(shared_bits, {WORD_MOST}) + {NAME_PARTIAL}
               ELSE greatest(least(shared_bits, {NAME_MOST}), {INITIAL}) END
        + CASE births WHEN 2 THEN {BIRTH_EQUAL} WHEN 1 THEN {BIRTH_CLOSE} WHEN 0 THEN {BIRTH_OTHER} ELSE 0 END
        + CASE WHEN addresses IS NULL THEN 0 WHEN addresses >= {SAME_ADDRESS} THEN {ADDRESS_EQUAL}
               WHEN addresses >= {ALIKE_ADDRESS} THEN {ADDRESS_ALIKE} ELSE {ADDRESS_OTHER} END AS bits
    FROM compared
)
"""
"""SQL: pairs of persons with what agrees (``names`` as in name.AGREEMENT, ``births`` 2 equal 1 close 0 other,
``addresses`` a share of words), the sum of ``bits`` and the ``probability`` that they are one."""

SURE = f"""(probability >= 0.9 AND (
    (names >= {name.FULL} AND births = 2)
    OR (names >= {name.COMPATIBLE} AND births = 2 AND addresses >= {ALIKE_ADDRESS})
    OR (names >= {name.FULL} AND births = 1 AND addresses >= {ALIKE_ADDRESS})
    OR (same_words AND births IS NULL AND addresses >= {SAME_ADDRESS})))"""
"""SQL over MATCHES: the names agree and so does a second sign. Sisters share an address and a surname, twins a date of
birth as well: without dates of birth the names must be the same word for word, and a name of which a word contradicts
never suffices."""


def compare_persons(con: DuckDBPyConnection) -> None:
    """Make the temporary tables that MATCHES reads, from ``person`` and ``name_token`` (see ``read_persons``)."""
    con.execute(_ENTRIES)
    con.execute(_BLOCKS)
    con.execute(_COMPARED)


def forget_comparisons(con: DuckDBPyConnection) -> None:
    """Drop what ``compare_persons`` made."""
    for table in ("entry", "block", "compared"):
        con.execute(f"DROP TABLE IF EXISTS temp.{table}")
