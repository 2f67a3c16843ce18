"""Who is who: every identifier of the case and the actor it belongs to, as the standing decisions have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netinvest.errors import UsageError
from netinvest.model.category import PROTECTED, Category
from netinvest.resolve import description
from netinvest.resolve.alias import number_identifiers
from netinvest.resolve.partition import Partition
from netinvest.resolve.rules import RULES

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

    from netinvest.ledger.ledger import Ledger

THRESHOLD = 0.9
"""Score from which a proposal merges without a person, chosen in docs/methods/identity.md."""

_DECISIONS = """
SELECT decision_id, l.number AS left_no, r.number AS right_no, left_key, right_key, judgement, rule, score, reason,
       withdrawn_at_utc IS NOT NULL AS withdrawn
FROM decision
JOIN alias AS l ON l.identifier_key = left_key
JOIN alias AS r ON r.identifier_key = right_key
WHERE left_key <> right_key -- one identifier alone is what is decided of a hub
-- the order in which links are tried: people first, then what registers and networks say, then behaviour
ORDER BY judgement <> 'same', list_contains($behavioural, rule), score DESC, left_key, right_key, rule
"""

# A handset is not a person: it goes with its users if they are one actor, else with nobody.
# what was erased keeps its number, and is nobody
_NUMBERED = """
SELECT identifier_key, number FROM alias WHERE NOT starts_with(identifier_key, 'erased:') ORDER BY identifier_key
"""
_DEVICES = """
WITH party AS (
    SELECT imei, CASE observed_party WHEN 'originating' THEN originating_msisdn
                                     WHEN 'terminating' THEN terminating_msisdn END AS msisdn, imsi
    FROM call WHERE imei IS NOT NULL
), used AS (
    SELECT DISTINCT 'imei:' || imei AS device, 'phone:' || msisdn AS key FROM party
    UNION SELECT 'imei:' || imei, 'imsi:' || imsi FROM party
)
SELECT number AS device_no, min(actor_no) AS actor_no, count(DISTINCT actor_no) AS actors
FROM used JOIN alias ON alias.identifier_key = device JOIN member ON member.identifier_key = key
WHERE used.key IS NOT NULL
GROUP BY number
ORDER BY number
"""


@dataclass(frozen=True)
class Actors:
    """Resolved actors. An actor's number is the lowest of its identifiers' numbers.

    Attributes:
        identifiers: ``(identifier_key, actor_no)``, sorted. A handset whose users are several actors stands in no row.
        categories: ``(actor_no, category, basis, source_no, row)``, sorted: what registers say of an actor.
        names: ``(actor_no, name)``, sorted; they stay inside the case.
        decisions: ``(decision_id, left_key, right_key, left_no, right_no, judgement, rule, score, reason, state)`` in
            key order, the numbers being those of the two identifiers' actors. State is ``accepted`` or ``refused``
            (by a person), ``merged`` (score at or above the threshold), ``open`` (below it), ``held`` (behaviour
            alone would merge a protected person), ``blocked`` (it would join what a person keeps apart), or
            ``withdrawn``.
        rests_on: ``(actor_no, decision_id)``, sorted: the decisions that an actor's identity rests on.
        threshold: From which score proposals merged.
    """

    identifiers: pa.Table
    categories: pa.Table
    names: pa.Table
    decisions: pa.Table
    rests_on: pa.Table
    threshold: float


def resolve(ledger: Ledger, *, threshold: float = THRESHOLD) -> Actors:
    """Give every identifier of the case its actor.

    Links are tried from the strongest to the weakest: what people decided, then what registers and networks say, then
    behaviour; within each by falling score. A link is left out where it would bring together two identifiers that a
    person judged different, so a component that holds such a pair is split at its weakest link (a maximum spanning
    forest under cannot-link constraints); of equally weak links the last in key order yields. A behavioural link is
    also left out where one side holds a protected person: only a person may decide that.

    Args:
        ledger: The open ledger of the case.
        threshold: Proposals with at least this score merge; must be above 0 and at most 1.

    Raises:
        UsageError: The threshold is out of range.
    """
    if not 0 < threshold <= 1:
        raise UsageError("the threshold is not above 0 and at most 1", where="threshold", remedy="give 0.9, say")
    number_identifiers(ledger)
    con = ledger.con
    description.describe(con)
    try:
        partition = _partition(con, threshold)
        identifiers = _identifiers(con, partition)
        con.register("member", identifiers)
        return Actors(
            identifiers=identifiers,
            categories=con.execute(description.CATEGORIES).to_arrow_table(),
            names=con.execute(description.NAMES).to_arrow_table(),
            decisions=_decisions(con, partition),
            rests_on=_rests_on(con, partition),
            threshold=threshold,
        )
    finally:
        con.unregister("member")
        description.forget(con)


def _partition(con: DuckDBPyConnection, threshold: float) -> Partition:
    behavioural = {rule.name for rule in RULES if rule.behavioural}
    decisions = con.execute(_DECISIONS, {"behavioural": sorted(behavioural)}).to_arrow_table()
    size = con.execute("SELECT coalesce(max(number), 0) + 1 FROM alias").fetchone()
    names = [str(category) for category in Category if category in PROTECTED]
    protected = con.execute(description.NUMBERS_OF, {"categories": names}).to_arrow_table()["number"].to_pylist()
    return Partition(size[0] if size else 1, decisions, protected, behavioural, threshold)


def _identifiers(con: DuckDBPyConnection, partition: Partition) -> pa.Table:
    """Identifiers and actors, the handsets of several actors left out, those of one actor given to it."""
    import numpy as np
    import pyarrow as pa

    numbered = con.execute(_NUMBERED).to_arrow_table()
    number = numbered["number"].to_numpy()
    actor = partition.roots()

    def members(kept: np.ndarray) -> pa.Table:
        return pa.table({"identifier_key": numbered["identifier_key"], "actor_no": pa.array(actor[number])}).filter(
            pa.array(kept)
        )

    con.register("member", members(np.ones(len(number), dtype=bool)))
    devices = con.execute(_DEVICES).to_arrow_table()
    con.unregister("member")
    device, owner = devices["device_no"].to_numpy(), devices["actor_no"].to_numpy()
    registered = np.bincount(actor, minlength=len(actor))[actor[device]] > 1  # some register says whose it is
    several = devices["actors"].to_numpy() > 1
    nobodys = np.zeros(len(actor), dtype=bool)
    nobodys[device[several & ~registered]] = True
    follows = ~several & ~registered
    lowest = np.arange(len(actor))
    np.minimum.at(lowest, owner[follows], device[follows])
    actor[device[follows]] = owner[follows]
    actor = lowest[actor]
    return members(~nobodys[number])


def _decisions(con: DuckDBPyConnection, partition: Partition) -> pa.Table:
    con.register("state", partition.states())
    try:
        return con.execute(
            """
            SELECT decision_id, left_key, right_key, l.actor_no AS left_no, r.actor_no AS right_no, judgement, rule,
                   score, reason, state
            FROM state
            LEFT JOIN member AS l ON l.identifier_key = left_key
            LEFT JOIN member AS r ON r.identifier_key = right_key
            ORDER BY left_key, right_key, rule, decision_id"""
        ).to_arrow_table()
    finally:
        con.unregister("state")


def _rests_on(con: DuckDBPyConnection, partition: Partition) -> pa.Table:
    con.register("state", partition.states())
    try:
        return con.execute(
            """
            SELECT DISTINCT actor_no, decision_id FROM state JOIN member ON identifier_key = left_key
            WHERE state IN ('accepted', 'merged') ORDER BY ALL"""
        ).to_arrow_table()
    finally:
        con.unregister("state")
