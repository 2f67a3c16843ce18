"""One handset, two numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netinvest.resolve.line import OBSERVED

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_NUMBERS = 4
"""Numbers in one handset above which its IMEI says nothing: cloned ranges, repair shops, call shops."""
LONGEST_GAP_DAYS, PAUSES = 14, 1.7
"""A change on the spot shows as a gap of the two numbers' usual pauses; up to this many of them, and days, merge."""
HANDSET_ALONE, ROUNDED = 0.85, 0.3
"""Most that a handset says without contacts to bear it out; and one whose number a spreadsheet may have rounded."""
CORROBORATING = 2
"""Shared contacts that bear a handset out."""
HUB = 50
"""Contacts of a number from which sharing it means nothing: everybody calls the taxi."""

# An IMEI is 14 digits and a check digit; the same 14 with another last digit are the same handset.
_VALID = r"regexp_full_match(imei, '[0-9]{14,16}') AND NOT regexp_full_match(substr(imei, 1, 14), '0*|1*|9*')"

_FIND = f"""
CREATE OR REPLACE TEMP TABLE worn AS
SELECT substr(imei, 1, 14) AS device, {OBSERVED} AS number, min(answered_at_utc) AS begins, max(answered_at_utc) AS ends
FROM call WHERE {_VALID} AND {OBSERVED} IS NOT NULL
GROUP BY 1, 2
QUALIFY count(*) OVER (PARTITION BY substr(imei, 1, 14)) BETWEEN 2 AND {MOST_NUMBERS};

CREATE OR REPLACE TEMP TABLE handed AS
WITH met AS (
    SELECT x.device, x.number AS old, y.number AS new, x.begins, x.ends, y.begins AS taken, y.ends AS left_at
    FROM worn AS x JOIN worn AS y USING (device)
    WHERE (x.begins, x.ends, x.number) < (y.begins, y.ends, y.number)
), common AS (
    SELECT old, new, count(*) AS shared
    FROM (SELECT DISTINCT old, new FROM met)
    JOIN line_tie AS p ON p.number = old JOIN line_tie AS q ON q.number = new AND q.contact = p.contact
    JOIN (SELECT contact FROM line_tie GROUP BY contact HAVING count(*) < {HUB}) AS rare ON rare.contact = p.contact
    GROUP BY ALL
), wide AS (SELECT number, count(*) AS contacts FROM line_tie GROUP BY number)
SELECT device, old, new, regexp_full_match(device, '.*0{{4}}') AS rounded,
       ends < taken AS succession, date_diff('day', ends, taken) AS gap,
       coalesce(common.shared, 0) AS shared,
       -- the mean pause between two days of use: what a change of number on the spot would show as a gap
       1.0 * (date_diff('day', p.first_at, p.last_at) + 1) / p.days
           + 1.0 * (date_diff('day', q.first_at, q.last_at) + 1) / q.days AS pause,
       -- the old number is dead and the records could show it alive; the new one is new and they could show it old
       p.last_at <= taken AND p.covered_to >= taken + INTERVAL 3 DAY AS old_silent,
       q.first_at >= ends AND q.covered_from <= ends - INTERVAL 3 DAY AS new_fresh,
       least(v.contacts, w.contacts) >= 5 AND coalesce(common.shared, 0) = 0 AS strangers,
       between_them.number IS NOT NULL AS talked,
       coalesce(successor.own >= 2, false) AS backed,
       -- somebody else's contacts fit better: the handset was handed down when both changed their numbers
       greatest(CASE WHEN from_old.y <> new THEN from_old.alike END, CASE WHEN to_new.x <> old THEN to_new.alike END)
           > coalesce(likeness.alike, 0) IS TRUE AS outdone,
       NOT EXISTS (FROM worn AS o WHERE o.device = met.device AND o.number NOT IN (old, new)
                   AND o.begins < taken AND o.ends > met.ends) AS next
FROM met LEFT JOIN common USING (old, new)
LEFT JOIN likeness ON likeness.x = old AND likeness.y = new
LEFT JOIN successor ON successor.x = old AND successor.y = new
LEFT JOIN (SELECT x, max_by(y, (alike, y)) AS y, max(alike) AS alike FROM successor WHERE own >= 3 GROUP BY x)
    AS from_old ON from_old.x = old
LEFT JOIN (SELECT y, max_by(x, (alike, x)) AS x, max(alike) AS alike FROM successor WHERE own >= 3 GROUP BY y)
    AS to_new ON to_new.y = new
JOIN line AS p ON p.number = old JOIN line AS q ON q.number = new
JOIN wide AS v ON v.number = old JOIN wide AS w ON w.number = new
LEFT JOIN line_tie AS between_them ON between_them.number = old AND between_them.contact = new;

CREATE OR REPLACE TEMP TABLE scored AS
SELECT device, old, new,
       CASE WHEN talked THEN 0.1
            WHEN rounded THEN {ROUNDED}
            WHEN NOT succession THEN 0.4
            WHEN NOT next THEN 0.3
            WHEN NOT (old_silent OR new_fresh) THEN 0.3
            WHEN NOT (old_silent AND new_fresh) THEN 0.5
            WHEN outdone THEN 0.6
            WHEN strangers THEN 0.7
            WHEN NOT (backed OR shared >= {CORROBORATING}) THEN CASE WHEN gap <= 7 THEN {HANDSET_ALONE}
                WHEN gap <= 30 THEN 0.8 ELSE 0.6 END
            WHEN backed OR gap <= 3 OR gap <= least({LONGEST_GAP_DAYS}, {PAUSES} * pause) THEN 0.93
            WHEN gap <= 7 THEN 0.9 WHEN gap <= 30 THEN 0.8 ELSE 0.6 END
       + CASE WHEN succession AND next AND NOT talked AND NOT rounded AND shared >= {CORROBORATING}
                AND old_silent AND new_fresh AND NOT outdone THEN 0.04 ELSE 0 END
       AS score,
       CASE WHEN talked THEN '{{a}} and {{b}} were used in one handset, but called each other: two people share it.'
            WHEN rounded THEN '{{a}} and {{b}} were used in handsets whose numbers end in four noughts alike: a '
                 || 'spreadsheet may have rounded two handsets to one.'
            WHEN NOT succession THEN '{{a}} and {{b}} were used in one handset at the same time: '
                 || 'two SIMs of one person, or a handset that people share.'
            ELSE printf('{{b}} was used in the handset of {{a}} %d days after it; ', gap)
                 || CASE WHEN old_silent THEN '{{a}} is silent since' ELSE '{{a}} lived on, or the records end' END
                 || CASE WHEN new_fresh THEN ', {{b}} is new'
                        ELSE ', {{b}} was in use before, or the records begin then' END
                 || printf(', and they share %d contacts.', shared)
                 || CASE WHEN backed OR shared >= {CORROBORATING} THEN '' ELSE ' Nothing but the handset ties them.' END
            END AS reason
FROM handed;

INSERT INTO pair SELECT 'phone:' || old, 'phone:' || new, score, reason FROM scored;

INSERT INTO proof
SELECT DISTINCT 'phone:' || old, 'phone:' || new, 'call', source_no, row
FROM scored JOIN (
    SELECT source_no, row, substr(imei, 1, 14) AS device, {OBSERVED} AS number FROM call WHERE {_VALID}
) USING (device)
WHERE number IN (old, new);

DROP TABLE worn;
DROP TABLE handed;
DROP TABLE scored;
"""


def find(con: DuckDBPyConnection) -> None:
    """Tie two numbers used in one handset (IMEI) one after the other; needs ``read_successions``.

    A handset alone proposes and never merges: handsets are passed on, and the same IMEI may be two handsets'. It merges
    where the contacts bear it out: two in common that are not hubs, or contacts taken over that nobody else has (see
    ``contact_takeover``). Besides, the old number must be silent since the new one took the handset, and the new one
    unheard of before, both where the records could have shown otherwise: then 0.93 where contacts were taken over,
    within 3 days, or within 14 if the two numbers' usual pauses explain the gap; else 0.90 within 7, 0.80 within 30,
    0.6 later; 0.04 more for two shared contacts. Not borne out: 0.85 within 7 days, 0.8 within 30, 0.6 later, and 0.7
    at most where both have five contacts and share none. Half of this shown: 0.5. Where the contacts of one of them
    fit a third number better: 0.6. In one handset at the same time: 0.4. An IMEI whose serial number ends in four
    noughts may be several, rounded by a spreadsheet: 0.3. If the two numbers called each other: 0.1.

    Misread: handsets are sold, lent and handed down; a manager hands the same handset to the next exploited person.
    """
    con.execute(_FIND)
