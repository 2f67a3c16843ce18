"""Identifiers that stand together in advertisements."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

POSTERS, POSTERS_MIXED = 0.97, 0.6
EXCLUSIVE, PROPOSED_MOST = 0.9, 0.8
REPEATED_ADS, REPEATED_DAYS = 5, 3
FEWEST_ADS = 2
LONGEST_LIST = 6
"""Contacts in one advertisement above which it is a directory."""

# The same advertisement in two files, or posted anew with the same words on the same day, counts once.
_TOGETHER = """
CREATE OR REPLACE TEMP TABLE listing AS
SELECT DISTINCT md5(concat_ws(chr(31), title, body, location, posted_at_utc::DATE)) AS ad, posted_at_utc::DATE AS day,
       c.kind || ':' || c.value AS key, c.role, source_no, row
FROM advertisement_contact AS c JOIN advertisement USING (source_no, row)
WHERE c.confidence >= 0.5;

CREATE OR REPLACE TEMP TABLE together AS
WITH listed AS (
    SELECT DISTINCT ad, day, key, role FROM listing
    SEMI JOIN (SELECT ad FROM listing GROUP BY ad HAVING count(DISTINCT key) <= {longest}) USING (ad)
), alone AS (SELECT key, role, count(*) AS ads FROM listed GROUP BY ALL)
SELECT a_key, b_key, a_role, b_role, pairing.ads, days, x.ads AS a_ads, y.ads AS b_ads
FROM (
    SELECT p.key AS a_key, q.key AS b_key, p.role AS a_role, q.role AS b_role, count(DISTINCT p.ad) AS ads,
           count(DISTINCT p.day) AS days
    FROM listed AS p JOIN listed AS q USING (ad) WHERE {pairs}
    GROUP BY ALL
) AS pairing
JOIN alone AS x ON x.key = a_key AND x.role = a_role JOIN alone AS y ON y.key = b_key AND y.role = b_role
""".replace("{longest}", str(LONGEST_LIST))

_PROOF = """
INSERT INTO proof
SELECT DISTINCT a_key, b_key, 'advertisement', p.source_no, p.row
FROM pair JOIN listing AS p ON p.key = a_key JOIN listing AS q ON q.key = b_key AND q.ad = p.ad;
DROP TABLE listing;
DROP TABLE together;
"""

_POSTERS = f"""
INSERT INTO pair
SELECT a_key, b_key,
       CASE WHEN ads >= {FEWEST_ADS} AND ads = a_ads AND ads = b_ads THEN {POSTERS} ELSE {POSTERS_MIXED} END,
       printf('{{a}} and {{b}} posted %d advertisements together, out of %d and %d.', ads, a_ads, b_ads)
FROM together;
"""

_CONTACTS = f"""
INSERT INTO pair
SELECT a_key, b_key,
       CASE WHEN poster OR one_kind THEN least(0.5, 0.5 * share)
            WHEN share = 1 AND ads >= {REPEATED_ADS} AND days >= {REPEATED_DAYS} THEN {EXCLUSIVE}
            ELSE {PROPOSED_MOST} * share END,
       printf('{{a}} and {{b}} stand together in %d advertisements on %d days, out of %d and %d',
              ads, days, a_ads, b_ads)
       || CASE WHEN poster THEN '; one posted them, the other is to be reached: that may be two people.'
               WHEN one_kind THEN '; two of a kind in one advertisement may be two people.' ELSE '.' END
FROM (
    SELECT *, ads / (a_ads + b_ads - ads) AS share, a_role <> b_role AS poster,
           split_part(a_key, ':', 1) = split_part(b_key, ':', 1) AS one_kind
    FROM together
) WHERE ads >= {FEWEST_ADS} AND share >= 0.5;
"""


def find_posters(con: DuckDBPyConnection) -> None:
    """Tie identifiers that posted the same advertisements: a site's account with its e-mail address.

    Always together, at least twice: 0.97; else 0.6. Misread: an account that posts may be an agent's, or hired.
    """
    con.execute(_TOGETHER.replace("{pairs}", "p.key < q.key AND p.role = 'poster' AND q.role = 'poster'"))
    con.execute(_POSTERS)
    con.execute(_PROOF)


def find_contacts(con: DuckDBPyConnection) -> None:
    """Tie a telephone and an e-mail address or handle that customers are told to use in the same advertisements.

    0.9 if they never stand apart, in at least 5 different advertisements on 3 days; else 0.8 times the share of
    advertisements they have in common. Two of one kind, or one that posted and one to be reached: 0.5 at most, because
    who answers an advertisement's telephone may not be who posted it.

    Misread: a manager's e-mail address stands beside an exploited person's telephone for as long as she is advertised.
    """
    con.execute(_TOGETHER.replace("{pairs}", "p.key < q.key AND NOT (p.role = 'poster' AND q.role = 'poster')"))
    con.execute(_CONTACTS)
    con.execute(_PROOF)
